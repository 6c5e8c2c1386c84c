//! Multiprotocol Extensions, capability 1 ([RFC 4760, section 8](https://www.rfc-editor.org/rfc/rfc4760#section-8)).
//!
//! ```text
//! AFI u16, reserved u8, SAFI u8
//! ```

use core::fmt;

use bytes::BufMut;

use crate::bgp::nlri::Family;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer};

/// Multiprotocol Extensions: the speaker accepts routes of a family.
///
/// ```
/// use bmp_codec::bgp::{capability::Capability, nlri::Family};
///
/// let capability: Capability = Capability::multiprotocol(Family::L2VPN_EVPN);
/// assert_eq!(capability.to_string(), "Multiprotocol Extensions l2vpn-evpn");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Multiprotocol {
    /// The family.
    pub family: Family,
    /// The reserved byte, as received. Receivers ignore it.
    pub reserved: u8,
}

impl Multiprotocol {
    /// Returns a capability for a family.
    #[must_use]
    pub const fn new(family: Family) -> Multiprotocol {
        Multiprotocol {
            family,
            reserved: 0,
        }
    }
}

impl From<Family> for Multiprotocol {
    fn from(family: Family) -> Multiprotocol {
        Multiprotocol::new(family)
    }
}

impl Decode<'_> for Multiprotocol {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let afi = reader.u16()?;
        let reserved = reader.u8()?;
        Ok(Multiprotocol {
            family: Family::new(afi, reader.u8()?),
            reserved,
        })
    }
}

impl Encode for Multiprotocol {
    fn encoded_len(&self) -> usize {
        4
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(self.family.afi());
        out.put_slice(&[self.reserved, self.family.safi()]);
        Ok(())
    }
}

impl fmt::Display for Multiprotocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.family.fmt(f)
    }
}
