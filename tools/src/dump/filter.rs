//! The filter: messages by peer, routes by family and network.

use std::net::IpAddr;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::nlri::{Family, Nlri};
use bmp_codec::bmp::{Message, PerPeerHeader};
use ipnet::IpNet;

use crate::dump::args::Args;
use crate::dump::message::updates;
use crate::dump::routes::{Found, lists, walk};

/// The filter. Selects everything by default.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    peer: Option<IpAddr>,
    family: Option<Family>,
    prefix: Option<IpNet>,
}

impl From<&Args> for Filter {
    fn from(args: &Args) -> Self {
        Filter {
            peer: args.peer,
            family: args.family,
            prefix: args.prefix,
        }
    }
}

impl Filter {
    /// Returns whether the filter selects routes, and therefore no other messages.
    pub(crate) fn is_about_routes(&self) -> bool {
        self.family.is_some() || self.prefix.is_some()
    }

    pub(crate) fn takes_family(&self, family: Family) -> bool {
        self.family.is_none_or(|wanted| wanted == family)
    }

    /// Returns whether the filter selects the End-of-RIB of a family, which belongs to no network.
    pub(crate) fn takes_end_of_rib(&self, family: Family) -> bool {
        self.takes_family(family) && self.prefix.is_none()
    }

    /// Returns whether the filter selects a route. A malformed route may be the one wanted, so it is selected.
    pub(crate) fn takes(&self, family: Family, found: &Found<'_>) -> bool {
        let inside = |prefix: IpNet| match found {
            Found::Route { prefix: net, .. } => net.is_some_and(|net| prefix.contains(&net)),
            Found::Raw(_) => false,
            Found::Broken(_) => true,
        };
        self.takes_family(family) && self.prefix.is_none_or(inside)
    }

    /// Returns whether the filter selects all routes of a list.
    pub(crate) fn takes_all_of(&self, nlri: &Nlri<&[u8]>) -> bool {
        self.takes_family(nlri.family()) && self.prefix.is_none()
    }

    /// Returns whether the filter selects a message, or something in it.
    pub(crate) fn takes_message(&self, message: &Message<&[u8]>) -> bool {
        let peer_is_wanted = || match (self.peer, message.peer()) {
            (None, _) => true,
            (Some(address), Some(peer)) => address_of(peer) == address,
            (Some(_), None) => false,
        };
        let routes_are_wanted = || {
            !self.is_about_routes()
                || updates(message).any(|update| update.map_or(true, |update| self.has(&update)))
        };
        peer_is_wanted() && routes_are_wanted()
    }

    /// Returns whether an UPDATE contains something selected.
    fn has(&self, update: &Update<&[u8]>) -> bool {
        if let Some(family) = update.end_of_rib() {
            return self.takes_end_of_rib(family);
        }
        let mut has = false;
        lists(update, |list| {
            walk(&list.nlri, |found| {
                has |= self.takes(list.nlri.family(), &found)
            });
        });
        has
    }
}

/// Returns the address that identifies the peer for people, or the BGP identifier of a Loc-RIB.
pub(crate) fn address_of(peer: &PerPeerHeader) -> IpAddr {
    peer.address().unwrap_or_else(|| IpAddr::V4(peer.bgp_id()))
}
