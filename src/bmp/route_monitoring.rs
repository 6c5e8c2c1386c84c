//! Route Monitoring ([RFC 7854, section 4.6](https://www.rfc-editor.org/rfc/rfc7854#section-4.6)).
//!
//! ```text
//! per-peer header, UPDATE
//! ```

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{self, Pdu, Update};
use crate::bmp::message::fill_header;
use crate::bmp::per_peer_header::PER_PEER_END;
use crate::bmp::{MessageType, PerPeerHeader};
use crate::wire::{DecodeError, Encode, EncodeError, Fields, Octets, Reader, Writer, map_octets};

/// A Route Monitoring message: an UPDATE with routes of a peer. The router may have made up the UPDATE.
///
/// ```
/// use bmp_codec::bgp::{Session, Update, nlri::Family};
/// use bmp_codec::bmp::{PerPeerHeader, Rib, RouteMonitoring};
/// use bmp_codec::net::{Asn, AsnWidth};
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let session = Session::default().with_asn_width(AsnWidth::Two);
/// let end_of_rib = Update::of_end_of_rib(session, Family::IPV6_UNICAST);
/// let monitoring = RouteMonitoring::new(peer.with_rib(Rib::AdjRibInPost)?, end_of_rib);
/// // L: post-policy. A: AS numbers of two bytes.
/// assert_eq!(monitoring.peer.flags().0, 0x60);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RouteMonitoring<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer, and the table that the routes belong to.
    pub peer: PerPeerHeader,
    /// The UPDATE with the routes.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    pub update: Pdu<Update<B>, B>,
    /// The bytes after the UPDATE. RFC 7854 defines none; some routers send some.
    pub trailing: Octets<B>,
}
map_octets!(RouteMonitoring { update, trailing; peer });

impl<B: AsRef<[u8]>> RouteMonitoring<B> {
    /// Returns the UPDATE, for use with `?`. If it is malformed, the field keeps its bytes.
    ///
    /// ```
    /// use bmp_codec::bmp::{Message, PeerTable};
    ///
    /// // A per-peer header, and bytes that are not an UPDATE.
    /// let mut frame = vec![3, 0, 0, 0, 67, 0];
    /// frame.extend([0; 42]);
    /// frame.extend([0xff; 19]);
    /// let mut peers = PeerTable::default();
    /// let Message::RouteMonitoring(monitoring) = peers.decode(&frame)? else { panic!() };
    /// let error = monitoring.update().unwrap_err();
    /// assert_eq!(error.to_string(), "UPDATE at byte 67: 65516 bytes are missing");
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// If the UPDATE is malformed.
    #[inline]
    pub fn update(&self) -> Result<Update<&[u8]>, DecodeError> {
        match &self.update {
            Ok(update) => Ok(update.view()),
            Err(malformed) => Err(malformed.error),
        }
    }
}

impl<B: AsRef<[u8]> + Default> RouteMonitoring<B> {
    /// Returns a message with routes of a peer. Sets the A flag of the peer to the width of AS numbers in the UPDATE.
    ///
    /// A Loc-RIB has no A flag, and its AS numbers always have four bytes
    /// ([RFC 9069, section 5.4.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.4.1)): make its UPDATEs in a session
    /// with that width. The rest of the header stays unchanged.
    pub fn new(peer: PerPeerHeader, update: Update<B>) -> RouteMonitoring<B> {
        RouteMonitoring {
            peer: peer.of_width(update.path_attributes.session().asn_width()),
            update: Ok(update),
            trailing: Octets::default(),
        }
    }
}

impl<'a> RouteMonitoring<&'a [u8]> {
    /// Decodes the bytes after the per-peer header, in the session of the peer.
    #[inline(always)]
    pub(crate) fn read(peer: PerPeerHeader, mut reader: Reader<'a>) -> RouteMonitoring<&'a [u8]> {
        RouteMonitoring {
            peer,
            update: bgp::read_pdu(&mut reader),
            trailing: reader.octets(),
        }
    }
}

/// The length of all fields before the attributes of an UPDATE that withdraws nothing: three headers and two lengths.
pub(super) const HEAD_LEN: usize = PER_PEER_END + bgp::HEADER_LEN + 4;

impl<B: AsRef<[u8]>> RouteMonitoring<B> {
    /// Encodes a whole frame of `length` bytes.
    #[inline(always)]
    pub(super) fn put_frame(
        &self,
        length: usize,
        out: &mut Writer<impl BufMut>,
    ) -> Result<(), EncodeError> {
        let mut head = [0; HEAD_LEN];
        let fields = fill_header(MessageType::RouteMonitoring, length, Fields::of(&mut head))?;
        let fields = self.peer.fill(fields);
        let Ok(update) = &self.update else {
            out.put_slice(head.get(..PER_PEER_END).unwrap_or_default());
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.peer.put(out)?;
        bgp::put_pdu(&self.update, out)?;
        self.trailing.put(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Family;
    use crate::bmp::{Message, PeerFlags};
    use crate::net::{Asn, AsnWidth};

    /// RFC 7854, section 4.2: if the A flag, 0x20, is set, AS numbers have two bytes.
    #[test]
    fn the_flag_of_two_octets_is_that_of_the_update() {
        let (address, bgp_id) = ("192.0.2.10".parse().unwrap(), "10.0.0.10".parse().unwrap());
        let peer = PerPeerHeader::global(address, Asn(65001), bgp_id);
        let loc_rib = PerPeerHeader::loc_rib(Asn(65001), bgp_id);
        let filtered = loc_rib.with_filtered(true).unwrap();
        for (header, width, flags) in [
            (peer, AsnWidth::Four, 0),
            (peer, AsnWidth::Two, 0x20),
            (peer.with_flags(PeerFlags(0xf0)), AsnWidth::Four, 0xd0),
            (loc_rib, AsnWidth::Two, 0),
            (filtered, AsnWidth::Two, 0x80),
            (filtered, AsnWidth::Four, 0x80),
        ] {
            let session = Session::default().with_asn_width(width);
            let update = Update::of_end_of_rib(session, Family::IPV4_UNICAST);
            let message = Message::from(RouteMonitoring::new(header, update));
            let octets = message.to_vec().unwrap();
            assert_eq!(octets[7], flags);
            // An empty UPDATE: 16 bytes of marker, length 23, type 2, two lengths of 0.
            assert_eq!(octets[48..64], [0xff; 16]);
            assert_eq!(octets[64..], [0, 23, 2, 0, 0, 0, 0]);
        }
    }
}
