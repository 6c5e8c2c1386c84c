//! Route Monitoring ([RFC 7854, section 4.6](https://www.rfc-editor.org/rfc/rfc7854#section-4.6)).
//!
//! ```text
//! per-peer header, UPDATE
//! ```

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::{self, Pdu, Update};
use crate::bmp::message::fill_header;
use crate::bmp::per_peer_header::PER_PEER_LEN;
use crate::bmp::split::HEADER_LEN;
use crate::bmp::{MessageType, PerPeerHeader};
use crate::error::EncodeError;
use crate::wire::{Encode, Fields, Octets, Reader, map_octets};

/// A Route Monitoring message: routes, as an UPDATE of a peer, or one that the router made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct RouteMonitoring<B: AsRef<[u8]> = Vec<u8>> {
    /// Whose routes, and of which table.
    pub peer: PerPeerHeader,
    /// The routes.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    pub update: Pdu<Update<B>, B>,
    /// What is behind the UPDATE. RFC 7854 knows of nothing there; some routers do.
    pub trailing: Octets<B>,
}
map_octets!(RouteMonitoring { update, trailing; peer });

impl<B: AsRef<[u8]> + Default> RouteMonitoring<B> {
    /// Routes of a peer.
    pub fn new(peer: PerPeerHeader, update: Update<B>) -> RouteMonitoring<B> {
        RouteMonitoring {
            peer,
            update: Ok(update),
            trailing: Octets::default(),
        }
    }
}

impl<'a> RouteMonitoring<&'a [u8]> {
    /// Reads what follows the per-peer header, in the session of that peer.
    #[inline(always)]
    pub(crate) fn read(peer: PerPeerHeader, mut reader: Reader<'a>) -> RouteMonitoring<&'a [u8]> {
        RouteMonitoring {
            peer,
            update: bgp::read_pdu(&mut reader),
            trailing: reader.octets(),
        }
    }
}

/// All fields of a frame in front of the first list of an UPDATE that withdraws nothing.
const HEAD: usize = HEADER_LEN + PER_PEER_LEN + bgp::HEADER_LEN + 4;

impl<B: AsRef<[u8]>> RouteMonitoring<B> {
    /// How many octets a whole frame has.
    #[inline(always)]
    pub(super) fn frame_len(&self) -> usize {
        HEADER_LEN + self.encoded_len()
    }

    /// Writes it as a whole frame, of as many octets.
    #[inline(always)]
    pub(super) fn put_frame(
        &self,
        length: usize,
        out: &mut impl BufMut,
    ) -> Result<(), EncodeError> {
        let mut head = [0; HEAD];
        let fields = fill_header(MessageType::RouteMonitoring, length, Fields::of(&mut head))?;
        let fields = self.peer.fill(fields);
        let Ok(update) = &self.update else {
            out.put_slice(head.get(..HEADER_LEN + PER_PEER_LEN).unwrap_or_default());
            bgp::put_pdu(&self.update, out)?;
            return self.trailing.put(out);
        };
        update.fill(fields)?.end();
        update.put_behind(&head, out);
        if !self.trailing.is_empty() {
            out.put_slice(&self.trailing);
        }
        Ok(())
    }
}

impl<B: AsRef<[u8]>> Encode for RouteMonitoring<B> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len() + bgp::pdu_len(&self.update) + self.trailing.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.peer.put(out)?;
        bgp::put_pdu(&self.update, out)?;
        self.trailing.put(out)
    }
}
