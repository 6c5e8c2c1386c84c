//! Type 4: Ethernet Segment ([RFC 7432, section 7.4](https://www.rfc-editor.org/rfc/rfc7432#section-7.4)).
//!
//! ```text
//! route distinguisher 8, Ethernet segment 10, bits u8, address of the originator
//! ```

use core::fmt;

use bytes::BufMut;

use crate::net::{Address, EthernetSegmentId, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader};

/// Who is attached to an Ethernet segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EthernetSegment {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The Ethernet segment.
    pub esi: EthernetSegmentId,
    /// The router that is attached to it. None where the router wrote a length of 0.
    pub originator: Address,
}

impl Decode<'_> for EthernetSegment {
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut head = reader.sub(18)?;
        Ok(EthernetSegment {
            rd: head.read()?,
            esi: head.read()?,
            originator: reader.read()?,
        })
    }
}

impl Encode for EthernetSegment {
    fn encoded_len(&self) -> usize {
        18 + self.originator.encoded_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        self.esi.put(out)?;
        self.originator.put(out)
    }
}

impl fmt::Display for EthernetSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.rd, self.esi, self.originator)
    }
}
