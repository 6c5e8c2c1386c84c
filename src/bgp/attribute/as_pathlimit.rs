//! AS_PATHLIMIT ([draft-ietf-idr-as-pathlimit](https://datatracker.ietf.org/doc/html/draft-ietf-idr-as-pathlimit-03)),
//! deprecated.
//!
//! ```text
//! limit u8, AS number u32
//! ```

use core::fmt;

use crate::net::Asn;
use crate::wire::Fixed;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;

/// AS_PATHLIMIT: the maximum number of ASes in the AS_PATH of the route, and the AS that set it. Five bytes in every
/// session.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::AsPathLimit, net::Asn};
///
/// let limit = AsPathLimit::new(10, Asn(65000));
/// assert_eq!(limit.to_vec()?, [10, 0, 0, 0xfd, 0xe8]);
/// assert_eq!(limit.to_string(), "10 of 65000");
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct AsPathLimit(u64);

impl AsPathLimit {
    /// Makes an AS_PATHLIMIT from the maximum number of ASes and the AS that set it.
    #[must_use]
    pub const fn new(limit: u8, asn: Asn) -> AsPathLimit {
        AsPathLimit((limit as u64) << 32 | asn.0 as u64)
    }

    /// Returns the maximum number of ASes in the AS_PATH.
    #[inline]
    #[must_use]
    pub const fn limit(self) -> u8 {
        (self.0 >> 32) as u8
    }

    /// Returns the AS that set the limit.
    #[inline]
    #[must_use]
    pub const fn asn(self) -> Asn {
        Asn(self.0 as u32)
    }
}

impl Fixed for AsPathLimit {
    type Octets = [u8; 5];

    #[inline]
    fn from_octets([limit, a, b, c, d]: [u8; 5]) -> AsPathLimit {
        AsPathLimit::new(limit, Asn(u32::from_be_bytes([a, b, c, d])))
    }

    #[inline]
    fn to_octets(self) -> [u8; 5] {
        let [a, b, c, d] = self.asn().0.to_be_bytes();
        [self.limit(), a, b, c, d]
    }
}

impl fmt::Display for AsPathLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.limit(), self.asn())
    }
}

impl fmt::Debug for AsPathLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AsPathLimit({self})")
    }
}

#[cfg(feature = "serde")]
parts! {
    AsPathLimit |value| { limit: u8 = value.limit(), asn: Asn = value.asn(), }
    Ok(AsPathLimit::new(limit, asn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::testkit::{cases, two_octets};

    #[test]
    fn octets_and_text() {
        let limit = AsPathLimit::new(10, Asn(65551));
        assert_eq!((limit.limit(), limit.asn()), (10, Asn(65551)));
        // Laid out by hand from the draft: one byte of limit, four of AS number.
        for session in [Session::default(), two_octets()] {
            cases! { AsPathLimit, in session;
                "0a 0001000f" is limit => "10 of 65551" => r#"{"limit":10,"asn":65551}"#,
                "" => error "value at byte 0: 5 bytes are missing",
                "000000" => error "value at byte 0: 2 bytes are missing",
                "000000000000" => error "value at byte 5: 1 byte is left over",
            }
        }
    }
}
