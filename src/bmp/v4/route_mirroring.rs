//! Route Mirroring of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! per-peer header, TLVs
//! ```

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::{self, Session};
use crate::bmp::v4::route_monitoring::tlv;
use crate::bmp::v4::{Profile, TlvContext, Tlvs, Value};
use crate::bmp::{MessageType, MirroredMessage, PerPeerHeader};
use crate::wire::{Context, Encode, EncodeError, List, Writer, map_octets};

/// A Route Mirroring message of version 4: BGP messages of a peer, unchanged.
///
/// ```
/// use bmp_codec::bgp::Keepalive;
/// use bmp_codec::bmp::v4::{Profile, RouteMirroring};
/// use bmp_codec::bmp::PerPeerHeader;
/// use bmp_codec::{Encode, net::Asn};
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let mirroring = RouteMirroring::new(Profile::Draft21, peer, Keepalive)?;
/// assert_eq!(mirroring.to_vec()?[42..46], [0, 0, 0, 19]);
/// assert_eq!(mirroring.messages().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(bound(
        serialize = "B: AsRef<[u8]>",
        deserialize = "B: AsRef<[u8]> + serde::Deserialize<'de>"
    ))
)]
pub struct RouteMirroring<B: AsRef<[u8]> = Vec<u8>> {
    /// The peer that the messages came from.
    pub peer: PerPeerHeader,
    /// The mirrored messages and what happened to them; since -21 also the TLVs of all messages.
    #[cfg_attr(
        feature = "serde",
        serde(
            serialize_with = "crate::bmp::v4::serde::write",
            deserialize_with = "crate::bmp::v4::serde::read::<6, _, _>"
        )
    )]
    pub tlvs: Tlvs<B>,
}
map_octets!(RouteMirroring { tlvs; peer });

impl RouteMirroring {
    /// Returns a message with one BGP message of the peer, whose form determines the session.
    ///
    /// # Errors
    /// If the BGP message cannot be encoded; [`EncodeError::TooLong`] if it has more than 65535 bytes.
    pub fn new(
        profile: Profile,
        peer: PerPeerHeader,
        message: impl Into<bgp::Message>,
    ) -> Result<RouteMirroring, EncodeError> {
        let message = message.into();
        let session = Session::of(message.form(Context::default()));
        let context = TlvContext::new(MessageType::RouteMirroring, profile, session);
        let tlvs = List::within(Vec::new(), context);
        RouteMirroring { peer, tlvs }.with(Value::MirroredMessage(Ok(message)))
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the profile has no type for the value; [`EncodeError::TooLong`] if it has more
    /// than 65535 bytes; [`EncodeError::Session`] if it is a BGP message of another session.
    pub fn with(mut self, value: Value) -> Result<RouteMirroring, EncodeError> {
        self.tlvs.push(&tlv(self.tlvs.context(), None, value)?)?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> RouteMirroring<B> {
    /// Returns the mirrored messages, including malformed ones.
    pub fn messages(&self) -> impl Iterator<Item = MirroredMessage<&[u8]>> {
        self.tlvs.iter().filter_map(|tlv| match tlv.ok()?.value {
            Value::MirroredMessage(message) => Some(message),
            _ => None,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for RouteMirroring<B> {
    fn encoded_len(&self) -> usize {
        self.peer.encoded_len() + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.peer.put(out)?;
        self.tlvs.put(out)
    }
}
