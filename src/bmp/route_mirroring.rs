//! Route Mirroring ([RFC 7854, section 4.7](https://www.rfc-editor.org/rfc/rfc7854#section-4.7)).
//!
//! ```text
//! per-peer header, TLVs: type u16, length u16, value
//! ```

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::{self, Pdu, Session};
use crate::bmp::information::{TLV_HEADER_LEN, cut_tlv, put_tlv};
use crate::bmp::{PerPeerHeader, UnknownTlv};
use crate::error::{DecodeError, EncodeError, Malformed, What};
use crate::registry::registry;
use crate::wire::{Decode, Element, Encode, List, Reader, framed, map_octets};

registry! {
    /// What happened to mirrored messages
    /// ([RFC 7854, section 4.7](https://www.rfc-editor.org/rfc/rfc7854#section-4.7)).
    MirroringInformation(u16) {
        /// The router could not read the message that follows.
        0 ErroredPdu "errored PDU",
        /// Some messages were not mirrored.
        1 MessagesLost "messages lost",
    }
}

/// A Route Mirroring message: messages of a peer, as they came.
///
/// ```
/// use bmp_codec::{Encode, net::Asn};
/// use bmp_codec::bgp::{self, Keepalive, Session};
/// use bmp_codec::bmp::{Message, MirroringTlv, MirroringTlvs, PerPeerHeader, RouteMirroring};
///
/// let peer = PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let keepalive = MirroringTlv::BgpMessage(Ok(bgp::Message::Keepalive(Keepalive)));
/// let tlvs = MirroringTlvs::from_elements(Session::default(), [keepalive])?;
/// let octets = Message::RouteMirroring(RouteMirroring { peer, tlvs }).to_vec()?;
/// assert_eq!(octets[48..52], [0, 0, 0, 19]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct RouteMirroring<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer.
    pub peer: PerPeerHeader,
    /// What is mirrored. The flags of the peer say nothing of it.
    pub tlvs: MirroringTlvs<B>,
}
map_octets!(RouteMirroring { tlvs; peer });

/// The TLVs of a Route Mirroring message, side by side, and the session that they are read in.
pub type MirroringTlvs<B = Vec<u8>> = List<MirroringTlv, B>;

/// A TLV of a Route Mirroring message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MirroringTlv<B: AsRef<[u8]> = Vec<u8>> {
    /// 0: a message, the last TLV. It may be one that cannot be read: that is what mirroring is for.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::serde::pdu"))]
    BgpMessage(Pdu<bgp::Message<B>, B>),
    /// 1: what happened.
    Information(MirroringInformation),
    /// A TLV of another type.
    Unknown(UnknownTlv<B>),
}
map_octets!(enum MirroringTlv { BgpMessage, Unknown; Information });

impl<'a> RouteMirroring<&'a [u8]> {
    /// Reads what follows the per-peer header, in the session of that peer.
    pub(crate) fn read(peer: PerPeerHeader, mut reader: Reader<'a>) -> Result<Self, DecodeError> {
        Ok(RouteMirroring {
            peer,
            tlvs: reader.read()?,
        })
    }
}

impl<B: AsRef<[u8]>> RouteMirroring<B> {
    /// The messages, whatever they are worth.
    pub fn messages(&self) -> impl Iterator<Item = Pdu<bgp::Message<&[u8]>, &[u8]>> {
        self.tlvs.iter().filter_map(|tlv| match tlv {
            Ok(MirroringTlv::BgpMessage(message)) => Some(message),
            _ => None,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for RouteMirroring<B> {
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len() + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.peer.put(out)?;
        self.tlvs.put(out)
    }
}

/// Reads a message that takes up all that is left.
fn message<'a>(value: &mut Reader<'a>) -> Pdu<bgp::Message<&'a [u8]>, &'a [u8]> {
    let mut reader = *value;
    let octets = value.octets();
    let message = reader.read::<bgp::Message<&[u8]>>();
    message
        .and_then(|message| reader.finish().map(|()| message))
        .map_err(|error| Malformed {
            octets,
            error: error.within(What::MirroringTlv(0)),
        })
}

impl Element for MirroringTlv {
    type At<'s> = MirroringTlv<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;

    fn take<'s>(reader: &mut Reader<'s>) -> Result<MirroringTlv<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| cut_tlv(reader, What::MirroringTlv),
            |tlv_type, value| {
                Ok(match tlv_type {
                    0 => MirroringTlv::BgpMessage(message(value)),
                    1 => MirroringTlv::Information(value.u16()?.into()),
                    tlv_type => MirroringTlv::Unknown(UnknownTlv {
                        tlv_type,
                        octets: value.octets(),
                    }),
                })
            },
        )
    }
}

impl<B: AsRef<[u8]>> MirroringTlv<B> {
    /// The type.
    #[must_use]
    pub fn tlv_type(&self) -> u16 {
        match self {
            MirroringTlv::BgpMessage(_) => 0,
            MirroringTlv::Information(_) => 1,
            MirroringTlv::Unknown(unknown) => unknown.tlv_type,
        }
    }

    fn value_len(&self) -> usize {
        match self {
            MirroringTlv::BgpMessage(Ok(message)) => message.encoded_len(),
            MirroringTlv::BgpMessage(Err(malformed)) => malformed.octets.len(),
            MirroringTlv::Information(_) => 2,
            MirroringTlv::Unknown(unknown) => unknown.octets.len(),
        }
    }
}

impl<'a> Decode<'a> for MirroringTlv<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        MirroringTlv::take(reader).map_err(Into::into)
    }
}

impl<B: AsRef<[u8]>> Encode for MirroringTlv<B> {
    fn encoded_len(&self) -> usize {
        TLV_HEADER_LEN + self.value_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        put_tlv(
            "Route Mirroring TLV",
            self.tlv_type(),
            self.value_len(),
            out,
        )?;
        match self {
            MirroringTlv::BgpMessage(Ok(message)) => message.put(out),
            MirroringTlv::BgpMessage(Err(malformed)) => malformed.octets.put(out),
            MirroringTlv::Information(code) => {
                out.put_u16((*code).into());
                Ok(())
            }
            MirroringTlv::Unknown(unknown) => unknown.octets.put(out),
        }
    }

    fn form(&self, session: Session) -> Session {
        match self {
            MirroringTlv::BgpMessage(Ok(message)) => message.form(session),
            _ => session,
        }
    }
}
