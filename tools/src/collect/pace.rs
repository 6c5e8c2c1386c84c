//! How fast one host may send.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::collect::routers::lock;

/// The pace of all connections of one prefix together.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Bytes per second.
    most: usize,
    /// When the bytes read so far would have arrived at that rate.
    until: Mutex<Instant>,
}

impl Pace {
    pub(crate) fn new(most: usize, now: Instant) -> Pace {
        Pace {
            most,
            until: Mutex::new(now),
        }
    }

    /// Returns when to read again.
    pub(crate) fn next(&self) -> Instant {
        *lock(&self.until)
    }

    /// Records bytes that were read.
    pub(crate) fn read(&self, octets: usize, now: Instant) {
        let mut until = lock(&self.until);
        let time = Duration::from_secs_f64(octets as f64 / self.most as f64);
        *until = (*until).max(now) + time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_saves_nothing_up() {
        let begin = Instant::now();
        let pace = Pace::new(1000, begin);
        let second = Duration::from_secs(1);
        pace.read(2000, begin);
        assert_eq!(pace.next(), begin + 2 * second);
        pace.read(500, begin);
        assert_eq!(pace.next(), begin + 5 * second / 2);
        pace.read(1000, begin + 60 * second);
        assert_eq!(pace.next(), begin + 61 * second);
    }
}
