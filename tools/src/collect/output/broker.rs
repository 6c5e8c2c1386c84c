//! Passes frames to the broker.

use std::sync::atomic::Ordering::Relaxed;
use std::time::SystemTime;

use bmp_codec::bmp::{PerPeerHeader, Received};
use bytes::Bytes;

use crate::broker::{Publisher, Source};
use crate::collect::record::{Record, What};
use crate::collect::router::Identity;

/// The frames of one connection. All are published under the name of the router: those before it is known wait.
#[derive(Debug)]
pub(crate) struct Frames {
    publisher: Publisher,
    source: Option<Source>,
    frames: Vec<Frame>,
}

#[derive(Debug)]
struct Frame {
    received: SystemTime,
    peer: Option<PerPeerHeader>,
    octets: Bytes,
}

impl Frames {
    pub(crate) fn new(publisher: Publisher) -> Frames {
        Frames {
            publisher,
            source: None,
            frames: Vec::new(),
        }
    }

    pub(crate) fn name(&mut self, identity: Identity) {
        if self.source.is_none() {
            self.source = Some(Source::new(identity.address, &identity.to_string()));
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
            received: record.received.into(),
            peer,
            octets: octets.clone(),
        });
    }

    pub(crate) async fn settle(&mut self) -> anyhow::Result<()> {
        let Some(source) = &self.source else {
            return Ok(());
        };
        // If there is no room for the first, all of them wait for the broker.
        let waiting = &self.publisher.counters().waiting;
        waiting.fetch_add(self.frames.len() as u64, Relaxed);
        for frame in self.frames.drain(..) {
            let Frame {
                received,
                peer,
                octets,
            } = frame;
            waiting.fetch_sub(1, Relaxed);
            self.publisher
                .publish(source.clone(), received, peer.as_ref(), &octets)
                .await?;
        }
        Ok(())
    }
}
