//! [`Routes`]: the routes of an UPDATE, each with the TLVs that apply to it.

use core::iter::FusedIterator;

use crate::bgp::Update;
use crate::bgp::attribute::{AttributeValue, PathAttributes};
use crate::bgp::nlri::{AnyRoute, AnyRoutes, Family, Nlri};
use crate::bmp::v4::{Group, Index, Tlv, Tlvs, Value};
use crate::wire::{DecodeError, Iter};

/// A route of an UPDATE, and the TLVs that apply to it.
#[derive(Clone, Copy, Debug)]
pub struct RouteWithTlvs<'a> {
    /// The place of the route in the UPDATE, counted from 1, by which an index means it. `None` if the UPDATE cannot be
    /// decoded as a whole: then no index means any route.
    pub index: Option<u16>,
    /// Whether the route is withdrawn.
    pub is_withdrawn: bool,
    /// The route, or why it cannot be decoded.
    pub route: Result<AnyRoute, DecodeError>,
    tlvs: Tlvs<&'a [u8]>,
}

impl<'a> RouteWithTlvs<'a> {
    /// Returns the TLVs that apply to the route, in their order: those of all routes, those with the index of the route,
    /// and those with the index of a group that has the route. The UPDATE and Group TLVs are left out, and so are
    /// malformed TLVs.
    ///
    /// Groups are found among the first 256 TLVs of the message, so that the time is in proportion to its length.
    #[must_use]
    pub fn tlvs(&self) -> RouteTlvs<'a> {
        RouteTlvs::of(self.tlvs, self.index)
    }
}

/// An iterator over the routes of an UPDATE in the order of the bytes, each with the TLVs that apply to it: made by
/// [`RouteMonitoring::routes`](crate::bmp::v4::RouteMonitoring::routes).
///
/// The order is: withdrawn routes of IPv4 unicast; routes of each MP_REACH_NLRI and MP_UNREACH_NLRI, in the order of the
/// attributes; announced routes of IPv4 unicast. All routes of an unknown family are one item, and end the count.
///
/// If any part of the UPDATE is malformed, no index means any route
/// (draft-ietf-grow-bmp-tlv-21, section 5.2): the routes then have the TLVs of all routes only.
#[derive(Clone, Debug)]
pub struct Routes<'a> {
    list: AnyRoutes<'a>,
    is_withdrawn: bool,
    attributes: Iter<'a, crate::bgp::attribute::PathAttribute>,
    behind: Option<AnyRoutes<'a>>,
    tlvs: Tlvs<&'a [u8]>,
    /// The index of the last route, if indexes mean routes.
    last: Option<u16>,
}

impl<'a> Routes<'a> {
    pub(super) fn of(update: Option<Update<&'a [u8]>>, tlvs: Tlvs<&'a [u8]>) -> Routes<'a> {
        let update = update.unwrap_or_default();
        let of_ipv4 = |routes| AnyRoutes::of(Family::IPV4_UNICAST, routes);
        Routes {
            list: of_ipv4(update.withdrawn_routes),
            is_withdrawn: true,
            attributes: PathAttributes::into_iter(update.path_attributes),
            behind: Some(of_ipv4(update.nlri)),
            tlvs,
            last: is_whole(&update).then_some(0),
        }
    }

    /// Returns whether indexes mean routes: whether all of the UPDATE can be decoded, and all families are known.
    #[must_use]
    pub const fn are_indexed(&self) -> bool {
        self.last.is_some()
    }

    /// Moves on to the next list, if there is one.
    fn next_list(&mut self) -> Option<()> {
        for attribute in self.attributes.by_ref().flatten() {
            (self.list, self.is_withdrawn) = match attribute.value {
                AttributeValue::MpReach(reach) => (AnyRoutes::from(reach.nlri), false),
                AttributeValue::MpUnreach(unreach) => (AnyRoutes::from(unreach.nlri), true),
                _ => continue,
            };
            return Some(());
        }
        self.list = self.behind.take()?;
        self.is_withdrawn = false;
        Some(())
    }
}

/// Returns whether all routes and attributes can be decoded, and all routes can be counted.
fn is_whole(update: &Update<&[u8]>) -> bool {
    let has_known_families = || {
        let mut attributes = update.path_attributes.into_iter().flatten();
        attributes.all(|attribute| match attribute.value {
            AttributeValue::MpReach(reach) => can_be_counted(&reach.nlri),
            AttributeValue::MpUnreach(unreach) => can_be_counted(&unreach.nlri),
            _ => true,
        })
    };
    update.withdrawn_routes.check().is_ok()
        && update.path_attributes.check().is_ok()
        && update.nlri.check().is_ok()
        && has_known_families()
}

fn can_be_counted(nlri: &Nlri<&[u8]>) -> bool {
    !matches!(nlri, Nlri::Unknown(unknown) if !unknown.octets.is_empty())
}

impl<'a> Iterator for Routes<'a> {
    type Item = RouteWithTlvs<'a>;

    fn next(&mut self) -> Option<RouteWithTlvs<'a>> {
        let route = loop {
            match self.list.next() {
                Some(route) => break route,
                None => self.next_list()?,
            }
        };
        // An UPDATE may have more routes than there are indexes.
        self.last = self.last.and_then(|last| Index(last + 1).route());
        Some(RouteWithTlvs {
            index: self.last,
            is_withdrawn: self.is_withdrawn,
            route,
            tlvs: self.tlvs,
        })
    }
}

impl FusedIterator for Routes<'_> {}

/// An iterator over the TLVs that apply to a route, or to the whole message.
#[derive(Clone, Debug)]
pub struct RouteTlvs<'a> {
    all: Tlvs<&'a [u8]>,
    rest: Iter<'a, Tlv>,
    route: Option<u16>,
}

impl<'a> RouteTlvs<'a> {
    pub(super) fn of(all: Tlvs<&'a [u8]>, route: Option<u16>) -> RouteTlvs<'a> {
        RouteTlvs {
            all,
            rest: all.into_iter(),
            route,
        }
    }

    fn applies(&self, tlv: &Tlv<&[u8]>) -> bool {
        if matches!(tlv.value, Value::BgpMessage(_) | Value::Group(_)) {
            return false;
        }
        match (tlv.index, self.route) {
            (None | Some(Index::ALL), _) => true,
            (Some(_), None) => false,
            (Some(index), Some(route)) if index.is_group() => {
                group(self.all, index).is_some_and(|group| group.contains(route))
            }
            (Some(index), Some(route)) => index.number() == route,
        }
    }
}

/// How many TLVs of a message are searched for its groups. Groups should come first.
pub(crate) const SEARCHED: usize = 256;

/// Returns the first group with an index.
pub(crate) fn group(tlvs: Tlvs<&[u8]>, index: Index) -> Option<Group<&[u8]>> {
    let searched = tlvs.into_iter().take(SEARCHED);
    searched.flatten().find_map(|tlv| match tlv.value {
        Value::Group(group) if tlv.index == Some(index) => Some(group),
        _ => None,
    })
}

impl<'a> Iterator for RouteTlvs<'a> {
    type Item = Tlv<&'a [u8]>;

    fn next(&mut self) -> Option<Tlv<&'a [u8]>> {
        loop {
            if let Ok(tlv) = self.rest.next()?
                && self.applies(&tlv)
            {
                return Some(tlv);
            }
        }
    }
}

impl FusedIterator for RouteTlvs<'_> {}
