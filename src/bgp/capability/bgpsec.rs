//! BGPsec, capability 7 ([RFC 8205, section 2.1](https://www.rfc-editor.org/rfc/rfc8205#section-2.1)).
//!
//! ```text
//! version 4 bits, direction 1 bit, unassigned 3 bits, AFI u16
//! ```

use core::fmt;

use crate::bgp::capability::AddressFamily;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;
use crate::wire::{EncodeError, Fixed};

/// BGPsec: the speaker sends or accepts signed routes of an address family. There is one capability for each version,
/// direction and address family.
///
/// ```
/// use bmp_codec::bgp::capability::{Bgpsec, Capability};
///
/// let (send, receive) = (Bgpsec::send(1), Bgpsec::receive(2));
/// assert!(send.sends() && !receive.sends());
/// let capability: Capability = Capability::from(send);
/// assert_eq!(capability.to_string(), "BGPsec version 0 send IPv4");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bgpsec {
    flags: u8,
    afi: u16,
}

const DIRECTION: u8 = 0b1000;
const UNASSIGNED: u8 = 0b0111;

impl Bgpsec {
    /// Returns a capability to send signed routes of an address family (1 for IPv4, 2 for IPv6), with version 0.
    #[must_use]
    pub const fn send(afi: u16) -> Bgpsec {
        Bgpsec {
            flags: DIRECTION,
            afi,
        }
    }

    /// Returns a capability to accept signed routes of an address family (1 for IPv4, 2 for IPv6), with version 0.
    #[must_use]
    pub const fn receive(afi: u16) -> Bgpsec {
        Bgpsec { flags: 0, afi }
    }

    /// Returns the capability with another version.
    ///
    /// # Errors
    /// [`EncodeError::Value`] if the version is above 15.
    pub const fn with_version(self, version: u8) -> Result<Bgpsec, EncodeError> {
        if version > 15 {
            let what = "version of BGPsec";
            return Err(EncodeError::Value { what });
        }
        Ok(Bgpsec {
            flags: version << 4 | self.flags & (DIRECTION | UNASSIGNED),
            ..self
        })
    }

    /// Returns the version of BGPsec: 0 to 15. Only 0 is defined.
    #[must_use]
    pub const fn version(self) -> u8 {
        self.flags >> 4
    }

    /// Returns whether the speaker sends signed routes. Otherwise it accepts them.
    #[must_use]
    pub const fn sends(self) -> bool {
        self.flags & DIRECTION != 0
    }

    /// Returns the three bits after the direction. They are 0 until they get a meaning.
    #[must_use]
    pub const fn unassigned(self) -> u8 {
        self.flags & UNASSIGNED
    }

    /// Returns the address family: 1 for IPv4, 2 for IPv6.
    #[must_use]
    pub const fn afi(self) -> u16 {
        self.afi
    }
}

impl Fixed for Bgpsec {
    type Octets = [u8; 3];

    fn from_octets([flags, high, low]: [u8; 3]) -> Bgpsec {
        Bgpsec {
            flags,
            afi: u16::from_be_bytes([high, low]),
        }
    }

    fn to_octets(self) -> [u8; 3] {
        let [high, low] = self.afi.to_be_bytes();
        [self.flags, high, low]
    }
}

/// Writes `version 0 send IPv4`.
impl fmt::Display for Bgpsec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.sends() { "send" } else { "receive" };
        let family = AddressFamily(self.afi);
        write!(f, "version {} {direction} {family}", self.version())
    }
}

#[cfg(feature = "serde")]
parts! {
    Bgpsec |value| {
        version: u8 = value.version(),
        sends: bool = value.sends(),
        unassigned: u8 = value.unassigned(),
        afi: u16 = value.afi,
    }
    match (version, unassigned) {
        (0..=15, 0..=UNASSIGNED) => {
            let direction = if sends { DIRECTION } else { 0 };
            Ok(Bgpsec { flags: version << 4 | direction | unassigned, afi })
        }
        (0..=15, _) => Err("the unassigned bits of BGPsec are at most 7"),
        _ => Err("a version of BGPsec is at most 15"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::{cases, exact, json, variant};

    #[test]
    fn octets_and_text() {
        // As decoded by tshark: version 0, send, IPv6; and version 0, receive, IPv4.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "07 03 080002" is Capability::Bgpsec(Bgpsec::send(2)) => "BGPsec version 0 send IPv6",
            "07 03 000001" is Capability::Bgpsec(Bgpsec::receive(1)) => "BGPsec version 0 receive IPv4",
            "07 03 fd4004" => "BGPsec version 15 send AFI 16388",
            "07 02 0000" => error "capability BGPsec at byte 2: 1 byte is missing",
            "07 04 00000100" => error "capability BGPsec at byte 5: 1 byte is left over",
        }
    }

    #[test]
    fn all_bits() {
        let octets = [7, 3, 0xfd, 0x40, 4];
        let bgpsec = variant!(exact::<Capability<_>>(&octets), Capability::Bgpsec);
        assert_eq!((bgpsec.version(), bgpsec.unassigned()), (15, 5));
        let zero = bgpsec.with_version(0).unwrap();
        assert_eq!(zero.to_octets(), [0x0d, 0x40, 4]);
        assert_eq!(
            bgpsec.with_version(16).unwrap_err().to_string(),
            "version of BGPsec: the value has no encoding"
        );
        json(
            &bgpsec,
            r#"{"version":15,"sends":true,"unassigned":5,"afi":16388}"#,
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn no_more_bits_than_there_are() {
        for text in [
            r#"{"version":16,"sends":true,"unassigned":0,"afi":1}"#,
            r#"{"version":0,"sends":true,"unassigned":8,"afi":1}"#,
        ] {
            assert!(serde_json::from_str::<Bgpsec>(text).is_err());
        }
    }
}
