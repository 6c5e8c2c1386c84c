//! Input made to be slow, in three lengths: what the crate takes, as times a loop by hand over the same bytes takes.
//!
//! `cargo bench --manifest-path benches/Cargo.toml --bench worst` prints a table of times, for people: they follow the
//! machine. `.ci/worst` counts instructions, and fails where a bound is crossed. It runs `worst instructions` under
//! callgrind, which tells what is counted, in this order.

mod by_hand;
mod cases;
mod reaches;
#[path = "../support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::Instant;

use cases::{CASES, Case};

const REPEATS: usize = 15;

fn main() {
    // Cargo adds options of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (run, part): (fn(&Case), &str) = match words[..] {
        [] => (times, ""),
        ["instructions"] => (instructions, ""),
        ["instructions", part] => (instructions, part),
        [part] => (times, part),
        _ => panic!("usage: worst [instructions] [PART OF A NAME]"),
    };
    CASES
        .iter()
        .filter(|case| case.name.contains(part))
        .for_each(run);
}

/// Prints a line for each length: nanoseconds a byte of the crate and by hand, and their ratio.
fn times(case: &Case) {
    for parts in [case.most / 16, case.most / 4, case.most] {
        let input = (case.make)(parts);
        let [mut by_crate, mut by_hand] = [f64::INFINITY; 2];
        // In turn, so that what else the machine does falls on both.
        for _ in 0..REPEATS {
            by_crate = by_crate.min(time(case.by_crate, &input));
            by_hand = by_hand.min(time(case.by_hand, &input));
        }
        let bytes = input.len() as f64;
        println!(
            "{}\t{parts} parts\t{:.2} ns a byte\t{:.2} by hand\t{:.2} times",
            case.name,
            by_crate / bytes,
            by_hand / bytes,
            by_crate / by_hand
        );
    }
}

/// Nanoseconds of one run.
fn time(run: fn(&[u8]) -> usize, input: &[u8]) -> f64 {
    let start = Instant::now();
    black_box(run(black_box(input)));
    start.elapsed().as_nanos() as f64
}

/// Runs crate and loop by hand once, over the shortest and the longest input, and says so.
fn instructions(case: &Case) {
    for parts in [case.most / 16, case.most] {
        let input = (case.make)(parts);
        let by_crate = counted(case.by_crate, &input);
        let by_hand = counted(case.by_hand, &input);
        assert_eq!(by_crate, by_hand, "{}", case.name);
        println!("{}\t{parts}\t{}\t{}", case.name, input.len(), case.bound);
    }
}

/// What callgrind counts, one call after the other.
#[inline(never)]
fn counted(run: fn(&[u8]) -> usize, input: &[u8]) -> usize {
    black_box(run(black_box(input)))
}
