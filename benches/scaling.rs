//! How costs grow: with the number of peers, with the length of messages, with threads, and with input made to be slow.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench scaling` prints a table; `benches/plot` draws it.

mod support;

use std::hint::black_box;
use std::time::Instant;

use allocation_counter::measure;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bmp::{self, Message, PeerTable};
use support::octets::{OPTIONAL, Random, Update};
use support::{hand, streams, walk};

/// The same in each stream, so that only peers and lengths differ.
const MESSAGES: usize = 120_000;
const REPEATS: usize = 9;

fn main() {
    println!("what\tx\tvalue");
    peers();
    memory();
    lengths();
    threads();
    worst();
}

/// Nanoseconds a message, of peers that take turns.
fn peers() {
    let stream = streams::named("S1").expect("a stream");
    for peers in [1_u32, 4, 16, 64, 256, 1024, 4096, 16_384, 60_000] {
        let octets = of_peers(&stream.octets, peers);
        let mut table = walk::peers(&octets, Session::default());
        let best = best(|| walk::in_table(black_box(&octets), &mut table));
        println!(
            "ns a message, by peers\t{peers}\t{:.1}",
            best / MESSAGES as f64
        );
        let best = self::best(|| walk::in_session(black_box(&octets), Session::default()));
        println!(
            "ns a message in one session, by peers\t{peers}\t{:.1}",
            best / MESSAGES as f64
        );
    }
}

/// The messages of a stream over and over, from this number of peers in turn.
fn of_peers(stream: &[u8], peers: u32) -> Vec<u8> {
    let frames: Vec<&[u8]> = bmp::frames(stream).flatten().collect();
    let mut octets = Vec::new();
    for (number, frame) in (0_u32..).zip(frames.iter().cycle().take(MESSAGES)) {
        let start = octets.len();
        octets.extend(*frame);
        // The last four octets of the address.
        let address = 0x0a00_0001 + number.wrapping_mul(7919) % peers;
        octets[start + 28..start + 32].copy_from_slice(&address.to_be_bytes());
    }
    octets
}

/// Bytes of memory that a table asks for and keeps, a peer that it knows.
fn memory() {
    let stream = streams::named("S1").expect("a stream");
    for peers in [1000_u32, 10_000, 60_000] {
        let octets = of_peers(&stream.octets, peers);
        let mut kept = None;
        let asked = measure(|| kept = Some(walk::peers(&octets, Session::default())));
        let table = kept.take().expect("a table");
        let bytes = asked.bytes_current as f64 / table.len() as f64;
        println!("bytes a known peer\t{peers}\t{bytes:.0}");
    }
}

/// Nanoseconds a byte, of UPDATEs with this number of routes.
fn lengths() {
    for routes in [1_usize, 4, 16, 64, 256, 1000] {
        let mut random = Random(4271);
        let mut octets = Vec::new();
        let count = (MESSAGES / routes).max(200);
        for number in 0..count {
            let mut update = Update::default();
            update.attribute(0x40, 1, &[0]);
            update.attribute(0x40, 2, &[2, 1, 0, 0, 0xfb, 0xf0]);
            update.attribute(0x40, 3, &[192, 0, 2, 1]);
            for _ in 0..routes {
                update.nlri.push(24);
                update.nlri.extend(&random.number().to_be_bytes()[..3]);
            }
            update.route_monitoring(number, 16, &mut octets);
        }
        let mut table = walk::peers(&octets, Session::default());
        let best = best(|| walk::in_table(black_box(&octets), &mut table));
        println!(
            "ns a byte, by routes a message\t{routes}\t{:.3}",
            best / octets.len() as f64
        );
    }
}

/// How many times as much two threads read as one, with a stream and a table each.
fn threads() {
    let stream = streams::named("S2").expect("a stream");
    let octets = of_peers(&stream.octets, 16);
    let read = || {
        let mut table = walk::peers(&octets, Session::default());
        move |octets: &[u8]| walk::in_table(black_box(octets), &mut table)
    };
    let mut one = read();
    let alone = best(|| one(&octets));
    let (mut first, mut second) = (read(), read());
    let both = best(|| {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| first(&octets));
            (second(&octets), other.join().expect("a thread that ends"))
        })
    });
    println!("times as much, by threads\t2\t{:.2}", 2.0 * alone / both);
}

/// How many times as long as a loop by hand over the same bytes, which checks and sums up the same.
fn worst() {
    for routes in [1000_usize, 8000, 32_000] {
        let frame = one_byte_prefixes(routes);
        let mut table = walk::peers(&frame, Session::default());
        let walked = best(|| walk::in_table(black_box(&frame), &mut table));
        let hand = best(|| hand::walk(black_box(&frame), false));
        println!(
            "one-byte prefixes withdrawn, times by hand\t{routes}\t{:.2}",
            walked / hand
        );
    }
    for attributes in [1000_usize, 5000, 20_000] {
        let frame = empty_attributes(attributes);
        let crate_time = best(|| errors(black_box(&frame)));
        let hand = best(|| errors_by_hand(black_box(&frame[71..])));
        println!(
            "errors of empty attributes, times by hand\t{attributes}\t{:.2}",
            crate_time / hand
        );
    }
    for rounds in [1_usize, 10, 100] {
        let frame = families(rounds);
        assert_eq!(
            announced(&mut PeerTable::default(), &frame),
            announced_by_hand(&frame[71..])
        );
        let mut table = PeerTable::default();
        let crate_time = best(|| announced(&mut table, black_box(&frame)));
        let hand = best(|| announced_by_hand(black_box(&frame[71..])));
        println!(
            "MP_REACH_NLRIs of 14 families, times by hand\t{rounds}\t{:.2}",
            crate_time / hand
        );
    }
}

fn one_byte_prefixes(routes: usize) -> Vec<u8> {
    let withdrawn_routes = (0..routes).flat_map(|number| [8, number as u8]).collect();
    let update = Update {
        withdrawn_routes,
        ..Update::default()
    };
    let mut octets = Vec::new();
    update.route_monitoring(0, 16, &mut octets);
    octets
}

/// Of codes that have names, all of which need a value.
fn empty_attributes(attributes: usize) -> Vec<u8> {
    let mut update = Update::default();
    for number in 0..attributes {
        update.attribute(OPTIONAL, [4, 5, 9, 10][number % 4], &[]);
    }
    let mut octets = Vec::new();
    update.route_monitoring(0, 16, &mut octets);
    octets
}

fn errors(frame: &[u8]) -> usize {
    let Ok(Message::RouteMonitoring(monitoring)) = Message::decode(frame, Session::default())
    else {
        return 0;
    };
    let update = monitoring.update().expect("an UPDATE");
    update.errors(ErrorContext::default()).count()
}

/// Malformed attributes, those with wrong flags, and those that appear again.
fn errors_by_hand(mut octets: &[u8]) -> usize {
    let (mut errors, mut seen) = (0, [0_u64; 4]);
    while let [flags, code, length, rest @ ..] = octets {
        let length = usize::from(*length);
        let Some((value, behind)) = rest.split_at_checked(length) else {
            return errors + 1;
        };
        let (word, bit) = (usize::from(code >> 6), 1 << (code & 63));
        let is_second = seen[word] & bit != 0;
        seen[word] |= bit;
        let is_malformed = match code {
            4 | 5 | 9 => value.len() != 4,
            10 => value.is_empty() || value.len() % 4 != 0,
            _ => false,
        };
        let has_wrong_flags =
            *code == 5 && flags & 0xc0 != 0x40 || *code != 5 && flags & 0xc0 != 0x80;
        errors += usize::from(is_second || is_malformed || has_wrong_flags);
        octets = behind;
    }
    errors
}

/// MP_REACH_NLRIs of 14 families with a route each.
fn families(rounds: usize) -> Vec<u8> {
    const FAMILIES: [(u16, u8); 14] = [
        (1, 1),
        (1, 2),
        (1, 4),
        (1, 128),
        (1, 132),
        (1, 133),
        (1, 134),
        (2, 1),
        (2, 2),
        (2, 4),
        (2, 128),
        (2, 133),
        (2, 134),
        (25, 70),
    ];
    let mut update = Update::default();
    for (afi, safi) in FAMILIES.iter().cycle().take(14 * rounds) {
        let mut value = afi.to_be_bytes().to_vec();
        value.extend([*safi, 4, 192, 0, 2, 1, 0, 8, 10]);
        update.attribute(OPTIONAL, 14, &value);
    }
    let mut octets = Vec::new();
    update.route_monitoring(0, 16, &mut octets);
    octets
}

/// The number of routes that are announced.
fn announced(table: &mut PeerTable, frame: &[u8]) -> usize {
    match table.decode(frame) {
        Ok(Message::RouteMonitoring(monitoring)) => {
            monitoring.update().expect("an UPDATE").announced().count()
        }
        _ => 0,
    }
}

fn announced_by_hand(mut octets: &[u8]) -> usize {
    let mut routes = 0;
    while let [_, code, length, rest @ ..] = octets {
        let Some((value, behind)) = rest.split_at_checked(usize::from(*length)) else {
            return routes;
        };
        if let (14, [_, _, _, next_hop, value @ ..]) = (code, value) {
            let mut list = value.get(usize::from(*next_hop) + 1..).unwrap_or_default();
            while let [bits, prefix @ ..] = list {
                let Some(behind) = prefix.get(usize::from(bits.div_ceil(8))..) else {
                    return routes;
                };
                routes += 1;
                list = behind;
            }
        }
        octets = behind;
    }
    routes
}

/// Nanoseconds of the fastest of several runs.
fn best<T>(mut run: impl FnMut() -> T) -> f64 {
    let times = (0..REPEATS).map(|_| {
        let start = Instant::now();
        black_box(run());
        start.elapsed().as_nanos() as f64
    });
    times.fold(f64::INFINITY, f64::min)
}
