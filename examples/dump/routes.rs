//! The routes of an UPDATE: those of its own fields and of its attributes alike, whatever their family.

use std::fmt::Display;

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{AttributeValue, MpNextHop};
use bmp_codec::bgp::nlri::{Destination, Nlri, Routes};
use ipnet::IpNet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Announced,
    Withdrawn,
}

/// Routes of one family, side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RouteList<'a> {
    pub(crate) action: Action,
    pub(crate) nlri: Nlri<&'a [u8]>,
    /// That of MP_REACH_NLRI; where there is none, it is an attribute of its own.
    pub(crate) next_hop: Option<MpNextHop<&'a [u8]>>,
}

/// Calls `each` with the lists of an UPDATE, in its order. Attributes may have empty ones.
#[inline]
pub(crate) fn lists<'a>(update: &Update<&'a [u8]>, each: impl FnMut(RouteList<'a>)) {
    let mut malformed = 0;
    lists_and_malformed(update, each, &mut malformed);
}

/// As `lists`, and counts attributes that cannot be read.
#[inline]
pub(crate) fn lists_and_malformed<'a>(
    update: &Update<&'a [u8]>,
    mut each: impl FnMut(RouteList<'a>),
    malformed: &mut u64,
) {
    if !update.withdrawn_routes.is_empty() {
        each(RouteList {
            action: Action::Withdrawn,
            nlri: Nlri::Ipv4Unicast(update.withdrawn_routes),
            next_hop: None,
        });
    }
    for attribute in update.path_attributes {
        match attribute {
            Ok(attribute) => {
                if let Some(list) = list(&attribute.value) {
                    each(list);
                }
            }
            Err(_) => *malformed += 1,
        }
    }
    if !update.nlri.is_empty() {
        each(RouteList {
            action: Action::Announced,
            nlri: Nlri::Ipv4Unicast(update.nlri),
            next_hop: None,
        });
    }
}

/// The routes of an attribute.
#[inline]
fn list<'a>(value: &AttributeValue<&'a [u8]>) -> Option<RouteList<'a>> {
    match value {
        AttributeValue::MpReach(reach) => Some(RouteList {
            action: Action::Announced,
            nlri: reach.nlri,
            next_hop: Some(reach.next_hop),
        }),
        AttributeValue::MpUnreach(unreach) => Some(RouteList {
            action: Action::Withdrawn,
            nlri: unreach.nlri,
            next_hop: None,
        }),
        _ => None,
    }
}

/// Something in a list.
pub(crate) enum Found<'a> {
    Route {
        path_id: Option<u32>,
        prefix: Option<IpNet>,
        /// What the route leads to, with all that its family has beside a prefix.
        text: &'a dyn Display,
    },
    /// All of a list whose family has no type.
    Raw(&'a [u8]),
    /// What cannot be read: a route, or the rest of a list.
    Broken(DecodeError),
}

impl Found<'_> {
    pub(crate) fn is_route(&self) -> bool {
        matches!(self, Found::Route { .. })
    }
}

/// Calls `each` with the routes of a list.
pub(crate) fn walk(nlri: &Nlri<&[u8]>, each: impl FnMut(Found<'_>)) {
    match nlri {
        Nlri::Ipv4Unicast(routes) | Nlri::Ipv4Multicast(routes) => typed(routes, each),
        Nlri::Ipv6Unicast(routes) | Nlri::Ipv6Multicast(routes) => typed(routes, each),
        Nlri::VpnIpv4Unicast(routes) => typed(routes, each),
        Nlri::VpnIpv6Unicast(routes) => typed(routes, each),
        Nlri::L2vpnEvpn(routes) => typed(routes, each),
        Nlri::Ipv4LabeledUnicast(routes) => typed(routes, each),
        Nlri::Ipv6LabeledUnicast(routes) => typed(routes, each),
        Nlri::VpnIpv4Multicast(routes) => typed(routes, each),
        Nlri::VpnIpv6Multicast(routes) => typed(routes, each),
        Nlri::Ipv4ClassfulTransport(routes) => typed(routes, each),
        Nlri::Ipv6ClassfulTransport(routes) => typed(routes, each),
        nlri => any(nlri, each),
    }
}

fn typed<T>(routes: &Routes<T, &[u8]>, mut each: impl FnMut(Found<'_>))
where
    T: Destination,
    for<'s> T::At<'s>: Display,
{
    for route in routes {
        match route {
            Ok(route) => each(Found::Route {
                path_id: route.path_id,
                prefix: T::prefix(&route.nlri),
                text: &route.nlri,
            }),
            Err(error) => each(Found::Broken(error)),
        }
    }
}

/// The same for families of which no more is said than what all have.
fn any(nlri: &Nlri<&[u8]>, mut each: impl FnMut(Found<'_>)) {
    if let Nlri::Unknown(unknown) = nlri {
        if !unknown.octets.is_empty() {
            each(Found::Raw(unknown.octets.0));
        }
        return;
    }
    for route in nlri.any_routes() {
        match route {
            Ok(route) => each(Found::Route {
                path_id: route.path_id,
                prefix: route.prefix,
                text: match &route.prefix {
                    Some(prefix) => prefix,
                    None => &"(no prefix)",
                },
            }),
            Err(error) => each(Found::Broken(error)),
        }
    }
}

/// How many routes there are, and how often there is something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) routes: u64,
    pub(crate) broken: u64,
}

/// Counts the routes of a list; none where the family has no type.
#[inline]
pub(crate) fn count(nlri: &Nlri<&[u8]>) -> Count {
    let mut count = Count::default();
    if !matches!(nlri, Nlri::Unknown(_)) {
        for route in nlri.any_routes() {
            match route {
                Ok(_) => count.routes += 1,
                Err(_) => count.broken += 1,
            }
        }
    }
    count
}
