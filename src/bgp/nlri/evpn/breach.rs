//! The rules of [RFC 9136](https://www.rfc-editor.org/rfc/rfc9136#section-3.2) and
//! [RFC 9251](https://www.rfc-editor.org/rfc/rfc9251#section-9.7) that EVPN routes can break although they can be decoded.
//!
//! All of them are about fields that are not part of the key, so they do not apply to withdrawals. RFC 7432 has rules for
//! senders only: what it asks of a receiver, like a MAC address of 48 bits, the decoder checks. Rules that are about a
//! route and the communities next to it are not here.

use crate::bgp::nlri::Evpn;
use crate::bgp::nlri::evpn::MulticastFlags as Flags;
use crate::net::Address;
use crate::wire::Breach;

/// Returns the rule that an announced route breaks.
pub(super) fn breach(route: &Evpn<&[u8]>) -> Option<Breach> {
    match route {
        Evpn::IpPrefix(route) => {
            let two = !route.esi.is_zero() && route.overlay_index().is_some();
            two.then_some(Breach::EVPN_TWO_OVERLAY_INDEXES)
        }
        Evpn::SelectiveMulticast(route) => selective(route.source, route.group, route.flags),
        Evpn::MembershipReportSynch(route) => of_mld(route.group, route.flags),
        Evpn::LeaveSynch(route) => of_mld(route.group, route.flags),
        _ => None,
    }
}

/// Checks the flags of a Selective Multicast Ethernet Tag route. A route for all groups does not come from IGMP or MLD.
fn selective(source: Address, group: Address, flags: Flags) -> Option<Breach> {
    let has = |version| flags.contains(version);
    match group.bits() {
        // RFC 9251, sections 9.1 and 10: version 1 is ignored, so a route with nothing else has no version.
        32 if !has(Flags::VERSION_2) && !has(Flags::VERSION_3) => Some(Breach::EVPN_NO_VERSION),
        32 if !source.is_none() && has(Flags::VERSION_2) => Some(Breach::EVPN_SOURCE_VERSION),
        128 if has(Flags::VERSION_3) => Some(Breach::EVPN_MLD_VERSION),
        128 if !has(Flags::VERSION_1) && !has(Flags::VERSION_2) => Some(Breach::EVPN_NO_VERSION),
        _ => None,
    }
}

/// Checks that version 3, which MLD does not have, is only set for IPv4.
fn of_mld(group: Address, flags: Flags) -> Option<Breach> {
    let is_wrong = group.bits() == 128 && flags.contains(Flags::VERSION_3);
    is_wrong.then_some(Breach::EVPN_MLD_VERSION)
}
