//! Destinations of routes, by number, and the lists of routes in UPDATEs.

use std::net::Ipv4Addr;

use bmp_codec::EncodeError;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::evpn::{IpPrefix, MacIp};
use bmp_codec::bgp::nlri::{
    self, Evpn, Family, Ipv4Prefix, Ipv6Prefix, Labeled, Nlri, Route, Routes, Vpn,
};
use bmp_codec::net::{Address, EthernetSegmentId, Label, MacAddr, RouteDistinguisher};
use ipnet::IpNet;

use super::random::mix;
use super::{ROUTER_AS, prefixes};

/// The families that routes can have.
pub const FAMILIES: [Family; 9] = [
    Family::IPV4_UNICAST,
    Family::IPV6_UNICAST,
    Family::IPV4_MULTICAST,
    Family::IPV6_MULTICAST,
    Family::IPV4_LABELED_UNICAST,
    Family::IPV6_LABELED_UNICAST,
    Family::VPN_IPV4_UNICAST,
    Family::VPN_IPV6_UNICAST,
    Family::L2VPN_EVPN,
];

/// The number of VPNs.
const VPNS: u64 = 500;

/// The destination of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A prefix, with a label and a route distinguisher if its family has them.
    Prefix {
        /// The network.
        net: IpNet,
        /// The MPLS label, in families that have one.
        label: Label,
        /// The route distinguisher, in families of VPNs.
        rd: RouteDistinguisher,
    },
    /// A MAC address, or a prefix of an overlay.
    Evpn(Evpn),
}

/// Returns the destination of route `number` of a family: always the same one, and for no other number.
pub(super) fn destination(family: Family, seed: u64, number: u64) -> Destination {
    let chance = mix(seed ^ number ^ 0x6465_7374);
    if family == Family::L2VPN_EVPN {
        return Destination::Evpn(evpn(seed, number, chance));
    }
    let net = if family.afi() == Family::IPV4_UNICAST.afi() {
        prefixes::ipv4(seed, number)
    } else {
        prefixes::ipv6(seed, number)
    };
    Destination::Prefix {
        net,
        label: label(chance),
        rd: distinguisher(chance),
    }
}

/// Returns a label that is not reserved.
fn label(chance: u64) -> Label {
    Label::new(16 + (chance % 1_000_000) as u32)
}

fn distinguisher(chance: u64) -> RouteDistinguisher {
    RouteDistinguisher::two_octet(ROUTER_AS as u16, 1 + ((chance >> 32) % VPNS) as u32)
}

/// Three of four routes have MAC addresses, most of them with an IPv4 address.
fn evpn(seed: u64, number: u64, chance: u64) -> Evpn {
    let rd = RouteDistinguisher::ipv4(
        Ipv4Addr::from_bits(0x0a00_0000 | (chance >> 40) as u32 & 0xff),
        (chance >> 32) as u16 % 200 + 1,
    );
    let esi = match chance % 5 {
        0 => EthernetSegmentId::from([3, 0, 0, 0x5e, 0, 0x53, (chance >> 16) as u8, 0, 0, 1]),
        _ => EthernetSegmentId::ZERO,
    };
    let label = label(chance);
    if number % 4 == 3 {
        return Evpn::IpPrefix(IpPrefix {
            rd,
            esi: EthernetSegmentId::ZERO,
            ethernet_tag: 0,
            prefix: prefixes::ipv4(seed, number).into(),
            gateway: Ipv4Addr::UNSPECIFIED.into(),
            label,
        });
    }
    let ip = match chance % 7 {
        0 => Address::NONE,
        _ => Ipv4Addr::from_bits(0x0a00_0000 | number as u32 & 0x00ff_ffff).into(),
    };
    Evpn::MacIp(MacIp {
        rd,
        esi,
        ethernet_tag: 0,
        // Locally administered.
        mac: MacAddr::from_bits(0x0200_0000_0000 | number & 0xffff_ffff),
        ip,
        label1: label,
        label2: None,
    })
}

/// A list of routes of a family, as one session encodes them.
pub(super) struct List<'a> {
    pub family: Family,
    pub session: Session,
    pub path_id: Option<u32>,
    pub withdrawn: bool,
    pub destinations: &'a [Destination],
}

impl List<'_> {
    pub(super) fn nlri(&self) -> Result<Nlri, EncodeError> {
        Ok(match self.family {
            Family::IPV6_UNICAST => Nlri::Ipv6Unicast(self.routes(ipv6)?),
            Family::IPV4_MULTICAST => Nlri::Ipv4Multicast(self.routes(ipv4)?),
            Family::IPV6_MULTICAST => Nlri::Ipv6Multicast(self.routes(ipv6)?),
            Family::IPV4_LABELED_UNICAST => Nlri::Ipv4LabeledUnicast(self.labeled(ipv4)?),
            Family::IPV6_LABELED_UNICAST => Nlri::Ipv6LabeledUnicast(self.labeled(ipv6)?),
            Family::VPN_IPV4_UNICAST => Nlri::VpnIpv4Unicast(self.vpn(ipv4)?),
            Family::VPN_IPV6_UNICAST => Nlri::VpnIpv6Unicast(self.vpn(ipv6)?),
            Family::L2VPN_EVPN => {
                Nlri::L2vpnEvpn(self.routes(|destination| match destination {
                    Destination::Evpn(route) => Some(route.clone()),
                    Destination::Prefix { .. } => None,
                })?)
            }
            _ => Nlri::Ipv4Unicast(self.routes(ipv4)?),
        })
    }

    fn routes<T>(&self, of: impl Fn(&Destination) -> Option<T>) -> Result<Routes<T>, EncodeError>
    where
        T: nlri::Destination + bmp_codec::Encode,
    {
        let routes = self.destinations.iter().filter_map(of);
        let routes = routes.map(|nlri| Route {
            path_id: self.path_id,
            nlri,
        });
        Routes::in_session(self.session.routes(self.family), routes)
    }

    fn labeled<P>(
        &self,
        of: impl Fn(&Destination) -> Option<P>,
    ) -> Result<Routes<Labeled<P>>, EncodeError>
    where
        Labeled<P>: nlri::Destination + bmp_codec::Encode,
    {
        self.routes(|destination| {
            let prefix = of(destination)?;
            match destination {
                Destination::Prefix { .. } if self.withdrawn => Some(Labeled::withdrawn(prefix)),
                Destination::Prefix { label, .. } => Some(Labeled::new(*label, prefix)),
                Destination::Evpn(_) => None,
            }
        })
    }

    fn vpn<P>(&self, of: impl Fn(&Destination) -> Option<P>) -> Result<Routes<Vpn<P>>, EncodeError>
    where
        Vpn<P>: nlri::Destination + bmp_codec::Encode,
    {
        self.routes(|destination| {
            let prefix = of(destination)?;
            match destination {
                Destination::Prefix { rd, .. } if self.withdrawn => {
                    Some(Vpn::withdrawn(*rd, prefix))
                }
                Destination::Prefix { rd, label, .. } => Some(Vpn::new(*label, *rd, prefix)),
                Destination::Evpn(_) => None,
            }
        })
    }
}

fn ipv4(destination: &Destination) -> Option<Ipv4Prefix> {
    match destination {
        Destination::Prefix {
            net: IpNet::V4(net),
            ..
        } => Some((*net).into()),
        _ => None,
    }
}

fn ipv6(destination: &Destination) -> Option<Ipv6Prefix> {
    match destination {
        Destination::Prefix {
            net: IpNet::V6(net),
            ..
        } => Some((*net).into()),
        _ => None,
    }
}
