//! `fixed!`: defines newtypes with a fixed number of bytes.

/// Defines newtypes of a number that encode as this number, with conversions both ways.
///
/// ```text
/// fixed! {
///     LocalPref(u32) as number;       // text and JSON are the number
///     ClusterId(u32) as address;      // text and JSON are an IPv4 address
///     Community(u32) as text;         // JSON is the text; `Display` and `FromStr` are hand-written
///     As4Aggregator(u64);             // text and JSON are hand-written
///     Dscp(6 bits) "a DSCP";          // a number with fewer bits than its bytes have; its name in errors
///     ServicePathId(24 bits in 3 bytes) "a path";     // the same that is decoded by itself
///     SfpMplsTraversal "mpls";        // no bytes: its presence is its value; its text
/// }
/// ```
macro_rules! fixed {
    ($($(#[$meta:meta])* $name:ident $(($($word:tt)+))? $(as $form:ident)? $($what:literal)?;)*) => { $(
        $crate::net::fixed! { @one [$(#[$meta])*] $name $(($($word)+))? $($form)? $($what)? }
    )* };
    (@one [$(#[$meta:meta])*] $name:ident $text:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
        pub struct $name;

        impl $crate::wire::Fixed for $name {
            type Octets = [u8; 0];

            #[inline]
            fn from_octets([]: [u8; 0]) -> $name {
                $name
            }

            #[inline]
            fn to_octets(self) -> [u8; 0] {
                []
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str($text)
            }
        }
    };
    // Only what fills its bytes is decoded by itself: of other bytes some bits would be lost.
    (@one $meta:tt $name:ident($bits:literal bits in $octets:literal bytes) $what:literal) => {
        $crate::net::fixed! { @one $meta $name($bits bits) $what }

        impl $crate::wire::Fixed for $name {
            type Octets = [u8; $octets];

            #[inline]
            fn from_octets(octets: Self::Octets) -> $name {
                $name::new(octets.iter().fold(0, |number, octet| number << 8 | u32::from(*octet)))
            }

            #[inline]
            fn to_octets(self) -> Self::Octets {
                let mut octets = Self::Octets::default();
                for (octet, own) in octets.iter_mut().rev().zip(self.0.to_le_bytes()) {
                    *octet = own;
                }
                octets
            }
        }
    };
    (@one [$($meta:tt)*] $name:ident($bits:literal bits) $what:literal) => {
        $crate::net::fixed! {
            @struct [
                $($meta)*
                #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
                #[cfg_attr(feature = "serde", serde(try_from = "u32", into = "u32"))]
            ]
            $name()(u32)
        }
        $crate::net::fixed! { @number $name }

        impl $name {
            #[doc = concat!("The lower ", $bits, " bits of a number.")]
            #[must_use]
            pub const fn new(number: u32) -> $name {
                $name(number & ((1 << $bits) - 1))
            }

            /// Returns the number.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = $crate::net::ParseError;

            fn try_from(number: u32) -> Result<$name, $crate::net::ParseError> {
                let error = $crate::net::ParseError(concat!($what, " of ", $bits, " bits"));
                (number >> $bits == 0).then_some($name(number)).ok_or(error)
            }
        }

        impl From<$name> for u32 {
            fn from(value: $name) -> u32 {
                value.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::net::ParseError;

            fn from_str(text: &str) -> Result<$name, $crate::net::ParseError> {
                // Text that is not a number is not a number of so few bits either.
                text.parse().unwrap_or(u32::MAX).try_into()
            }
        }
    };
    (@one [$($meta:tt)*] $name:ident($word:ty) number) => {
        $crate::net::fixed! {
            @one [
                $($meta)*
                #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
                #[cfg_attr(feature = "serde", serde(transparent))]
            ]
            $name($word)
        }
        $crate::net::fixed! { @number $name }
    };
    (@one $meta:tt $name:ident($word:ty) address) => {
        $crate::net::fixed! { @one $meta $name($word) text }

        impl $name {
            /// Returns the number as an IPv4 address.
            #[must_use]
            pub const fn address(self) -> core::net::Ipv4Addr {
                core::net::Ipv4Addr::from_bits(self.0)
            }
        }

        impl From<core::net::Ipv4Addr> for $name {
            fn from(address: core::net::Ipv4Addr) -> $name {
                $name(address.to_bits())
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.address().fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = core::net::AddrParseError;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                text.parse::<core::net::Ipv4Addr>().map($name::from)
            }
        }
    };
    (@one $meta:tt $name:ident($word:ty) text) => {
        $crate::net::fixed! { @one $meta $name($word) }
        $crate::net::text_form!($name as $word);
    };
    (@one $meta:tt $name:ident($word:ty)) => {
        $crate::net::fixed! { @struct $meta $name(pub)($word) }
        $crate::net::fixed! { @word $name($word) }
    };
    (@word $name:ident($word:ty)) => {
        impl $crate::wire::Fixed for $name {
            type Octets = <$word as $crate::wire::Fixed>::Octets;

            #[inline]
            fn from_octets(octets: Self::Octets) -> $name {
                $name($crate::wire::Fixed::from_octets(octets))
            }

            #[inline]
            fn to_octets(self) -> Self::Octets {
                $crate::wire::Fixed::to_octets(self.0)
            }
        }

        impl From<$word> for $name {
            fn from(word: $word) -> $name {
                $name(word)
            }
        }

        impl From<$name> for $word {
            fn from(value: $name) -> $word {
                value.0
            }
        }
    };
    (@struct [$(#[$meta:meta])*] $name:ident($($pub:tt)?)($word:ty)) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name($($pub)? $word);

        /// The type name and the text form.
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
    (@number $name:ident) => {
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
pub(crate) use fixed;
