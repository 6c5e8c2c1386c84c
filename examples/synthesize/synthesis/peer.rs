//! Peers, and what they and the router say when a session comes up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bmp_codec::EncodeError;
use bmp_codec::bgp::capability::{
    AddPath, Capability, GracefulRestart, GracefulRestartFamily, Multiprotocol, RouteRefresh,
};
use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Direction, Open, Session};
use bmp_codec::bmp::{PeerFlags, PeerType, PeerUp, PeerUpTlv, PeerUpTlvs, PerPeerHeader, Rib};
use bmp_codec::net::Asn;

use super::random::mix;
use super::{ROUTER_AS, Settings};

/// A peer of the router, or its Loc-RIB.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// Counts from 1; 0 is the Loc-RIB.
    pub(crate) number: u32,
    pub(crate) asn: Asn,
    pub(crate) add_path: bool,
    pub(crate) two_octet_as: bool,
    families: Vec<Family>,
    router: u32,
}

impl Peer {
    /// Peer `number` of a router, counted from 1.
    pub(crate) fn new(settings: &Settings, number: u32) -> Peer {
        // Shares of all peers are spread over them: multiples of a share, taken to the next whole number.
        let is_one = |share: u32| number * share / 100 > (number - 1) * share / 100;
        let two_octet_as = is_one(settings.two_octet_as);
        let chance = mix(settings.seed ^ u64::from(settings.router) << 32 ^ u64::from(number));
        let asn = match two_octet_as || chance.is_multiple_of(2) {
            true => 1000 + (chance >> 32) as u32 % 62_000,
            false => 131_072 + (chance >> 32) as u32 % 270_000,
        };
        Peer {
            number,
            asn: Asn(asn),
            add_path: is_one(settings.add_path),
            two_octet_as,
            families: settings.families.clone(),
            router: settings.router,
        }
    }

    /// The Loc-RIB of a router.
    pub(crate) fn loc_rib(settings: &Settings) -> Peer {
        Peer {
            number: 0,
            asn: Asn(ROUTER_AS),
            add_path: settings.add_path > 0,
            two_octet_as: false,
            families: settings.families.clone(),
            router: settings.router,
        }
    }

    fn is_loc_rib(&self) -> bool {
        self.number == 0
    }

    /// An address of a peer, of the network for benchmarks (RFC 2544).
    pub(crate) fn ipv4(number: u32) -> Ipv4Addr {
        Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(198, 18, 0, 0)) + number)
    }

    /// An address of a peer, of the network for documentation (RFC 3849).
    pub(crate) fn ipv6(number: u32) -> Ipv6Addr {
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, number as u16)
    }

    /// One of four sessions is over IPv6.
    fn address(&self, number: u32) -> IpAddr {
        match self.number % 4 {
            3 => Peer::ipv6(number).into(),
            _ => Peer::ipv4(number).into(),
        }
    }

    fn bgp_id(&self) -> Ipv4Addr {
        match self.number {
            0 => Ipv4Addr::from_bits(
                u32::from(Ipv4Addr::new(172, 16, 0, 0)) + self.router % 0xf_0000,
            ),
            number => Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(10, 0, 0, 0)) + number),
        }
    }

    /// The header of messages about one of its tables, without a time.
    pub(crate) fn header(&self, rib: Rib) -> PerPeerHeader {
        if self.is_loc_rib() {
            return PerPeerHeader::new(PeerType::LocRib, self.asn, self.bgp_id());
        }
        let peer = PerPeerHeader::global(self.address(self.number), self.asn, self.bgp_id());
        let mut flags = peer.flags().or(match rib {
            Rib::AdjRibInPre | Rib::LocRib => PeerFlags::default(),
            Rib::AdjRibInPost => PeerFlags::POST_POLICY,
            Rib::AdjRibOutPre => PeerFlags::ADJ_RIB_OUT,
            Rib::AdjRibOutPost => PeerFlags::ADJ_RIB_OUT.or(PeerFlags::POST_POLICY),
        });
        if self.two_octet_as {
            flags = flags.or(PeerFlags::TWO_OCTET_AS);
        }
        peer.with_flags(flags)
    }

    fn capabilities(&self, add_path: bool, four_octets: Option<Asn>) -> Vec<Capability> {
        let mut capabilities: Vec<Capability> = (self.families.iter())
            .map(|family| Capability::Multiprotocol(Multiprotocol::new(*family)))
            .collect();
        capabilities.push(Capability::RouteRefresh(RouteRefresh));
        let preserved = self.families.iter().copied();
        capabilities.push(Capability::GracefulRestart(GracefulRestart::new(
            120,
            preserved.map(GracefulRestartFamily::new),
        )));
        capabilities.extend(four_octets.map(Capability::FourOctetAsNumber));
        if add_path {
            let families = self.families.iter();
            let both = families.map(|family| AddPath::new(*family, AddPath::BOTH));
            capabilities.push(Capability::AddPath(both.collect()));
        }
        capabilities
    }

    fn opens(&self) -> Result<(Open, Open), EncodeError> {
        if self.is_loc_rib() {
            // A capability for path identifiers in an OPEN of a Loc-RIB is there for families that have them.
            let capabilities = self.capabilities(self.add_path, Some(self.asn));
            let open = Open::new(self.asn, 0, self.bgp_id(), capabilities)?;
            return Ok((open.clone(), open));
        }
        let router = Peer {
            number: 0,
            ..self.clone()
        };
        let sent = self.capabilities(true, Some(Asn(ROUTER_AS)));
        let received = self.capabilities(self.add_path, (!self.two_octet_as).then_some(self.asn));
        Ok((
            Open::new(Asn(ROUTER_AS), 90, router.bgp_id(), sent)?,
            Open::new(self.asn, 180, self.bgp_id(), received)?,
        ))
    }

    /// What is agreed on for the routes of one of its tables.
    pub(crate) fn session(&self, rib: Rib) -> Result<Session, EncodeError> {
        let (sent, received) = self.opens()?;
        Ok(match rib {
            Rib::LocRib => Session::of_loc_rib(&sent),
            Rib::AdjRibInPre | Rib::AdjRibInPost => {
                Session::negotiated(&sent, &received, Direction::Received)
            }
            Rib::AdjRibOutPre | Rib::AdjRibOutPost => {
                Session::negotiated(&sent, &received, Direction::Sent)
            }
        })
    }

    /// The families whose routes have path identifiers.
    pub(crate) fn add_path(&self) -> FamilySet {
        match self.add_path {
            true => self.families.iter().copied().collect(),
            false => FamilySet::EMPTY,
        }
    }

    /// A session comes up; or the Loc-RIB is there.
    pub(crate) fn up(&self, seconds: u32, microseconds: u32) -> Result<PeerUp, EncodeError> {
        let (sent, received) = self.opens()?;
        let rib = match self.is_loc_rib() {
            true => Rib::LocRib,
            false => Rib::AdjRibInPre,
        };
        // A Peer Up is of no table: only the flag for the kind of address is set.
        let header = self.header(rib);
        let flags = PeerFlags(header.flags().0 & PeerFlags::IPV6.0);
        let header = header
            .with_flags(flags)
            .with_timestamp(seconds, microseconds);
        if self.is_loc_rib() {
            let local = Ipv4Addr::UNSPECIFIED.into();
            let name = PeerUpTlvs::of([PeerUpTlv::vrf_table_name("global")])?;
            return Ok(PeerUp::new(header, local, sent, received).with_information(name));
        }
        let up = PeerUp::new(header, self.address(65_000), sent, received);
        Ok(up.with_ports(179, 40_000 + (self.number % 20_000) as u16))
    }
}
