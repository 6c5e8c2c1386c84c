//! Errors as plain values: [`DecodeError`], [`Malformed`], [`EncodeError`].
//!
//! A [`DecodeError`] names what was being decoded, the offset of the byte, and the fault. It has two words and is
//! `Copy` and `'static`, so it works with `?` and costs the decoding loops nothing.
//!
//! ```
//! use bmp_codec::{Decode, Fault, What, bgp::attribute::Communities};
//!
//! let error = Communities::from_octets(&[0xff, 0xff, 0xff]).unwrap_err();
//! assert_eq!(error.fault(), Fault::Multiple { length: 3, of: 4 });
//! assert_eq!(error.offset(), 0);
//! assert_eq!(error.what(), What::Octets);
//! assert_eq!(error.to_string(), "value at byte 0: a length of 3 is not a multiple of 4");
//! ```

use core::fmt;

use crate::net::Family;
use crate::wire::{Octets, map_octets};

pub use crate::wire::fault::{Breach, Fault};

/// Why bytes cannot be decoded: what was being decoded, the offset, and the fault.
///
/// Two words: kind and offset; fault and its number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{} at byte {}: {}", self.what(), self.offset(), self.fault())]
pub struct DecodeError {
    place: u64,
    fault: u64,
}

impl DecodeError {
    /// Returns an error about unnamed bytes, `offset` bytes after the start.
    #[cold]
    pub const fn new(offset: usize, fault: Fault) -> DecodeError {
        DecodeError {
            place: offset as u64 & 0xffff_ffff,
            fault: fault.to_word(),
        }
    }

    /// Returns the same error with a name for what was being decoded, unless it has one: the innermost name stays.
    #[must_use]
    #[cold]
    pub fn within(self, what: What) -> DecodeError {
        self.named(what)
    }

    /// Like [`within`](DecodeError::within), where errors may come in thousands.
    #[inline]
    pub(crate) fn named(self, what: What) -> DecodeError {
        if self.place >> 32 == 0 {
            DecodeError {
                place: self.place | u64::from(what.to_word()) << 32,
                ..self
            }
        } else {
            self
        }
    }

    /// Returns what was being decoded.
    #[must_use]
    pub fn what(&self) -> What {
        What::from_word((self.place >> 32) as u32)
    }

    /// Returns the offset in bytes from the start of what was decoded: the message, or the list that is iterated.
    #[must_use]
    pub fn offset(&self) -> usize {
        (self.place & 0xffff_ffff) as usize
    }

    /// Returns what is wrong.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault::from_word(self.fault)
    }
}

/// Writes the text, because `main` prints the `Debug` form of an error that it returns.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DecodeError")
            .field(&format_args!("{self}"))
            .finish()
    }
}

/// A TLV in a path attribute, by attribute type code and TLV type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AttributeTlv {
    /// The type code of the attribute.
    pub attribute: u8,
    /// The type of the TLV.
    pub tlv_type: u16,
}

impl AttributeTlv {
    /// Returns the name of a TLV in an attribute.
    #[must_use]
    pub const fn new(attribute: u8, tlv_type: u16) -> AttributeTlv {
        AttributeTlv {
            attribute,
            tlv_type,
        }
    }

    fn to_word(self) -> u32 {
        u32::from(self.attribute) << 16 | u32::from(self.tlv_type)
    }

    fn from_word(word: u32) -> AttributeTlv {
        AttributeTlv::new((word >> 16) as u8, word as u16)
    }
}

/// What was being decoded when an error occurred, by the name in its RFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum What {
    /// Unnamed bytes: those passed to a `Decode` implementation directly.
    Octets,
    /// The common header of a BMP message
    /// ([RFC 7854, section 4.1](https://www.rfc-editor.org/rfc/rfc7854#section-4.1)).
    CommonHeader,
    /// A per-peer header ([RFC 7854, section 4.2](https://www.rfc-editor.org/rfc/rfc7854#section-4.2)).
    PerPeerHeader,
    /// A BMP message, by its type.
    BmpMessage(u8),
    /// An information TLV of an Initiation message.
    InitiationTlv(u16),
    /// An information TLV of a Termination message.
    TerminationTlv(u16),
    /// An information TLV of a Peer Up message.
    PeerUpTlv(u16),
    /// An information TLV of a Peer Down message.
    PeerDownTlv(u16),
    /// A TLV of a Route Mirroring message.
    MirroringTlv(u16),
    /// A statistic.
    Statistic(u16),
    /// The header of a BGP message ([RFC 4271, section 4.1](https://www.rfc-editor.org/rfc/rfc4271#section-4.1)).
    MessageHeader,
    /// A BGP message, by its type.
    BgpMessage(u8),
    /// An optional parameter of an OPEN, by its type.
    OptionalParameter(u8),
    /// A capability, by its code.
    Capability(u8),
    /// A path attribute, by its type code.
    Attribute(u8),
    /// A route, by its family.
    Nlri(Family),
    /// The withdrawn routes of an UPDATE.
    WithdrawnRoutes,
    /// The path attributes of an UPDATE.
    PathAttributes,
    /// A TLV of a path attribute.
    AttributeTlv(AttributeTlv),
    /// A sub-TLV in a TLV of a path attribute, by its own type.
    AttributeSubTlv(AttributeTlv),
    /// A TLV in a sub-TLV of a path attribute, by its own type.
    AttributeSubSubTlv(AttributeTlv),
    /// A TLV or sub-TLV of a BGP-LS route.
    LinkStateTlv(u16),
    /// The OpenBMP header before a BMP message ([`openbmp`](crate::openbmp)).
    OpenBmpHeader,
    /// A TLV of a Route Monitoring message of BMP version 4.
    RouteMonitoringTlv(u16),
    /// A TLV of a Statistics Report of BMP version 4.
    StatisticsTlv(u16),
}

impl What {
    /// Returns the name of a TLV in a path attribute.
    pub(crate) const fn tlv(attribute: u8, tlv_type: u16) -> What {
        What::AttributeTlv(AttributeTlv::new(attribute, tlv_type))
    }

    /// Returns the name of a sub-TLV in a path attribute.
    pub(crate) const fn sub_tlv(attribute: u8, tlv_type: u16) -> What {
        What::AttributeSubTlv(AttributeTlv::new(attribute, tlv_type))
    }

    /// Returns the name of a TLV in a sub-TLV of a path attribute.
    pub(crate) const fn sub_sub_tlv(attribute: u8, tlv_type: u16) -> What {
        What::AttributeSubSubTlv(AttributeTlv::new(attribute, tlv_type))
    }
}

impl What {
    /// Packs the kind above 24 bits of number.
    fn to_word(self) -> u32 {
        let (kind, number) = match self {
            What::Octets => (0, 0),
            What::CommonHeader => (1, 0),
            What::PerPeerHeader => (2, 0),
            What::BmpMessage(number) => (3, number.into()),
            What::InitiationTlv(number) => (4, number.into()),
            What::TerminationTlv(number) => (5, number.into()),
            What::PeerUpTlv(number) => (6, number.into()),
            What::MirroringTlv(number) => (7, number.into()),
            What::Statistic(number) => (8, number.into()),
            What::MessageHeader => (9, 0),
            What::BgpMessage(number) => (10, number.into()),
            What::OptionalParameter(number) => (11, number.into()),
            What::Capability(number) => (12, number.into()),
            What::Attribute(number) => (13, number.into()),
            What::Nlri(family) => (14, family.key()),
            What::WithdrawnRoutes => (15, 0),
            What::PathAttributes => (16, 0),
            What::AttributeTlv(tlv) => (17, tlv.to_word()),
            What::AttributeSubTlv(tlv) => (18, tlv.to_word()),
            What::AttributeSubSubTlv(tlv) => (19, tlv.to_word()),
            What::PeerDownTlv(number) => (20, number.into()),
            What::LinkStateTlv(number) => (21, number.into()),
            What::OpenBmpHeader => (22, 0),
            What::RouteMonitoringTlv(number) => (23, number.into()),
            What::StatisticsTlv(number) => (24, number.into()),
        };
        kind << 24 | number
    }

    fn from_word(word: u32) -> What {
        match word >> 24 {
            1 => What::CommonHeader,
            2 => What::PerPeerHeader,
            3 => What::BmpMessage(word as u8),
            4 => What::InitiationTlv(word as u16),
            5 => What::TerminationTlv(word as u16),
            6 => What::PeerUpTlv(word as u16),
            7 => What::MirroringTlv(word as u16),
            8 => What::Statistic(word as u16),
            9 => What::MessageHeader,
            10 => What::BgpMessage(word as u8),
            11 => What::OptionalParameter(word as u8),
            12 => What::Capability(word as u8),
            13 => What::Attribute(word as u8),
            14 => What::Nlri(Family::from_key(word)),
            15 => What::WithdrawnRoutes,
            16 => What::PathAttributes,
            17 => What::AttributeTlv(AttributeTlv::from_word(word)),
            18 => What::AttributeSubTlv(AttributeTlv::from_word(word)),
            19 => What::AttributeSubSubTlv(AttributeTlv::from_word(word)),
            20 => What::PeerDownTlv(word as u16),
            21 => What::LinkStateTlv(word as u16),
            22 => What::OpenBmpHeader,
            23 => What::RouteMonitoringTlv(word as u16),
            24 => What::StatisticsTlv(word as u16),
            _ => What::Octets,
        }
    }
}

/// Malformed bytes, unchanged, with the reason.
///
/// A `Malformed` that borrows its bytes cannot go into a boxed error with `?`. Use `map_err(DecodeError::from)` to keep
/// the reason, or `map_err(|malformed| malformed.to_owned())` to keep the bytes too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Malformed<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
    /// All bytes.
    pub octets: Octets<B>,
    /// Why they cannot be decoded.
    pub error: DecodeError,
}
map_octets!(Malformed { octets; error });

impl<B: AsRef<[u8]>> fmt::Display for Malformed<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {:?}", self.error, self.octets)
    }
}

impl<B: AsRef<[u8]> + fmt::Debug> core::error::Error for Malformed<B> {}

impl<B: AsRef<[u8]>> From<Malformed<B>> for DecodeError {
    fn from(malformed: Malformed<B>) -> DecodeError {
        malformed.error
    }
}

/// Bytes had to be decoded before they could be encoded again.
impl From<DecodeError> for EncodeError {
    fn from(error: DecodeError) -> EncodeError {
        EncodeError::Malformed(error)
    }
}

/// Why a value cannot be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A part is longer than its length field allows, or than the message may be.
    #[error("{what} of {length} bytes: at most {limit} fit")]
    TooLong {
        /// The part.
        what: &'static str,
        /// Its length in bytes.
        length: usize,
        /// The maximum.
        limit: usize,
    },
    /// There are more elements, or bits, than their field can count.
    #[error("{count} {what}: at most {limit} fit")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// The count.
        count: usize,
        /// The maximum.
        limit: usize,
    },
    /// The value has the form of another session: with or without a path identifier; with another width of AS numbers;
    /// with multiple labels instead of one; or with one label that is not marked as the last one, although multiple
    /// labels were negotiated.
    #[error("{what}: {conflict}")]
    Session {
        /// The value.
        what: &'static str,
        /// The conflict: the form of the value, and the form that this session needs.
        conflict: &'static str,
    },
    /// The address belongs to the wrong family.
    #[error("{what}: the address is of the wrong family")]
    Family {
        /// The value.
        what: &'static str,
    },
    /// A mandatory part is missing.
    #[error("{what}: at least one is required")]
    Missing {
        /// The part.
        what: &'static str,
    },
    /// The value has no valid encoding, or would decode as something else.
    #[error("{what}: the value has no encoding")]
    Value {
        /// The value.
        what: &'static str,
    },
    /// Two parts of a message contradict each other.
    #[error("{what} contradicts {with}")]
    Contradiction {
        /// The part.
        what: &'static str,
        /// The part it contradicts.
        with: &'static str,
    },
    /// Bytes that must be decoded are malformed.
    #[error("{0}")]
    Malformed(DecodeError),
    /// The buffer has too little room.
    #[error("{needed} bytes are needed, and the buffer has room for {room}")]
    Full {
        /// The length of the value in bytes.
        needed: usize,
        /// The room in the buffer in bytes.
        room: usize,
    },
}
