//! The BGP-LS routes of every peer and RIB view: what announcements, withdrawals and ends of sessions lead to.

use std::rc::Rc;
use std::time::Duration;

use bmp_codec::bgp::error_action::{Disposition, ErrorContext, Reason, UpdateError};
use bmp_codec::bgp::nlri::{Family, LinkState, Nlri, Routes as List, VpnLinkState};
use bmp_codec::bgp::{self, Update};
use bmp_codec::bmp::{Message, MirroringTlv, PeerKey, PerPeerHeader, Rib};
use bmp_codec::{Decode, DecodeError, Encode};
use foldhash::{HashMap, HashMapExt};

use crate::files::Item;
use crate::routes::{Action, RouteList, lists};

/// Where routes are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Source {
    /// The number of the stream, over all files.
    pub(super) stream: usize,
    pub(super) peer: PeerKey,
    pub(super) view: View,
}

/// The tables of a peer, those first that have the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum View {
    AdjRibInPre,
    Mirrored,
    AdjRibInPost,
    LocRib,
    AdjRibOutPre,
    AdjRibOutPost,
    /// Of a peer type that is not known.
    Unknown,
}

impl View {
    fn of(peer: &PerPeerHeader) -> View {
        match peer.rib() {
            Some(Rib::AdjRibInPre) => View::AdjRibInPre,
            Some(Rib::AdjRibInPost) => View::AdjRibInPost,
            Some(Rib::LocRib) => View::LocRib,
            Some(Rib::AdjRibOutPre) => View::AdjRibOutPre,
            Some(Rib::AdjRibOutPost) => View::AdjRibOutPost,
            None => View::Unknown,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            View::AdjRibInPre => "adj-rib-in-pre",
            View::Mirrored => "mirrored",
            View::AdjRibInPost => "adj-rib-in-post",
            View::LocRib => "loc-rib",
            View::AdjRibOutPre => "adj-rib-out-pre",
            View::AdjRibOutPost => "adj-rib-out-post",
            View::Unknown => "unknown",
        }
    }
}

/// What identifies a route in a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    family: Family,
    path_id: Option<u32>,
    /// All bytes of the route.
    octets: Box<[u8]>,
}

/// What is kept of a route.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The TLVs of its attribute. Routes of one UPDATE share them.
    pub(super) tlvs: Rc<[u8]>,
    /// The number of its announcement.
    pub(super) number: u64,
}

/// The routes of a source.
#[derive(Debug)]
pub(super) struct Table {
    /// The header of its first message.
    pub(super) peer: PerPeerHeader,
    routes: HashMap<Key, Kept>,
}

/// A route at the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route<'a> {
    pub(super) family: Family,
    pub(super) octets: &'a [u8],
    pub(super) kept: &'a Kept,
}

impl Table {
    pub(super) fn len(&self) -> usize {
        self.routes.len()
    }

    pub(super) fn routes(&self) -> impl Iterator<Item = Route<'_>> {
        self.routes.iter().map(|(key, kept)| Route {
            family: key.family,
            octets: &key.octets,
            kept,
        })
    }
}

/// The routes of a peer that its end removed last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Removed {
    pub(super) peer: PerPeerHeader,
    pub(super) routes: usize,
    pub(super) time: Option<Duration>,
}

/// All routes.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) tables: HashMap<Source, Table>,
    limit: usize,
    len: usize,
    announcements: u64,
    /// The number of announcements without room.
    pub(super) refused: u64,
    /// The routes that the last end of a session removed.
    pub(super) removed: Option<Removed>,
}

impl Routes {
    pub(super) fn new(limit: usize) -> Routes {
        Routes {
            limit,
            ..Routes::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Applies a message. Calls `wrong` with what is malformed about BGP-LS routes.
    pub(super) fn take(
        &mut self,
        item: &Item<'_, '_>,
        message: &Message<&[u8]>,
        wrong: &mut dyn FnMut(String),
    ) {
        let Some(peer) = message.peer() else { return };
        let source = |view| Source {
            stream: item.stream,
            peer: peer.key(),
            view,
        };
        match message {
            Message::RouteMonitoring(monitoring) => match &monitoring.update {
                Ok(update) => {
                    let context = item.peers.error_context(peer);
                    self.update(source(View::of(peer)), peer, update, context, wrong);
                }
                Err(malformed) => wrong(malformed.error.to_string()),
            },
            Message::RouteMirroring(mirroring) => {
                for tlv in mirroring.tlvs {
                    match tlv {
                        Ok(MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update)))) => {
                            let context = item.peers.error_context(peer);
                            self.update(source(View::Mirrored), peer, &update, context, wrong);
                        }
                        // A session begins or ends.
                        Ok(MirroringTlv::BgpMessage(Ok(
                            bgp::Message::Open(_) | bgp::Message::Notification(_),
                        ))) => self.end(peer, item.captured, |of| *of == source(View::Mirrored)),
                        Ok(MirroringTlv::BgpMessage(Err(malformed))) => {
                            wrong(malformed.error.to_string());
                        }
                        Ok(_) => {}
                        Err(error) => wrong(error.to_string()),
                    }
                }
            }
            Message::PeerDown(_) => {
                let of_peer = source(View::of(peer));
                // Some routers have a Peer Up, and so a Peer Down, for each view; or several of the Loc-RIB, for families that a
                // Peer Down does not name.
                let is_up = item.peers.get(&peer.key()).is_some();
                self.end(peer, item.captured, |of| match is_up {
                    true => *of == of_peer && of.view != View::LocRib,
                    false => (of.stream, of.peer) == (of_peer.stream, of_peer.peer),
                });
            }
            _ => {}
        }
    }

    /// Removes the tables of an ended session.
    fn end(
        &mut self,
        peer: &PerPeerHeader,
        captured: Option<Duration>,
        is_one: impl Fn(&Source) -> bool,
    ) {
        let mut routes = 0;
        self.tables.retain(|source, table| {
            let is_gone = is_one(source);
            routes += if is_gone { table.len() } else { 0 };
            !is_gone
        });
        self.len -= routes;
        if routes > 0 {
            self.removed = Some(Removed {
                peer: *peer,
                routes,
                time: peer.timestamp().or(captured),
            });
        }
    }

    fn update(
        &mut self,
        source: Source,
        peer: &PerPeerHeader,
        update: &Update<&[u8]>,
        context: ErrorContext,
        wrong: &mut dyn FnMut(String),
    ) {
        let mut is_about_topology = false;
        lists(update, |list| {
            is_about_topology |= is_link_state(list.nlri.family())
        });
        let disposition = errors(update, context, is_about_topology, wrong);
        if !is_about_topology {
            return;
        }
        let tlvs = match update.path_attributes.link_state() {
            Ok(Some(tlvs)) => {
                if let Err(error) = tlvs.check() {
                    wrong(error.to_string());
                }
                tlvs.octets().into()
            }
            Ok(None) => Rc::default(),
            Err(error) => {
                wrong(error.to_string());
                Rc::default()
            }
        };
        self.announcements += 1;
        let kept = Kept {
            tlvs,
            number: self.announcements,
        };
        lists(update, |list| {
            let is_announced =
                list.action == Action::Announced && disposition < Disposition::TreatAsWithdraw;
            let kept = is_announced.then_some(&kept);
            self.list(source, peer, &list, kept, wrong);
        });
    }

    fn list(
        &mut self,
        source: Source,
        peer: &PerPeerHeader,
        list: &RouteList<'_>,
        kept: Option<&Kept>,
        wrong: &mut dyn FnMut(String),
    ) {
        let family = list.nlri.family();
        let mut put = |route: Result<(Option<u32>, Vec<u8>), DecodeError>| match route {
            Ok((path_id, octets)) => {
                let octets = octets.into_boxed_slice();
                let key = Key {
                    family,
                    path_id,
                    octets,
                };
                self.put(source, peer, key, kept);
            }
            Err(error) => wrong(error.to_string()),
        };
        match &list.nlri {
            Nlri::LinkState(routes) | Nlri::LinkStateSpf(routes) => plain(routes, &mut put),
            Nlri::VpnLinkState(routes) => vpn(routes, &mut put),
            _ => {}
        }
    }

    /// Announces a route, or withdraws it.
    fn put(&mut self, source: Source, peer: &PerPeerHeader, key: Key, kept: Option<&Kept>) {
        let Some(kept) = kept else {
            let table = self.tables.get_mut(&source);
            let gone = table.and_then(|table| table.routes.remove(&key));
            self.len -= usize::from(gone.is_some());
            return;
        };
        let table = self.tables.get_mut(&source);
        if let Some(known) = table.and_then(|table| table.routes.get_mut(&key)) {
            *known = kept.clone();
        } else if self.len < self.limit {
            let table = self.tables.entry(source).or_insert_with(|| Table {
                peer: *peer,
                routes: HashMap::new(),
            });
            table.routes.insert(key, kept.clone());
            self.len += 1;
        } else {
            self.refused += 1;
        }
    }
}

fn is_link_state(family: Family) -> bool {
    [
        Family::LINK_STATE,
        Family::VPN_LINK_STATE,
        Family::LINK_STATE_SPF,
    ]
    .contains(&family)
}

type Put<'a> = dyn FnMut(Result<(Option<u32>, Vec<u8>), DecodeError>) + 'a;

/// A route with malformed TLVs is discarded (RFC 9552, section 8.2.2).
fn plain(routes: &List<LinkState, &[u8]>, put: &mut Put<'_>) {
    for route in routes {
        put(route.and_then(|route| {
            route.nlri.check_inside()?;
            Ok((route.path_id, encoded(&route.nlri)))
        }));
    }
}

fn vpn(routes: &List<VpnLinkState, &[u8]>, put: &mut Put<'_>) {
    for route in routes {
        put(route.and_then(|route| {
            route.nlri.check_inside()?;
            Ok((route.path_id, encoded(&route.nlri)))
        }));
    }
}

/// A decoded route has the lengths that it was decoded from.
fn encoded(route: &impl Encode) -> Vec<u8> {
    route.to_vec().unwrap_or_default()
}

/// Says what cannot be decoded of an UPDATE, except its routes and its BGP-LS attribute, and returns what a receiver does about
/// it. Rules that a decoded value breaks are left to `bmp dump --explain`.
fn errors(
    update: &Update<&[u8]>,
    context: ErrorContext,
    is_about_topology: bool,
    wrong: &mut dyn FnMut(String),
) -> Disposition {
    let is_malformed = |error: &UpdateError| match error.reason {
        Reason::Malformed(inner) | Reason::Overrun(inner) => inner.breach().is_none(),
        Reason::Routes(_) | Reason::ZeroLength => false,
        _ => is_about_topology,
    };
    let mut strongest = Disposition::Nothing;
    for error in update.errors(context).filter(is_malformed) {
        // The routes of an attribute that cannot be decoded may be of BGP-LS.
        if is_about_topology || matches!(error.attribute, Some(14 | 15)) {
            strongest = strongest.max(error.disposition);
            if error.attribute != Some(29) {
                wrong(error.to_string());
            }
        }
    }
    strongest
}
