use super::*;
use crate::collect::glass::Bounds;
use crate::tables::Limits;
use bmp_codec::bgp::attribute::Origin;
use bmp_codec::bgp::nlri::Ipv4Prefix;
use bmp_codec::net::Asn;

fn glass() -> Glass {
    Glass::new(Bounds {
        tables: Limits::default(),
        routers: 10,
        per_prefix: 10,
        stale_time: Duration::from_secs(3600),
    })
}

/// Tables with two routes of one peer.
fn filled() -> Glass {
    let glass = glass();
    let router = glass.connect("192.0.2.254");
    for (net, path) in [("198.51.100.0/24", 64501), ("203.0.113.0/24", 64502)] {
        let address: Ipv4Addr = "192.0.2.1".parse().unwrap();
        let header = PerPeerHeader::global(address.into(), Asn(64500), address);
        let update = Update::announce([net.parse::<Ipv4Prefix>().unwrap()])
            .origin(Origin::Igp)
            .as_path([64500, path])
            .next_hop(IpAddr::from(address));
        let message = RouteMonitoring::new(header.with_timestamp(7, 8), update.build().unwrap());
        let frame = Message::from(message).to_vec().unwrap();
        let mut peers = PeerTable::default();
        let message = peers.decode(&frame).unwrap();
        glass.lock().tables.take(router, &message, &peers, None);
    }
    glass
}

fn texts(glass: &Glass) -> Vec<String> {
    let inner = glass.lock();
    let routes = inner.tables.routes(None);
    routes
        .map(|route| {
            let attributes = route.attributes();
            let path = attributes.merged_as_path().unwrap().unwrap();
            let time = route.time().unwrap();
            format!(
                "{} {path} {time:?} {}",
                route.key().unwrap(),
                route.is_stale()
            )
        })
        .collect()
}

/// A snapshot that was cut anywhere, or has one wrong byte, is left aside, and the tables stay empty.
#[test]
fn a_torn_snapshot_is_never_believed() {
    let directory = tempfile::tempdir().unwrap();
    let state = State::open(directory.path()).unwrap();
    assert!(State::open(directory.path()).is_err());
    state.save(&filled()).unwrap();
    let whole = std::fs::read(&state.path).unwrap();
    let restored = glass();
    state.restore(&restored);
    assert_eq!(
        texts(&restored),
        [
            "ipv4-unicast 198.51.100.0/24 64500 64501 7.000008s true",
            "ipv4-unicast 203.0.113.0/24 64500 64502 7.000008s true"
        ]
    );
    let aside = state.path.with_extension("torn");
    let cuts = (0..whole.len()).map(|length| whole[..length].to_vec());
    let flips = (0..whole.len()).map(|at| {
        let mut octets = whole.clone();
        octets[at] ^= 0x10;
        octets
    });
    let longer = [&whole[..], &[0]].concat();
    for octets in cuts.chain(flips).chain([longer]) {
        std::fs::write(&state.path, &octets).unwrap();
        let restored = glass();
        state.restore(&restored);
        assert!(restored.lock().tables.is_empty(), "{octets:?}");
        assert_eq!(restored.lock().tables.routers().count(), 0);
        assert_eq!(std::fs::read(&aside).unwrap(), octets);
        assert!(!state.path.exists());
    }
}

/// The old snapshot stays until the new one is whole.
#[test]
fn a_snapshot_that_cannot_be_written_leaves_the_old_one() {
    let directory = tempfile::tempdir().unwrap();
    let state = State::open(directory.path()).unwrap();
    state.save(&filled()).unwrap();
    // A directory is in the way of the new file.
    std::fs::create_dir(state.path.with_extension("new")).unwrap();
    assert!(state.save(&glass()).is_err());
    let restored = glass();
    state.restore(&restored);
    assert_eq!(texts(&restored).len(), 2);
}
