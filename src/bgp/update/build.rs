//! UPDATEs that are made of routes and what they have in common, and next hops that are changed.

use core::net::{IpAddr, Ipv4Addr};

use crate::bgp::attribute::{AttributeValue, MpNextHop, MpReach, NextHop, PathAttributes};
use crate::bgp::nlri::{Family, Nlri};
use crate::bgp::{Update, Updates};
use crate::wire::EncodeError;

/// NEXT_HOP in place of a next hop of MP_REACH_NLRI, where that can be.
pub(super) fn as_next_hop(next_hop: &MpNextHop) -> Option<NextHop> {
    match *next_hop.octets() {
        [] => Some(NextHop::UNKNOWN),
        [a, b, c, d] => Some(Ipv4Addr::new(a, b, c, d).into()),
        _ => None,
    }
}

impl<B: AsRef<[u8]>> Update<B> {
    /// The families of which routes are announced, each once: those of every MP_REACH_NLRI, in their order, and IPv4
    /// unicast where there are routes behind the attributes. A malformed MP_REACH_NLRI is passed over.
    pub fn announced_families(&self) -> impl Iterator<Item = Family> {
        let behind = (!self.nlri.is_empty()).then_some(Family::IPV4_UNICAST);
        let reaches = move || {
            let values = self.path_attributes.iter().flatten();
            values.filter_map(|attribute| match attribute.value {
                AttributeValue::MpReach(reach) => Some(reach.nlri.family()),
                _ => None,
            })
        };
        let all = move || reaches().chain(behind);
        all().enumerate().filter_map(move |(place, family)| {
            (!all().take(place).any(|other| other == family)).then_some(family)
        })
    }
}

impl Update {
    /// An UPDATE that announces routes, all with these attributes and this next hop.
    ///
    /// Routes of IPv4 unicast with a next hop of IPv4 are behind the attributes, and the next hop is the NEXT_HOP among
    /// them. All others are in an MP_REACH_NLRI, together with the next hop: routes of other families
    /// ([RFC 4760](https://www.rfc-editor.org/rfc/rfc4760)), and those of IPv4 unicast with a next hop of IPv6
    /// ([RFC 8950](https://www.rfc-editor.org/rfc/rfc8950)).
    ///
    /// What `path_attributes` say of routes and next hop (MP_REACH_NLRI, MP_UNREACH_NLRI, NEXT_HOP) makes way for that:
    /// attributes of another UPDATE can be used again as they are. In families of VPNs (SAFI 128 and 129) an address
    /// without a route distinguisher gets one of zero
    /// ([RFC 4364, section 4.3.2](https://www.rfc-editor.org/rfc/rfc4364#section-4.3.2)). A next hop without octets, like
    /// `MpNextHop::default()`, is none: families like flow specifications need none. Which attributes a peer needs besides
    /// depends on the peer; [`errors`](Update::errors) tells what it would say.
    ///
    /// For as many routes as there are, see [`Updates`](crate::bgp::Updates): this makes one message, however long.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, Update, attribute::{AsPath, Origin, PathAttributes}};
    /// use bmp_codec::bgp::nlri::{Ipv6Prefix, Nlri, Route, Routes};
    /// use std::net::IpAddr;
    ///
    /// let session = Session::default();
    /// let path_attributes = PathAttributes::new(session)
    ///     .with(&Origin::Igp)?
    ///     .with(&"64496 64497".parse::<AsPath>()?)?;
    /// let routes = Routes::in_session(session, [Route::from("2001:db8::/32".parse::<Ipv6Prefix>()?)])?;
    /// let update = Update::announcing(
    ///     path_attributes,
    ///     "2001:db8::1".parse::<IpAddr>()?,
    ///     Nlri::Ipv6Unicast(routes),
    /// )?;
    /// assert_eq!(
    ///     update.path_attributes.to_string(),
    ///     "MP_REACH_NLRI ipv6-unicast next-hop 2001:db8::1 2001:db8::/32, ORIGIN igp, AS_PATH 64496 64497"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Session`] where the routes are not of the session of the attributes: with path identifiers where
    /// that has none for their family, with several labels where that has one, or the other way.
    /// [`EncodeError::Family`] where the next hop is none for the family, [`EncodeError::Missing`] without a route, and
    /// [`EncodeError::TooLong`] where they do not fit the attribute.
    pub fn announcing(
        path_attributes: PathAttributes,
        next_hop: impl Into<MpNextHop>,
        nlri: Nlri,
    ) -> Result<Update, EncodeError> {
        Updates::announcing(&path_attributes, next_hop, &nlri, usize::MAX)
            .whole("route to announce")
    }

    /// An UPDATE that withdraws routes, and nothing else: those of IPv4 unicast in its first field, those of all other
    /// families in an MP_UNREACH_NLRI. For as many as there are, see [`Updates`](crate::bgp::Updates).
    ///
    /// Withdrawn routes have one label, which means nothing
    /// ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)). A list that was made for a session
    /// of several labels can be withdrawn as it is: where it matters, its routes get
    /// [`Label::WITHDRAWN`](crate::net::Label::WITHDRAWN) in place of their labels.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::{Session, Update, nlri::{Ipv4Prefix, Nlri, Route, Routes}}};
    ///
    /// let route = Route::from("198.51.100.0/24".parse::<Ipv4Prefix>()?);
    /// let routes = Routes::in_session(Session::default(), [route])?;
    /// let update = Update::withdrawing(Nlri::Ipv4Unicast(routes))?;
    /// assert_eq!(update.to_vec()?, [0, 4, 24, 198, 51, 100, 0, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Missing`] without a route: that would be an End-of-RIB, see
    /// [`of_end_of_rib`](Update::of_end_of_rib). [`EncodeError::TooLong`] where they do not fit the attribute.
    /// [`EncodeError::Malformed`] where routes with several labels cannot be read.
    pub fn withdrawing(nlri: Nlri) -> Result<Update, EncodeError> {
        Updates::withdrawing(&nlri, usize::MAX).whole("route to withdraw")
    }

    /// Changes where packets to the announced routes of a family go next, which is what
    /// [`next_hop`](Update::next_hop) tells: in the MP_REACH_NLRI of that family, whose routes stay as they are, or for
    /// IPv4 unicast without one in NEXT_HOP. Route distinguishers are as in [`announcing`](Update::announcing). A
    /// link-local address beside the old next hop goes with it.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::{Update, nlri::Family}};
    /// use std::net::IpAddr;
    ///
    /// // MP_REACH_NLRI with 2001:db8::1 and 2001:db8::/32.
    /// let octets = [
    ///     0, 0, 0, 29, 0x80, 14, 26, 0, 2, 1, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
    ///     32, 0x20, 1, 0xd, 0xb8,
    /// ];
    /// let mut update = Update::from_octets(&octets)?.to_owned();
    /// update.set_next_hop(Family::IPV6_UNICAST, "2001:db8::2".parse::<IpAddr>()?)?;
    /// assert_eq!(
    ///     update.path_attributes.to_string(),
    ///     "MP_REACH_NLRI ipv6-unicast next-hop 2001:db8::2 2001:db8::/32"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Missing`] where no route of the family is announced, [`EncodeError::Family`] where the next hop is
    /// none for the family: one of IPv6 for routes behind the attributes, too, as these have no place for it.
    /// [`EncodeError::Malformed`] where the MP_REACH_NLRI cannot be read. The UPDATE is then as it was.
    pub fn set_next_hop(
        &mut self,
        family: Family,
        next_hop: impl Into<MpNextHop>,
    ) -> Result<(), EncodeError> {
        let next_hop = next_hop.into();
        let reach = self.path_attributes.get::<MpReach<&[u8]>>();
        let reach = reach.map_err(EncodeError::Malformed)?;
        match reach.filter(|reach| reach.nlri.family() == family) {
            Some(reach) => {
                let next_hop = next_hop.for_family(family)?;
                let reach = MpReach {
                    next_hop: next_hop.view(),
                    ..reach
                };
                let reach = reach.to_owned();
                self.path_attributes.set(&reach)
            }
            None if family == Family::IPV4_UNICAST && !self.nlri.is_empty() => {
                let next_hop =
                    as_next_hop(&next_hop).ok_or(EncodeError::Family { what: "NEXT_HOP" })?;
                self.path_attributes.set(&next_hop)
            }
            None => Err(EncodeError::Missing {
                what: "announced route of the family",
            }),
        }
    }

    /// Changes the next hop of every family whose routes are announced: `map` takes the family and the address that
    /// [`next_hop`](Update::next_hop) tells, and returns the new one, or `None` for what is to stay. Families without a next
    /// hop are passed over.
    ///
    /// ```
    /// use bmp_codec::bgp::{Update, attribute::Origin};
    /// use bmp_codec::net::Ipv4Prefix;
    /// use std::net::{IpAddr, Ipv4Addr};
    ///
    /// let mut update = Update::announce(["10.0.0.0/8".parse::<Ipv4Prefix>()?])
    ///     .origin(Origin::Igp)
    ///     .next_hop(Ipv4Addr::new(192, 0, 2, 1))
    ///     .build()?;
    /// update.map_next_hops(|_, next_hop| next_hop.is_ipv4().then_some(Ipv4Addr::new(192, 0, 2, 7).into()))?;
    /// assert_eq!(update.path_attributes.to_string(), "ORIGIN igp, NEXT_HOP 192.0.2.7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`set_next_hop`](Update::set_next_hop), and where a next hop cannot be read. The UPDATE is then as it was.
    pub fn map_next_hops(
        &mut self,
        mut map: impl FnMut(Family, IpAddr) -> Option<IpAddr>,
    ) -> Result<(), EncodeError> {
        let mut changed = self.clone();
        for family in self.announced_families() {
            if let Some(old) = self.next_hop(family)?
                && let Some(new) = map(family, old)
            {
                changed.set_next_hop(family, new)?;
            }
        }
        *self = changed;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
