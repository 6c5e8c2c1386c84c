//! [`Fault`]: what is wrong with bytes, in one word; and [`Breach`], a rule that they break.

use core::fmt;

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
    /// The first four bytes, which are not the magic number of OpenBMP. Bytes that are not there are 0.
    Magic(u32),
    /// A version of the OpenBMP header that this crate does not support.
    HeaderVersion {
        /// The major version.
        major: u8,
        /// The minor version.
        minor: u8,
    },
    /// An OpenBMP message with headers that are text, like `V: 1.7`: a collector has parsed it before.
    TextHeaders,
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
    pub(super) const fn to_word(self) -> u64 {
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
            Fault::Magic(magic) => (15, magic),
            Fault::HeaderVersion { major, minor } => (16, (major as u32) << 8 | minor as u32),
            Fault::TextHeaders => (17, 0),
        };
        kind << 32 | number as u64
    }

    pub(super) const fn from_word(word: u64) -> Fault {
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
            15 => Fault::Magic(number),
            16 => Fault::HeaderVersion {
                major: (number >> 8) as u8,
                minor: number as u8,
            },
            17 => Fault::TextHeaders,
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
            Fault::Magic(magic) => {
                write!(
                    f,
                    "the magic number is {magic:#010x}, not 0x4f424d50 (OBMP)"
                )
            }
            Fault::HeaderVersion { major, minor } => {
                write!(f, "version {major}.{minor} is not supported")
            }
            Fault::TextHeaders => {
                f.write_str("headers that are text, like V: 1.7, are not supported")
            }
        }
    }
}
