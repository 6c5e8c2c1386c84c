//! Peer Up ([RFC 7854, section 4.10](https://www.rfc-editor.org/rfc/rfc7854#section-4.10),
//! [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
//!
//! ```text
//! per-peer header, local address 16 octets, local port u16, remote port u16, sent OPEN, received OPEN, TLVs
//! ```

use core::fmt;
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
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
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

/// The local address as an address.
impl<B: AsRef<[u8]> + fmt::Debug> fmt::Debug for PeerUp<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerUp")
            .field("peer", &self.peer)
            .field("local_address", &self.local_address())
            .field("local_port", &self.local_port)
            .field("remote_port", &self.remote_port)
            .field("sent_open", &self.sent_open)
            .field("received_open", &self.received_open)
            .field("information", &self.information)
            .finish()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bmp::testing::{frame, frame_of, message};
    use crate::bmp::{Message, MessageType, PeerUpTlv};
    use crate::net::Asn;

    fn peer_up(frame: &[u8]) -> PeerUp<&[u8]> {
        match message(frame) {
            Message::PeerUp(up) => up,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn over_ipv6() {
        let frame = frame("peer-up-ipv6");
        let up = peer_up(&frame);
        assert_eq!(up.local_address().to_string(), "2001:db8:0:1::1");
        assert!(format!("{up:?}").contains("local_address: 2001:db8:0:1::1,"));
        assert_eq!(up.peer.address(), "2001:db8:0:1::11".parse().ok());
        assert_eq!((up.local_port, up.remote_port), (179, 35169));
        let (sent, received) = (up.sent_open.unwrap(), up.received_open.unwrap());
        assert_eq!((sent.asn(), sent.hold_time), (Asn(64496), 240));
        assert_eq!((received.asn(), received.hold_time), (Asn(64501), 90));
        assert_eq!(received.bgp_identifier.to_string(), "10.0.0.11");
        assert!(up.information.is_empty());
    }

    #[test]
    fn of_a_loc_rib() {
        let frame = frame("peer-up-loc-rib");
        let up = peer_up(&frame);
        assert!(up.peer.is_loc_rib());
        assert_eq!(up.local_address().to_string(), "0.0.0.0");
        assert_eq!(up.information.vrf_table_name(), Some("global"));
        assert_eq!(up.sent_open, up.received_open);
    }

    #[test]
    fn opens_of_a_header_only_are_kept() {
        let frame = frame("peer-up-header-only-opens");
        let up = peer_up(&frame);
        assert_eq!(up.local_address().to_string(), "192.0.2.1");
        assert_eq!((up.local_port, up.remote_port), (179, 44959));
        for (open, octets, offset) in [
            (up.sent_open, &frame[68..87], 87),
            (up.received_open, &frame[87..106], 106),
        ] {
            let malformed = open.unwrap_err();
            assert_eq!(*malformed.octets, *octets);
            assert_eq!(
                malformed.error.to_string(),
                format!("OPEN at byte {offset}: 1 octet is missing")
            );
        }
        assert!(up.information.is_empty());
    }

    #[test]
    fn behind_malformed_opens_tlvs_are_found() {
        let open = "ffffffffffffffffffffffffffffffff 0013 01";
        let address = "000000000000000000000000c0000201 0000 0000";
        let frame = frame_of(
            MessageType::PeerUp,
            &format!("{address} {open} {open} 0003 0003 726564 0000 0004 61"),
        );
        let up = peer_up(&frame);
        let mut tlvs = up.information.into_entries();
        assert_eq!(
            tlvs.next().unwrap(),
            Ok(PeerUpTlv::VrfTableName(crate::wire::Octets(&b"red"[..])))
        );
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0, 0, 0, 4, 0x61]);
        assert_eq!(
            malformed.error.to_string(),
            "Peer Up TLV 0 at byte 11: 3 octets are missing"
        );
    }

    #[test]
    fn all_others_of_routers() {
        for name in [
            "add-path",
            "distinguisher",
            "ipv4",
            "length-modulo-256",
            "link-local",
            "loc-rib-gobgp",
            "no-parameters",
            "one-parameter",
            "rfc9072",
        ] {
            let frame = frame(&format!("peer-up-{name}"));
            let up = peer_up(&frame);
            assert!(up.sent_open.is_ok() && up.received_open.is_ok(), "{name}");
        }
    }

    #[test]
    fn built() {
        let (address, bgp_id) = ("2001:db8::2".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let peer = PerPeerHeader::global(address, Asn(65002), bgp_id);
        let open = |asn| Open::new(Asn(asn), 90, bgp_id, []).unwrap();
        let tlvs = [PeerUpTlv::vrf_table_name("red"), PeerUpTlv::string("x")];
        let local = "2001:db8::1".parse().unwrap();
        let up = PeerUp::new(peer, local, open(65001), open(65002))
            .with_ports(179, 40000)
            .with_information(PeerUpTlvs::from_elements(Session::default(), tlvs).unwrap());
        assert_eq!(up.local_address(), local);

        let octets = Message::PeerUp(up.clone()).to_vec().unwrap();
        assert_eq!(
            octets[48..68],
            *b"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\0\xb3\x9c\x40"
        );
        assert_eq!(octets[126..], *b"\0\x03\0\x03red\0\0\0\x01x");
        assert_eq!(peer_up(&octets), up.view());
    }

    #[test]
    fn without_ports_there_is_no_message() {
        let frame = frame_of(MessageType::PeerUp, "000000000000000000000000c0000201 00b3");
        let error = Message::decode(&frame, &Session::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Peer Up at byte 66: 2 octets are missing"
        );
    }
}
