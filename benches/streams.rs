//! What following a stream costs, and keeping its messages: framing, a message shared, owned, or decoded again later.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --features streams --bench streams`. Times first; then how often and how much memory is asked for, and
//! how much of it a message that is kept holds.

mod support;

use std::hint::black_box;
use std::net::IpAddr;

use allocation_counter::measure;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::{self, Codec, Cut, Framing, Message, PeerTable, Received};
use bytes::{Bytes, BytesMut};
use criterion::{Criterion, Throughput, criterion_group};
use ipnet::IpNet;
use memchr::memmem::Finder;
use support::{captured, walk};
use tokio_util::codec::Decoder;

/// As much as `FramedRead` reads at a time.
const CHUNK: usize = 8 << 10;

fn streams(criterion: &mut Criterion) {
    for stream in captured::all() {
        let octets = &stream.octets[..];
        let session = Session::default();
        let mut peers = walk::peers(octets, session);
        let frames = kept(octets);
        let wanted = "198.18.4.0/24".parse().expect("a prefix");

        let mut group = criterion.benchmark_group(stream.name);
        group.throughput(Throughput::Elements(stream.messages as u64));
        group.bench_function("frames", |bencher| {
            bencher.iter(|| {
                bmp::frames(black_box(octets))
                    .flatten()
                    .map(black_box)
                    .count()
            });
        });
        group.bench_function("copy into chunks", |bencher| bencher.iter(|| copy(octets)));
        group.bench_function("copy and cut", |bencher| bencher.iter(|| cut(octets)));
        group.bench_function("decode", |bencher| {
            bencher.iter(|| {
                each(&frames, |frame| {
                    let _ = black_box(peers.decode(frame));
                })
            });
        });
        group.bench_function("decode and share", |bencher| {
            bencher.iter(|| each(&frames, |frame| drop(black_box(share(&mut peers, frame)))));
        });
        group.bench_function("decode and own", |bencher| {
            bencher.iter(|| each(&frames, |frame| drop(black_box(own(&mut peers, frame)))));
        });
        group.bench_function("decode again", |bencher| {
            bencher.iter(|| {
                each(&frames, |frame| {
                    let _ = black_box(Message::decode(frame, &peers));
                })
            });
        });
        group.bench_function("codec", |bencher| {
            let mut codec = Codec::default().with_peers(peers.clone());
            bencher.iter(|| received(&mut codec, octets, |one| drop(black_box(one))));
        });
        group.bench_function("one prefix", |bencher| {
            bencher.iter(|| one_prefix(black_box(octets), &mut peers, wanted));
        });
        group.bench_function("all routes", |bencher| {
            bencher.iter(|| any_routes(black_box(octets), &mut peers, wanted));
        });
        group.bench_function("full walk", |bencher| {
            bencher.iter(|| walk::in_table(black_box(octets), &mut peers));
        });
        group.finish();
    }
}

fn kept(octets: &[u8]) -> Vec<Bytes> {
    let (mut framing, mut buffer) = (Framing::default(), BytesMut::from(octets));
    let frames = std::iter::from_fn(|| match framing.cut_bytes(&mut buffer) {
        Ok(Cut::Frame(frame)) => Some(frame),
        _ => None,
    });
    frames.collect()
}

fn each(frames: &[Bytes], mut run: impl FnMut(&Bytes)) {
    frames.iter().for_each(&mut run);
}

fn share(peers: &mut PeerTable, frame: &Bytes) -> Option<Message<Bytes>> {
    Some(peers.decode(frame).ok()?.share(frame))
}

fn own(peers: &mut PeerTable, frame: &Bytes) -> Option<Message> {
    Some(peers.decode(frame).ok()?.to_owned())
}

/// What reading a connection into a buffer costs at the least.
fn copy(octets: &[u8]) {
    let mut buffer = BytesMut::with_capacity(CHUNK);
    for chunk in octets.chunks(CHUNK) {
        buffer.extend_from_slice(chunk);
        drop(black_box(buffer.split().freeze()));
    }
}

fn cut(octets: &[u8]) {
    let (mut framing, mut buffer) = (Framing::default(), BytesMut::with_capacity(CHUNK));
    for chunk in octets.chunks(CHUNK) {
        buffer.extend_from_slice(chunk);
        while let Ok(Cut::Frame(frame)) = framing.cut_bytes(&mut buffer) {
            drop(black_box(frame));
        }
    }
}

fn received(codec: &mut Codec, octets: &[u8], mut take: impl FnMut(Received)) {
    let mut buffer = BytesMut::with_capacity(CHUNK);
    for chunk in octets.chunks(CHUNK) {
        buffer.extend_from_slice(chunk);
        while let Some(one) = codec
            .decode(&mut buffer)
            .expect("a stream that can be followed")
        {
            take(one);
        }
    }
}

/// As examples/filter.rs looks for it.
fn one_prefix(octets: &[u8], peers: &mut PeerTable, wanted: IpNet) -> usize {
    let IpAddr::V4(address) = wanted.network() else {
        unreachable!("an IPv4 prefix");
    };
    let needle = Finder::new(&address.octets()[..3]).into_owned();
    let mut found = 0;
    for frame in bmp::frames(octets).flatten() {
        let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(frame) else {
            continue;
        };
        let Ok(update) = monitoring.update else {
            continue;
        };
        if needle.find(frame).is_none() {
            continue;
        }
        for route in update.withdrawn().chain(update.announced()).flatten() {
            found += usize::from(route.prefix == Some(wanted));
        }
    }
    found
}

/// The same by all routes of whatever family.
fn any_routes(octets: &[u8], peers: &mut PeerTable, wanted: IpNet) -> usize {
    let mut found = 0;
    for frame in bmp::frames(octets).flatten() {
        let Ok(Message::RouteMonitoring(monitoring)) = peers.decode(frame) else {
            continue;
        };
        let Ok(update) = monitoring.update else {
            continue;
        };
        for route in update.withdrawn().chain(update.announced()).flatten() {
            found += usize::from(route.prefix == Some(wanted));
        }
    }
    found
}

/// What is asked of the allocator for each message, and what is still held when all of them are kept.
fn memory() {
    println!(
        "\n{:<14} {:<18} {:>12} {:>12} {:>12}",
        "a message", "", "allocations", "octets", "held"
    );
    for stream in captured::all() {
        let octets = &stream.octets[..];
        let frames = kept(octets);
        let mut peers = walk::peers(octets, Session::default());
        let mut codec = Codec::default().with_peers(peers.clone());
        let line = |what: &str, info: allocation_counter::AllocationInfo| {
            let each = |number: f64| number / stream.messages as f64;
            println!(
                "{:<14} {what:<18} {:>12.2} {:>12.0} {:>12.0}",
                stream.name,
                each(info.count_total as f64),
                each(info.bytes_total as f64),
                each(info.bytes_current as f64),
            );
        };
        println!(
            "{:<14} frame of {} octets",
            stream.name,
            octets.len() / stream.messages
        );
        let mut all = Vec::with_capacity(frames.len());
        line(
            "share",
            measure(|| all.extend(frames.iter().filter_map(|frame| share(&mut peers, frame)))),
        );
        let mut all = Vec::with_capacity(frames.len());
        line(
            "own",
            measure(|| all.extend(frames.iter().filter_map(|frame| own(&mut peers, frame)))),
        );
        let mut all = Vec::with_capacity(frames.len());
        line(
            "codec, kept all",
            measure(|| received(&mut codec, octets, |one| all.push(one))),
        );
        let (mut one_of, mut number) = (Vec::with_capacity(frames.len()), 0);
        let info = measure(|| {
            received(&mut codec, octets, |one| {
                number += 1;
                if number % 100 == 0 {
                    one_of.push(one);
                }
            });
        });
        line("codec, kept 1/100", info);
    }
    println!(
        "\nBytes: {}, Message<&[u8]>: {}, Message<Bytes>: {}, Message: {}, Received: {} octets in place",
        size_of::<Bytes>(),
        size_of::<Message<&[u8]>>(),
        size_of::<Message<Bytes>>(),
        size_of::<Message>(),
        size_of::<Received>(),
    );
}

criterion_group!(benches, streams);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    memory();
}
