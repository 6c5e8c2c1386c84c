//! The collector as a whole: it starts, and stops in order.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, anyhow};
use rustix::process::{Resource, getrlimit};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc::WeakSender;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::broker::Publisher;
use crate::collect::args::Args;
use crate::collect::glass::state::{self, State};
use crate::collect::glass::{Bounds, Glass};
use crate::collect::md5::Keys;
use crate::collect::output::files::{Files, Rotation};
use crate::collect::output::lines::{Format, Order, Queue};
use crate::collect::output::writer::{self, Destination};
use crate::collect::places::Places;
use crate::collect::routers::Routers;
use crate::collect::station::Station;
use crate::collect::status::{Status, Sums};
use crate::collect::time::Time;
use crate::collect::token::Token;
use crate::collect::web;

/// The maximum number of connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// The number of open files beside connections: lines, the broker, and what the runtime needs.
const OTHER_FILES: usize = 24;

/// The maximum number of connections of proxies that have not said for whom they are.
const INTRODUCTIONS: usize = 64;

/// A running collector.
pub(crate) struct Collector {
    /// The address that routers connect to.
    pub(crate) routers: SocketAddr,
    /// The address of the status page.
    pub(crate) web: SocketAddr,
    orders: WeakSender<Order>,
    stop: CancellationToken,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Collector {
    /// Starts listening. Lines go to `stdout` unless they go to files.
    pub(crate) async fn start(
        args: Args,
        stdout: Box<dyn io::Write + Send>,
    ) -> anyhow::Result<Collector> {
        let stop = CancellationToken::new();
        let keys = Keys::read(args.md5_key.iter().map(|(net, file)| (*net, &**file)))?;
        let listener = listen(args.listen, &keys)?;
        let web_listener = TcpListener::bind(args.web)
            .await
            .with_context(|| format!("cannot listen on {} for the status page", args.web))?;
        let routers = listener.local_addr()?;
        let web = web_listener.local_addr()?;

        let limits = &args.limits;
        // A connection of a proxy has a file before it is that of a router.
        let introductions = if args.proxy_protocol.is_empty() {
            0
        } else {
            INTRODUCTIONS
        };
        let kept = web::CONNECTIONS + OTHER_FILES + introductions;
        let max_connections = connections(limits.max_connections.get(), kept);
        let series = Places::new(limits.max_series);
        let known = Routers::new(limits, max_connections, series);
        let (queue, todo) = Queue::new(args.queue.get());
        let publisher = match &args.publish {
            Some(url) => Some(Publisher::connect(url, args.broker.clone()).await?),
            None => None,
        };
        let glass = args.tables.tables.then(|| {
            let bounds = Bounds::new(&args.tables, limits, max_connections);
            Arc::new(Glass::new(bounds))
        });
        let state = match (&args.tables.state, &glass) {
            (Some(directory), Some(glass)) => {
                let state = State::open(directory)?;
                state.restore(glass);
                Some((Arc::new(state), Arc::clone(glass)))
            }
            _ => None,
        };
        let token = args
            .web_token_file
            .as_deref()
            .map(Token::read)
            .transpose()?;
        let status = Arc::new(Status::new(
            known,
            Places::new(limits.max_peers_in_all.get()),
            queue.gauge(),
            publisher.clone(),
            glass,
        ));
        let destination = match &args.write {
            Some(directory) => {
                let rotation = Rotation {
                    size: args.rotate_size.get() as u64,
                    age: args.rotate_age,
                    keep: args.keep.get(),
                };
                Destination::Files(Box::new(Files::open(directory, rotation)?))
            }
            None => Destination::Stream(stdout),
        };
        let written = Arc::clone(&status.written);
        let end = writer::spawn(destination, todo, written, stop.clone())?;
        let format = match (args.quiet, args.json || args.write.is_some()) {
            (true, _) => None,
            (false, true) => Some(Format::Json),
            (false, false) => Some(Format::Text),
        };
        let (orders, passed_on) = (queue.weak(), queue.passed_on());
        let station = Station {
            queue,
            format,
            publisher: publisher.clone(),
            limits: Arc::new(args.limits.clone()),
            status: Arc::clone(&status),
            stop: stop.clone(),
            proxies: args.proxy_protocol.clone(),
            introductions: Places::new(introductions),
            keys,
        };
        let stalled = stalled(
            Arc::clone(&status),
            Arc::clone(&passed_on),
            stop.clone(),
            limits.stop_timeout,
        );
        let names = args.web_name.clone();
        let page = web::Page::new(web_listener, Arc::clone(&status), names, token);

        let task = tokio::spawn(async move {
            let ended = CancellationToken::new();
            let page = tokio::spawn(page.serve(ended.clone()));
            let (samples, at_end) = (tokio::spawn(sample(Arc::clone(&status))), status);
            let snapshots = state.as_ref().map(|(state, glass)| {
                let interval = args.tables.state_interval;
                tokio::spawn(state::keep(Arc::clone(state), Arc::clone(glass), interval))
            });
            let work = async {
                station.run(listener, args.connect).await;
                if let Some(snapshots) = snapshots {
                    snapshots.abort();
                }
                let saved = match state {
                    Some((state, glass)) => {
                        let saved = spawn_blocking(move || state.save(&glass)).await;
                        saved.unwrap_or_else(|error| Err(error.into()))
                    }
                    None => Ok(()),
                };
                let written = end.await.context("the writer has failed")?;
                let written = written.with_context(|| {
                    let lines = passed_on.load(Relaxed) - at_end.written.lines.load(Relaxed);
                    format!("{lines} lines are lost")
                });
                let published = match publisher {
                    Some(publisher) => publisher.flush().await,
                    None => Ok(()),
                };
                saved.and(written).and(published)
            };
            let result = tokio::select! {
                result = work => result,
                error = stalled => Err(error),
            };
            samples.abort();
            ended.cancel();
            at_end.logs.finish();
            info!("{}", Sums::of(&at_end));
            // A browser may keep its connection open: do not wait for it.
            let _ = timeout(Duration::from_secs(1), page).await;
            result
        });
        Ok(Collector {
            routers,
            web,
            orders,
            stop,
            task,
        })
    }

    /// Returns the token that stops the collector.
    pub(crate) fn stopper(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Returns where the writer takes orders.
    pub(crate) fn orders(&self) -> WeakSender<Order> {
        self.orders.clone()
    }

    /// Waits until the collector has stopped.
    pub(crate) async fn ended(self) -> anyhow::Result<()> {
        self.task.await.context("the collector has failed")?
    }
}

fn listen(address: SocketAddr, keys: &Keys) -> anyhow::Result<TcpListener> {
    let listen = || {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()
        } else {
            TcpSocket::new_v6()
        }?;
        keys.apply(&socket, address.is_ipv6())?;
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        anyhow::Ok(socket.listen(BACKLOG)?)
    };
    listen().with_context(|| format!("cannot listen on {address}"))
}

/// Returns how many routers may be connected. The page and others need file descriptors, too.
fn connections(wanted: usize, kept: usize) -> usize {
    let limits = getrlimit(Resource::Nofile);
    let Some(files) = limits.current.and_then(|files| usize::try_from(files).ok()) else {
        return wanted;
    };
    let most = files.saturating_sub(kept).max(1);
    if most < wanted {
        warn!(
            "the system allows {files} open files: at most {most} routers can connect, not {wanted}"
        );
    }
    wanted.min(most)
}

/// Returns when an output that has something to take has not taken anything for too long after the collector was
/// stopped. Says what is lost.
async fn stalled(
    status: Arc<Status>,
    passed_on: Arc<AtomicU64>,
    stop: CancellationToken,
    limit: Duration,
) -> anyhow::Error {
    stop.cancelled().await;
    let (written, mut progress, mut since) = (&status.written, None, Instant::now());
    loop {
        let counters = status.publisher.as_ref().map(Publisher::counters);
        let published = counters.map_or([0; 2], |counters| {
            [
                counters.stored.load(Relaxed),
                counters.refused.load(Relaxed),
            ]
        });
        let waiting = counters.map_or(0, |counters| counters.waiting.load(Relaxed));
        let queued = (status.queued)();
        let now = (
            written.octets.load(Relaxed),
            written.pieces.load(Relaxed),
            published,
        );
        if progress != Some(now) || (queued == 0 && waiting == 0) {
            (progress, since) = (Some(now), Instant::now());
        } else if since.elapsed() >= limit {
            let lines = passed_on.load(Relaxed) - written.lines.load(Relaxed);
            let open = status.routers.totals().open;
            let unread = match open {
                0 => String::new(),
                1 => "; what arrived on 1 connection was not read to its end".into(),
                open => format!("; what arrived on {open} connections was not read to its end"),
            };
            return anyhow!(
                "{lines} lines and {waiting} published frames are lost: the output has taken nothing for {limit:?}{unread}"
            );
        }
        sleep((limit / 10).min(Duration::from_millis(100))).await;
    }
}

/// Takes a sample of the rates of all routers once per second, and says what was not logged.
async fn sample(status: Arc<Status>) {
    /// Seconds between samples of tables.
    const SAMPLE: u64 = 5;
    let (mut interval, mut ticks) = (interval(Duration::from_secs(1)), 0);
    loop {
        let now = interval.tick().await;
        status.routers.sample(now.into_std());
        status.logs.sweep(now.into_std());
        ticks += 1;
        if let Some(glass) = status.glass.as_ref().filter(|_| ticks % SAMPLE == 0) {
            glass.sample(Time::now().seconds() / 60, now.into_std());
        }
    }
}
