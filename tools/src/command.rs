//! The command line: one subcommand for each tool.

use clap::{Parser, Subcommand};

#[cfg(feature = "collect")]
use crate::collect;
#[cfg(feature = "docs")]
use crate::docs;
use crate::{bench, dump, filter, lookup, policy, replay, seeds, synthesize, topology};

/// Works with streams of the BGP Monitoring Protocol (BMP): shows, filters, replays, makes, measures and
/// collects them.
#[derive(Debug, Parser)]
#[command(name = "bmp", version)]
pub(crate) struct Bmp {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Dump(dump::args::Args),
    Filter(filter::Args),
    Replay(replay::args::Args),
    Synthesize(synthesize::args::Args),
    Bench(bench::args::Args),
    Seeds(seeds::args::Args),
    Topology(topology::args::Args),
    Routes(Box<lookup::args::Args>),
    Policy(Box<policy::args::Args>),
    #[cfg(feature = "collect")]
    Collect(Box<collect::args::Args>),
    /// Collects BMP messages from many routers (not in this build)
    #[cfg(not(feature = "collect"))]
    #[command(disable_help_flag = true)]
    Collect(Absent),
    #[cfg(feature = "docs")]
    Docs(docs::Args),
}

/// The arguments of a subcommand that is not built in: anything.
#[cfg(not(feature = "collect"))]
#[derive(Debug, clap::Args)]
pub(crate) struct Absent {
    #[arg(hide = true, allow_hyphen_values = true, trailing_var_arg = true)]
    _words: Vec<std::ffi::OsString>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Bmp::command().debug_assert();
    }

    #[test]
    fn all_subcommands_are_in_the_help() {
        let help = Bmp::command().render_help().to_string();
        for name in [
            "dump",
            "filter",
            "replay",
            "synthesize",
            "bench",
            "seeds",
            "topology",
            "routes",
            "policy",
            "collect",
        ] {
            assert!(help.contains(&format!("\n  {name} ")), "{help}");
        }
        assert!(!help.contains("\n  docs"), "{help}");
    }

    /// Whatever is asked of it, it can say how to get it.
    #[cfg(not(feature = "collect"))]
    #[test]
    fn what_is_not_built_in_takes_any_arguments() {
        for words in [&[][..], &["--help"], &["--listen", "127.0.0.1:5000", "-x"]] {
            let parsed = Bmp::try_parse_from(["bmp", "collect"].iter().chain(words)).unwrap();
            assert!(matches!(parsed.command, Command::Collect(_)));
        }
    }
}
