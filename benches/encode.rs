//! How long writing takes, beside a plain copy of the same frames in the same run.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench encode`. For each stream: the copy; writing messages as they were read (which borrow their
//! frames), that own their octets, and that share them; reading, changing and writing; and building from values and
//! writing. All of it into one buffer that has room for the whole stream.

#[path = "support/rewrite.rs"]
mod rewrite;
mod support;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rewrite::{Messages, encode};

fn benches(criterion: &mut Criterion) {
    for source in rewrite::sources() {
        let messages = Messages::of(&source);
        let mut group = criterion.benchmark_group(source.name.as_str());
        group.throughput(Throughput::Elements(source.messages as u64));
        let mut run = |name, write: &dyn Fn(&Messages<'_>, &mut Vec<u8>)| {
            let mut buffer = Vec::with_capacity(source.octets.len());
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    buffer.clear();
                    write(black_box(&messages), &mut buffer);
                    black_box(&buffer);
                });
            });
            assert_eq!(
                buffer.capacity(),
                source.octets.len(),
                "the buffer has room"
            );
        };
        run("copy", &|messages, out| messages.copy(out));
        run("encode decoded", &|messages, out| {
            encode(&messages.views, out)
        });
        run("encode shared", &|messages, out| {
            encode(&messages.shared, out)
        });
        run("encode owned", &|messages, out| {
            encode(&messages.owned, out)
        });
        run("edit and encode", &|messages, out| messages.edit(out));
        run("set and encode", &|messages, out| messages.set(out));
        run("build and encode", &|messages, out| messages.build(out));
        group.finish();
    }
}

criterion_group!(all, benches);
criterion_main!(all);
