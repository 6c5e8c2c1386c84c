//! Random numbers that depend only on the seed: they are the same on every machine and with every version of the
//! generator.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The random numbers of a seed. Integers only, because floating point differs between machines, and the methods that
/// bring a number into a range differ between versions of libraries.
#[derive(Debug)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// Returns the random numbers of a seed; each router has its own.
    pub fn new(seed: u64, router: u32) -> Random {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..12].copy_from_slice(&router.to_le_bytes());
        Random(ChaCha8Rng::from_seed(key))
    }

    /// Returns a number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// Returns a number below `limit`, which must not be 0.
    pub fn below_u64(&mut self, limit: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(limit)) >> 64) as u64
    }

    /// Returns `true` in `share` of a thousand cases.
    pub fn permille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// Returns one of several values, each as often as its weight. The weights must add up to 1000.
    pub fn weighted<T: Copy>(&mut self, values: &[(T, u32)]) -> T {
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

/// Returns a number that looks random, but depends only on its argument: the finalizer of SplitMix64.
pub(super) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
