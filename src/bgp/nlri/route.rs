//! [`Route`]: one NLRI with its path identifier
//! ([RFC 7911, section 3](https://www.rfc-editor.org/rfc/rfc7911#section-3)).

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::Session;
use crate::bgp::nlri::route_key::{Keyed, keyed};
use crate::bgp::nlri::{
    Family, IntoRouteContext, Ipv4Prefix, Ipv6Prefix, RouteContext, RouteKeyRef,
};
use crate::net::RouteDistinguisher;
use crate::wire::{
    Breach, Context, Decode, DecodeError, Element, ElementError, Encode, EncodeError, Key, List,
    ListContext, Malformed, Octets, ReadIn, Reader, What, Writer, append_in, framed, sealed,
};

/// A list of routes of one family.
pub type Routes<T, B = Vec<u8>> = List<Route<T>, B>;

/// A route of any family, with its path identifier if ADD-PATH is in use
/// ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)).
///
/// ```
/// use bmp_codec::bgp::nlri::{Ipv4Prefix, Route};
///
/// let route = Route::from("198.51.100.0/24".parse::<Ipv4Prefix>()?);
/// assert_eq!(route.path_id, None);
/// assert_eq!(route.with_path_id(7).to_string(), "198.51.100.0/24 path-id 7");
/// # Ok::<(), bmp_codec::net::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Route<T> {
    /// The path identifier, which distinguishes the paths to one destination. It is there if the session has it.
    pub path_id: Option<u32>,
    /// The destination.
    pub nlri: T,
}

impl<T> Route<T> {
    /// Returns the route with a path identifier.
    #[must_use]
    pub fn with_path_id(self, path_id: u32) -> Route<T> {
        Route {
            path_id: Some(path_id),
            ..self
        }
    }
}

/// Makes a route without a path identifier.
impl<T> From<T> for Route<T> {
    fn from(nlri: T) -> Route<T> {
        Route {
            path_id: None,
            nlri,
        }
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Route<T> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let path_id = if RouteContext::of(reader.context()).has_path_ids() {
            Some(reader.u32()?)
        } else {
            None
        };
        Ok(Route {
            path_id,
            nlri: reader.read()?,
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.nlri.check_inside()
    }
}

impl<T: Encode> Encode for Route<T> {
    #[inline]
    fn encoded_len(&self) -> usize {
        self.nlri.encoded_len() + if self.path_id.is_some() { 4 } else { 0 }
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if let Some(path_id) = self.path_id {
            out.put_u32(path_id);
        }
        self.nlri.put(out)
    }

    #[inline]
    fn append_to(&self, octets: &mut Vec<u8>) -> Result<(), EncodeError> {
        if let Some(path_id) = self.path_id {
            octets.extend_from_slice(&path_id.to_be_bytes());
        }
        self.nlri.append_to(octets)
    }

    #[inline]
    fn form(&self, context: Context) -> Context {
        let form = RouteContext::of(self.nlri.form(context));
        // Said like this, it is one comparison with what all routes of a list have in common.
        if form.has_path_ids() == self.path_id.is_some() {
            form.into()
        } else {
            form.with_other_path_ids().into()
        }
    }
}

/// The destination of a route: the NLRI of a family, without the path identifier.
///
/// This trait is sealed: the types in [`Nlri`](crate::bgp::nlri::Nlri) implement it.
pub trait Destination: Element + Keyed {
    /// The usual family of such routes, which a list has by default.
    const FAMILY: Family;

    /// Returns the IP prefix of the destination, if it is one.
    #[must_use]
    fn prefix(_: &Self::At<'_>) -> Option<IpNet> {
        None
    }

    /// Returns the route distinguisher, if the family has one: it distinguishes the routes of different VPNs.
    #[must_use]
    fn rd(_: &Self::At<'_>) -> Option<RouteDistinguisher> {
        None
    }

    /// Returns the rule of an RFC that a route of `family` breaks, if it breaks one although it can be decoded. The rule
    /// holds for routes that are announced and routes that are withdrawn.
    #[must_use]
    fn breach(_family: Family, _route: &Self::At<'_>) -> Option<Breach> {
        None
    }

    /// Returns the rule of an RFC that a route of `family` breaks if it is announced: the rule is about fields that are
    /// not part of the key, which may have any value in a withdrawal, or says which routes a receiver ignores.
    #[must_use]
    fn breach_if_announced(_family: Family, _route: &Self::At<'_>) -> Option<Breach> {
        None
    }

    /// Returns whether a receiver discards only this route, which is malformed, and uses the others of the list. The bytes
    /// begin with the path identifier if `path_ids` is set.
    #[doc(hidden)]
    #[must_use]
    fn is_discarded(_malformed: &Self::Error<'_>, _path_ids: bool) -> bool {
        false
    }

    /// Returns what distinguishes a route from all others, in a list of `family`. This is usually
    /// [`FAMILY`](Destination::FAMILY), or the multicast family if it has the same type of routes.
    #[inline]
    #[must_use]
    fn key<'s>(family: Family, route: &Route<Self::At<'s>>) -> RouteKeyRef<'s> {
        let mut key = Key::new();
        Self::put_key(&route.nlri, &mut key);
        RouteKeyRef::new(family, route.path_id, key)
    }
}

/// A route that [`Update::announce`](crate::bgp::Update::announce) accepts: a destination, or a [`Route`] to one.
/// Implement it for your own types to pass them, too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a route",
    note = "a route is a prefix of `net` or `ipnet`, a destination of `bgp::nlri`, or a `Route` to one"
)]
pub trait IntoRoute {
    /// The destination of the route.
    type Destination: Destination + Encode;

    /// Converts the value to a route.
    fn into_route(self) -> Route<Self::Destination>;
}

impl<T: Destination + Encode> IntoRoute for T {
    type Destination = T;

    #[inline]
    fn into_route(self) -> Route<T> {
        self.into()
    }
}

impl<T: Destination + Encode> IntoRoute for Route<T> {
    type Destination = T;

    #[inline]
    fn into_route(self) -> Route<T> {
        self
    }
}

impl IntoRoute for ipnet::Ipv4Net {
    type Destination = Ipv4Prefix;

    #[inline]
    fn into_route(self) -> Route<Ipv4Prefix> {
        Ipv4Prefix::from(self).into()
    }
}

impl IntoRoute for ipnet::Ipv6Net {
    type Destination = Ipv6Prefix;

    #[inline]
    fn into_route(self) -> Route<Ipv6Prefix> {
        Ipv6Prefix::from(self).into()
    }
}

// The key is the prefix (RFC 4271, section 4.3; RFC 4760, section 5).
keyed!(Ipv4Prefix);
keyed!(Ipv6Prefix);

impl Destination for Ipv4Prefix {
    const FAMILY: Family = Family::IPV4_UNICAST;

    #[inline]
    fn prefix(prefix: &Ipv4Prefix) -> Option<IpNet> {
        Some((*prefix).into())
    }

    /// RFC 4271, section 6.3. The RFCs of other families do not say it: RFC 4760 and RFC 2545 do not for IPv6, and the
    /// prefixes of multicast families and of tunnels are not in the NLRI field.
    fn breach_if_announced(family: Family, prefix: &Ipv4Prefix) -> Option<Breach> {
        let is_multicast = prefix.length() >= 4 && prefix.address().is_multicast();
        (family == Family::IPV4_UNICAST && is_multicast).then_some(Breach::MULTICAST_PREFIX)
    }
}

impl Destination for Ipv6Prefix {
    const FAMILY: Family = Family::IPV6_UNICAST;

    #[inline]
    fn prefix(prefix: &Ipv6Prefix) -> Option<IpNet> {
        Some((*prefix).into())
    }
}

impl<T: Destination> sealed::Element for Route<T> {}

impl<T: Destination> Element for Route<T> {
    type At<'s> = Route<T::At<'s>>;
    type Error<'s> = T::Error<'s>;
    type Context = RouteContext;

    #[inline(always)]
    fn take<'s>(reader: &mut Reader<'s>) -> Result<Self::At<'s>, Self::Error<'s>> {
        let (context, all) = (RouteContext::of(reader.context()), reader.peek());
        let path_id = if context.has_path_ids() {
            match reader.u32() {
                Ok(path_id) => Some(path_id),
                Err(error) => {
                    return Err(T::Error::broken(
                        reader.octets(),
                        error.within(context.what()),
                    ));
                }
            }
        } else {
            None
        };
        match T::take(reader) {
            Ok(nlri) => Ok(Route { path_id, nlri }),
            Err(error) => {
                // Including the path identifier.
                let (route, _) = all
                    .split_at_checked(all.len() - reader.remaining())
                    .unwrap_or_default();
                Err(T::Error::broken(
                    Octets(route),
                    error.into().within(context.what()),
                ))
            }
        }
    }

    #[inline]
    fn context(context: Context) -> RouteContext {
        RouteContext::of_family(context, T::FAMILY)
    }

    /// Routes without path identifiers have a loop of their own, which does not ask for them twice.
    #[inline]
    fn append_all(
        context: RouteContext,
        mut routes: impl Iterator<Item = Self>,
        octets: &mut Vec<u8>,
    ) -> Result<(), EncodeError>
    where
        Self: Encode,
    {
        if context.has_path_ids() {
            routes.try_for_each(|route| append_in(context, &route, octets))
        } else {
            routes.try_for_each(|route| match route.path_id {
                None => append_in(context, &Route::from(route.nlri), octets),
                Some(_) => Err(context.refused(route.form(context.into()))),
            })
        }
    }
}

impl<T> ReadIn<RouteContext> for Route<T> {}
impl<T> ReadIn<Session> for Route<T> {}

impl<T: Destination, B: AsRef<[u8]>> Routes<T, B> {
    /// Returns a list over `octets`. Nothing is decoded yet.
    #[inline]
    pub fn over(octets: B, session: impl IntoRouteContext) -> Routes<T, B> {
        List::within(octets, session.into_route_context(T::FAMILY))
    }
}

impl<T: Destination> Routes<T> {
    /// Returns a list without routes.
    #[must_use]
    pub fn new(session: impl IntoRouteContext) -> Routes<T> {
        Routes::over(Vec::new(), session)
    }

    /// Returns a list of these routes.
    ///
    /// # Errors
    /// Like [`push`](List::push).
    pub fn in_session(
        session: impl IntoRouteContext,
        routes: impl IntoIterator<Item = Route<T>>,
    ) -> Result<Routes<T>, EncodeError>
    where
        T: Encode,
    {
        List::filled(session.into_route_context(T::FAMILY), routes)
    }
}

/// Takes the bytes of a route with type u8 and length u8 that is the key of another route.
pub(super) fn route_key<'a>(reader: &mut Reader<'a>) -> Result<Octets<&'a [u8]>, DecodeError> {
    let mut header = *reader;
    header.u8()?;
    let length = usize::from(header.u8()?);
    header.bytes(length)?;
    reader.bytes(2 + length).map(Octets)
}

/// Takes a route with a length, which `length` decodes. If the list names the routes better, `what` is
/// [`What::Octets`].
pub(super) fn sized<'s, T>(
    reader: &mut Reader<'s>,
    what: What,
    length: impl Fn(&mut Reader<'s>) -> Result<usize, DecodeError>,
    read: impl FnOnce(&mut Reader<'s>) -> Result<T, DecodeError>,
) -> Result<T, Malformed<&'s [u8]>> {
    let cut = |reader: &mut Reader<'s>| {
        let length = length(reader)?;
        Ok((what, (), reader.sub(length)?))
    };
    framed(reader, cut, |(), value| read(value))
}

impl<T: fmt::Display> fmt::Display for Route<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path_id {
            Some(path_id) => write!(f, "{} path-id {path_id}", self.nlri),
            None => self.nlri.fmt(f),
        }
    }
}
