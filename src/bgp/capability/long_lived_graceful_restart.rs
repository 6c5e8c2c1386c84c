//! Long-Lived Graceful Restart, capability 71 ([RFC 9494](https://www.rfc-editor.org/rfc/rfc9494)).
//!
//! ```text
//! for each family: AFI u16, SAFI u8, flags u8, stale time u24
//! ```

use core::fmt;

use alloc::vec::Vec;

use crate::bgp::nlri::Family;
use crate::net::write_if;
use crate::wire::{Array, EncodeError, Fixed};

/// Long-Lived Graceful Restart: the families whose routes are kept for a long time after the session went down.
pub type LongLivedFamilies<B = Vec<u8>> = Array<LongLivedFamily, B>;

/// One family of a Long-Lived Graceful Restart capability.
///
/// ```
/// use bmp_codec::bgp::{capability::{Capability, LongLivedFamily}, nlri::Family};
///
/// let kept = LongLivedFamily::new(Family::IPV4_UNICAST, 86400)?
///     .with_flags(LongLivedFamily::FORWARDING_STATE);
/// let capability = Capability::long_lived_graceful_restart([kept]);
/// assert_eq!(
///     capability.to_string(),
///     "Long-Lived Graceful Restart ipv4-unicast 86400 s forwarding state preserved",
/// );
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Fields", into = "Fields"))]
pub struct LongLivedFamily {
    family: Family,
    flags: u8,
    stale_time: u32,
}

impl LongLivedFamily {
    /// The F bit: the forwarding state of the family was preserved during the last restart.
    pub const FORWARDING_STATE: u8 = 0x80;

    /// The maximum stale time in seconds: a little more than 194 days.
    pub const MAX_STALE_TIME: u32 = 0xff_ffff;

    /// Returns an entry without flags, for a family and the stale time in seconds: how long its routes are kept.
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the time is above [`MAX_STALE_TIME`](LongLivedFamily::MAX_STALE_TIME).
    pub const fn new(family: Family, stale_time: u32) -> Result<LongLivedFamily, EncodeError> {
        if stale_time > LongLivedFamily::MAX_STALE_TIME {
            let what = "stale time of Long-Lived Graceful Restart";
            return Err(EncodeError::Value { what });
        }
        Ok(LongLivedFamily {
            family,
            flags: 0,
            stale_time,
        })
    }

    /// Returns the entry with other flags.
    #[must_use]
    pub const fn with_flags(self, flags: u8) -> LongLivedFamily {
        LongLivedFamily { flags, ..self }
    }

    /// Returns the family.
    #[must_use]
    pub const fn family(self) -> Family {
        self.family
    }

    /// Returns the flags: all eight bits.
    #[must_use]
    pub const fn flags(self) -> u8 {
        self.flags
    }

    /// Returns whether the forwarding state was preserved: the F bit.
    #[must_use]
    pub const fn preserved_forwarding_state(self) -> bool {
        self.flags & LongLivedFamily::FORWARDING_STATE != 0
    }

    /// Returns how long routes are kept, in seconds. The time begins after the restart time of the Graceful Restart
    /// capability.
    #[must_use]
    pub const fn stale_time(self) -> u32 {
        self.stale_time
    }
}

impl Fixed for LongLivedFamily {
    type Octets = [u8; 7];
    const SEPARATOR: &'static str = ", ";

    fn from_octets([high, low, safi, flags, a, b, c]: [u8; 7]) -> LongLivedFamily {
        LongLivedFamily {
            family: Family::new(u16::from_be_bytes([high, low]), safi),
            flags,
            stale_time: u32::from_be_bytes([0, a, b, c]),
        }
    }

    fn to_octets(self) -> [u8; 7] {
        let [high, low] = self.family.afi().to_be_bytes();
        let [_, a, b, c] = self.stale_time.to_be_bytes();
        [high, low, self.family.safi(), self.flags, a, b, c]
    }
}

/// Writes `ipv4-unicast 86400 s`, and `forwarding state preserved` if it was.
impl fmt::Display for LongLivedFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} s", self.family, self.stale_time)?;
        let is_preserved = self.preserved_forwarding_state();
        write_if(is_preserved, format_args!(" forwarding state preserved"), f)
    }
}

/// The fields as serialized.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Fields {
    family: Family,
    flags: u8,
    stale_time: u32,
}

#[cfg(feature = "serde")]
impl From<LongLivedFamily> for Fields {
    fn from(value: LongLivedFamily) -> Fields {
        Fields {
            family: value.family,
            flags: value.flags,
            stale_time: value.stale_time,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Fields> for LongLivedFamily {
    type Error = EncodeError;

    fn try_from(fields: Fields) -> Result<LongLivedFamily, EncodeError> {
        let family = LongLivedFamily::new(fields.family, fields.stale_time)?;
        Ok(family.with_flags(fields.flags))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::{cases, refused};

    #[test]
    fn two_families() {
        let new = |family, time| LongLivedFamily::new(family, time).unwrap();
        let first = new(Family::IPV4_UNICAST, 600).with_flags(LongLivedFamily::FORWARDING_STATE);
        let last = new(Family::IPV6_UNICAST, 0xff_ffff).with_flags(0x7f);
        assert!(first.preserved_forwarding_state() && !last.preserved_forwarding_state());
        assert_eq!(last.stale_time(), LongLivedFamily::MAX_STALE_TIME);
        let families = LongLivedFamilies::from_iter([first, last]);
        // The first is as sent by FRR, configured for 600 seconds; the second has the maximum time and all flags.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "47 0e 00010180000258 0002017fffffff" is Capability::LongLivedGracefulRestart(families)
                => "Long-Lived Graceful Restart ipv4-unicast 600 s forwarding state preserved, ipv6-unicast 16777215 s"
                => r#"{"long_lived_graceful_restart":[{"family":"ipv4-unicast","flags":128,"stale_time":600},
                    {"family":"ipv6-unicast","flags":127,"stale_time":16777215}]}"#,
            "47 06 000101800002" => error "capability Long-Lived Graceful Restart at byte 2: a length of 6 is not a multiple of 7",
        }
    }

    #[test]
    fn a_time_of_more_than_three_octets_is_not_cut() {
        assert_eq!(
            refused(LongLivedFamily::new(Family::IPV4_UNICAST, 0x100_0000)),
            "stale time of Long-Lived Graceful Restart: the value has no encoding"
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn no_longer_than_there_are_bits() {
        let text = r#"{"family":"ipv4-unicast","flags":0,"stale_time":16777216}"#;
        assert!(serde_json::from_str::<LongLivedFamily>(text).is_err());
    }
}
