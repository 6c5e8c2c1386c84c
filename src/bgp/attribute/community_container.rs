//! BGP Community Container
//! ([draft-ietf-idr-wide-bgp-communities](https://datatracker.ietf.org/doc/draft-ietf-idr-wide-bgp-communities/)).
//!
//! ```text
//! containers: type u16, flags u8, reserved u8, length u16, value
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{DecodeError, EncodeError};
use crate::net::Asn;
use crate::wire::{Decode, Encode, Octets, Reader, map_octets};

/// BGP Community Container: communities with more in them than a number, as a draft describes them.
///
/// Descriptions differ in whether the length of a container counts its own header. So it is not said here where the
/// first container ends and another one begins: its header is read, and what is behind it stays as it is.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::CommunityContainers, net::Asn};
///
/// let octets = [0, 1, 0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0xfb, 0xf0, 0, 0, 0xfb, 0xf1];
/// let containers = CommunityContainers::from_octets(&octets)?;
/// let wide = containers.wide().unwrap();
/// assert_eq!((wide.community, wide.source_as, wide.context_as), (7, Asn(64496), Asn(64497)));
/// assert_eq!(containers.to_string(), "type-1 000000070000fbf00000fbf1");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(from = "Fields<B>", bound(deserialize = "B: Deserialize<'de>"))
)]
pub struct CommunityContainers<B: AsRef<[u8]> = Vec<u8>> {
    /// The six octets of the header in one word, as all that moves: see `AttributeValue`.
    header: u64,
    /// All that is behind the header of the first container.
    pub octets: Octets<B>,
}
map_octets!(CommunityContainers { octets; header });

/// What a wide community, a container of type 1, begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct WideCommunity {
    /// The community: what is meant.
    pub community: u32,
    /// The Source AS: who attached it.
    pub source_as: Asn,
    /// The Context AS: who gives it its meaning.
    pub context_as: Asn,
}

impl<B: AsRef<[u8]>> CommunityContainers<B> {
    /// A first container of a type, with flags and the length that it says, and all octets behind that.
    pub const fn new(
        container_type: u16,
        flags: u8,
        length: u16,
        octets: Octets<B>,
    ) -> CommunityContainers<B> {
        let header = (container_type as u64) << 32 | (flags as u64) << 24 | length as u64;
        CommunityContainers { header, octets }
    }

    /// The same with another reserved octet.
    #[must_use]
    pub fn with_reserved(self, reserved: u8) -> CommunityContainers<B> {
        CommunityContainers {
            header: self.header & !0xff_0000 | u64::from(reserved) << 16,
            ..self
        }
    }

    /// The type of the first container. 1 is a wide community.
    #[must_use]
    pub const fn container_type(&self) -> u16 {
        (self.header >> 32) as u16
    }

    /// Its flags.
    #[must_use]
    pub const fn flags(&self) -> u8 {
        (self.header >> 24) as u8
    }

    /// Its reserved octet.
    #[must_use]
    pub const fn reserved(&self) -> u8 {
        (self.header >> 16) as u8
    }

    /// The length that it says, with or without the six octets of its header.
    #[must_use]
    pub const fn length(&self) -> u16 {
        self.header as u16
    }

    /// What the first container begins with, where it is a wide community and there is so much.
    #[must_use]
    pub fn wide(&self) -> Option<WideCommunity> {
        let mut reader = Reader::new(&self.octets, Default::default());
        if self.container_type() != 1 {
            return None;
        }
        Some(WideCommunity {
            community: reader.u32().ok()?,
            source_as: reader.read().ok()?,
            context_as: reader.read().ok()?,
        })
    }
}

impl<'a> Decode<'a> for CommunityContainers<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (high, low) = (reader.u32()?, reader.u16()?);
        Ok(CommunityContainers {
            header: u64::from(high) << 16 | u64::from(low),
            octets: reader.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for CommunityContainers<B> {
    fn encoded_len(&self) -> usize {
        6 + self.octets.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_uint(self.header, 6);
        self.octets.put(out)
    }
}

/// The type of the first container, and all octets behind its header.
impl<B: AsRef<[u8]>> fmt::Display for CommunityContainers<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "type-{}", self.container_type())?;
        if self.octets.is_empty() {
            return Ok(());
        }
        write!(f, " {}", self.octets)
    }
}

/// What serde sees of it.
#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
#[serde(rename = "CommunityContainers")]
struct Fields<B: AsRef<[u8]>> {
    container_type: u16,
    flags: u8,
    reserved: u8,
    length: u16,
    octets: Octets<B>,
}

#[cfg(feature = "serde")]
impl<B: AsRef<[u8]>> From<Fields<B>> for CommunityContainers<B> {
    fn from(fields: Fields<B>) -> CommunityContainers<B> {
        let Fields {
            container_type,
            flags,
            reserved,
            length,
            octets,
        } = fields;
        CommunityContainers::new(container_type, flags, length, octets).with_reserved(reserved)
    }
}

#[cfg(feature = "serde")]
impl<B: AsRef<[u8]>> Serialize for CommunityContainers<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = Fields {
            container_type: self.container_type(),
            flags: self.flags(),
            reserved: self.reserved(),
            length: self.length(),
            octets: Octets(self.octets.0.as_ref()),
        };
        fields.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, hex, json};
    use crate::error::Fault;

    // All laid out by hand from the header that the draft shows: dissectors at hand do not know the attribute.

    #[test]
    fn header_and_wide_community() {
        let octets = hex("0001 80 5a 0012 fffe0001 0000fbf0 0001000f 01 0000");
        let containers: CommunityContainers<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(containers.container_type(), 1);
        assert_eq!((containers.flags(), containers.reserved()), (0x80, 0x5a));
        assert_eq!(containers.length(), 18);
        assert_eq!(
            containers.wide(),
            Some(WideCommunity {
                community: 0xfffe_0001,
                source_as: Asn(64496),
                context_as: Asn(65551),
            })
        );
        assert_eq!(containers.octets[12..], [1, 0, 0]);
        let built = CommunityContainers::new(1, 0x80, 18, containers.octets).with_reserved(0x5a);
        assert_eq!(built, containers);
        json(
            &containers.to_owned(),
            concat!(
                r#"{"container_type":1,"flags":128,"reserved":90,"length":18,"#,
                r#""octets":"fffe00010000fbf00001000f010000"}"#
            ),
        );
    }

    #[test]
    fn of_other_types_and_short_ones() {
        let octets = hex("ffff 00 00 ffff");
        let containers: CommunityContainers<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(containers.to_string(), "type-65535");
        assert_eq!(containers.wide(), None);
        let octets = hex("0002 00 00 000c 00000001 00000002 00000003");
        let containers: CommunityContainers<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(containers.wide(), None);
        let octets = hex("0001 00 00 000b 00000001 00000002 000003");
        let containers: CommunityContainers<&[u8]> = both_ways(&octets, Session::default());
        assert_eq!(containers.wide(), None);
        assert_eq!(containers.to_string(), "type-1 0000000100000002000003");
    }

    #[test]
    fn malformed() {
        for (octets, expected) in [
            ("", (0, Fault::Truncated(4))),
            ("0001 00", (0, Fault::Truncated(1))),
            ("0001 00 00 00", (4, Fault::Truncated(1))),
        ] {
            let octets = hex(octets);
            assert_eq!(
                fault::<CommunityContainers<&[u8]>>(&octets, Session::default()),
                expected
            );
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn binary_form_both_ways() {
        let octets = hex("0001 80 5a 0012 fffe0001 0000fbf0 0001000f 01 0000");
        let containers = CommunityContainers::from_octets(&octets)
            .unwrap()
            .to_owned();
        let binary = postcard::to_allocvec(&containers).unwrap();
        let again: CommunityContainers = postcard::from_bytes(&binary).unwrap();
        assert_eq!(again, containers);
        assert_eq!(again.to_vec().unwrap(), octets);
    }
}
