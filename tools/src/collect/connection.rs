//! One connection of a router, from its first byte to its end.

use std::mem;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::collect::time::Time;
use bmp_codec::bmp::{Codec, CodecError, Framing, Message, Received};
use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;

use crate::collect::args::Limits;
use crate::collect::glass::feed::Feed;
use crate::collect::output::Outputs;
use crate::collect::places::Held;
use crate::collect::record::{Record, What};
use crate::collect::router::End;
use crate::collect::routers::{Entry, lock};
use crate::collect::status::Status;
use crate::version_4::in_version_3;

/// The maximum number of bytes read at once: many messages, and still little for each of a thousand routers.
const READ: usize = 1 << 16;

/// Where the common header has the type of a message, and the types of those that may show a new peer.
const TYPE: usize = 5;
const ROUTE_MONITORING: u8 = 0;
const PEER_UP: u8 = 3;

/// If nothing arrives for this long after the collector was stopped or a timeout, everything has arrived.
const QUIET: Duration = Duration::from_millis(100);

/// The number of bytes after which it does not matter any more that it is not known which router sends them.
const UNNAMED: u64 = 1 << 16;

pub(crate) struct Connection<S> {
    stream: S,
    from: SocketAddr,
    entry: Entry,
    status: Arc<Status>,
    codec: Codec,
    /// The version of BMP of the last message.
    version: Option<u8>,
    /// The places of its peers, among those of all connections.
    held: Held,
    buffer: BytesMut,
    outputs: Outputs,
    /// What the tables of routes get.
    feed: Option<Feed>,
    limits: Arc<Limits>,
    stop: CancellationToken,
}

/// Why a connection ended, as a kind and as text.
pub(crate) type Ended = (End, String);

impl<S: AsyncRead + Unpin> Connection<S> {
    pub(crate) fn new(
        stream: S,
        from: SocketAddr,
        entry: Entry,
        status: Arc<Status>,
        outputs: Outputs,
        limits: Arc<Limits>,
        stop: CancellationToken,
    ) -> Connection<S> {
        let framing = Framing::default().with_limit(limits.max_message.get());
        let mut codec = Codec::default().with_framing(framing);
        *codec.peers_mut() = limits.version_4.peers();
        Connection {
            stream,
            from,
            entry,
            codec,
            version: None,
            held: status.peers.hold(),
            feed: status.glass.clone().map(Feed::new),
            status,
            buffer: BytesMut::new(),
            outputs,
            limits,
            stop,
        }
    }

    /// Reads until the connection ends.
    pub(crate) async fn run(mut self) -> Ended {
        let (end, reason) = match self.record(What::Connected).await {
            Ok(()) => self.read().await,
            Err(ended) => ended,
        };
        // More will not be known about who it is.
        let _ = self.name();
        // If nothing can be written, this record cannot be written either.
        let _ = self.record(What::Disconnected { reason: &reason }).await;
        (end, reason)
    }

    async fn read(&mut self) -> Ended {
        let mut wait = Wait::new(&self.limits);
        loop {
            if self.is_stopped_before_turn(&mut wait).await {
                return self.drain().await;
            }
            self.buffer.reserve(READ);
            let (read, is_late) = tokio::select! {
                biased;
                () = self.stop.cancelled() => return self.drain().await,
                read = self.stream.read_buf(&mut self.buffer) => (read, false),
                // Bytes may wait while other connections are served: that is not the fault of this router.
                () = sleep_until(wait.until) => {
                    match timeout(QUIET, self.stream.read_buf(&mut self.buffer)).await {
                        Ok(read) => (read, true),
                        Err(_) => return wait.ended(),
                    }
                }
            };
            let messages = match read {
                Ok(0) => return self.end().await,
                Ok(octets) => self.octets(octets).await,
                Err(error) => return (End::Failed, format!("reading failed: {error}")),
            };
            match messages {
                Ok(0) if is_late => return wait.ended(),
                Ok(messages) => wait.read(messages > 0, !self.buffer.is_empty(), &self.limits),
                Err(ended) => return ended,
            }
        }
    }

    /// Waits until the host may send again. Returns whether the collector was stopped meanwhile.
    async fn is_stopped_before_turn(&self, wait: &mut Wait) -> bool {
        let Some(pace) = &self.entry.pace else {
            return false;
        };
        let begin = Instant::now();
        loop {
            // Another connection of this host may have read meanwhile.
            let turn = pace.next();
            if turn <= Instant::now() {
                // This was not the fault of the router.
                wait.until += begin.elapsed();
                return false;
            }
            tokio::select! {
                () = self.stop.cancelled() => return true,
                () = sleep_until(turn) => {}
            }
        }
    }

    /// Reads what has arrived before the collector stopped, and no more.
    async fn drain(&mut self) -> Ended {
        let end = Instant::now() + self.limits.grace;
        loop {
            self.buffer.reserve(READ);
            let until = end.min(Instant::now() + QUIET);
            match timeout_at(until, self.stream.read_buf(&mut self.buffer)).await {
                Ok(Ok(0)) => return self.end().await,
                Ok(Ok(octets)) => {
                    if let Err(ended) = self.octets(octets).await {
                        return ended;
                    }
                }
                Ok(Err(error)) => return (End::Failed, format!("reading failed: {error}")),
                Err(_) => return (End::Stopped, self.left("the collector is stopping")),
            }
            if Instant::now() >= end {
                return (
                    End::Stopped,
                    self.left("the collector is stopping, and the router keeps sending"),
                );
            }
        }
    }

    /// Appends the length of an incomplete message to the reason.
    fn left(&self, reason: &str) -> String {
        match self.buffer.len() {
            0 => reason.into(),
            octets => format!("{reason}; {octets} bytes of an incomplete message are dropped"),
        }
    }

    /// Decodes the bytes read, and returns the number of messages in them.
    async fn octets(&mut self, octets: usize) -> Result<u64, Ended> {
        let received = Time::now();
        if let Some(pace) = &self.entry.pace {
            pace.read(octets, Instant::now());
        }
        lock(&self.entry.router()).counts.octets += octets as u64;
        let mut most = self.codec.peers().len();
        let refused = self.codec.peers().refused();
        let mut messages = 0;
        let ended = loop {
            // Only these messages need a place. It is taken right before, so that none is held while waiting.
            if let Some(&(ROUTE_MONITORING | PEER_UP)) = self.buffer.get(TYPE) {
                most = self.limits.max_peers.get().min(self.held.reserve(1));
                let peers = self.codec.peers_mut();
                *peers = mem::take(peers).with_limit(most);
            }
            let decoded = self.codec.decode(&mut self.buffer);
            self.held.set(self.codec.peers().len());
            match decoded {
                Ok(Some(item)) => {
                    self.item(&item, most, received).await?;
                    messages += 1;
                    if let Some(ended) = self.terminated(&item) {
                        break Err(ended);
                    }
                }
                Ok(None) => break Ok(messages),
                Err(CodecError::Io(error)) => {
                    break Err((End::Failed, format!("reading failed: {error}")));
                }
                Err(error) => break Err((End::NotBmp, error.to_string())),
            }
        };
        if refused == 0 && self.codec.peers().refused() > 0 {
            let (from, all) = (self.from, &self.status.peers);
            self.status.logs.warn(
                self.entry.prefix,
                format_args!(
                    "{from} has more than {most} peers, and all routers have {} of {}: further ones are not kept",
                    all.taken(),
                    all.limit
                ),
            );
        }
        // Everything before the end is kept.
        self.settle().await?;
        ended
    }

    /// Says that the version of BMP changes, which a session should not do. Both are read.
    fn compare_version(&mut self, item: &Received) {
        let Received::Message { message, .. } = item else {
            return;
        };
        let version = message.version();
        if let Some(before) = self.version.replace(version)
            && before != version
        {
            let (from, logs) = (self.from, &self.status.logs);
            logs.warn(
                self.entry.prefix,
                format_args!(
                    "{from} changes from BMP version {before} to {version} within its session"
                ),
            );
        }
    }

    async fn item(&mut self, item: &Received, most: usize, received: Time) -> Result<(), Ended> {
        self.compare_version(item);
        let is_known = {
            let router = self.entry.router();
            let mut router = lock(&router);
            let table = self.codec.peers();
            if let Some(feed) = &mut self.feed {
                feed.take(item, table, received);
            }
            router.count(self.entry.number, item, table, most, received);
            !router.is_named && (router.is_known() || router.counts.octets > UNNAMED)
        };
        let named = if is_known { self.name() } else { Ok(()) };
        let record = Record {
            router: self.from,
            received,
            what: What::Received(item),
        };
        let taken = self.outputs.take(&record).await;
        taken.map_err(output_failed)?;
        named
    }

    /// Gives the connection to the router that it is known to belong to.
    fn name(&mut self) -> Result<(), Ended> {
        let named = self.status.routers.name(&self.entry);
        let identity = lock(&self.entry.router()).identity.clone();
        if let (Some(feed), Ok(())) = (&mut self.feed, &named) {
            feed.name(&identity, self.codec.peers());
        }
        self.outputs.name(identity);
        named.map_err(|refused| (End::Refused, refused.to_string()))
    }

    /// Termination is the last message (RFC 7854, section 4.5).
    fn terminated(&self, item: &Received) -> Option<Ended> {
        let Received::Message { message, .. } = item else {
            return None;
        };
        let message = message.view();
        let Message::Termination(termination) = &*in_version_3(&message) else {
            return None;
        };
        let mut reason = match termination.reason() {
            Some(reason) => format!("terminated by the router: {reason}"),
            None => "terminated by the router".into(),
        };
        if !self.buffer.is_empty() {
            reason += &format!("; {} bytes behind it are dropped", self.buffer.len());
        }
        Some((End::Terminated, reason))
    }

    /// Handles the end of the stream: the router has closed the connection.
    async fn end(&mut self) -> Ended {
        let received = Time::now();
        let rest = self.codec.decode_eof(&mut self.buffer);
        let ended = match &rest {
            Ok(Some(item)) => {
                let record = Record {
                    router: self.from,
                    received,
                    what: What::Received(item),
                };
                if let Err(error) = self.outputs.take(&record).await {
                    return output_failed(error);
                }
                let reason = match item {
                    Received::Skipped { error, .. } => {
                        format!("closed in the middle of a message: {error}")
                    }
                    _ => "closed in the middle of a message".into(),
                };
                (End::Incomplete, reason)
            }
            Ok(None) => (End::Closed, "closed by the router".into()),
            Err(error) => (End::NotBmp, error.to_string()),
        };
        self.settle().await.map_or_else(|ended| ended, |()| ended)
    }

    async fn record(&mut self, what: What<'_>) -> Result<(), Ended> {
        let record = Record {
            router: self.from,
            received: Time::now(),
            what,
        };
        let taken = self.outputs.take(&record).await;
        taken.map_err(output_failed)?;
        self.settle().await
    }

    async fn settle(&mut self) -> Result<(), Ended> {
        self.outputs.settle().await.map_err(output_failed)
    }
}

fn output_failed(error: anyhow::Error) -> Ended {
    (End::Output, format!("{error:#}"))
}

/// How long to wait for the router. Only the time spent waiting for the router counts, not the time spent writing
/// lines.
struct Wait {
    until: Instant,
    /// A message has begun, or no message has arrived yet.
    is_for_message: bool,
}

impl Wait {
    fn new(limits: &Limits) -> Wait {
        Wait {
            until: Instant::now() + limits.message_timeout,
            is_for_message: true,
        }
    }

    /// Bytes were read: the last ones of a message, or the first ones.
    fn read(&mut self, messages: bool, begun: bool, limits: &Limits) {
        if !messages && self.is_for_message {
            return;
        }
        if messages || begun {
            let time = if begun {
                limits.message_timeout
            } else {
                limits.idle_timeout
            };
            *self = Wait {
                until: Instant::now() + time,
                is_for_message: begun,
            };
        }
    }

    fn ended(&self) -> Ended {
        if self.is_for_message {
            (End::MessageTimeout, "a message took too long".into())
        } else {
            (End::IdleTimeout, "no message arrived for too long".into())
        }
    }
}
