//! Types 1 and 2: Interwork and Direct Segment Discovery (draft-ietf-bess-mup-safi, sections 3.1.1 and 3.1.2).
//!
//! ```text
//! interwork: route distinguisher 8, bits u8, ceil(bits / 8) octets of the prefix
//! direct: route distinguisher 8, address 4 or 16
//! ```

use core::fmt;
use core::net::IpAddr;

use bytes::BufMut;

use crate::net::{Prefix, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer, key_part, layout};

/// A network of radio access that is reachable through this PE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InterworkSegmentDiscovery<P> {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The network.
    pub prefix: P,
}

layout! {
    /// A PE with a segment into a data network.
    #[derive(PartialOrd, Ord)]
    pub struct DirectSegmentDiscovery {
        /// The route distinguisher.
        pub rd: RouteDistinguisher,
        /// The PE.
        pub address: IpAddr,
    } text |route, f| write!(f, "{} {}", route.rd, route.address);
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
    /// draft-ietf-bess-mup-safi, section 3.1.1: all fields.
    ['s, P: Prefix] InterworkSegmentDiscovery<P> { rd, prefix }
    /// draft-ietf-bess-mup-safi, section 3.1.2: all fields.
    ['s] DirectSegmentDiscovery { rd, address }
}
