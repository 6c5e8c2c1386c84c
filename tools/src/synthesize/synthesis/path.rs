//! Paths: the properties of the routes of an UPDATE, and the path attributes that encode them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bmp_codec::EncodeError;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::attribute::{
    Aggregator, AsPath, AtomicAggregate, Communities, Community, ExtendedCommunities,
    ExtendedCommunity, LargeCommunities, LargeCommunity, LocalPref, MpNextHop, MultiExitDisc,
    OnlyToCustomer, Origin, PathAttributes, tunnel_encapsulation::TunnelType,
};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::Rib;
use bmp_codec::net::Asn;

use super::ROUTER_AS;
use super::peer::Peer;
use super::random::{Random, mix};

/// Out of a thousand paths, how many have how many AS numbers, before any is repeated.
const HOPS: [(u32, u32); 7] = [
    (2, 70),
    (3, 240),
    (4, 350),
    (5, 210),
    (6, 80),
    (7, 35),
    (8, 15),
];
/// The length of the longest path, including repeated AS numbers.
const LONGEST: usize = 8;
/// Out of a thousand lists of communities, how many have this length, and by how much it may grow.
const COMMUNITIES: [((u32, u32), u32); 5] = [
    ((0, 0), 150),
    ((1, 3), 350),
    ((4, 4), 300),
    ((8, 6), 150),
    ((14, 7), 50),
];
/// The number of transit providers; the first ones are those in the middle of the Internet.
const TRANSITS: u64 = 500;
const TIER_1: u32 = 16;

/// The properties of some routes. The numbers are not encoded: tests compare with them.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// ORIGIN.
    pub origin: Option<Origin>,
    /// The AS numbers of the AS_PATH, the nearest first.
    pub asns: Vec<Asn>,
    /// The next hop.
    pub next_hop: Option<IpAddr>,
    /// The link-local next hop of IPv6.
    pub link_local: Option<Ipv6Addr>,
    /// MULTI_EXIT_DISC.
    pub med: Option<u32>,
    /// LOCAL_PREF.
    pub local_pref: Option<u32>,
    /// Whether there is ATOMIC_AGGREGATE.
    pub atomic_aggregate: bool,
    /// The AS number of AGGREGATOR.
    pub aggregator: Option<Asn>,
    /// Communities.
    pub communities: Vec<Community>,
    /// Large communities.
    pub large_communities: Vec<LargeCommunity>,
    /// Extended communities.
    pub extended_communities: Vec<ExtendedCommunity>,
    /// The AS number of ONLY_TO_CUSTOMER.
    pub only_to_customer: Option<Asn>,
}

/// Returns the AS number of a transit provider.
fn transit(number: u64) -> Asn {
    Asn(200 + (mix(number ^ 0x7472_616e) % 60_000) as u32)
}

/// Returns the AS that the routes of a group come from: a four-octet one in somewhat less than half of all cases.
fn origin_as(seed: u64, group: u64) -> Asn {
    let chance = mix(seed ^ mix(group / 4) ^ 0x6f72_6967);
    Asn(match chance % 100 {
        0..42 => 131_072 + (chance >> 32) as u32 % 270_000,
        _ => 1000 + (chance >> 32) as u32 % 62_000,
    })
}

impl Path {
    /// Draws another path for the routes of a group, as in a real table.
    pub fn draw(
        &mut self,
        random: &mut Random,
        peer: &Peer,
        rib: Rib,
        family: Family,
        origin: Asn,
    ) {
        self.origin = Some(random.weighted(&[
            (Origin::Igp, 920),
            (Origin::Incomplete, 75),
            (Origin::Egp, 5),
        ]));
        self.draw_asns(random, peer, rib, origin);
        self.draw_next_hop(random, peer, rib, family);
        self.med = random.permille(300).then(|| match random.below(3) {
            0 => 0,
            1 => 10 * random.below(100),
            _ => random.below(100_000),
        });
        // A peer in another AS sends none; the router sets one on each route that it accepts.
        self.local_pref = matches!(rib, Rib::AdjRibInPost | Rib::LocRib)
            .then(|| random.weighted(&[(100, 600), (80, 150), (120, 150), (200, 100)]));
        self.atomic_aggregate = random.permille(50);
        self.aggregator = random.permille(80).then_some(origin);
        self.only_to_customer = (random.permille(20)).then(|| self.asns[self.asns.len() / 2]);
        self.draw_communities(random, family);
    }

    fn draw_asns(&mut self, random: &mut Random, peer: &Peer, rib: Rib, origin: Asn) {
        let hops = random.weighted(&HOPS) as usize;
        self.asns.clear();
        let post_out = rib == Rib::AdjRibOutPost;
        if post_out {
            self.asns.push(Asn(ROUTER_AS));
        }
        // Routes sent to a peer came from another one.
        let neighbor = match rib {
            Rib::AdjRibInPre | Rib::AdjRibInPost => peer.asn,
            _ => Asn(64_501 + random.below(10)),
        };
        if self.asns.len() + 1 < hops {
            self.asns.push(neighbor);
        }
        while self.asns.len() + 1 < hops {
            let middle = self.asns.len() < 3;
            let number = match middle && random.permille(600) {
                true => u64::from(random.below(TIER_1)),
                false => random.below_u64(TRANSITS),
            };
            let asn = transit(number);
            if asn != origin && !self.asns.contains(&asn) {
                self.asns.push(asn);
            }
        }
        self.asns.push(origin);
        if random.permille(120) {
            let more = 1 + random.below(3) as usize;
            for _ in 0..more.min(LONGEST - self.asns.len()) {
                self.asns.push(origin);
            }
        }
    }

    fn draw_next_hop(&mut self, random: &mut Random, peer: &Peer, rib: Rib, family: Family) {
        let ipv6 = matches!(
            family,
            Family::IPV6_UNICAST
                | Family::IPV6_MULTICAST
                | Family::IPV6_LABELED_UNICAST
                | Family::VPN_IPV6_UNICAST
        );
        let number = match rib {
            Rib::AdjRibInPre | Rib::AdjRibInPost => peer.number,
            _ => 60_000 + random.below(10),
        };
        self.next_hop = Some(match ipv6 {
            true => Peer::ipv6(number).into(),
            false => Peer::ipv4(number).into(),
        });
        let shared_link = ipv6 && matches!(rib, Rib::AdjRibInPre) && peer.number.is_multiple_of(2);
        self.link_local = (shared_link && family == Family::IPV6_UNICAST)
            .then(|| Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 1, number as u16));
    }

    fn draw_communities(&mut self, random: &mut Random, family: Family) {
        let (least, more) = random.weighted(&COMMUNITIES);
        let count = least + if more > 0 { random.below(more) } else { 0 };
        self.communities.clear();
        for _ in 0..count {
            let from = self.asns[random.below(self.asns.len() as u32) as usize];
            let asn = u16::try_from(from.0).unwrap_or(ROUTER_AS as u16);
            // An AS has few of them.
            let value = mix(u64::from(asn) << 8 | u64::from(random.below(40))) as u16;
            self.communities.push(Community::new(asn, value));
        }
        self.communities.sort_unstable();
        self.communities.dedup();
        self.large_communities.clear();
        if random.permille(120) {
            for number in 0..1 + random.below(4) {
                let asn = self.asns[random.below(self.asns.len() as u32) as usize];
                let value = 100 * number + random.below(100);
                self.large_communities
                    .push(LargeCommunity::new(asn.0, number, value));
            }
        }
        self.large_communities.sort_unstable();
        self.large_communities.dedup();
        self.extended_communities.clear();
        let is_vpn = family.safi() == Family::VPN_IPV4_UNICAST.safi();
        if is_vpn || family == Family::L2VPN_EVPN {
            for _ in 0..1 + random.below(2) {
                let target = ExtendedCommunity::route_target(ROUTER_AS as u16, random.below(500));
                self.extended_communities.push(target);
            }
        }
        if family == Family::L2VPN_EVPN {
            let vxlan = ExtendedCommunity::encapsulation(TunnelType::Vxlan);
            self.extended_communities.push(vxlan);
        }
    }

    /// Returns the path attributes, except those with a next hop or routes.
    pub fn attributes(&self, session: Session) -> Result<PathAttributes, EncodeError> {
        let mut attributes = PathAttributes::new(session);
        attributes.add(&self.origin.unwrap_or(Origin::Igp))?;
        if let Some(med) = self.med {
            attributes.add(&MultiExitDisc(med))?;
        }
        if let Some(local_pref) = self.local_pref {
            attributes.add(&LocalPref(local_pref))?;
        }
        if self.atomic_aggregate {
            attributes.add(&AtomicAggregate)?;
        }
        if !self.communities.is_empty() {
            attributes.add(&self.communities.iter().copied().collect::<Communities>())?;
        }
        if !self.extended_communities.is_empty() {
            let communities = self.extended_communities.iter().copied();
            attributes.add(&communities.collect::<ExtendedCommunities>())?;
        }
        if !self.large_communities.is_empty() {
            let communities = self.large_communities.iter().copied();
            attributes.add(&communities.collect::<LargeCommunities>())?;
        }
        if let Some(asn) = self.only_to_customer {
            attributes.add(&OnlyToCustomer(asn.0))?;
        }
        // These may need two attributes each, which go where their codes belong among the others.
        attributes.set_as_path(&AsPath::sequence(self.asns.iter().copied())?)?;
        if let Some(asn) = self.aggregator {
            let router = Ipv4Addr::new(192, 0, 2, asn.0 as u8);
            attributes.set_aggregator(Aggregator::new(asn, router))?;
        }
        Ok(attributes)
    }

    /// Returns the next hop.
    pub fn next_hop(&self) -> MpNextHop {
        match (self.next_hop, self.link_local) {
            (Some(IpAddr::V6(global)), Some(link_local)) => (global, link_local).into(),
            (Some(address), _) => address.into(),
            (None, _) => MpNextHop::default(),
        }
    }
}

/// Returns the AS that the routes of a group come from.
pub(super) fn origin_of(seed: u64, group: u64, peer: &Peer) -> Asn {
    match origin_as(seed, group) {
        asn if asn == peer.asn => Asn(asn.0 + 1),
        asn => asn,
    }
}
