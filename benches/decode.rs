//! How long reading takes, beside a hand-written walk over the same messages in the same run.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench decode`. For each kind of message: cutting the stream into frames, reading them, a full walk
//! over every value (in one session, and in the session of each peer from a table), and the hand-written walk.

mod support;

use std::hint::black_box;

use bmp_codec::bgp::Session;
use bmp_codec::bmp::{self, Message};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use support::{captured, hand, walk};

fn decode(criterion: &mut Criterion) {
    for stream in captured::all() {
        let octets = &stream.octets[..];
        let session = Session::default();
        let mut peers = walk::peers(octets, session);
        let by_hand = hand::walk(octets, false).expect("a stream that the walker reads");
        assert_eq!(walk::in_session(octets, session), Some(by_hand));
        assert_eq!(walk::in_table(octets, &mut peers), Some(by_hand));

        let mut group = criterion.benchmark_group(stream.name);
        group.throughput(Throughput::Bytes(octets.len() as u64));
        group.bench_function("frames", |bencher| {
            bencher.iter(|| frames(black_box(octets)));
        });
        group.bench_function("decode", |bencher| {
            bencher.iter(|| messages(black_box(octets), session));
        });
        group.bench_function("walk", |bencher| {
            bencher.iter(|| walk::in_session(black_box(octets), session));
        });
        group.bench_function("walk, table", |bencher| {
            bencher.iter(|| walk::in_table(black_box(octets), &mut peers));
        });
        group.bench_function("walk by hand", |bencher| {
            bencher.iter(|| hand::walk(black_box(octets), false));
        });
        group.finish();
    }
}

fn frames(stream: &[u8]) -> usize {
    let mut count = 0;
    for frame in bmp::frames(stream).flatten() {
        black_box(frame);
        count += 1;
    }
    count
}

fn messages(stream: &[u8], session: Session) -> usize {
    let mut count = 0;
    for frame in bmp::frames(stream).flatten() {
        let message = Message::decode(frame, session);
        let _ = black_box(&message);
        count += 1;
    }
    count
}

criterion_group!(benches, decode);
criterion_main!(benches);
