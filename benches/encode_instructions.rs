//! Passes over one stream that write its messages again, to be counted under callgrind:
//! `encode_instructions STREAM WALKER PASSES`.
//!
//! A binary of its own: what else is in one moves the counts of the walks in `benches/instructions.rs`. That tells, too,
//! how counting is done. `.ci/instructions encode` prints the table.
//!
//! `encode_instructions list` prints name, messages, octets, routes of each stream made from a seed; the captured ones, which
//! take long to unpack, are `one-route`, `eight-routes`, `ipv6` and `full-size`. Without arguments every walker writes
//! every stream once, and what is written has to be what was read.

#[path = "support/rewrite.rs"]
mod rewrite;
mod support;

use std::hint::black_box;

use bytes::BytesMut;
use rewrite::{Messages, encode, numbers};
use support::streams;

/// A buffer of each kind, with room for a whole stream and for what grows in it.
struct Buffers {
    vector: Vec<u8>,
    bytes: BytesMut,
    slice: Vec<u8>,
}

impl Buffers {
    fn of(room: usize) -> Buffers {
        Buffers {
            vector: Vec::with_capacity(room),
            bytes: BytesMut::with_capacity(room),
            slice: vec![0; room],
        }
    }
}

/// Writes all messages of a stream, and gives what it wrote.
type Walker = for<'a> fn(&Messages<'_>, &'a mut Buffers) -> &'a [u8];

const WALKERS: &[(&str, Walker)] = &[
    ("copy", |messages, buffers| {
        into_vector(buffers, |out| messages.copy(out))
    }),
    ("encode-decoded", |messages, buffers| {
        into_vector(buffers, |out| encode(&messages.views, out))
    }),
    ("encode-shared", |messages, buffers| {
        into_vector(buffers, |out| encode(&messages.shared, out))
    }),
    ("encode-owned", |messages, buffers| {
        into_vector(buffers, |out| encode(&messages.owned, out))
    }),
    ("encode-edited", |messages, buffers| {
        into_vector(buffers, |out| messages.edit(out))
    }),
    ("set-again", |messages, buffers| {
        into_vector(buffers, |out| messages.set_again(out))
    }),
    ("encode-set", |messages, buffers| {
        into_vector(buffers, |out| messages.set(out))
    }),
    ("encode-built", |messages, buffers| {
        into_vector(buffers, |out| messages.build(out))
    }),
    ("numbers-add", |messages, buffers| {
        into_vector(buffers, |out| {
            messages.each_number(|one, session| one.add(session, out));
        })
    }),
    ("numbers-set", |messages, buffers| {
        into_vector(buffers, |out| {
            messages.each_number(|one, session| one.set(session, out));
        })
    }),
    ("numbers-again", |messages, buffers| {
        into_vector(buffers, |out| messages.fill(out))
    }),
    ("routes", |messages, buffers| {
        into_vector(buffers, |out| {
            messages.each_number(|one, session| one.routes(session, out));
        })
    }),
    ("routes-split", |messages, buffers| {
        into_vector(buffers, |out| {
            numbers::split(&messages.routes, out).expect("routes of one session, and room");
        })
    }),
    ("into-bytes-mut", |messages, buffers| {
        buffers.bytes.clear();
        encode(&messages.views, &mut buffers.bytes);
        &buffers.bytes
    }),
    ("copy-bytes-mut", |messages, buffers| {
        buffers.bytes.clear();
        messages.copy(&mut buffers.bytes);
        &buffers.bytes
    }),
    ("into-slice", |messages, buffers| {
        let room = buffers.slice.len();
        let mut out = &mut buffers.slice[..];
        encode(&messages.views, &mut out);
        let left = out.len();
        &buffers.slice[..room - left]
    }),
];

fn into_vector(buffers: &mut Buffers, write: impl FnOnce(&mut Vec<u8>)) -> &[u8] {
    buffers.vector.clear();
    write(&mut buffers.vector);
    &buffers.vector
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
        ["list"] => {
            for stream in streams::all() {
                println!(
                    "{} {} {} {}",
                    stream.name,
                    stream.messages,
                    stream.octets.len(),
                    stream.routes
                );
            }
        }
        [stream, walker, passes] => {
            let source = rewrite::source(stream).expect("a stream");
            let walker = WALKERS
                .iter()
                .find(|known| known.0 == walker)
                .expect("a walker")
                .1;
            let messages = Messages::of(&source);
            let mut buffers = Buffers::of(source.octets.len());
            for _ in 0..passes.parse().expect("a number of passes") {
                black_box(walker(black_box(&messages), &mut buffers));
            }
        }
        _ => panic!("usage: encode_instructions [list | STREAM WALKER PASSES]"),
    }
}

fn compare() {
    for source in rewrite::sources() {
        let messages = Messages::of(&source);
        let mut buffers = Buffers::of(source.octets.len());
        let edited = WALKERS[4].1(&messages, &mut buffers).to_vec();
        assert!(
            edited != source.octets,
            "{}: nothing is changed",
            source.name
        );
        let routes = messages.routes_read();
        for (name, walker) in WALKERS {
            let expected = match *name {
                "encode-edited" | "encode-set" | "set-again" => &edited,
                "routes" | "routes-split" => &routes,
                _ => &source.octets,
            };
            let written = walker(&messages, &mut buffers);
            let same = match *name {
                "routes-split" => numbers::joined(written) == *expected,
                _ => written == expected,
            };
            assert!(same, "{}: {name}", source.name);
        }
        println!(
            "{}: {} messages, {} octets",
            source.name,
            source.messages,
            source.octets.len()
        );
    }
}
