//! Routes, and the attributes that hold them, in the words of `testdata/README.md`.

use std::fmt::Display;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{MpNextHop, MpReach, MpUnreach};
use bmp_codec::bgp::nlri::evpn::MacIp;
use bmp_codec::bgp::nlri::{Destination, Evpn, Family, Nlri, Route, Routes, Vpn};
use bmp_codec::net::{Address, Label, Labels};
use serde_json::{Value, json};

use super::tell_bgp::hex;

/// A family.
pub(crate) fn family(family: Family) -> Value {
    json!({ "afi": family.afi(), "safi": family.safi() })
}

/// MP_REACH_NLRI.
pub(crate) fn reach(reach: &MpReach<&[u8]>) -> Value {
    let mut told = family(reach.nlri.family());
    told["next_hop"] = next_hop(&reach.next_hop);
    nlri(&reach.nlri, &mut told);
    told
}

/// MP_UNREACH_NLRI.
pub(crate) fn unreach(unreach: &MpUnreach<&[u8]>) -> Value {
    let mut told = family(unreach.nlri.family());
    nlri(&unreach.nlri, &mut told);
    told
}

fn next_hop(next_hop: &MpNextHop<&[u8]>) -> Value {
    let distinguisher = next_hop.rd().map(|rd| rd.to_string());
    let address = next_hop.address().map(|address| address.to_string());
    let link_local = next_hop.link_local().map(|address| address.to_string());
    distinguisher
        .into_iter()
        .chain(address)
        .chain(link_local)
        .collect()
}

/// Routes whose text is a prefix.
pub(crate) fn routes<'a, T>(routes: &'a Routes<T, &'a [u8]>) -> Value
where
    T: Destination,
    T::At<'a>: Display,
{
    routes
        .iter()
        .map(|route| {
            let Route { path_id, nlri } = route.unwrap();
            prefix(path_id, &nlri)
        })
        .collect()
}

fn prefix(path_id: Option<u32>, prefix: &impl Display) -> Value {
    let mut told = json!({ "prefix": prefix.to_string() });
    if let Some(path_id) = path_id {
        told["path_id"] = path_id.into();
    }
    told
}

/// The routes, or the octets where the values of routes are in `fields`.
fn nlri(nlri: &Nlri<&[u8]>, told: &mut Value) {
    let list = match nlri {
        Nlri::Ipv4Unicast(list) | Nlri::Ipv4Multicast(list) => routes(list),
        Nlri::Ipv6Unicast(list) | Nlri::Ipv6Multicast(list) => routes(list),
        Nlri::VpnIpv4Unicast(list) => list.iter().map(|route| vpn(&route.unwrap().nlri)).collect(),
        Nlri::VpnIpv6Unicast(list) => list.iter().map(|route| vpn(&route.unwrap().nlri)).collect(),
        Nlri::L2vpnEvpn(list) => list
            .iter()
            .map(|route| evpn(&route.unwrap().nlri))
            .collect(),
        other => {
            told["octets"] = hex(other.octets()).into();
            return;
        }
    };
    told["routes"] = list;
}

/// A stack of labels in the words of tshark.
fn label_stack(labels: &Labels) -> String {
    let values: Vec<String> = labels
        .iter()
        .map(|label| label.value().to_string())
        .collect();
    match labels.bottom() {
        Label::WITHDRAWN | Label::ZERO => "0 (withdrawn)".to_owned(),
        bottom => {
            assert!(bottom.is_bottom_of_stack());
            values.join(",") + " (bottom)"
        }
    }
}

fn vpn<P: Display>(route: &Vpn<P>) -> Value {
    json!({
        "rd": route.rd.to_string(),
        "label_stack": label_stack(&route.labels),
        "prefix": route.prefix.to_string(),
    })
}

fn labels(route: &MacIp) -> Value {
    let labels = [Some(route.label1), route.label2];
    labels
        .into_iter()
        .flatten()
        .map(|label| label.vni())
        .collect()
}

fn evpn(route: &Evpn<&[u8]>) -> Value {
    let address = |address: Address| address.get().unwrap().to_string();
    let mut told = match route {
        Evpn::EthernetAutoDiscovery(route) => json!({
            "esi": route.esi.to_string(),
            "ethernet_tag": route.ethernet_tag,
            "labels": [route.label.vni()],
        }),
        Evpn::MacIp(route) => json!({
            "esi": route.esi.to_string(),
            "ethernet_tag": route.ethernet_tag,
            "mac": route.mac.to_string(),
            "ip_length": route.ip.bits(),
            "ip": address(route.ip),
            "labels": labels(route),
        }),
        Evpn::InclusiveMulticast(route) => json!({
            "ethernet_tag": route.ethernet_tag,
            "ip_length": route.originator.bits(),
            "ip": address(route.originator),
        }),
        Evpn::EthernetSegment(route) => json!({
            "esi": route.esi.to_string(),
            "ip_length": route.originator.bits(),
            "ip": address(route.originator),
        }),
        Evpn::IpPrefix(route) => json!({
            "esi": route.esi.to_string(),
            "ethernet_tag": route.ethernet_tag,
            "ip": route.prefix.address(),
            "prefix_length": route.prefix.length(),
            // tshark shows the zeros of none.
            "gateway": route.gateway.get().map_or("::".to_owned(), |gateway| gateway.to_string()),
            "labels": [route.label.vni()],
        }),
        other => panic!("{other:?}"),
    };
    told["route_type"] = route.route_type().into();
    told["length"] = (route.encoded_len() - 2).into();
    told["rd"] = route.rd().unwrap().to_string().into();
    told
}
