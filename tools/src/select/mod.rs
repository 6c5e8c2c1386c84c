//! Which messages and routes are wanted: one filter for all subcommands.

pub(crate) mod args;

use std::net::IpAddr;
use std::time::Duration;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    Communities, ExtendedCommunities, Ipv6ExtendedCommunities, LargeCommunities, PathAttributes,
};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{Message, MessageType, PerPeerHeader, Rib};
use bmp_codec::net::Asn;
use memchr::memmem::Finder;

use crate::routes::{Action, Found, RouteList, count, lists, updates, walk};
pub(crate) use args::Selection;
use args::{AnyCommunity, Match};

/// The filter. Selects everything by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    options: Selection,
    /// Bytes that every message with a wanted prefix contains, if there are such.
    octets: Option<Finder<'static>>,
}

impl From<&Selection> for Filter {
    fn from(options: &Selection) -> Self {
        Filter {
            options: options.clone(),
            octets: octets(options),
        }
    }
}

/// Returns the whole bytes of the wanted prefix. In all families, the bytes of a prefix are contiguous. Routes of
/// shorter prefixes do not contain all of them.
fn octets(options: &Selection) -> Option<Finder<'static>> {
    let [prefix] = options.prefix[..] else {
        return None;
    };
    let whole = usize::from(prefix.prefix_len() / 8);
    let finder = |address: &[u8]| Finder::new(&address[..whole]).into_owned();
    (whole > 0 && options.matching != Match::Covering).then(|| match prefix.network() {
        IpAddr::V4(address) => finder(&address.octets()),
        IpAddr::V6(address) => finder(&address.octets()),
    })
}

impl Filter {
    /// Returns whether the filter selects routes, and therefore no other messages.
    pub(crate) fn is_about_routes(&self) -> bool {
        let Selection { family, prefix, .. } = &self.options;
        !family.is_empty() || !prefix.is_empty() || self.is_about_paths()
    }

    /// Returns whether the filter selects everything.
    pub(crate) fn takes_everything(&self) -> bool {
        let Selection {
            peer,
            rib,
            types,
            since,
            until,
            ..
        } = &self.options;
        let is_about_messages = !peer.is_empty() || !rib.is_empty() || !types.is_empty();
        let is_about_times = since.is_some() || until.is_some();
        !self.is_about_routes() && !is_about_messages && !is_about_times
    }

    /// Returns whether the filter asks what announcements have and withdrawals do not.
    fn is_about_paths(&self) -> bool {
        let Selection {
            origin_as,
            path_as,
            community,
            ..
        } = &self.options;
        !origin_as.is_empty() || !path_as.is_empty() || !community.is_empty()
    }

    pub(crate) fn takes_family(&self, family: Family) -> bool {
        let wanted = &self.options.family;
        wanted.is_empty() || wanted.contains(&family)
    }

    /// Returns whether the filter selects the End-of-RIB of a family, which belongs to no network and has no path.
    pub(crate) fn takes_end_of_rib(&self, family: Family) -> bool {
        self.takes_family(family) && self.options.prefix.is_empty() && !self.is_about_paths()
    }

    /// Returns whether the filter selects messages of this type. It does so by name only if it names types.
    pub(crate) fn names_type(&self, kind: MessageType) -> Option<bool> {
        let wanted = &self.options.types;
        let is_one = |wanted: &MessageType| {
            *wanted == kind || (wanted.name().is_none() && kind.name().is_none())
        };
        (!wanted.is_empty()).then(|| wanted.iter().any(is_one))
    }

    pub(crate) fn takes_peer(&self, peer: Option<&PerPeerHeader>) -> bool {
        let wanted = &self.options.peer;
        wanted.is_empty() || peer.is_some_and(|peer| wanted.contains(&address_of(peer)))
    }

    fn takes_rib(&self, peer: Option<&PerPeerHeader>) -> bool {
        let wanted: &[Rib] = &self.options.rib;
        let rib = || peer.and_then(PerPeerHeader::rib);
        wanted.is_empty() || rib().is_some_and(|rib| wanted.contains(&rib))
    }

    /// The time of the per-peer header counts, and without one, the time of the capture.
    fn takes_time(&self, peer: Option<&PerPeerHeader>, captured: Option<Duration>) -> bool {
        let Selection { since, until, .. } = self.options;
        if since.is_none() && until.is_none() {
            return true;
        }
        let time = peer.and_then(PerPeerHeader::timestamp).or(captured);
        time.is_some_and(|time| {
            since.is_none_or(|since| since <= time) && until.is_none_or(|until| time < until)
        })
    }

    /// Returns whether the filter selects a message, or something in it. `frame` is all of its bytes.
    pub(crate) fn takes_message(
        &self,
        message: &Message<&[u8]>,
        frame: &[u8],
        captured: Option<Duration>,
    ) -> bool {
        if self.takes_everything() {
            return true;
        }
        let peer = message.peer();
        self.takes_peer(peer)
            && self.takes_rib(peer)
            && self.takes_time(peer, captured)
            && self.names_type(message.message_type()).unwrap_or(true)
            && (!self.is_about_routes() || self.takes_routes(message, frame))
    }

    fn takes_routes(&self, message: &Message<&[u8]>, frame: &[u8]) -> bool {
        let may_have = self
            .octets
            .as_ref()
            .is_none_or(|octets| octets.find(frame).is_some());
        updates(message).any(|update| match update {
            // What is malformed may be wanted.
            Err(_) => true,
            Ok(update) => match may_have {
                true => self.within(&update).has(&update),
                false => self.is_doubtful(&update),
            },
        })
    }

    /// Returns whether an UPDATE has a malformed route, which may be the one wanted.
    fn is_doubtful(&self, update: &Update<&[u8]>) -> bool {
        let mut doubtful = false;
        lists(update, |list| {
            if self.takes_family(list.nlri.family()) {
                doubtful |= count(&list.nlri).broken > 0;
            }
        });
        doubtful
    }

    /// Returns what the filter selects of an UPDATE.
    pub(crate) fn within(&self, update: &Update<&[u8]>) -> Wanted<'_> {
        Wanted {
            filter: self,
            announcements: self.takes_path(&update.path_attributes),
            withdrawals: !self.is_about_paths(),
        }
    }

    /// Returns whether the filter selects announcements with these attributes. Malformed ones may be those wanted.
    pub(crate) fn takes_path(&self, attributes: &PathAttributes<&[u8]>) -> bool {
        let Selection {
            origin_as,
            path_as,
            community,
            ..
        } = &self.options;
        if !origin_as.is_empty() || !path_as.is_empty() {
            match attributes.merged_as_path() {
                Err(_) => {}
                Ok(None) => return false,
                Ok(Some(path)) => {
                    let has = |wanted: &[Asn], asn: Asn| wanted.contains(&asn);
                    let origin = path.asns().last().filter(|_| ends_in_sequence(&path));
                    if !origin_as.is_empty() && !origin.is_some_and(|asn| has(origin_as, asn)) {
                        return false;
                    }
                    if !path_as.is_empty() && !path.asns().any(|asn| has(path_as, asn)) {
                        return false;
                    }
                }
            }
        }
        community.is_empty()
            || community
                .iter()
                .any(|wanted| has_community(attributes, wanted))
    }
}

/// A path that ends in a set has no single origin (RFC 6907, section 7.1.9).
fn ends_in_sequence<B: AsRef<[u8]>>(path: &bmp_codec::bgp::attribute::AsPath<B>) -> bool {
    path.segments()
        .last()
        .is_some_and(|segment| segment.kind.is_ordered())
}

fn has_community(attributes: &PathAttributes<&[u8]>, wanted: &AnyCommunity) -> bool {
    let standard = wanted.standard.is_some_and(|wanted| {
        let found = attributes.get::<Communities<&[u8]>>();
        found.map_or(true, |list| {
            list.is_some_and(|list| list.iter().any(|it| it == wanted))
        })
    });
    let large = wanted.large.is_some_and(|wanted| {
        let found = attributes.get::<LargeCommunities<&[u8]>>();
        found.map_or(true, |list| {
            list.is_some_and(|list| list.iter().any(|it| it == wanted))
        })
    });
    let extended = wanted.extended.is_some_and(|wanted| {
        let found = attributes.get::<ExtendedCommunities<&[u8]>>();
        found.map_or(true, |list| {
            list.is_some_and(|list| list.iter().any(|it| it == wanted))
        })
    });
    let ipv6 = wanted.ipv6.is_some_and(|wanted| {
        let found = attributes.get::<Ipv6ExtendedCommunities<&[u8]>>();
        found.map_or(true, |list| {
            list.is_some_and(|list| list.iter().any(|it| it == wanted))
        })
    });
    standard || large || extended || ipv6
}

/// What a filter selects of one UPDATE.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'f> {
    filter: &'f Filter,
    /// Whether announcements are selected, if their families and prefixes are.
    announcements: bool,
    withdrawals: bool,
}

impl Wanted<'_> {
    /// Returns whether routes of this list are selected, if their prefixes are.
    pub(crate) fn takes_list(&self, list: &RouteList<'_>) -> bool {
        let action = match list.action {
            Action::Announced => self.announcements,
            Action::Withdrawn => self.withdrawals,
        };
        action && self.filter.takes_family(list.nlri.family())
    }

    /// Returns whether a route of a list that `takes_list` is selected. A malformed route may be the one wanted.
    pub(crate) fn takes(&self, found: &Found<'_>) -> bool {
        let Selection {
            prefix: wanted,
            matching,
            ..
        } = &self.filter.options;
        wanted.is_empty()
            || match found {
                Found::Route {
                    prefix: Some(net), ..
                } => wanted.iter().any(|wanted| matching.takes(*wanted, *net)),
                Found::Route { prefix: None, .. } | Found::Raw(_) => false,
                Found::Broken(_) => true,
            }
    }

    /// Returns whether all routes of a list that `takes_list` are selected.
    pub(crate) fn takes_all(&self) -> bool {
        self.filter.options.prefix.is_empty()
    }

    /// Returns whether an UPDATE contains something selected.
    fn has(&self, update: &Update<&[u8]>) -> bool {
        if let Some(family) = update.end_of_rib() {
            return self.filter.takes_end_of_rib(family);
        }
        let mut has = false;
        lists(update, |list| {
            if !has && self.takes_list(&list) {
                walk(&list.nlri, |found| has |= self.takes(&found));
            }
        });
        has
    }
}

/// Returns the address that identifies the peer for people, or the BGP identifier of a Loc-RIB.
pub(crate) fn address_of(peer: &PerPeerHeader) -> IpAddr {
    peer.address().unwrap_or_else(|| IpAddr::V4(peer.bgp_id()))
}
