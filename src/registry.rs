//! `registry!`: a number registry as an enum that keeps the numbers it does not know.

/// Makes an enum from lines of number, variant and text form. `Unknown` holds all other numbers.
///
/// The text form is also the one in JSON, where unknown numbers are numbers. On the wire it is the number.
macro_rules! registry {
    ($(#[$meta:meta])* $name:ident($number:ident) { $($(#[$doc:meta])* $code:literal $variant:ident $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* #[doc = concat!("\n\nNumber ", stringify!($code), ".")] $variant,)*
            /// A number that has no name here.
            Unknown($number),
        }

        impl From<$number> for $name {
            #[inline]
            fn from(number: $number) -> $name {
                match number { $($code => $name::$variant,)* number => $name::Unknown(number) }
            }
        }

        impl From<$name> for $number {
            #[inline]
            fn from(value: $name) -> $number {
                match value { $($name::$variant => $code,)* $name::Unknown(number) => number }
            }
        }

        impl $crate::wire::Fixed for $name {
            type Octets = <$number as $crate::wire::Fixed>::Octets;

            #[inline]
            fn from_octets(octets: Self::Octets) -> $name {
                <$number as $crate::wire::Fixed>::from_octets(octets).into()
            }

            #[inline]
            fn to_octets(self) -> Self::Octets {
                $crate::wire::Fixed::to_octets($number::from(self))
            }
        }

        impl $name {
            /// All that have a name, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The name, where there is one.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self { $($name::$variant => Some($text),)* $name::Unknown(_) => None }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "{} {}", $crate::registry::Spoken(stringify!($name)), $number::from(*self)),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.name() {
                    Some(name) if serializer.is_human_readable() => serializer.serialize_str(name),
                    _ => $number::from(*self).serialize(serializer),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                $crate::wire::serde::named::<_, _, $number>(deserializer, |text| {
                    $name::ALL.iter().copied().find(|value| value.name() == Some(text))
                })
            }
        }
    };
}
pub(crate) use registry;

/// `PeerType` as it is said: `peer type`.
pub(crate) struct Spoken(pub(crate) &'static str);

impl core::fmt::Display for Spoken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && letter.is_ascii_uppercase() {
                f.write_str(" ")?;
            }
            write!(f, "{}", letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}
