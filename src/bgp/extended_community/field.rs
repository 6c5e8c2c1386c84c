//! The parts that fields of extended communities share: their bits and their text.

use core::fmt;
use core::net::Ipv4Addr;

use super::{
    ArpNdFlags, DfAlgorithm, DfCapabilities, Dscp, ETreeFlags, ETreeInfoFlags, EsiLabelFlags,
    InterfaceDirection, InterfaceGroup, Layer2AttributesFlags, Layer2InfoFlags, MacMobilityFlags,
    MulticastFlags, OriginValidation, PointOfInsertion, RedirectFlags, TrafficActionFlags,
    TunnelType, UnreachablePrefixFlags,
};
use crate::net::{Asn, Label, MacAddr, ParseError, ServicePathId, fixed, hexadecimal, text_form};

/// A value behind the type and sub-type.
pub(super) trait Value: Sized + Copy {
    /// Extracts the value from a whole community. Every bit pattern is valid.
    fn of(word: u64) -> Self;
    /// Returns the type and the bits behind it. The type is made from `first`, the first type that the value can have.
    fn parts(self, first: u8) -> (u8, u64);
    /// Returns whether the text shows all bits of the value.
    fn is_said(self) -> bool {
        true
    }
    /// Writes the text, with a colon before each part.
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    /// Parses the text of a value of this type.
    fn read(kind: u8, parts: &mut Parts<'_>) -> Option<Self>;
}

/// A field of a value.
pub(super) trait Field: Copy {
    /// The length of the field in bits.
    const BITS: u32;
    /// Whether the field comes after the others in the text, and is left out if it is zero.
    const LATE: bool = false;
    /// Makes the field from its bits.
    fn of(bits: u64) -> Self;
    /// Returns the bits of the field.
    fn bits(self) -> u64;
    /// Returns whether the text shows all bits of the field.
    fn is_said(self) -> bool {
        true
    }
    /// Writes the text with a colon before it.
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    /// Parses the text.
    fn read(parts: &mut Parts<'_>) -> Option<Self>;
}

/// The rest of a text: parts with colons between them.
pub(super) struct Parts<'a>(pub(super) Option<&'a str>);

impl<'a> Parts<'a> {
    /// Returns the next part.
    pub(super) fn next(&mut self) -> Option<&'a str> {
        let text = self.0?;
        let (part, rest) = match text.split_once(':') {
            Some((part, rest)) => (part, Some(rest)),
            None => (text, None),
        };
        self.0 = rest;
        Some(part)
    }

    /// Returns the whole rest.
    pub(super) fn rest(&mut self) -> Option<&'a str> {
        self.0.take()
    }

    /// Returns whether at most one part is left.
    pub(super) fn is_last(&self) -> bool {
        self.0.is_none_or(|text| !text.contains(':'))
    }
}

/// Returns the lower bits of a word.
pub(super) const fn low(word: u64, bits: u32) -> u64 {
    word & (u64::MAX >> (64 - bits))
}

/// Makes types fields. Each line has the type, the number that it wraps, its length in bits, and the form of its text:
///
/// - `text`: the type's own text.
/// - `bits`: likewise, for a number that does not fill its bytes.
/// - `name`: the name in the registry, or the number. If a number needs more bits, only the lower ones are sent.
/// - `flags`: the names of the flags, behind all other fields; nothing if no flag is set.
macro_rules! fields {
    ($($type:ident($number:ident) $bits:literal $form:ident;)*) => { $(
        impl Field for $type {
            const BITS: u32 = $bits;

            fn bits(self) -> u64 {
                $number::from(self).into()
            }

            fields! { @$form $type $number }
        }
    )* };
    (@text $type:ident $number:ident) => {
        fields! { @of $type $number }
        fields! { @written $type }
    };
    (@bits $type:ident $number:ident) => {
        fn of(bits: u64) -> $type {
            $type::new(bits as $number)
        }

        fields! { @written $type }
    };
    (@name $type:ident $number:ident) => {
        fields! { @of $type $number }

        fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.name() {
                Some(name) => write!(f, ":{name}"),
                None => write!(f, ":{}", self.bits()),
            }
        }

        fn read(parts: &mut Parts<'_>) -> Option<$type> {
            let text = parts.next()?;
            let named = $type::ALL.iter().copied().find(|value| value.name() == Some(text));
            named.or_else(|| text.parse::<$number>().ok().map($type::from))
        }
    };
    (@flags $type:ident $number:ident) => {
        const LATE: bool = true;

        fields! { @of $type $number }

        fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            if self.0 == 0 { Ok(()) } else { write!(f, ":{self}") }
        }

        fn read(parts: &mut Parts<'_>) -> Option<$type> {
            match parts.next() {
                Some(text) => text.parse().ok(),
                None => Some($type(0)),
            }
        }
    };
    (@of $type:ident $number:ident) => {
        fn of(bits: u64) -> $type {
            (bits as $number).into()
        }
    };
    (@written $type:ident) => {
        fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, ":{self}")
        }

        fn read(parts: &mut Parts<'_>) -> Option<$type> {
            parts.next()?.parse().ok()
        }
    };
}
fields! {
    u8(u8) 8 text;
    u16(u16) 16 text;
    u32(u32) 32 text;
    Asn(u32) 32 text;
    Ipv4Addr(u32) 32 text;
    Label(u32) 24 text;
    Rate(u32) 32 text;
    Opaque48(u64) 48 text;
    Opaque56(u64) 56 text;
    ServicePathId(u32) 24 bits;
    Dscp(u32) 6 bits;
    InterfaceGroup(u32) 14 bits;
    DfAlgorithm(u8) 5 name;
    InterfaceDirection(u8) 2 name;
    PointOfInsertion(u8) 8 name;
    OriginValidation(u8) 8 name;
    TunnelType(u16) 16 name;
    ArpNdFlags(u8) 8 flags;
    DfCapabilities(u16) 16 flags;
    ETreeFlags(u8) 8 flags;
    ETreeInfoFlags(u16) 16 flags;
    EsiLabelFlags(u8) 8 flags;
    Layer2AttributesFlags(u16) 16 flags;
    Layer2InfoFlags(u8) 8 flags;
    MacMobilityFlags(u8) 8 flags;
    UnreachablePrefixFlags(u8) 8 flags;
    MulticastFlags(u16) 16 flags;
    RedirectFlags(u8) 8 flags;
    TrafficActionFlags(u8) 8 flags;
}

impl Field for MacAddr {
    const BITS: u32 = 48;

    fn of(bits: u64) -> MacAddr {
        MacAddr::from_bits(bits)
    }

    fn bits(self) -> u64 {
        self.to_bits()
    }

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ":{self}")
    }

    /// The address has colons itself, so it must come last.
    fn read(parts: &mut Parts<'_>) -> Option<MacAddr> {
        parts.rest()?.parse().ok()
    }
}

/// Reserved bits. Senders set them to 0 and receivers ignore them; this crate keeps them.
///
/// ```
/// use bmp_codec::bgp::extended_community::Reserved;
///
/// assert_eq!(Reserved::<8>::new(0x1ff).bits(), 0xff);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "u64", into = "u64"))]
pub struct Reserved<const BITS: u32>(u64);

impl<const BITS: u32> Reserved<BITS> {
    /// Makes reserved bits from the lower bits of a number.
    #[must_use]
    pub const fn new(bits: u64) -> Reserved<BITS> {
        Reserved(low(bits, BITS))
    }

    /// Returns the bits as a number.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl<const BITS: u32> From<u64> for Reserved<BITS> {
    fn from(bits: u64) -> Reserved<BITS> {
        Reserved::new(bits)
    }
}

impl<const BITS: u32> From<Reserved<BITS>> for u64 {
    fn from(reserved: Reserved<BITS>) -> u64 {
        reserved.0
    }
}

impl<const N: u32> Field for Reserved<N> {
    const BITS: u32 = N;

    fn of(bits: u64) -> Reserved<N> {
        Reserved::new(bits)
    }

    fn bits(self) -> u64 {
        self.0
    }

    fn is_said(self) -> bool {
        self.0 == 0
    }

    fn write(self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    fn read(_: &mut Parts<'_>) -> Option<Reserved<N>> {
        Some(Reserved(0))
    }
}

fixed! {
    /// A rate: an IEEE 754 number of 32 bits. All bits are kept. The text is the number, or all bits in hexadecimal if
    /// they are not a number.
    ///
    /// ```
    /// use bmp_codec::bgp::extended_community::Rate;
    ///
    /// let rate = Rate::from(1_250_000.0);
    /// assert_eq!((rate.0, rate.get()), (0x4998_9680, 1_250_000.0));
    /// assert_eq!("1250000".parse(), Ok(rate));
    /// assert_eq!(Rate(0x7fc0_0001).to_string(), "0x7fc00001");
    /// ```
    Rate(u32) as text;
}

impl Rate {
    /// Returns the rate as a number.
    #[must_use]
    pub const fn get(self) -> f32 {
        f32::from_bits(self.0)
    }
}

impl From<f32> for Rate {
    fn from(rate: f32) -> Rate {
        Rate(rate.to_bits())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.get().is_nan() {
            write!(f, "{:#010x}", self.0)
        } else {
            self.get().fmt(f)
        }
    }
}

impl core::str::FromStr for Rate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Rate, ParseError> {
        let rate = match hexadecimal(text) {
            Some(bits) => u32::try_from(bits).ok().map(Rate),
            None => text.parse().ok().map(f32::into),
        };
        rate.ok_or(ParseError("a rate"))
    }
}

/// Bits that are not decoded further. The text is a number in hexadecimal.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Opaque<const BITS: u32>(u64);

/// Six bytes that are not decoded further.
pub type Opaque48 = Opaque<48>;

/// Seven bytes that are not decoded further: a whole community behind its type, for types whose sub-types share one
/// name.
pub type Opaque56 = Opaque<56>;

text_form!(Opaque48 as u64);
text_form!(Opaque56 as u64);

impl<const BITS: u32> Opaque<BITS> {
    /// Makes an opaque value from the lower bits of a number.
    #[must_use]
    pub const fn new(bits: u64) -> Opaque<BITS> {
        Opaque(low(bits, BITS))
    }

    /// Returns the bits as a number.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl<const BITS: u32> From<u64> for Opaque<BITS> {
    fn from(bits: u64) -> Opaque<BITS> {
        Opaque::new(bits)
    }
}

impl<const BITS: u32> From<Opaque<BITS>> for u64 {
    fn from(value: Opaque<BITS>) -> u64 {
        value.0
    }
}

impl<const BITS: u32> fmt::Display for Opaque<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (BITS / 4) as usize;
        write!(f, "0x{:0digits$x}", self.0)
    }
}

impl<const BITS: u32> fmt::Debug for Opaque<BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl<const BITS: u32> core::str::FromStr for Opaque<BITS> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Opaque<BITS>, ParseError> {
        hexadecimal(text)
            .filter(|bits| *bits == low(*bits, BITS))
            .map(Opaque)
            .ok_or(ParseError(match BITS {
                48 => "a number of 6 bytes in hexadecimal",
                _ => "a number of 7 bytes in hexadecimal",
            }))
    }
}
