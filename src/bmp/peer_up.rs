//! Peer Up ([RFC 7854, section 4.10](https://www.rfc-editor.org/rfc/rfc7854#section-4.10),
//! [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
//!
//! ```text
//! per-peer header, local address 16 bytes, local port u16, remote port u16,
//! sent OPEN, received OPEN, TLVs
//! ```

use core::fmt;
use core::net::{IpAddr, Ipv4Addr};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{self, Open, Pdu};
use crate::bmp::per_peer_header::{address_words, of_another_type, words_address};
use crate::bmp::{PeerUpTlv, PeerUpTlvs, PerPeerHeader};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer, map_octets};

/// A Peer Up notification: a session has come up, with the OPENs that both sides sent.
///
/// ```
/// use bmp_codec::{Encode, bgp::Open, net::Asn};
/// use bmp_codec::bmp::{PeerUp, PeerUpTlv, PerPeerHeader};
///
/// let sent = Open::new(Asn(65001), 90, "192.0.2.254".parse()?, [])?;
/// let received = Open::new(Asn(65002), 90, "192.0.2.1".parse()?, [])?;
/// let peer = PerPeerHeader::of_peer("2001:db8::1".parse()?, &received);
/// let up = PeerUp::new(peer, "2001:db8::254".parse()?, sent.clone(), received)?
///     .with_ports(179, 40_000)
///     .with(PeerUpTlv::AdminLabel("customer".into()))?;
/// assert_eq!(up.local_address().to_string(), "2001:db8::254");
///
/// let loc_rib = PerPeerHeader::loc_rib(Asn(65001), "192.0.2.254".parse()?);
/// let open = sent.with(Asn(65001))?;
/// let up = PeerUp::of_loc_rib(loc_rib, open, "global")?;
/// assert_eq!(up.information.vrf_table_name(), Some("global"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PeerUp<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer whose session has come up.
    pub peer: PerPeerHeader,
    #[cfg_attr(feature = "serde", serde(with = "crate::bmp::per_peer_header::words"))]
    local_address: [u64; 2],
    /// The router's TCP port; 0 without a TCP session, as for a Loc-RIB.
    pub local_port: u16,
    /// The peer's TCP port; 0 without a TCP session, as for a Loc-RIB.
    pub remote_port: u16,
    /// The OPEN that the router sent.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    pub sent_open: Pdu<Open<B>, B>,
    /// The OPEN that the peer sent.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    pub received_open: Pdu<Open<B>, B>,
    /// TLVs with more information about the peer.
    pub information: PeerUpTlvs<B>,
}
map_octets!(PeerUp { sent_open, received_open, information; peer, local_address, local_port, remote_port });

impl<B: AsRef<[u8]> + Default> PeerUp<B> {
    /// Returns a Peer Up for a session between an address of the router and the peer, without TCP ports and TLVs.
    /// Clears the O flag of the peer, because a session does not belong to a table
    /// ([RFC 8671, section 6](https://www.rfc-editor.org/rfc/rfc8671#section-6)).
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if header, address and OPENs do not agree: AS and BGP identifier of the peer must
    /// be those of the OPEN received from it, both addresses must be of the same IP version, and a Loc-RIB must have no
    /// local address.
    pub fn new(
        peer: PerPeerHeader,
        local_address: IpAddr,
        sent_open: Open<B>,
        received_open: Open<B>,
    ) -> Result<PeerUp<B>, EncodeError> {
        let is_of_peer = match peer.address() {
            Some(address) => address.is_ipv6() == local_address.is_ipv6(),
            None => local_address.is_unspecified(),
        };
        let contradiction = match () {
            () if !is_of_peer => Some(("local address", "peer address")),
            () if peer.asn() != received_open.asn() => Some(("peer AS", "received OPEN")),
            () if peer.bgp_id() != received_open.bgp_identifier => {
                Some(("peer BGP ID", "received OPEN"))
            }
            () => None,
        };
        match contradiction {
            Some((what, with)) => Err(EncodeError::Contradiction { what, with }),
            None => Ok(PeerUp::unchecked(
                peer.of_session(),
                local_address,
                sent_open,
                received_open,
            )),
        }
    }

    /// Like [`new`](PeerUp::new), without any checks, for whatever a router may send. The header stays unchanged.
    #[must_use]
    pub fn unchecked(
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

impl PeerUp {
    /// Returns a Peer Up for a Loc-RIB, with the name of its table. The OPEN that the router makes up stands for both
    /// OPENs; addresses and ports are zero
    /// ([RFC 9069, section 5.2](https://www.rfc-editor.org/rfc/rfc9069#section-5.2)). The name of the router's own
    /// table, which has no distinguisher, must be `global`.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the header is not one of a Loc-RIB, and as [`new`](PeerUp::new);
    /// [`EncodeError::Missing`] if the OPEN has no 4-octet AS capability; [`EncodeError::Value`] if the name is empty;
    /// [`EncodeError::TooLong`] if it has more than 255 bytes.
    pub fn of_loc_rib(
        peer: PerPeerHeader,
        open: Open,
        table_name: &str,
    ) -> Result<PeerUp, EncodeError> {
        if !peer.is_loc_rib() {
            return Err(of_another_type("Loc-RIB"));
        }
        if !open.has_capability(FOUR_OCTET_AS) {
            return Err(EncodeError::Missing {
                what: "4-octet AS capability of a Loc-RIB",
            });
        }
        let name = PeerUpTlv::loc_rib_name(table_name)?;
        PeerUp::new(peer, Ipv4Addr::UNSPECIFIED.into(), open.clone(), open)?.with(name)
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the value of the TLV has more than 65535 bytes.
    pub fn with(mut self, tlv: PeerUpTlv) -> Result<PeerUp, EncodeError> {
        self.information.push(&tlv)?;
        Ok(self)
    }
}

/// The code of the 4-octet AS capability.
const FOUR_OCTET_AS: u8 = 65;

impl<B: AsRef<[u8]>> PeerUp<B> {
    /// Returns the message with the TCP ports of the router and of the peer.
    #[must_use]
    pub fn with_ports(self, local_port: u16, remote_port: u16) -> PeerUp<B> {
        PeerUp {
            local_port,
            remote_port,
            ..self
        }
    }

    /// Returns the message with these TLVs: the name of the table, text, labels.
    #[must_use]
    pub fn with_information(self, information: PeerUpTlvs<B>) -> PeerUp<B> {
        PeerUp {
            information,
            ..self
        }
    }

    /// Returns the router's address, as IPv4 or IPv6 depending on the V flag.
    #[must_use]
    pub fn local_address(&self) -> IpAddr {
        words_address(self.local_address, self.peer.is_ipv6())
    }

    /// Returns a message of all its fields.
    pub(super) fn of_parts(
        peer: PerPeerHeader,
        local_address: [u64; 2],
        [local_port, remote_port]: [u16; 2],
        [sent_open, received_open]: [Pdu<Open<B>, B>; 2],
        information: PeerUpTlvs<B>,
    ) -> PeerUp<B> {
        PeerUp {
            peer,
            local_address,
            local_port,
            remote_port,
            sent_open,
            received_open,
            information,
        }
    }

    /// Returns the field of the local address as two words.
    pub(super) fn local_address_words(&self) -> [u64; 2] {
        self.local_address
    }
}

/// Shows the local address as an IP address.
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

impl<'a> Decode<'a> for PeerUp<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(PeerUp {
            peer: reader.read()?,
            local_address: reader.words()?,
            local_port: reader.u16()?,
            remote_port: reader.u16()?,
            sent_open: bgp::read_pdu(reader),
            received_open: bgp::read_pdu(reader),
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
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
    use crate::bmp::{Message, MessageType, PeerFlags};
    use crate::net::Asn;
    use crate::testkit::{frame, frame_of, message};

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
                format!("OPEN at byte {offset}: 1 byte is missing")
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
            Ok(PeerUpTlv::VrfTableName(crate::wire::Text(&b"red"[..])))
        );
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0, 0, 0, 4, 0x61]);
        assert_eq!(
            malformed.error.to_string(),
            "Peer Up TLV 0 at byte 11: 3 bytes are missing"
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
        let tlvs = [
            PeerUpTlv::VrfTableName("red".into()),
            PeerUpTlv::String("x".into()),
        ];
        let local = "2001:db8::1".parse().unwrap();
        let up = PeerUp::new(peer, local, open(65001), open(65002))
            .unwrap()
            .with_ports(179, 40000)
            .with_information(PeerUpTlvs::of(tlvs).unwrap());
        assert_eq!(up.local_address(), local);

        let octets = Message::PeerUp(up.clone()).to_vec().unwrap();
        assert_eq!(
            octets[48..68],
            *b"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\0\xb3\x9c\x40"
        );
        assert_eq!(octets[126..], *b"\0\x03\0\x03red\0\0\0\x01x");
        assert_eq!(peer_up(&octets), up.view());
    }

    /// RFC 9069, section 5.2: no addresses, no ports, the same OPEN twice, and the name of the table.
    #[test]
    fn a_loc_rib_built() {
        let id = "10.0.0.10".parse().unwrap();
        let peer = PerPeerHeader::loc_rib(Asn(65550), id);
        let open = Open::new(Asn(65550), 0, id, []).unwrap();
        let up = PeerUp::of_loc_rib(peer, open.clone(), "red").unwrap();
        let body = Message::from(up).to_vec().unwrap().split_off(48);
        // AS_TRANS, hold time 0, and one parameter with the 4-octet AS capability.
        let pdu = "ffffffffffffffffffffffffffffffff 0025 01 04 5ba0 0000 0a00000a 08 02 06 41 04 0001000e";
        let expected = format!("{} {pdu} {pdu} 0003 0003 726564", "00".repeat(20));
        assert_eq!(body, crate::testkit::hex(&expected));

        let error = |peer, open: &Open, name: &str| {
            let up = PeerUp::of_loc_rib(peer, open.clone(), name);
            up.unwrap_err().to_string()
        };
        let global = PerPeerHeader::global("192.0.2.1".parse().unwrap(), Asn(65550), id);
        assert_eq!(error(global, &open, "red"), "Loc-RIB contradicts peer type");
        assert_eq!(
            error(peer, &open, ""),
            "VRF/Table Name: the value has no encoding"
        );
        assert_eq!(
            error(peer, &open, &"x".repeat(256)),
            "VRF/Table Name of 256 bytes: at most 255 fit"
        );
        let small = Open::new(Asn(65001), 0, id, []).unwrap();
        assert_eq!(
            error(PerPeerHeader::loc_rib(Asn(65001), id), &small, "red"),
            "4-octet AS capability of a Loc-RIB: at least one is required"
        );
    }

    #[test]
    fn what_contradicts_is_not_built_unless_one_asks_for_it() {
        let id = "10.0.0.2".parse().unwrap();
        let address = "192.0.2.2".parse().unwrap();
        let peer = PerPeerHeader::global(address, Asn(65002), id);
        let open = |asn| Open::new(Asn(asn), 90, id, []).unwrap();
        let (v4, v6) = ("192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap());
        let other_id = PerPeerHeader::global(address, Asn(65002), "10.0.0.3".parse().unwrap());
        let loc_rib = PerPeerHeader::loc_rib(Asn(65002), id);
        for (peer, local, asn, text) in [
            (peer, v6, 65002, "local address contradicts peer address"),
            (loc_rib, v4, 65002, "local address contradicts peer address"),
            (peer, v4, 65003, "peer AS contradicts received OPEN"),
            (other_id, v4, 65002, "peer BGP ID contradicts received OPEN"),
        ] {
            let up = PeerUp::new(peer, local, open(65001), open(asn));
            assert_eq!(up.unwrap_err().to_string(), text);
            let up = PeerUp::unchecked(peer, local, open(65001), open(asn));
            assert_eq!(up.peer, peer);
        }
        // RFC 8671, section 6: O is 0 if a message does not belong to a table.
        let out = peer.with_flags(PeerFlags(0x70));
        let up = PeerUp::new(out, v4, open(65001), open(65002)).unwrap();
        assert_eq!(up.peer.flags().0, 0x60);
    }

    #[test]
    fn without_ports_there_is_no_message() {
        let frame = frame_of(MessageType::PeerUp, "000000000000000000000000c0000201 00b3");
        let error = Message::decode(&frame, Session::default()).unwrap_err();
        assert_eq!(error.to_string(), "Peer Up at byte 66: 2 bytes are missing");
    }
}
