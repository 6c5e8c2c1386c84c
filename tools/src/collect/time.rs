//! A moment, always shown with microseconds.

use std::fmt;
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(Timestamp);

impl Time {
    pub(crate) fn now() -> Time {
        Time(Timestamp::now())
    }

    /// Returns the time since 1970-01-01 UTC; nothing if the clock is before that.
    pub(crate) fn since_1970(self) -> std::time::Duration {
        let time = SystemTime::from(self);
        time.duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    /// Returns seconds since 1970-01-01 UTC; 0 if the clock is before that.
    pub(crate) fn seconds(self) -> u64 {
        u64::try_from(self.0.as_second()).unwrap_or(0)
    }
}

impl From<Time> for SystemTime {
    fn from(time: Time) -> SystemTime {
        time.0.into()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
