//! Collects BMP messages from many routers: writes them, counts them, and shows the state of the routers.

pub(crate) mod args;
mod collector;
mod connection;
mod counts;
mod dial;
mod glass;
mod lists;
mod logs;
mod md5;
mod metrics;
mod output;
mod pace;
mod page;
mod peers;
mod places;
mod proxy;
mod rate;
mod record;
mod router;
mod routers;
mod series;
mod station;
mod status;
#[cfg(all(test, target_os = "linux"))]
mod tests;
mod time;
mod token;
mod web;

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use crate::absent;
use crate::broker::Kind;
use args::Args;
use collector::Collector;
use output::lines::Order;

pub(crate) fn main(args: Args) -> ExitCode {
    let kind = args.publish.as_deref().and_then(Kind::of);
    if let Some(feature) = kind.and_then(Kind::missing) {
        return absent::exit(feature);
    }
    collect(args)
}

#[tokio::main]
async fn collect(args: Args) -> ExitCode {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::from(args.log))
        .with_writer(io::stderr)
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .init();
    match run(args).await {
        Ok(()) => {
            info!("everything read has been written");
            ExitCode::SUCCESS
        }
        Err(error) => {
            error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let has_files = args.write.is_some();
    let heeds_hangup = has_files || !ignores_hangup();
    // Signals must be handled before everything is up.
    let (mut term, mut int, mut hup) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::hangup())?,
    );
    let collector = Collector::start(args, Box::new(io::stdout())).await?;
    let (routers, web) = (collector.routers, collector.web);
    info!("listening on {routers} for routers, status page on http://{web}/");
    let stop: CancellationToken = collector.stopper();
    let orders = collector.orders();
    tokio::spawn(async move {
        let mut is_first = true;
        loop {
            let signal = tokio::select! {
                _ = term.recv() => "SIGTERM",
                _ = int.recv() => "SIGINT",
                _ = hup.recv(), if heeds_hangup => {
                    // Programs that rotate logs send it, and a terminal that goes away.
                    if has_files {
                        info!("SIGHUP: beginning a new file");
                        if let Some(orders) = orders.upgrade() {
                            // Waiting here would delay other signals.
                            if let Err(error) = orders.try_send(Order::Renew) {
                                error!("no new file begins: {error}");
                            }
                        }
                        continue;
                    }
                    "SIGHUP"
                }
            };
            if !is_first {
                error!("{signal} once more: lines may be lost");
                std::process::exit(1);
            }
            is_first = false;
            info!("{signal}: accepting no more connections");
            stop.cancel();
        }
    });
    collector.ended().await
}

/// Returns whether this process was started with `nohup`, so that the end of a terminal does not matter to it.
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    // The first bit is that of SIGHUP.
    ignored.is_some_and(|bits| bits & 1 == 1)
}
