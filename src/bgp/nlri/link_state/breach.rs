//! The rules that BGP-LS routes can break although they can be decoded (RFC 9552, section 8.2.2; RFC 9815, section 7).
//!
//! A receiver discards a route that is not correct in syntax. The other rules are about the meaning: a receiver keeps
//! the route.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::bgp::nlri::Family;
use crate::bgp::nlri::link_state::{LinkState, LinkTlvs, ProtocolId};
use crate::wire::{Breach, Reader};

/// Returns the rule that a route breaks: those that cost the route come first.
pub(super) fn breach(family: Family, route: &LinkState<&[u8]>) -> Option<Breach> {
    syntax(route)
        .or_else(|| spf(family, route))
        .or_else(|| missing(route))
        .or_else(|| link(route))
}

fn syntax(route: &LinkState<&[u8]>) -> Option<Breach> {
    if route.check_value().is_err() {
        return Some(Breach::LINK_STATE_MALFORMED_TLV);
    }
    let tlvs = route.tlvs()?;
    let mut nodes = split(tlvs).filter(|(tlv_type, _)| matches!(tlv_type, 256 | 257));
    if nodes.any(|(_, tlv)| has_duplicate(value(tlv))) {
        return Some(Breach::LINK_STATE_DUPLICATE);
    }
    let mut nodes = split(tlvs).filter(|(tlv_type, _)| matches!(tlv_type, 256 | 257));
    let is_ordered = is_ordered(tlvs) && nodes.all(|(_, tlv)| is_ordered(value(tlv)));
    (!is_ordered).then_some(Breach::LINK_STATE_ORDER)
}

/// Returns types and bytes of TLVs that are known to fit.
fn split(octets: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = octets;
    core::iter::from_fn(move || {
        let mut reader = Reader::new(rest);
        let (tlv_type, length) = (reader.u16().ok()?, reader.u16().ok()?);
        let (tlv, behind) = rest.split_at_checked(4 + usize::from(length))?;
        rest = behind;
        Some((tlv_type, tlv))
    })
}

/// Returns the value of a TLV.
fn value(tlv: &[u8]) -> &[u8] {
    tlv.get(4..).unwrap_or_default()
}

/// Returns whether TLVs are ordered by type, then length, then value: that is the order of their bytes.
fn is_ordered(octets: &[u8]) -> bool {
    split(octets).map(|(_, tlv)| tlv).is_sorted()
}

/// Returns whether a type of sub-TLV appears twice: of those up to 575 at any place, of others side by side, where they are
/// if the order is right.
fn has_duplicate(octets: &[u8]) -> bool {
    // One pass: an NLRI has room for thousands of sub-TLVs.
    let (mut seen, mut last) = (0_u64, None);
    split(octets).any(|(tlv_type, _)| {
        let bit = match tlv_type {
            512..=575 => 1 << (tlv_type - 512),
            _ => 0,
        };
        let is_duplicate = seen & bit != 0 || last == Some(tlv_type);
        (seen, last) = (seen | bit, Some(tlv_type));
        is_duplicate
    })
}

fn spf(family: Family, route: &LinkState<&[u8]>) -> Option<Breach> {
    let is_of_spf = matches!(route, LinkState::Node(_) | LinkState::Link(_));
    let is_other = route.protocol_id() != Some(ProtocolId::Direct);
    let is_broken = family == Family::LINK_STATE_SPF && is_of_spf && is_other;
    is_broken.then_some(Breach::LINK_STATE_SPF_PROTOCOL)
}

/// Returns the mandatory TLV that is missing.
fn missing(route: &LinkState<&[u8]>) -> Option<Breach> {
    // An unknown type has no TLVs here, and nothing is mandatory.
    route.protocol_id()?;
    if route.local_node().is_none() {
        return Some(Breach::LINK_STATE_NO_LOCAL_NODE);
    }
    let is_ospf = route.protocol_id().is_some_and(ProtocolId::is_ospf);
    let of_prefix = |is_there: bool, has_type: bool| match (is_there, has_type) {
        (false, _) => Some(Breach::LINK_STATE_NO_PREFIX),
        (true, false) if is_ospf => Some(Breach::LINK_STATE_NO_ROUTE_TYPE),
        _ => None,
    };
    match route {
        LinkState::Link(link) => {
            let is_missing = link.tlvs.remote_node().is_none();
            is_missing.then_some(Breach::LINK_STATE_NO_REMOTE_NODE)
        }
        LinkState::Ipv4Prefix(prefix) => of_prefix(
            prefix.tlvs.ip_reachability().is_some(),
            prefix.tlvs.ospf_route_type().is_some(),
        ),
        LinkState::Ipv6Prefix(prefix) => of_prefix(
            prefix.tlvs.ip_reachability().is_some(),
            prefix.tlvs.ospf_route_type().is_some(),
        ),
        LinkState::SrPolicy(policy) => {
            let is_missing = policy.tlvs.candidate_path().is_none();
            is_missing.then_some(Breach::LINK_STATE_NO_CANDIDATE_PATH)
        }
        LinkState::Srv6Sid(sid) => {
            let is_missing = sid.tlvs.sid().is_none();
            is_missing.then_some(Breach::LINK_STATE_NO_SID)
        }
        _ => None,
    }
}

/// Checks the addresses of a link: a link that only has link-local addresses is identified by numbers.
fn link(route: &LinkState<&[u8]>) -> Option<Breach> {
    let (LinkState::Link(_) | LinkState::StubLink(_)) = route else {
        return None;
    };
    let tlvs = LinkTlvs::over(route.tlvs()?);
    let v4 = [tlvs.ipv4_interface_address(), tlvs.ipv4_neighbor_address()];
    let v6 = [tlvs.ipv6_interface_address(), tlvs.ipv6_neighbor_address()];
    let is_v4 = v4
        .into_iter()
        .flatten()
        .any(|address| Ipv4Addr::is_link_local(&address));
    let is_v6 = v6
        .into_iter()
        .flatten()
        .any(|address| Ipv6Addr::is_unicast_link_local(&address));
    match (is_v4 || is_v6, tlvs.link_identifiers()) {
        (false, _) => None,
        (true, None) => Some(Breach::LINK_STATE_NO_LINK_IDENTIFIERS),
        (true, Some(_)) => Some(Breach::LINK_STATE_LINK_LOCAL),
    }
}
