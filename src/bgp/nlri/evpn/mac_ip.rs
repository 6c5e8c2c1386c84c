//! Type 2: MAC/IP Advertisement ([RFC 7432, section 7.2](https://www.rfc-editor.org/rfc/rfc7432#section-7.2)).
//!
//! ```text
//! route distinguisher 8, Ethernet segment 10, Ethernet tag u32, bits u8 (48), MAC address 6,
//! bits u8 (0, 32 or 128), IP address, label 3, second label 3 or nothing
//! ```

use core::fmt;

use bytes::BufMut;

use crate::bgp::nlri::evpn::text::{LabelOrVni, Segment};
use crate::net::{Address, EthernetSegmentId, Label, MacAddr, RouteDistinguisher};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Key, KeyPart, Reader, Writer};

/// A MAC/IP Advertisement route: the location of a MAC address, and the IP address that belongs to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MacIp {
    /// The route distinguisher.
    pub rd: RouteDistinguisher,
    /// The Ethernet segment that the MAC address is on.
    pub esi: EthernetSegmentId,
    /// The broadcast domain.
    pub ethernet_tag: u32,
    /// The MAC address.
    pub mac: MacAddr,
    /// The IP address, if any.
    pub ip: Address,
    /// The MPLS label or VNI of the broadcast domain. JSON has all 24 bits as a number.
    #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
    pub label1: Label,
    /// The MPLS label or VNI of the VRF that contains the IP address
    /// ([RFC 9135, section 4.1](https://www.rfc-editor.org/rfc/rfc9135#section-4.1)).
    #[cfg_attr(feature = "serde", serde(with = "crate::net::label::bits"))]
    pub label2: Option<Label>,
}

impl Decode<'_> for MacIp {
    /// Decodes what follows the length of the route. Takes all remaining bytes: one label or two.
    #[inline(always)]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let all = reader.peek();
        let mut head = reader.sub(30)?;
        // Both labels are in the last word: one load, where each label would take two.
        let labels = all.last_chunk().map_or(0, |last| u64::from_be_bytes(*last));
        let (rd, esi, ethernet_tag) = (head.read()?, head.read()?, head.u32()?);
        // The bit lengths of both addresses and the MAC address are one word.
        let mac = head.u64()?;
        if mac >> 56 != 48 {
            return Err(bad_mac_length(reader.offset() - 8, (mac >> 56) as u8));
        }
        let ip = Address::read(reader, mac as u8)?;
        let last = Label::from(labels as u32);
        let (label1, label2) = match reader.remaining() {
            3 => (last, None),
            6 => (Label::from((labels >> 24) as u32), Some(last)),
            left => return Err(bad_labels(reader.offset(), left)),
        };
        reader.rest();
        Ok(MacIp {
            rd,
            esi,
            ethernet_tag,
            mac: MacAddr::from_bits(mac >> 8),
            ip,
            label1,
            label2,
        })
    }
}

/// RFC 7432, section 7.2: Ethernet segment and labels are attributes of the route, not parts of the key.
impl<'s> KeyPart<'s> for MacIp {
    #[inline]
    fn put_part(&self, key: &mut Key<'s>) {
        self.rd.put_part(key);
        self.ethernet_tag.put_part(key);
        self.mac.put_part(key);
        // The rest of the key is the address, so it needs no length: a key with an IPv6 address stays short.
        self.ip.put_last(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Ok(MacIp {
            rd: reader.read()?,
            ethernet_tag: reader.u32()?,
            mac: reader.read()?,
            ip: Address::read_last(reader)?,
            ..MacIp::default()
        })
    }
}

/// Returns the error of bytes that are neither one label nor two.
#[cold]
#[inline(never)]
fn bad_labels(offset: usize, left: usize) -> DecodeError {
    match left {
        0..3 => DecodeError::new(offset, Fault::Truncated(3 - left as u32)),
        3..6 => DecodeError::new(offset + 3, Fault::Truncated(6 - left as u32)),
        _ => DecodeError::new(offset + 6, Fault::Trailing(left as u32 - 6)),
    }
}

#[cold]
#[inline(never)]
fn bad_mac_length(offset: usize, bits: u8) -> DecodeError {
    DecodeError::new(offset, Fault::Length(bits.into()))
}

impl Encode for MacIp {
    fn encoded_len(&self) -> usize {
        32 + self.ip.encoded_len() + if self.label2.is_some() { 3 } else { 0 }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.rd.put(out)?;
        self.esi.put(out)?;
        out.put_u32(self.ethernet_tag);
        out.put_u8(48);
        self.mac.put(out)?;
        self.ip.put(out)?;
        self.label1.put(out)?;
        self.label2.map_or(Ok(()), |label| label.put(out))
    }
}

impl fmt::Display for MacIp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tag {} {}", self.rd, self.ethernet_tag, self.mac)?;
        if let Some(address) = self.ip.get() {
            write!(f, " {address}")?;
        }
        write!(f, "{} {}", Segment(self.esi), LabelOrVni(self.label1))?;
        match self.label2 {
            Some(label) => write!(f, ", second {}", LabelOrVni(label)),
            None => Ok(()),
        }
    }
}
