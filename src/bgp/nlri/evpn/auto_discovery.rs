//! Type 1: Ethernet Auto-Discovery ([RFC 7432, section 7.1](https://www.rfc-editor.org/rfc/rfc7432#section-7.1)).
//!
//! ```text
//! route distinguisher 8, Ethernet segment 10, Ethernet tag u32, label 3
//! ```

use core::fmt;

use bytes::BufMut;

use crate::net::{EthernetSegmentId, Label, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader};

/// An Ethernet segment is reachable: all of it, where the Ethernet tag is
/// [`MAX_ETHERNET_TAG`](super::MAX_ETHERNET_TAG), or one broadcast domain on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AutoDiscovery {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The Ethernet segment.
    pub esi: EthernetSegmentId,
    /// The broadcast domain, or `MAX_ETHERNET_TAG`.
    pub ethernet_tag: u32,
    /// An MPLS label or a VNI. In JSON all 24 bits as a number.
    #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
    pub label: Label,
}

impl Decode<'_> for AutoDiscovery {
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut fields = reader.sub(25)?;
        Ok(AutoDiscovery {
            rd: fields.read()?,
            esi: fields.read()?,
            ethernet_tag: fields.u32()?,
            label: fields.read()?,
        })
    }
}

impl Encode for AutoDiscovery {
    fn encoded_len(&self) -> usize {
        25
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        self.esi.put(out)?;
        out.put_u32(self.ethernet_tag);
        self.label.put(out)
    }
}

impl fmt::Display for AutoDiscovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} tag {}", self.rd, self.esi, self.ethernet_tag)
    }
}
