//! Families whose routes say of what type and how long they are, but are not hot: the enum from a table.
//!
//! ```text
//! route type u8, length u8, that many octets; or both of u16
//! ```

use alloc::vec::Vec;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{Octets, map_octets};

/// A route of a type that has no type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownRoute<B: AsRef<[u8]> = Vec<u8>> {
    /// The route type.
    pub route_type: u8,
    /// What follows the length; at most 255 octets.
    pub octets: Octets<B>,
}
map_octets!(UnknownRoute { octets; route_type });

/// Makes an enum of the routes of a family from lines of route type, variant with what it holds, and name. Routes of
/// other types are `Unknown`. Behind the family stand how type and length are written, and what an unknown route is, with
/// its route type.
///
/// What a variant holds has `Decode`, which takes up the whole value, `Encode` and `Display`, and its route
/// distinguisher in a field `rd`. Where it stands on octets it says `<B>`, and `rd` is a method.
macro_rules! route_types {
    (
        $(#[$meta:meta])*
        $name:ident $what:literal $read_as:expr, $family:ident $header:ident $unknown:ident($int:ident) {
            $($(#[$doc:meta])* $number:literal $variant:ident($route:ident $(<$octets:ident>)?) $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum $name<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $($(#[$doc])* $variant($route $(<$octets>)?),)*
            /// A route of another type.
            Unknown($unknown<B>),
        }

        $crate::wire::map_octets!($name |value, f| match value {
            $($name::$variant(route) =>
                $name::$variant($crate::bgp::nlri::route_types::route_types!(@map route f $($octets)?)),)*
            $name::Unknown(unknown) => $name::Unknown($crate::wire::MapOctets::map_octets(unknown, f)),
        });

        impl<B: AsRef<[u8]>> $name<B> {
            /// The route type.
            #[must_use]
            pub fn route_type(&self) -> $int {
                match self {
                    $($name::$variant(_) => $number,)*
                    $name::Unknown(unknown) => unknown.route_type,
                }
            }

            /// The name of the route type, where it has one.
            #[must_use]
            pub fn name(&self) -> Option<&'static str> {
                match self {
                    $($name::$variant(_) => Some($text),)*
                    $name::Unknown(_) => None,
                }
            }

            /// The route distinguisher; of a Leaf A-D route that of the route it answers.
            #[must_use]
            pub fn rd(&self) -> Option<$crate::net::RouteDistinguisher> {
                match self {
                    $($name::$variant(route) =>
                        $crate::bgp::nlri::route_types::route_types!(@rd route $($octets)?),)*
                    $name::Unknown(_) => None,
                }
            }

            fn value_len(&self) -> usize {
                use $crate::wire::Encode;
                match self {
                    $($name::$variant(route) => route.encoded_len(),)*
                    $name::Unknown(unknown) => unknown.octets.len(),
                }
            }
        }

        impl $crate::wire::Element for $name {
            type At<'s> = $name<&'s [u8]>;
            type Error<'s> = $crate::wire::Malformed<&'s [u8]>;
            type Context = ();

            fn take<'s>(
                reader: &mut $crate::wire::Reader<'s>,
            ) -> Result<$name<&'s [u8]>, $crate::wire::Malformed<&'s [u8]>> {
                $crate::wire::framed(
                    reader,
                    |reader| {
                        $crate::wire::tlv::Header::$header
                            .cut(reader, |_| $read_as)
                            .map_err(|error| error.within($read_as))
                    },
                    |route_type, value| {
                        Ok(match route_type {
                            $($number => $name::$variant(value.read()?),)*
                            route_type => $name::Unknown($unknown {
                                // No more than the header holds.
                                route_type: route_type as $int,
                                octets: value.octets(),
                            }),
                        })
                    },
                )
            }
        }

        impl $crate::bgp::nlri::Destination for $name {
            const FAMILY: $crate::bgp::nlri::Family = $crate::bgp::nlri::Family::$family;

            /// None: these lead to no prefix.
            fn prefix(_: &$name<&[u8]>) -> Option<ipnet::IpNet> {
                None
            }

            fn distinguisher(route: &$name<&[u8]>) -> Option<$crate::net::RouteDistinguisher> {
                route.rd()
            }
        }

        impl<'a> $crate::wire::Decode<'a> for $name<&'a [u8]> {
            fn decode(
                reader: &mut $crate::wire::Reader<'a>,
            ) -> Result<Self, $crate::wire::DecodeError> {
                <$name as $crate::wire::Element>::take(reader).map_err(Into::into)
            }
        }

        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encoded_len(&self) -> usize {
                use $crate::wire::tlv::Header;
                Header::$header.len(self.route_type().into()) + self.value_len()
            }

            fn put(&self, out: &mut impl bytes::BufMut) -> Result<(), $crate::wire::EncodeError> {
                use $crate::wire::tlv::Header;
                Header::$header.put($what, self.route_type().into(), self.value_len(), out)?;
                match self {
                    $($name::$variant(route) => route.put(out),)*
                    $name::Unknown(unknown) => unknown.octets.put(out),
                }
            }
        }

        /// Name and fields.
        impl<B: AsRef<[u8]>> core::fmt::Display for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $($name::$variant(route) => write!(f, concat!($text, " {}"), route),)*
                    $name::Unknown(unknown) => write!(f, "type-{} {}", unknown.route_type, unknown.octets),
                }
            }
        }
    };
    (@map $route:ident $f:ident) => { *$route };
    (@map $route:ident $f:ident $octets:ident) => { $crate::wire::MapOctets::map_octets($route, $f) };
    (@rd $route:ident) => { Some($route.rd) };
    (@rd $route:ident $octets:ident) => { $route.rd() };
}
pub(crate) use route_types;
