//! When a message may be sent.

use std::time::{Duration, Instant};

use crate::replay::args::Args;
use crate::replay::streams::Recorded;

/// Timers are not exact: delays are made up for, up to this part of a second.
const MADE_UP: f64 = 0.05;

pub(crate) enum Pace {
    Unlimited,
    Rate(Limiter),
    Recorded(Schedule),
}

/// So many messages per second: each is due one period after the one before it.
pub(crate) struct Limiter {
    period: Duration,
    /// How much earlier than due a message may be sent.
    made_up: Duration,
    due: Instant,
}

/// By the recorded times.
pub(crate) struct Schedule {
    speed: f64,
    max_pause: Duration,
    latest: Option<Latest>,
}

/// The latest recorded time so far, and when its messages are due.
#[derive(Clone, Copy)]
struct Latest {
    file: u64,
    time: Duration,
    due: Instant,
}

impl Pace {
    pub(crate) fn new(args: &Args) -> Self {
        match (args.rate, args.speed) {
            (Some(rate), _) => Pace::Rate(Limiter::new(rate, Instant::now())),
            (_, Some(speed)) => Pace::Recorded(Schedule {
                speed,
                max_pause: args.max_pause.unwrap_or(Duration::MAX),
                latest: None,
            }),
            _ => Pace::Unlimited,
        }
    }

    /// Returns how long to wait before asking again, or `None` if the message may be sent now.
    pub(crate) fn delay(&mut self, message: &Recorded) -> Option<Duration> {
        match self {
            Pace::Unlimited => None,
            Pace::Rate(limiter) => limiter.delay(Instant::now()),
            Pace::Recorded(schedule) => schedule.delay(message, Instant::now()),
        }
    }
}

impl Limiter {
    fn new(rate: f64, now: Instant) -> Self {
        // The arguments limit rates, so that a period is neither zero nor too long.
        let period = Duration::from_secs_f64(1.0 / rate);
        let at_once = (rate * MADE_UP).ceil() as u32;
        Limiter {
            period,
            made_up: period * at_once.saturating_sub(1),
            due: now,
        }
    }

    fn delay(&mut self, now: Instant) -> Option<Duration> {
        let early = self.due.saturating_duration_since(now);
        if early > self.made_up {
            return Some(early - self.made_up);
        }
        self.due = self.due.max(now) + self.period;
        None
    }
}

impl Schedule {
    fn delay(&mut self, message: &Recorded, now: Instant) -> Option<Duration> {
        let time = message.time?;
        let latest = match self.latest {
            Some(latest) if latest.file == message.file => latest,
            _ => Latest {
                file: message.file,
                time,
                due: now,
            },
        };
        let later = time.saturating_sub(latest.time).as_secs_f64() / self.speed;
        let pause = Duration::try_from_secs_f64(later).unwrap_or(Duration::MAX);
        // A time that is never reached is as good as one in a hundred years.
        let pause = pause
            .min(self.max_pause)
            .min(Duration::from_secs(u32::MAX.into()));
        let due = latest.due + pause;
        self.latest = Some(Latest {
            time: time.max(latest.time),
            due,
            ..latest
        });
        Some(due.saturating_duration_since(now)).filter(|delay| !delay.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(file: u64, milliseconds: Option<u64>) -> Recorded {
        Recorded {
            key: 0,
            file,
            octets: Default::default(),
            time: milliseconds.map(Duration::from_millis),
            is_captured: true,
        }
    }

    fn schedule(speed: f64, max_pause: Duration) -> Schedule {
        Schedule {
            speed,
            max_pause,
            latest: None,
        }
    }

    #[test]
    fn times_recorded() {
        let mut schedule = schedule(2.0, Duration::MAX);
        let start = Instant::now();
        let mut delay = |file, time, now| {
            let now = start + Duration::from_millis(now);
            let delay = schedule.delay(&message(file, time), now);
            delay.map(|delay| delay.as_millis())
        };
        assert_eq!(delay(0, Some(5000), 0), None);
        assert_eq!(delay(0, Some(6000), 0), Some(500));
        // Asked again about the same message.
        assert_eq!(delay(0, Some(6000), 400), Some(100));
        assert_eq!(delay(0, Some(6000), 500), None);
        // Late by 100 ms; the next one is not.
        assert_eq!(delay(0, Some(7000), 600), Some(400));
        // Older messages and messages without a time do not wait, and delay no others.
        assert_eq!(delay(0, Some(3000), 1000), None);
        assert_eq!(delay(0, None, 1000), None);
        assert_eq!(delay(0, Some(7100), 1000), Some(50));
        // Another file begins again.
        assert_eq!(delay(1, Some(90), 1000), None);
        assert_eq!(delay(1, Some(100), 1000), Some(5));
    }

    #[test]
    fn pauses_are_bounded() {
        let mut schedule = schedule(1.0, Duration::from_millis(20));
        let now = Instant::now();
        assert_eq!(schedule.delay(&message(0, Some(0)), now), None);
        let day = message(0, Some(86_400_000));
        assert_eq!(schedule.delay(&day, now), Some(Duration::from_millis(20)));
        assert_eq!(schedule.delay(&day, now), Some(Duration::from_millis(20)));
        let mut schedule = super::tests::schedule(1e-6, Duration::MAX);
        assert_eq!(schedule.delay(&message(0, Some(0)), now), None);
        let never = message(0, Some(u64::MAX));
        assert!(schedule.delay(&never, now).unwrap() > Duration::from_secs(1 << 30));
    }

    #[test]
    fn a_rate_is_even() {
        let now = Instant::now();
        let mut limiter = Limiter::new(500.0, now);
        // The messages of 50 ms at once, and not more.
        assert_eq!((0..50).filter(|_| limiter.delay(now).is_none()).count(), 25);
        let period = Duration::from_millis(2);
        assert_eq!(limiter.delay(now), Some(period));
        let later = now + period;
        assert_eq!(
            (limiter.delay(later), limiter.delay(later)),
            (None, Some(period))
        );
        let mut slow = Limiter::new(0.001, now);
        assert!(slow.delay(now).is_none());
        assert_eq!(slow.delay(now), Some(Duration::from_secs(1000)));
    }
}
