//! Messages that are written again: as they were read, changed, and built from their values.
//!
//! All of them go into a buffer that has room for the whole stream, beside a plain copy of the same frames.
//!
//! Only benches of writing have this module: it would move the counts of the walks in `benches/instructions.rs`.

// Each bench uses a part of it.
#![allow(dead_code)]

// Said with its path, because this file is.
#[path = "numbers.rs"]
pub(crate) mod numbers;

use std::net::Ipv4Addr;

use bmp_codec::bgp::attribute::{
    AsPath, AttributeFlags, AttributeValue, Communities, Community, ExtendedCommunities,
    ExtendedCommunity, MpNextHop, MpReach, NextHop, PathAttribute, PathAttributes, SegmentKind,
};
use bmp_codec::bgp::nlri::{Evpn, Ipv4Prefix, Ipv6Prefix, Nlri, Route, Routes, VpnIpv4};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{self, Message, PerPeerHeader, RouteMonitoring};
use bmp_codec::net::Asn;
use bmp_codec::wire::Octets;
use bmp_codec::{DecodeError, Encode, EncodeError};
use bytes::{BufMut, Bytes};

use crate::support::{captured, streams, walk};
use numbers::Numbers;

/// Route Monitoring messages side by side, and the session that all of them are read in.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) octets: Vec<u8>,
    pub(crate) messages: usize,
    session: Session,
}

/// All streams: those made from a seed, and the captured ones.
pub(crate) fn sources() -> Vec<Source> {
    let made = streams::all().into_iter().map(Source::from);
    made.chain(captured()).collect()
}

/// One of them. Captures are unpacked only where one is asked for.
pub(crate) fn source(name: &str) -> Option<Source> {
    match streams::named(name) {
        Some(stream) => Some(stream.into()),
        None => captured().find(|source| source.name == name),
    }
}

impl From<streams::Stream> for Source {
    fn from(stream: streams::Stream) -> Source {
        Source {
            session: walk::session(&stream),
            name: stream.name.to_owned(),
            octets: stream.octets,
            messages: stream.messages,
        }
    }
}

/// The captured ones. Those of VPNs are made from a seed there, too.
fn captured() -> impl Iterator<Item = Source> {
    let captured = captured::all().into_iter().map(|stream| Source {
        name: stream.name.replace(' ', "-"),
        octets: stream.octets,
        messages: stream.messages,
        session: Session::default(),
    });
    captured.filter(|stream| !stream.name.starts_with('S'))
}

/// The messages of a stream, in all forms that they are written from.
pub(crate) struct Messages<'a> {
    session: Session,
    pub(crate) frames: Vec<&'a [u8]>,
    pub(crate) views: Vec<Message<&'a [u8]>>,
    pub(crate) owned: Vec<Message>,
    pub(crate) shared: Vec<Message<Bytes>>,
    values: Vec<Values>,
    pub(crate) numbers: Vec<Numbers>,
    pub(crate) routes: Vec<Route<Ipv4Prefix>>,
}

impl<'a> Messages<'a> {
    pub(crate) fn of(source: &'a Source) -> Messages<'a> {
        let frames = bmp::frames(&source.octets);
        let frames: Vec<_> = frames.map(|frame| frame.expect("whole frames")).collect();
        let session = source.session;
        let views: Vec<Message<&[u8]>> = frames
            .iter()
            .map(|frame| Message::decode(frame, session).expect("a message"))
            .collect();
        let share = |frame: &&[u8]| {
            let frame = Bytes::copy_from_slice(frame);
            let message = Message::decode(&frame, session).expect("a message");
            message.share(&frame)
        };
        let numbers: Vec<_> = views.iter().map(Numbers::of).collect();
        Messages {
            session,
            routes: numbers::routes(&numbers),
            numbers,
            owned: views.iter().map(Message::to_owned).collect(),
            shared: frames.iter().map(share).collect(),
            values: views.iter().map(Values::of).collect(),
            views,
            frames,
        }
    }

    /// The frames themselves: the least that can be done.
    pub(crate) fn copy(&self, out: &mut impl BufMut) {
        self.frames.iter().for_each(|frame| out.put_slice(frame));
    }

    /// Reads, takes a community out, puts another next hop in, and writes.
    pub(crate) fn edit(&self, out: &mut impl BufMut) {
        for frame in &self.frames {
            edit(frame, self.session, out).expect("whole attributes, and room");
        }
    }

    /// As [`set`](Messages::set), in one list for all messages.
    pub(crate) fn set_again(&self, out: &mut impl BufMut) {
        let mut path_attributes = PathAttributes::new(self.session);
        for frame in &self.frames {
            set_again(&mut path_attributes, frame, self.session, out)
                .expect("whole attributes, and room");
        }
    }

    /// As [`edit`](Messages::edit), in a list of attributes that is changed in place.
    pub(crate) fn set(&self, out: &mut impl BufMut) {
        for frame in &self.frames {
            set(frame, self.session, out).expect("whole attributes, and room");
        }
    }

    /// Puts messages together from values, and writes them.
    pub(crate) fn build(&self, out: &mut impl BufMut) {
        for values in &self.values {
            let message = values.build(self.session).expect("values that fit");
            message.encode(out).expect("room");
        }
    }

    /// Builds all messages from their numbers, in the same lists.
    pub(crate) fn fill(&self, out: &mut impl BufMut) {
        let mut lists = numbers::Lists::of(self.session);
        for numbers in &self.numbers {
            numbers
                .fill(&mut lists, out)
                .expect("numbers that fit, and room");
        }
    }

    /// The bytes of all routes behind the attributes, as they were read.
    pub(crate) fn routes_read(&self) -> Vec<u8> {
        let updates = self.views.iter().map(|message| match message {
            Message::RouteMonitoring(RouteMonitoring {
                update: Ok(update), ..
            }) => update.nlri.octets(),
            _ => &[],
        });
        updates.collect::<Vec<_>>().concat()
    }

    /// Builds something of the numbers of each message.
    pub(crate) fn each_number(
        &self,
        mut build: impl FnMut(&Numbers, Session) -> Result<(), EncodeError>,
    ) {
        for numbers in &self.numbers {
            build(numbers, self.session).expect("numbers that fit, and room");
        }
    }
}

/// Writes messages one behind the other.
pub(crate) fn encode<B: AsRef<[u8]>>(messages: &[Message<B>], out: &mut impl BufMut) {
    for message in messages {
        message.encode(out).expect("room");
    }
}

/// What may go wrong where a message is changed.
#[derive(Debug)]
pub(crate) enum Failure {
    Decode,
    Encode,
}

impl From<DecodeError> for Failure {
    fn from(_: DecodeError) -> Failure {
        Failure::Decode
    }
}

impl From<EncodeError> for Failure {
    fn from(_: EncodeError) -> Failure {
        Failure::Encode
    }
}

const NEXT_HOP: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 99);
const MP_NEXT_HOP: [u8; 16] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x99];

/// A next hop of a length that there is.
fn other_hop(length: usize) -> MpNextHop<&'static [u8]> {
    MpNextHop::from(Octets(&MP_NEXT_HOP[..length.min(16)]))
}

fn without_first(communities: &Communities<&[u8]>) -> Communities {
    let first = communities.get(0);
    communities
        .iter()
        .filter(|one| Some(*one) != first)
        .collect()
}

fn update_of(frame: &[u8], session: Session) -> Result<(PerPeerHeader, Update<&[u8]>), Failure> {
    match Message::decode(frame, session)? {
        Message::RouteMonitoring(RouteMonitoring {
            peer,
            update: Ok(update),
            ..
        }) => Ok((peer, update)),
        _ => Err(Failure::Decode),
    }
}

fn edit(frame: &[u8], session: Session, out: &mut impl BufMut) -> Result<(), Failure> {
    let (peer, update) = update_of(frame, session)?;
    let mut path_attributes = PathAttributes::new(update.path_attributes.session());
    for attribute in update.path_attributes {
        let attribute = attribute?;
        let flags = attribute.flags;
        match attribute.value {
            AttributeValue::NextHop(_) => path_attributes.add(&NextHop::from(NEXT_HOP))?,
            AttributeValue::Communities(communities) => {
                let others = without_first(&communities);
                if !others.is_empty() {
                    path_attributes.add(&others)?;
                }
            }
            AttributeValue::MpReach(reach) => {
                let next_hop = other_hop(reach.next_hop.octets().len());
                let value = AttributeValue::MpReach(MpReach { next_hop, ..reach });
                path_attributes.push_view(&PathAttribute { flags, value })?;
            }
            _ => path_attributes.push_view(&attribute)?,
        }
    }
    let update = Update {
        path_attributes: path_attributes.view(),
        ..update
    };
    Message::RouteMonitoring(RouteMonitoring::new(peer, update)).encode(out)?;
    Ok(())
}

fn set_again(
    path_attributes: &mut PathAttributes,
    frame: &[u8],
    session: Session,
    out: &mut impl BufMut,
) -> Result<(), Failure> {
    let (peer, update) = update_of(frame, session)?;
    let read = update.path_attributes;
    path_attributes.copy_from(&read);
    let mut first = None;
    path_attributes.retain_values(|one: Community| *first.get_or_insert(one) != one)?;
    if update.nlri.is_empty() {
        if let Some(reach) = read.get::<MpReach<&[u8]>>()? {
            let next_hop = other_hop(reach.next_hop.octets().len());
            path_attributes.set(&MpReach { next_hop, ..reach })?;
        }
    } else {
        path_attributes.set(&NextHop::from(NEXT_HOP))?;
    }
    let update = Update {
        path_attributes: path_attributes.view(),
        ..update
    };
    Message::RouteMonitoring(RouteMonitoring::new(peer, update)).encode(out)?;
    Ok(())
}

fn set(frame: &[u8], session: Session, out: &mut impl BufMut) -> Result<(), Failure> {
    let (peer, update) = update_of(frame, session)?;
    let read = update.path_attributes;
    let mut path_attributes = read.to_owned();
    if let Some(communities) = read.get::<Communities<&[u8]>>()? {
        match without_first(&communities) {
            others if others.is_empty() => {
                path_attributes.remove(Communities::<Vec<u8>>::CODE);
            }
            others => path_attributes.set(&others)?,
        }
    }
    if read.get::<NextHop>()?.is_some() {
        path_attributes.set(&NextHop::from(NEXT_HOP))?;
    }
    if let Some(reach) = read.get::<MpReach<&[u8]>>()? {
        let next_hop = other_hop(reach.next_hop.octets().len());
        path_attributes.set(&MpReach { next_hop, ..reach })?;
    }
    let update = Update {
        path_attributes: path_attributes.view(),
        ..update
    };
    Message::RouteMonitoring(RouteMonitoring::new(peer, update)).encode(out)?;
    Ok(())
}

/// A message in values that stand on their own.
struct Values {
    peer: PerPeerHeader,
    withdrawn: Vec<Route<Ipv4Prefix>>,
    attributes: Vec<(AttributeFlags, Attribute)>,
    announced: Vec<Route<Ipv4Prefix>>,
}

/// What an attribute is built from.
enum Attribute {
    Path(Vec<(SegmentKind, Vec<Asn>)>),
    Communities(Vec<Community>),
    Extended(Vec<ExtendedCommunity>),
    Reach(MpNextHop, Destinations),
    Plain(AttributeValue),
}

/// Routes of one of the families that there are in the streams.
enum Destinations {
    Ipv6(Vec<Route<Ipv6Prefix>>),
    VpnIpv4(Vec<Route<VpnIpv4>>),
    Evpn(Vec<Route<Evpn>>),
}

fn routes<T>(routes: impl IntoIterator<Item = Result<T, DecodeError>>) -> Vec<T> {
    routes
        .into_iter()
        .map(|route| route.expect("a whole route"))
        .collect()
}

impl Values {
    fn of(message: &Message<&[u8]>) -> Values {
        let Message::RouteMonitoring(RouteMonitoring {
            peer,
            update: Ok(update),
            ..
        }) = *message
        else {
            panic!("not a Route Monitoring message that can be read")
        };
        let attributes = update.path_attributes.iter().map(|attribute| {
            let attribute = attribute.expect("a whole attribute");
            (attribute.flags, Attribute::of(&attribute.value))
        });
        Values {
            peer,
            withdrawn: routes(update.withdrawn_routes),
            attributes: attributes.collect(),
            announced: routes(update.nlri),
        }
    }

    fn build(&self, session: Session) -> Result<Message, EncodeError> {
        let mut path_attributes = PathAttributes::new(session);
        for (flags, attribute) in &self.attributes {
            let value = attribute.build(session)?;
            path_attributes.push(&PathAttribute {
                flags: *flags,
                value,
            })?;
        }
        let session = path_attributes.session();
        let update = Update {
            withdrawn_routes: Routes::in_session(session, self.withdrawn.iter().copied())?,
            path_attributes,
            nlri: Routes::in_session(session, self.announced.iter().copied())?,
        };
        Ok(Message::RouteMonitoring(RouteMonitoring::new(
            self.peer, update,
        )))
    }
}

impl Attribute {
    fn of(value: &AttributeValue<&[u8]>) -> Attribute {
        match value {
            AttributeValue::AsPath(path) => {
                let segments = path.segments();
                Attribute::Path(segments.map(|one| (one.kind, one.asns.collect())).collect())
            }
            AttributeValue::Communities(communities) => {
                Attribute::Communities(communities.iter().collect())
            }
            AttributeValue::ExtendedCommunities(communities) => {
                Attribute::Extended(communities.iter().collect())
            }
            AttributeValue::MpReach(MpReach {
                next_hop,
                nlri,
                reserved: 0,
            }) => {
                let destinations = match *nlri {
                    Nlri::Ipv6Unicast(nlri) => Destinations::Ipv6(routes(nlri)),
                    Nlri::VpnIpv4Unicast(nlri) => Destinations::VpnIpv4(routes(nlri)),
                    Nlri::L2vpnEvpn(nlri) => Destinations::Evpn(
                        routes(nlri)
                            .into_iter()
                            .map(|Route { path_id, nlri }| Route {
                                path_id,
                                nlri: nlri.to_owned(),
                            })
                            .collect(),
                    ),
                    _ => return Attribute::Plain(value.to_owned()),
                };
                Attribute::Reach(next_hop.to_owned(), destinations)
            }
            other => Attribute::Plain(other.to_owned()),
        }
    }

    fn build(&self, session: Session) -> Result<AttributeValue, EncodeError> {
        Ok(match self {
            Attribute::Path(segments) => {
                let mut path = AsPath::new(session.asn_width());
                for (kind, asns) in segments {
                    path.push(*kind, asns.iter().copied())?;
                }
                path.into()
            }
            Attribute::Communities(values) => Communities::from_iter(values.iter().copied()).into(),
            Attribute::Extended(values) => {
                ExtendedCommunities::from_iter(values.iter().copied()).into()
            }
            Attribute::Reach(next_hop, destinations) => {
                let nlri = match destinations {
                    Destinations::Ipv6(routes) => {
                        Nlri::Ipv6Unicast(Routes::in_session(session, routes.iter().copied())?)
                    }
                    Destinations::VpnIpv4(routes) => {
                        Nlri::VpnIpv4Unicast(Routes::in_session(session, routes.iter().cloned())?)
                    }
                    Destinations::Evpn(routes) => {
                        Nlri::L2vpnEvpn(Routes::in_session(session, routes.iter().cloned())?)
                    }
                };
                MpReach::new(next_hop.clone(), nlri).into()
            }
            Attribute::Plain(value) => value.clone(),
        })
    }
}
