//! KEEPALIVE ([RFC 4271, section 4.4](https://www.rfc-editor.org/rfc/rfc4271#section-4.4)).

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::{Body, MessageType};
use crate::error::{DecodeError, EncodeError};
use crate::wire::{Decode, Encode, Reader};

/// A KEEPALIVE: a header, and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Keepalive;

impl Body for Keepalive {
    const TYPE: MessageType = MessageType::Keepalive;
}

impl Decode<'_> for Keepalive {
    fn decode(_: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Keepalive)
    }
}

impl Encode for Keepalive {
    fn encoded_len(&self) -> usize {
        0
    }

    fn put(&self, _: &mut impl BufMut) -> Result<(), EncodeError> {
        Ok(())
    }
}
