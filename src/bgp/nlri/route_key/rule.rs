//! [`Keyed`]: which fields of a route are its key, for each family; and [`Rule`], the same without the type of the
//! route.

use core::fmt;

use ipnet::IpNet;

use crate::bgp::nlri::{Destination, Family, Route, RouteKeyRef};
use crate::net::RouteDistinguisher;
use crate::wire::{DecodeError, Element, Fault, Key, Octets, Reader};

/// The key of a route: what distinguishes it from the others of its family. Each family implements this next to its
/// routes.
pub trait Keyed: Element {
    /// Puts the fields of the key. Other fields of the route, like labels, do not count.
    fn put_key<'s>(route: &Self::At<'s>, key: &mut Key<'s>);

    /// Decodes a route that has this key. All other fields are zero.
    fn read_key<'s>(reader: &mut Reader<'s>) -> Result<Self::At<'s>, DecodeError>;

    /// Writes the text of the key of a route.
    fn key_text(route: &Self::At<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Implements [`Keyed`] for routes that are a [`KeyPart`](crate::wire::KeyPart). If the text of a route has more than
/// its key, `text` writes the key.
macro_rules! keyed {
    ([$parameter:ident: $bound:path] $route:ty $(, text |$value:ident, $f:ident| $text:expr)?) => {
        $crate::bgp::nlri::route_key::keyed! {
            @impl [<$parameter: $bound>] $route $(, text |$value, $f| $text)?
        }
    };
    (@impl [$($parameters:tt)*] $route:ty $(, text |$value:ident, $f:ident| $text:expr)?) => {
        impl $($parameters)* $crate::bgp::nlri::route_key::Keyed for $route {
            #[inline]
            fn put_key<'s>(
                route: &<Self as $crate::wire::Element>::At<'s>,
                key: &mut $crate::wire::Key<'s>,
            ) {
                $crate::wire::KeyPart::put_part(route, key);
            }

            fn read_key<'s>(
                reader: &mut $crate::wire::Reader<'s>,
            ) -> Result<<Self as $crate::wire::Element>::At<'s>, $crate::wire::DecodeError> {
                $crate::wire::KeyPart::read_part(reader)
            }

            fn key_text(
                route: &<Self as $crate::wire::Element>::At<'_>,
                f: &mut core::fmt::Formatter<'_>,
            ) -> core::fmt::Result {
                $crate::bgp::nlri::route_key::keyed!(@text route f $($value $f $text)?)
            }
        }
    };
    (@text $route:ident $f:ident) => { core::fmt::Display::fmt($route, $f) };
    (@text $route:ident $f:ident $value:ident $out:ident $text:expr) => {{
        let ($value, $out) = ($route, $f);
        $text
    }};
    ($route:ty $(, text |$value:ident, $f:ident| $text:expr)?) => {
        $crate::bgp::nlri::route_key::keyed! { @impl [] $route $(, text |$value, $f| $text)? }
    };
}
pub(crate) use keyed;

/// How keys of a family are made and decoded.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// Takes the key of the next route of a list that is not empty.
    pub(super) take: for<'a> fn(&mut Reader<'a>, Family) -> Result<RouteKeyRef<'a>, DecodeError>,
    /// Writes the text of a key.
    pub(super) text: fn(&[u8], &mut fmt::Formatter<'_>) -> fmt::Result,
    /// Returns the IP prefix of a key.
    pub(super) prefix: fn(&[u8]) -> Option<IpNet>,
    /// Returns the route distinguisher of a key.
    pub(super) rd: fn(&[u8]) -> Option<RouteDistinguisher>,
    /// Checks that bytes are a key.
    pub(super) check: fn(&[u8]) -> Result<(), DecodeError>,
}

impl Rule {
    /// Returns the rule of a family with typed routes.
    pub(crate) const fn of<T: Destination>() -> Rule {
        Rule {
            take: |reader, family| match Route::<T>::take(reader) {
                Ok(route) => Ok(T::key(family, &route)),
                Err(error) => Err(error.into()),
            },
            text: |octets, f| match T::read_key(&mut Reader::new(octets)) {
                Ok(route) => T::key_text(&route, f),
                Err(_) => write!(f, "{}", Octets(octets)),
            },
            prefix: |octets| T::prefix(&T::read_key(&mut Reader::new(octets)).ok()?),
            rd: |octets| T::rd(&T::read_key(&mut Reader::new(octets)).ok()?),
            check: |octets| {
                let mut reader = Reader::new(octets);
                let route = T::read_key(&mut reader)?;
                reader.finish()?;
                // Each key has only one form: bits beyond prefixes are zero.
                let mut key = Key::new();
                T::put_key(&route, &mut key);
                match octets.strip_prefix(key.octets()) {
                    Some(behind) if behind == key.behind() => Ok(()),
                    _ => Err(Reader::new(octets).fail(Fault::Value(0))),
                }
            },
        }
    }

    /// The rule of a family without typed routes: the whole list has one key, because it is not known where each route ends.
    pub(crate) const OPAQUE: Rule = Rule {
        take: |reader, family| Ok(RouteKeyRef::new(family, None, Key::of(reader.rest()))),
        text: |octets, f| write!(f, "{}", Octets(octets)),
        prefix: |_| None,
        rd: |_| None,
        check: |_| Ok(()),
    };
}
