//! NOTIFICATION ([RFC 4271, section 4.5](https://www.rfc-editor.org/rfc/rfc4271#section-4.5)).
//!
//! ```text
//! code u8, subcode u8, data to the end
//! ```

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::{Body, MessageType};
use crate::error::{DecodeError, EncodeError};
use crate::registry::registry;
use crate::wire::{Decode, Encode, Octets, Reader, map_octets};

registry! {
    /// Why a session ends ([RFC 4271, section 4.5](https://www.rfc-editor.org/rfc/rfc4271#section-4.5)).
    NotificationCode(u8) {
        /// Message Header Error.
        1 MessageHeaderError "Message Header Error",
    }
}

/// A NOTIFICATION: why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Notification<B: AsRef<[u8]> = Vec<u8>> {
    /// The error.
    pub code: NotificationCode,
    /// What kind of it.
    pub subcode: u8,
    /// More about it.
    pub data: Octets<B>,
}
map_octets!(Notification { data; code, subcode });

impl<B: AsRef<[u8]>> Body for Notification<B> {
    const TYPE: MessageType = MessageType::Notification;
}

impl<'a> Decode<'a> for Notification<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Notification {
            code: reader.u8()?.into(),
            subcode: reader.u8()?,
            data: reader.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Notification<B> {
    fn encoded_len(&self) -> usize {
        2 + self.data.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_slice(&[self.code.into(), self.subcode]);
        self.data.put(out)
    }
}
