//! Peer Up ([RFC 7854, section 4.10](https://www.rfc-editor.org/rfc/rfc7854#section-4.10),
//! [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
//!
//! ```text
//! per-peer header, local address 16 octets, local port u16, remote port u16, sent OPEN, received OPEN, TLVs
//! ```

use core::net::IpAddr;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::{self, Open, Pdu};
use crate::bmp::per_peer_header::{address_words, words_address};
use crate::bmp::{PeerUpTlvs, PerPeerHeader};
use crate::error::{DecodeError, EncodeError};
use crate::wire::{Encode, Reader, map_octets};

/// A Peer Up notification: a session has come up, and what both sides said then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct PeerUp<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer.
    pub peer: PerPeerHeader,
    #[cfg_attr(feature = "serde", serde(with = "crate::bmp::per_peer_header::words"))]
    local_address: [u64; 2],
    /// The router's TCP port; 0 where there is none.
    pub local_port: u16,
    /// The peer's TCP port; 0 where there is none.
    pub remote_port: u16,
    /// The OPEN that the router sent.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    pub sent_open: Pdu<Open<B>, B>,
    /// The OPEN that the peer sent.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    pub received_open: Pdu<Open<B>, B>,
    /// More about the peer.
    pub information: PeerUpTlvs<B>,
}
map_octets!(PeerUp { sent_open, received_open, information; peer, local_address, local_port, remote_port });

impl<B: AsRef<[u8]> + Default> PeerUp<B> {
    /// A session that has come up between an address of the router and the peer. No TCP ports are said, and nothing
    /// more.
    #[must_use]
    pub fn new(
        peer: PerPeerHeader,
        local_address: IpAddr,
        sent_open: Open<B>,
        received_open: Open<B>,
    ) -> PeerUp<B> {
        PeerUp {
            peer,
            local_address: address_words(local_address),
            local_port: 0,
            remote_port: 0,
            sent_open: Ok(sent_open),
            received_open: Ok(received_open),
            information: PeerUpTlvs::default(),
        }
    }
}

impl<B: AsRef<[u8]>> PeerUp<B> {
    /// With TCP ports: that of the router, and that of the peer.
    #[must_use]
    pub fn with_ports(self, local_port: u16, remote_port: u16) -> PeerUp<B> {
        PeerUp {
            local_port,
            remote_port,
            ..self
        }
    }

    /// With TLVs: the name of the table, text, labels.
    #[must_use]
    pub fn with_information(self, information: PeerUpTlvs<B>) -> PeerUp<B> {
        PeerUp {
            information,
            ..self
        }
    }

    /// The router's address, of the kind that the V flag says.
    #[must_use]
    pub fn local_address(&self) -> IpAddr {
        words_address(self.local_address, self.peer.is_ipv6())
    }
}

impl<'a> PeerUp<&'a [u8]> {
    pub(crate) fn read(peer: PerPeerHeader, mut reader: Reader<'a>) -> Result<Self, DecodeError> {
        Ok(PeerUp {
            peer,
            local_address: reader.words()?,
            local_port: reader.u16()?,
            remote_port: reader.u16()?,
            sent_open: bgp::read_pdu(&mut reader),
            received_open: bgp::read_pdu(&mut reader),
            information: reader.read()?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for PeerUp<B> {
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len()
            + 20
            + bgp::pdu_len(&self.sent_open)
            + bgp::pdu_len(&self.received_open)
            + self.information.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.peer.put(out)?;
        self.local_address
            .into_iter()
            .for_each(|word| out.put_u64(word));
        out.put_u16(self.local_port);
        out.put_u16(self.remote_port);
        bgp::put_pdu(&self.sent_open, out)?;
        bgp::put_pdu(&self.received_open, out)?;
        self.information.put(out)
    }
}
