//! Rules about several attributes of an UPDATE, or about an attribute and the routes that are announced.

use crate::bgp::attribute::link_state::LinkStateTlv;
use crate::bgp::attribute::{
    DPath, ExtendedCommunities, LinkState, MpReach, PathAttributes, PmsiTunnel,
};
use crate::bgp::extended_community::ExtendedCommunityValue as Of;
use crate::bgp::nlri::evpn::Evpn;
use crate::bgp::nlri::link_state::ProtocolId;
use crate::bgp::nlri::{self, Family, Nlri};
use crate::wire::Breach;

/// A rule of UPDATEs that announce routes.
pub(super) struct Rule {
    /// The attribute that it is about: the rule is asked only if this is present.
    pub(super) code: u8,
    pub(super) breach: Breach,
    /// The second argument is whether the NLRI field has routes.
    pub(super) is_broken: fn(&PathAttributes<&[u8]>, bool) -> bool,
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: DPath::CODE,
        breach: Breach::D_PATH_FAMILY,
        is_broken: of_another_family,
    },
    Rule {
        code: PmsiTunnel::CODE,
        breach: Breach::PMSI_EXTENSION,
        is_broken: without_additional_flags,
    },
    Rule {
        code: ExtendedCommunities::CODE,
        breach: Breach::ROUTER_MAC_GROUP,
        is_broken: with_group_mac,
    },
    Rule {
        code: LinkState::CODE,
        breach: Breach::LINK_STATE_MPLS_PROTOCOLS,
        is_broken: with_mpls_protocols,
    },
    Rule {
        code: LinkState::CODE,
        breach: Breach::LINK_STATE_SPF_METRIC,
        is_broken: without_metric,
    },
];

/// D-PATH belongs to routes of an IP VPN or of EVPN ([RFC 10039](https://www.rfc-editor.org/rfc/rfc10039)).
fn of_another_family(attributes: &PathAttributes<&[u8]>, has_nlri: bool) -> bool {
    let reach: Option<MpReach<&[u8]>> = attributes.get_valid();
    let is_other = |family| {
        !matches!(
            family,
            Family::VPN_IPV4_UNICAST | Family::VPN_IPV6_UNICAST | Family::L2VPN_EVPN
        )
    };
    has_nlri || reach.is_some_and(|reach| is_other(reach.nlri.family()))
}

/// The Extension flag says that a community has more flags
/// ([RFC 7902, section 2](https://www.rfc-editor.org/rfc/rfc7902#section-2)).
fn without_additional_flags(attributes: &PathAttributes<&[u8]>, _: bool) -> bool {
    let tunnel: Option<PmsiTunnel<&[u8]>> = attributes.get_valid();
    let has_flags = |value| matches!(value, Of::PmsiFlags(_));
    tunnel.is_some_and(|tunnel| tunnel.flags().has_extension()) && !has(attributes, has_flags)
}

/// The MAC address of a router beside an IP Prefix route is that of one station
/// ([RFC 9136, section 3.1](https://www.rfc-editor.org/rfc/rfc9136#section-3.1)).
fn with_group_mac(attributes: &PathAttributes<&[u8]>, _: bool) -> bool {
    let is_group = |value| match value {
        Of::RouterMac(router) => router.mac.to_bits() & 1 << 40 != 0,
        _ => false,
    };
    let has_ip_prefix = |reach: MpReach<&[u8]>| match reach.nlri {
        Nlri::L2vpnEvpn(routes) => {
            let mut routes = routes.iter().flatten();
            routes.any(|route| matches!(route.nlri, Evpn::IpPrefix(_)))
        }
        _ => false,
    };
    has(attributes, is_group) && attributes.get_valid().is_some_and(has_ip_prefix)
}

/// Only the router itself knows the MPLS protocols of a link (RFC 9552, section 5.3.2.2).
fn with_mpls_protocols(attributes: &PathAttributes<&[u8]>, _: bool) -> bool {
    let is_of_igp = |route: nlri::LinkState<&[u8]>| {
        let protocol = route.protocol_id();
        protocol.is_some_and(|id| !matches!(id, ProtocolId::Direct | ProtocolId::Static))
    };
    let of_mpls = |tlv: LinkStateTlv<&[u8]>| matches!(tlv, LinkStateTlv::MplsProtocols(_));
    has_tlv(attributes, of_mpls)
        && match attributes
            .get_valid()
            .map(|reach: MpReach<&[u8]>| reach.nlri)
        {
            Some(Nlri::LinkState(routes)) => {
                routes.iter().flatten().any(|route| is_of_igp(route.nlri))
            }
            _ => false,
        }
}

/// A link of BGP-LS-SPF has a metric (RFC 9815, section 7).
fn without_metric(attributes: &PathAttributes<&[u8]>, _: bool) -> bool {
    let is_link = |route| matches!(route, nlri::LinkState::Link(_));
    let of_metric = |tlv: LinkStateTlv<&[u8]>| matches!(tlv, LinkStateTlv::IgpMetric(_));
    !has_tlv(attributes, of_metric)
        && match attributes
            .get_valid()
            .map(|reach: MpReach<&[u8]>| reach.nlri)
        {
            Some(Nlri::LinkStateSpf(routes)) => {
                routes.iter().flatten().any(|route| is_link(route.nlri))
            }
            _ => false,
        }
}

/// Returns whether one of the TLVs of BGP-LS is as asked for.
fn has_tlv(attributes: &PathAttributes<&[u8]>, is: impl Fn(LinkStateTlv<&[u8]>) -> bool) -> bool {
    let tlvs: Option<LinkState<&[u8]>> = attributes.get_valid();
    tlvs.is_some_and(|tlvs| tlvs.into_iter().flatten().any(is))
}

/// Returns whether one of the extended communities is as asked for.
fn has(attributes: &PathAttributes<&[u8]>, is: impl Fn(Of) -> bool) -> bool {
    let list: Option<ExtendedCommunities<&[u8]>> = attributes.get_valid();
    list.is_some_and(|list| list.iter().any(|community| is(community.value())))
}
