//! [`Announcement`]: builds an UPDATE from routes, attribute by attribute.
//!
//! ```
//! use bmp_codec::Encode;
//! use bmp_codec::bgp::{Update, attribute::{Community, Origin}};
//! use bmp_codec::net::Ipv4Prefix;
//! use std::net::IpAddr;
//!
//! let prefix: Ipv4Prefix = "203.0.113.0/24".parse()?;
//! let update = Update::announce([prefix])
//!     .origin(Origin::Igp)
//!     .as_path([65001, 65002])
//!     .next_hop("192.0.2.1".parse::<IpAddr>()?)
//!     .communities([Community::NO_EXPORT])
//!     .build()?;
//! assert_eq!(
//!     update.path_attributes.to_string(),
//!     "ORIGIN igp, AS_PATH 65001 65002, NEXT_HOP 192.0.2.1, COMMUNITIES no-export"
//! );
//! assert_eq!(Update::withdraw([prefix])?.to_vec()?, [0, 4, 24, 203, 0, 113, 0, 0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::vec::Vec;

use crate::bgp::attribute::{
    AsPath, Community, ExtendedCommunity, LargeCommunity, LocalPref, MpNextHop, MultiExitDisc,
    Origin, PathAttributes, Registered,
};
use crate::bgp::nlri::{Destination, FamilySet, IntoRoute, Nlri, Route, RouteContext, Routes};
use crate::bgp::{Session, Update, Updates};
use crate::net::Asn;
use crate::wire::{Encode, EncodeError, ListContext};

/// A builder for an UPDATE that announces routes: [`Update::announce`] starts it, [`build`](Announcement::build)
/// finishes it.
///
/// Set each attribute once, in any order. The builder keeps the first error, and `build` returns it.
#[derive(Clone, Debug)]
#[must_use = "nothing is made before `build`"]
pub struct Announcement {
    nlri: Nlri,
    next_hop: MpNextHop,
    /// The attributes so far, or the first error.
    attributes: Result<PathAttributes, EncodeError>,
}

/// Returns the session that a route needs: with path identifiers or multiple labels if the route has them.
fn session_for<T: Destination + Encode>(route: &Route<T>) -> Session {
    let session = Session::default();
    let form = RouteContext::of(route.form(session.routes(T::FAMILY).into()));
    let of_family = |asked| match asked {
        true => FamilySet::from(T::FAMILY),
        false => FamilySet::default(),
    };
    session
        .with_add_path(of_family(form.has_path_ids()))
        .with_multiple_labels(of_family(form.has_several_labels()))
}

/// Returns routes as the list of their family, and the session that the first one needs.
fn nlri_of<R: IntoRoute>(
    routes: impl IntoIterator<Item = R>,
) -> (Session, Result<Nlri, EncodeError>) {
    let mut routes = routes.into_iter().map(R::into_route);
    let first = routes.next();
    let session = first.as_ref().map(session_for).unwrap_or_default();
    let mut list = Routes::new(session);
    let result = first
        .map_or(Ok(()), |first| list.push(&first))
        .and_then(|()| list.push_all(routes));
    let nlri = result.map(|()| Nlri::over(list.into_octets(), R::Destination::FAMILY, session));
    (session, nlri)
}

impl Update {
    /// Starts an UPDATE that announces routes. The routes are prefixes ([`Ipv4Prefix`](crate::net::Ipv4Prefix),
    /// `ipnet::Ipv6Net`), routes of any other family, or [`Route`]s with a path identifier.
    ///
    /// The family follows from the routes, the session from the first route: all routes must have a path identifier, or
    /// none; and only if the first route has multiple labels, others may. Prefixes are unicast routes. Use [`announcing`](Update::announcing)
    /// for other families with the same type of route, and for peers with two-octet AS numbers.
    ///
    /// ```
    /// use bmp_codec::bgp::{Update, attribute::Origin, nlri::Route};
    /// use bmp_codec::net::Ipv6Prefix;
    /// use std::net::IpAddr;
    ///
    /// let prefix: Ipv6Prefix = "2001:db8::/32".parse()?;
    /// let update = Update::announce([Route::from(prefix).with_path_id(7)])
    ///     .origin(Origin::Igp)
    ///     .as_path([65001])
    ///     .next_hop("2001:db8::1".parse::<IpAddr>()?)
    ///     .build()?;
    /// assert_eq!(
    ///     update.path_attributes.to_string(),
    ///     "MP_REACH_NLRI ipv6-unicast next-hop 2001:db8::1 2001:db8::/32 path-id 7, \
    ///      ORIGIN igp, AS_PATH 65001"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn announce<R: IntoRoute>(routes: impl IntoIterator<Item = R>) -> Announcement {
        let (session, nlri) = nlri_of(routes);
        let (nlri, attributes) = match nlri {
            Ok(nlri) => (nlri, Ok(PathAttributes::new(session))),
            Err(error) => (
                Nlri::over(Vec::new(), R::Destination::FAMILY, session),
                Err(error),
            ),
        };
        Announcement {
            nlri,
            next_hop: MpNextHop::default(),
            attributes,
        }
    }

    /// Builds an UPDATE that only withdraws routes, like [`withdrawing`](Update::withdrawing), from the same kinds of
    /// routes as [`announce`](Update::announce).
    ///
    /// # Errors
    /// Like [`withdrawing`](Update::withdrawing), and [`EncodeError::Session`] if only some of the routes have a path
    /// identifier.
    pub fn withdraw<R: IntoRoute>(
        routes: impl IntoIterator<Item = R>,
    ) -> Result<Update, EncodeError> {
        let (_, nlri) = nlri_of(routes);
        Update::withdrawing(nlri?)
    }
}

impl Announcement {
    /// Sets ORIGIN.
    pub fn origin(self, origin: Origin) -> Announcement {
        self.with(&origin)
    }

    /// Sets AS_PATH to one sequence of AS numbers, the nearest first. It is empty for a route of the speaker's own AS.
    /// Use [`with`](Announcement::with) for a path with sets.
    pub fn as_path(self, asns: impl IntoIterator<Item = u32>) -> Announcement {
        self.change(|attributes| attributes.set(&AsPath::sequence(asns.into_iter().map(Asn))?))
    }

    /// Sets the next hop. It becomes NEXT_HOP or a part of MP_REACH_NLRI: see [`announcing`](Update::announcing).
    pub fn next_hop(mut self, next_hop: impl Into<MpNextHop>) -> Announcement {
        self.next_hop = next_hop.into();
        self
    }

    /// Sets MULTI_EXIT_DISC.
    pub fn multi_exit_disc(self, metric: u32) -> Announcement {
        self.with(&MultiExitDisc(metric))
    }

    /// Sets LOCAL_PREF.
    pub fn local_pref(self, preference: u32) -> Announcement {
        self.with(&LocalPref(preference))
    }

    /// Sets COMMUNITIES.
    pub fn communities(self, communities: impl IntoIterator<Item = Community>) -> Announcement {
        self.change(|attributes| attributes.set_values(communities))
    }

    /// Sets EXTENDED COMMUNITIES.
    pub fn extended_communities(
        self,
        communities: impl IntoIterator<Item = ExtendedCommunity>,
    ) -> Announcement {
        self.change(|attributes| attributes.set_values(communities))
    }

    /// Sets LARGE_COMMUNITY.
    pub fn large_communities(
        self,
        communities: impl IntoIterator<Item = LargeCommunity>,
    ) -> Announcement {
        self.change(|attributes| attributes.set_values(communities))
    }

    /// Sets any other attribute. An attribute that is set again replaces the previous one.
    pub fn with<T: Encode + Registered>(self, attribute: &T) -> Announcement {
        self.change(|attributes| attributes.set(attribute))
    }

    fn change(
        mut self,
        change: impl FnOnce(&mut PathAttributes) -> Result<(), EncodeError>,
    ) -> Announcement {
        if let Ok(attributes) = &mut self.attributes
            && let Err(error) = change(attributes)
        {
            self.attributes = Err(error);
        }
        self
    }

    /// Builds the UPDATE: one message of any length.
    ///
    /// # Errors
    /// The first error of an attribute or a route, otherwise like [`Update::announcing`].
    pub fn build(self) -> Result<Update, EncodeError> {
        Update::announcing(self.attributes?, self.next_hop, self.nlri)
    }

    /// Builds as many UPDATEs as the routes need, each of at most `limit` bytes, header included
    /// ([`max_message_len`](crate::bgp::max_message_len)).
    ///
    /// # Errors
    /// Like [`build`](Announcement::build), and [`EncodeError::TooLong`] if a single route does not fit.
    pub fn build_within(self, limit: usize) -> Result<Vec<Update>, EncodeError> {
        Updates::announcing(&self.attributes?, self.next_hop, &self.nlri, limit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::MAX_MESSAGE_LEN;
    use crate::bgp::nlri::{Family, VpnIpv4};
    use crate::net::{Ipv4Prefix, Label, Labels, RouteDistinguisher};
    use crate::testkit::hex;
    use core::net::Ipv4Addr;

    fn prefix(text: &str) -> Ipv4Prefix {
        text.parse().unwrap()
    }

    #[test]
    fn in_the_order_of_type_codes() {
        let update = Update::announce([prefix("198.51.100.0/24")])
            .communities([Community::NO_EXPORT])
            .local_pref(100)
            .multi_exit_disc(7)
            .next_hop(Ipv4Addr::new(192, 0, 2, 1))
            .as_path([64496])
            .origin(Origin::Igp)
            .build()
            .unwrap();
        assert_eq!(
            update.to_vec().unwrap(),
            hex(
                "0000 0029 400101 00 400206 0201 0000fbf0 400304 c0000201 800404 00000007 400504 00000064
                 c00804 ffffff01 18 c63364"
            )
        );
    }

    #[test]
    fn the_session_follows_from_the_routes() {
        let route = Route::from(prefix("198.51.100.0/24")).with_path_id(7);
        let update = Update::withdraw([route]).unwrap();
        assert_eq!(
            update.to_vec().unwrap(),
            hex("0008 00000007 18 c63364 0000")
        );

        let labels = Labels::of([Label::new(100), Label::new(200)]).unwrap();
        let rd: RouteDistinguisher = "65000:1".parse().unwrap();
        let vpn = VpnIpv4 {
            labels,
            rd,
            prefix: prefix("10.0.0.0/8"),
        };
        let update = Update::announce([vpn])
            .next_hop(Ipv4Addr::new(192, 0, 2, 1))
            .build()
            .unwrap();
        let session = update.path_attributes.session();
        assert!(session.multiple_labels().contains(Family::VPN_IPV4_UNICAST));
        // 24 * 2 + 64 + 8 bits; labels 100 and 200, the second with the bottom of stack bit.
        let reach = hex("78 000640 000c81 0000 fde8 00000001 0a");
        assert!(update.path_attributes.octets().ends_with(&reach));
    }

    #[test]
    fn the_first_error_stays() {
        let mixed = [
            Route::from(prefix("10.0.0.0/8")),
            Route::from(prefix("11.0.0.0/8")).with_path_id(1),
        ];
        let error = Update::announce(mixed).as_path([0; 300]).build();
        assert!(matches!(error, Err(EncodeError::Session { .. })));
        let error = Update::announce([prefix("10.0.0.0/8")])
            .as_path([0; 300])
            .build();
        assert!(matches!(
            error,
            Err(EncodeError::TooMany { count: 300, .. })
        ));
        let none = Update::announce([] as [Ipv4Prefix; 0]).build();
        assert!(matches!(none, Err(EncodeError::Missing { .. })));
    }

    #[test]
    fn as_many_updates_as_needed() {
        let prefixes = (0..2000).map(|n| Ipv4Prefix::from((0x0a00_0000 | n << 8, 24)));
        let updates = Update::announce(prefixes)
            .next_hop(Ipv4Addr::new(192, 0, 2, 1))
            .build_within(MAX_MESSAGE_LEN)
            .unwrap();
        // Of 4096 bytes, a route takes 4, and header, lengths and NEXT_HOP take 30.
        let counts = updates.iter().map(|update| update.nlri.iter().count());
        assert_eq!(counts.collect::<Vec<_>>(), [1016, 984]);
    }

    /// Codes 16 and 32, optional and transitive (RFC 4360, section 2; RFC 8092, section 3).
    #[test]
    fn communities_of_other_lengths() {
        let update = Update::announce([prefix("10.0.0.0/8")])
            .next_hop(Ipv4Addr::new(192, 0, 2, 1))
            .extended_communities([ExtendedCommunity::route_target(65000, 7)])
            .large_communities([LargeCommunity::new(64496, 1, 2)])
            .build()
            .unwrap();
        assert_eq!(
            update.path_attributes.octets(),
            hex("400304 c0000201 c01008 0002fde800000007 c0200c 0000fbf0 00000001 00000002")
        );
    }
}
