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
use crate::bmp::v4::value::may_be_known;
use crate::bmp::v4::{Index, TlvContext, Value};
use crate::wire::{
    Context, DecodeError, Element, Encode, EncodeError, List, ListContext, Malformed, Octets,
    Reader, What, Writer, cut_off, decode_element, length_u16, map_octets, sealed, take_frame,
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

    /// Returns the length of the fields.
    pub(crate) const fn len(self) -> usize {
        match self.index {
            Some(_) => 6,
            None => 4,
        }
    }

    /// Returns the type, unless it is one of an enterprise.
    pub(crate) fn number(self) -> Option<u16> {
        (!self.has_enterprise()).then_some(self.word)
    }
}

/// Splits a TLV off: the fields before the value, the TLV, and what is behind it. `None` if it is cut off.
#[inline(always)]
pub(crate) fn split(is_indexed: bool, octets: &[u8]) -> Option<(Head, &[u8], &[u8])> {
    let (word, length, index) = match (is_indexed, octets) {
        (true, [a, b, c, d, e, f, ..]) => ([a, b], [c, d], Some([e, f])),
        (false, [a, b, c, d, ..]) => ([a, b], [c, d], None),
        _ => return None,
    };
    let number = |octets: [&u8; 2]| u16::from_be_bytes(octets.map(|octet| *octet));
    let head = Head {
        word: number(word),
        index: index.map(|index| Index(number(index))),
    };
    let (tlv, behind) = octets.split_at_checked(head.len() + usize::from(number(length)))?;
    Some((head, tlv, behind))
}

/// Decodes the fields before the value, and takes the value, of a TLV that is cut off.
fn cut<'s>(reader: &mut Reader<'s>) -> Result<Reader<'s>, DecodeError> {
    let context = TlvContext::of(reader.context());
    let what = what(context.message_type(), reader.u16()?);
    let mut value = || {
        let length = reader.u16()?;
        if context.is_indexed() {
            reader.u16()?;
        }
        reader.sub(length.into())
    };
    value().map_err(|error: DecodeError| error.within(what))
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

    #[inline]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Tlv<&'s [u8]>, Malformed<&'s [u8]>> {
        let context = TlvContext::of(reader.context());
        take_frame(
            reader,
            |all| split(context.is_indexed(), all),
            |head, tlv, end| match head.number() {
                Some(number) if !may_be_known(context, number) => Ok(Tlv {
                    tlv_type: number,
                    enterprise: None,
                    index: head.index,
                    value: Value::Unknown(Octets(tlv.get(head.len()..).unwrap_or_default())),
                }),
                _ => Tlv::read(head, tlv, end, context),
            },
            |all| cut_off(all, cut),
        )
    }
}

impl<'a> Tlv<&'a [u8]> {
    /// Decodes a TLV, and the fields before its value.
    // Not inlined: values are large, and most types are unknown in a stream that is made to be slow.
    #[inline(never)]
    fn read(
        head: Head,
        tlv: &'a [u8],
        end: usize,
        context: TlvContext,
    ) -> Result<Tlv<&'a [u8]>, Malformed<&'a [u8]>> {
        let value = tlv.get(head.len()..).unwrap_or_default();
        let mut value = Reader::at(value, end.wrapping_sub(value.len()), context.into());
        let read = match Tlv::read_value(head, &mut value, context) {
            Ok(element) if value.is_empty() => return Ok(element),
            Ok(_) => value.trailing(),
            Err(error) => error,
        };
        Err(Malformed {
            octets: Octets(tlv),
            error: read.within(what(context.message_type(), head.word)),
        })
    }

    #[inline(always)]
    fn read_value(
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
