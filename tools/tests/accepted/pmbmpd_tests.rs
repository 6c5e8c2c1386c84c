//! pmbmpd logs every route that was announced or withdrawn, with what was said of it, and every session.

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{AsPath, AttributeValue, Origin, PathAttribute, PathAttributes};
use bmp_codec::bgp::nlri::{Family, Ipv4Prefix, Nlri, Route as NlriRoute, Routes};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{
    Initiation, Message, MessageType, PeerUp, PerPeerHeader, Rib, RouteMonitoring, Termination,
    TerminationReason,
};
use bmp_codec::net::Asn;
use serde_json::Value;

use super::kinds;
use super::log::{self, Counts, Lines, Route, Said, add, differences};
use super::pmbmpd::{count, events};
use crate::support::built;
use bmp_tools::synthesize::Settings;

/// A route as an event of pmbmpd has it; none where it is another event.
fn route(event: &Value) -> Option<Route> {
    if event["bmp_msg_type"] != "route_monitor" {
        return None;
    }
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| event[name].as_u64();
    let is = |name: &str| number(name) == Some(1);
    let rib = match (is("is_loc"), is("is_out"), is("is_post")) {
        (true, ..) => Rib::LocRib,
        (_, false, false) => Rib::AdjRibInPre,
        (_, false, true) => Rib::AdjRibInPost,
        (_, true, false) => Rib::AdjRibOutPre,
        (_, true, true) => Rib::AdjRibOutPost,
    };
    Some(Route {
        peer: text("peer_ip"),
        rib,
        afi: number("afi")?,
        safi: number("safi")?,
        path_id: number("as_path_id"),
        // Its type is in front: 0, 1 or 2.
        rd: event["rd"]
            .as_str()
            .map(|rd| rd.split_once(':').unwrap().1.to_owned()),
        prefix: text("ip_prefix"),
        said: (event["log_type"] == "update").then(|| Said {
            label: event["label"].as_str().map(str::to_owned),
            next_hop: text("bgp_nexthop"),
            as_path: text("as_path"),
            communities: text("comms"),
            large_communities: text("lcomms"),
            origin: text("origin"),
            med: number("med"),
            local_pref: number("local_pref"),
        }),
    })
}

fn routes(events: &[Value]) -> Counts<Route> {
    let mut counts = Counts::new();
    for route in events.iter().filter_map(route) {
        add(&mut counts, route);
    }
    counts
}

/// A stream of what pmbmpd logs routes of.
fn settings() -> Settings {
    Settings {
        peers: 6,
        routes: 400,
        families: vec![
            Family::IPV4_UNICAST,
            Family::IPV6_UNICAST,
            Family::IPV4_LABELED_UNICAST,
            Family::IPV6_LABELED_UNICAST,
            Family::VPN_IPV4_UNICAST,
            Family::VPN_IPV6_UNICAST,
        ],
        ribs: vec![
            Rib::AdjRibInPre,
            Rib::AdjRibInPost,
            Rib::AdjRibOutPre,
            Rib::AdjRibOutPost,
            Rib::LocRib,
        ],
        add_path: 50,
        two_octet_as: 34,
        flaps: 4,
        statistics: 100,
        ..Settings::default()
    }
}

#[test]
#[cfg_attr(not(has_pmbmpd), ignore = "needs pmbmpd: apt-get install pmacct")]
fn pmbmpd_logs_every_route_of_a_synthesized_stream() {
    let (octets, log) = log::made(settings());
    let events = events(&octets);
    let messages = |message_type| log.tally.messages[&message_type];
    assert_eq!(count(&events, "init"), messages(MessageType::Initiation));
    assert_eq!(count(&events, "peer_up"), messages(MessageType::PeerUp));
    assert_eq!(count(&events, "peer_down"), messages(MessageType::PeerDown));
    assert_eq!(count(&events, "term"), messages(MessageType::Termination));
    let differences = differences(&routes(&events), &log.routes);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let made: u64 = log.tally.routes.values().flatten().sum();
    assert!(made > 8000, "{made}");
    assert_eq!(count(&events, "route_monitor"), made);
}

/// A stream of one peer with these UPDATEs.
fn stream(updates: impl IntoIterator<Item = Update>) -> Vec<u8> {
    let (sent, received) = kinds::opens();
    let peer = PerPeerHeader::of_peer("192.0.2.1".parse().unwrap(), &received);
    let up = PeerUp::new(peer, "192.0.2.254".parse().unwrap(), sent, received).unwrap();
    let mut messages: Vec<Message> = vec![
        Initiation::new("built", "router").unwrap().into(),
        up.with_ports(179, 40_000).into(),
    ];
    let updates = updates.into_iter();
    messages.extend(updates.map(|update| RouteMonitoring::new(peer, update).into()));
    messages.push(Termination::new(TerminationReason::AdministrativelyClosed).into());
    messages
        .iter()
        .flat_map(|message| message.to_vec().unwrap())
        .collect()
}

#[test]
#[cfg_attr(not(has_pmbmpd), ignore = "needs pmbmpd: apt-get install pmacct")]
fn pmbmpd_takes_every_attribute_that_is_built() {
    let mut expected = Lines::new();
    let updates = built::attributes().enumerate().map(|(place, json)| {
        let value: AttributeValue = serde_json::from_str(json).unwrap();
        let attribute = PathAttribute::new(value);
        let mut attributes = PathAttributes::new(Session::default());
        attributes.set(&Origin::Igp).unwrap();
        attributes
            .set(&AsPath::sequence([Asn(64496), Asn(65551)]).unwrap())
            .unwrap();
        attributes.remove(attribute.code());
        attributes.push(&attribute).unwrap();
        let prefix = format!("10.0.{place}.0/24");
        add(&mut expected, prefix.clone());
        let route: NlriRoute<Ipv4Prefix> = prefix.parse::<Ipv4Prefix>().unwrap().into();
        let routes = Routes::in_session(Session::default(), [route]).unwrap();
        let next_hop: std::net::IpAddr = "192.0.2.1".parse().unwrap();
        Update::announcing(attributes, next_hop, Nlri::Ipv4Unicast(routes)).unwrap()
    });
    let stream = stream(updates.collect::<Vec<_>>());
    let mut read = Lines::new();
    for route in events(&stream).iter().filter_map(route) {
        assert_eq!(route.said.unwrap().next_hop, "192.0.2.1");
        add(&mut read, route.prefix);
    }
    assert_eq!(differences(&read, &expected), [""; 0]);
}

#[test]
#[cfg_attr(not(has_pmbmpd), ignore = "needs pmbmpd: apt-get install pmacct")]
fn pmbmpd_takes_routes_of_every_family_that_it_reads() {
    let mut expected = Lines::new();
    let mut updates = Vec::new();
    for (family, routes) in built::ROUTES {
        let safi = match *family {
            "ipv4_unicast" | "ipv6_unicast" => 1,
            "ipv4_labeled_unicast" | "ipv6_labeled_unicast" => 4,
            "vpn_ipv4_unicast" | "vpn_ipv6_unicast" => 128,
            _ => continue,
        };
        let ipv6 = family.contains("ipv6");
        // A stack of labels needs an agreement.
        for json in routes.iter().filter(|json| !json.contains("100/200")) {
            let list = format!(r#"{{"{family}":[{{"path_id":null,"nlri":{json}}}]}}"#);
            let nlri: Nlri = serde_json::from_str(&list).unwrap();
            let next_hop: std::net::IpAddr = if ipv6 { "2001:db8::1" } else { "192.0.2.1" }
                .parse()
                .unwrap();
            let attributes = PathAttributes::new(Session::default())
                .with(&Origin::Igp)
                .unwrap()
                .with(&AsPath::sequence([Asn(64496)]).unwrap())
                .unwrap();
            updates.push(Update::announcing(attributes, next_hop, nlri.clone()).unwrap());
            updates.push(Update::withdrawing(nlri).unwrap());
            let value: Value = serde_json::from_str(json).unwrap();
            let prefix = value["prefix"].as_str().or(value.as_str()).unwrap();
            for sign in ["+", "-"] {
                add(&mut expected, format!("{sign} {safi} {prefix} {next_hop}"));
            }
        }
    }
    let mut read = Lines::new();
    for route in events(&stream(updates)).iter().filter_map(route) {
        let next_hop = match route.afi {
            1 => "192.0.2.1",
            _ => "2001:db8::1",
        };
        let sign = match route.said {
            Some(said) => {
                assert_eq!(said.next_hop, next_hop);
                "+"
            }
            None => "-",
        };
        add(
            &mut read,
            format!("{sign} {} {} {next_hop}", route.safi, route.prefix),
        );
    }
    assert!(read.len() > 10);
    assert_eq!(differences(&read, &expected), [""; 0]);
}

#[test]
#[cfg_attr(not(has_pmbmpd), ignore = "needs pmbmpd: apt-get install pmacct")]
fn pmbmpd_takes_every_kind_of_message() {
    let messages = kinds::messages();
    let stream: Vec<u8> = messages
        .iter()
        .flat_map(|message| message.to_vec().unwrap())
        .collect();
    let events = events(&stream);
    let of_type = |message_type| {
        let of_type = |message: &&Message| message.message_type() == message_type;
        messages.iter().filter(of_type).count() as u64
    };
    assert_eq!(count(&events, "init"), of_type(MessageType::Initiation));
    assert_eq!(count(&events, "peer_up"), of_type(MessageType::PeerUp));
    assert_eq!(count(&events, "peer_down"), of_type(MessageType::PeerDown));
    assert_eq!(count(&events, "term"), of_type(MessageType::Termination));
    let reasons: Vec<_> = (events.iter())
        .filter(|event| event["bmp_msg_type"] == "peer_down")
        .map(|event| event["reason_type"].as_u64().unwrap())
        .collect();
    assert_eq!(reasons, [1, 2, 3, 4, 5, 6]);
    assert!(events.iter().any(|event| event["bmp_msg_type"] == "stats"
        && event["counter_type"] == 7
        && event["counter_value"] == 1007));
}
