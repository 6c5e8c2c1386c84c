//! The collector as a whole: it listens, starts a task for each connection, and stops in order.

use std::io;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::broker::Publisher;
use crate::collect::args::{Args, Limits};
use crate::collect::connection::Connection;
use crate::collect::output::Outputs;
use crate::collect::output::broker::Frames;
use crate::collect::output::files::{Files, Rotation};
use crate::collect::output::lines::{Format, Lines, Queue};
use crate::collect::output::writer::{self, Destination};
use crate::collect::routers::{End, Entry, Routers};
use crate::collect::status::Status;
use crate::collect::web;

/// The maximum number of connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// A running collector.
pub(crate) struct Collector {
    /// The address that routers connect to.
    pub(crate) routers: SocketAddr,
    /// The address of the status page.
    pub(crate) web: SocketAddr,
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
        let listener = listen(args.listen)?;
        let web_listener = TcpListener::bind(args.web)
            .await
            .with_context(|| format!("cannot listen on {} for the status page", args.web))?;
        let routers = listener.local_addr()?;
        let web = web_listener.local_addr()?;

        let limits = &args.limits;
        let known = Routers::new(
            limits.max_connections.get(),
            limits.max_connections_per_router.get(),
        );
        let (queue, batches) = Queue::new(args.queue.get());
        let publisher = match &args.publish {
            Some(url) => Some(Publisher::connect(url, args.broker.clone()).await?),
            None => None,
        };
        let status = Arc::new(Status::new(
            known,
            queue.gauge(),
            limits.max_connections.get(),
            publisher.clone(),
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
        let end = writer::spawn(destination, batches, written, stop.clone())?;
        let format = match (args.quiet, args.json || args.write.is_some()) {
            (true, _) => None,
            (false, true) => Some(Format::Json),
            (false, false) => Some(Format::Text),
        };
        let accept = Accept {
            listener,
            queue,
            format,
            publisher: publisher.clone(),
            limits: Arc::new(args.limits.clone()),
            status: Arc::clone(&status),
            stop: stop.clone(),
            tasks: TaskTracker::new(),
        };

        let task = tokio::spawn(async move {
            let ended = CancellationToken::new();
            let page = tokio::spawn(web::serve(web_listener, Arc::clone(&status), ended.clone()));
            let samples = tokio::spawn(sample(status));
            accept.run().await;
            let written = end.await.context("the writer has failed")?;
            let published = match publisher {
                Some(publisher) => publisher.flush().await,
                None => Ok(()),
            };
            samples.abort();
            ended.cancel();
            // A browser may keep its connection open: do not wait for it.
            let _ = timeout(Duration::from_secs(1), page).await;
            written.and(published)
        });
        Ok(Collector {
            routers,
            web,
            stop,
            task,
        })
    }

    /// Returns the token that stops the collector.
    pub(crate) fn stopper(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Waits until the collector has stopped.
    pub(crate) async fn ended(self) -> anyhow::Result<()> {
        self.task.await.context("the collector has failed")?
    }
}

/// The system probes silent connections, so that a vanished router is noticed.
fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listen = || {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()
        } else {
            TcpSocket::new_v6()
        }?;
        socket.set_reuseaddr(true)?;
        socket.set_keepalive(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listen().with_context(|| format!("cannot listen on {address}"))
}

/// Takes a sample of the rates of all routers once per second.
async fn sample(status: Arc<Status>) {
    let mut interval = interval(Duration::from_secs(1));
    loop {
        let now = interval.tick().await;
        status.routers.sample(now.into_std());
    }
}

struct Accept {
    listener: TcpListener,
    queue: Queue,
    format: Option<Format>,
    publisher: Option<Publisher>,
    limits: Arc<Limits>,
    status: Arc<Status>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Accept {
    /// Accepts connections until the collector is stopped, then waits until all of them have ended.
    async fn run(self) {
        let mut complaint = None;
        loop {
            let accepted = tokio::select! {
                biased;
                () = self.stop.cancelled() => break,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, from)) => self.connection(stream, from),
                // The process may have too many open files: this passes.
                Err(error) => {
                    let now = Instant::now();
                    if complaint.is_none_or(|last| now - last > Duration::from_secs(10)) {
                        error!("cannot accept connections: {error}");
                        complaint = Some(now);
                    }
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
        // Routers that connected before the end may have sent something. Do not wait for an endless stream of new ones.
        let end = Instant::now() + self.limits.grace;
        while let Ok(Ok((stream, from))) =
            timeout(Duration::from_millis(20), self.listener.accept()).await
        {
            self.connection(stream, from);
            if Instant::now() >= end {
                break;
            }
        }
        let Accept {
            listener,
            queue,
            tasks,
            ..
        } = self;
        drop(listener);
        info!(
            "accepting no more connections; reading what has arrived on {}",
            tasks.len()
        );
        tasks.close();
        tasks.wait().await;
        // The writer ends when it has written everything queued.
        drop(queue);
    }

    fn connection(&self, stream: TcpStream, from: SocketAddr) {
        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
        let entry = match self
            .status
            .routers
            .connect(from, self.limits.max_peers.get())
        {
            Ok(entry) => entry,
            Err(refused) => {
                warn!("{from} refused: {refused}");
                return;
            }
        };
        info!("{from} connected");
        let lines = self
            .format
            .map(|format| Lines::new(self.queue.clone(), format));
        let frames = self.publisher.clone().map(Frames::new);
        let outputs = Outputs { lines, frames };
        let limits = Arc::clone(&self.limits);
        let stop = self.stop.clone();
        let connection = Connection::new(stream, from, entry.clone(), outputs, limits, stop);
        self.tasks.spawn(watch(
            connection.run(),
            from,
            entry,
            Arc::clone(&self.status),
        ));
    }
}

/// Records the end of a connection, however it ends.
async fn watch(
    connection: impl Future<Output = (End, String)>,
    from: SocketAddr,
    entry: Entry,
    status: Arc<Status>,
) {
    let ended = AssertUnwindSafe(connection).catch_unwind().await;
    let (end, reason) = ended.unwrap_or_else(|_| (End::Fault, "an error in the collector".into()));
    match end {
        End::Closed | End::Stopped => info!("{from} disconnected: {reason}"),
        End::Fault => error!("{from} disconnected: {reason}"),
        _ => warn!("{from} disconnected: {reason}"),
    }
    status.routers.disconnect(&entry, end, reason);
}
