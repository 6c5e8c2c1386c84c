//! What a stream is to hold.

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::Rib;

use super::destination::FAMILIES;
use super::prefixes::LIMIT;

/// When a stream is long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// With so many messages.
    Messages(u64),
    /// With so many octets, and at most those of a few messages more.
    Octets(u64),
    /// When all tables were sent, and what is to change has changed.
    Done,
}

/// What a stream is to hold.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    pub(crate) router: u32,
    pub(crate) goal: Goal,
    pub(crate) peers: u32,
    /// The routes of each table, of all families together.
    pub(crate) routes: u64,
    pub(crate) families: Vec<Family>,
    pub(crate) ribs: Vec<Rib>,
    /// Of a hundred peers, how many have path identifiers.
    pub(crate) add_path: u32,
    /// Of a hundred peers, how many have AS numbers of two octets.
    pub(crate) two_octet_as: u32,
    /// How many groups of routes change when all tables were sent, as a percentage of all that were sent.
    pub(crate) churn: u32,
    /// How many times a peer goes down, and comes up again.
    pub(crate) flaps: u32,
    /// A Statistics Report each so many messages; 0 for none.
    pub(crate) statistics: u64,
    /// When the stream begins, in seconds since 1970-01-01 UTC.
    pub(crate) start: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            seed: 1,
            router: 1,
            goal: Goal::Done,
            peers: 4,
            routes: 10_000,
            families: vec![Family::IPV4_UNICAST, Family::IPV6_UNICAST],
            ribs: vec![Rib::AdjRibInPre],
            add_path: 0,
            two_octet_as: 0,
            churn: 20,
            flaps: 1,
            statistics: 1000,
            start: 1_767_225_600,
        }
    }
}

/// Routes in an UPDATE, on average.
const GROUP: u64 = 7;
const OF_GROUPS: u64 = 2;
/// The octets of a message, more or less: for how large a table is to be in a stream of some size.
const MESSAGE: u64 = 190;
/// Tables that fill a stream of some size are not larger than this, if nobody asks for it.
const INTERNET: u64 = 1_200_000;

impl Settings {
    /// How many tables there are.
    pub(crate) fn views(&self) -> u64 {
        let of_peers = self.ribs.iter().filter(|rib| **rib != Rib::LocRib).count() as u64;
        let loc_rib = u64::from(self.ribs.contains(&Rib::LocRib));
        of_peers * u64::from(self.peers) + loc_rib
    }

    /// Routes a table, so that all tables and what changes in them make up a stream of some length; not more than
    /// there are in the Internet.
    pub(crate) fn routes_for(&self, goal: Goal) -> Option<u64> {
        let messages = match goal {
            Goal::Messages(messages) => messages,
            Goal::Octets(octets) => octets / MESSAGE,
            Goal::Done => return None,
        };
        let groups = u128::from(messages) * 100 / u128::from(100 + self.churn);
        let routes = groups * u128::from(GROUP) / u128::from(OF_GROUPS * self.views().max(1));
        Some((routes as u64).clamp(1, INTERNET))
    }

    /// How many routes of each family are in a table: of IPv4 unicast four times as many as of every other one.
    pub(crate) fn shares(&self) -> Vec<(Family, u64)> {
        let weight = |family: Family| 1 + 3 * u64::from(family == Family::IPV4_UNICAST);
        let sum: u64 = self.families.iter().map(|family| weight(*family)).sum();
        let mut left = self.routes;
        let mut shares: Vec<_> = (self.families.iter())
            .map(|family| {
                let share = self.routes * weight(*family) / sum;
                left -= share;
                (*family, share)
            })
            .collect();
        if let Some((_, share)) = shares.first_mut() {
            *share += left;
        }
        shares
    }

    /// The messages that every stream has: Initiation, Peer Up of each peer and of a Loc-RIB, Termination.
    pub(crate) fn least(&self) -> u64 {
        2 + u64::from(self.peers) + u64::from(self.ribs.contains(&Rib::LocRib))
    }

    /// Says what cannot be.
    pub(crate) fn check(&self) -> Result<(), String> {
        let twice = |place: usize, same: bool| (place > 0 && same).then_some(());
        if self.peers == 0 || self.peers > 60_000 {
            return Err("there are 1 to 60000 peers".into());
        }
        if self.families.is_empty() || self.ribs.is_empty() {
            return Err("there is no table without a family and a RIB".into());
        }
        for (place, family) in self.families.iter().enumerate() {
            if !FAMILIES.contains(family) {
                let names: Vec<_> = FAMILIES.iter().map(Family::to_string).collect();
                return Err(format!("{family} is not one of {}", names.join(", ")));
            }
            if twice(place, self.families[..place].contains(family)).is_some() {
                return Err(format!("{family} is there twice"));
            }
        }
        for (place, rib) in self.ribs.iter().enumerate() {
            if twice(place, self.ribs[..place].contains(rib)).is_some() {
                return Err(format!("{rib} is there twice"));
            }
        }
        if self.add_path > 100 || self.two_octet_as > 100 {
            return Err("a share of peers is 0 to 100 per cent".into());
        }
        if let Some((family, share)) = self.shares().iter().find(|(_, share)| *share > LIMIT) {
            return Err(format!("{share} routes of {family} are more than {LIMIT}"));
        }
        match self.goal {
            Goal::Messages(messages) if messages < self.least() => Err(format!(
                "{} peers take {} messages, and there are to be {messages}",
                self.peers,
                self.least()
            )),
            Goal::Octets(_) | Goal::Messages(_) if self.routes == 0 => {
                Err("a stream of some length has to have routes".into())
            }
            _ => Ok(()),
        }
    }
}
