//! The macros that make the values of extended communities, their flags and their small numbers.

/// Makes structs of 48 bits from their fields in the order of the wire. `(transitive)` behind the name: the type of
/// the community, and with it whether it goes on to other ASes, is a part of the value.
macro_rules! layouts {
    ($(
        $(#[$meta:meta])*
        $name:ident $(($transitive:ident))? { $($(#[$doc:meta])* $field:ident: $type:ty,)* }
    )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name {
            $(
                /// Whether it goes on to other ASes.
                pub $transitive: bool,
            )?
            $($(#[$doc])* pub $field: $type,)*
        }

        const _: () = assert!(0 $(+ <$type as Field>::BITS)* == 48, "six octets");

        impl Value for $name {
            fn of(word: u64) -> $name {
                let mut shift = 48;
                $(
                    shift -= <$type as Field>::BITS;
                    let $field = <$type as Field>::of(low(word >> shift, <$type as Field>::BITS));
                )*
                let _ = shift;
                $name { $($transitive: word >> 56 & 0x40 == 0,)? $($field,)* }
            }

            fn parts(self, first: u8) -> (u8, u64) {
                $(let first = if self.$transitive { first & !0x40 } else { first | 0x40 };)?
                let mut word = 0;
                $(
                    word = word << <$type as Field>::BITS
                        | low(Field::bits(self.$field), <$type as Field>::BITS);
                )*
                (first, word)
            }

            fn is_said(self) -> bool {
                true $(&& Field::is_said(self.$field))*
            }

            fn write(self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                for late in [false, true] {
                    $(if <$type as Field>::LATE == late {
                        Field::write(self.$field, f)?;
                    })*
                }
                Ok(())
            }

            fn read(kind: u8, parts: &mut Parts<'_>) -> Option<$name> {
                let mut value = $name::of(u64::from(kind) << 56);
                for late in [false, true] {
                    $(if <$type as Field>::LATE == late {
                        value.$field = Field::read(parts)?;
                    })*
                }
                Some(value)
            }
        }
    )* };
}
pub(super) use layouts;

/// Makes newtypes of flags: bit, constant, question and text.
macro_rules! flags {
    ($(
        $(#[$meta:meta])*
        $name:ident($word:ty) { $($(#[$doc:meta])* $bit:literal $constant:ident $is:ident $text:literal,)* }
    )*) => { $(
        $(#[$meta])*
        ///
        /// The text is the names of the flags that are set with `+` between them; bits without a name are a number.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name(pub $word);

        impl $name {
            $($(#[$doc])* pub const $constant: $name = $name($bit);)*

            $($(#[$doc])* #[must_use] pub const fn $is(self) -> bool {
                self.0 & $bit != 0
            })*

            /// The flags of either.
            #[must_use]
            pub const fn or(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut blank = "";
                $(if self.$is() {
                    f.write_str(core::mem::replace(&mut blank, "+"))?;
                    f.write_str($text)?;
                })*
                match self.0 & !(0 $(| $bit)*) {
                    0 if self.0 != 0 => Ok(()),
                    unnamed => write!(f, "{blank}{unnamed:#x}"),
                }
            }
        }

        impl core::str::FromStr for $name {
            type Err = crate::net::ParseError;

            fn from_str(text: &str) -> Result<$name, crate::net::ParseError> {
                text.split('+')
                    .try_fold(0, |sum, part| {
                        let bits = match part {
                            $($text => $bit,)*
                            _ => <$word>::try_from(hexadecimal(part)?).ok()?,
                        };
                        Some(sum | bits)
                    })
                    .map($name)
                    .ok_or(crate::net::ParseError("names of flags"))
            }
        }

        impl Field for $name {
            const BITS: u32 = <$word>::BITS;
            const LATE: bool = true;

            fn of(bits: u64) -> $name {
                $name(bits as $word)
            }

            fn bits(self) -> u64 {
                self.0.into()
            }

            fn write(self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                if self.0 == 0 { Ok(()) } else { write!(f, ":{self}") }
            }

            fn read(parts: &mut Parts<'_>) -> Option<$name> {
                match parts.next() {
                    Some(text) => text.parse().ok(),
                    None => Some($name(0)),
                }
            }
        }
    )* };
}
pub(super) use flags;

/// Makes fields of number registries: the name or the number. Of numbers that need more bits, the lower ones are sent.
macro_rules! named {
    ($($name:ident($number:ident) $bits:literal;)*) => { $(
        impl Field for $name {
            const BITS: u32 = $bits;

            fn of(bits: u64) -> $name {
                (bits as $number).into()
            }

            fn bits(self) -> u64 {
                $number::from(self).into()
            }

            fn write(self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, ":{name}"),
                    None => write!(f, ":{}", $number::from(self)),
                }
            }

            fn read(parts: &mut Parts<'_>) -> Option<$name> {
                let text = parts.next()?;
                let named = $name::ALL.iter().copied().find(|value| value.name() == Some(text));
                named.or_else(|| text.parse::<$number>().ok().map($name::from))
            }
        }
    )* };
}
pub(super) use named;

/// Makes newtypes of numbers that do not fill their octets.
macro_rules! narrow {
    ($($(#[$meta:meta])* $name:ident($number:ident $word:literal) $bits:literal;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(from = $word, into = $word))]
        pub struct $name($number);

        impl $name {
            #[doc = concat!("The lower ", stringify!($bits), " bits of a number.")]
            #[must_use]
            pub const fn new(number: $number) -> $name {
                $name(number & ((1 << $bits) - 1))
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> $number {
                self.0
            }
        }

        impl From<$number> for $name {
            fn from(number: $number) -> $name {
                $name::new(number)
            }
        }

        impl From<$name> for $number {
            fn from(value: $name) -> $number {
                value.0
            }
        }

        impl Field for $name {
            const BITS: u32 = $bits;

            fn of(bits: u64) -> $name {
                $name::new(bits as $number)
            }

            fn bits(self) -> u64 {
                self.0.into()
            }

            fn write(self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, ":{}", self.0)
            }

            fn read(parts: &mut Parts<'_>) -> Option<$name> {
                let number = parts.next()?.parse().ok()?;
                (number < 1 << $bits).then_some($name(number))
            }
        }
    )* };
}
pub(super) use narrow;
