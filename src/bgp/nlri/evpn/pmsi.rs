//! Types 9, 10: tunnels of segmented multicast (RFC 9572, sections
//! [3.1](https://www.rfc-editor.org/rfc/rfc9572#section-3.1) and
//! [3.2](https://www.rfc-editor.org/rfc/rfc9572#section-3.2)).
//!
//! ```text
//! 9:  route distinguisher 8, Ethernet tag u32, region 8
//! 10: route distinguisher 8, Ethernet tag u32, source, group, originator
//! ```
//!
//! Source, group and originator are an address each with its bits (0, 32 or 128) in front.

use core::fmt;

use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::extended_community::ExtendedCommunity;
use crate::bgp::nlri::evpn::out_of_line;
use crate::bgp::nlri::source_group::SourceGroup;
use crate::net::{Address, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader};

/// The inclusive tunnel of a region: Per-Region I-PMSI A-D
/// ([RFC 9572, section 3.1](https://www.rfc-editor.org/rfc/rfc9572#section-3.1)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct PerRegionIPmsi {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The broadcast domain.
    pub ethernet_tag: u32,
    /// The region: an AS or an area of one, in the form of an extended community.
    pub region_id: ExtendedCommunity,
}

impl Decode<'_> for PerRegionIPmsi {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        out_of_line(reader, |reader| {
            let mut fields = reader.sub(20)?;
            Ok(PerRegionIPmsi {
                rd: fields.read()?,
                ethernet_tag: fields.u32()?,
                region_id: fields.read()?,
            })
        })
    }
}

impl Encode for PerRegionIPmsi {
    fn encoded_len(&self) -> usize {
        20
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        out.put_u32(self.ethernet_tag);
        self.region_id.put(out)
    }
}

impl fmt::Display for PerRegionIPmsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tag {} region {}",
            self.rd, self.ethernet_tag, self.region_id
        )
    }
}

/// The selective tunnel of a multicast flow: S-PMSI A-D
/// ([RFC 9572, section 3.2](https://www.rfc-editor.org/rfc/rfc9572#section-3.2)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct SPmsi {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The broadcast domain.
    pub ethernet_tag: u32,
    /// The source; none for any.
    pub source: Address,
    /// The group; none for any.
    pub group: Address,
    /// The router that says so. None where the router wrote a length of 0.
    pub originator: Address,
}

impl Decode<'_> for SPmsi {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        out_of_line(reader, |reader| {
            let mut head = reader.sub(12)?;
            Ok(SPmsi {
                rd: head.read()?,
                ethernet_tag: head.u32()?,
                source: reader.read()?,
                group: reader.read()?,
                originator: reader.read()?,
            })
        })
    }
}

impl Encode for SPmsi {
    fn encoded_len(&self) -> usize {
        let addresses = [self.source, self.group, self.originator];
        12 + addresses.iter().map(Encode::encoded_len).sum::<usize>()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        out.put_u32(self.ethernet_tag);
        self.source.put(out)?;
        self.group.put(out)?;
        self.originator.put(out)
    }
}

impl fmt::Display for SPmsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flow = SourceGroup(self.source, self.group);
        write!(
            f,
            "{} tag {} {flow} {}",
            self.rd, self.ethernet_tag, self.originator
        )
    }
}
