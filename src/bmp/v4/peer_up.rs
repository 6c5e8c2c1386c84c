//! Peer Up of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! per-peer header, local address 16 bytes, local port u16, remote port u16,
//! sent OPEN, received OPEN, TLVs
//! ```

use core::net::IpAddr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{self, Open, Pdu};
use crate::bmp::per_peer_header::{PER_PEER_END, words_address};
use crate::bmp::v4::Profile;
use crate::bmp::v4::tlv_message::tlv_message;
use crate::bmp::{self, PeerUpTlvs, PerPeerHeader};
use crate::wire::{Context, Encode, EncodeError, List, Octets, Reader, Writer};

tlv_message! {
    /// A Peer Up notification of version 4: a session has come up, with the OPENs that both sides sent.
    ///
    /// It is made of one of version 3:
    ///
    /// ```
    /// use bmp_codec::bgp::Open;
    /// use bmp_codec::bmp::v4::{self, Profile, Value};
    /// use bmp_codec::bmp::{PeerUp, PerPeerHeader};
    /// use bmp_codec::{Encode, net::Asn};
    ///
    /// let open = |asn| Open::new(Asn(asn), 90, [192, 0, 2, 1].into(), []);
    /// let (sent, received) = (open(65001)?, open(65002)?);
    /// let peer = PerPeerHeader::of_peer("192.0.2.1".parse()?, &received);
    /// let up = PeerUp::new(peer, "192.0.2.9".parse()?, sent, received)?;
    /// let up = v4::PeerUp::from_version_3(Profile::Draft21, up)?
    ///     .with(Value::AdminLabel("customer".into()))?
    ///     .with(Value::SequenceNumber(1))?;
    /// let lines: Vec<_> = up.tlvs.iter().map(|tlv| tlv.unwrap().to_string()).collect();
    /// assert_eq!(lines, ["admin-label \"customer\"", "sequence 1"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct PeerUp {
        /// The peer whose session has come up.
        pub peer: PerPeerHeader,
        #[cfg_attr(feature = "serde", serde(with = "crate::bmp::per_peer_header::words"))]
        local_address: [u64; 2],
        /// The router's TCP port; 0 without a TCP session, as for a Loc-RIB.
        pub local_port: u16,
        /// The peer's TCP port; 0 without a TCP session, as for a Loc-RIB.
        pub remote_port: u16,
        ;
        /// The OPENs keep their bytes: decoded, they would make every message of any version larger.
        #[cfg_attr(feature = "serde", serde(with = "crate::bmp::v4::serde::open"))]
        sent_open: Octets<B>,
        #[cfg_attr(feature = "serde", serde(with = "crate::bmp::v4::serde::open"))]
        received_open: Octets<B>,
    }
    /// TLVs with more information about the peer.
    then tlvs
    impl with
}

impl PeerUp {
    /// Returns the same message in version 4. The TLVs of version 3 keep their bytes: their types below 5 mean the same
    /// in both versions.
    ///
    /// # Errors
    /// If an OPEN cannot be encoded.
    pub fn from_version_3(profile: Profile, up: bmp::PeerUp) -> Result<PeerUp, EncodeError> {
        let octets = |open: &Pdu<Open, Vec<u8>>| match open {
            Ok(open) => bgp::Message::from(open.clone()).to_vec(),
            Err(malformed) => Ok(malformed.octets.0.clone()),
        };
        Ok(PeerUp {
            peer: up.peer,
            local_address: up.local_address_words(),
            local_port: up.local_port,
            remote_port: up.remote_port,
            sent_open: Octets(octets(&up.sent_open)?),
            received_open: Octets(octets(&up.received_open)?),
            tlvs: List::within(up.information.into_octets(), context(profile)),
        })
    }
}

/// The offset of the OPENs in the message.
const OPENS: usize = PER_PEER_END + 20;

impl<'a> PeerUp<&'a [u8]> {
    /// Returns the message that version 3 decodes from the same bytes. `body` is what follows the per-peer header.
    pub(super) fn of(
        profile: Profile,
        up: &bmp::PeerUp<&'a [u8]>,
        body: &'a [u8],
    ) -> PeerUp<&'a [u8]> {
        let (_, opens) = body
            .split_at_checked(OPENS - PER_PEER_END)
            .unwrap_or_default();
        let sent = bgp::pdu_len(&up.sent_open);
        let (sent, rest) = opens.split_at_checked(sent).unwrap_or_default();
        let received = bgp::pdu_len(&up.received_open);
        let (received, tlvs) = rest.split_at_checked(received).unwrap_or_default();
        PeerUp {
            peer: up.peer,
            local_address: up.local_address_words(),
            local_port: up.local_port,
            remote_port: up.remote_port,
            sent_open: Octets(sent),
            received_open: Octets(received),
            tlvs: List::within(tlvs, context(profile)),
        }
    }

    /// Returns the message that version 3 has for it.
    pub(super) fn into_version_3(self) -> bmp::PeerUp<&'a [u8]> {
        let received = OPENS + self.sent_open.len();
        bmp::PeerUp::of_parts(
            self.peer,
            self.local_address,
            [self.local_port, self.remote_port],
            [
                open(self.sent_open, OPENS),
                open(self.received_open, received),
            ],
            PeerUpTlvs::over(self.tlvs.into_octets()),
        )
    }
}

/// Decodes an OPEN at an offset of the message.
pub(super) fn open(octets: Octets<&[u8]>, offset: usize) -> Pdu<Open<&[u8]>, &[u8]> {
    bgp::read_pdu(&mut Reader::at(octets.0, offset, Context::default()))
}

impl<B: AsRef<[u8]>> PeerUp<B> {
    /// Returns the OPEN that the router sent.
    pub fn sent_open(&self) -> Pdu<Open<&[u8]>, &[u8]> {
        open(Octets(self.sent_open.0.as_ref()), OPENS)
    }

    /// Returns the OPEN that the peer sent.
    pub fn received_open(&self) -> Pdu<Open<&[u8]>, &[u8]> {
        open(
            Octets(self.received_open.0.as_ref()),
            OPENS + self.sent_open.len(),
        )
    }

    /// Returns the router's address, as IPv4 or IPv6 depending on the V flag.
    #[must_use]
    pub fn local_address(&self) -> IpAddr {
        words_address(self.local_address, self.peer.is_ipv6())
    }
}

impl<B: AsRef<[u8]>> Encode for PeerUp<B> {
    fn encoded_len(&self) -> usize {
        self.view().into_version_3().encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.view().into_version_3().put(out)
    }
}
