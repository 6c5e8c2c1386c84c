//! Capabilities of any kind, and the OPENs they are in.

use std::net::Ipv4Addr;

use bmp_codec::bgp::Open;
use bmp_codec::bgp::capability::{
    AddPath, Bgpsec, Capability, CapabilityCode, ExtendedNextHop, Fqdn, GracefulRestart,
    GracefulRestartFamily, LongLivedFamily, MultipleLabelsFamily, Multiprotocol, Multisession, Orf,
    OrfFamily, OutboundRouteFiltering, PathsLimit, Role, SoftwareVersion, UnknownCapability,
};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::net::Asn;
use bmp_codec::wire::{Octets, Text};
use proptest::collection::vec;
use proptest::prelude::*;

use super::values::octets;

fn family() -> impl Strategy<Value = Family> {
    any::<(u16, u8)>().prop_map(|(afi, safi)| Family::new(afi, safi))
}

fn capability() -> impl Strategy<Value = Capability> {
    prop_oneof![
        (family(), any::<u8>()).prop_map(|(family, reserved)| {
            Capability::Multiprotocol(Multiprotocol { family, reserved })
        }),
        Just(Capability::RouteRefresh(Default::default())),
        Just(Capability::ExtendedMessage(Default::default())),
        any::<u32>().prop_map(|asn| Capability::FourOctetAsNumber(Asn(asn))),
        vec((family(), any::<u8>()), 0..8).prop_map(|list| {
            let list = list
                .into_iter()
                .map(|(family, mode)| AddPath { family, mode });
            Capability::AddPath(list.collect())
        }),
        vec(any::<(u16, u16, u16)>(), 0..4).prop_map(|list| {
            let list = list
                .into_iter()
                .map(|(afi, safi, next_hop_afi)| ExtendedNextHop {
                    afi,
                    safi,
                    next_hop_afi,
                });
            Capability::ExtendedNextHop(list.collect())
        }),
        graceful_restart().prop_map(Capability::from),
        vec((family(), any::<(u8, u32)>()), 0..6).prop_map(|list| {
            let families = list.into_iter().map(|(family, (flags, time))| {
                LongLivedFamily::new(family, time >> 8)
                    .unwrap()
                    .with_flags(flags)
            });
            Capability::LongLivedGracefulRestart(families.collect())
        }),
        outbound_route_filtering().prop_map(Capability::from),
        outbound_route_filtering().prop_map(Capability::PrestandardOutboundRouteFiltering),
        any::<u8>().prop_map(|role| Capability::from(Role::from(role))),
        any::<(bool, u8, u16)>().prop_map(|(sends, version, afi)| {
            let bgpsec = if sends {
                Bgpsec::send(afi)
            } else {
                Bgpsec::receive(afi)
            };
            Capability::from(bgpsec.with_version(version >> 4).unwrap())
        }),
        fqdn().prop_map(Capability::from),
        fqdn().prop_map(Capability::PrestandardFqdn),
        text().prop_map(|version| Capability::from(SoftwareVersion {
            version,
            has_length: true
        })),
        vec((family(), any::<u16>()), 0..6).prop_map(|list| {
            let limits = list.into_iter();
            Capability::PathsLimit(
                limits
                    .map(|(family, limit)| PathsLimit::new(family, limit))
                    .collect(),
            )
        }),
        vec((family(), any::<u8>()), 0..6).prop_map(|list| {
            let families = list.into_iter();
            Capability::multiple_labels(
                families.map(|(family, count)| MultipleLabelsFamily::new(family, count)),
            )
        }),
        codes().prop_map(|codes| Capability::DynamicCapability(codes.into_iter().collect())),
        multisession().prop_map(Capability::from),
        multisession().prop_map(Capability::PrestandardMultisession),
        Just(Capability::EnhancedRouteRefresh(Default::default())),
        Just(Capability::BfdStrictMode(Default::default())),
        Just(Capability::LinkLocalNextHop(Default::default())),
        Just(Capability::PrestandardRouteRefresh(Default::default())),
        (200..=255_u8, octets(60))
            .prop_map(|(code, octets)| { Capability::Unknown(UnknownCapability { code, octets }) }),
    ]
}

fn graceful_restart() -> impl Strategy<Value = GracefulRestart> {
    let families = vec((family(), any::<u8>()), 0..6);
    (any::<(u16, bool, bool)>(), families).prop_map(|((time, restarted, notification), list)| {
        let families = list
            .into_iter()
            .map(|(family, flags)| GracefulRestartFamily { family, flags });
        GracefulRestart::new(time >> 4, families)
            .unwrap()
            .with_restart_state(restarted)
            .with_notification(notification)
    })
}

fn outbound_route_filtering() -> impl Strategy<Value = OutboundRouteFiltering> {
    let filters = vec(any::<(u8, u8)>(), 0..6);
    vec((family(), any::<u8>(), filters), 0..4).prop_map(|list| {
        let families = list.into_iter().map(|(family, reserved, filters)| {
            let filters = filters
                .into_iter()
                .map(|(orf_type, mode)| Orf::new(orf_type.into(), mode));
            OrfFamily {
                reserved,
                ..OrfFamily::new(family, filters)
            }
        });
        OutboundRouteFiltering::new(families).unwrap()
    })
}

/// Bytes that are UTF-8, or are not.
fn text() -> impl Strategy<Value = Text> {
    octets(60).prop_map(|Octets(text)| Text(text))
}

fn fqdn() -> impl Strategy<Value = Fqdn> {
    (text(), text()).prop_map(|(hostname, domain_name)| Fqdn {
        hostname,
        domain_name,
    })
}

fn codes() -> impl Strategy<Value = Vec<CapabilityCode>> {
    vec(any::<u8>().prop_map(CapabilityCode), 0..6)
}

fn multisession() -> impl Strategy<Value = Multisession> {
    (any::<u8>(), codes()).prop_map(|(flags, codes)| Multisession {
        flags,
        ..Multisession::new(codes)
    })
}

/// An OPEN, short ones and those that need the extended form.
pub(crate) fn open() -> impl Strategy<Value = Open> {
    (any::<(u32, u16, Ipv4Addr)>(), vec(capability(), 0..14)).prop_map(
        |((asn, hold_time, id), capabilities)| {
            // Whatever AS a capability says.
            let said = capabilities.iter().find_map(|capability| match capability {
                Capability::FourOctetAsNumber(asn) => Some(*asn),
                _ => None,
            });
            let capabilities = capabilities.into_iter().map(|capability| match capability {
                Capability::FourOctetAsNumber(_) => said.unwrap().into(),
                other => other,
            });
            let asn = said.unwrap_or(Asn(asn));
            Open::new(asn, hold_time, id, capabilities).unwrap()
        },
    )
}
