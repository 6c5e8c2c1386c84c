//! The kinds of input that are made to be slow.

use bmp_codec::Decode;
use bmp_codec::bgp::attribute::prefix_sid::Srv6ServiceSubTlv;
use bmp_codec::bgp::attribute::{AttributeValue, PrefixSid, TunnelEncapsulation};
use bmp_codec::bgp::capability::Capabilities;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bgp::{Open, Session, Update};
use bmp_codec::bmp::v4::{self, Profile};
use bmp_codec::bmp::{Initiation, Message, PeerTable, StatisticsReport};
use bmp_codec::wire::{Element, List};

use crate::by_hand::{
    attributes, empty_names, errors, indexed_tlvs, long_tlvs, prefixes, segments, short_tlvs,
    split_tlvs, tlvs,
};
use crate::reaches;
use crate::support::octets::{self, OPTIONAL};

/// How many times the instructions of a loop by hand.
const BOUND: f64 = 2.1;

/// A kind of input: how it is made of a number of parts, how the crate counts in it, and a loop by hand.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) make: fn(usize) -> Vec<u8>,
    pub(crate) most: usize,
    pub(crate) by_crate: fn(&[u8]) -> usize,
    pub(crate) by_hand: fn(&[u8]) -> usize,
    pub(crate) bound: f64,
}

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "withdrawn one-byte prefixes",
        make: |parts| body([8, 10].repeat(parts), Vec::new(), Vec::new()),
        most: 32_000,
        by_crate: |body| update(body).withdrawn().filter(Result::is_ok).count(),
        by_hand: |body| prefixes(&body[2..body.len() - 2]),
        bound: BOUND,
    },
    Case {
        name: "default routes of no bits",
        make: |parts| body(Vec::new(), Vec::new(), vec![0; parts]),
        most: 64_000,
        by_crate: |body| update(body).nlri.iter().filter(Result::is_ok).count(),
        by_hand: |body| prefixes(&body[4..]),
        bound: BOUND,
    },
    Case {
        name: "empty attributes",
        make: |parts| body(Vec::new(), [OPTIONAL, 200, 0].repeat(parts), Vec::new()),
        most: 20_000,
        by_crate: |body| {
            update(body)
                .path_attributes
                .iter()
                .filter(Result::is_ok)
                .count()
        },
        by_hand: |body| attributes(&body[4..]),
        bound: BOUND,
    },
    Case {
        name: "errors of empty attributes",
        make: |parts| body(Vec::new(), [OPTIONAL, 4, 0].repeat(parts), Vec::new()),
        most: 20_000,
        by_crate: |body| {
            let update = update(body);
            let errors = update.errors(ErrorContext::default());
            errors.filter(|error| error.attribute == Some(4)).count()
        },
        by_hand: |body| errors(&body[4..]),
        bound: BOUND,
    },
    Case {
        name: "ATTR_SETs in ATTR_SET",
        make: |parts| {
            let inside = [0xc0, 128, 4, 0, 0, 0xfb, 0xf0].repeat(parts);
            let mut update = octets::Update::default();
            update.attribute(0xc0, 128, &[&[0, 0, 0xfb, 0xf0], &inside[..]].concat());
            body(Vec::new(), update.path_attributes, Vec::new())
        },
        most: 9000,
        by_crate: |body| match update(body).path_attributes.iter().next() {
            Some(Ok(attribute)) => match attribute.value {
                AttributeValue::AttributeSet(set) => set.attributes().iter().count(),
                _ => 0,
            },
            _ => 0,
        },
        by_hand: |body| attributes(&body[12..]),
        bound: BOUND,
    },
    Case {
        name: "empty attributes in ATTR_SET",
        make: |parts| {
            let inside = [OPTIONAL, 200, 0].repeat(parts);
            let mut update = octets::Update::default();
            update.attribute(0xc0, 128, &[&[0, 0, 0xfb, 0xf0], &inside[..]].concat());
            body(Vec::new(), update.path_attributes, Vec::new())
        },
        most: 20_000,
        by_crate: |body| match update(body).path_attributes.attribute_set() {
            Ok(Some(set)) => set.attributes().iter().count(),
            _ => 0,
        },
        by_hand: |body| attributes(&body[12..]),
        bound: BOUND,
    },
    Case {
        name: "tunnels of no bytes",
        make: |parts| [0, 1, 0, 0].repeat(parts),
        most: 16_000,
        by_crate: |value| count(&TunnelEncapsulation::over(value)),
        by_hand: tlvs,
        bound: BOUND,
    },
    Case {
        name: "unknown sub-TLVs of a tunnel",
        make: |parts| tunnel([200, 0, 0].repeat(parts)),
        most: 20_000,
        by_crate: sub_tlvs,
        by_hand: |value| split_tlvs(&value[4..]),
        bound: BOUND,
    },
    Case {
        name: "label stacks of no bytes in a tunnel",
        make: |parts| tunnel([10, 0].repeat(parts)),
        most: 30_000,
        by_crate: sub_tlvs,
        by_hand: |value| split_tlvs(&value[4..]),
        // One of 20 types is told from the others, and its value read.
        bound: 3.8,
    },
    Case {
        name: "Prefix-SID TLVs of no bytes",
        make: |parts| [200, 0, 0].repeat(parts),
        most: 20_000,
        by_crate: |value| count(&PrefixSid::over(value)),
        by_hand: long_tlvs,
        bound: BOUND,
    },
    Case {
        name: "sub-TLVs of no bytes in SRv6 service",
        make: |parts| [200, 0, 0].repeat(parts),
        most: 20_000,
        by_crate: |value| count(&List::<Srv6ServiceSubTlv, _>::over(value)),
        by_hand: long_tlvs,
        bound: BOUND,
    },
    Case {
        name: "capabilities of no bytes",
        make: |parts| [2, 0].repeat(parts),
        most: 32_000,
        by_crate: |value| count(&Capabilities::over(value)),
        by_hand: short_tlvs,
        // One of 24 types is told from the others, and its value read.
        bound: 4.0,
    },
    Case {
        name: "unknown capabilities of no bytes",
        make: |parts| [200, 0].repeat(parts),
        most: 32_000,
        by_crate: |value| count(&Capabilities::over(value)),
        by_hand: short_tlvs,
        bound: BOUND,
    },
    Case {
        name: "empty parameters of OPEN",
        make: |parts| open([2, 0, 0].repeat(parts)),
        most: 20_000,
        by_crate: parameters,
        by_hand: |body| long_tlvs(&body[13..]),
        bound: 1.2,
    },
    Case {
        name: "unknown parameters of OPEN",
        make: |parts| open([200, 0, 0].repeat(parts)),
        most: 20_000,
        by_crate: parameters,
        by_hand: |body| long_tlvs(&body[13..]),
        bound: 1.2,
    },
    Case {
        name: "unknown TLVs of BGP-LS, checked",
        make: |parts| link_state([0xea, 0x60, 0, 0].repeat(parts)),
        most: 16_000,
        by_crate: |body| usize::from(update(body).check().is_ok()),
        by_hand: |body| usize::from(tlvs(&body[8..]) > 0),
        // Asks whether the type is one of 93.
        bound: 2.4,
    },
    Case {
        name: "BGP-LS TLVs of no bytes",
        make: |parts| link_state([0x04, 0x01, 0, 0].repeat(parts)),
        most: 16_000,
        by_crate: link_state_tlvs,
        by_hand: |body| tlvs(&body[8..]),
        // One of 93 types is told from the others, and its value read.
        bound: 4.2,
    },
    Case {
        name: "BGP-LS node names of no bytes",
        make: |parts| link_state([0x04, 0x02, 0, 0].repeat(parts)),
        most: 16_000,
        by_crate: link_state_tlvs,
        by_hand: |body| empty_names(&body[8..]),
        // Each is an error that says where and why.
        bound: 7.8,
    },
    Case {
        name: "information TLVs of no bytes",
        make: |parts| [0; 4].repeat(parts),
        most: 250_000,
        by_crate: |body| count(&Initiation::from_octets(body).unwrap().information),
        by_hand: tlvs,
        bound: BOUND,
    },
    Case {
        name: "statistics of no bytes",
        make: |parts| {
            let count = (parts as u32).to_be_bytes();
            [&[0; 42][..], &count, &[0x03, 0x84, 0, 0].repeat(parts)].concat()
        },
        most: 250_000,
        by_crate: |body| count(&StatisticsReport::from_octets(body).unwrap().statistics),
        by_hand: |body| tlvs(&body[46..]),
        bound: BOUND,
    },
    Case {
        name: "unknown TLVs of version 4",
        make: |parts| [0x7f, 0, 0, 0].repeat(parts),
        most: 250_000,
        by_crate: of_version_4,
        by_hand: tlvs,
        // Index and enterprise are written for each.
        bound: 2.6,
    },
    Case {
        name: "strings of no bytes in version 4",
        make: |parts| [0, 0, 0, 0].repeat(parts),
        most: 250_000,
        by_crate: of_version_4,
        by_hand: tlvs,
        // One of 14 kinds is told from the others; a value is as large as an UPDATE, and is moved several times.
        bound: 19.0,
    },
    Case {
        name: "indexed TLVs of version 4",
        make: |parts| {
            let tlvs = [0x7f, 0, 0, 0, 0, 0].repeat(parts);
            let length = 48 + tlvs.len() as u32;
            [&[4][..], &length.to_be_bytes(), &[0], &[0; 42], &tlvs].concat()
        },
        most: 150_000,
        by_crate: |frame| match Message::decode(frame, Session::default()) {
            Ok(Message::V4(v4::Message::RouteMonitoring(monitoring))) => count(&monitoring.tlvs),
            _ => 0,
        },
        by_hand: |frame| indexed_tlvs(&frame[48..]),
        // Decoding the message, once for its profile and once for what it states, is a part of it.
        bound: 2.8,
    },
    Case {
        name: "MP_REACHs of 14 families, no Peer Up",
        make: |parts| reaches::monitoring(parts, &[]),
        most: 2800,
        by_crate: |frame| families_with_path_ids(frame),
        by_hand: reaches::with_path_ids,
        // By hand nothing is learned, and 14 families are known, not 45.
        bound: 3.0,
    },
    Case {
        name: "the same with path identifiers",
        make: |parts| reaches::monitoring(parts, &[0, 0, 0, 1]),
        most: 2200,
        by_crate: |frame| families_with_path_ids(frame),
        by_hand: reaches::with_path_ids,
        // As above.
        bound: 2.7,
    },
    Case {
        name: "MP_UNREACHs of one family, no Peer Up",
        make: |parts| {
            let mut update = octets::Update::default();
            for _ in 0..parts {
                update.attribute(OPTIONAL, 15, &[0, 2, 1, 8, 0x20]);
            }
            let mut frame = Vec::new();
            update.route_monitoring(0, 1, &mut frame);
            frame
        },
        most: 8000,
        by_crate: |frame| families_with_path_ids(frame),
        by_hand: reaches::with_path_ids,
        // As above.
        bound: 3.6,
    },
    Case {
        name: "segments of one AS number",
        make: |parts| {
            let mut update = octets::Update::default();
            update.attribute(0x40, 2, &[2, 1, 0, 0, 0xfb, 0xf0].repeat(parts));
            body(Vec::new(), update.path_attributes, Vec::new())
        },
        most: 10_000,
        by_crate: |body| {
            let update = update(body);
            let path = update.path_attributes.as_path().unwrap().unwrap();
            path.segments().map(|segment| segment.asns.len()).sum()
        },
        by_hand: |body| segments(&body[8..]),
        bound: BOUND,
    },
];

/// Decodes a message through a table, and looks at none of its routes: the number of families that have path identifiers.
fn families_with_path_ids(frame: &[u8]) -> usize {
    let mut peers = PeerTable::default();
    let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(frame) else {
        return usize::MAX;
    };
    let session = monitoring
        .update
        .map(|update| update.path_attributes.session());
    session.map_or(usize::MAX, |session| session.add_path().len())
}

/// A tunnel of type 1, alone in its attribute.
fn tunnel(sub_tlvs: Vec<u8>) -> Vec<u8> {
    [
        &[0, 1][..],
        &(sub_tlvs.len() as u16).to_be_bytes(),
        &sub_tlvs,
    ]
    .concat()
}

fn sub_tlvs(value: &[u8]) -> usize {
    let tunnels = TunnelEncapsulation::over(value);
    let tunnels = tunnels.iter().flatten();
    tunnels.map(|tunnel| tunnel.iter().count()).sum()
}

/// The body of an OPEN with parameters in the form of RFC 9072.
fn open(parameters: Vec<u8>) -> Vec<u8> {
    let length = (parameters.len() as u16).to_be_bytes();
    let head = [4, 0xfb, 0xf0, 0, 90, 192, 0, 2, 1, 255, 255];
    [&head[..], &length, &parameters].concat()
}

fn parameters(body: &[u8]) -> usize {
    count(&Open::from_octets(body).expect("an OPEN").parameters)
}

/// Those that are malformed count.
fn of_version_4(tlvs: &[u8]) -> usize {
    count(&v4::Initiation::over(Profile::Draft21, tlvs).tlvs)
}

fn link_state_tlvs(body: &[u8]) -> usize {
    let update = update(body);
    let attribute = update.path_attributes.link_state();
    attribute.map_or(0, |tlvs| tlvs.map_or(0, |tlvs| tlvs.iter().count()))
}

fn update(body: &[u8]) -> Update<&[u8]> {
    Update::from_octets(body).expect("an UPDATE")
}

fn count<T: Element>(list: &List<T, &[u8]>) -> usize {
    list.iter().count()
}

/// The body of an UPDATE.
fn body(withdrawn_routes: Vec<u8>, path_attributes: Vec<u8>, nlri: Vec<u8>) -> Vec<u8> {
    let length = |part: &[u8]| (part.len() as u16).to_be_bytes();
    [
        &length(&withdrawn_routes)[..],
        &withdrawn_routes,
        &length(&path_attributes),
        &path_attributes,
        &nlri,
    ]
    .concat()
}

fn link_state(tlvs: Vec<u8>) -> Vec<u8> {
    let mut update = octets::Update::default();
    update.attribute(OPTIONAL, 29, &tlvs);
    body(Vec::new(), update.path_attributes, Vec::new())
}
