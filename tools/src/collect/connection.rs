//! One connection of a router, from its first byte to its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::collect::time::Time;
use bmp_codec::bmp::{Codec, CodecError, Framing, Message, PeerTable, Received};
use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;

use crate::collect::args::Limits;
use crate::collect::output::Outputs;
use crate::collect::record::{Record, What};
use crate::collect::routers::{End, Entry, lock};

/// The maximum number of bytes read at once: many messages, and still little for each of a thousand routers.
const READ: usize = 1 << 16;

/// If nothing arrives for this long after the collector was stopped or a timeout, everything has arrived.
const QUIET: Duration = Duration::from_millis(100);

/// The maximum length of a name that is shown.
const NAME: usize = 200;

pub(crate) struct Connection<S> {
    stream: S,
    from: SocketAddr,
    entry: Entry,
    codec: Codec,
    buffer: BytesMut,
    outputs: Outputs,
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
        outputs: Outputs,
        limits: Arc<Limits>,
        stop: CancellationToken,
    ) -> Connection<S> {
        let framing = Framing::default().with_limit(limits.max_message.get());
        let peers = PeerTable::new().with_limit(limits.max_peers.get());
        Connection {
            stream,
            from,
            entry,
            codec: Codec::default().with_framing(framing).with_peers(peers),
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
        // If nothing can be written, this record cannot be written either.
        let _ = self.record(What::Disconnected { reason: &reason }).await;
        (end, reason)
    }

    async fn read(&mut self) -> Ended {
        let mut wait = Wait::new(&self.limits);
        loop {
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
        let messages = {
            let mut router = lock(&self.entry.router);
            router.counts.octets += octets as u64;
            let mut messages = 0;
            loop {
                match self.codec.decode(&mut self.buffer) {
                    Ok(Some(item)) => {
                        count(
                            &mut router,
                            self.entry.number,
                            &item,
                            self.codec.peers(),
                            received,
                        );
                        let what = What::Received(&item);
                        self.outputs.take(&Record {
                            router: self.from,
                            received,
                            what,
                        });
                        messages += 1;
                    }
                    Ok(None) => break Ok(messages),
                    Err(error) => break Err(error),
                }
            }
        };
        // Everything before the error is kept.
        self.settle().await?;
        messages.map_err(|error| match error {
            CodecError::Io(error) => (End::Failed, format!("reading failed: {error}")),
            error => (End::NotBmp, error.to_string()),
        })
    }

    /// Handles the end of the stream: the router has closed the connection.
    async fn end(&mut self) -> Ended {
        let received = Time::now();
        let rest = self.codec.decode_eof(&mut self.buffer);
        let ended = match &rest {
            Ok(Some(item)) => {
                let what = What::Received(item);
                self.outputs.take(&Record {
                    router: self.from,
                    received,
                    what,
                });
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
        let received = Time::now();
        self.outputs.take(&Record {
            router: self.from,
            received,
            what,
        });
        self.settle().await
    }

    async fn settle(&mut self) -> Result<(), Ended> {
        let settled = self.outputs.settle().await;
        settled.map_err(|error| (End::Output, format!("{error:#}")))
    }
}

fn count(
    router: &mut crate::collect::routers::Router,
    connection: u64,
    item: &Received,
    table: &PeerTable,
    now: Time,
) {
    let message = match item {
        Received::Message { message, .. } => message,
        Received::Malformed { .. } => {
            router.counts.malformed.messages += 1;
            return;
        }
        Received::Skipped { .. } => return,
    };
    router.last_message = Some(now);
    let routes = router.counts.message(&message.view());
    if let Some(connection) = router.connections.get_mut(&connection) {
        connection.peers.message(message, routes, table, now);
    }
    if let Message::Initiation(initiation) = message {
        let text = |text: Option<&str>| text.unwrap_or_default().chars().take(NAME).collect();
        router.sys_name = text(initiation.sys_name());
        router.sys_descr = text(initiation.sys_descr());
    }
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
            let idle = limits
                .idle_timeout
                .unwrap_or(Duration::from_secs(u32::MAX.into()));
            let time = if begun { limits.message_timeout } else { idle };
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
