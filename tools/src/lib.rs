//! The tools of `bmp-codec`, as one command: `bmp dump`, `bmp filter`, `bmp replay`, `bmp synthesize`, `bmp bench`, `bmp
//! seeds`, `bmp topology`, `bmp routes`, `bmp policy` and `bmp collect`.
//!
//! Each subcommand is a module with its arguments and its `main`. What they share is beside them: `input` reads captures
//! and streams, `select` is their filter, `routes` walks UPDATEs, `link_state` explains BGP-LS. [`tables`] is public for
//! programs that keep routes, and [`synthesize`] for tests and benches that need streams. `bmp routes` is in `lookup`.

mod about;
mod absent;
mod bench;
mod broker;
#[cfg(feature = "collect")]
mod collect;
mod command;
#[cfg(feature = "docs")]
mod docs;
mod dump;
mod files;
mod filter;
mod input;
mod interrupt;
mod link_state;
mod lookup;
mod messages;
mod policy;
mod replay;
mod routes;
mod seeds;
mod select;
pub mod synthesize;
pub mod tables;
mod topology;
mod version_4;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use command::{Bmp, Command};
pub use input::{Part, read_octets};

/// Runs a function, and returns how often it asked for memory. Only a program has an allocator that counts.
pub type CountAllocations = fn(&mut dyn FnMut()) -> u64;

/// Runs the subcommand that the command line names. `bmp bench` counts allocations with `count`.
pub fn main(count: CountAllocations) -> ExitCode {
    match Bmp::parse().command {
        Command::Dump(args) => dump::main(&args),
        Command::Filter(args) => filter::main(&args),
        Command::Replay(args) => replay::main(&args),
        Command::Synthesize(args) => synthesize::main(&args),
        Command::Bench(args) => bench::main(&args, count),
        Command::Seeds(args) => seeds::main(&args),
        Command::Topology(args) => topology::main(&args),
        Command::Routes(args) => lookup::main(&args),
        Command::Policy(args) => policy::main(&args),
        #[cfg(feature = "collect")]
        Command::Collect(args) => collect::main(*args),
        #[cfg(not(feature = "collect"))]
        Command::Collect(_) => absent::exit("collect"),
        #[cfg(feature = "docs")]
        Command::Docs(args) => docs::main(&args),
    }
}

/// Returns whether the reader of the output has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
