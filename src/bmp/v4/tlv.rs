//! [`Tlv`]: a TLV of version 4, plain or indexed (draft-ietf-grow-bmp-tlv-21, section 4).
//!
//! ```text
//! plain    E flag 1 bit, type 15 bits, length u16, [enterprise u32], value
//! indexed  E flag 1 bit, type 15 bits, length u16, index u16, [enterprise u32], value
//! ```
//!
//! The length counts the enterprise and the value, not the index. Route Monitoring has indexed TLVs, other messages have
//! plain ones.

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{Session, pdu_len, put_pdu};
use crate::bmp::MessageType;
use crate::bmp::v4::{Index, TlvContext, Value};
use crate::wire::{
    Context, DecodeError, Element, Encode, EncodeError, List, ListContext, Malformed, Octets,
    Reader, What, Writer, decode_element, framed, length_u16, map_octets, sealed,
};

/// The TLVs of a message of version 4, in their order, and what must be known to decode them: profile and session.
pub type Tlvs<B = Vec<u8>> = List<Tlv, B>;

/// A TLV of a message of version 4.
///
/// ```
/// use bmp_codec::bmp::v4::{Index, Initiation, Profile, Tlv, Value};
/// use bmp_codec::wire::Octets;
///
/// // Type 7 of enterprise 32473: E flag, length 6, enterprise, value.
/// let octets = [0x80, 7, 0, 6, 0, 0, 0x7e, 0xd9, 0xaa, 0xbb];
/// let initiation = Initiation::over(Profile::Draft21, &octets[..]);
/// let tlv = initiation.tlvs.iter().next().unwrap()?;
/// assert_eq!((tlv.tlv_type, tlv.enterprise, tlv.index), (7, Some(32473), None));
/// assert_eq!(tlv.value, Value::Unknown(Octets(&[0xaa, 0xbb][..])));
/// assert_eq!(tlv.to_string(), "enterprise-32473-type-7 aabb");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tlv<B: AsRef<[u8]> = Vec<u8>> {
    /// The type, without the E flag. 65535 is reserved and has no E flag.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub tlv_type: u16,
    /// The Private Enterprise Number of the enterprise that defines the type (E flag). `None` for a type of the draft.
    pub enterprise: Option<u32>,
    /// The routes that the TLV applies to, in a Route Monitoring message. `None` in other messages.
    pub index: Option<Index>,
    /// The value.
    pub value: Value<B>,
}
map_octets!(Tlv { value; tlv_type, enterprise, index });

/// The E flag: the type is one of an enterprise.
const ENTERPRISE: u16 = 0x8000;
/// The only type with the highest bit set that has no enterprise.
const RESERVED: u16 = 0xffff;

/// The fields before the value. The enterprise is not decoded yet.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    word: u16,
    pub(crate) index: Option<Index>,
}

impl Head {
    fn has_enterprise(self) -> bool {
        self.word & ENTERPRISE != 0 && self.word != RESERVED
    }

    /// Returns the type, unless it is one of an enterprise.
    pub(crate) fn number(self) -> Option<u16> {
        (!self.has_enterprise()).then_some(self.word)
    }
}

/// Decodes the fields before the value, and takes the value.
pub(crate) fn cut<'s>(
    reader: &mut Reader<'s>,
    context: TlvContext,
) -> Result<(What, Head, Reader<'s>), DecodeError> {
    let word = reader.u16()?;
    let what = what(context.message_type(), word);
    let mut rest = || {
        let length = reader.u16()?;
        let index = match context.is_indexed() {
            true => Some(Index(reader.u16()?)),
            false => None,
        };
        Ok((Head { word, index }, reader.sub(length.into())?))
    };
    match rest() {
        Ok((head, value)) => Ok((what, head, value)),
        Err(error) => Err(DecodeError::within(error, what)),
    }
}

/// Returns the name that errors give to a TLV.
fn what(message_type: MessageType, word: u16) -> What {
    match message_type {
        MessageType::RouteMonitoring => What::RouteMonitoringTlv(word),
        MessageType::StatisticsReport => What::StatisticsTlv(word),
        MessageType::PeerDown => What::PeerDownTlv(word),
        MessageType::PeerUp => What::PeerUpTlv(word),
        MessageType::Termination => What::TerminationTlv(word),
        MessageType::RouteMirroring => What::MirroringTlv(word),
        MessageType::Initiation | MessageType::Unknown(_) => What::InitiationTlv(word),
    }
}

impl sealed::Element for Tlv {}

impl Element for Tlv {
    type At<'s> = Tlv<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = TlvContext;

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Tlv<&'s [u8]>, Malformed<&'s [u8]>> {
        let context = TlvContext::of(reader.context());
        framed(
            reader,
            |reader| cut(reader, context),
            |head, value| Tlv::read(head, value, context),
        )
    }
}

impl<'a> Tlv<&'a [u8]> {
    fn read(
        head: Head,
        value: &mut Reader<'a>,
        context: TlvContext,
    ) -> Result<Tlv<&'a [u8]>, DecodeError> {
        let (enterprise, value) = match head.number() {
            Some(number) => (None, Value::read(number, head.index, value, context)?),
            None => (Some(value.u32()?), Value::Unknown(value.octets())),
        };
        Ok(Tlv {
            tlv_type: match enterprise {
                Some(_) => head.word & !ENTERPRISE,
                None => head.word,
            },
            enterprise,
            index: head.index,
            value,
        })
    }
}

decode_element!(Tlv | tlv | tlv.value.check());

impl<B: AsRef<[u8]>> Tlv<B> {
    /// Returns a TLV of an enterprise, by its Private Enterprise Number. The index is `None`, except in Route
    /// Monitoring.
    #[must_use]
    pub fn of_enterprise(
        enterprise: u32,
        tlv_type: u16,
        index: Option<Index>,
        octets: B,
    ) -> Tlv<B> {
        Tlv {
            tlv_type: tlv_type & !ENTERPRISE,
            enterprise: Some(enterprise),
            index,
            value: Value::Unknown(Octets(octets)),
        }
    }

    fn value_len(&self) -> usize {
        let enterprise = if self.enterprise.is_some() { 4 } else { 0 };
        enterprise
            + match &self.value {
                Value::BgpMessage(update) => pdu_len(update),
                Value::MirroredMessage(message) => message.encoded_len(),
                value => value.other_len(),
            }
    }
}

impl<B: AsRef<[u8]>> Encode for Tlv<B> {
    fn encoded_len(&self) -> usize {
        4 + self.index.map_or(0, |_| 2) + self.value_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let length = length_u16("TLV", self.value_len())?;
        match self.enterprise {
            // With the reserved type the enterprise would be taken for a part of the value.
            Some(_) if self.tlv_type | ENTERPRISE == RESERVED => {
                return Err(EncodeError::Value {
                    what: "type of an enterprise",
                });
            }
            None if self.tlv_type & ENTERPRISE != 0 && self.tlv_type != RESERVED => {
                return Err(EncodeError::Value {
                    what: "type of a TLV",
                });
            }
            Some(_) => out.put_u16(self.tlv_type | ENTERPRISE),
            None => out.put_u16(self.tlv_type),
        }
        out.put_u16(length);
        if let Some(Index(index)) = self.index {
            out.put_u16(index);
        }
        if let Some(enterprise) = self.enterprise {
            out.put_u32(enterprise);
        }
        match &self.value {
            Value::BgpMessage(update) => put_pdu(update, out),
            Value::MirroredMessage(message) => message.put(out),
            value => value.put_other(out),
        }
    }

    /// The session of the BGP message.
    fn form(&self, context: Context) -> Context {
        let own = TlvContext::of(context);
        let session = Context::from(own.session());
        let form = match &self.value {
            Value::BgpMessage(Ok(update)) => update.form(session),
            Value::MirroredMessage(Ok(message)) => message.form(session),
            _ => return context,
        };
        own.with_session(Session::of(form)).into()
    }
}

/// The index, unless the TLV applies to all routes; the name, and the value.
impl<B: AsRef<[u8]>> fmt::Display for Tlv<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(index) = self.index.filter(|index| *index != Index::ALL) {
            write!(f, "{index}: ")?;
        }
        match (self.enterprise, &self.value) {
            (Some(enterprise), value) => {
                write!(f, "enterprise-{enterprise}-type-{} {value}", self.tlv_type)
            }
            (None, Value::Unknown(octets)) => write!(f, "type-{} {octets}", self.tlv_type),
            (None, value) => match value.name() {
                Some(name) => write!(f, "{name} {value}"),
                None => value.fmt(f),
            },
        }
    }
}
