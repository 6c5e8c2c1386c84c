//! The number of routes per second.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The sums of the last seconds.
#[derive(Debug, Default)]
pub(crate) struct Rate(VecDeque<(Instant, u64)>);

/// The time that the rate covers.
const WINDOW: Duration = Duration::from_secs(10);

impl Rate {
    /// Records the current sum.
    pub(crate) fn sample(&mut self, now: Instant, sum: u64) {
        // One sample before the window stays: the rate counts from there.
        while self
            .0
            .get(1)
            .is_some_and(|(when, _)| now.saturating_duration_since(*when) >= WINDOW)
        {
            self.0.pop_front();
        }
        self.0.push_back((now, sum));
    }

    /// Returns routes per second over the window.
    pub(crate) fn per_second(&self) -> f64 {
        match (self.0.front(), self.0.back()) {
            (Some((begin, first)), Some((end, last))) if end > begin => {
                last.saturating_sub(*first) as f64 / (*end - *begin).as_secs_f64()
            }
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_that_of_the_window() {
        let mut rate = Rate::default();
        assert_eq!(rate.per_second(), 0.0);
        let begin = Instant::now();
        rate.sample(begin, 1000);
        assert_eq!(rate.per_second(), 0.0);
        rate.sample(begin + Duration::from_secs(1), 1500);
        assert_eq!(rate.per_second(), 500.0);
        rate.sample(begin + Duration::from_secs(5), 2000);
        assert_eq!(rate.per_second(), 200.0);
        // The burst is over: from second 5 to 15 there were 100.
        rate.sample(begin + Duration::from_secs(15), 2100);
        assert_eq!(rate.per_second(), 10.0);
        assert_eq!(rate.0.len(), 2);
    }
}
