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
use serde::de::value::Error;

use crate::net::{Asn, write_if};
#[cfg(feature = "serde")]
use crate::wire::serde::{build, parts};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, map_octets};

/// BGP Community Container: communities with more content than a number, as defined by a draft.
///
/// Descriptions differ in whether the length of a container counts its own header, so the end of the first container is
/// not known. This crate decodes the header of the first container and keeps all bytes behind it.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::CommunityContainers, net::Asn};
///
/// let octets = [0, 1, 0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0xfb, 0xf0, 0, 0, 0xfb, 0xf1];
/// let containers = CommunityContainers::from_octets(&octets)?;
/// let wide = containers.wide().unwrap();
/// assert_eq!(
///     (wide.community, wide.source_as, wide.context_as),
///     (7, Asn(64496), Asn(64497))
/// );
/// assert_eq!(containers.to_string(), "wide 7 source-as 64496 context-as 64497");
/// assert_eq!(CommunityContainers::of_wide(0, 12, wide, &[]), containers.to_owned());
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommunityContainers<B: AsRef<[u8]> = Vec<u8>> {
    /// The six bytes of the header, in a whole word: see `AttributeValue`.
    header: u64,
    /// All bytes behind the header of the first container.
    pub octets: Octets<B>,
}
map_octets!(CommunityContainers { octets; header });

/// The first fields of a wide community, which is a container of type 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WideCommunity {
    /// The community number.
    pub community: u32,
    /// The Source AS: the AS that attached the community.
    pub source_as: Asn,
    /// The Context AS: the AS that defines the community.
    pub context_as: Asn,
}

/// The type of a wide community.
const WIDE: u16 = 1;

impl CommunityContainers {
    /// Makes a wide community from its flags, its length field, its three numbers, and all bytes `behind` them: its
    /// TLVs and further containers.
    #[must_use]
    pub fn of_wide(flags: u8, length: u16, wide: WideCommunity, behind: &[u8]) -> Self {
        let numbers = [wide.community, wide.source_as.0, wide.context_as.0];
        let mut octets = Vec::with_capacity(12 + behind.len());
        octets.extend(numbers.into_iter().flat_map(u32::to_be_bytes));
        octets.extend_from_slice(behind);
        CommunityContainers::new(WIDE, flags, length, Octets(octets))
    }
}

impl<B: AsRef<[u8]>> CommunityContainers<B> {
    /// Makes an attribute from the type, flags and length field of its first container, and all bytes behind them.
    pub const fn new(
        container_type: u16,
        flags: u8,
        length: u16,
        octets: Octets<B>,
    ) -> CommunityContainers<B> {
        let header = (container_type as u64) << 32 | (flags as u64) << 24 | length as u64;
        CommunityContainers { header, octets }
    }

    /// Returns the attribute with this reserved byte.
    #[must_use]
    pub fn with_reserved(self, reserved: u8) -> CommunityContainers<B> {
        CommunityContainers {
            header: self.header & !0xff_0000 | u64::from(reserved) << 16,
            ..self
        }
    }

    /// Returns the type of the first container; 1 is a wide community.
    #[must_use]
    pub const fn container_type(&self) -> u16 {
        (self.header >> 32) as u16
    }

    /// Returns the flags of the first container.
    #[must_use]
    pub const fn flags(&self) -> u8 {
        (self.header >> 24) as u8
    }

    /// Returns the reserved byte of the first container.
    #[must_use]
    pub const fn reserved(&self) -> u8 {
        (self.header >> 16) as u8
    }

    /// Returns the length field of the first container. It may or may not count the six bytes of the header.
    #[must_use]
    pub const fn length(&self) -> u16 {
        self.header as u16
    }

    /// Returns the first fields of a wide community; `None` if the container has another type or is too short.
    #[must_use]
    pub fn wide(&self) -> Option<WideCommunity> {
        self.parts().0
    }

    /// Returns the first fields of a wide community and the bytes behind them; for other types, all bytes.
    fn parts(&self) -> (Option<WideCommunity>, &[u8]) {
        let mut reader = Reader::new(&self.octets);
        let mut wide = || {
            Ok::<_, DecodeError>(WideCommunity {
                community: reader.u32()?,
                source_as: reader.read()?,
                context_as: reader.read()?,
            })
        };
        match self.container_type() {
            WIDE => match wide() {
                Ok(wide) => (Some(wide), reader.rest()),
                Err(_) => (None, &self.octets),
            },
            _ => (None, &self.octets),
        }
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let [_, _, header @ ..] = self.header.to_be_bytes();
        out.put_slice(&header);
        self.octets.put(out)
    }
}

/// The three numbers of a wide community, or the type of another container, and all bytes behind them.
impl<B: AsRef<[u8]>> fmt::Display for CommunityContainers<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (wide, behind) = self.parts();
        match wide {
            Some(wide) => write!(f, "wide {wide}")?,
            None => write!(f, "type-{}", self.container_type())?,
        }
        write_if(!behind.is_empty(), format_args!(" {}", Octets(behind)), f)
    }
}

/// The community and the two ASes.
impl fmt::Display for WideCommunity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let WideCommunity {
            community,
            source_as,
            context_as,
        } = self;
        write!(
            f,
            "{community} source-as {source_as} context-as {context_as}"
        )
    }
}

// If it is a wide community, `octets` are the bytes behind its numbers.
#[cfg(feature = "serde")]
parts! {
    CommunityContainers<B> |value| {
        container_type: u16 = value.container_type(),
        flags: u8 = value.flags(),
        reserved: u8 = value.reserved(),
        length: u16 = value.length(),
        wide: Option<WideCommunity> = value.wide(),
        octets: Octets<B> = Octets(value.parts().1),
    }
    match wide {
        None => Ok(octets),
        Some(wide) if container_type == WIDE => {
            let whole = CommunityContainers::of_wide(flags, length, wide, &octets).octets;
            build(whole.0).map(Octets).map_err(|_: Error| "the storage cannot be made from these bytes")
        }
        Some(_) => Err("a wide community is a container of type 1"),
    }
    .map(|octets| CommunityContainers::new(container_type, flags, length, octets).with_reserved(reserved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{cases, exact, hex};

    // All laid out by hand from the header in the draft: no dissector at hand knows the attribute.

    #[test]
    fn header_and_wide_community() {
        let octets = hex("0001 80 5a 0012 fffe0001 0000fbf0 0001000f 01 0000");
        let containers: CommunityContainers<&[u8]> = exact(&octets);
        assert_eq!(containers.container_type(), 1);
        assert_eq!((containers.flags(), containers.reserved()), (0x80, 0x5a));
        assert_eq!(containers.length(), 18);
        let wide = WideCommunity {
            community: 0xfffe_0001,
            source_as: Asn(64496),
            context_as: Asn(65551),
        };
        assert_eq!(containers.wide(), Some(wide));
        assert_eq!(containers.octets[12..], [1, 0, 0]);
        let built = CommunityContainers::new(1, 0x80, 18, containers.octets).with_reserved(0x5a);
        assert_eq!(built, containers);
        let built = CommunityContainers::of_wide(0x80, 18, wide, &[1, 0, 0]).with_reserved(0x5a);
        cases! { CommunityContainers<&[u8]>;
            "0001 80 5a 0012 fffe0001 0000fbf0 0001000f 01 0000" is built
                => "wide 4294836225 source-as 64496 context-as 65551 010000"
                => r#"{"container_type":1,"flags":128,"reserved":90,"length":18,
                    "wide":{"community":4294836225,"source_as":64496,"context_as":65551},"octets":"010000"}"#,
        }
    }

    #[test]
    fn of_other_types_and_short_ones() {
        let not_wide = |containers: &CommunityContainers<&[u8]>, _: &[u8]| {
            assert_eq!(containers.wide(), None);
        };
        cases! { CommunityContainers<&[u8]>, each not_wide;
            "ffff 00 00 ffff" => "type-65535",
            "0002 00 00 000c 00000001 00000002 00000003" => "type-2 000000010000000200000003",
            "0001 00 00 000b 00000001 00000002 000003" => "type-1 0000000100000002000003"
                => r#"{"container_type":1,"flags":0,"reserved":0,"length":11,"wide":null,
                    "octets":"0000000100000002000003"}"#,
            "" => error "value at byte 0: 4 bytes are missing",
            "0001 00" => error "value at byte 0: 1 byte is missing",
            "0001 00 00 00" => error "value at byte 4: 1 byte is missing",
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_of_another_type_with_a_wide_community() {
        let text = concat!(
            r#"{"container_type":2,"flags":0,"reserved":0,"length":12,"#,
            r#""wide":{"community":1,"source_as":2,"context_as":3},"octets":""}"#
        );
        let error = serde_json::from_str::<CommunityContainers>(text).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("a wide community is a container of type 1")
        );
    }
}
