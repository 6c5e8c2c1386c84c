//! Initiation of version 4 (draft-ietf-grow-bmp-tlv-21, section 5).
//!
//! ```text
//! TLVs
//! ```

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::Session;
use crate::bmp::MessageType;
use crate::bmp::v4::route_monitoring::tlv;
use crate::bmp::v4::{Profile, TlvContext, Tlvs, Value};
use crate::wire::{Encode, EncodeError, List, Writer, map_octets};

/// An Initiation message of version 4: the first message of a stream, in which the router describes itself.
///
/// ```
/// use bmp_codec::bmp::v4::{Initiation, Profile, Value};
/// use bmp_codec::{Encode, bmp::Message};
///
/// let initiation = Initiation::new(Profile::Draft21, "a router", "rtr")?
///     .with(Value::SequenceNumber(0))?;
/// let octets = Message::from(initiation).to_vec()?;
/// assert_eq!(octets[..6], [4, 0, 0, 0, 37, 4]);
/// assert_eq!(octets[25..29], [0, 5, 0, 8]);
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
pub struct Initiation<B: AsRef<[u8]> = Vec<u8>> {
    /// TLVs: free text, sysDescr, sysName; since -21 also those of all messages.
    #[cfg_attr(
        feature = "serde",
        serde(
            serialize_with = "crate::bmp::v4::serde::write",
            deserialize_with = "crate::bmp::v4::serde::read::<4, _, _>"
        )
    )]
    pub tlvs: Tlvs<B>,
}
map_octets!(Initiation { tlvs });

impl Initiation {
    /// Returns a message with the two mandatory TLVs: the description of the router (`sysDescr`) and its name
    /// (`sysName`).
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if a text has more than 65535 bytes.
    pub fn new(
        profile: Profile,
        sys_descr: &str,
        sys_name: &str,
    ) -> Result<Initiation, EncodeError> {
        Initiation::over(profile, Vec::new())
            .with(Value::SysDescr(sys_descr.into()))?
            .with(Value::SysName(sys_name.into()))
    }

    /// Returns the message with one more TLV at the end.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the profile has no type for the value; [`EncodeError::TooLong`] if it has more
    /// than 65535 bytes.
    pub fn with(mut self, value: Value) -> Result<Initiation, EncodeError> {
        self.tlvs.push(&tlv(self.tlvs.context(), None, value)?)?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> Initiation<B> {
    /// Returns a message over the bytes of its TLVs, without decoding or checking them.
    pub fn over(profile: Profile, octets: B) -> Initiation<B> {
        let context = TlvContext::new(MessageType::Initiation, profile, Session::default());
        Initiation {
            tlvs: List::within(octets, context),
        }
    }
}

impl<B: AsRef<[u8]>> Encode for Initiation<B> {
    fn encoded_len(&self) -> usize {
        self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.tlvs.put(out)
    }
}
