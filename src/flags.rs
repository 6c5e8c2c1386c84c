//! `flags!`: defines a number whose bits are flags.

/// Defines newtypes of a number from lines of bit, constant, method and text. Bits without a name are kept.
///
/// ```text
/// flags! {
///     /// The flags of a MAC Mobility community.
///     MacMobilityFlags(u8) {
///         /// The address is static: it cannot move.
///         0x01 STATIC is_static "static",
///     }
/// }
/// ```
///
/// The method may be left out, and so may the text of all lines: then there are no `Display`, `FromStr` and `NAMES`.
macro_rules! flags {
    ($($(#[$meta:meta])* $name:ident($word:ident) { $($lines:tt)* })*) => { $(
        $crate::flags::flags! { @bits [$(#[$meta])*] $name $word { $($lines)* } }
        $crate::flags::flags! { @text $name $word { $($lines)* } }
    )* };
    (
        @bits [$(#[$meta:meta])*] $name:ident $word:ident
        { $($(#[$doc:meta])* $bit:literal $constant:ident $($is:ident)? $($text:literal)?,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(pub $word);
        $crate::net::fixed! { @word $name($word) }

        impl $name {
            $($(#[$doc])* pub const $constant: $name = $name($bit);)*

            $($crate::flags::flags! { @question [$(#[$doc])*] $name $constant $($is)? })*

            /// Returns whether all flags of `other` are set.
            #[inline]
            #[must_use]
            pub const fn contains(self, other: $name) -> bool {
                self.0 & other.0 == other.0
            }

            /// Returns the flags set in either.
            #[must_use]
            pub const fn or(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }
        }

        impl core::ops::BitOr for $name {
            type Output = $name;

            fn bitor(self, other: $name) -> $name {
                self.or(other)
            }
        }
    };
    (
        @text $name:ident $word:ident
        { $($(#[$doc:meta])* $bit:literal $constant:ident $($is:ident)? $text:literal,)+ }
    ) => {
        impl $name {
            /// All flags that have names.
            pub(crate) const NAMES: &'static [(u64, &'static str)] = &[$(($bit, $text),)+];
        }

        /// The names of the flags that are set, with `+` between them; bits without a name as a number.
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::flags::write(self.0.into(), $name::NAMES, f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::net::ParseError;

            fn from_str(text: &str) -> Result<$name, $crate::net::ParseError> {
                $crate::flags::parse(text, $name::NAMES)
                    .and_then(|bits| bits.try_into().ok())
                    .map($name)
                    .ok_or($crate::net::ParseError("names of flags"))
            }
        }
    };
    (@text $name:ident $word:ident $lines:tt) => {};
    (@question $doc:tt $name:ident $constant:ident) => {};
    (@question [$(#[$doc:meta])*] $name:ident $constant:ident $is:ident) => {
        $(#[$doc])*
        #[inline]
        #[must_use]
        pub const fn $is(self) -> bool {
            self.contains($name::$constant)
        }
    };
}
pub(crate) use flags;

/// Writes the names of bits with `+` between them.
pub(crate) fn write(
    bits: u64,
    names: &[(u64, &str)],
    f: &mut core::fmt::Formatter<'_>,
) -> core::fmt::Result {
    let (mut unnamed, mut between) = (bits, "");
    for (bit, name) in names.iter().filter(|(bit, _)| bits & bit != 0) {
        write!(f, "{between}{name}")?;
        (unnamed, between) = (unnamed & !bit, "+");
    }
    match unnamed {
        0 if bits != 0 => Ok(()),
        unnamed => write!(f, "{between}{unnamed:#x}"),
    }
}

/// Parses names of bits and hexadecimal numbers with `+` between them.
pub(crate) fn parse(text: &str, names: &[(u64, &str)]) -> Option<u64> {
    text.split('+').try_fold(0, |bits, part| {
        let named = names.iter().find(|(_, name)| *name == part);
        Some(bits | named.map_or_else(|| crate::net::hexadecimal(part), |(bit, _)| Some(*bit))?)
    })
}
