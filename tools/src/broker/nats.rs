//! One connection to NATS JetStream. It never reconnects unnoticed.

use std::error::Error as _;
use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use async_nats::jetstream::context::{
    ContextBuilder, PublishAckFuture, PublishError, PublishErrorKind,
};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{Context, ErrorCode, stream};
use async_nats::{ConnectOptions, Event, ServerAddr};
use bmp_codec::bmp::PerPeerHeader;
use futures_util::FutureExt;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::publisher::{Outgoing, hash};
use super::worker::{Answer, Failure, Link, Stored};
use super::{Counters, Options, Source};

/// How long the broker remembers message identifiers, so that it does not store a message twice.
const KNOWN_FOR: Duration = Duration::from_secs(120);

/// Longer than anybody waits.
const NEVER: Duration = Duration::from_secs(1 << 30);

/// A connection, and its stream.
///
/// The client would reconnect by itself and continue with later messages. Messages in flight might be lost, so that
/// messages would not be stored in order. Its tasks therefore have their own runtime, and end with it.
pub(super) struct Connection {
    context: Context,
    run: u64,
    lost: watch::Receiver<bool>,
    _tasks: Tasks,
}

struct Tasks(Option<Runtime>);

impl Drop for Tasks {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Servers of one broker, and how to publish to it.
pub(super) struct At {
    servers: Vec<ServerAddr>,
    options: Arc<Options>,
    /// Distinguishes the identifiers of this run from those of other runs.
    run: u64,
}

impl Link for Connection {
    type At = At;

    fn at(url: &str, options: &Arc<Options>, _: &Arc<Counters>) -> anyhow::Result<At> {
        Ok(At {
            servers: servers(url)?,
            options: Arc::clone(options),
            run: rand::random(),
        })
    }

    async fn open(at: &At) -> anyhow::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("broker")
            .enable_all()
            .build()
            .context("cannot start a thread")?;
        let tasks = Tasks(Some(runtime));
        let (sender, lost) = watch::channel(false);
        let open = open(at.servers.clone(), Arc::clone(&at.options), sender);
        let task = tasks.0.as_ref().map(|runtime| runtime.spawn(open));
        let context = task.context("no runtime")?.await??;
        Ok(Connection {
            context,
            run: at.run,
            lost,
            _tasks: tasks,
        })
    }

    async fn publish(&self, number: u64, message: &Outgoing) -> Answer {
        let id = format!("{:016x}-{number}", self.run);
        let payload = message.payload.clone();
        let outgoing = PublishMessage::build().message_id(id).payload(payload);
        let sent = self.context.send_publish(message.to.to_string(), outgoing);
        let sent: Result<PublishAckFuture, _> = sent.await;
        let answer = async move {
            let stored = sent?.into_future().await?;
            Ok::<_, PublishError>(Stored {
                duplicate: stored.duplicate,
                place: Some((0, stored.sequence)),
            })
        };
        answer.map(|answer| answer.map_err(failure)).boxed()
    }

    async fn lost(&self) -> anyhow::Error {
        // If the sender is gone, the connection is lost too.
        let _ = self.lost.clone().wait_for(|lost| *lost).await;
        anyhow!("the connection was lost")
    }

    async fn close(self) {}
}

fn failure(error: PublishError) -> Failure {
    let answer = error
        .source()
        .and_then(|source| source.downcast_ref::<async_nats::jetstream::Error>());
    let code = answer.map(async_nats::jetstream::Error::error_code);
    let is_too_large = error.kind() == PublishErrorKind::MaxPayloadExceeded
        || code == Some(ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM);
    match is_too_large {
        true => Failure::TooLarge(error.into()),
        false => Failure::Other(error.into()),
    }
}

async fn open(
    servers: Vec<ServerAddr>,
    options: Arc<Options>,
    lost: watch::Sender<bool>,
) -> anyhow::Result<Context> {
    let timeout = Duration::from_secs(options.timeout);
    let connected = Arc::new(AtomicBool::new(false));
    let before = Arc::clone(&connected);
    let client = ConnectOptions::new()
        .name(&options.collector)
        .connection_timeout(timeout)
        .reconnect_delay_callback(move |_| match before.load(Ordering::Relaxed) {
            false => Duration::ZERO,
            true => NEVER,
        })
        .event_callback(move |event| {
            match event {
                Event::Connected => connected.store(true, Ordering::Relaxed),
                Event::Disconnected | Event::Closed => {
                    lost.send_replace(true);
                }
                _ => {}
            }
            std::future::ready(())
        })
        .connect(servers)
        .await
        // Its text contains that of its source.
        .map_err(|error| anyhow!("cannot connect to the broker: {error}"))?;
    let context = ContextBuilder::new()
        .timeout(timeout)
        .max_ack_inflight(options.in_flight as usize + 1)
        .build(client);
    let max_age = Duration::from_secs(options.max_age);
    let config = stream::Config {
        name: options.stream.clone(),
        subjects: vec!["bmp.>".into()],
        max_age,
        max_bytes: options.max_bytes,
        num_replicas: options.replicas.into(),
        duplicate_window: if max_age.is_zero() {
            KNOWN_FOR
        } else {
            KNOWN_FOR.min(max_age)
        },
        ..stream::Config::default()
    };
    let stream = context.get_or_create_stream(config).await;
    stream.with_context(|| format!("cannot create stream {} of the broker", options.stream))?;
    Ok(context)
}

/// Returns `bmp.PARTITION.ROUTER.PEER`, the same subject for all messages of a peer. ROUTER is the address, followed by
/// the name and the BGP identifier if they are known. PEER is `_` for messages without a peer.
pub(crate) fn subject(router: &Source, peer: Option<&PerPeerHeader>, partitions: u32) -> String {
    let peer = match peer {
        None => "_".into(),
        Some(peer) => {
            let address = match peer.address() {
                Some(address) => address.to_string(),
                None if peer.is_loc_rib() => "loc-rib".into(),
                None => format!("type-{}", u8::from(peer.peer_type())),
            };
            match peer.distinguisher() {
                distinguisher if distinguisher.0 == 0 => address,
                distinguisher => format!("{address}_{distinguisher}"),
            }
        }
    };
    let key = format!("{}/{}", router.token, token(&peer));
    let hash = hash(key.as_bytes());
    let partition = ((hash >> 64) as u64 ^ hash as u64) % u64::from(partitions);
    format!("bmp.{partition}.{}", key.replace('/', "."))
}

/// Replaces characters that have a meaning in subjects.
fn token(text: &str) -> String {
    text.replace(['.', '*', '>', '%', ' '], "-")
}

/// Returns the part of the subject that names a router. Routers choose their names: it is of letters and digits.
pub(super) fn router_token(identity: &str) -> String {
    let special = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '/'));
    identity.replace(special, "-").replace('/', "_")
}

fn servers(url: &str) -> anyhow::Result<Vec<ServerAddr>> {
    url.split(',')
        .map(|server| {
            server
                .parse()
                .with_context(|| format!("{server:?} is not the address of a NATS server"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use bmp_codec::bmp::PeerType;
    use bmp_codec::net::{Asn, RouteDistinguisher};

    #[test]
    fn subjects_have_one_token_for_each_part() {
        let id = "192.0.2.9".parse().unwrap();
        let peer = PerPeerHeader::global("203.0.113.7".parse().unwrap(), Asn(65007), id);
        let vrf = peer.with_distinguisher(RouteDistinguisher::two_octet(65000, 1));
        let rib = PerPeerHeader::new(PeerType::LocRib, Asn(65001), id);
        let source = |identity: &str| {
            let address = identity.split('/').next().unwrap();
            Source::new(address.parse().unwrap(), identity)
        };
        let (v4, v6) = (source("192.0.2.1"), source("2001:db8::1"));
        let named = source("192.0.2.1/r1.example/192.0.2.9");
        let hostile = source("192.0.2.1/> *.\u{e9}/192.0.2.9");
        for (router, peer, want) in [
            (&v4, None, "bmp.0.192-0-2-1._"),
            (&named, None, "bmp.0.192-0-2-1_r1-example_192-0-2-9._"),
            (&hostile, None, "bmp.0.192-0-2-1_-----_192-0-2-9._"),
            (&v4, Some(peer), "bmp.0.192-0-2-1.203-0-113-7"),
            (&v4, Some(vrf), "bmp.0.192-0-2-1.203-0-113-7_65000:1"),
            (&v6, Some(rib), "bmp.0.2001:db8::1.loc-rib"),
        ] {
            assert_eq!(subject(router, peer.as_ref(), 1), want);
        }
    }

    #[test]
    fn peers_are_spread_over_all_partitions() {
        let router = Source::from(IpAddr::from([192, 0, 2, 1]));
        let mut peers = [0; 8];
        for last in 0..=255u8 {
            let address = IpAddr::from([203, 0, 113, last]);
            let peer = PerPeerHeader::global(address, Asn(65007), [192, 0, 2, 9].into());
            let subject = subject(&router, Some(&peer), 8);
            let partition: usize = subject.split('.').nth(1).unwrap().parse().unwrap();
            peers[partition] += 1;
        }
        assert!(
            peers.iter().all(|count| (16..=64).contains(count)),
            "{peers:?}"
        );
    }
}
