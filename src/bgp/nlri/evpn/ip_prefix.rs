//! Type 5: IP Prefix ([RFC 9136, section 3.1](https://www.rfc-editor.org/rfc/rfc9136#section-3.1)).
//!
//! ```text
//! route distinguisher 8, Ethernet segment 10, Ethernet tag u32, bits u8, prefix 4 or 16, gateway 4 or 16, label 3
//! ```

use core::fmt;
use core::net::IpAddr;

use bytes::BufMut;

use crate::bgp::nlri::evpn::text::{LabelOrVni, Segment};
use crate::net::{Address, AnyPrefix, EthernetSegmentId, Label, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer, key_part};

/// An IP Prefix route.
///
/// All bytes of the prefix are encoded, whatever its length. The route encodes to the bytes it was decoded from, unless
/// they had bits beyond the prefix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct IpPrefix {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The Ethernet segment through which the prefix is reached; zero means none.
    pub esi: EthernetSegmentId,
    /// The broadcast domain.
    pub ethernet_tag: u32,
    /// The prefix.
    pub prefix: AnyPrefix,
    /// The gateway, of the address family of the prefix. `0.0.0.0` or `::` means none; an empty address is encoded as
    /// that.
    pub gateway: Address,
    /// The MPLS label or VNI. JSON has all 24 bits as a number.
    #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
    pub label: Label,
}

impl IpPrefix {
    /// Returns the gateway, if there is one.
    #[must_use]
    pub fn overlay_index(&self) -> Option<IpAddr> {
        self.gateway
            .get()
            .filter(|address| !address.is_unspecified())
    }
}

impl Decode<'_> for IpPrefix {
    /// Decodes what follows the length of the route: 34 bytes for IPv4, 58 for IPv6.
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = reader.offset();
        // Together with the byte before it, the label is one load instead of two.
        let label = reader
            .peek()
            .last_chunk()
            .map_or(0, |last| u32::from_be_bytes(*last));
        match reader.remaining() {
            34 => {
                let mut fields = reader.sub(34)?;
                let (rd, esi, ethernet_tag) = (fields.read()?, fields.read()?, fields.u32()?);
                let length = fields.u8()?;
                if length > 32 {
                    return Err(too_many_bits(offset, length));
                }
                Ok(IpPrefix {
                    rd,
                    esi,
                    ethernet_tag,
                    prefix: AnyPrefix::v4(fields.u32()?, length),
                    gateway: Address::v4(fields.u32()?),
                    label: Label::from(label),
                })
            }
            58 => {
                let mut fields = reader.sub(58)?;
                let (rd, esi, ethernet_tag) = (fields.read()?, fields.read()?, fields.u32()?);
                let length = fields.u8()?;
                if length > 128 {
                    return Err(too_many_bits(offset, length));
                }
                Ok(IpPrefix {
                    rd,
                    esi,
                    ethernet_tag,
                    prefix: AnyPrefix::v6(fields.words()?, length),
                    gateway: Address::v6(fields.words()?),
                    label: Label::from(label),
                })
            }
            length => Err(bad_length(offset, length)),
        }
    }
}

key_part! {
    /// RFC 9136, section 3.1: Ethernet segment, gateway and label are not part of the key.
    ['s] IpPrefix { rd, ethernet_tag, prefix } not { esi, gateway, label }
}

#[cold]
#[inline(never)]
fn bad_length(offset: usize, length: usize) -> DecodeError {
    DecodeError::new(offset, Fault::Length(length as u32))
}

/// Returns the error of a prefix length, which follows route distinguisher, Ethernet segment and tag.
#[cold]
#[inline(never)]
fn too_many_bits(offset: usize, bits: u8) -> DecodeError {
    DecodeError::new(offset + 22, Fault::PrefixLength(bits))
}

impl Encode for IpPrefix {
    fn encoded_len(&self) -> usize {
        match self.prefix.address() {
            IpAddr::V4(_) => 34,
            IpAddr::V6(_) => 58,
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let prefix = self.prefix.as_address();
        let gateway = match (self.gateway.bits(), prefix.bits()) {
            (0, 32) => Address::v4(0),
            (0, _) => Address::v6([0; 2]),
            (own, other) if own == other => self.gateway,
            _ => {
                return Err(EncodeError::Family {
                    what: "gateway of an IP prefix",
                });
            }
        };
        self.rd.put(out)?;
        self.esi.put(out)?;
        out.put_u32(self.ethernet_tag);
        out.put_u8(self.prefix.length());
        prefix.put_octets(out);
        gateway.put_octets(out);
        self.label.put(out)
    }
}

impl fmt::Display for IpPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tag {} {}", self.rd, self.ethernet_tag, self.prefix)?;
        // Not "via": the next hop of the route is another address.
        if let Some(gateway) = self.overlay_index() {
            write!(f, " gateway {gateway}")?;
        }
        write!(f, "{} {}", Segment(self.esi), LabelOrVni(self.label))
    }
}
