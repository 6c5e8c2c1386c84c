//! The options that say where messages come from, and reading them.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;

use crate::dump::run::progress;
use crate::files::{Files, Item, Read};
use crate::input::Flow;
use crate::lookup::live;

/// Where messages come from.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Sources {
    /// Files to read, one after the other
    #[arg(value_name = "FILE", required_unless_present = "collect")]
    pub(crate) files: Vec<PathBuf>,

    /// Listen on this address, and take the messages of routers that connect, until Ctrl-C
    #[arg(long, value_name = "ADDR:PORT", conflicts_with = "files")]
    pub(crate) collect: Option<SocketAddr>,

    /// With --collect, listen for so many seconds
    #[arg(long = "for", value_name = "SECONDS", requires = "collect", value_parser = seconds)]
    pub(crate) time: Option<Duration>,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok();
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| "not a number of seconds".to_owned())
}

impl Sources {
    /// Calls `each` with all messages, in order, until it has enough.
    pub(crate) fn read(
        &self,
        command: &'static str,
        errors: &mut dyn Write,
        each: &mut dyn FnMut(Item<'_, '_>) -> Flow,
    ) -> anyhow::Result<Read> {
        if let Some(address) = self.collect {
            return live::read(command, address, self.time, errors, each);
        }
        let mut files = Files {
            command,
            port: self.port,
            errors,
        };
        let read = files.read(&self.files, |path| progress(path, true), each);
        read.context("cannot write")
    }
}
