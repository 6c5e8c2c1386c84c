//! Information TLVs: [`InitiationTlv`], [`PeerUpTlv`] and [`TerminationTlv`], because each message defines its own
//! types ([RFC 7854, section 4.4](https://www.rfc-editor.org/rfc/rfc7854#section-4.4),
//! [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
//!
//! ```text
//! type u16, length u16, value
//! ```

use alloc::vec::Vec;

use crate::bmp::TerminationReason;
use crate::wire::{
    AnyContext, Context, EncodeError, List, ListContext, Text, UnknownTlv, What, length_u8, table,
};

/// The TLVs of an [`Initiation`](crate::bmp::Initiation) message.
pub type InitiationTlvs<B = Vec<u8>> = List<InitiationTlv, B>;

table! {
    /// One TLV of an [`Initiation`](crate::bmp::Initiation) message, which describes the router
    /// ([RFC 7854, section 4.4](https://www.rfc-editor.org/rfc/rfc7854#section-4.4)).
    pub enum InitiationTlv<B>(u16) by tlv_type, unknown UnknownTlv, text;
    framed U16U16 "Initiation TLV" What::InitiationTlv;
    inline;
    {
        /// Free text. A message may have several; their order matters.
        0 => String(Text<B>) "string",
        /// A description of the router: `sysDescr` of its MIB-II.
        1 => SysDescr(Text<B>) "sysDescr",
        /// The name of the router: `sysName` of its MIB-II.
        2 => SysName(Text<B>) "sysName",
        /// The name of a VRF or table. Defined for Peer Up only since
        /// [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        3 => VrfTableName(Text<B>) "table",
        /// A label set by an administrator. Defined for Peer Up only since
        /// [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        4 => AdminLabel(Text<B>) "admin-label",
    }
}

/// The TLVs of a [`PeerUp`](crate::bmp::PeerUp) or [`PeerDown`](crate::bmp::PeerDown) message.
pub type PeerUpTlvs<B = Vec<u8>> = List<PeerUpTlv, B>;

table! {
    /// One TLV of a [`PeerUp`](crate::bmp::PeerUp) or [`PeerDown`](crate::bmp::PeerDown) message, which describes the
    /// peer ([RFC 9736](https://www.rfc-editor.org/rfc/rfc9736)).
    pub enum PeerUpTlv<B>(u16) by tlv_type, unknown UnknownTlv, text;
    framed U16U16 in PeerMessage "Peer Up or Peer Down TLV" What::PeerUpTlv;
    inline;
    {
        /// Free text. A message may have several; their order matters.
        0 => String(Text<B>) "string",
        /// A description of the router. Defined for Initiation only since
        /// [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        1 => SysDescr(Text<B>) "sysDescr",
        /// The name of the router. Defined for Initiation only since
        /// [RFC 9736](https://www.rfc-editor.org/rfc/rfc9736).
        2 => SysName(Text<B>) "sysName",
        /// The name of the VRF or table, 1 to 255 bytes; `global` for the default table of a Loc-RIB
        /// ([RFC 9069, section 5.2.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2.1)). A message may have
        /// several.
        3 => VrfTableName(Text<B>) "table",
        /// A label that an administrator gave to an Adj-RIB-Out
        /// ([RFC 8671, section 6.3.1](https://www.rfc-editor.org/rfc/rfc8671#section-6.3.1)). A message may have
        /// several.
        4 => AdminLabel(Text<B>) "admin-label",
    }
}

/// The message that has the TLVs of a [`PeerUpTlvs`]: the context of the list. It changes nothing but the name of a
/// malformed TLV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PeerMessage {
    /// A Peer Up.
    #[default]
    Up,
    /// A Peer Down.
    Down,
}

impl From<PeerMessage> for Context {
    fn from(message: PeerMessage) -> Context {
        Context(message as u64)
    }
}

impl ListContext for PeerMessage {
    fn of(context: Context) -> PeerMessage {
        match context == PeerMessage::Down.into() {
            true => PeerMessage::Down,
            false => PeerMessage::Up,
        }
    }

    fn named(context: Context, what: What) -> What {
        match (PeerMessage::of(context), what) {
            (PeerMessage::Down, What::PeerUpTlv(number)) => What::PeerDownTlv(number),
            _ => what,
        }
    }
}

impl AnyContext for PeerMessage {}

/// The TLVs of a [`Termination`](crate::bmp::Termination) message.
pub type TerminationTlvs<B = Vec<u8>> = List<TerminationTlv, B>;

table! {
    /// One TLV of a [`Termination`](crate::bmp::Termination) message, which tells why the router ends monitoring
    /// ([RFC 7854, section 4.5](https://www.rfc-editor.org/rfc/rfc7854#section-4.5)).
    pub enum TerminationTlv<B>(u16) by tlv_type, unknown UnknownTlv, text;
    framed U16U16 "Termination TLV" What::TerminationTlv;
    inline;
    {
        /// Free text. A message may have several; their order matters.
        0 => String(Text<B>) "string",
        /// The reason: two bytes. A message must have one.
        1 => Reason(TerminationReason) "reason",
    }
}

impl PeerUpTlv {
    /// Returns the TLV with the name of the table of a Loc-RIB
    /// ([RFC 9069, section 5.2.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.2.1)).
    pub(crate) fn loc_rib_name(name: &str) -> Result<PeerUpTlv, EncodeError> {
        let what = "VRF/Table Name";
        match length_u8(what, name.len())? {
            0 => Err(EncodeError::Value { what }),
            _ => Ok(PeerUpTlv::VrfTableName(name.into())),
        }
    }
}

impl<B: AsRef<[u8]>> PeerUpTlvs<B> {
    /// Returns the first name of a VRF or table that is UTF-8.
    #[must_use]
    pub fn vrf_table_name(&self) -> Option<&str> {
        self.iter().flatten().find_map(|tlv| match tlv {
            PeerUpTlv::VrfTableName(name) => name.into_str(),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Decode, Encode, Octets};

    #[test]
    fn texts_that_are_not_utf_8_are_kept() {
        let octets = b"\0\x01\0\x02\xc3\x28\0\x02\0\0\x80\0\0\x01\x07";
        let tlvs = InitiationTlvs::over(&octets[..]);
        let tlvs: Vec<_> = tlvs.into_iter().map(Result::unwrap).collect();
        assert_eq!(
            tlvs,
            [
                InitiationTlv::SysDescr(Text(&b"\xc3\x28"[..])),
                InitiationTlv::SysName(Text(&b""[..])),
                InitiationTlv::Unknown(UnknownTlv {
                    tlv_type: 0x8000,
                    octets: Octets(&b"\x07"[..])
                }),
            ]
        );
        let texts: Vec<_> = tlvs.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["sysDescr c328", r#"sysName """#, "type-32768 07"]);
    }

    #[test]
    fn types_are_those_of_the_message() {
        let octets = b"\0\x01\0\x02\0\x04";
        assert_eq!(
            TerminationTlv::from_octets(octets),
            Ok(TerminationTlv::Reason(TerminationReason::PermanentlyClosed))
        );
        assert_eq!(
            PeerUpTlv::from_octets(octets),
            Ok(PeerUpTlv::SysDescr(Text(&b"\0\x04"[..])))
        );
        assert_eq!(InitiationTlv::AdminLabel(Text::from("x")).tlv_type(), 4);
        assert_eq!(
            PeerUpTlv::VrfTableName(Text::from("x")).to_vec().unwrap(),
            b"\0\x03\0\x01x"
        );
    }

    #[test]
    fn a_tlv_over_the_end_is_kept_and_ends_the_walk() {
        let octets = b"\0\x02\0\x03rtr\0\x01\0\x09BIRD";
        let mut tlvs = InitiationTlvs::over(&octets[..]).into_entries();
        assert_eq!(
            tlvs.next().unwrap().unwrap().to_string(),
            r#"sysName "rtr""#
        );
        let malformed = tlvs.next().unwrap().unwrap_err();
        assert_eq!(*malformed.octets, b"\0\x01\0\x09BIRD"[..]);
        assert_eq!(
            malformed.error.to_string(),
            "Initiation TLV 1 at byte 11: 5 bytes are missing"
        );
        assert_eq!(tlvs.next(), None);

        let header = PeerUpTlvs::over(&b"\0\x03\0"[..]);
        assert_eq!(
            header.check().unwrap_err().to_string(),
            "Peer Up TLV 3 at byte 2: 1 byte is missing"
        );
        let of_down = List::<PeerUpTlv, _>::within(&b"\0\x03\0"[..], PeerMessage::Down);
        assert_eq!(
            of_down.check().unwrap_err().to_string(),
            "Peer Down TLV 3 at byte 2: 1 byte is missing"
        );
        #[cfg(feature = "serde")]
        {
            let json = serde_json::to_string(&of_down).unwrap();
            let again: PeerUpTlvs = serde_json::from_str(&json).unwrap();
            assert_eq!(
                (again.context(), again.view()),
                (PeerMessage::Down, of_down)
            );
        }
    }

    #[test]
    fn the_first_table_name_that_is_text() {
        let octets = b"\0\x03\0\x01\xff\0\0\0\x01x\0\x03\0\x03red\0\x03\0\x04blue";
        let tlvs = PeerUpTlvs::over(&octets[..]);
        assert_eq!(tlvs.vrf_table_name(), Some("red"));
    }

    #[test]
    fn a_text_over_the_length_field_is_an_error() {
        let mut tlvs = PeerUpTlvs::new();
        tlvs.push(&PeerUpTlv::String("x".into())).unwrap();
        let error = tlvs
            .push(&PeerUpTlv::String(Text(vec![b'x'; 0x1_0000])))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Peer Up or Peer Down TLV of 65536 bytes: at most 65535 fit"
        );
        assert_eq!(tlvs.octets(), b"\0\0\0\x01x");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json() {
        let octets = b"\0\x02\0\x03rtr\0\x01\0\x02\xc3\x28\0\x09\0\x01\x07\0\x01\0\x09x";
        let tlvs = InitiationTlvs::over(octets.to_vec());
        let json = serde_json::to_string(&tlvs).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"[{"sys_name":"rtr"},{"sys_descr":{"octets":"c328"}},"#,
                r#"{"unknown":{"tlv_type":9,"octets":"07"}},"#,
                r#"{"malformed":"0001000978","error":{"text":"Initiation TLV 1 at byte 22: 8 bytes are missing","what":{"initiation_tlv":1},"offset":22,"fault":{"truncated":8}}}]"#
            )
        );
        assert_eq!(serde_json::from_str::<InitiationTlvs>(&json).unwrap(), tlvs);
    }
}
