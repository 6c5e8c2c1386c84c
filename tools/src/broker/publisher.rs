//! Accepts messages for the broker, and makes them those of OpenBMP.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow};
use async_nats::ServerAddr;
use bmp_codec::Encode;
use bmp_codec::bmp::PerPeerHeader;
use bmp_codec::openbmp::{HashId, OpenBmp};
use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::connection::Connection;
use super::worker::Worker;
use super::{Counters, Options, Source};

/// Accepts messages for the broker. Clones share one connection.
#[derive(Clone, Debug)]
pub(crate) struct Publisher {
    queue: mpsc::Sender<Order>,
    options: Arc<Options>,
    counters: Arc<Counters>,
}

#[derive(Debug)]
pub(super) enum Order {
    Publish(Outgoing),
    /// Report when everything before this is stored.
    Flush(oneshot::Sender<()>),
}

#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) subject: String,
    pub(super) payload: Bytes,
}

impl Publisher {
    /// Connects to the servers of one broker, like `nats://192.0.2.1:4222,nats://192.0.2.2`, and creates the stream.
    ///
    /// # Errors
    ///
    /// If the first connection fails. A connection that is lost later is made again, for as long as it takes.
    pub(crate) async fn connect(url: &str, options: Options) -> anyhow::Result<Self> {
        let servers = servers(url)?;
        let options = Arc::new(options);
        let counters = Arc::<Counters>::default();
        let connection = Connection::open(&servers, &options).await?;
        // Messages here wait in addition to those in flight: a few are enough.
        let (queue, orders) = mpsc::channel(16);
        let worker = Worker::new(servers, Arc::clone(&options), Arc::clone(&counters), orders);
        tokio::spawn(worker.run(connection));
        Ok(Publisher {
            queue,
            options,
            counters,
        })
    }

    /// Publishes a frame of a router, with its per-peer header, if it has one. Waits until there is room for it. Frames
    /// that one task publishes are stored in this order.
    ///
    /// # Errors
    ///
    /// If no OpenBMP header can be made for it.
    pub(crate) async fn publish(
        &self,
        router: impl Into<Source>,
        received: SystemTime,
        peer: Option<&PerPeerHeader>,
        frame: &[u8],
    ) -> anyhow::Result<()> {
        let router = router.into();
        let payload = payload(&router, received, &self.options.collector, frame)?;
        let outgoing = Outgoing {
            subject: subject(&router, peer, self.options.partitions),
            payload,
        };
        // Those that wait for room wait for the broker, too.
        self.counters.waiting.fetch_add(1, Ordering::Relaxed);
        self.order(Order::Publish(outgoing)).await
    }

    /// Waits until everything published before is stored.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        let (sender, receiver) = oneshot::channel();
        self.order(Order::Flush(sender)).await?;
        receiver.await.context("publishing has ended")
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }

    async fn order(&self, order: Order) -> anyhow::Result<()> {
        let sent = self.queue.send(order).await;
        sent.map_err(|_| anyhow!("publishing has ended"))
    }
}

/// Returns a frame after an OpenBMP header.
fn payload(
    router: &Source,
    received: SystemTime,
    collector: &str,
    frame: &[u8],
) -> anyhow::Result<Bytes> {
    let since = received.duration_since(UNIX_EPOCH).unwrap_or_default();
    let hash_id = |text: &str| HashId(hash(text.as_bytes()).to_be_bytes());
    let value = OpenBmp::new(router.address, frame)
        .at(since)?
        .with_collector(hash_id(collector), collector.as_bytes())
        .with_router_hash(hash_id(&router.identity));
    Ok(value.to_vec()?.into())
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

/// FNV-1a of 128 bits: the same on all machines, always, so that all collectors agree.
fn hash(octets: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    octets.iter().fold(BASIS, |hash, octet| {
        (hash ^ u128::from(*octet)).wrapping_mul(PRIME)
    })
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
    use std::time::Duration;

    use super::*;
    use bmp_codec::bmp::PeerType;
    use bmp_codec::net::{Asn, RouteDistinguisher};

    #[test]
    fn hashes_are_those_that_were_published() {
        // FNV-1a of 128 bits: of nothing, and of "a".
        assert_eq!(hash(b""), 0x6c62272e07bb014262b821756295c58d);
        assert_eq!(hash(b"a"), 0xd228cb696f1a8caf78912b704e4a8964);
    }

    /// Laid out by hand; the hashes are FNV-1a of "a", and of nothing.
    #[test]
    fn octets_for_the_broker() {
        let router = Source::new("192.0.2.1".parse().unwrap(), "");
        let received = UNIX_EPOCH + Duration::from_micros(1_700_000_000_000_250);
        let payload = payload(&router, received, "a", b"\x03\0\0\0\x06\x05").unwrap();
        let parts: [&[u8]; 8] = [
            b"OBMP\x01\x07\0\x4f\0\0\0\x06\x80\x0c",
            b"\x65\x53\xf1\0\0\0\0\xfa",
            b"\xd2\x28\xcb\x69\x6f\x1a\x8c\xaf\x78\x91\x2b\x70\x4e\x4a\x89\x64",
            b"\0\x01a",
            b"\x6c\x62\x27\x2e\x07\xbb\x01\x42\x62\xb8\x21\x75\x62\x95\xc5\x8d",
            b"\xc0\0\x02\x01\0\0\0\0\0\0\0\0\0\0\0\0",
            b"\0\0\0\0\0\x01",
            b"\x03\0\0\0\x06\x05",
        ];
        assert_eq!(payload, parts.concat());
    }

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
