//! Accepts connections, and starts a task for each.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use ipnet::IpNet;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info};

use crate::broker::Publisher;
use crate::collect::args::Limits;
use crate::collect::connection::Connection;
use crate::collect::md5::Keys;
use crate::collect::output::Outputs;
use crate::collect::output::broker::Frames;
use crate::collect::output::lines::{Format, Lines, Queue};
use crate::collect::places::Places;
use crate::collect::router::End;
use crate::collect::routers::{Entry, prefix};
use crate::collect::status::Status;
use crate::collect::{dial, proxy};

/// What all connections share.
pub(crate) struct Station {
    pub(crate) queue: Queue,
    pub(crate) format: Option<Format>,
    pub(crate) publisher: Option<Publisher>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) status: Arc<Status>,
    pub(crate) stop: CancellationToken,
    /// The networks of proxies, and the connections from them that have not said for whom they are.
    pub(crate) proxies: Vec<IpNet>,
    pub(crate) introductions: Places,
    pub(crate) keys: Keys,
}

impl Station {
    /// Accepts connections until the collector is stopped, then waits until all of them have ended.
    pub(crate) async fn run(self, listener: TcpListener, dialled: Vec<String>) {
        let station = Arc::new(self);
        let tasks = TaskTracker::new();
        for router in dialled {
            tasks.spawn(dial::keep_connected(Arc::clone(&station), router));
        }
        let mut complaint = None;
        loop {
            let accepted = tokio::select! {
                biased;
                () = station.stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, from)) => station.accepted(stream, from, &tasks),
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
        let end = Instant::now() + station.limits.grace;
        while let Ok(Ok((stream, from))) =
            timeout(Duration::from_millis(20), listener.accept()).await
        {
            station.accepted(stream, from, &tasks);
            if Instant::now() >= end {
                break;
            }
        }
        drop(listener);
        info!(
            "accepting no more connections; reading what has arrived on {}",
            station.status.routers.totals().open
        );
        tasks.close();
        tasks.wait().await;
        // The writer ends when it has written everything queued, and nobody has the queue any more.
    }

    fn accepted(self: &Arc<Self>, stream: TcpStream, from: SocketAddr, tasks: &TaskTracker) {
        let is_proxy = self
            .proxies
            .iter()
            .any(|net| net.contains(&from.ip().to_canonical()));
        if is_proxy {
            tasks.spawn(introduction(Arc::clone(self), stream, from));
        } else if let Some(connection) = self.open(stream, Some(from)) {
            tasks.spawn(connection);
        }
    }

    /// Records a connection, and returns the task that reads it. Without an address it is one that this collector made.
    pub(crate) fn open(
        &self,
        stream: TcpStream,
        from: Option<SocketAddr>,
    ) -> Option<impl Future<Output = ()> + Send + use<>> {
        let is_invited = from.is_none();
        let from = from.or_else(|| stream.peer_addr().ok())?;
        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
        let logs = &self.status.logs;
        if let Err(error) = keep_alive(&stream, self.limits.keepalive) {
            logs.warn(
                prefix(from.ip()),
                format_args!("{from}: no keepalive: {error}"),
            );
        }
        let entry = match self.status.routers.connect(from, is_invited) {
            Ok(entry) => entry,
            Err(refused) => {
                logs.warn(prefix(from.ip()), format_args!("{from} refused: {refused}"));
                return None;
            }
        };
        logs.info(entry.prefix, format_args!("{from} connected"));
        let lines = self
            .format
            .map(|format| Lines::new(self.queue.clone(), format));
        let frames = self.publisher.clone().map(Frames::new);
        let outputs = Outputs { lines, frames };
        let status = Arc::clone(&self.status);
        let connection = Connection::new(
            stream,
            from,
            entry.clone(),
            Arc::clone(&status),
            outputs,
            Arc::clone(&self.limits),
            self.stop.clone(),
        );
        Some(watch(connection.run(), from, entry, status))
    }
}

/// Waits for the header of a proxy, then reads from the router that it names.
async fn introduction(station: Arc<Station>, mut stream: TcpStream, from: SocketAddr) {
    let logs = &station.status.logs;
    if !station.introductions.take() {
        let most = station.introductions.limit;
        return logs.warn(
            prefix(from.ip()),
            format_args!("proxy {from} refused: the headers of {most} connections are missing"),
        );
    }
    let limit = station.limits.message_timeout;
    let header = tokio::select! {
        header = timeout(limit, proxy::header(&mut stream)) => Some(header),
        // What has arrived is read for as long as from other routers.
        () = async {
            station.stop.cancelled().await;
            sleep(Duration::from_millis(100)).await;
        } => None,
    };
    station.introductions.give(1);
    let router = match header {
        Some(Ok(Ok(router))) => router.unwrap_or(from),
        Some(Ok(Err(error))) => {
            return logs.warn(prefix(from.ip()), format_args!("proxy {from}: {error:#}"));
        }
        Some(Err(_)) => {
            return logs.warn(
                prefix(from.ip()),
                format_args!("proxy {from}: no header came"),
            );
        }
        None => return,
    };
    if let Some(connection) = station.open(stream, Some(router)) {
        connection.await;
    }
}

/// Has the system probe a silent connection, so that a vanished router is noticed within twice this time.
fn keep_alive(stream: &TcpStream, time: Duration) -> std::io::Result<()> {
    let second = Duration::from_secs(1);
    let keepalive = TcpKeepalive::new()
        .with_time(time.max(second))
        .with_interval((time / 3).max(second))
        .with_retries(3);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
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
        End::Closed | End::Terminated | End::Stopped => status
            .logs
            .info(entry.prefix, format_args!("{from} disconnected: {reason}")),
        End::Fault => error!("{from} disconnected: {reason}"),
        _ => status
            .logs
            .warn(entry.prefix, format_args!("{from} disconnected: {reason}")),
    }
    status.routers.disconnect(&entry, end, reason);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_system_probes_in_tens_of_seconds() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        keep_alive(&stream, Duration::from_secs(30)).unwrap();
        let socket = SockRef::from(&stream);
        assert!(socket.keepalive().unwrap());
        assert_eq!(
            socket.tcp_keepalive_time().unwrap(),
            Duration::from_secs(30)
        );
        assert_eq!(
            socket.tcp_keepalive_interval().unwrap(),
            Duration::from_secs(10)
        );
        assert_eq!(socket.tcp_keepalive_retries().unwrap(), 3);
    }
}
