//! The settings of a stream.

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::Rib;
use bmp_codec::bmp::v4::Profile;

use super::destination::FAMILIES;
use super::prefixes::LIMIT;

/// When a stream is long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// With that many messages.
    Messages(u64),
    /// With that many bytes, and at most a few messages more.
    Octets(u64),
    /// When all tables were sent, and all changes were made.
    Done,
}

/// The settings of a stream.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of the random numbers.
    pub seed: u64,
    /// The number of the router.
    pub router: u32,
    /// How long the stream is.
    pub goal: Goal,
    /// The number of peers.
    pub peers: u32,
    /// The number of routes of each table, over all families.
    pub routes: u64,
    /// The families of the routes.
    pub families: Vec<Family>,
    /// The tables of each peer.
    pub ribs: Vec<Rib>,
    /// The percentage of peers with path identifiers.
    pub add_path: u32,
    /// The percentage of peers with AS numbers of two bytes.
    pub two_octet_as: u32,
    /// How many groups of routes change after all tables were sent, in percent of the groups sent.
    pub churn: u32,
    /// How many times a peer goes down and comes up again.
    pub flaps: u32,
    /// A Statistics Report follows after this many messages; 0 for none.
    pub statistics: u64,
    /// When the stream begins, in seconds since 1970-01-01 UTC.
    pub start: u32,
    /// The revision of the draft, if messages are those of BMP version 4.
    pub version_4: Option<Profile>,
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
            version_4: None,
        }
    }
}

/// Twice the number of routes in an UPDATE, on average.
const GROUP: u64 = 7;
const OF_GROUPS: u64 = 2;
/// The approximate length of a message in bytes, to size the tables of a stream.
const MESSAGE: u64 = 190;
/// The maximum size of tables that is chosen to fill a stream.
const INTERNET: u64 = 1_200_000;

impl Settings {
    /// Returns the number of tables.
    pub fn views(&self) -> u64 {
        let of_peers = self.ribs.iter().filter(|rib| **rib != Rib::LocRib).count() as u64;
        let loc_rib = u64::from(self.ribs.contains(&Rib::LocRib));
        of_peers * u64::from(self.peers) + loc_rib
    }

    /// Returns the number of routes per table such that all tables and their changes make up a stream of this length;
    /// at most as many as in the Internet.
    pub fn routes_for(&self, goal: Goal) -> Option<u64> {
        let messages = match goal {
            Goal::Messages(messages) => messages,
            Goal::Octets(octets) => octets / MESSAGE,
            Goal::Done => return None,
        };
        let groups = u128::from(messages) * 100 / u128::from(100 + self.churn);
        let routes = groups * u128::from(GROUP) / u128::from(OF_GROUPS * self.views().max(1));
        Some((routes as u64).clamp(1, INTERNET))
    }

    /// Returns the number of routes of each family in a table: IPv4 unicast has four times as many as each other
    /// family.
    pub fn shares(&self) -> Vec<(Family, u64)> {
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

    /// Returns the number of messages that every stream has: Initiation, Peer Up of each peer and of a Loc-RIB,
    /// Termination.
    pub fn least(&self) -> u64 {
        2 + u64::from(self.peers) + u64::from(self.ribs.contains(&Rib::LocRib))
    }

    /// Returns an error if the settings are impossible.
    pub fn check(&self) -> Result<(), String> {
        let twice = |place: usize, same: bool| (place > 0 && same).then_some(());
        if self.peers == 0 || self.peers > 60_000 {
            return Err("the number of peers must be 1 to 60000".into());
        }
        if self.families.is_empty() || self.ribs.is_empty() {
            return Err("at least one family and one RIB are necessary".into());
        }
        for (place, family) in self.families.iter().enumerate() {
            if !FAMILIES.contains(family) {
                let names: Vec<_> = FAMILIES.iter().map(Family::to_string).collect();
                return Err(format!("{family} is not one of {}", names.join(", ")));
            }
            if twice(place, self.families[..place].contains(family)).is_some() {
                return Err(format!("{family} is given twice"));
            }
        }
        for (place, rib) in self.ribs.iter().enumerate() {
            if twice(place, self.ribs[..place].contains(rib)).is_some() {
                return Err(format!("{rib} is given twice"));
            }
        }
        if self.add_path > 100 || self.two_octet_as > 100 {
            return Err("a share of peers must be 0 to 100 percent".into());
        }
        if let Some((family, share)) = self.shares().iter().find(|(_, share)| *share > LIMIT) {
            return Err(format!("{share} routes of {family} are more than {LIMIT}"));
        }
        match self.goal {
            Goal::Messages(messages) if messages < self.least() => Err(format!(
                "{} peers need {} messages, which is more than {messages}",
                self.peers,
                self.least()
            )),
            Goal::Octets(_) | Goal::Messages(_) if self.routes == 0 => {
                Err("a stream of a given length must have routes".into())
            }
            _ => Ok(()),
        }
    }
}
