//! [`AnyRoute`]: what routes of all families have in common.

use core::fmt;
use core::iter::FusedIterator;

use ipnet::IpNet;

use crate::bgp::nlri::{Destination, Family, Route, Routes, UnknownNlri};
use crate::net::RouteDistinguisher;
use crate::wire::{DecodeError, Element, Reader};

/// A route of any family: what they have in common.
///
/// What else there is, like labels, is in the typed walk over [`Nlri`](crate::bgp::nlri::Nlri). It is not what tells
/// routes apart, and so neither hashes nor has an order: two MAC addresses of one EVPN are the same in it. What does is a
/// [`RouteKey`](crate::bgp::nlri::RouteKey), which [`keys`](AnyRoutes::keys) gives.
///
/// ```
/// use bmp_codec::{Decode, bgp::{attribute::MpUnreach, nlri::Family}};
///
/// let unreach = MpUnreach::from_octets(&[0, 2, 1, 32, 0x20, 0x01, 0x0d, 0xb8])?;
/// let route = unreach.nlri.any_routes().next().unwrap()?;
/// assert_eq!((route.family, route.prefix), (Family::IPV6_UNICAST, Some("2001:db8::/32".parse()?)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct AnyRoute {
    /// The family.
    pub family: Family,
    /// Tells the paths to one destination apart, where the session has that
    /// ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)).
    pub path_id: Option<u32>,
    /// The route distinguisher, which tells routes of several VPNs apart, in families that have it.
    pub rd: Option<RouteDistinguisher>,
    /// The destination, where it is an IP prefix. It is `None` for routes to something else, and for families whose
    /// routes are not read here.
    pub prefix: Option<IpNet>,
}

/// `vpn-ipv4-unicast 65000:1 10.0.0.0/8 path-id 7`, as far as there is that.
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

/// The routes of a list, of whatever family, in turn. A route that cannot be read is an error in its place.
///
/// Where the routes of a family are not read here, all of them are one item without a prefix.
#[derive(Clone, Debug)]
pub struct AnyRoutes<'a> {
    reader: Reader<'a>,
    family: Family,
    take: Take<'a>,
}

/// Takes one route of a family, where octets are left. The family is chosen once for a list, and what comes out is what
/// the iterators give: a route that is wrapped once more is copied once more.
type Take<'a> = fn(&mut Reader<'a>, Family) -> Option<Result<AnyRoute, DecodeError>>;

impl<'a> AnyRoutes<'a> {
    pub(crate) fn of<T: Destination>(family: Family, routes: Routes<T, &'a [u8]>) -> AnyRoutes<'a> {
        AnyRoutes {
            reader: Reader::within(routes.into_iter().rest(), routes.context()),
            family,
            take: take::<T>,
        }
    }

    pub(crate) fn unknown(unknown: UnknownNlri<&'a [u8]>) -> AnyRoutes<'a> {
        AnyRoutes {
            reader: Reader::new(unknown.octets.0),
            family: unknown.family,
            take: take_all,
        }
    }

    /// What is left, and of which family.
    pub(crate) fn into_parts(self) -> (Reader<'a>, Family) {
        (self.reader, self.family)
    }

    /// No routes.
    pub(crate) fn none() -> AnyRoutes<'a> {
        AnyRoutes {
            reader: Reader::new(&[]),
            family: Family::IPV4_UNICAST,
            take: take_all,
        }
    }

    /// The octets that have not been walked yet.
    #[inline]
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.reader.peek()
    }
}

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

/// All octets as one item.
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
        (self.take)(&mut self.reader, self.family)
    }
}

impl FusedIterator for AnyRoutes<'_> {}

#[cfg(test)]
mod tests;
