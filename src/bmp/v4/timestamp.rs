//! Timestamp (draft-ietf-grow-bmp-tlv-21, section 5.6.4).
//!
//! ```text
//! kind u8, seconds u32, microseconds u32 (may be left out)
//! ```

use core::fmt;
use core::time::Duration;

use crate::wire::layout;

layout! {
    /// The value of a Timestamp TLV: when something happened to a route or to the message.
    ///
    /// The kinds of time have no numbers yet: the draft contradicts itself. They are trigger, export, and entry into
    /// each of the tables of a router.
    ///
    /// ```
    /// use bmp_codec::bmp::v4::Timestamp;
    ///
    /// let timestamp = Timestamp { kind: 2, seconds: 1_790_000_000, microseconds: Some(5) };
    /// assert_eq!(timestamp.to_string(), "kind 2 1790000000.000005");
    /// assert_eq!(timestamp.time().subsec_micros(), 5);
    /// ```
    pub struct Timestamp {
        /// The kind of time.
        pub kind: u8,
        /// Seconds since 1970-01-01 UTC.
        pub seconds: u32,
        /// Microseconds, below one million.
        pub microseconds: Option<u32>,
    } text |time, f| time.write(f);
}

impl Timestamp {
    /// Returns the time since 1970-01-01 UTC.
    #[must_use]
    pub const fn time(&self) -> Duration {
        let microseconds = match self.microseconds {
            Some(microseconds) => microseconds as u64,
            None => 0,
        };
        Duration::from_micros(self.seconds as u64 * 1_000_000 + microseconds)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kind {} {}", self.kind, self.seconds)?;
        match self.microseconds {
            Some(microseconds) => write!(f, ".{microseconds:06}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// 5 or 9 bytes, by hand: 0x6ab12100 is 1789993216.
    #[test]
    fn forms() {
        cases! { Timestamp;
            "01 6ab12100" is Timestamp { kind: 1, seconds: 0x6ab1_2100, microseconds: None }
                => "kind 1 1789993216" => r#"{"kind":1,"seconds":1789993216,"microseconds":null}"#,
            "ff 00000001 000f4240" => "kind 255 1.1000000",
            "01 6ab121" => error "value at byte 1: 1 byte is missing",
            "01 6ab12100 00" => error "value at byte 5: 3 bytes are missing",
            "01 6ab12100 00000000 00" => error "value at byte 9: 1 byte is left over",
        }
    }
}
