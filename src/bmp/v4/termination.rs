//! Termination of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! TLVs
//! ```

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::Session;
use crate::bmp::v4::route_monitoring::tlv;
use crate::bmp::v4::{Profile, TlvContext, Tlvs, Value};
use crate::bmp::{MessageType, TerminationReason};
use crate::wire::{Encode, EncodeError, List, Writer, map_octets};

/// A Termination message of version 4: the router ends the stream.
///
/// ```
/// use bmp_codec::bmp::v4::{Profile, Termination};
/// use bmp_codec::{Encode, bmp::{Message, TerminationReason}};
///
/// let reason = TerminationReason::OutOfResources;
/// let termination = Termination::new(Profile::Draft21, reason)?;
/// let octets = Message::from(termination).to_vec()?;
/// assert_eq!(octets, [4, 0, 0, 0, 12, 5, 0, 1, 0, 2, 0, 2]);
/// # Ok::<(), bmp_codec::EncodeError>(())
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
pub struct Termination<B: AsRef<[u8]> = Vec<u8>> {
    /// TLVs: free text, the reason; since -21 also those of all messages.
    #[cfg_attr(
        feature = "serde",
        serde(
            serialize_with = "crate::bmp::v4::serde::write",
            deserialize_with = "crate::bmp::v4::serde::read::<5, _, _>"
        )
    )]
    pub tlvs: Tlvs<B>,
}
map_octets!(Termination { tlvs });

impl Termination {
    /// Returns a message with the reason.
    ///
    /// # Errors
    /// None of the encoding of a reason; the same as [`with`](Termination::with).
    pub fn new(profile: Profile, reason: TerminationReason) -> Result<Termination, EncodeError> {
        Termination::over(profile, Vec::new()).with(Value::Reason(reason))
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the profile has no type for the value; [`EncodeError::TooLong`] if it has more
    /// than 65535 bytes.
    pub fn with(mut self, value: Value) -> Result<Termination, EncodeError> {
        self.tlvs.push(&tlv(self.tlvs.context(), None, value)?)?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> Termination<B> {
    /// Returns a message over the bytes of its TLVs, without decoding or checking them.
    pub fn over(profile: Profile, octets: B) -> Termination<B> {
        let context = TlvContext::new(MessageType::Termination, profile, Session::default());
        Termination {
            tlvs: List::within(octets, context),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for Termination<B> {
    fn encoded_len(&self) -> usize {
        self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.tlvs.put(out)
    }
}
