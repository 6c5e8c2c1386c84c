//! The counters of a summary.

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::v4::Profile;
use bmp_codec::bmp::{Message, MessageType, PeerKey, PerPeerHeader, RouteMonitoring};
use foldhash::HashMap;
use serde::Serialize;

use crate::dump::malformed::{Malformed, malformed_tlvs};
use crate::messages::Messages;
use crate::routes::{Action, Count, RouteList, walk};
use crate::select::{Filter, Wanted};
use crate::version_4::in_version_3;

/// Routes that Route Monitoring messages announce and withdraw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Routes {
    pub(crate) announced: u64,
    pub(crate) withdrawn: u64,
    pub(crate) end_of_rib: u64,
    /// The number of lists of routes, in UPDATEs that announce and in UPDATEs that withdraw.
    pub(crate) announcing_updates: u64,
    pub(crate) withdrawing_updates: u64,
}

impl Routes {
    fn add_all(&mut self, other: &Routes) {
        self.announced += other.announced;
        self.withdrawn += other.withdrawn;
        self.end_of_rib += other.end_of_rib;
        self.announcing_updates += other.announcing_updates;
        self.withdrawing_updates += other.withdrawing_updates;
    }

    fn add(&mut self, action: Action, routes: u64) {
        let (sum, updates) = match action {
            Action::Announced => (&mut self.announced, &mut self.announcing_updates),
            Action::Withdrawn => (&mut self.withdrawn, &mut self.withdrawing_updates),
        };
        *sum += routes;
        *updates += 1;
    }
}

/// The state of a peer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Peer {
    /// The header of its first message. Absent for all peers beyond `MOST_PEERS`.
    pub(crate) header: Option<PerPeerHeader>,
    pub(crate) messages: u64,
    pub(crate) ups: u64,
    pub(crate) downs: u64,
    pub(crate) announced: u64,
    pub(crate) withdrawn: u64,
    pub(crate) end_of_rib: u64,
}

impl Peer {
    fn add(&mut self, other: &Peer) {
        self.messages += other.messages;
        self.ups += other.ups;
        self.downs += other.downs;
        self.announced += other.announced;
        self.withdrawn += other.withdrawn;
        self.end_of_rib += other.end_of_rib;
    }
}

/// How many peers are kept. The others are counted together, so that memory is bounded whatever the stream says.
pub(crate) const MOST_PEERS: usize = 100_000;

/// The bytes of a per-peer header, except the time.
type Bytes = [u8; 34];

/// Peers by their bytes, and their places; each has one place here, which it may lose to another one.
#[derive(Clone, Debug)]
struct Recent([(Bytes, usize); 32]);

impl Default for Recent {
    fn default() -> Self {
        Recent([([0; 34], usize::MAX); 32])
    }
}

impl Recent {
    fn of(&mut self, bytes: &Bytes) -> &mut (Bytes, usize) {
        // The last octets of the distinguisher, the address and the BGP identifier, and the flags.
        // An address is often the BGP identifier, too: the two must not cancel each other out.
        let [flags, distinguisher, address, id] = [1, 9, 25, 33].map(|at| usize::from(bytes[at]));
        &mut self.0[(flags / 16 + distinguisher + 3 * address + 4 * id) % 32]
    }
}

/// The peers in the order of their first messages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peers {
    pub(crate) all: Vec<Peer>,
    places: HashMap<PeerKey, usize>,
    /// The last peer that was looked up: often the next one, too.
    last: Option<(PeerKey, usize)>,
    /// Peers that were looked up by their bytes: the next one is often among them.
    recent: Recent,
    /// All peers beyond `MOST_PEERS` together. It is unknown how many they are.
    pub(crate) others: Option<Box<Peer>>,
}

impl Peers {
    fn of(&mut self, peer: &PerPeerHeader) -> &mut Peer {
        let key = peer.key();
        if let Some((last, place)) = self.last
            && last == key
        {
            return &mut self.all[place];
        }
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None if self.all.len() < MOST_PEERS => {
                let place = self.all.len();
                self.places.insert(key, place);
                self.all.push(Peer {
                    header: Some(*peer),
                    ..Peer::default()
                });
                place
            }
            None => return self.others.get_or_insert_default(),
        };
        self.last = Some((key, place));
        &mut self.all[place]
    }

    /// Returns the peer of a message.
    #[inline]
    fn in_frame(&mut self, frame: &[u8], peer: &PerPeerHeader) -> &mut Peer {
        let Some(bytes) = frame.get(6..).and_then(<[u8]>::first_chunk) else {
            return self.of(peer);
        };
        let (known, place) = *self.recent.of(bytes);
        if known != *bytes || place >= self.all.len() {
            return self.in_frame_anew(bytes, peer);
        }
        &mut self.all[place]
    }

    #[inline(never)]
    fn in_frame_anew(&mut self, bytes: &Bytes, peer: &PerPeerHeader) -> &mut Peer {
        let key = peer.key();
        self.of(peer);
        match self.last {
            Some((last, place)) if last == key => {
                *self.recent.of(bytes) = (*bytes, place);
                &mut self.all[place]
            }
            _ => self.of(peer),
        }
    }

    /// Adds peers of later messages.
    fn add(&mut self, later: &Peers) {
        for peer in &later.all {
            if let Some(header) = &peer.header {
                self.of(header).add(peer);
            }
        }
        if let Some(others) = &later.others {
            self.others.get_or_insert_default().add(others);
        }
    }
}

/// Counters of messages that could be decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) messages: Messages,
    pub(crate) peers: Peers,
    /// By family; there are few.
    pub(crate) families: Vec<(Family, Routes)>,
    /// The messages of BMP version 4 by their profiles, those without TLVs together.
    pub(crate) version_4: Vec<(Option<Profile>, u64)>,
}

impl Counts {
    /// Adds the counts of later messages.
    pub(crate) fn add(&mut self, later: &Counts) {
        self.messages += later.messages;
        self.peers.add(&later.peers);
        for (family, routes) in &later.families {
            of(&mut self.families, *family).add_all(routes);
        }
        for (profile, messages) in &later.version_4 {
            *of(&mut self.version_4, *profile) += messages;
        }
    }

    /// Counts a Route Monitoring message with these bytes, all of it, and returns its malformed items.
    #[inline]
    pub(crate) fn monitoring(
        &mut self,
        frame: &[u8],
        monitoring: &RouteMonitoring<&[u8]>,
    ) -> Malformed {
        self.messages.route_monitoring += 1;
        let peer = self.peers.in_frame(frame, &monitoring.peer);
        peer.messages += 1;
        let families = &mut self.families;
        if let Ok(update) = &monitoring.update
            && let Some(family) = update.end_of_rib()
        {
            of(families, family).end_of_rib += 1;
            peer.end_of_rib += 1;
            return Malformed::default();
        }
        let (update, header) = (&monitoring.update, Some(&monitoring.peer));
        Malformed::in_update(update, header, |list, count| {
            if !list.nlri.is_empty() {
                of(families, list.nlri.family()).add(list.action, count.routes);
                match list.action {
                    Action::Announced => peer.announced += count.routes,
                    Action::Withdrawn => peer.withdrawn += count.routes,
                }
            }
        })
    }

    /// Counts a message, and returns its malformed items.
    pub(crate) fn message(&mut self, message: &Message<&[u8]>, filter: &Filter) -> Malformed {
        let kind = message.message_type();
        *self.messages.of(kind) += 1;
        if let Message::V4(message) = message {
            *of(&mut self.version_4, message.profile()) += 1;
        }
        if let Message::RouteMonitoring(monitoring) = &*in_version_3(message) {
            let peer = self.peers.of(&monitoring.peer);
            peer.messages += 1;
            let mut malformed = update(peer, &mut self.families, monitoring, filter);
            malformed.others += malformed_tlvs(message);
            return malformed;
        }
        if let Some(peer) = message.peer() {
            let peer = self.peers.of(peer);
            peer.messages += 1;
            peer.ups += u64::from(kind == MessageType::PeerUp);
            peer.downs += u64::from(kind == MessageType::PeerDown);
        }
        Malformed::of(message)
    }
}

/// Counts the routes of an UPDATE, and returns its malformed items.
#[inline]
fn update(
    peer: &mut Peer,
    families: &mut Vec<(Family, Routes)>,
    monitoring: &RouteMonitoring<&[u8]>,
    filter: &Filter,
) -> Malformed {
    let update = &monitoring.update;
    let end_of_rib = update.as_ref().ok().and_then(|update| update.end_of_rib());
    if let Some(family) = end_of_rib {
        if filter.takes_end_of_rib(family) {
            of(families, family).end_of_rib += 1;
            peer.end_of_rib += 1;
        }
        return Malformed::default();
    }
    let filter = update.as_ref().ok().map(|update| filter.within(update));
    Malformed::in_update(update, Some(&monitoring.peer), |list, count| {
        let Some(filter) = filter.filter(|filter| filter.takes_list(list)) else {
            return;
        };
        // An MP_UNREACH_NLRI without routes, next to others, withdraws nothing.
        if list.nlri.is_empty() {
            return;
        }
        let routes = wanted(list, count, filter);
        of(families, list.nlri.family()).add(list.action, routes);
        match list.action {
            Action::Announced => peer.announced += routes,
            Action::Withdrawn => peer.withdrawn += routes,
        }
    })
}

/// Returns how many routes of a list the filter selects.
#[inline]
fn wanted(list: &RouteList<'_>, count: Count, filter: Wanted<'_>) -> u64 {
    if filter.takes_all() {
        return count.routes;
    }
    let mut routes = 0;
    walk(&list.nlri, |found| {
        routes += u64::from(found.is_route() && filter.takes(&found))
    });
    routes
}

fn of<K: PartialEq, V: Default>(counts: &mut Vec<(K, V)>, key: K) -> &mut V {
    let place = counts.iter().position(|(known, _)| *known == key);
    let place = place.unwrap_or_else(|| {
        counts.push((key, V::default()));
        counts.len() - 1
    });
    &mut counts[place].1
}

#[cfg(test)]
mod tests {
    use super::*;
    use bmp_codec::Encode;
    use bmp_codec::net::Asn;

    #[test]
    fn peers_are_bounded() {
        let mut peers = Peers::default();
        let id = "192.0.2.9".parse().unwrap();
        let peer = |number: u32| {
            let address = std::net::Ipv4Addr::from(0x0a00_0000 + number).into();
            PerPeerHeader::global(address, Asn(64496), id)
        };
        for number in 0..MOST_PEERS as u32 + 2 {
            peers.of(&peer(number)).messages += 1;
        }
        assert_eq!(peers.all.len(), MOST_PEERS);
        assert_eq!(peers.others.as_ref().unwrap().messages, 2);
        // Those that are known still count for themselves.
        peers.of(&peer(7)).messages += 1;
        peers.of(&peer(MOST_PEERS as u32)).messages += 1;
        assert_eq!((peers.all[7].messages, peers.all[8].messages), (2, 1));
        assert_eq!(peers.others.as_ref().unwrap().messages, 3);
        // What was counted in parts is the same.
        let (mut sum, mut part) = (peers.clone(), Peers::default());
        for number in [7, MOST_PEERS as u32 + 5, MOST_PEERS as u32 + 5] {
            part.of(&peer(number)).messages += 1;
        }
        sum.add(&part);
        assert_eq!(sum.all.len(), MOST_PEERS);
        assert_eq!((sum.all[7].messages, sum.others.unwrap().messages), (3, 5));
    }

    #[test]
    fn peers_that_share_a_place_count_for_themselves() {
        let mut peers = Peers::default();
        let id = "192.0.2.9".parse().unwrap();
        // 3 times 1 and 3 times 33 are the same modulo 32.
        for last in [1, 33, 1, 1, 2] {
            let address = std::net::Ipv4Addr::new(10, 0, 0, last).into();
            let peer = PerPeerHeader::global(address, Asn(64496), id);
            let frame = [vec![0; 6], peer.to_vec().unwrap()].concat();
            peers.in_frame(&frame, &peer).messages += 1;
        }
        let messages: Vec<_> = peers.all.iter().map(|peer| peer.messages).collect();
        assert_eq!(messages, [3, 1, 1]);
    }
}
