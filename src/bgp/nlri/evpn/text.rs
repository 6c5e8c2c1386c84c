//! Parts of the text of EVPN routes. What is not part of the key comes behind it, so the text of a key is a beginning of
//! the text of its route.

use core::fmt;

use crate::bgp::nlri::Evpn;
use crate::bgp::nlri::evpn::{IpPrefix, MacIp, MulticastFlags};
use crate::net::{EthernetSegmentId, Label};

/// A label field. The route does not say whether it contains a label or a VNI, so the text has both.
pub(super) struct LabelOrVni(pub(super) Label);

impl fmt::Display for LabelOrVni {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.vni() {
            0 => f.write_str("label 0"),
            vni => write!(f, "label {} or vni {vni}", self.0.value()),
        }
    }
}

/// An Ethernet segment after a space, or nothing if it is zero, which means none.
pub(super) struct Segment(pub(super) EthernetSegmentId);

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            EthernetSegmentId::ZERO => Ok(()),
            esi => write!(f, " esi {esi}"),
        }
    }
}

/// Writes flags after a space.
pub(super) fn multicast_flags(flags: MulticastFlags, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match flags.0 {
        0 => Ok(()),
        bits => write!(f, " flags {bits:#04x}"),
    }
}

/// Writes the key of a route.
pub(super) fn key(route: &Evpn<&[u8]>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match route {
        Evpn::EthernetAutoDiscovery(route) => {
            let (rd, esi, tag) = (route.rd, route.esi, route.ethernet_tag);
            write!(f, "ethernet-auto-discovery {rd} {esi} tag {tag}")
        }
        Evpn::MacIp(MacIp {
            rd,
            ethernet_tag,
            mac,
            ip,
            ..
        }) => {
            write!(f, "mac-ip {rd} tag {ethernet_tag} {mac}")?;
            ip.get().map_or(Ok(()), |ip| write!(f, " {ip}"))
        }
        Evpn::IpPrefix(IpPrefix {
            rd,
            ethernet_tag,
            prefix,
            ..
        }) => {
            write!(f, "ip-prefix {rd} tag {ethernet_tag} {prefix}")
        }
        other => fmt::Display::fmt(other, f),
    }
}
