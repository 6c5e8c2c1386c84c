//! Input made to be slow, in three lengths: what the crate takes, as times a loop by hand over the same bytes takes, and
//! whether it grows faster than the length.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench worst` prints a table, and fails where a bound is crossed. The
//! loops by hand check and count the same; they know one layout each.

mod support;

use std::hint::black_box;
use std::time::Instant;

use bmp_codec::Decode;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bmp::{Initiation, StatisticsReport};
use bmp_codec::wire::{Element, List};
use support::octets::{self, OPTIONAL};

const REPEATS: usize = 15;
/// How many times as long as a loop by hand, with what the machine does besides.
const BOUND: f64 = 2.2;
/// A longest input may take so many times as much a byte as the shortest, which pays for its beginning. Noise is in it.
const GROWTH: f64 = 1.5;

/// A kind of input: how it is made of a number of parts, how the crate counts in it, and a loop by hand.
struct Case {
    name: &'static str,
    make: fn(usize) -> Vec<u8>,
    most: usize,
    by_crate: fn(&[u8]) -> usize,
    by_hand: fn(&[u8]) -> usize,
    bound: f64,
}

const CASES: &[Case] = &[
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
        // An error says where it is, what is wrong, and what a receiver does.
        bound: 3.0,
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
        // A list inside of an attribute is found first.
        bound: 2.5,
    },
    Case {
        name: "unknown TLVs of BGP-LS, checked",
        make: |parts| link_state([0xea, 0x60, 0, 0].repeat(parts)),
        most: 16_000,
        by_crate: |body| usize::from(update(body).check().is_ok()),
        by_hand: |body| usize::from(tlvs(&body[8..]) > 0),
        // A check looks into every TLV, and asks for rules; by hand there is nothing to look at.
        bound: 20.0,
    },
    Case {
        name: "BGP-LS TLVs of no bytes",
        make: |parts| link_state([0x04, 0x02, 0, 0].repeat(parts)),
        most: 16_000,
        by_crate: |body| match update(body).path_attributes.iter().next() {
            Some(Ok(attribute)) => match attribute.value {
                AttributeValue::LinkState(tlvs) => tlvs.iter().count(),
                _ => 0,
            },
            _ => 0,
        },
        by_hand: |body| tlvs(&body[8..]),
        // One of 93 types is told from the others, and its value read.
        bound: 6.0,
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
        // The path is checked as a whole before a segment of it is given out.
        bound: 3.0,
    },
];

fn main() {
    println!("what\tparts\tns a byte\tby hand\ttimes");
    let mut crossed = Vec::new();
    for case in CASES {
        let mut costs = Vec::new();
        for parts in [case.most / 16, case.most / 4, case.most] {
            let input = (case.make)(parts);
            let (found, wanted) = ((case.by_crate)(&input), (case.by_hand)(&input));
            assert_eq!(found, wanted, "{}", case.name);
            let [mut by_crate, mut by_hand] = [f64::INFINITY; 2];
            // In turn, so that what else the machine does falls on both.
            for _ in 0..REPEATS {
                by_crate = by_crate.min(time(|| (case.by_crate)(black_box(&input))));
                by_hand = by_hand.min(time(|| (case.by_hand)(black_box(&input))));
            }
            let bytes = input.len() as f64;
            let times = by_crate / by_hand;
            let name = case.name;
            println!(
                "{name}\t{parts}\t{:.2}\t{:.2}\t{times:.2}",
                by_crate / bytes,
                by_hand / bytes
            );
            if times > case.bound {
                crossed.push(format!("{name}: {times:.2} times a loop by hand"));
            }
            costs.push(by_crate / bytes);
        }
        if costs[2] > GROWTH * costs[0] {
            crossed.push(format!(
                "{} grows faster than its length: {costs:.2?}",
                case.name
            ));
        }
    }
    assert!(crossed.is_empty(), "{crossed:#?}");
}

/// Nanoseconds of one run.
fn time<T>(run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_nanos() as f64
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

fn prefixes(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [bits, rest @ ..] = octets {
        if *bits > 32 {
            return count;
        }
        let Some(behind) = rest.get(usize::from(bits.div_ceil(8))..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// Those whose length is possible.
fn attributes(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [flags, code, length, rest @ ..] = octets {
        let (length, rest) = match (flags & 0x10, rest) {
            (0, _) => (usize::from(*length), rest),
            (_, [low, rest @ ..]) => (usize::from(*length) << 8 | usize::from(*low), rest),
            _ => return count,
        };
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        let has_its_length = match code {
            1 => length == 1,
            3 | 4 | 5 | 9 => length == 4,
            6 => length == 0,
            7 | 18 => length == 6 || length == 8,
            8 | 10 => length % 4 == 0,
            16 => length % 8 == 0,
            32 => length % 12 == 0,
            _ => true,
        };
        count += usize::from(has_its_length);
        octets = behind;
    }
    count
}

/// Malformed attributes, those with wrong flags, and those that appear again.
fn errors(mut octets: &[u8]) -> usize {
    let (mut errors, mut seen) = (0, [0_u64; 4]);
    while let [flags, code, length, rest @ ..] = octets {
        let Some(behind) = rest.get(usize::from(*length)..) else {
            return errors;
        };
        let (word, bit) = (usize::from(code >> 6), 1 << (code & 63));
        let is_second = seen[word] & bit != 0;
        seen[word] |= bit;
        let is_malformed = match code {
            4 | 5 | 9 => *length != 4,
            10 => length % 4 != 0,
            _ => false,
        };
        let has_wrong_flags = match code {
            5 => flags & 0xc0 != 0x40,
            _ => flags & 0xc0 != 0x80,
        };
        errors += usize::from(is_second || is_malformed || has_wrong_flags);
        octets = behind;
    }
    errors
}

fn tlvs(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [_, _, high, low, rest @ ..] = octets {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let Some(behind) = rest.get(length..) else {
            return count;
        };
        count += 1;
        octets = behind;
    }
    count
}

/// AS numbers of four bytes in AS_PATH.
fn segments(mut octets: &[u8]) -> usize {
    let mut asns = 0;
    while let [kind, count, rest @ ..] = octets {
        let Some(behind) = rest.get(4 * usize::from(*count)..) else {
            return asns;
        };
        if !(1..=4).contains(kind) || *count == 0 {
            return asns;
        }
        asns += usize::from(*count);
        octets = behind;
    }
    asns
}
