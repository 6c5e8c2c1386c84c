//! Tests of whole streams, decoded again.

mod version_4;

use std::collections::{BTreeMap, HashMap, HashSet};

use bmp_codec::bgp::Basis;
use bmp_codec::bgp::attribute::{AsPath, Communities, ExtendedCommunities};
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{self, Message, MessageType, PeerKey, PeerTable, Rib, StatisticType};
use ipnet::IpNet;

use crate::synthesize::{Change, Destination, FAMILIES, Goal, Observer, Settings, Stream, Tally};

/// Returns a stream, and its counts.
fn made(settings: Settings) -> (Vec<u8>, Tally) {
    settings.check().unwrap();
    let (mut octets, mut tally) = (Vec::new(), Tally::default());
    let mut stream = Stream::new(settings).unwrap();
    while stream.write(&mut octets, &mut tally).unwrap() {}
    assert_eq!(tally.octets, octets.len() as u64);
    (octets, tally)
}

/// Returns settings with all families and tables, for every peer.
fn everything() -> Settings {
    Settings {
        peers: 6,
        routes: 1000,
        families: FAMILIES.to_vec(),
        ribs: vec![
            Rib::AdjRibInPre,
            Rib::AdjRibInPost,
            Rib::AdjRibOutPre,
            Rib::AdjRibOutPost,
            Rib::LocRib,
        ],
        add_path: 50,
        two_octet_as: 34,
        flaps: 5,
        statistics: 100,
        ..Settings::default()
    }
}

/// FNV-1a: small, and the same everywhere.
fn hash(octets: &[u8]) -> u64 {
    octets.iter().fold(0xcbf2_9ce4_8422_2325, |hash, octet| {
        (hash ^ u64::from(*octet)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Identifies a route in a table.
type RouteKey = (PeerKey, Option<Rib>, String);

/// Decodes a stream like a station, and checks what it must not contain.
#[derive(Default)]
struct Station {
    messages: BTreeMap<MessageType, u64>,
    routes: BTreeMap<Family, [u64; 2]>,
    present: HashSet<RouteKey>,
    up: HashSet<PeerKey>,
    end_of_rib: BTreeMap<(Option<Rib>, Family), u64>,
    lengths: BTreeMap<usize, u64>,
    as_hops: u64,
    communities: BTreeMap<usize, u64>,
    announcing: u64,
    reports: u64,
}

fn key_of(family: Family, text: &str) -> String {
    // Labels do not identify a route.
    let text = text.split(" label ").next().unwrap();
    format!("{family} {text}")
}

impl Station {
    fn read(octets: &[u8]) -> Station {
        let (mut station, mut peers) = (Station::default(), PeerTable::default());
        let (mut frames, mut clock) = (bmp::frames(octets), None);
        for frame in &mut frames {
            let message = peers.decode(frame.unwrap()).unwrap();
            *station.messages.entry(message.message_type()).or_default() += 1;
            if let Some(peer) = message.peer() {
                assert!(peer.timestamp() >= clock, "time goes back");
                clock = peer.timestamp();
            }
            station.message(&message);
        }
        assert!(frames.rest().is_empty());
        station
    }

    fn message(&mut self, message: &Message<&[u8]>) {
        match message {
            Message::PeerUp(up) => {
                assert!(up.sent_open.is_ok() && up.received_open.is_ok());
                assert!(self.up.insert(up.peer.key()), "{} is up", up.peer);
            }
            Message::PeerDown(down) => {
                let key = down.peer.key();
                assert!(self.up.remove(&key), "{} is down", down.peer);
                self.present.retain(|(peer, ..)| *peer != key);
            }
            Message::RouteMonitoring(monitoring) => {
                assert!(self.up.contains(&monitoring.peer.key()));
                self.update(monitoring);
            }
            Message::StatisticsReport(report) => {
                assert!(report.is_count_right());
                for statistic in &report.statistics {
                    let statistic = statistic.unwrap();
                    assert!(statistic.is_as_defined());
                    if statistic.statistic_type == StatisticType::AdjRibInRoutes {
                        let key = report.peer.key();
                        let routes = self.present.iter();
                        let routes = routes.filter(|(peer, rib, _)| {
                            *peer == key && *rib == Some(Rib::AdjRibInPre)
                        });
                        assert_eq!(statistic.number(), Some(routes.count() as u64));
                        self.reports += 1;
                    }
                }
            }
            Message::Initiation(initiation) => {
                assert_eq!(initiation.sys_name(), Some("router-1"));
            }
            Message::Termination(termination) => assert!(termination.reason().is_some()),
            other => panic!("{other:?}"),
        }
    }

    fn update(&mut self, monitoring: &bmp::RouteMonitoring<&[u8]>) {
        let update = monitoring.update.as_ref().unwrap();
        update.check().unwrap();
        assert_eq!(update.path_attributes.session().basis(), Basis::Negotiated);
        let table = (monitoring.peer.key(), monitoring.peer.rib());
        if let Some(family) = update.end_of_rib() {
            *self.end_of_rib.entry((table.1, family)).or_default() += 1;
        }
        let mut has_routes = false;
        for route in update.announced() {
            let route = route.unwrap();
            let key = (table.0, table.1, key_of(route.family, &route.to_string()));
            self.present.insert(key);
            self.routes.entry(route.family).or_default()[0] += 1;
            has_routes = true;
        }
        for route in update.withdrawn() {
            let route = route.unwrap();
            let key = (table.0, table.1, key_of(route.family, &route.to_string()));
            assert!(self.present.remove(&key), "{key:?} was not announced");
            self.routes.entry(route.family).or_default()[1] += 1;
        }
        if !has_routes {
            return;
        }
        self.announcing += 1;
        let path = update.path_attributes.merged_as_path().unwrap().unwrap();
        *self.lengths.entry(path.length()).or_default() += 1;
        self.as_hops += path.length() as u64;
        let communities: Option<Communities<&[u8]>> = update.path_attributes.get().unwrap();
        let count = communities.map_or(0, |communities| communities.len());
        *self.communities.entry(count).or_default() += 1;
    }
}

#[test]
fn a_station_reads_everything() {
    let settings = everything();
    let (octets, tally) = made(settings.clone());
    let station = Station::read(&octets);
    assert_eq!(station.messages, tally.messages);
    assert_eq!(station.routes, tally.routes);
    assert_eq!(station.routes.len(), FAMILIES.len());
    // A Peer Up of each peer, and of those that came up again.
    let count = |message_type| tally.messages[&message_type];
    assert_eq!(count(MessageType::PeerDown), 5);
    assert_eq!(count(MessageType::PeerUp), 6 + 1 + 5);
    assert_eq!(count(MessageType::Initiation), 1);
    assert_eq!(count(MessageType::Termination), 1);
    assert!(station.reports > 30, "{}", station.reports);
    assert_eq!(station.up.len(), 7);
    // An End-of-RIB of each family and table, whenever it was sent.
    for family in FAMILIES {
        for rib in settings.ribs.iter().filter(|rib| **rib != Rib::LocRib) {
            let count = station.end_of_rib[&(Some(*rib), family)];
            // A peer may go down before all of its tables were sent again.
            assert!((6..=6 + 5).contains(&count), "{family} {rib}");
        }
        assert_eq!(station.end_of_rib[&(Some(Rib::LocRib), family)], 1);
    }
    let withdrawn: u64 = station.routes.values().map(|counts| counts[1]).sum();
    let announced: u64 = station.routes.values().map(|counts| counts[0]).sum();
    // 6 peers with 4 tables and the Loc-RIB; one peer's again for each flap; and the changes.
    let tables = 25 * 1000;
    assert!((tables..3 * tables).contains(&announced), "{announced}");
    assert!((500..10_000).contains(&withdrawn), "{withdrawn}");
}

#[test]
fn a_table_has_as_many_routes_as_are_asked_for() {
    let settings = Settings {
        peers: 3,
        routes: 5000,
        churn: 0,
        flaps: 0,
        statistics: 0,
        ..Settings::default()
    };
    let (octets, tally) = made(settings);
    let station = Station::read(&octets);
    assert_eq!(station.routes[&Family::IPV4_UNICAST], [3 * 4000, 0]);
    assert_eq!(station.routes[&Family::IPV6_UNICAST], [3 * 1000, 0]);
    assert_eq!(station.present.len(), 3 * 5000);
    // No route twice, so all of them differ; the messages: routes, End-of-RIBs, and one of each other type.
    let all = station.announcing + 3 * 2 + 1 + 3 + 1;
    assert_eq!(tally.all_messages(), all);
}

#[test]
fn paths_and_communities_are_as_long_as_those_of_the_internet() {
    let (octets, _) = made(Settings {
        routes: 60_000,
        peers: 1,
        ..Settings::default()
    });
    let station = Station::read(&octets);
    let mean = |sum: u64| sum * 100 / station.announcing;
    assert_eq!(
        station.lengths.keys().copied().collect::<Vec<_>>(),
        [2, 3, 4, 5, 6, 7, 8]
    );
    assert!(
        (420..450).contains(&mean(station.as_hops)),
        "{}",
        mean(station.as_hops)
    );
    let most = station.communities.keys().max().copied();
    assert_eq!(
        (station.communities.keys().min().copied(), most),
        (Some(0), Some(20))
    );
    let sum = station
        .communities
        .iter()
        .map(|(count, times)| *count as u64 * times)
        .sum();
    assert!((300..550).contains(&mean(sum)), "{}", mean(sum));
    let routes: u64 = station.routes.values().map(|counts| counts[0]).sum();
    assert!((320..380).contains(&mean(routes)), "{}", mean(routes));
}

/// The lengths of announced prefixes.
#[derive(Default)]
struct Lengths(HashMap<u8, u64>);

impl Observer for Lengths {
    fn message(&mut self, _: MessageType, _: usize) {}

    fn change(&mut self, change: &Change<'_>) {
        for destination in change.destinations {
            if let Destination::Prefix {
                net: IpNet::V4(net),
                ..
            } = destination
            {
                *self.0.entry(net.prefix_len()).or_default() += 1;
            }
        }
    }
}

#[test]
fn prefixes_are_as_long_as_those_of_the_internet() {
    let settings = Settings {
        routes: 10_000,
        peers: 1,
        families: vec![Family::IPV4_UNICAST],
        churn: 0,
        flaps: 0,
        ..Settings::default()
    };
    let mut lengths = Lengths::default();
    let mut stream = Stream::new(settings).unwrap();
    while stream.write(&mut Vec::new(), &mut lengths).unwrap() {}
    assert_eq!(
        (lengths.0[&24], lengths.0[&22], lengths.0[&13]),
        (6150, 1160, 10)
    );
    assert_eq!(lengths.0.values().sum::<u64>(), 10_000);
}

#[test]
fn a_stream_has_as_many_messages_as_are_asked_for() {
    for messages in [6, 7, 100, 20_000] {
        let (octets, tally) = made(Settings {
            goal: Goal::Messages(messages),
            routes: 5000,
            ..Settings::default()
        });
        assert_eq!(tally.all_messages(), messages);
        let station = Station::read(&octets);
        assert_eq!(station.messages[&MessageType::Termination], 1);
        assert_eq!(station.routes, tally.routes);
    }
}

#[test]
fn a_stream_is_as_long_as_is_asked_for() {
    for size in [5000, 1_000_000] {
        let (octets, _) = made(Settings {
            goal: Goal::Octets(size),
            routes: 500,
            ..Settings::default()
        });
        let length = octets.len() as u64;
        assert!((size..size + 4200).contains(&length), "{length}");
    }
}

#[test]
fn a_seed_gives_the_same_octets_everywhere() {
    let settings = |seed, router| Settings {
        seed,
        router,
        routes: 300,
        ..everything()
    };
    let (octets, _) = made(settings(7, 1));
    assert_eq!(
        (octets.len(), hash(&octets)),
        (1_058_365, 7_480_909_308_544_399_796)
    );
    assert_eq!(octets, made(settings(7, 1)).0);
    assert_ne!(octets, made(settings(8, 1)).0);
    assert_ne!(octets, made(settings(7, 2)).0);
}

#[test]
fn a_two_octet_session_has_both_paths() {
    let (octets, _) = made(Settings {
        two_octet_as: 100,
        routes: 500,
        peers: 1,
        ..Settings::default()
    });
    let mut peers = PeerTable::default();
    let (mut narrow, mut merged) = (0, 0);
    for frame in bmp::frames(&octets) {
        let Message::RouteMonitoring(monitoring) = peers.decode(frame.unwrap()).unwrap() else {
            continue;
        };
        let update = monitoring.update.unwrap();
        let path: Option<AsPath<&[u8]>> = update.path_attributes.get().unwrap();
        let Some(path) = path else { continue };
        assert_eq!(path.width(), bmp_codec::net::AsnWidth::Two);
        let whole = update.path_attributes.merged_as_path().unwrap().unwrap();
        assert!(!whole.contains(bmp_codec::net::Asn(23456)));
        assert_eq!(whole.length(), path.length());
        // RFC 4271, section 5: in the order of their codes; RFC 7606, section 5.1: MP_REACH_NLRI, 14, comes first.
        let codes = (update.path_attributes.iter()).map(|attribute| attribute.unwrap().code());
        let codes: Vec<u8> = codes.skip_while(|code| *code == 14).collect();
        assert!(codes.is_sorted(), "{codes:?}");
        narrow += 1;
        merged += u32::from(whole.asns().any(|asn| asn.0 > 0xffff));
    }
    assert!(
        narrow > 100 && merged > narrow / 4 && merged < narrow,
        "{merged} of {narrow}"
    );
}

#[test]
fn vpn_routes_have_targets() {
    let (octets, _) = made(Settings {
        families: vec![Family::VPN_IPV4_UNICAST, Family::L2VPN_EVPN],
        routes: 200,
        peers: 1,
        churn: 0,
        flaps: 0,
        ..Settings::default()
    });
    let (mut peers, mut count) = (PeerTable::default(), 0);
    for frame in bmp::frames(&octets) {
        let Message::RouteMonitoring(monitoring) = peers.decode(frame.unwrap()).unwrap() else {
            continue;
        };
        let update = monitoring.update.unwrap();
        if update.announced().next().is_some() {
            let communities: Option<ExtendedCommunities<&[u8]>> =
                update.path_attributes.get().unwrap();
            assert!(communities.unwrap().iter().any(|one| one.is_route_target()));
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn the_whole_stream_is_written_and_the_bar_is_full() {
    for goal in [Goal::Done, Goal::Messages(3000), Goal::Octets(400_000)] {
        let settings = Settings {
            goal,
            routes: 1500,
            ..Settings::default()
        };
        let bar = indicatif::ProgressBar::hidden();
        let mut out = Vec::new();
        let tally = crate::synthesize::output::write(settings.clone(), &mut out, &bar).unwrap();
        assert_eq!((out, tally), made(settings));
        assert!(bar.position() > 0);
        assert_eq!(Some(bar.position()), bar.length());
    }
}

#[test]
fn a_summary_counts_messages_and_routes() {
    let (octets, tally) = made(Settings {
        routes: 50,
        peers: 2,
        churn: 0,
        flaps: 0,
        ..Settings::default()
    });
    let mut out = Vec::new();
    crate::synthesize::summary(&tally, 0.5, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let (messages, octets) = (tally.all_messages(), octets.len());
    assert!(
        text.starts_with(&format!("{messages} messages, {octets} bytes, 0.5 s, ")),
        "{text}"
    );
    assert!(text.contains("           2 Peer Up\n"), "{text}");
    assert!(
        text.ends_with("          20 routes of ipv6-unicast announced, 0 withdrawn\n"),
        "{text}"
    );
}
