//! [`CoveringPrefixOrf`]: CP-ORF ([RFC 7543](https://www.rfc-editor.org/rfc/rfc7543)).

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bytes::BufMut;

use crate::bgp::attribute::ExtendedCommunity;
use crate::bgp::nlri::Family;
use crate::bgp::orf::OrfType;
use crate::bgp::orf::entry::{OrfFilter, sealed::Sealed};
use crate::net::{MacAddr, write_if};
use crate::wire::{DecodeError, Encode, EncodeError, Reader, Writer};

/// An entry of a CP-ORF: it matches the routes of a VPN that cover a host
/// ([RFC 7543, section 2](https://www.rfc-editor.org/rfc/rfc7543#section-2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CoveringPrefixOrf {
    /// The position of the entry in the filter.
    pub sequence: u32,
    /// The minimum prefix length of a route in bits, without the route distinguisher.
    pub min_length: u8,
    /// The maximum prefix length of a route in bits, without the route distinguisher.
    pub max_length: u8,
    /// The route target that the routes must have.
    pub vpn_route_target: ExtendedCommunity,
    /// The route target that the peer adds to the routes.
    pub import_route_target: ExtendedCommunity,
    /// The EVPN route type of the routes, or 0 if they are not EVPN routes.
    pub route_type: u8,
    /// The host.
    pub host: OrfHost,
}

/// The host of a CP-ORF. The family and the route type determine the variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum OrfHost {
    /// No host: L2VPN, all route types except 2.
    None,
    /// An IPv4 or IPv6 address.
    Address(IpAddr),
    /// A MAC address: L2VPN, route type 2.
    Mac(MacAddr),
}

impl fmt::Display for OrfHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OrfHost::None => f.pad("none"),
            OrfHost::Address(address) => address.fmt(f),
            OrfHost::Mac(mac) => mac.fmt(f),
        }
    }
}

/// The route type of MAC/IP Advertisement routes.
const MAC_IP: u8 = 2;

impl Sealed for CoveringPrefixOrf {}

impl OrfFilter for CoveringPrefixOrf {
    const TYPE: OrfType = OrfType::CoveringPrefix;

    fn is_of(family: Family) -> bool {
        matches!(family.afi(), 1 | 2 | 25)
    }

    fn read(reader: &mut Reader<'_>, family: Family) -> Result<Self, DecodeError> {
        let (sequence, min_length, max_length) = (reader.u32()?, reader.u8()?, reader.u8()?);
        let (vpn_route_target, import_route_target) = (reader.read()?, reader.read()?);
        let route_type = reader.u8()?;
        Ok(CoveringPrefixOrf {
            sequence,
            min_length,
            max_length,
            vpn_route_target,
            import_route_target,
            route_type,
            host: match (family.afi(), route_type) {
                (1, _) => OrfHost::Address(Ipv4Addr::from(reader.array::<4>()?).into()),
                (2, _) => OrfHost::Address(Ipv6Addr::from(reader.array::<16>()?).into()),
                (_, MAC_IP) => OrfHost::Mac(reader.read()?),
                _ => OrfHost::None,
            },
        })
    }

    fn put(&self, family: Family, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u32(self.sequence);
        out.put_slice(&[self.min_length, self.max_length]);
        self.vpn_route_target.put(out)?;
        self.import_route_target.put(out)?;
        out.put_u8(self.route_type);
        match (family.afi(), self.route_type, self.host) {
            (1, _, OrfHost::Address(IpAddr::V4(address))) => out.put_slice(&address.octets()),
            (2, _, OrfHost::Address(IpAddr::V6(address))) => out.put_slice(&address.octets()),
            (25, MAC_IP, OrfHost::Mac(mac)) => out.put_slice(&mac.octets()),
            (25, route_type, OrfHost::None) if route_type != MAC_IP => {}
            _ => return Err(EncodeError::Family { what: "CP-ORF" }),
        }
        Ok(())
    }
}

/// Writes `1 host 192.0.2.1 ge 1 le 32 vpn rt:65000:1 import rt:65000:2`, and the route type if it is not 0.
impl fmt::Display for CoveringPrefixOrf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} host {} ge {} le {} vpn {} import {}",
            self.sequence,
            self.host,
            self.min_length,
            self.max_length,
            self.vpn_route_target,
            self.import_route_target
        )?;
        let route_type = self.route_type;
        write_if(route_type != 0, format_args!(" route-type {route_type}"), f)
    }
}
