//! [`Fields`]: the fields of a header, assembled before they are written.

/// The rest of an array that fields are put into, one after the other.
///
/// A buffer checks its room at every write. This writes all fields of a header at once.
pub(crate) struct Fields<'a>(&'a mut [u8]);

impl<'a> Fields<'a> {
    /// Returns the whole array.
    #[inline(always)]
    pub(crate) fn of<const N: usize>(octets: &'a mut [u8; N]) -> Fields<'a> {
        Fields(octets)
    }

    /// Puts a field at the front of the rest.
    #[inline(always)]
    pub(crate) fn with<const M: usize>(self, field: [u8; M]) -> Fields<'a> {
        match self.0.split_first_chunk_mut() {
            Some((place, left)) => {
                *place = field;
                Fields(left)
            }
            None => {
                debug_assert!(false, "no place for a field of {M} octets");
                Fields(&mut [])
            }
        }
    }

    /// Asserts that nothing is left.
    #[inline(always)]
    pub(crate) fn end(self) {
        debug_assert!(self.0.is_empty(), "{} octets without a field", self.0.len());
    }
}
