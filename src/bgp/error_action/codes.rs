//! [`Codes`]: the set of attributes seen.

/// A set of type codes: 256 bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Codes([u64; 4]);

impl Codes {
    /// Adds the code and returns whether it is new.
    pub(super) fn insert(&mut self, code: u8) -> bool {
        let bit = 1 << (code & 63);
        match self.0.get_mut(usize::from(code >> 6)) {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                true
            }
            _ => false,
        }
    }

    #[inline]
    pub(super) fn contains(&self, code: u8) -> bool {
        let word = self.0.get(usize::from(code >> 6)).copied();
        word.unwrap_or_default() >> (code & 63) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_new_once() {
        let mut codes = Codes::default();
        for code in 0..=255 {
            assert!(!codes.contains(code));
            assert!(codes.insert(code) && !codes.insert(code) && codes.contains(code));
        }
    }
}
