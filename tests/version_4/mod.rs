//! BMP version 4 (draft-ietf-grow-bmp-tlv): messages laid out by hand from the pictures of the draft, the rules of indexes
//! as a property, streams of both versions, and hostile input.

mod building;
mod properties;

use bmp_codec::bgp::Session;
use bmp_codec::bgp::capability::AddPath;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::v4::{self, Index, Profile, RouteMonitoring, StatisticsBody, Tlv, Value};
use bmp_codec::bmp::{
    self, Cut, Framing, Message, PeerDownReason, PeerFlags, PeerTable, PerPeerHeader, Reading, Rib,
    StreamChecker,
};
use bmp_codec::net::{Asn, AsnWidth};
use bmp_codec::wire::Octets;
use bmp_codec::{Breach, Encode, Fault};

use crate::support::forms;
use crate::support::hand::{self, hex};

/// A frame of version 4.
fn frame(message_type: u8, body: &[u8]) -> Vec<u8> {
    let mut frame = hand::bmp(message_type, body);
    frame[0] = 4;
    frame
}

/// A frame with a per-peer header of a global peer.
fn of_peer(message_type: u8, body: &str) -> Vec<u8> {
    let peer = hand::per_peer(0, 0, 1);
    frame(message_type, &[peer, hex(body)].concat())
}

/// An UPDATE whose body is given.
fn update(body: &str) -> String {
    let body = hex(body);
    let digits: String = body.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("{}{:04x}02{digits}", "ff".repeat(16), 19 + body.len())
}

/// A TLV with an index.
fn tlv(number: u16, index: u16, value: &str) -> String {
    let length = hex(value).len();
    format!("{number:04x}{length:04x}{index:04x}{value}")
}

fn decode(frame: &[u8]) -> Message<&[u8]> {
    let message = Message::decode(frame, Session::default()).unwrap();
    assert_eq!(message.to_vec().unwrap(), frame);
    assert_eq!(message.version(), 4);
    forms::check(&message, frame);
    #[cfg(feature = "serde")]
    {
        forms::check_binary(&message, frame);
        forms::check_exact_json(&message, frame);
    }
    message
}

fn monitoring(frame: &[u8]) -> RouteMonitoring<&[u8]> {
    match decode(frame) {
        Message::V4(v4::Message::RouteMonitoring(monitoring)) => monitoring,
        other => panic!("{other:?}"),
    }
}

/// Each route with the texts of its TLVs.
fn lines(monitoring: &RouteMonitoring<&[u8]>) -> Vec<String> {
    let routes = monitoring.routes().map(|route| {
        let tlvs: Vec<_> = route.tlvs().map(|tlv| tlv.to_string()).collect();
        let sign = if route.is_withdrawn { '-' } else { '+' };
        let text = match route.route {
            Ok(route) => route
                .prefix
                .map_or(route.to_string(), |prefix| prefix.to_string()),
            Err(error) => error.to_string(),
        };
        format!("{sign}{text} {}", tlvs.join(", "))
    });
    routes.collect()
}

/// Withdraws 10.0.0.0/8 and 2001:db8::/32, announces 2001:db8:1::/48, 192.0.2.0/24 and 198.51.100.0/24: places 1 to 5,
/// if MP_UNREACH_NLRI is before MP_REACH_NLRI.
const FIVE: &str = "0002 080a 002a \
    800f08 0002 01 20 20010db8 \
    800e1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001 \
    18 c00002 18 c63364";

/// The TLVs of the draft in the numbers of each revision.
fn numbers(profile: Profile) -> [u16; 4] {
    // Group, VRF/Table Name, Stateless Parsing, BGP Message.
    match profile {
        Profile::Draft17 => [2, 3, 4, 1],
        Profile::Draft19 => [2, 3, 1, 4],
        Profile::Draft20 => [4, 5, 6, 7],
        _ => [1, 2, 3, 4],
    }
}

const PROFILES: [Profile; 4] = [
    Profile::Draft17,
    Profile::Draft19,
    Profile::Draft20,
    Profile::Draft21,
];

fn with_all_tlvs(profile: Profile) -> Vec<u8> {
    let [group, table, stateless, message] = numbers(profile);
    let red = "726564";
    of_peer(
        0,
        &[
            tlv(group, 0x8001, "0001 0003 0005"),
            tlv(stateless, 0, "4104 0001000e"),
            tlv(message, 0, &update(FIVE)),
            tlv(table, 0, "676c6f62616c"),
            tlv(table, 0x8001, red),
            tlv(table, 4, "626c7565"),
            // Out of range, and a group that is not defined.
            tlv(table, 6, red),
            tlv(table, 0x8002, red),
        ]
        .concat(),
    )
}

#[test]
fn every_profile_is_found_by_its_content() {
    for profile in PROFILES {
        let frame = with_all_tlvs(profile);
        let monitoring = monitoring(&frame);
        assert_eq!(monitoring.profile(), profile);
        assert_eq!(
            lines(&monitoring),
            [
                r#"-10.0.0.0/8 stateless 4-octet AS AS65550, table "global", group 1: table "red""#,
                r#"-2001:db8::/32 stateless 4-octet AS AS65550, table "global""#,
                r#"+2001:db8:1::/48 stateless 4-octet AS AS65550, table "global", group 1: table "red""#,
                r#"+192.0.2.0/24 stateless 4-octet AS AS65550, table "global", route 4: table "blue""#,
                r#"+198.51.100.0/24 stateless 4-octet AS AS65550, table "global", group 1: table "red""#,
            ]
            .map(|line| line.replace("AS65550", &Asn(65550).to_string())),
            "{profile}"
        );
    }
}

/// A profile that is chosen is used, whatever the content shows; so is the one that an earlier message has shown.
#[test]
fn a_profile_may_be_chosen_or_learned() {
    let newest = with_all_tlvs(Profile::Draft21);
    let mut peers = PeerTable::default().with_profile(Profile::Draft19);
    let Message::V4(message) = peers.decode(&newest).unwrap() else {
        panic!()
    };
    assert_eq!(message.profile(), Some(Profile::Draft19));
    assert_eq!(peers.profile(), Profile::Draft19);

    let mut peers = PeerTable::default();
    let undecided = of_peer(0, &tlv(4, 0, &update("0000 0000")));
    for (frame, shown) in [
        (&undecided, Profile::Draft21),
        (&with_all_tlvs(Profile::Draft19), Profile::Draft19),
        (&undecided, Profile::Draft19),
        (&newest, Profile::Draft21),
    ] {
        let Message::V4(message) = peers.decode(frame).unwrap() else {
            panic!()
        };
        assert_eq!(message.profile(), Some(shown));
        assert_eq!(peers.profile(), shown);
    }
    // An UPDATE of another type than any revision gave it.
    let other = of_peer(0, &[tlv(8, 0, &update(FIVE)), tlv(4, 0, "aa")].concat());
    let monitoring = monitoring(&other);
    assert_eq!(monitoring.profile(), Profile::Other);
    assert_eq!(monitoring.routes().count(), 5);
    assert_eq!(
        monitoring.common_tlvs().next().unwrap().to_string(),
        "type-4 aa"
    );
}

/// Type 5 is Path Marking in -18 and -19 only.
#[test]
fn path_marking_is_read_by_its_own_profile() {
    let marking = tlv(5, 1, "0000008a 0004");
    let octets = of_peer(0, &[tlv(4, 0, &update(FIVE)), marking].concat());
    let monitoring = monitoring(&octets);
    assert_eq!(monitoring.profile(), Profile::Draft19);
    let value = |monitoring: &RouteMonitoring<&[u8]>| {
        monitoring
            .tlvs
            .iter()
            .nth(1)
            .unwrap()
            .map(|tlv| tlv.to_string())
    };
    assert_eq!(
        value(&monitoring).unwrap(),
        "route 1: path-marking best+primary+add-path (not preferred: AS_PATH length)"
    );
    let error = value(&monitoring.in_profile(Profile::Draft21)).unwrap_err();
    // Behind the UPDATE in a TLV of 81 bytes, and the header of its own TLV.
    assert_eq!(
        error.to_string(),
        "Route Monitoring TLV 5 at byte 87: 2 bytes are missing"
    );
    let other = value(&monitoring.in_profile(Profile::Draft17)).unwrap();
    assert_eq!(other, "route 1: type-5 0000008a0004");
}

/// Section 4: E flag and enterprise; type 65535 has none; the length does not count the index.
#[test]
fn enterprises_and_unknown_tlvs_are_kept() {
    let octets = of_peer(
        0,
        "8004 0006 0003 00007ed9 aabb \
         ffff 0002 0000 cccc \
         0064 0000 8007 \
         0004 0017 0000 ffffffffffffffffffffffffffffffff 0017 02 0000 0000 \
         8001 0003 0000 00007e",
    );
    let monitoring = monitoring(&octets);
    let tlvs: Vec<_> = monitoring.tlvs.entries().collect();
    assert_eq!(
        tlvs[0],
        Ok(Tlv::of_enterprise(
            32473,
            4,
            Some(Index(3)),
            &[0xaa, 0xbb][..]
        ))
    );
    let unknown = |tlv_type, index, octets| Tlv {
        tlv_type,
        enterprise: None,
        index: Some(Index(index)),
        value: Value::Unknown(Octets(octets)),
    };
    assert_eq!(tlvs[1], Ok(unknown(0xffff, 0, &[0xcc, 0xcc][..])));
    assert_eq!(tlvs[2], Ok(unknown(100, 0x8007, &[][..])));
    assert!(matches!(
        tlvs[3],
        Ok(Tlv {
            value: Value::BgpMessage(Ok(_)),
            ..
        })
    ));
    // An enterprise of three bytes.
    let malformed = tlvs[4].unwrap_err();
    assert_eq!(malformed.octets.len(), 9);
    assert_eq!(
        monitoring.update().unwrap().end_of_rib(),
        Some(Family::IPV4_UNICAST)
    );

    let built = Tlv::of_enterprise(32473, 4, None, vec![0xaa]);
    assert_eq!(built.to_vec().unwrap(), hex("8004 0005 00007ed9 aa"));
    assert!(
        Tlv::of_enterprise(1, 0x7fff, None, vec![])
            .to_vec()
            .is_err()
    );
}

/// Section 5.2.3: Stateless Parsing goes before what the table knows, for this message, and teaches nothing.
#[test]
fn stateless_parsing_is_for_one_message() {
    // 10.0.0.0/8 with path identifier 0: or three default routes, and 10.0.0.0/8.
    let routes = "0000 0000 00000000 08 0a";
    let stated = |flags: u8, mode: u8| {
        let peer = hand::per_peer(0, flags, 1);
        let capability = format!("45 04 0001 01 {mode:02x}");
        let tlvs = [tlv(3, 0, &capability), tlv(4, 0, &update(routes))].concat();
        frame(0, &[peer, hex(&tlvs)].concat())
    };
    let plain = of_peer(0, &tlv(4, 0, &update(routes)));
    let mut peers = PeerTable::default().with_reading(Reading::Strict);
    let mut count = |frame: &[u8]| {
        let message = peers.decode(frame).unwrap();
        assert_eq!(message.to_vec().unwrap(), frame);
        let Message::V4(message) = &message else {
            panic!()
        };
        message.routes().count()
    };
    for (flags, mode, routes) in [
        // Adj-RIB-In: the router receives; Adj-RIB-Out: it sends.
        (0, AddPath::RECEIVE, 1),
        (0, AddPath::SEND, 5),
        (0x10, AddPath::RECEIVE, 5),
        (0x10, AddPath::SEND, 1),
        (0x10, AddPath::BOTH, 1),
        (0, 0, 5),
    ] {
        assert_eq!(count(&stated(flags, mode)), routes, "{flags:#x} {mode}");
        assert_eq!(count(&plain), 5);
    }
}

/// Section 5.6.3: extended flags go before those of the header.
#[test]
fn extended_flags_apply() {
    // A: AS numbers of two bytes. O and L: Adj-RIB-Out, post-policy. X.
    let attributes = "0000 0009 400206 0202 fde8 fde9 18 c63364";
    let tlvs = [tlv(6, 0, "71"), tlv(4, 0, &update(attributes))].concat();
    let peer = hand::per_peer(0, 1, 1);
    let octets = frame(0, &[peer, hex(&tlvs)].concat());
    let monitoring = monitoring(&octets);
    assert_eq!(monitoring.peer.rib(), Some(Rib::AdjRibInPre));
    assert_eq!(monitoring.peer_in_effect().rib(), Some(Rib::AdjRibOutPost));
    assert_eq!(monitoring.session().asn_width(), AsnWidth::Two);
    let path = monitoring.update().unwrap().path_attributes.to_string();
    assert_eq!(path, "AS_PATH 65000 65001");
    let message = decode(&octets);
    let in_effect = message.peer_in_effect().unwrap();
    assert_eq!(in_effect, monitoring.peer_in_effect());
    assert_eq!(message.into_version_3(), message.in_version_3());
    let Message::RouteMonitoring(known) = message.in_version_3().unwrap() else {
        panic!()
    };
    assert_eq!(known.peer.flags(), PeerFlags(0x70));
}

/// Section 5.3, and the body of version 3 up to -19.
#[test]
fn statistics_in_a_tlv_or_without() {
    let statistics = "00000002 0000 0004 00000007 8007 0008 00007ed9 00000001";
    let in_tlv = of_peer(
        1,
        &format!("0001 0018 {statistics} 0005 0008 0000000000000009"),
    );
    let plain = of_peer(1, statistics);
    for (octets, is_plain) in [(&in_tlv, false), (&plain, true)] {
        let message = decode(octets);
        let Message::V4(v4::Message::StatisticsReport(report)) = &message else {
            panic!()
        };
        assert_eq!(matches!(report.body, StatisticsBody::Plain(_)), is_plain);
        let stats = report.stats().unwrap();
        let numbers: Vec<_> = stats
            .statistics
            .into_iter()
            .map(|s| s.unwrap().number())
            .collect();
        assert_eq!((stats.count, &numbers[..]), (2, &[Some(7), None][..]));
        let Some(Message::StatisticsReport(known)) = message.in_version_3() else {
            panic!()
        };
        assert!(known.is_count_right());
    }
    let Message::V4(message) = decode(&in_tlv) else {
        panic!()
    };
    let texts: Vec<_> = message
        .tlvs()
        .unwrap()
        .iter()
        .map(|tlv| tlv.unwrap().to_string())
        .collect();
    assert_eq!(texts, ["statistics 2 statistics", "sequence 9"]);
}

/// Section 5.4: TLVs follow any reason, also one that is not known.
#[test]
fn peer_down_with_tlvs() {
    for (reason, code) in [("04", 4), ("02 0012", 2), ("c8", 200)] {
        let octets = of_peer(2, &format!("{reason} 0003 0003 726564 8001 0004 00007ed9"));
        let message = decode(&octets);
        let Message::V4(v4::Message::PeerDown(down)) = &message else {
            panic!()
        };
        assert_eq!(down.reason.code(), code);
        let texts: Vec<_> = down
            .tlvs
            .iter()
            .map(|tlv| tlv.unwrap().to_string())
            .collect();
        assert_eq!(texts, [r#"table "red""#, "enterprise-32473-type-1 "]);
    }
    let built = v4::PeerDown::new(
        Profile::Draft21,
        PerPeerHeader::loc_rib(Asn(1), [192, 0, 2, 1].into()),
        PeerDownReason::LocalTlvs,
    );
    let frame = Message::from(built.with(Value::table("global")).unwrap())
        .to_vec()
        .unwrap();
    assert_eq!(frame[48..], *b"\x06\0\x03\0\x06global");
}

/// If any part of the UPDATE is malformed, no index means a route.
#[test]
fn of_a_malformed_update_only_common_tlvs_apply() {
    // ORIGIN 9, and 198.51.100.0/24.
    for (body, routes) in [
        (
            "0000 0004 40010109 18 c63364",
            &["+198.51.100.0/24 table \"all\""][..],
        ),
        // A family that is not known: its routes cannot be counted.
        (
            "0000 0008 800e05 0063 63 00 00 18 c63364",
            &["+198.51.100.0/24 route 1: table \"red\", table \"all\""],
        ),
        (
            "0000 0009 800e06 0063 63 00 00 aa 18 c63364",
            &["+99/99 table \"all\"", "+198.51.100.0/24 table \"all\""],
        ),
        ("0000 ffff", &[]),
    ] {
        let tlvs = [
            tlv(2, 1, "726564"),
            tlv(4, 0, &update(body)),
            tlv(2, 0, "616c6c"),
        ];
        let octets = of_peer(0, &tlvs.concat());
        assert_eq!(lines(&monitoring(&octets)), routes, "{body}");
    }
}

#[test]
fn without_an_update() {
    let octets = of_peer(0, &tlv(2, 0, "726564"));
    let monitoring = monitoring(&octets);
    let error = monitoring.update().unwrap_err();
    assert_eq!(error.fault(), Fault::Breach(Breach::V4_NO_UPDATE));
    assert_eq!(
        error.to_string(),
        "Route Monitoring at byte 0: there is no BGP Message TLV"
    );
    assert_eq!(decode(&octets).in_version_3(), None);
    assert_eq!(monitoring.routes().count(), 0);
    // In the profile that has its type, an UPDATE that breaks off is an error of the UPDATE.
    let octets = of_peer(0, "0004 0020 0000 ffff");
    let Message::V4(v4::Message::RouteMonitoring(monitoring)) = decode(&octets) else {
        panic!()
    };
    assert_eq!(
        monitoring.update().unwrap_err().to_string(),
        "Route Monitoring TLV 4 at byte 6: 30 bytes are missing"
    );
}

/// One stream in two versions: both are read, and the change is named.
#[test]
fn a_stream_of_both_versions() {
    let update = hex(&update(FIVE));
    let three = hand::bmp(0, &[hand::per_peer(0, 0, 1), update].concat());
    let four = with_all_tlvs(Profile::Draft21);
    let stream = [three.clone(), four.clone(), three].concat();
    let (mut peers, mut checker) = (PeerTable::default(), StreamChecker::of_part());
    let mut versions = Vec::new();
    for message in peers.messages(&stream) {
        let message = message.unwrap();
        let changes = checker.check(&message);
        let changes = changes.filter(|error| error.breach() == Some(Breach::VERSION_CHANGE));
        versions.push((message.version(), changes.count()));
        let Some(Message::RouteMonitoring(known)) = message.in_version_3() else {
            panic!()
        };
        assert_eq!(known.update().unwrap().announced().count(), 3);
    }
    assert_eq!(versions, [(3, 0), (4, 1), (3, 1)]);

    for version in [1, 2] {
        let error = bmp::frames(&[version, 0]).next().unwrap().unwrap_err();
        assert_eq!(error.fault(), Fault::Version(version));
        let text = format!("version {version} is older than RFC 7854 and gives no lengths");
        assert!(error.to_string().ends_with(&text));
    }
}

/// Behind a framing error, messages of version 4 are found as those of version 3 are.
#[test]
fn messages_are_found_behind_a_framing_error() {
    let frames = [
        with_all_tlvs(Profile::Draft19),
        of_peer(1, "0001 000c 00000001 0000 0004 00000007"),
        of_peer(1, "00000001 0000 0004 00000007"),
        of_peer(2, "04 0003 0003 726564"),
        frame(4, &hex("0002 0003 727472")),
        of_peer(6, "0001 0002 0001"),
    ];
    for found in &frames {
        let stream = [&b"garbage"[..], found].concat();
        let (mut framing, mut rest) = (Framing::default().with_resync(true), &stream[..]);
        let Cut::Skipped { octets, .. } = framing.cut(&mut rest).unwrap() else {
            panic!()
        };
        assert_eq!(octets, b"garbage");
        assert_eq!(framing.cut(&mut rest), Ok(Cut::Frame(&found[..])));
    }
}
