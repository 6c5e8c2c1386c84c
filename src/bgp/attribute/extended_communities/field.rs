//! What the fields of extended communities share: their bits, and their place in the text form.

use core::fmt;
use core::net::Ipv4Addr;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::net::{Label, MacAddr, ParseError, ServicePathId, fixed, text_form};

/// A value behind type and sub-type.
pub(super) trait Value: Sized + Copy {
    /// Reads it from a whole community. All bits are some value.
    fn of(word: u64) -> Self;
    /// The type, made from the first one that the value has, and what stands behind it.
    fn parts(self, first: u8) -> (u8, u64);
    /// Whether the text form says all of it.
    fn is_said(self) -> bool;
    /// The text form, each part behind a colon.
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    /// Reads the text form of a value of this type.
    fn read(kind: u8, parts: &mut Parts<'_>) -> Option<Self>;
}

/// A field of a value.
pub(super) trait Field: Copy {
    /// How many bits it has.
    const BITS: u32;
    /// Whether it stands behind the others in the text form, and not there where it is zero.
    const LATE: bool = false;
    /// Reads it from its bits.
    fn of(bits: u64) -> Self;
    /// Its bits.
    fn bits(self) -> u64;
    /// Whether the text form says all of it.
    fn is_said(self) -> bool {
        true
    }
    /// Its text with a colon before it.
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    /// Reads its text.
    fn read(parts: &mut Parts<'_>) -> Option<Self>;
}

/// What is left of a text form: parts with colons between them.
pub(super) struct Parts<'a>(pub(super) Option<&'a str>);

impl<'a> Parts<'a> {
    /// The next part.
    pub(super) fn next(&mut self) -> Option<&'a str> {
        let text = self.0?;
        let (part, rest) = match text.split_once(':') {
            Some((part, rest)) => (part, Some(rest)),
            None => (text, None),
        };
        self.0 = rest;
        Some(part)
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> Option<&'a str> {
        self.0.take()
    }

    /// Whether no more than one part is left.
    pub(super) fn is_last(&self) -> bool {
        self.0.is_none_or(|text| !text.contains(':'))
    }
}

/// The lower bits of a word.
pub(super) const fn low(word: u64, bits: u32) -> u64 {
    word & (u64::MAX >> (64 - bits))
}

/// A number that starts with `0x`.
pub(super) fn hexadecimal(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x")?;
    // `from_str_radix` would take a sign.
    (!digits.starts_with('+')).then_some(())?;
    u64::from_str_radix(digits, 16).ok()
}

macro_rules! numbers {
    ($($type:ty)*) => { $(impl Field for $type {
        const BITS: u32 = <$type>::BITS;

        fn of(bits: u64) -> $type {
            bits as $type
        }

        fn bits(self) -> u64 {
            self.into()
        }

        fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, ":{self}")
        }

        fn read(parts: &mut Parts<'_>) -> Option<$type> {
            parts.next()?.parse().ok()
        }
    })* };
}
numbers!(u8 u16 u32);

/// Fields that are written as they are elsewhere.
macro_rules! as_elsewhere {
    ($($type:ty, $bits:literal, $word:ident => $of:expr, $value:ident => $back:expr, $next:ident;)*) => { $(
        impl Field for $type {
            const BITS: u32 = $bits;

            fn of($word: u64) -> $type {
                $of
            }

            fn bits(self) -> u64 {
                let $value = self;
                $back
            }

            fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, ":{self}")
            }

            fn read(parts: &mut Parts<'_>) -> Option<$type> {
                parts.$next()?.parse().ok()
            }
        }
    )* };
}
as_elsewhere! {
    Ipv4Addr, 32, bits => Ipv4Addr::from_bits(bits as u32), address => address.to_bits().into(), next;
    Label, 24, bits => Label::from_vni(bits as u32), label => label.vni().into(), next;
    // Has colons itself, so it stands last.
    MacAddr, 48, bits => MacAddr::from_bits(bits), mac => mac.to_bits(), rest;
    ServicePathId, 24, bits => ServicePathId::new(bits as u32), path => path.get().into(), next;
    Rate, 32, bits => Rate(bits as u32), rate => rate.0.into(), next;
    Opaque48, 48, bits => Opaque48::new(bits), value => value.0, next;
}

/// Bits that mean nothing yet: 0 when they are sent, anything when they are received. They are kept.
///
/// ```
/// use bmp_codec::bgp::attribute::extended_communities::Reserved;
///
/// assert_eq!(Reserved::<8>::new(0x1ff).bits(), 0xff);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "u64", into = "u64"))]
pub struct Reserved<const BITS: u32>(u64);

impl<const BITS: u32> Reserved<BITS> {
    /// The lower bits of a number.
    #[must_use]
    pub const fn new(bits: u64) -> Reserved<BITS> {
        Reserved(low(bits, BITS))
    }

    /// The bits as a number.
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
    /// A rate as an IEEE 754 number of 32 bits, of which all are kept. Its text is the number, and all bits in hexadecimal
    /// where it is none.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::extended_communities::Rate;
    ///
    /// let rate = Rate::from(1_250_000.0);
    /// assert_eq!((rate.0, rate.get()), (0x4998_9680, 1_250_000.0));
    /// assert_eq!("1250000".parse(), Ok(rate));
    /// assert_eq!(Rate(0x7fc0_0001).to_string(), "0x7fc00001");
    /// ```
    Rate(u32) as text;
}

impl Rate {
    /// The number.
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

/// Values of which nothing more is read: `Name bits digits`.
macro_rules! opaque {
    ($($(#[$meta:meta])* $name:ident $bits:literal $octets:literal $form:literal;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u64);
        text_form!($name as u64);

        impl $name {
            #[doc = concat!("The lower ", stringify!($bits), " bits of a number.")]
            #[must_use]
            pub const fn new(bits: u64) -> $name {
                $name(low(bits, $bits))
            }

            /// The octets as a number.
            #[must_use]
            pub const fn bits(self) -> u64 {
                self.0
            }
        }

        impl From<u64> for $name {
            fn from(bits: u64) -> $name {
                $name::new(bits)
            }
        }

        impl From<$name> for u64 {
            fn from(value: $name) -> u64 {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, $form, self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl core::str::FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<$name, ParseError> {
                hexadecimal(text)
                    .filter(|bits| *bits == low(*bits, $bits))
                    .map($name)
                    .ok_or(ParseError(concat!("a number of ", stringify!($octets), " octets in hexadecimal")))
            }
        }
    )* };
}
opaque! {
    /// Six octets of which nothing more is read. Their text is a number in hexadecimal.
    Opaque48 48 6 "{:#014x}";
    /// Seven octets of which nothing more is read: the whole of a community behind its type, where all sub-types have
    /// one name. Their text is a number in hexadecimal.
    Opaque56 56 7 "{:#016x}";
}
