//! Passes over streams that write their messages again, to be counted under callgrind:
//! `encode_instructions count STREAM WALKER`.
//!
//! A binary of its own: what else is in one moves the counts of the walks in `benches/instructions.rs`. That tells, too,
//! how counting is done. `.ci/instructions encode` prints the table; each walker has a process of its own, because what an
//! allocator takes depends on what was allocated before.
//!
//! `encode_instructions list` prints the names of the streams made from a seed. `encode_instructions STREAM WALKER PASSES`
//! takes the captured ones, too, which are long to unpack: `one-route`, `eight-routes`, `ipv6` and `full-size`. Without arguments every walker writes
//! every stream once, and what is written has to be what was read.

#[path = "support/rewrite.rs"]
mod rewrite;
mod support;

use std::hint::black_box;

use bytes::BytesMut;
use rewrite::{Messages, encode, numbers};
use support::{count, streams};

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
        ["list"] => streams::all()
            .iter()
            .for_each(|stream| println!("{}", stream.name)),
        ["count", name, walker] => {
            let stream = streams::named(name).expect("a stream of `list`");
            let source = rewrite::source(name).expect("a stream of `list`");
            run(&Messages::of(&source), stream.octets.len(), walker, PASSES);
            count::say(&stream, walker, PASSES);
        }
        [stream, walker, passes] => {
            let source = rewrite::source(stream).expect("a stream");
            let passes = passes.parse().expect("a number of passes");
            run(&Messages::of(&source), source.octets.len(), walker, passes);
        }
        _ => {
            panic!("usage: encode_instructions [list | count STREAM WALKER | STREAM WALKER PASSES]")
        }
    }
}

/// So many passes show what a message costs in the mean, behind as many that are not counted: an allocator learns, too.
const PASSES: usize = 4;

/// Writes a stream so many times to be counted.
fn run(messages: &Messages<'_>, room: usize, name: &str, passes: usize) {
    let walker = &mut WALKERS.iter();
    let walker = walker.find(|known| known.0 == name).expect("a walker").1;
    let mut buffers = Buffers::of(room);
    let mut pass = || {
        black_box(walker(black_box(messages), &mut buffers));
    };
    (0..PASSES).for_each(|_| pass());
    count::counted(passes, &mut pass);
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
