//! Messages built from what a program has of its own: AS numbers, communities, addresses and prefixes, in plain vectors.

// Each bench uses a part of it.
#![allow(dead_code)]

use bmp_codec::bgp::attribute::{
    AsPath, AttributeValue, Communities, Community, NextHop, Origin, PathAttribute, PathAttributes,
    SegmentKind,
};
use bmp_codec::bgp::nlri::{Ipv4Prefix, Route, Routes};
use bmp_codec::bgp::{self, MAX_MESSAGE_LEN, Session, Update};
use bmp_codec::bmp::{Message, PerPeerHeader, RouteMonitoring};
use bmp_codec::net::Asn;
use bmp_codec::{Encode, EncodeError};
use bytes::BufMut;

/// A message in numbers.
pub(crate) struct Numbers {
    peer: PerPeerHeader,
    withdrawn: Vec<Route<Ipv4Prefix>>,
    attributes: Vec<Attribute>,
    announced: Vec<Route<Ipv4Prefix>>,
}

/// What an attribute is built from. There are numbers for the attributes that any route has; the others are values.
enum Attribute {
    Origin(Origin),
    Path(Vec<Asn>),
    NextHop(NextHop),
    Communities(Vec<Community>),
    Other(PathAttribute),
}

/// Lists that are used for one message after the other.
pub(crate) struct Lists {
    attributes: PathAttributes,
    withdrawn: Routes<Ipv4Prefix>,
    announced: Routes<Ipv4Prefix>,
}

impl Lists {
    pub(crate) fn of(session: Session) -> Lists {
        Lists {
            attributes: PathAttributes::new(session),
            withdrawn: Routes::new(session),
            announced: Routes::new(session),
        }
    }
}

impl Attribute {
    fn of(attribute: &PathAttribute<&[u8]>) -> Attribute {
        let usual = PathAttribute::new(attribute.value).flags;
        let number = match &attribute.value {
            AttributeValue::Origin(origin) => Some(Attribute::Origin(*origin)),
            AttributeValue::NextHop(next_hop) => Some(Attribute::NextHop(*next_hop)),
            AttributeValue::Communities(communities) => {
                Some(Attribute::Communities(communities.iter().collect()))
            }
            AttributeValue::AsPath(path) => {
                let mut segments = path.segments();
                match (segments.next(), segments.next()) {
                    (Some(one), None) if one.kind == SegmentKind::Sequence => {
                        Some(Attribute::Path(one.asns.collect()))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        match number {
            Some(number) if attribute.flags == usual => number,
            _ => Attribute::Other(attribute.to_owned()),
        }
    }
}

impl Numbers {
    pub(crate) fn of(message: &Message<&[u8]>) -> Numbers {
        let Message::RouteMonitoring(RouteMonitoring {
            peer,
            update: Ok(update),
            ..
        }) = *message
        else {
            panic!("not a Route Monitoring message that can be read")
        };
        let attributes = update.path_attributes.iter();
        Numbers {
            peer,
            withdrawn: update.withdrawn_routes.iter().flatten().collect(),
            attributes: attributes
                .map(|attribute| Attribute::of(&attribute.expect("a whole attribute")))
                .collect(),
            announced: update.nlri.iter().flatten().collect(),
        }
    }

    /// Puts the message together in new lists.
    pub(crate) fn add(&self, session: Session, out: &mut impl BufMut) -> Result<(), EncodeError> {
        let mut list = PathAttributes::new(session);
        for attribute in &self.attributes {
            match attribute {
                Attribute::Origin(origin) => list.add(origin)?,
                Attribute::Path(asns) => list.add(&AsPath::sequence(asns.iter().copied())?)?,
                Attribute::NextHop(next_hop) => list.add(next_hop)?,
                Attribute::Communities(values) => {
                    list.add(&Communities::from_iter(values.iter().copied()))?;
                }
                Attribute::Other(attribute) => list.push(attribute)?,
            }
        }
        self.finish(session, list, out)
    }

    /// As [`add`](Numbers::add), with each attribute in the place of its code.
    pub(crate) fn set(&self, session: Session, out: &mut impl BufMut) -> Result<(), EncodeError> {
        let mut list = PathAttributes::new(session);
        for attribute in &self.attributes {
            match attribute {
                Attribute::Origin(origin) => list.set(origin)?,
                Attribute::Path(asns) => list.set(&AsPath::sequence(asns.iter().copied())?)?,
                Attribute::NextHop(next_hop) => list.set(next_hop)?,
                Attribute::Communities(values) => {
                    list.set(&Communities::from_iter(values.iter().copied()))?;
                }
                Attribute::Other(attribute) => list.push(attribute)?,
            }
        }
        self.finish(session, list, out)
    }

    /// As [`add`](Numbers::add), into lists that are used again, without values in between.
    pub(crate) fn fill(&self, lists: &mut Lists, out: &mut impl BufMut) -> Result<(), EncodeError> {
        let list = &mut lists.attributes;
        list.clear();
        for attribute in &self.attributes {
            match attribute {
                Attribute::Origin(origin) => list.add(origin)?,
                Attribute::Path(asns) => list.add_sequence(asns.iter().copied())?,
                Attribute::NextHop(next_hop) => list.add(next_hop)?,
                Attribute::Communities(values) => list.add_values(values.iter().copied())?,
                Attribute::Other(attribute) => list.push(attribute)?,
            }
        }
        lists.withdrawn.clear();
        if !self.withdrawn.is_empty() {
            lists.withdrawn.push_all(self.withdrawn.iter().copied())?;
        }
        lists.announced.clear();
        lists.announced.push_all(self.announced.iter().copied())?;
        let update = Update {
            withdrawn_routes: lists.withdrawn.view(),
            path_attributes: lists.attributes.view(),
            nlri: lists.announced.view(),
        };
        Message::RouteMonitoring(RouteMonitoring::new(self.peer, update)).encode(out)
    }

    fn finish(
        &self,
        session: Session,
        path_attributes: PathAttributes,
        out: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        let update = Update {
            withdrawn_routes: Routes::in_session(session, self.withdrawn.iter().copied())?,
            path_attributes,
            nlri: Routes::in_session(session, self.announced.iter().copied())?,
        };
        Message::RouteMonitoring(RouteMonitoring::new(self.peer, update)).encode(out)
    }

    /// Builds only the routes, and writes them.
    pub(crate) fn routes(
        &self,
        session: Session,
        out: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        Routes::in_session(session, self.announced.iter().copied())?.encode(out)
    }
}

/// The routes that all messages announce.
pub(crate) fn routes(messages: &[Numbers]) -> Vec<Route<Ipv4Prefix>> {
    let routes = messages.iter().flat_map(|message| &message.announced);
    routes.copied().collect()
}

/// The routes of a stream, announced in as few UPDATEs of 4096 octets as there can be.
pub(crate) fn split(
    routes: &[Route<Ipv4Prefix>],
    out: &mut impl BufMut,
) -> Result<(), EncodeError> {
    let updates = Update::announce(routes.iter().copied())
        .origin(Origin::Igp)
        .as_path([65001, 65002])
        .next_hop(std::net::Ipv4Addr::new(192, 0, 2, 1))
        .build_within(MAX_MESSAGE_LEN)?;
    for update in updates {
        bgp::Message::from(update).encode(out)?;
    }
    Ok(())
}

/// The bytes of the routes behind the attributes of UPDATEs that are one behind the other.
pub(crate) fn joined(mut messages: &[u8]) -> Vec<u8> {
    let number =
        |octets: &[u8], at: usize| usize::from(octets[at]) << 8 | usize::from(octets[at + 1]);
    let mut routes = Vec::new();
    while !messages.is_empty() {
        let (message, behind) = messages.split_at(number(messages, 16));
        assert!(message.len() <= MAX_MESSAGE_LEN, "a message is too long");
        routes.extend_from_slice(&message[23 + number(message, 21)..]);
        messages = behind;
    }
    routes
}
