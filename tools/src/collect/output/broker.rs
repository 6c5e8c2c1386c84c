//! Passes frames to the broker.

use std::net::IpAddr;
use std::time::SystemTime;

use bmp_codec::bmp::{PerPeerHeader, Received};
use bytes::Bytes;

use crate::broker::Publisher;
use crate::collect::record::{Record, What};

/// The frames of one connection.
#[derive(Debug)]
pub(crate) struct Frames {
    publisher: Publisher,
    frames: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    router: IpAddr,
    received: SystemTime,
    peer: Option<PerPeerHeader>,
    octets: Bytes,
}

impl Frames {
    pub(crate) fn new(publisher: Publisher) -> Frames {
        Frames {
            publisher,
            frames: Vec::new(),
        }
    }

    /// Malformed frames are published, too; nothing else is.
    pub(crate) fn take(&mut self, record: &Record<'_>) {
        let (octets, peer) = match record.what {
            What::Received(Received::Message { frame, message }) => {
                (frame, message.peer().copied())
            }
            What::Received(Received::Malformed { frame, .. }) => (frame, None),
            _ => return,
        };
        self.frames.push(Frame {
            router: record.router.ip(),
            received: record.received.into(),
            peer,
            octets: octets.clone(),
        });
    }

    pub(crate) async fn settle(&mut self) -> anyhow::Result<()> {
        for frame in self.frames.drain(..) {
            let Frame {
                router,
                received,
                peer,
                octets,
            } = frame;
            self.publisher
                .publish(router, received, peer.as_ref(), &octets)
                .await?;
        }
        Ok(())
    }
}
