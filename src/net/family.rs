//! [`Family`]: an AFI and a SAFI ([RFC 4760, section 3](https://www.rfc-editor.org/rfc/rfc4760#section-3)).

use crate::wire::Fixed;

/// An address family: AFI and SAFI ([RFC 4760](https://www.rfc-editor.org/rfc/rfc4760)).
///
/// The text form is the name of the family, or `afi/safi` if it has none.
///
/// ```
/// use bmp_codec::bgp::nlri::Family;
///
/// assert_eq!(Family::L2VPN_EVPN, Family::new(25, 70));
/// assert_eq!("ipv6-unicast".parse(), Ok(Family::IPV6_UNICAST));
/// assert_eq!(Family::new(99, 1).to_string(), "99/1");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Family(u64);

impl Family {
    /// Returns the family of an AFI and a SAFI.
    #[inline]
    #[must_use]
    pub const fn new(afi: u16, safi: u8) -> Family {
        Family((afi as u64) << 8 | safi as u64)
    }

    /// Returns the address family identifier.
    #[inline]
    #[must_use]
    pub const fn afi(self) -> u16 {
        (self.0 >> 8) as u16
    }

    /// Returns the subsequent address family identifier.
    #[inline]
    #[must_use]
    pub const fn safi(self) -> u8 {
        self.0 as u8
    }

    /// Returns AFI and SAFI in 24 bits.
    #[inline]
    pub(crate) const fn key(self) -> u32 {
        self.0 as u32
    }

    #[inline]
    pub(crate) const fn from_key(key: u32) -> Family {
        Family(key as u64 & 0xff_ffff)
    }
}

impl Fixed for Family {
    type Octets = [u8; 3];

    #[inline]
    fn from_octets([high, low, safi]: [u8; 3]) -> Family {
        Family::new(u16::from_be_bytes([high, low]), safi)
    }

    #[inline]
    fn to_octets(self) -> [u8; 3] {
        let [_, octets @ ..] = self.key().to_be_bytes();
        octets
    }
}

impl From<Family> for u32 {
    fn from(family: Family) -> u32 {
        family.key()
    }
}

impl From<u32> for Family {
    fn from(key: u32) -> Family {
        Family::from_key(key)
    }
}
