//! [`Keyed`]: which fields of a route are its key, for each family; and [`Rule`], the same without the type of the
//! route.

use core::fmt;

use ipnet::IpNet;

use crate::bgp::nlri::{Destination, Family, Route, RouteContext, RouteKeyRef, Shape};
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

    /// Returns the rule of a family without typed routes. Routes are separated if their layout shows where each one
    /// ends; otherwise the whole list has one key.
    pub(crate) const fn opaque(shape: Shape) -> Rule {
        match shape {
            Shape::LinkState => Rule::LINK_STATE,
            _ => Rule::OPAQUE,
        }
    }

    const OPAQUE: Rule = Rule {
        take: |reader, family| Ok(RouteKeyRef::new(family, None, Key::of(reader.rest()))),
        text: |octets, f| write!(f, "{}", Octets(octets)),
        prefix: |_| None,
        rd: |_| None,
        check: |_| Ok(()),
    };

    /// The key is the whole route, including type and length: the descriptors distinguish nodes, links and prefixes by
    /// their bytes (RFC 9552, section 5.2).
    const LINK_STATE: Rule = Rule {
        take: |reader, family| {
            let taken = take_link_state(reader);
            if taken.is_err() {
                reader.rest();
            }
            let (path_id, octets) = taken?;
            Ok(RouteKeyRef::new(family, path_id, Key::of(octets)))
        },
        text: |octets, f| match link_state(&mut Reader::new(octets)) {
            Ok((route_type, value)) => write!(f, "type-{route_type} {}", Octets(value)),
            Err(_) => write!(f, "{}", Octets(octets)),
        },
        prefix: |_| None,
        rd: |_| None,
        check: |octets| {
            let mut reader = Reader::new(octets);
            link_state(&mut reader)?;
            reader.finish()
        },
    };
}

/// Takes type and value of a link-state route.
fn link_state<'a>(reader: &mut Reader<'a>) -> Result<(u16, &'a [u8]), DecodeError> {
    let (route_type, length) = (reader.u16()?, reader.u16()?);
    Ok((route_type, reader.bytes(length.into())?))
}

/// Takes the path identifier and all bytes of a link-state route.
fn take_link_state<'a>(reader: &mut Reader<'a>) -> Result<(Option<u32>, &'a [u8]), DecodeError> {
    let path_id = match RouteContext::of_family(reader.context(), Family::LINK_STATE) {
        context if context.has_path_ids() => Some(reader.u32()?),
        _ => None,
    };
    let all = reader.peek();
    link_state(reader)?;
    let (route, _) = all
        .split_at_checked(all.len() - reader.remaining())
        .unwrap_or_default();
    Ok((path_id, route))
}

/// Returns a reader of link-state routes that knows whether they have path identifiers. The bytes of a list do not show
/// it directly: the routes have path identifiers if the list decodes with them, but not without them.
pub(super) fn link_state_reader(reader: Reader<'_>, family: Family) -> Reader<'_> {
    let without = RouteContext::of_family(reader.context(), family).with_path_ids(false);
    let is_read = |context: RouteContext| {
        let mut routes = reader.in_context(context);
        while !routes.is_empty() {
            if take_link_state(&mut routes).is_err() {
                return false;
            }
        }
        true
    };
    let with = without.with_path_ids(true);
    reader.in_context(if !is_read(without) && is_read(with) {
        with
    } else {
        without
    })
}
