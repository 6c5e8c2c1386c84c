//! Routes of VPNs to multicast sources: SAFI 129
//! ([RFC 6514, section 11.1](https://www.rfc-editor.org/rfc/rfc6514#section-11.1)).
//!
//! ```text
//! bits u8 (64, plus those of the prefix), route distinguisher 8, prefix (ceil(bits of the prefix / 8) bytes)
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

/// A prefix of a VPN that contains multicast sources: a route to choose the upstream multicast hop.
///
/// The RFC has no label in the route, but some speakers add one as in SAFI 128. If the route has more bits than a route
/// distinguisher and a whole address, it must have a label, and is decoded with one. Any other route is decoded as the
/// RFC says. A route with a label and a prefix of up to 8 bits is therefore taken for another route without a label.
///
/// The route encodes to the bytes it was decoded from, unless they had bits beyond the prefix.
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
    /// The label, which the RFC does not have. A route with a label and a prefix of up to 8 bits decodes to another
    /// route.
    pub label: Option<Label>,
    /// The route distinguisher: distinguishes the prefix from the same prefix of other VPNs.
    pub rd: RouteDistinguisher,
    /// The prefix. Bits beyond its length are zero.
    pub prefix: P,
}

/// A route of a VPN to IPv4 multicast sources ([RFC 6514](https://www.rfc-editor.org/rfc/rfc6514)).
pub type VpnMulticastIpv4 = VpnMulticast<Ipv4Prefix>;

/// A route of a VPN to IPv6 multicast sources ([RFC 6514](https://www.rfc-editor.org/rfc/rfc6514)).
pub type VpnMulticastIpv6 = VpnMulticast<Ipv6Prefix>;

impl<P> VpnMulticast<P> {
    /// Returns a route to a prefix of a VPN, without a label.
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
    /// Returns the prefix as a network of the crate `ipnet`.
    #[must_use]
    pub fn net(&self) -> IpNet {
        self.prefix.into()
    }
}

/// The number of bits of a route distinguisher.
const DISTINGUISHER: u8 = 64;

/// The number of bits of the label before it.
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
    /// The key is route distinguisher and prefix (RFC 6514, section 11.1).
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
