//! [`AnyRoute`]: the common fields of routes of all families.

use core::fmt;
use core::iter::{FusedIterator, from_fn};

use ipnet::IpNet;

use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix, Route, Routes, UnknownNlri};
use crate::net::RouteDistinguisher;
use crate::wire::{DecodeError, Element, Reader};

/// A route of any family, reduced to the fields that all families have.
///
/// The other fields, like labels, are in the typed routes of [`Nlri`](crate::bgp::nlri::Nlri). This type does not
/// identify a route, so it has neither `Hash` nor an order: two MAC addresses of one EVPN are equal here. Use the
/// [`RouteKey`](crate::bgp::nlri::RouteKey) that [`keys`](AnyRoutes::keys) returns to identify routes.
///
/// ```
/// use bmp_codec::{Decode, bgp::{attribute::MpUnreach, nlri::Family}};
///
/// let unreach = MpUnreach::from_octets(&[0, 2, 1, 32, 0x20, 0x01, 0x0d, 0xb8])?;
/// let route = unreach.nlri.any_routes().next().unwrap()?;
/// assert_eq!(route.family, Family::IPV6_UNICAST);
/// assert_eq!(route.prefix, Some("2001:db8::/32".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct AnyRoute {
    /// The family.
    pub family: Family,
    /// The path identifier, if the session has them: it distinguishes the paths to one destination
    /// ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)).
    pub path_id: Option<u32>,
    /// The route distinguisher, if the family has one: it distinguishes the routes of different VPNs.
    pub rd: Option<RouteDistinguisher>,
    /// The destination if it is an IP prefix, otherwise `None`. It is also `None` for unknown families.
    pub prefix: Option<IpNet>,
}

/// Writes the fields that are present: `vpn-ipv4-unicast 65000:1 10.0.0.0/8 path-id 7`.
impl fmt::Display for AnyRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.family.fmt(f)?;
        if let Some(rd) = self.rd {
            write!(f, " {rd}")?;
        }
        if let Some(prefix) = self.prefix {
            write!(f, " {prefix}")?;
        }
        match self.path_id {
            Some(path_id) => write!(f, " path-id {path_id}"),
            None => Ok(()),
        }
    }
}

/// An iterator over the routes of a list of any family. A malformed route is an error in its place.
///
/// All routes of an unknown family are one item without a prefix.
#[derive(Clone, Debug)]
pub struct AnyRoutes<'a> {
    reader: Reader<'a>,
    family: Family,
    kind: Kind,
    take: Take<'a>,
}

/// The kinds of routes that are decoded in the loop of the caller. A call for each route costs as much as the route.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Ipv4,
    Ipv6,
    Other,
}

/// Takes one route of a family, if there are bytes left. The family is chosen once for a list, and the return type is
/// the one of the iterators, because a route that is wrapped once more is copied once more.
type Take<'a> = fn(&mut Reader<'a>, Family) -> Option<Result<AnyRoute, DecodeError>>;

impl<'a> AnyRoutes<'a> {
    pub(crate) fn of<T: Destination>(family: Family, routes: Routes<T, &'a [u8]>) -> AnyRoutes<'a> {
        AnyRoutes {
            reader: Reader::within(routes.into_iter().rest(), routes.context()),
            family,
            kind: match T::FAMILY {
                Family::IPV4_UNICAST => Kind::Ipv4,
                Family::IPV6_UNICAST => Kind::Ipv6,
                _ => Kind::Other,
            },
            take: take::<T>,
        }
    }

    pub(crate) fn unknown(unknown: UnknownNlri<&'a [u8]>) -> AnyRoutes<'a> {
        AnyRoutes {
            reader: Reader::new(unknown.octets.0),
            family: unknown.family,
            kind: Kind::Other,
            take: take_all,
        }
    }

    /// Returns the rest and its family.
    pub(crate) fn into_parts(self) -> (Reader<'a>, Family) {
        (self.reader, self.family)
    }

    /// Returns an empty iterator.
    pub(crate) fn none() -> AnyRoutes<'a> {
        AnyRoutes {
            reader: Reader::new(&[]),
            family: Family::IPV4_UNICAST,
            kind: Kind::Other,
            take: take_all,
        }
    }

    /// Returns the rest, and leaves nothing.
    #[inline]
    pub(crate) fn take_list(&mut self) -> AnyRoutes<'a> {
        let list = self.clone();
        self.reader.resume(&[]);
        list
    }

    /// Returns the bytes that have not been decoded yet.
    #[inline]
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.reader.peek()
    }
}

#[inline(always)]
fn take<T: Destination>(
    reader: &mut Reader<'_>,
    family: Family,
) -> Option<Result<AnyRoute, DecodeError>> {
    if reader.is_empty() {
        return None;
    }
    Some(match Route::<T>::take(reader) {
        Ok(route) => Ok(AnyRoute {
            family,
            path_id: route.path_id,
            rd: T::rd(&route.nlri),
            prefix: T::prefix(&route.nlri),
        }),
        Err(error) => Err(error.into()),
    })
}

/// Takes all bytes as one item.
fn take_all(reader: &mut Reader<'_>, family: Family) -> Option<Result<AnyRoute, DecodeError>> {
    let any = AnyRoute {
        family,
        path_id: None,
        rd: None,
        prefix: None,
    };
    (!reader.rest().is_empty()).then_some(Ok(any))
}

impl Iterator for AnyRoutes<'_> {
    type Item = Result<AnyRoute, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (reader, family) = (&mut self.reader, self.family);
        match self.kind {
            Kind::Ipv4 => take::<Ipv4Prefix>(reader, family),
            Kind::Ipv6 => take::<Ipv6Prefix>(reader, family),
            Kind::Other => (self.take)(reader, family),
        }
    }

    #[inline]
    fn fold<A, F: FnMut(A, Self::Item) -> A>(self, init: A, f: F) -> A {
        let (mut reader, family) = (self.reader, self.family);
        match self.kind {
            Kind::Ipv4 => from_fn(|| take::<Ipv4Prefix>(&mut reader, family)).fold(init, f),
            Kind::Ipv6 => from_fn(|| take::<Ipv6Prefix>(&mut reader, family)).fold(init, f),
            Kind::Other => from_fn(|| (self.take)(&mut reader, family)).fold(init, f),
        }
    }
}

impl FusedIterator for AnyRoutes<'_> {}

#[cfg(test)]
mod tests;
