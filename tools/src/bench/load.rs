//! Messages in memory, within a bound.

use std::collections::BTreeMap;
use std::path::Path;

use bmp_codec::bgp::Session;
use bmp_codec::bmp::{Message, MessageType, PeerTable, PeerUp, PerPeerHeader, Sessions};
use indicatif::ProgressBar;

use crate::about::About;
use crate::bench::args::Args;
use crate::dump::malformed::Malformed;
use crate::dump::message::Known as KnownAt;
use crate::files::{Files, Item, Read};
use crate::input::{Flow, Stop};
use crate::messages::Messages;
use crate::version_4::in_version_3;

/// A message that was loaded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    begin: usize,
    length: u32,
    pub(crate) stream: u32,
    /// The session that the peer table found.
    pub(crate) session: Known,
}

impl Frame {
    pub(crate) fn of<'a>(&self, octets: &'a [u8]) -> &'a [u8] {
        &octets[self.begin..][..self.length as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.length as usize
    }
}

/// A session that was found before, in which a message is decoded whatever its flags say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known(Session);

impl Sessions for Known {
    #[inline]
    fn monitored(self, _: &PerPeerHeader, _: &[u8]) -> Session {
        self.0
    }

    #[inline]
    fn mirrored(self, _: &PerPeerHeader, _: &[u8]) -> Session {
        self.0
    }

    #[inline]
    fn up(self, _: &PeerUp<&[u8]>) {}
}

/// Messages of one kind.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) frames: Vec<Frame>,
    pub(crate) bytes: u64,
}

impl Group {
    fn push(&mut self, frame: Frame) {
        self.bytes += frame.len() as u64;
        self.frames.push(frame);
    }
}

/// What was loaded.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// The bytes of all messages, one behind the other.
    pub(crate) octets: Vec<u8>,
    pub(crate) all: Group,
    pub(crate) kinds: BTreeMap<u8, Group>,
    /// Route Monitoring by family.
    pub(crate) families: BTreeMap<About, Group>,
    /// All messages by type, with those that cannot be decoded.
    pub(crate) messages: Messages,
    pub(crate) malformed: Malformed,
    pub(crate) read: Read,
}

/// What a message takes beside its bytes: a place in three lists.
const BESIDE: u64 = 3 * size_of::<Frame>() as u64;

impl Load {
    /// Loads files up to the bound.
    pub(crate) fn files(
        args: &Args,
        mut files: Files<'_>,
        progress: impl FnMut(&Path) -> ProgressBar,
    ) -> std::io::Result<Load> {
        let mut load = Load::default();
        let mut taken = 0;
        let read = files.read(&args.files, progress, &mut |item| {
            taken += item.frame.len() as u64 + BESIDE;
            if taken > args.limit {
                return Err(Stop::Enough);
            }
            load.take(&item)
        })?;
        load.read = read;
        Ok(load)
    }

    fn take(&mut self, item: &Item<'_, '_>) -> Flow {
        let Ok(message) = &item.decoded else {
            let kind = item.frame.get(5).copied().unwrap_or(u8::MAX);
            *self.messages.of(kind.into()) += 1;
            self.malformed.messages += 1;
            return Ok(());
        };
        let kind = message.message_type();
        *self.messages.of(kind) += 1;
        self.malformed += Malformed::of(message);
        let frame = Frame {
            begin: self.octets.len(),
            length: item.frame.len() as u32,
            stream: item.stream as u32,
            session: known(message, item.peers),
        };
        self.octets.extend_from_slice(item.frame);
        self.all.push(frame);
        self.kinds.entry(kind.into()).or_default().push(frame);
        if let Message::RouteMonitoring(monitoring) = &*in_version_3(message) {
            let about = monitoring.update.as_ref().map_or(About::Nothing, About::of);
            self.families.entry(about).or_default().push(frame);
        }
        Ok(())
    }

    /// Returns whether everything could be read and decoded.
    pub(crate) fn is_whole(&self) -> bool {
        self.malformed.is_none() && !self.read.is_incomplete
    }

    /// Returns the name of a message type.
    pub(crate) fn name_of(kind: u8) -> String {
        MessageType::from(kind).to_string()
    }
}

fn known(message: &Message<&[u8]>, peers: &PeerTable) -> Known {
    Known(
        KnownAt::of(message, peers)
            .session(message)
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the help says.
    #[test]
    fn beside_a_message() {
        assert_eq!(BESIDE, 72);
    }
}
