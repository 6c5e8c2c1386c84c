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
            What::RouteMonitoringTlv(number) => (22, number.into()),
            What::StatisticsTlv(number) => (23, number.into()),
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
            22 => What::RouteMonitoringTlv(word as u16),
            23 => What::StatisticsTlv(word as u16),
            _ => What::Octets,
        }
    }
}

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Fault {
    /// The bytes end before the value: that many bytes are missing.
    Truncated(u32),
    /// The bytes continue after the value: that many bytes are left over.
    Trailing(u32),
    /// A length that the value cannot have.
    Length(u32),
    /// A length that is not a multiple of the element size.
    Multiple {
        /// The length in bytes.
        length: u32,
        /// The element size in bytes.
        of: u8,
    },
    /// A number that is not valid here.
    Value(u32),
    /// A version that this crate does not support.
    Version(u8),
    /// A message of a type that is not valid here.
    MessageType(u8),
    /// A message longer than the limit.
    TooLong(u32),
    /// A prefix length with more bits than the address has.
    PrefixLength(u8),
    /// An AS_PATH segment of an unknown type.
    SegmentType(u8),
    /// An AS_PATH segment without AS numbers.
    EmptySegment,
    /// A BGP message that does not begin with 16 bytes of 0xff.
    Marker,
    /// A mandatory TLV is missing: its type.
    Missing(u32),
    /// A label stack without a bottom-of-stack bit.
    BottomOfStack,
    /// A rule of an RFC that is broken although the lengths fit.
    Breach(Breach),
}

/// A rule of an RFC that a value can break although its lengths fit: an order, a duplicate, a number that is not defined.
///
/// Decoding does not apply these rules: the value stays exact and can be read. The methods that check a value name the
/// rule that is broken, like [`Update::errors`](crate::bgp::Update::errors) and
/// [`Update::check`](crate::bgp::Update::check). [`Breach::ALL`] is the table of all rules.
///
/// ```
/// use bmp_codec::Breach;
/// use bmp_codec::bgp::error_action::Disposition;
///
/// let breach = Breach::FLOW_SPEC_ORDER;
/// assert_eq!(breach.to_string(), "the components are not in the order of their types");
/// assert_eq!(breach.section(), "RFC 8955, section 4.2");
/// assert_eq!(breach.disposition(), Disposition::TreatAsWithdraw);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Breach(u16);

impl Breach {
    /// For the table only: the place in it.
    pub(crate) const fn at(place: u16) -> Breach {
        Breach(place)
    }

    /// Returns the place in the table.
    pub(crate) const fn place(self) -> u16 {
        self.0
    }
}

impl Fault {
    const fn to_word(self) -> u64 {
        let (kind, number) = match self {
            Fault::Truncated(missing) => (0, missing),
            Fault::Trailing(left) => (1, left),
            Fault::Length(length) => (2, length),
            Fault::Multiple { length, of } => (3 | (of as u64) << 8, length),
            Fault::Value(value) => (4, value),
            Fault::Version(version) => (5, version as u32),
            Fault::MessageType(number) => (6, number as u32),
            Fault::TooLong(length) => (7, length),
            Fault::PrefixLength(length) => (8, length as u32),
            Fault::SegmentType(number) => (9, number as u32),
            Fault::EmptySegment => (10, 0),
            Fault::Marker => (11, 0),
            Fault::Missing(tlv_type) => (12, tlv_type),
            Fault::BottomOfStack => (13, 0),
            Fault::Breach(breach) => (14, breach.place() as u32),
        };
        kind << 32 | number as u64
    }

    const fn from_word(word: u64) -> Fault {
        let number = word as u32;
        match (word >> 32) as u8 {
            0 => Fault::Truncated(number),
            1 => Fault::Trailing(number),
            2 => Fault::Length(number),
            3 => Fault::Multiple {
                length: number,
                of: (word >> 40) as u8,
            },
            5 => Fault::Version(number as u8),
            6 => Fault::MessageType(number as u8),
            7 => Fault::TooLong(number),
            8 => Fault::PrefixLength(number as u8),
            9 => Fault::SegmentType(number as u8),
            10 => Fault::EmptySegment,
            11 => Fault::Marker,
            12 => Fault::Missing(number),
            13 => Fault::BottomOfStack,
            14 => Fault::Breach(Breach::at(number as u16)),
            _ => Fault::Value(number),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Truncated(1) => f.write_str("1 byte is missing"),
            Fault::Truncated(missing) => write!(f, "{missing} bytes are missing"),
            Fault::Trailing(1) => f.write_str("1 byte is left over"),
            Fault::Trailing(left) => write!(f, "{left} bytes are left over"),
            Fault::Length(length) => write!(f, "a length of {length} is not possible"),
            Fault::Multiple { length, of } => {
                write!(f, "a length of {length} is not a multiple of {of}")
            }
            Fault::Value(value) => write!(f, "a value of {value} is not possible"),
            Fault::Version(version @ (1 | 2)) => {
                write!(
                    f,
                    "version {version} is older than RFC 7854 and gives no lengths"
                )
            }
            Fault::Version(version) => write!(f, "version {version} is not supported"),
            Fault::MessageType(number) => {
                write!(f, "a message of type {number} is not possible here")
            }
            Fault::TooLong(length) => write!(f, "a length of {length} is over the limit"),
            Fault::PrefixLength(length) => write!(
                f,
                "a prefix length of {length} bits is more than the address has"
            ),
            Fault::SegmentType(number) => write!(f, "segment type {number} is not defined"),
            Fault::EmptySegment => f.write_str("a segment has no AS numbers"),
            Fault::Marker => f.write_str("the marker is not 16 bytes of 0xff"),
            Fault::Missing(tlv_type) => write!(f, "there is no TLV of type {tlv_type}"),
            Fault::BottomOfStack => f.write_str("no label has the bottom-of-stack bit"),
            Fault::Breach(breach) => breach.fmt(f),
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
