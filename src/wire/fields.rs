//! [`Fields`]: fields of a header, put together before they are written.

/// What is left of an array that fields are put into, side by side.
///
/// Each time that something is put into a buffer, the buffer looks for room. The fields of a header go in at once.
pub(crate) struct Fields<'a>(&'a mut [u8]);

impl<'a> Fields<'a> {
    /// All of an array.
    #[inline(always)]
    pub(crate) fn of<const N: usize>(octets: &'a mut [u8; N]) -> Fields<'a> {
        Fields(octets)
    }

    /// Puts a field in front of what is left.
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

    /// Nothing is left.
    #[inline(always)]
    pub(crate) fn end(self) {
        debug_assert!(self.0.is_empty(), "{} octets without a field", self.0.len());
    }
}
