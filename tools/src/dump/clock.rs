//! Times as text.

use std::time::Duration;

use jiff::Timestamp;

/// Formats times in UTC, with microseconds. Keeps the text of the last second, because most messages are of the same
/// second as the one before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    second: Option<u64>,
    /// All but the fraction: 2026-11-01T12:00:00.
    length: usize,
    text: String,
}

impl Clock {
    /// Formats a time since 1970. Returns `None` if it is too far away.
    pub(crate) fn text(&mut self, since: Duration) -> Option<&str> {
        if self.second != Some(since.as_secs()) {
            self.second = None;
            let time = Timestamp::from_second(since.as_secs().try_into().ok()?).ok()?;
            self.text = time.to_string();
            self.text.pop(); // the Z
            self.length = self.text.len();
            self.second = Some(since.as_secs());
        }
        self.text.truncate(self.length);
        // A million more has all six digits, behind a one.
        let mut buffer = itoa::Buffer::new();
        let fraction = buffer.format(1_000_000 + since.subsec_micros());
        self.text.push('.');
        self.text.push_str(fraction.get(1..).unwrap_or_default());
        self.text.push('Z');
        Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_microseconds() {
        let mut clock = Clock::default();
        // date -u -d @1793534400
        for (seconds, micros, text) in [
            (1_793_534_400, 123_456, "2026-11-01T12:00:00.123456Z"),
            (1_793_534_400, 7, "2026-11-01T12:00:00.000007Z"),
            (u32::MAX.into(), 0, "2106-02-07T06:28:15.000000Z"),
            (1_793_534_400, 999_999, "2026-11-01T12:00:00.999999Z"),
        ] {
            let time = Duration::new(seconds, micros * 1000);
            assert_eq!(clock.text(time), Some(text));
        }
        assert_eq!(clock.text(Duration::from_secs(u64::MAX)), None);
        assert_eq!(
            clock.text(Duration::ZERO),
            Some("1970-01-01T00:00:00.000000Z")
        );
    }
}
