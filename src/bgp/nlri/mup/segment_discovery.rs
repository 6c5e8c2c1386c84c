//! Types 1 and 2: Interwork and Direct Segment Discovery (draft-ietf-bess-mup-safi, sections 3.1.1 and 3.1.2).
//!
//! ```text
//! interwork: route distinguisher 8, bits u8, prefix (ceil(bits / 8) bytes)
//! direct: route distinguisher 8, address 4 or 16
//! ```

use core::fmt;
use core::net::IpAddr;

use bytes::BufMut;

use crate::net::{Prefix, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer, key_part, layout};

/// An Interwork Segment Discovery route: a radio access network that is reachable through this PE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InterworkSegmentDiscovery<P> {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The prefix of the network.
    pub prefix: P,
}

layout! {
    /// A Direct Segment Discovery route: a PE with a segment to a data network.
    #[derive(PartialOrd, Ord)]
    pub struct DirectSegmentDiscovery {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The address of the PE.
        pub address: IpAddr,
    } text "{rd} {address}";
}

impl<'a, P: Decode<'a>> Decode<'a> for InterworkSegmentDiscovery<P> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(InterworkSegmentDiscovery {
            rd: reader.read()?,
            prefix: reader.read()?,
        })
    }
}

impl<P: Prefix> Encode for InterworkSegmentDiscovery<P> {
    fn encoded_len(&self) -> usize {
        8 + self.prefix.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        self.prefix.put(out)
    }
}

impl<P: fmt::Display> fmt::Display for InterworkSegmentDiscovery<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rd, self.prefix)
    }
}

key_part! {
    /// The key is all fields (draft-ietf-bess-mup-safi, section 3.1.1).
    ['s, P: Prefix] InterworkSegmentDiscovery<P> { rd, prefix }
    /// The key is all fields (draft-ietf-bess-mup-safi, section 3.1.2).
    ['s] DirectSegmentDiscovery { rd, address }
}
