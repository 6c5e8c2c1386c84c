//! `registry!`: defines a number registry as an enum that keeps unknown numbers.

use core::fmt;
use core::hash::Hash;

/// A number registry: an enum of the numbers that have a name in this crate, and `Unknown` for all others.
///
/// The trait is sealed: only this crate implements it.
pub trait Registry: sealed::Sealed + Copy {
    /// The type of its numbers.
    type Number: Copy + fmt::Debug + fmt::Display + Eq + Hash + Ord;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// A number without a name in the registry `R`: the content of its `Unknown`.
///
/// Only the registry creates it, and only from a number without a name. Therefore each number has exactly one value,
/// and comparing values compares numbers.
///
/// ```
/// use bmp_codec::bmp::MessageType;
///
/// assert_eq!(MessageType::from(0), MessageType::RouteMonitoring);
/// let MessageType::Unknown(number) = MessageType::from(9) else { panic!() };
/// assert_eq!(number.get(), 9);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unassigned<R: Registry>(R::Number);

impl<R: Registry> Unassigned<R> {
    /// For `registry!` only, which has checked that the number has no name.
    #[inline]
    pub(crate) const fn new(number: R::Number) -> Unassigned<R> {
        Unassigned(number)
    }

    /// Returns the number.
    #[must_use]
    #[inline]
    pub const fn get(self) -> R::Number {
        self.0
    }
}

impl<R: Registry> fmt::Debug for Unassigned<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R: Registry> fmt::Display for Unassigned<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Defines an enum from lines of number, variant and text form. `Unknown` has all other numbers.
///
/// The text form is also the JSON form; there, unknown numbers are numbers. On the wire the value is the number.
macro_rules! registry {
    ($(#[$meta:meta])* $name:ident($number:ident) { $($(#[$doc:meta])* $code:literal $variant:ident $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* #[doc = concat!("\n\nNumber ", stringify!($code), ".")] $variant,)*
            /// A number without a name in this crate.
            Unknown($crate::wire::Unassigned<$name>),
        }

        impl $crate::registry::sealed::Sealed for $name {}

        impl $crate::wire::Registry for $name {
            type Number = $number;
        }

        impl From<$number> for $name {
            #[inline]
            fn from(number: $number) -> $name {
                match number {
                    $($code => $name::$variant,)*
                    number => $name::Unknown($crate::wire::Unassigned::new(number)),
                }
            }
        }

        impl From<$name> for $number {
            #[inline]
            fn from(value: $name) -> $number {
                match value { $($name::$variant => $code,)* $name::Unknown(number) => number.get() }
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
            /// All values that have a name, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// Returns the name, if there is one.
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

/// `PeerType` in words: `peer type`.
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

#[cfg(test)]
mod tests {
    #[cfg(feature = "serde")]
    use crate::bgp::capability::Role;
    use crate::bmp::{MessageType, StatisticType};
    use crate::wire::Unassigned;

    /// RFC 7854, section 10.1: types 0 to 6; the others are not assigned.
    #[test]
    fn a_number_is_one_value() {
        for number in 0..=u8::MAX {
            let message_type = MessageType::from(number);
            assert_eq!(u8::from(message_type), number);
            assert_eq!(message_type.name().is_some(), number <= 6);
            match message_type {
                MessageType::Unknown(unknown) => assert_eq!(unknown.get(), number),
                named => assert!(MessageType::ALL.contains(&named)),
            }
        }
        let MessageType::Unknown(unknown) = MessageType::from(200) else {
            panic!("200 has no name");
        };
        assert_eq!(unknown.to_string(), "200");
        assert_eq!(format!("{:?}", MessageType::from(200)), "Unknown(200)");
        assert_eq!(MessageType::from(200).to_string(), "message type 200");
    }

    #[test]
    fn a_registry_is_as_large_as_its_number_and_a_tag() {
        assert_eq!(size_of::<Unassigned<MessageType>>(), 1);
        assert_eq!(size_of::<MessageType>(), 2);
        assert_eq!(size_of::<StatisticType>(), 4);
    }

    /// Deserializing a number that has a name gives the named value.
    #[cfg(feature = "serde")]
    #[test]
    fn a_number_with_a_name_is_read_as_that_name() {
        let role: Role = serde_json::from_str("0").unwrap();
        assert_eq!(role, Role::Provider);
        assert_eq!(serde_json::to_string(&Role::from(9)).unwrap(), "9");
        assert_eq!(serde_json::from_str::<Role>("9").unwrap(), Role::from(9));
    }
}
