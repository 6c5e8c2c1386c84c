//! Random numbers that are the same for a seed on every machine, and with every version of what makes them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Numbers of a seed. Integers only: what floating point makes of them differs between machines, and the ways in which
/// libraries bring a number into a range differ between their versions.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The numbers of a seed; others for each router.
    pub(crate) fn new(seed: u64, router: u32) -> Random {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..12].copy_from_slice(&router.to_le_bytes());
        Random(ChaCha8Rng::from_seed(key))
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below_u64(&mut self, limit: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(limit)) >> 64) as u64
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn permille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// One of several values, each as often as its weight says. The weights add up to 1000.
    pub(crate) fn weighted<T: Copy>(&mut self, values: &[(T, u32)]) -> T {
        let mut left = self.below(1000);
        for (value, weight) in values {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *value,
            }
        }
        values[values.len() - 1].0
    }
}

/// A number that looks like chance, and is always the same for the same number: the finalizer of SplitMix64.
pub(crate) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
