//! [`Route`]: a route in a table, as questions find it.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use bmp_codec::bgp::attribute::{MpReach, NextHop, PathAttributes};
use bmp_codec::bgp::nlri::{Family, FamilySet, RouteKey};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::net::RouteDistinguisher;
use bmp_codec::{Decode, DecodeError};
use ipnet::IpNet;

use crate::routes::{Found, lists, walk};
use crate::tables::actions::{put_reach, split_reach};
use crate::tables::entry::Entry;
use crate::tables::others::Other;
use crate::tables::state::NO_TABLE;
use crate::tables::{Peer, Router, Table, TableId, Tables};

/// Returns the next hop: of MP_REACH_NLRI, or else of NEXT_HOP.
pub(crate) fn next_hop(attributes: &PathAttributes<&[u8]>) -> Option<IpAddr> {
    match attributes.get_valid::<MpReach<&[u8]>>() {
        Some(reach) => reach.next_hop.address(),
        None => Some(attributes.get_valid::<NextHop>()?.address().into()),
    }
}

/// A route in a table.
#[derive(Clone, Copy)]
pub struct Route<'t> {
    tables: &'t Tables,
    router: &'t Router,
    peer: &'t Peer,
    table: &'t Table,
    entry: &'t Entry,
    what: What<'t>,
}

#[derive(Clone, Copy, Debug)]
enum What<'t> {
    Unicast(IpNet),
    Other(&'t RouteKey, &'t [u8]),
}

impl fmt::Debug for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("router", &self.router.name)
            .field("peer", &self.peer.header.key())
            .field("rib", &self.table.rib)
            .field("family", &self.table.family)
            .field("what", &self.what)
            .field("path_id", &self.path_id())
            .field("attributes", &self.attributes())
            .field("is_stale", &self.is_stale())
            .finish()
    }
}

impl Tables {
    pub(super) fn table_of_slot(&self, slot: u32) -> Option<&Table> {
        match self.slots.get(slot as usize)?.table {
            NO_TABLE => None,
            table => self.table(TableId(table)),
        }
    }
}

impl<'t> Route<'t> {
    fn new(tables: &'t Tables, entry: &'t Entry, what: What<'t>) -> Option<Route<'t>> {
        let table = tables.table_of_slot(entry.slot)?;
        Some(Route {
            tables,
            router: tables.router(table.router)?,
            peer: tables.peer(table.peer)?,
            table,
            entry,
            what,
        })
    }

    pub(super) fn unicast(tables: &'t Tables, net: IpNet, entry: &'t Entry) -> Option<Route<'t>> {
        Route::new(tables, entry, What::Unicast(net))
    }

    pub(super) fn other(
        tables: &'t Tables,
        key: &'t RouteKey,
        other: &'t Other,
    ) -> Option<Route<'t>> {
        Route::new(tables, &other.entry, What::Other(key, &other.octets))
    }

    /// Returns the router.
    #[must_use]
    pub fn router(&self) -> &'t Router {
        self.router
    }

    /// Returns the peer.
    #[must_use]
    pub fn peer(&self) -> &'t Peer {
        self.peer
    }

    /// Returns the table: RIB view and family.
    #[must_use]
    pub fn table(&self) -> &'t Table {
        self.table
    }

    /// Returns the family.
    #[must_use]
    pub fn family(&self) -> Family {
        self.table.family
    }

    /// Returns the prefix, if the destination is one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        match self.what {
            What::Unicast(net) => Some(net),
            What::Other(key, _) => key.prefix(),
        }
    }

    /// Returns the route distinguisher, if the family has one.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.what {
            What::Unicast(_) => None,
            What::Other(key, _) => key.rd(),
        }
    }

    /// Returns the path identifier, if the session has them.
    #[must_use]
    pub fn path_id(&self) -> Option<u32> {
        self.entry.path_id()
    }

    /// Returns when the route was announced, as the router or the capture says.
    #[must_use]
    pub fn time(&self) -> Option<Duration> {
        self.entry.time()
    }

    /// Returns whether the route was not announced again since the last beginning of its table.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let slot = self.tables.slots.get(self.entry.slot as usize);
        slot.is_some_and(|slot| slot.is_stale)
    }

    /// Returns whether it is from a filtered Loc-RIB (flag F).
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.entry.is_filtered()
    }

    /// Returns what distinguishes the route from all others in its table.
    ///
    /// # Errors
    /// None for routes that are in a table.
    pub fn key(&self) -> Result<RouteKey, DecodeError> {
        match self.what {
            What::Unicast(net) => {
                let mut octets = match net {
                    IpNet::V4(net) => net.addr().octets().to_vec(),
                    IpNet::V6(net) => net.addr().octets().to_vec(),
                };
                octets.push(net.prefix_len());
                RouteKey::from_octets(self.family(), self.path_id(), &octets)
            }
            What::Other(key, _) => Ok(key.clone()),
        }
    }

    /// Returns the attributes, without those that RFC 7606 discards. They have no routes: an MP_REACH_NLRI at the front has
    /// only the next hop.
    #[must_use]
    pub fn attributes(&self) -> PathAttributes<&'t [u8]> {
        self.tables.sets.get(self.entry.set)
    }

    /// Returns a number that the routes with the very same attributes share, whoever announced them, as long as they are
    /// there. Equal attributes may have different bytes: in another order, or with AS numbers of two bytes.
    #[must_use]
    pub fn attribute_set(&self) -> u32 {
        self.entry.set
    }

    /// Returns the next hop: of MP_REACH_NLRI, or else of NEXT_HOP.
    #[must_use]
    pub fn next_hop(&self) -> Option<IpAddr> {
        next_hop(&self.attributes())
    }

    /// Returns whether both have the same destination: family and key, without path identifiers.
    pub(super) fn has_destination_of(&self, other: &Route<'_>) -> bool {
        self.family() == other.family()
            && match (self.what, other.what) {
                (What::Unicast(own), What::Unicast(other)) => own == other,
                (What::Other(own, _), What::Other(other, _)) => own.octets() == other.octets(),
                _ => false,
            }
    }

    /// Returns whether two routes to one destination are alike without a look into their attributes.
    pub(super) fn is_alike(&self, other: &Route<'_>) -> bool {
        self.entry.set == other.entry.set && self.has_octets_of(other)
    }

    /// Returns whether what is kept besides the key is the same.
    pub(super) fn has_octets_of(&self, other: &Route<'_>) -> bool {
        match (self.what, other.what) {
            (What::Other(_, own), What::Other(_, other)) => own == other,
            _ => true,
        }
    }

    /// Returns whether both have the same AS path.
    pub(super) fn has_path_of(&self, other: &Route<'_>) -> bool {
        let (own, other) = (self.attributes(), other.attributes());
        let text = |attributes: &PathAttributes<&[u8]>| {
            let path = attributes.merged_as_path().ok().flatten();
            path.map(|path| path.to_string())
        };
        text(&own) == text(&other)
    }

    /// Returns all of the route as text, without its path identifier, if its key leaves something out.
    pub(super) fn nlri_text(&self) -> Option<String> {
        match self.what {
            What::Unicast(_) => None,
            What::Other(..) => self.with_update(|update| {
                let mut text = String::new();
                lists(update, |list| {
                    walk(&list.nlri, |found| {
                        if let Found::Route { text: all, .. } = found {
                            text = all.to_string();
                        }
                    });
                });
                text
            }),
        }
    }

    /// Returns the bytes of an UPDATE that announces this route only, with its attributes: without the header of a BGP
    /// message. [`session`](Route::session) decodes it.
    #[must_use]
    pub fn to_update(&self) -> Vec<u8> {
        let set = self.attributes();
        let set = set.octets();
        let mut attributes = Vec::with_capacity(set.len() + 64);
        let mut nlri = Vec::new();
        if let Some(path_id) = self
            .path_id()
            .filter(|_| matches!(self.what, What::Unicast(_)))
        {
            nlri.extend_from_slice(&path_id.to_be_bytes());
        }
        match self.what {
            What::Unicast(net) => {
                nlri.push(net.prefix_len());
                let whole = usize::from(net.prefix_len().div_ceil(8));
                match net {
                    IpNet::V4(net) => nlri.extend(net.addr().octets().into_iter().take(whole)),
                    IpNet::V6(net) => nlri.extend(net.addr().octets().into_iter().take(whole)),
                }
            }
            What::Other(_, octets) => nlri.extend_from_slice(octets),
        }
        match split_reach(set) {
            Some((next_hop, others)) => {
                put_reach(&mut attributes, self.family(), next_hop, &nlri);
                attributes.extend_from_slice(others);
                nlri.clear();
            }
            None => attributes.extend_from_slice(set),
        }
        let mut update = vec![0, 0];
        let length = u16::try_from(attributes.len()).unwrap_or(u16::MAX);
        update.extend_from_slice(&length.to_be_bytes());
        update.extend_from_slice(&attributes);
        update.extend_from_slice(&nlri);
        update
    }

    /// Returns the session that decodes [`to_update`](Route::to_update).
    #[must_use]
    pub fn session(&self) -> Session {
        let family = FamilySet::from(self.family());
        let mut session = self.attributes().session();
        if self.path_id().is_some() {
            session = session.with_add_path(family);
        }
        if self.entry.has_several_labels() {
            session = session.with_multiple_labels(family);
        }
        session
    }

    /// Calls `ask` with an UPDATE that announces this route only, with its attributes. It is not called if the attributes
    /// and the route have no room in one UPDATE.
    pub fn with_update<R>(&self, ask: impl FnOnce(&Update<&[u8]>) -> R) -> Option<R> {
        let octets = self.to_update();
        let update = Update::from_octets_in(&octets, self.session());
        update.ok().as_ref().map(ask)
    }
}
