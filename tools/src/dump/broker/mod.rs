//! Brokers: what to read from one, and whether a file is one.

#[cfg(feature = "nats")]
mod reader;

use std::path::Path;

#[cfg(not(feature = "nats"))]
use anyhow::anyhow;
use anyhow::ensure;

#[cfg(not(feature = "nats"))]
use crate::absent;
#[cfg(not(feature = "nats"))]
use crate::input::{Counts, Handler, Stop};

#[cfg(feature = "nats")]
pub(crate) use reader::read;

/// What to read from a broker.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Options for brokers")]
pub(crate) struct Options {
    /// Stream of the broker to read from
    #[arg(long, value_name = "NAME", default_value = STREAM)]
    stream: String,

    /// Read only messages with these subjects, bmp.PARTITION.ROUTER.PEER: 'bmp.3.>' for those of partition 3
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,

    /// Read only what is stored from now on
    #[arg(long)]
    new: bool,

    /// Continue where the last reader of this name stopped; readers of the same name at the same time share the
    /// messages
    #[arg(long, value_name = "NAME")]
    durable: Option<String>,

    /// Stop at the end of what is stored now
    #[arg(long)]
    no_follow: bool,
}

const STREAM: &str = "BMP";

impl Options {
    /// Returns the URL, if this is a URL and not a path.
    pub(crate) fn url<'a>(&self, file: &'a Path) -> anyhow::Result<Option<&'a str>> {
        let url = file.to_str().filter(|url| {
            let scheme = url.split_once("://").map(|(scheme, _)| scheme);
            matches!(scheme, Some("nats" | "tls" | "ws" | "wss"))
        });
        let default = Options {
            stream: STREAM.into(),
            subject: None,
            new: false,
            durable: None,
            no_follow: false,
        };
        ensure!(
            url.is_some() || *self == default,
            "is not a broker: --stream, --subject, --new, --durable and --no-follow need nats://HOST:PORT"
        );
        Ok(url)
    }
}

/// Says that this build cannot read from one.
#[cfg(not(feature = "nats"))]
pub(crate) fn read(
    _: &str,
    _: &Options,
    _: &mut Handler<'_>,
) -> Result<(Counts, anyhow::Result<()>), Stop> {
    Ok((Counts::default(), Err(anyhow!(absent::text("nats")))))
}
