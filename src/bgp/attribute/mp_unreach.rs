//! MP_UNREACH_NLRI ([RFC 4760, section 4](https://www.rfc-editor.org/rfc/rfc4760#section-4)).
//!
//! ```text
//! AFI u16, SAFI u8, routes
//! ```

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::Session;
use crate::bgp::nlri::Nlri;
use crate::error::{DecodeError, EncodeError};
use crate::wire::{Decode, Encode, Reader, map_octets};

/// MP_UNREACH_NLRI: routes of any family that are withdrawn. None of them: an End-of-RIB
/// ([RFC 4724, section 2](https://www.rfc-editor.org/rfc/rfc4724#section-2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct MpUnreach<B: AsRef<[u8]> = Vec<u8>> {
    /// The routes, by their family.
    pub nlri: Nlri<B>,
}
map_octets!(MpUnreach { nlri });

impl<'a> Decode<'a> for MpUnreach<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let family = reader.read()?;
        Ok(MpUnreach {
            nlri: Nlri::decode(reader, family),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for MpUnreach<B> {
    fn encoded_len(&self) -> usize {
        3 + self.nlri.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.nlri.family().put(out)?;
        self.nlri.put(out)
    }

    fn form(&self, session: Session) -> Session {
        self.nlri.form(session)
    }
}
