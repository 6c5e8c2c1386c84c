//! What keys of routes cost: `cargo bench --manifest-path benches/Cargo.toml --bench route_key` prints nanoseconds an
//! operation, of the best of many runs, for keys of several families; beside them a hash of the same octets.
//!
//! `route_key OPERATION KEY TIMES` does one of them so many times, to be counted under callgrind as in `instructions.rs`.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::hint::black_box;
use std::time::Instant;

use bmp_codec::Decode;
use bmp_codec::bgp::attribute::MpUnreach;
use bmp_codec::bgp::nlri::{RouteKey, RouteKeyRef};

/// The value of MP_UNREACH_NLRI with one route of each kind.
const ROUTES: &[(&str, &[u8])] = &[
    ("ipv4", &[0, 1, 1, 24, 198, 18, 20]),
    ("ipv6", &[0, 2, 1, 48, 0x20, 1, 0xd, 0xb8, 0, 0x50]),
    (
        "vpn-ipv4",
        &[
            0, 1, 128, 112, 0x80, 0, 0, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20,
        ],
    ),
    (
        "evpn-mac-ipv6",
        &[
            0, 25, 70, 2, 49, 0, 1, 192, 0, 2, 9, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            48, 0, 0, 0x5e, 0, 0x53, 1, 128, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            1, 0, 0x3e, 0x81,
        ],
    ),
    (
        "flow-spec",
        &[
            0, 1, 133, 40, 1, 24, 192, 0, 2, 2, 24, 203, 0, 113, 3, 0x81, 6, 4, 3, 137, 0x45, 139,
            0x91, 0x1f, 0x90, 5, 0x81, 25, 6, 0x81, 80, 10, 0x91, 0, 60, 11, 0x81, 46, 12, 0x81, 2,
            3, 0x81, 17,
        ],
    ),
];

/// What is done with a key.
type Operation = fn(&MpUnreach<&[u8]>, &RouteKeyRef<'_>, &RouteKey, &RandomState) -> u64;

const OPERATIONS: &[(&str, Operation)] = &[
    ("nothing", |_, _, _, _| 0),
    ("make", |unreach, _, _, _| {
        let key = unreach.nlri.any_routes().keys().next();
        u64::from(black_box(&key).is_some())
    }),
    ("to-owned", |_, borrowed, _, _| {
        u64::from(black_box(borrowed.to_owned()).path_id().is_some())
    }),
    ("hash-octets", |_, _, owned, state| {
        let mut hasher = state.build_hasher();
        hasher.write(black_box(owned).octets());
        hasher.finish()
    }),
    ("hash-owned", |_, _, owned, state| {
        state.hash_one(black_box(owned))
    }),
    ("hash-borrowed", |_, borrowed, _, state| {
        state.hash_one(black_box(borrowed))
    }),
    ("equal-owned", |_, _, owned, _| {
        u64::from(black_box(owned) == black_box(owned))
    }),
    ("equal-borrowed", |_, borrowed, owned, _| {
        u64::from(black_box(borrowed) == black_box(owned))
    }),
    ("equal-octets", |_, _, owned, _| {
        u64::from(black_box(owned).octets() == black_box(owned).octets())
    }),
];

/// Does it so many times.
fn times(operation: Operation, octets: &[u8], count: u32) -> u64 {
    let unreach = MpUnreach::from_octets(octets).expect("a route");
    let mut keys = unreach.nlri.any_routes().keys();
    let key = keys.next().expect("a route").expect("one that can be read");
    let (owned, state) = (key.to_owned(), RandomState::new());
    (0..count).fold(0, |sum: u64, _| {
        sum.wrapping_add(black_box(operation)(
            black_box(&unreach),
            &key,
            black_box(&owned),
            &state,
        ))
    })
}

fn main() {
    let arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"));
    let arguments: Vec<String> = arguments.collect();
    if let [operation, key, count] = &arguments[..] {
        let operation = OPERATIONS
            .iter()
            .find(|(name, _)| name == operation)
            .expect("an operation")
            .1;
        let octets = ROUTES
            .iter()
            .find(|(name, _)| name == key)
            .expect("a key")
            .1;
        black_box(times(operation, octets, count.parse().expect("a number")));
        return;
    }
    print!("{:16}", "ns");
    ROUTES.iter().for_each(|(name, _)| print!("{name:>15}"));
    println!();
    const COUNT: u32 = 100_000;
    for (name, operation) in OPERATIONS {
        print!("{name:16}");
        for (_, octets) in ROUTES {
            let best = (0..40).map(|_| {
                let start = Instant::now();
                black_box(times(*operation, octets, COUNT));
                start.elapsed().as_nanos()
            });
            let best = best.min().expect("some runs");
            print!("{:15.2}", best as f64 / f64::from(COUNT));
        }
        println!();
    }
}
