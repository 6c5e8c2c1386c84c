//! Times as text.

use std::time::Duration;

use jiff::Timestamp;

use crate::dump::put;

/// Formats times in UTC, with microseconds. Keeps the text of the last second, because most messages are of the same
/// second as the one before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    second: Option<u64>,
    /// All but the fraction: 2026-11-01T12:00:00 and a dot.
    length: usize,
    text: Vec<u8>,
}

impl Clock {
    /// Formats a time since 1970. Returns `None` if it is too far away.
    pub(crate) fn text(&mut self, since: Duration) -> Option<&[u8]> {
        if self.second != Some(since.as_secs()) {
            self.second = None;
            let time = Timestamp::from_second(since.as_secs().try_into().ok()?).ok()?;
            self.text.clear();
            put::display(&mut self.text, &time);
            self.text.pop(); // the Z
            self.text.push(b'.');
            self.length = self.text.len();
            self.second = Some(since.as_secs());
        }
        self.text.truncate(self.length);
        put::six_digits(&mut self.text, since.subsec_micros(), b'Z');
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
            assert_eq!(clock.text(time), Some(text.as_bytes()));
        }
        assert_eq!(clock.text(Duration::from_secs(u64::MAX)), None);
        assert_eq!(
            clock.text(Duration::ZERO),
            Some(&b"1970-01-01T00:00:00.000000Z"[..])
        );
    }
}
