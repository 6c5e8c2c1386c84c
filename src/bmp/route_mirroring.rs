//! Route Mirroring ([RFC 7854, section 4.7](https://www.rfc-editor.org/rfc/rfc7854#section-4.7)).
//!
//! ```text
//! per-peer header, TLVs: type u16, length u16, value
//! ```

use alloc::vec;
use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{self, Pdu, Session};
use crate::bmp::{PerPeerHeader, UnknownTlv};
use crate::registry::registry;
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, List, Malformed, Octets, ReadIn, Reader,
    What, Writer, layout, table,
};

registry! {
    /// What happened to a mirrored message, or to messages that were not mirrored
    /// ([RFC 7854, section 4.7](https://www.rfc-editor.org/rfc/rfc7854#section-4.7)).
    MirroringInformation(u16) {
        /// The router found the message in the following TLV malformed.
        0 ErroredPdu "errored PDU",
        /// Some messages were not mirrored.
        1 MessagesLost "messages lost",
    }
}

layout! {
    /// A Route Mirroring message: BGP messages of a peer, unchanged.
    ///
    /// ```
    /// use bmp_codec::{Encode, net::Asn};
    /// use bmp_codec::bgp::{Keepalive, Session};
    /// use bmp_codec::bmp::{Message, PerPeerHeader, RouteMirroring};
    ///
    /// let peer =
    ///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
    /// let octets = Message::from(RouteMirroring::new(peer, Keepalive)?).to_vec()?;
    /// assert_eq!(octets[48..52], [0, 0, 0, 19]);
    ///
    /// let lost = RouteMirroring::messages_lost(peer);
    /// assert_eq!(Message::from(lost).to_vec()?[48..], [0, 1, 0, 2, 0, 1]);
    ///
    /// let errored = RouteMirroring::errored_pdu(peer, Session::default(), b"no message")?;
    /// assert!(errored.messages().next().is_some_and(|message| message.is_err()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct RouteMirroring<B> {
        /// The peer that the messages came from.
        pub peer: PerPeerHeader,
        ;
        /// The mirrored messages and what happened to them. The flags of the peer do not apply to them.
        pub tlvs: MirroringTlvs<B>,
    }
}

/// The TLVs of a Route Mirroring message, and the session that their messages are decoded in.
pub type MirroringTlvs<B = Vec<u8>> = List<MirroringTlv, B>;

/// A mirrored BGP message. It may be malformed: mirroring exists to show such messages.
pub type MirroredMessage<B = Vec<u8>> = Pdu<bgp::Message<B>, B>;

table! {
    /// A TLV of a Route Mirroring message.
    pub enum MirroringTlv<B>(u16) by tlv_type, unknown UnknownTlv;
    framed U16U16 in Session "Route Mirroring TLV" What::MirroringTlv;
    {
        /// A BGP message. It must be the last TLV.
        #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
        0 => BgpMessage(MirroredMessage<B>) "message",
        /// What happened to a message.
        1 => Information(MirroringInformation) "information",
    }
}

impl<B: AsRef<[u8]>> ReadIn<Session> for MirroringTlv<B> {}

impl RouteMirroring {
    /// Returns a Route Mirroring message with one BGP message of the peer, whose form determines the session.
    ///
    /// # Errors
    /// If the BGP message cannot be encoded; [`EncodeError::TooLong`] if it has more than 65535 bytes.
    pub fn new(
        peer: PerPeerHeader,
        message: impl Into<bgp::Message>,
    ) -> Result<RouteMirroring, EncodeError> {
        let tlv = MirroringTlv::BgpMessage(Ok(message.into()));
        let session = Session::of(tlv.form(Context::default()));
        let tlvs = MirroringTlvs::in_session(session, [tlv])?;
        Ok(RouteMirroring { peer, tlvs })
    }

    /// Returns a Route Mirroring message with a BGP message that the router found malformed. The bytes stay unchanged,
    /// a TLV before them marks them as errored, and `session` is the one they are decoded in.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the BGP message has more than 65535 bytes.
    pub fn errored_pdu(
        peer: PerPeerHeader,
        session: Session,
        octets: &[u8],
    ) -> Result<RouteMirroring, EncodeError> {
        let message = MirroringTlv::Unknown(UnknownTlv {
            tlv_type: 0,
            octets: Octets(octets.to_vec()),
        });
        let errored = MirroringTlv::Information(MirroringInformation::ErroredPdu);
        let tlvs = MirroringTlvs::in_session(session, [errored, message])?;
        Ok(RouteMirroring { peer, tlvs })
    }

    /// Returns a Route Mirroring message for lost messages: some messages of the peer were not mirrored.
    #[must_use]
    pub fn messages_lost(peer: PerPeerHeader) -> RouteMirroring {
        let [high, low] = u16::from(MirroringInformation::MessagesLost).to_be_bytes();
        RouteMirroring {
            peer,
            tlvs: List::within(vec![0, 1, 0, 2, high, low], Session::default()),
        }
    }
}

impl<B: AsRef<[u8]>> RouteMirroring<B> {
    /// Returns the mirrored messages, including malformed ones.
    pub fn messages(&self) -> impl Iterator<Item = MirroredMessage<&[u8]>> {
        self.tlvs.iter().filter_map(|tlv| match tlv {
            Ok(MirroringTlv::BgpMessage(message)) => Some(message),
            _ => None,
        })
    }
}

impl<B: AsRef<[u8]>> MirroringTlvs<B> {
    /// Returns a list over `octets`, without decoding or checking them.
    #[inline]
    pub fn over(octets: B, session: Session) -> MirroringTlvs<B> {
        List::within(octets, session)
    }

    /// Returns the session that the mirrored messages are decoded in.
    pub fn session(&self) -> Session {
        self.context()
    }
}

impl MirroringTlvs {
    /// Returns an empty list.
    #[must_use]
    pub fn new(session: Session) -> MirroringTlvs {
        MirroringTlvs::over(Vec::new(), session)
    }

    /// Returns a list of these TLVs.
    ///
    /// # Errors
    /// Same as [`push`](List::push).
    pub fn in_session(
        session: Session,
        tlvs: impl IntoIterator<Item = MirroringTlv>,
    ) -> Result<MirroringTlvs, EncodeError> {
        List::filled(session, tlvs)
    }
}

/// Decodes all remaining bytes as one message.
impl<'a> Decode<'a> for MirroredMessage<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (octets, message) = (Octets(reader.peek()), reader.whole());
        reader.rest();
        Ok(message.map_err(|error| Malformed {
            octets,
            error: error.within(What::MirroringTlv(0)),
        }))
    }
}

impl<B: AsRef<[u8]>> Encode for MirroredMessage<B> {
    fn encoded_len(&self) -> usize {
        match self {
            Ok(message) => message.encoded_len(),
            Err(malformed) => malformed.octets.len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            Ok(message) => message.put(out),
            Err(malformed) => malformed.octets.put(out),
        }
    }

    fn form(&self, context: Context) -> Context {
        match self {
            Ok(message) => message.form(context),
            Err(_) => context,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::attribute::{AsPath, AttributeValue};
    use crate::bgp::nlri::{Family, Nlri};
    use crate::bmp::{Message, MessageType};
    use crate::net::{Asn, AsnWidth};
    use crate::testkit::{exact_message, frame, frame_of, hex, message, message_in};

    fn mirroring(message: Message<&[u8]>) -> RouteMirroring<&[u8]> {
        match message {
            Message::RouteMirroring(mirroring) => mirroring,
            other => panic!("{other:?}"),
        }
    }

    fn only(mirroring: RouteMirroring<&[u8]>) -> MirroringTlv<&[u8]> {
        let mut tlvs = mirroring.tlvs.into_iter();
        let tlv = tlvs.next().unwrap().unwrap();
        assert_eq!(tlvs.next(), None);
        tlv
    }

    fn update(message: Message<&[u8]>) -> bgp::Update<&[u8]> {
        match only(mirroring(message)) {
            MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update))) => update,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn messages_of_all_types() {
        for (name, expected) in [
            ("open", bgp::MessageType::Open),
            ("update", bgp::MessageType::Update),
            ("notification", bgp::MessageType::Notification),
            ("keepalive", bgp::MessageType::Keepalive),
            ("route-refresh", bgp::MessageType::RouteRefresh),
        ] {
            let frame = frame(&format!("mirroring-{name}"));
            let MirroringTlv::BgpMessage(Ok(bgp)) = only(mirroring(message(&frame))) else {
                panic!("{name}")
            };
            assert_eq!(bgp.message_type(), expected);
        }
        let frame = frame("mirroring-notification");
        let mirroring = mirroring(message(&frame));
        let Some(Ok(bgp::Message::Notification(notification))) = mirroring.messages().next() else {
            panic!("{mirroring:?}")
        };
        assert_eq!((u8::from(notification.code), notification.subcode), (6, 4));
    }

    #[test]
    fn messages_lost() {
        let frame = frame("mirroring-messages-lost");
        let tlv = only(mirroring(message(&frame)));
        assert_eq!(
            tlv,
            MirroringTlv::Information(MirroringInformation::MessagesLost)
        );
    }

    #[test]
    fn in_a_session_with_two_octets() {
        // The A flag is clear: it has no meaning here.
        let frame = frame("mirroring-two-octet-as");
        let session = Session::default().with_asn_width(AsnWidth::Two);
        let update = update(message_in(&frame, session));
        let path: AsPath<&[u8]> = update.path_attributes.get().unwrap().unwrap();
        assert_eq!(path.to_string(), "64501 64999");
        assert_eq!(update.nlri.octets(), [24, 198, 18, 0]);
    }

    #[test]
    fn in_a_session_with_path_identifiers() {
        let frame = frame("mirroring-add-path");
        let session = Session::default().with_add_path(Family::IPV6_UNICAST.into());
        let update = update(message_in(&frame, session));
        let reach =
            update
                .path_attributes
                .iter()
                .find_map(|attribute| match attribute.unwrap().value {
                    AttributeValue::MpReach(reach) => Some(reach),
                    _ => None,
                });
        let Nlri::Ipv6Unicast(routes) = reach.unwrap().nlri else {
            panic!("{reach:?}")
        };
        let route = routes.into_iter().next().unwrap().unwrap();
        assert_eq!(
            (route.path_id, route.nlri.to_string()),
            (Some(77), "2001:db8:4::/48".into())
        );
    }

    #[test]
    fn the_session_is_that_of_mirrored_messages() {
        let frame = frame("mirroring-two-octet-as");
        let session = Session::default().with_asn_width(AsnWidth::Two);
        let mirroring = mirroring(exact_message(&frame, session));
        assert_eq!(mirroring.tlvs.session().asn_width(), AsnWidth::Two);
        assert_eq!(mirroring.view().tlvs.session().asn_width(), AsnWidth::Two);
    }

    #[test]
    fn a_malformed_attribute_costs_that_attribute() {
        for (name, place, code) in [("as-path", 1, 2), ("overrun", 3, 8)] {
            let frame = frame(&format!("mirroring-malformed-{name}"));
            let update = update(message(&frame));
            let malformed = update
                .path_attributes
                .entries()
                .nth(place)
                .unwrap()
                .unwrap_err();
            assert_eq!(malformed.code, code);
        }
    }

    #[test]
    fn garbage_is_a_value() {
        for (octets, error) in [
            (
                "deadbeef",
                "Route Mirroring TLV 0 at byte 10: 15 bytes are missing",
            ),
            (
                "00000000000000000000000000000000 0013 04",
                "BGP header at byte 10: the marker is not 16 bytes of 0xff",
            ),
            (
                "ffffffffffffffffffffffffffffffff 0012 04",
                "BGP header at byte 26: a length of 18 is not possible",
            ),
            (
                "ffffffffffffffffffffffffffffffff 0013 04 00",
                "Route Mirroring TLV 0 at byte 29: 1 byte is left over",
            ),
            (
                "ffffffffffffffffffffffffffffffff 0017 02 0000 0005",
                "path attributes at byte 33: 5 bytes are missing",
            ),
        ] {
            let pdu = crate::testkit::hex(octets);
            // The PDU begins at byte 10 of the list.
            let body = format!("0001 0002 0000 0000 {:04x} {octets}", pdu.len());
            let frame = frame_of(MessageType::RouteMirroring, &body);
            let mirroring = mirroring(message(&frame));
            let mut tlvs = mirroring.tlvs.into_iter();
            let information = MirroringTlv::Information(MirroringInformation::ErroredPdu);
            assert_eq!(tlvs.next().unwrap(), Ok(information));
            let MirroringTlv::BgpMessage(Err(malformed)) = tlvs.next().unwrap().unwrap() else {
                panic!("{octets}")
            };
            assert_eq!(*malformed.octets, pdu);
            assert_eq!(malformed.error.to_string(), error);
            assert_eq!(mirroring.messages().count(), 1);
        }
    }

    #[test]
    fn unknown_and_malformed_tlvs() {
        let frame = frame_of(
            MessageType::RouteMirroring,
            "fffb 0001 07 0001 0001 00 0001 0002 0009 0000 0013 ff",
        );
        let mirroring = mirroring(message(&frame));
        let mut tlvs = mirroring.tlvs.into_entries();
        let unknown = tlvs.next().unwrap().unwrap();
        assert_eq!(unknown.tlv_type(), 65531);
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0, 1, 0, 1, 0]);
        assert_eq!(
            malformed.error.to_string(),
            "Route Mirroring TLV 1 at byte 9: 1 byte is missing"
        );
        let unknown = MirroringTlv::Information(MirroringInformation::from(9));
        assert_eq!(tlvs.next().unwrap(), Ok(unknown));
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, [0, 0, 0, 19, 0xff]);
        assert_eq!(
            malformed.error.to_string(),
            "Route Mirroring TLV 0 at byte 20: 18 bytes are missing"
        );
        assert_eq!(tlvs.next(), None);
    }

    #[test]
    fn a_message_for_another_session_is_not_taken() {
        let frame = frame("mirroring-add-path");
        let session = Session::default().with_add_path(Family::IPV6_UNICAST.into());
        let tlv = only(mirroring(exact_message(&frame, session)));
        let mut tlvs = MirroringTlvs::new(Session::default());
        assert_eq!(
            tlvs.push_view(&tlv),
            Err(EncodeError::Session {
                what: "list element",
                conflict: "a path identifier, but the session has none",
            })
        );
        let mut tlvs = MirroringTlvs::new(session);
        tlvs.push_view(&tlv).unwrap();
        assert_eq!(tlvs.octets(), &frame[48..]);
    }

    /// RFC 7854, section 4.7: the message is the last TLV; the mark that it is errored comes before it.
    #[test]
    fn built_by_the_rfc() {
        let bgp_id = "10.0.0.10".parse().unwrap();
        let peer = PerPeerHeader::global("192.0.2.10".parse().unwrap(), Asn(65550), bgp_id);
        let body = |mirroring: RouteMirroring| {
            let octets = Message::from(mirroring).to_vec().unwrap();
            octets[48..].to_vec()
        };
        let marker = "ffffffffffffffffffffffffffffffff";
        assert_eq!(
            body(RouteMirroring::new(peer, bgp::Keepalive).unwrap()),
            hex(&format!("0000 0013 {marker} 0013 04"))
        );
        assert_eq!(
            body(RouteMirroring::messages_lost(peer)),
            hex("0001 0002 0001")
        );
        let pdu = hex(&format!("{marker} 0013 02"));
        let errored = RouteMirroring::errored_pdu(peer, Session::default(), &pdu).unwrap();
        assert!(errored.messages().next().unwrap().is_err());
        assert_eq!(
            body(errored),
            hex(&format!("0001 0002 0000 0000 0013 {marker} 0013 02"))
        );
        let long = RouteMirroring::errored_pdu(peer, Session::default(), &vec![0; 0x1_0000]);
        assert_eq!(
            long.unwrap_err().to_string(),
            "Route Mirroring TLV of 65536 bytes: at most 65535 fit"
        );
    }
}
