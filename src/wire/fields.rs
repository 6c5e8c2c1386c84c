//! [`Fields`]: octets of a few fields, put together before they are written.

/// Octets of a few fields, side by side: at most `N`.
///
/// Each time that something is put into a buffer, the buffer looks for room. Fields of a header go in at once.
#[derive(Clone, Copy)]
pub(crate) struct Fields<const N: usize> {
    octets: [u8; N],
    length: usize,
}

impl<const N: usize> Fields<N> {
    /// No field.
    #[inline(always)]
    pub(crate) const fn new() -> Fields<N> {
        Fields {
            octets: [0; N],
            length: 0,
        }
    }

    /// One field more.
    #[inline(always)]
    pub(crate) fn with<const M: usize>(mut self, field: [u8; M]) -> Fields<N> {
        let place = self.octets.get_mut(self.length..);
        let place = place.and_then(<[u8]>::first_chunk_mut);
        debug_assert!(place.is_some(), "fields of more than {N} octets");
        if let Some(place) = place {
            *place = field;
            self.length += M;
        }
        self
    }

    /// All octets, where the fields take up all of them.
    #[inline(always)]
    pub(crate) fn all(self) -> [u8; N] {
        debug_assert_eq!(self.length, N);
        self.octets
    }

    /// The octets of the fields.
    #[inline(always)]
    pub(crate) fn octets(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or_default()
    }
}
