//! Routes, and the attributes that hold them, in the words of `testdata/README.md`.

use std::fmt::Display;

use bmp_codec::bgp::attribute::{MpNextHop, MpReach, MpUnreach};
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Route, Routes};
use serde_json::{Value, json};

use crate::tell_bgp::hex;

/// A family.
pub(crate) fn family(family: Family) -> Value {
    json!({ "afi": family.afi(), "safi": family.safi() })
}

/// MP_REACH_NLRI.
pub(crate) fn reach(reach: &MpReach<&[u8]>) -> Value {
    let mut told = family(reach.nlri.family());
    told["next_hop"] = next_hop(&reach.next_hop);
    told["routes"] = nlri(&reach.nlri);
    told
}

/// MP_UNREACH_NLRI.
pub(crate) fn unreach(unreach: &MpUnreach<&[u8]>) -> Value {
    let mut told = family(unreach.nlri.family());
    told["routes"] = nlri(&unreach.nlri);
    told
}

fn next_hop(next_hop: &MpNextHop<&[u8]>) -> Value {
    let distinguisher = next_hop.route_distinguisher().map(|rd| rd.to_string());
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
            let Route { path_id, nlri } = route.map_err(Into::into).unwrap();
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

fn nlri(nlri: &Nlri<&[u8]>) -> Value {
    match nlri {
        Nlri::Ipv4Unicast(list) | Nlri::Ipv4Multicast(list) => routes(list),
        Nlri::Ipv6Unicast(list) | Nlri::Ipv6Multicast(list) => routes(list),
        other => json!([{ "octets": hex(other.octets()) }]),
    }
}
