//! Writes what a router with one peer sends to a station: Initiation, Peer Up, a route, End-of-RIB, Peer Down and
//! Termination.
//!
//! `cargo run --example export_session > session.bmp`

use std::error::Error;
use std::io::Write;
use std::net::IpAddr;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{Community, Origin};
use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Notification, Open, Session, Update};
use bmp_codec::bmp::{
    Initiation, Message, PeerDown, PeerUp, PerPeerHeader, RouteMonitoring, Termination,
    TerminationReason,
};
use bmp_codec::net::{Asn, Ipv6Prefix};

fn main() -> Result<(), Box<dyn Error>> {
    let open = |asn: u32, id: [u8; 4]| {
        Open::new(Asn(asn), 90, id.into(), [])?
            .with(Capability::multiprotocol(Family::IPV6_UNICAST))?
            .with(Asn(asn))
    };
    let (sent, received) = (open(65001, [192, 0, 2, 1])?, open(65002, [192, 0, 2, 2])?);
    let (local, remote): (IpAddr, IpAddr) = ("2001:db8::1".parse()?, "2001:db8::2".parse()?);
    let peer = PerPeerHeader::of_peer(remote, &received);

    let prefix: Ipv6Prefix = "2001:db8:2::/48".parse()?;
    let update = Update::announce([prefix])
        .origin(Origin::Igp)
        .as_path([65002])
        .next_hop(remote)
        .communities([Community::NO_EXPORT])
        .build()?;
    let end_of_rib = Update::of_end_of_rib(Session::default(), Family::IPV6_UNICAST);
    let messages: [Message; 6] = [
        Initiation::new("a router", "rtr")?.into(),
        PeerUp::new(peer, local, sent, received)?.into(),
        RouteMonitoring::new(peer, update).into(),
        RouteMonitoring::new(peer, end_of_rib).into(),
        PeerDown::remote_notification(peer, Notification::administrative_shutdown("bye")?).into(),
        Termination::new(TerminationReason::AdministrativelyClosed).into(),
    ];
    let mut output = std::io::stdout().lock();
    for message in messages {
        output.write_all(&message.to_vec()?)?;
    }
    Ok(())
}
