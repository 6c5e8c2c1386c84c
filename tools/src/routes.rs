//! The UPDATEs of a message, and the routes of an UPDATE of any family: in its own fields and in its attributes.

use std::fmt::Display;
use std::iter;

use bmp_codec::DecodeError;
use bmp_codec::bgp::attribute::{AttributeValue, MpNextHop, NextHop, PathAttribute};
use bmp_codec::bgp::nlri::{Destination, Family, Nlri, Routes, UnknownNlri, VisitRoutes};
use bmp_codec::bgp::{self, Pdu, Update};
use bmp_codec::bmp::{Message, MirroringTlv, PerPeerHeader, Rib};
use bmp_codec::net::{Labels, RouteDistinguisher};
use ipnet::IpNet;

use crate::version_4::in_version_3;

/// Returns the UPDATEs in a message. A malformed mirrored message may be one.
pub(crate) fn updates<'a>(
    message: &Message<&'a [u8]>,
) -> impl Iterator<Item = Pdu<Update<&'a [u8]>, &'a [u8]>> {
    // In version 4, they are in TLVs.
    let (monitored, mirrored) = match &*in_version_3(message) {
        Message::RouteMonitoring(monitoring) => (Some(monitoring.update), None),
        Message::RouteMirroring(mirroring) => (None, Some(mirroring.tlvs)),
        _ => (None, None),
    };
    let mirrored = mirrored.into_iter().flatten().filter_map(|tlv| match tlv {
        Ok(MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update)))) => Some(Ok(update)),
        Ok(MirroringTlv::BgpMessage(Err(malformed))) => Some(Err(malformed)),
        _ => None,
    });
    monitored.into_iter().chain(mirrored)
}

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
    lists_and_malformed(update, each);
}

/// What attributes contain besides routes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Contents {
    /// The number of malformed attributes.
    pub(crate) malformed: u64,
    /// Whether an attribute has something that decoding it does not look at.
    pub(crate) has_inside: bool,
    /// The number of NEXT_HOPs without a value, which are not always malformed: see [`must_have_next_hop`].
    pub(crate) empty_next_hops: u64,
}

/// Like `lists`, and tells what else there is.
#[inline]
pub(crate) fn lists_and_malformed<'a>(
    update: &Update<&'a [u8]>,
    mut each: impl FnMut(RouteList<'a>),
) -> Contents {
    let mut contents = Contents::default();
    if let Some(list) = withdrawn(update) {
        each(list);
    }
    for attribute in update.path_attributes {
        match attribute {
            Ok(attribute) => {
                contents.has_inside |= has_inside(attribute.code());
                if let AttributeValue::NextHop(next_hop) = attribute.value {
                    contents.empty_next_hops += u64::from(!next_hop.is_known());
                } else if let Some(list) = list(&attribute.value) {
                    each(list);
                }
            }
            Err(_) => contents.malformed += 1,
        }
    }
    if let Some(list) = announced(update) {
        each(list);
    }
    contents
}

/// Returns the withdrawn routes that are in no attribute.
#[inline]
pub(crate) fn withdrawn<'a>(update: &Update<&'a [u8]>) -> Option<RouteList<'a>> {
    (!update.withdrawn_routes.is_empty()).then_some(RouteList {
        action: Action::Withdrawn,
        nlri: Nlri::Ipv4Unicast(update.withdrawn_routes),
        next_hop: None,
    })
}

/// Returns the announced routes that are in no attribute.
#[inline]
pub(crate) fn announced<'a>(update: &Update<&'a [u8]>) -> Option<RouteList<'a>> {
    (!update.nlri.is_empty()).then_some(RouteList {
        action: Action::Announced,
        nlri: Nlri::Ipv4Unicast(update.nlri),
        next_hop: None,
    })
}

/// Returns the routes of an attribute.
#[inline]
pub(crate) fn list<'a>(value: &AttributeValue<&'a [u8]>) -> Option<RouteList<'a>> {
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
        rd: Option<RouteDistinguisher>,
        /// The labels of labelled unicast and VPN routes.
        labels: Option<Labels>,
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
pub(crate) fn walk(nlri: &Nlri<&[u8]>, mut each: impl FnMut(Found<'_>)) {
    struct Each<F>(F);

    impl<F: FnMut(Found<'_>)> VisitRoutes for Each<F> {
        fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
        where
            for<'s> T::At<'s>: Display,
        {
            typed(routes, |_| None, &mut self.0);
        }

        fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
            if !unknown.octets.is_empty() {
                (self.0)(Found::Raw(unknown.octets.0));
            }
        }
    }

    match nlri {
        Nlri::Ipv4LabeledUnicast(list) => typed(list, |route| Some(route.labels), &mut each),
        Nlri::Ipv6LabeledUnicast(list) => typed(list, |route| Some(route.labels), &mut each),
        Nlri::VpnIpv4Unicast(list) => typed(list, |route| Some(route.labels), &mut each),
        Nlri::VpnIpv6Unicast(list) => typed(list, |route| Some(route.labels), &mut each),
        other => other.visit(&mut Each(each)),
    }
}

#[inline]
fn typed<T: Destination>(
    routes: &Routes<T, &[u8]>,
    labels: impl Fn(&T::At<'_>) -> Option<Labels>,
    each: &mut impl FnMut(Found<'_>),
) where
    for<'s> T::At<'s>: Display,
{
    for route in routes {
        match route {
            Ok(route) => each(Found::Route {
                path_id: route.path_id,
                prefix: T::prefix(&route.nlri),
                rd: T::rd(&route.nlri),
                labels: labels(&route.nlri),
                text: &route.nlri,
            }),
            Err(error) => each(Found::Broken(error)),
        }
    }
}

/// Returns the error of an attribute that could be decoded, but not everything inside it. Routes are not looked at: they
/// are in lists of their own.
pub(crate) fn error_inside(attribute: &PathAttribute<&[u8]>) -> Option<DecodeError> {
    match &attribute.value {
        AttributeValue::MpReach(_) | AttributeValue::MpUnreach(_) => None,
        value => value.check().err(),
    }
}

/// Returns whether an empty NEXT_HOP is malformed (RFC 7606, section 7.3): only before the policy of an Adj-RIB-Out is the
/// next hop not known yet (RFC 8671, section 5.2). `peer` is absent if the UPDATE is one that a peer sent.
pub(crate) fn must_have_next_hop(peer: Option<&PerPeerHeader>) -> bool {
    peer.and_then(PerPeerHeader::rib) != Some(Rib::AdjRibOutPre)
}

/// Returns the values of the NEXT_HOPs of an UPDATE that are empty: where in the message they are.
pub(crate) fn empty_next_hops<'u>(update: &'u Update<&[u8]>) -> impl Iterator<Item = &'u [u8]> {
    let is_one = |(code, value): &(u8, &[u8])| *code == NextHop::CODE && value.is_empty();
    let found = values(update.path_attributes.octets()).filter(is_one);
    found.map(|(_, value)| value)
}

/// Counts the attributes of an UPDATE with malformed TLVs inside.
pub(crate) fn malformed_inside(update: &Update<&[u8]>) -> u64 {
    // Most UPDATEs have only attributes without an inside: then nothing is decoded.
    if !values(update.path_attributes.octets()).any(|(code, _)| has_inside(code)) {
        return 0;
    }
    let attributes = update.path_attributes.into_iter().flatten();
    let has = |attribute: &PathAttribute<&[u8]>| error_inside(attribute).is_some();
    attributes.filter(has).count() as u64
}

/// Returns the codes and values of attributes that are not decoded. One that does not end is the last one.
fn values(octets: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    const EXTENDED: u8 = 0x10;
    let mut rest = octets;
    iter::from_fn(move || {
        let (code, length, behind) = match *rest {
            [flags, code, high, low, ref behind @ ..] if flags & EXTENDED != 0 => {
                (code, u16::from_be_bytes([high, low]), behind)
            }
            [_, code, length, ref behind @ ..] => (code, length.into(), behind),
            _ => return None,
        };
        let ends = behind.split_at_checked(length.into());
        let (value, behind) = ends.unwrap_or((behind, &[]));
        rest = behind;
        Some((code, value))
    })
}

/// Returns whether an attribute contains something that decoding it does not look at.
pub(crate) fn has_inside(code: u8) -> bool {
    !matches!(code, 1..=10 | 14..=18 | 32)
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
    match nlri {
        // The frequent ones by themselves: a route of any family takes longer.
        Nlri::Ipv4Unicast(routes) => prefixes(routes, 32),
        Nlri::Ipv6Unicast(routes) => prefixes(routes, 128),
        Nlri::Unknown(_) => Count::default(),
        other => sum(other.any_routes()),
    }
}

/// Counts routes that are prefixes, none of them longer than that, by their lengths.
#[inline]
fn prefixes<T: Destination>(routes: &Routes<T, &[u8]>, longest: u8) -> Count {
    let before = match routes.context().has_path_ids() {
        true => 4,
        false => 0,
    };
    let whole = || {
        let (mut rest, mut count) = (routes.octets(), 0);
        while !rest.is_empty() {
            let length = *rest.get(before).filter(|length| **length <= longest)?;
            rest = rest.get(before + 1 + usize::from(length).div_ceil(8)..)?;
            count += 1;
        }
        Some(count)
    };
    match whole() {
        Some(routes) => Count { routes, broken: 0 },
        // Decoding tells what is malformed.
        None => sum(routes.into_iter()),
    }
}

#[inline]
fn sum<T>(routes: impl Iterator<Item = Result<T, DecodeError>>) -> Count {
    let mut count = Count::default();
    for route in routes {
        match route {
            Ok(_) => count.routes += 1,
            Err(_) => count.broken += 1,
        }
    }
    count
}
