//! The routes of an UPDATE of any family: in its own fields and in its attributes.

use std::fmt::Display;

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{AttributeValue, MpNextHop};
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Routes, UnknownNlri, VisitRoutes};
use ipnet::IpNet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Announced,
    Withdrawn,
}

/// A list of routes of one family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RouteList<'a> {
    pub(crate) action: Action,
    pub(crate) nlri: Nlri<&'a [u8]>,
    /// The next hop in MP_REACH_NLRI; without MP_REACH_NLRI, it is a separate attribute.
    pub(crate) next_hop: Option<MpNextHop<&'a [u8]>>,
}

/// Calls `each` with the lists of an UPDATE, in order. Attributes may have empty ones.
#[inline]
pub(crate) fn lists<'a>(update: &Update<&'a [u8]>, each: impl FnMut(RouteList<'a>)) {
    let mut malformed = 0;
    lists_and_malformed(update, each, &mut malformed);
}

/// Like `lists`, and counts malformed attributes.
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

/// Returns the routes of an attribute.
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

/// An item of a list.
pub(crate) enum Found<'a> {
    Route {
        path_id: Option<u32>,
        prefix: Option<IpNet>,
        /// The route, with everything that its family has besides a prefix.
        text: &'a dyn Display,
    },
    /// A whole list of a family that the crate does not know.
    Raw(&'a [u8]),
    /// A malformed route, or the malformed rest of a list.
    Broken(DecodeError),
}

impl Found<'_> {
    pub(crate) fn is_route(&self) -> bool {
        matches!(self, Found::Route { .. })
    }
}

/// Calls `each` with the items of a list.
pub(crate) fn walk(nlri: &Nlri<&[u8]>, each: impl FnMut(Found<'_>)) {
    struct Each<F>(F);

    impl<F: FnMut(Found<'_>)> VisitRoutes for Each<F> {
        fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
        where
            for<'s> T::At<'s>: Display,
        {
            for route in routes {
                match route {
                    Ok(route) => (self.0)(Found::Route {
                        path_id: route.path_id,
                        prefix: T::prefix(&route.nlri),
                        text: &route.nlri,
                    }),
                    Err(error) => (self.0)(Found::Broken(error)),
                }
            }
        }

        fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
            if !unknown.octets.is_empty() {
                (self.0)(Found::Raw(unknown.octets.0));
            }
        }
    }

    nlri.visit(&mut Each(each));
}

/// The number of routes, and of other items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) routes: u64,
    pub(crate) broken: u64,
}

/// Counts the routes of a list: 0 if the crate does not know the family.
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
