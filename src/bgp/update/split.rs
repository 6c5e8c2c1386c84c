//! [`Updates`]: splits a list of routes into UPDATEs.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::{
    MpNextHop, MpReach, MpUnreach, NextHop, PathAttribute, PathAttributes,
};
use crate::bgp::header::put_header;
use crate::bgp::nlri::{Destination, Family, Nlri, Route, Routes, UnknownNlri, VisitRoutes};
use crate::bgp::update::build::as_next_hop;
use crate::bgp::{HEADER_LEN, MAX_EXTENDED_MESSAGE_LEN, MessageType, Session, Update};
use crate::wire::{DecodeError, Encode, EncodeError, List, Writer, length_u16};

/// An iterator over the UPDATEs that announce or withdraw a list of routes. Each message has as many routes as it has
/// room for, so there are as few UPDATEs as possible.
///
/// Each UPDATE is what [`Update::announcing`] or [`Update::withdrawing`] would build from its part of the list. An
/// empty list gives no UPDATEs. The list is walked once and split between routes. An UPDATE takes one or two
/// allocations, whatever its number of routes. [`put_next`](Updates::put_next) writes whole messages into a buffer,
/// without allocations.
///
/// The iterator ends after an error. The UPDATEs before the error are complete, and [`rest`](Updates::rest) returns the
/// part of the list that is not in them.
///
/// | error | if |
/// | --- | --- |
/// | [`EncodeError::TooLong`] | a single route does not fit, or the routes of an unknown family do not fit together |
/// | [`EncodeError::Malformed`] | the first route of the rest is malformed |
/// | [`EncodeError::Session`], [`EncodeError::Family`] | immediately, as in [`Update::announcing`] |
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::{MAX_MESSAGE_LEN, Message, Session, Updates};
/// use bmp_codec::bgp::attribute::{AsPath, Origin, PathAttributes};
/// use bmp_codec::bgp::nlri::{Ipv4Prefix, Nlri, Route, Routes};
/// use std::net::IpAddr;
///
/// let session = Session::default();
/// let path_attributes = PathAttributes::new(session)
///     .with(&Origin::Igp)?
///     .with(&"64496 64497".parse::<AsPath>()?)?;
/// let prefixes = (0..2000).map(|n| Ipv4Prefix::from((0x0a00_0000 | n << 8, 24)));
/// let nlri = Nlri::Ipv4Unicast(Routes::in_session(session, prefixes.map(Route::from))?);
/// let next_hop: IpAddr = "192.0.2.1".parse()?;
///
/// let mut count = 0;
/// for update in Updates::announcing(&path_attributes, next_hop, &nlri, MAX_MESSAGE_LEN) {
///     let message = Message::from(update?).to_vec()?;
///     assert!(message.len() <= 4096);
///     count += 1;
/// }
/// assert_eq!(count, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Updates<'a> {
    place: Place,
    family: Family,
    /// All attributes except the one with the routes.
    attributes: PathAttributes,
    octets: Cow<'a, [u8]>,
    sent: usize,
    limit: usize,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Going,
    /// Nothing can be sent.
    Refused(EncodeError),
    Ended,
}

/// Where the routes go.
#[derive(Clone, Debug)]
enum Place {
    WithdrawnRoutes,
    Nlri,
    Reach(MpNextHop),
    Unreach,
}

impl<'a> Updates<'a> {
    /// Returns the UPDATEs that announce routes with these attributes and this next hop, like [`Update::announcing`].
    /// Each has at most `limit` bytes, header included: use [`max_message_len`](crate::bgp::max_message_len).
    #[must_use]
    pub fn announcing<A: AsRef<[u8]>, N: AsRef<[u8]>>(
        path_attributes: &PathAttributes<A>,
        next_hop: impl Into<MpNextHop>,
        nlri: &'a Nlri<N>,
        limit: usize,
    ) -> Updates<'a> {
        let mut attributes = path_attributes.to_owned();
        let (place, state) = match announced(&mut attributes, next_hop.into(), nlri) {
            Ok(place) => (place, State::Going),
            Err(error) => (Place::Nlri, State::Refused(error)),
        };
        Updates {
            place,
            attributes,
            state,
            ..Updates::of(nlri, limit)
        }
    }

    /// Returns the UPDATEs that withdraw routes, like [`Update::withdrawing`]. Each has at most `limit` bytes, header
    /// included.
    #[must_use]
    pub fn withdrawing<N: AsRef<[u8]>>(nlri: &'a Nlri<N>, limit: usize) -> Updates<'a> {
        let updates = Updates::of(nlri, limit);
        match nlri.to_withdrawn() {
            Ok(Some(changed)) => Updates {
                octets: Cow::Owned(changed.octets().to_vec()),
                ..updates
            },
            Ok(None) => updates,
            Err(error) => Updates {
                state: State::Refused(error),
                ..updates
            },
        }
    }

    /// Returns the UPDATEs that withdraw routes without changing them.
    fn of<N: AsRef<[u8]>>(nlri: &'a Nlri<N>, limit: usize) -> Updates<'a> {
        Updates {
            place: match nlri {
                Nlri::Ipv4Unicast(_) => Place::WithdrawnRoutes,
                _ => Place::Unreach,
            },
            family: nlri.family(),
            // There are no attributes: the session is the one that fits the routes.
            attributes: PathAttributes::new(nlri.session_for(Session::default())),
            octets: Cow::Borrowed(nlri.octets()),
            sent: 0,
            limit: limit.min(MAX_EXTENDED_MESSAGE_LEN),
            state: State::Going,
        }
    }

    /// Returns one UPDATE with all routes, of any length. The routes are not decoded.
    pub(super) fn whole(self, what: &'static str) -> Result<Update, EncodeError> {
        match self.state {
            _ if self.octets.is_empty() => Err(EncodeError::Missing { what }),
            State::Refused(error) => Err(error),
            _ => self.part(0..self.octets.len()).to_update(),
        }
    }

    /// Returns the bytes of the routes that are not in any UPDATE yet.
    #[must_use]
    pub fn rest(&self) -> &[u8] {
        self.octets.get(self.sent..).unwrap_or_default()
    }

    /// Writes the next message, header included, and returns whether there was one. It does not allocate.
    ///
    /// ```
    /// use bmp_codec::bgp::{MAX_MESSAGE_LEN, Session, Updates};
    /// use bmp_codec::bgp::nlri::{Ipv6Prefix, Nlri, Route, Routes};
    ///
    /// let route = Route::from("2001:db8::/32".parse::<Ipv6Prefix>()?);
    /// let nlri = Nlri::Ipv6Unicast(Routes::in_session(Session::default(), [route; 1000])?);
    /// let mut updates = Updates::withdrawing(&nlri, MAX_MESSAGE_LEN);
    /// let mut out = Vec::new();
    /// while updates.put_next(&mut out)? {}
    /// assert_eq!(out.len(), 5000 + 2 * 30);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Like the iterator, and [`EncodeError::Full`] if `out` has no room. Nothing is written then, and the same message
    /// can be requested again.
    pub fn put_next(&mut self, out: &mut impl BufMut) -> Result<bool, EncodeError> {
        let Some(routes) = self.fitting()? else {
            return Ok(false);
        };
        let end = routes.end;
        let part = self.part(routes);
        let (length, room) = (part.encoded_len(), out.remaining_mut());
        let needed = HEADER_LEN + length;
        if needed > room {
            return Err(EncodeError::Full { needed, room });
        }
        let out = &mut Writer::with_room(out);
        put_header(MessageType::Update, length, out)?;
        part.put(out)?;
        self.sent = end;
        Ok(true)
    }

    /// Returns the routes of the next message, or none after an error.
    fn fitting(&mut self) -> Result<Option<Range<usize>>, EncodeError> {
        let routes = match self.state {
            State::Going => self.walk(),
            State::Refused(error) => Err(error),
            State::Ended => return Ok(None),
        };
        if routes.is_err() {
            self.state = State::Ended;
        }
        routes
    }

    fn walk(&self) -> Result<Option<Range<usize>>, EncodeError> {
        let rest = self.rest();
        let message_len =
            |routes| HEADER_LEN + self.part(self.sent..self.sent + routes).encoded_len();
        let mut fitting = Fitting {
            // The length of an attribute takes one byte or two, so for most routes the sum with the minimum is enough.
            sure: self.limit.saturating_sub(message_len(0)),
            fits: |routes| message_len(routes) <= self.limit,
            end: 0,
            first: Ok(0),
        };
        let nlri = self.nlri(rest);
        nlri.visit(&mut fitting);
        // A route that does not fit, or is malformed, is the first one of the next message.
        match (fitting.end, fitting.first) {
            (0, Ok(0)) => Ok(None),
            (0, Ok(next)) => Err(EncodeError::TooLong {
                what: match nlri {
                    Nlri::Unknown(_) => "UPDATE with routes of an unknown family",
                    _ => "UPDATE with a single route",
                },
                length: message_len(next),
                limit: self.limit,
            }),
            (0, Err(error)) => {
                let moved = DecodeError::new(self.sent + error.offset(), error.fault());
                Err(EncodeError::Malformed(moved.within(error.what())))
            }
            (end, _) => Ok(Some(self.sent..self.sent + end)),
        }
    }

    /// Returns bytes as routes of the list.
    fn nlri<'s>(&self, octets: &'s [u8]) -> Nlri<&'s [u8]> {
        let session = self.attributes.session();
        match self.place {
            Place::WithdrawnRoutes | Place::Unreach => {
                Nlri::withdrawn(octets, self.family, session)
            }
            Place::Nlri | Place::Reach(_) => Nlri::over(octets, self.family, session),
        }
    }

    /// Returns the body of a message with these routes.
    fn part(&self, routes: Range<usize>) -> Part<'_> {
        let routes = self.octets.get(routes).unwrap_or_default();
        let mut part = Part {
            withdrawn_routes: &[],
            multiprotocol: None,
            attributes: &self.attributes,
            nlri: &[],
        };
        match &self.place {
            Place::WithdrawnRoutes => part.withdrawn_routes = routes,
            Place::Nlri => part.nlri = routes,
            Place::Reach(next_hop) => {
                part.multiprotocol = Some(PathAttribute::new(MpReach {
                    next_hop: next_hop.view(),
                    reserved: 0,
                    nlri: self.nlri(routes),
                }));
            }
            Place::Unreach => {
                part.multiprotocol = Some(PathAttribute::new(MpUnreach {
                    nlri: self.nlri(routes),
                }));
            }
        }
        part
    }
}

/// Finds the routes that fit into a message.
struct Fitting<F> {
    /// Fewer bytes of routes than this fit.
    sure: usize,
    /// Returns whether this many bytes of routes fit.
    fits: F,
    /// The end of the last route that fits.
    end: usize,
    /// The end of the first route if it does not fit, or its error.
    first: Result<usize, DecodeError>,
}

impl<F: Fn(usize) -> bool> Fitting<F> {
    #[inline]
    fn fits(&self, end: usize) -> bool {
        end < self.sure || (self.fits)(end)
    }
}

impl<F: Fn(usize) -> bool> VisitRoutes for Fitting<F> {
    fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: fmt::Display,
    {
        let octets = routes.octets();
        let mut end = 0;
        // Routes that end before the end of what certainly fits need no more questions. The last of these bytes may be
        // a part of a route.
        let (sure, _) = octets.split_at_checked(self.sure).unwrap_or((octets, &[]));
        let mut left = List::<Route<T>, _>::within(sure, routes.context()).into_iter();
        while let Some(Ok(_)) = left.next()
            && !left.rest().is_empty()
        {
            end = sure.len() - left.rest().len();
        }
        let (_, behind) = octets.split_at_checked(end).unwrap_or_default();
        let mut left = List::<Route<T>, _>::within(behind, routes.context()).into_iter();
        while let Some(route) = left.next() {
            let next = octets.len() - left.rest().len();
            match route {
                Ok(_) if self.fits(next) => end = next,
                route => {
                    self.first = route.map(|_| next);
                    break;
                }
            }
        }
        self.end = end;
    }

    /// All routes are like one.
    fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
        let next = unknown.octets.len();
        if self.fits(next) {
            self.end = next;
        } else {
            self.first = Ok(next);
        }
    }
}

/// Returns where announced routes go, and removes other routes and next hops from the attributes.
fn announced<N: AsRef<[u8]>>(
    attributes: &mut PathAttributes,
    next_hop: MpNextHop,
    nlri: &Nlri<N>,
) -> Result<Place, EncodeError> {
    let session = attributes.session();
    session.accept(nlri.session_for(session), "routes")?;
    attributes.remove(MpReach::CODE);
    attributes.remove(MpUnreach::CODE);
    match (nlri, as_next_hop(&next_hop)) {
        (Nlri::Ipv4Unicast(_), Some(next_hop)) => {
            attributes.set(&next_hop)?;
            Ok(Place::Nlri)
        }
        _ => {
            attributes.remove(NextHop::CODE);
            Ok(Place::Reach(next_hop.for_family(nlri.family())?))
        }
    }
}

/// The body of an UPDATE, borrowed from its parts.
struct Part<'a> {
    withdrawn_routes: &'a [u8],
    multiprotocol: Option<PathAttribute<&'a [u8]>>,
    attributes: &'a PathAttributes,
    nlri: &'a [u8],
}

impl Part<'_> {
    fn attributes_len(&self) -> usize {
        let multiprotocol = self.multiprotocol.as_ref();
        multiprotocol.map_or(0, Encode::encoded_len) + self.attributes.encoded_len()
    }

    /// Encodes the attributes. MP_REACH_NLRI or MP_UNREACH_NLRI comes first
    /// ([RFC 7606, section 5.1](https://www.rfc-editor.org/rfc/rfc7606#section-5.1)).
    fn put_attributes(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if let Some(multiprotocol) = &self.multiprotocol {
            multiprotocol.put(out)?;
        }
        self.attributes.put(out)
    }

    fn to_update(&self) -> Result<Update, EncodeError> {
        let session = self.attributes.session();
        let mut attributes = Vec::with_capacity(self.attributes_len());
        self.put_attributes(&mut Writer::with_room(&mut attributes))?;
        Ok(Update {
            withdrawn_routes: Routes::over(self.withdrawn_routes.to_vec(), session),
            path_attributes: PathAttributes::over(attributes, session),
            nlri: Routes::over(self.nlri.to_vec(), session),
        })
    }
}

impl Encode for Part<'_> {
    fn encoded_len(&self) -> usize {
        4 + self.withdrawn_routes.len() + self.attributes_len() + self.nlri.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(length_u16("withdrawn routes", self.withdrawn_routes.len())?);
        out.put_slice(self.withdrawn_routes);
        out.put_u16(length_u16("path attributes", self.attributes_len())?);
        self.put_attributes(out)?;
        out.put_slice(self.nlri);
        Ok(())
    }
}

impl Iterator for Updates<'_> {
    type Item = Result<Update, EncodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let routes = match self.fitting() {
            Ok(routes) => routes?,
            Err(error) => return Some(Err(error)),
        };
        let end = routes.end;
        let update = self.part(routes).to_update();
        self.sent = end;
        Some(update)
    }
}

impl FusedIterator for Updates<'_> {}

#[cfg(test)]
mod tests;
