//! Routes of VPNs to sources of multicast: SAFI 129
//! ([RFC 6514, section 11.1](https://www.rfc-editor.org/rfc/rfc6514#section-11.1)).
//!
//! ```text
//! bits u8 (64 and those of the prefix), route distinguisher 8, ceil(bits of the prefix / 8) octets of it
//! ```

use core::fmt;

use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix};
use crate::net::{Label, Prefix, RouteDistinguisher};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Plain, Reader, Writer, key_part,
};

/// A prefix of a VPN in which sources of multicast are: a route for choosing the upstream multicast hop.
///
/// The RFC has no label in it, and some speakers put one there as in SAFI 128. Which it is can be told where the route has
/// more bits than a route distinguisher and a whole address: it is then read with a label. Any other is read as the RFC
/// has it, so one with a label and a prefix of up to 8 bits is taken for another one without. The route encodes to the
/// octets it was read from, unless these had bits behind the prefix.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::nlri::VpnMulticastIpv4};
///
/// let octets = [88, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20];
/// let route = VpnMulticastIpv4::from_octets(&octets)?;
/// assert_eq!(route, VpnMulticastIpv4::new("64999:1".parse()?, "198.18.20.0/24".parse()?));
/// assert_eq!(route.to_string(), "64999:1 198.18.20.0/24");
/// assert_eq!(route.to_vec()?, octets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VpnMulticast<P> {
    /// A label, which the RFC does not have here. With one and a prefix of up to 8 bits the route is read as another.
    pub label: Option<Label>,
    /// What tells the prefix apart from the same one of other VPNs.
    pub rd: RouteDistinguisher,
    /// The prefix, without the others' bits.
    pub prefix: P,
}

/// A route of a VPN to sources of IPv4 multicast ([RFC 6514](https://www.rfc-editor.org/rfc/rfc6514)).
pub type VpnMulticastIpv4 = VpnMulticast<Ipv4Prefix>;

/// A route of a VPN to sources of IPv6 multicast ([RFC 6514](https://www.rfc-editor.org/rfc/rfc6514)).
pub type VpnMulticastIpv6 = VpnMulticast<Ipv6Prefix>;

impl<P> VpnMulticast<P> {
    /// A prefix of a VPN, without a label.
    #[must_use]
    pub const fn new(rd: RouteDistinguisher, prefix: P) -> VpnMulticast<P> {
        VpnMulticast {
            label: None,
            rd,
            prefix,
        }
    }
}

impl<P: Copy + Into<IpNet>> VpnMulticast<P> {
    /// The prefix as a network of ipnet.
    #[must_use]
    pub fn net(&self) -> IpNet {
        self.prefix.into()
    }
}

/// The bits of a route distinguisher.
const DISTINGUISHER: u8 = 64;

/// Those of a label before it.
const LABEL: u8 = 24;

impl<P: Prefix> Decode<'_> for VpnMulticast<P> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = reader.offset();
        let bits = reader.u8()?;
        let length = bits
            .checked_sub(DISTINGUISHER)
            .ok_or_else(|| DecodeError::new(offset, Fault::Length(bits.into())))?;
        let (label, length) = match length {
            _ if length <= P::BITS => (None, length),
            _ if length - LABEL <= P::BITS => (Some(reader.read()?), length - LABEL),
            _ => return Err(DecodeError::new(offset, Fault::PrefixLength(length))),
        };
        Ok(VpnMulticast {
            label,
            rd: reader.read()?,
            prefix: P::read_bits(reader, length)?,
        })
    }
}

impl<P: Prefix> Encode for VpnMulticast<P> {
    fn encoded_len(&self) -> usize {
        self.label.map_or(0, |_| 3) + 8 + self.prefix.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let lead = self.label.map_or(0, |_| LABEL) + DISTINGUISHER;
        out.put_u8(lead + self.prefix.bits());
        if let Some(label) = self.label {
            label.put(out)?;
        }
        self.rd.put(out)?;
        self.prefix.put_bits(out);
        Ok(())
    }
}

impl<P: Prefix> Plain for VpnMulticast<P> {}

key_part! {
    /// Route distinguisher and prefix (RFC 6514, section 11.1).
    ['s, P: Prefix] VpnMulticast<P> { rd, prefix } not { label }
}
keyed!([P: Prefix] VpnMulticast<P>, text |route, f| write!(f, "{} {}", route.rd, route.prefix));

impl<P: Prefix> Destination for VpnMulticast<P> {
    const FAMILY: Family = Family::new(P::AFI, 129);

    fn prefix(route: &VpnMulticast<P>) -> Option<IpNet> {
        Some(route.net())
    }

    fn rd(route: &VpnMulticast<P>) -> Option<RouteDistinguisher> {
        Some(route.rd)
    }
}

impl<P: fmt::Display> fmt::Display for VpnMulticast<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rd, self.prefix)?;
        match self.label {
            Some(label) => write!(f, " label {label}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
