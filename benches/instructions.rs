//! Passes over streams with walkers, to be counted under callgrind: `instructions count WALKER...`.
//!
//! Instructions are exact, where times are not. `.ci/instructions` counts those of all streams in one run, divides them by
//! the messages and prints the table. `instructions STREAM WALKER PASSES` is for a profile of one stream:
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --no-run --bench instructions   # tells where the binary is
//! valgrind --tool=callgrind --toggle-collect='*::counted' benches/target/release/deps/instructions-… S1 hand 20
//! ```
//!
//! `instructions dump STREAM` prints the stream itself, for other tools to read. Without arguments every walker reads every
//! stream once, and all must find the same values.

mod support;

use std::hint::black_box;

use bmp_codec::bmp::PeerTable;
use support::{changing, count, hand, link_state, streams, walk, withdrawn};

/// Reads all messages of a stream and gives the sum over their values, as `support::hand` says.
type Walker = fn(&streams::Stream, &mut PeerTable) -> Option<u64>;

const WALKERS: &[(&str, Walker)] = &[
    ("hand", |stream, _| match stream.name {
        "LS" => link_state::by_hand(&stream.octets),
        _ => hand::walk(&stream.octets, stream.add_path),
    }),
    ("crate-session", |stream, _| {
        let session = walk::session(stream);
        match stream.name {
            "MIX" => walk::all_in_session(&stream.octets, session),
            "LS" => link_state::in_session(&stream.octets, session),
            _ => walk::in_session(&stream.octets, session),
        }
    }),
    ("crate-table", |stream, peers| match stream.name {
        "MIX" => walk::all_in_table(&stream.octets, peers),
        "LS" => link_state::in_table(&stream.octets, peers),
        _ => walk::in_table(&stream.octets, peers),
    }),
];

/// Walkers of the routes alone. Where routes are IP prefixes, all give the same sum. Of BGP-LS they read nothing.
const OF_ROUTES: &[(&str, Walker)] = &[
    ("typed-routes", |stream, _| match stream.name {
        "LS" => Some(0),
        _ => walk::typed_routes(&stream.octets, walk::session(stream)),
    }),
    ("any-routes", |stream, _| match stream.name {
        "LS" => Some(0),
        _ => walk::any_routes(&stream.octets, walk::session(stream)),
    }),
    ("each-route", |stream, _| match stream.name {
        "LS" => Some(0),
        _ => walk::each_route(&stream.octets, walk::session(stream)),
    }),
];

/// The streams of tables, the one of changes, the one of BGP-LS, and those of withdrawals.
fn all() -> impl Iterator<Item = streams::Stream> {
    let others = [changing::mix(), link_state::link_state()];
    let streams = streams::all().into_iter().chain(others);
    streams.chain(withdrawn::all())
}

fn main() {
    // Cargo adds options of its own.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => compare(),
        ["count", ref names @ ..] => {
            for stream in all() {
                for name in names {
                    run(&stream, name, PASSES);
                    count::say(&stream, name, PASSES);
                }
            }
        }
        ["dump", stream] => {
            let stream = all()
                .find(|known| known.name == stream)
                .expect("a stream of `list`");
            std::io::Write::write_all(&mut std::io::stdout(), &stream.octets)
                .expect("standard output takes octets");
        }
        [stream, walker, passes] => {
            let stream = all()
                .find(|known| known.name == stream)
                .expect("a stream of `list`");
            run(&stream, walker, passes.parse().expect("a number of passes"));
        }
        _ => panic!("usage: instructions [count WALKER... | dump STREAM | STREAM WALKER PASSES]"),
    }
}

/// So many passes show what a message costs in the mean, behind as many that are not counted: a table learns, and looks
/// closely at one message of many.
const PASSES: usize = 10;

/// Reads a stream so many times to be counted.
fn run(stream: &streams::Stream, name: &str, passes: usize) {
    let walkers = &mut WALKERS.iter().chain(OF_ROUTES);
    let walker = walkers.find(|known| known.0 == name).expect("a walker").1;
    let mut peers = walk::peers(&stream.octets, walk::session(stream));
    let mut pass = || {
        black_box(walker(black_box(stream), &mut peers)).expect("the walker reads the stream");
    };
    (0..PASSES).for_each(|_| pass());
    count::counted(passes, &mut pass);
}

fn compare() {
    for stream in all() {
        let mut peers = walk::peers(&stream.octets, walk::session(&stream));
        let sums: Vec<Option<u64>> = WALKERS
            .iter()
            .map(|(_, walker)| walker(&stream, &mut peers))
            .collect();
        assert!(
            sums[0].is_some() && sums.iter().all(|sum| *sum == sums[0]),
            "{}: {sums:x?}",
            stream.name
        );
        if matches!(stream.name, "S1" | "S2" | "S3" | "S5") {
            let sums = OF_ROUTES
                .iter()
                .map(|(_, walker)| walker(&stream, &mut peers));
            let sums: Vec<Option<u64>> = sums.collect();
            let is_same = sums[0].is_some() && sums.iter().all(|sum| *sum == sums[0]);
            assert!(is_same, "{}: {sums:x?}", stream.name);
        }
        println!("{}: {:016x}", stream.name, sums[0].unwrap_or_default());
    }
}
