//! Peers, and the OPENs that they and the router send.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use bmp_codec::EncodeError;
use bmp_codec::bgp::capability::{
    AddPath, Capability, GracefulRestart, GracefulRestartFamily, RouteRefresh,
};
use bmp_codec::bgp::nlri::{Family, FamilySet};
use bmp_codec::bgp::{Direction, Open, Session};
use bmp_codec::bmp::{PeerUp, PerPeerHeader, Rib};
use bmp_codec::net::Asn;

use super::random::mix;
use super::{ROUTER_AS, Settings};

/// A peer of the router, or its Loc-RIB.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Counts from 1; 0 is the Loc-RIB.
    pub number: u32,
    /// Its AS number.
    pub asn: Asn,
    /// Whether its routes have path identifiers.
    pub add_path: bool,
    /// Whether it knows two-octet AS numbers only.
    pub two_octet_as: bool,
    families: Vec<Family>,
    router: u32,
}

impl Peer {
    /// Returns peer `number` of a router, counted from 1.
    pub fn new(settings: &Settings, number: u32) -> Peer {
        // Shares are spread over all peers: multiples of a share, rounded up.
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

    /// Returns the Loc-RIB of a router.
    pub fn loc_rib(settings: &Settings) -> Peer {
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

    /// Returns an address of a peer, from the network for benchmarks (RFC 2544).
    pub fn ipv4(number: u32) -> Ipv4Addr {
        Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(198, 18, 0, 0)) + number)
    }

    /// Returns an address of a peer, from the network for documentation (RFC 3849).
    pub fn ipv6(number: u32) -> Ipv6Addr {
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
            0 => bgp_id_of_router(self.router),
            number => Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(10, 0, 0, 0)) + number),
        }
    }

    /// Returns the header of messages about one of its tables, without a time.
    pub fn header(&self, rib: Rib) -> Result<PerPeerHeader, EncodeError> {
        if self.is_loc_rib() {
            return Ok(PerPeerHeader::loc_rib(self.asn, self.bgp_id()));
        }
        PerPeerHeader::global(self.address(self.number), self.asn, self.bgp_id()).with_rib(rib)
    }

    fn capabilities(&self, add_path: bool) -> Result<Vec<Capability>, EncodeError> {
        let families = || self.families.iter().copied();
        let mut capabilities: Vec<_> = families().map(Capability::multiprotocol).collect();
        let kept = families().map(GracefulRestartFamily::new);
        capabilities.push(RouteRefresh.into());
        capabilities.push(GracefulRestart::new(120, kept)?.into());
        if add_path {
            let both = families().map(|family| AddPath::new(family, AddPath::BOTH));
            capabilities.push(Capability::add_path(both));
        }
        Ok(capabilities)
    }

    /// Returns the OPEN that the router sends.
    fn sent(&self, add_path: bool) -> Result<Open, EncodeError> {
        let open = Open::new(
            Asn(ROUTER_AS),
            90,
            bgp_id_of_router(self.router),
            self.capabilities(add_path)?,
        )?;
        open.with(Asn(ROUTER_AS))
    }

    /// Returns the OPEN that the peer sends.
    fn received(&self) -> Result<Open, EncodeError> {
        let capabilities = self.capabilities(self.add_path)?;
        let open = Open::new(self.asn, 180, self.bgp_id(), capabilities)?;
        match self.two_octet_as {
            true => Ok(open),
            false => open.with(self.asn),
        }
    }

    /// Returns the negotiated session for the routes of one of its tables.
    pub fn session(&self, rib: Rib) -> Result<Session, EncodeError> {
        let direction = match rib {
            // In a Loc-RIB, the families that its OPEN names have path identifiers.
            Rib::LocRib => return Ok(Session::of_loc_rib(&self.sent(self.add_path)?)),
            Rib::AdjRibInPre | Rib::AdjRibInPost => Direction::Received,
            Rib::AdjRibOutPre | Rib::AdjRibOutPost => Direction::Sent,
        };
        let (sent, received) = (self.sent(true)?, self.received()?);
        Ok(Session::negotiated(&sent, &received, direction))
    }

    /// Returns the families whose routes have path identifiers.
    pub fn add_path(&self) -> FamilySet {
        match self.add_path {
            true => self.families.iter().copied().collect(),
            false => FamilySet::EMPTY,
        }
    }

    /// Returns the Peer Up of a session, or of the Loc-RIB.
    pub fn up(&self, time: Duration) -> Result<PeerUp, EncodeError> {
        if self.is_loc_rib() {
            let header = self.header(Rib::LocRib)?.at(time)?;
            return PeerUp::of_loc_rib(header, self.sent(self.add_path)?, "global");
        }
        let header = self.header(Rib::AdjRibInPre)?.at(time)?;
        let up = PeerUp::new(
            header,
            self.address(65_000),
            self.sent(true)?,
            self.received()?,
        )?;
        Ok(up.with_ports(179, 40_000 + (self.number % 20_000) as u16))
    }
}

fn bgp_id_of_router(router: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(172, 16, 0, 0)) + router % 0xf_0000)
}
