//! Builds UPDATEs from routes and their common attributes, and changes next hops.

use core::net::{IpAddr, Ipv4Addr};

use alloc::collections::BTreeSet;

use crate::bgp::attribute::{AttributeValue, MpNextHop, MpReach, NextHop, PathAttributes};
use crate::bgp::nlri::{Family, Nlri};
use crate::bgp::{Update, Updates};
use crate::wire::EncodeError;

/// Returns the NEXT_HOP that can replace a next hop of MP_REACH_NLRI, if there is one.
pub(super) fn as_next_hop(next_hop: &MpNextHop) -> Option<NextHop> {
    match *next_hop.octets() {
        [] => Some(NextHop::UNKNOWN),
        [a, b, c, d] => Some(Ipv4Addr::new(a, b, c, d).into()),
        _ => None,
    }
}

impl<B: AsRef<[u8]>> Update<B> {
    /// Returns the families whose routes are announced, without duplicates: the families of every MP_REACH_NLRI in
    /// order, and IPv4 unicast if there are routes after the attributes. A malformed MP_REACH_NLRI is skipped.
    pub fn announced_families(&self) -> impl Iterator<Item = Family> {
        let behind = (!self.nlri.is_empty()).then_some(Family::IPV4_UNICAST);
        let mut seen = BTreeSet::new();
        self.reaches()
            .map(|reach| reach.nlri.family())
            .chain(behind)
            .filter(move |family| seen.insert(*family))
    }

    /// Returns every MP_REACH_NLRI that can be decoded.
    fn reaches(&self) -> impl Iterator<Item = MpReach<&[u8]>> {
        let attributes = self.path_attributes.iter().flatten();
        attributes.filter_map(|attribute| match attribute.value {
            AttributeValue::MpReach(reach) => Some(reach),
            _ => None,
        })
    }
}

impl Update {
    /// Builds an UPDATE that announces routes with these attributes and this next hop.
    ///
    /// IPv4 unicast routes with an IPv4 next hop follow the attributes, and the next hop becomes the attribute
    /// NEXT_HOP. All other routes go into an MP_REACH_NLRI together with the next hop: routes of other families
    /// ([RFC 4760](https://www.rfc-editor.org/rfc/rfc4760)), and IPv4 unicast routes with an IPv6 next hop
    /// ([RFC 8950](https://www.rfc-editor.org/rfc/rfc8950)).
    ///
    /// MP_REACH_NLRI, MP_UNREACH_NLRI and NEXT_HOP in `path_attributes` are replaced, so the attributes of another
    /// UPDATE can be reused unchanged. For VPN families (SAFI 128 and 129), a next hop without a route distinguisher
    /// gets a zero one ([RFC 4364, section 4.3.2](https://www.rfc-editor.org/rfc/rfc4364#section-4.3.2)). An empty next
    /// hop, like `MpNextHop::default()`, means no next hop: some families, like flow specifications, need none. Other
    /// attributes are not checked, because what is required depends on the peer; [`errors`](Update::errors) returns
    /// what the peer would find.
    ///
    /// This builds one message of any length. [`Updates`](crate::bgp::Updates) splits any number of routes into several
    /// messages.
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
    /// let prefix: Ipv6Prefix = "2001:db8::/32".parse()?;
    /// let routes = Routes::in_session(session, [Route::from(prefix)])?;
    /// let update = Update::announcing(
    ///     path_attributes,
    ///     "2001:db8::1".parse::<IpAddr>()?,
    ///     Nlri::Ipv6Unicast(routes),
    /// )?;
    /// assert_eq!(
    ///     update.path_attributes.to_string(),
    ///     "MP_REACH_NLRI ipv6-unicast next-hop 2001:db8::1 2001:db8::/32, \
    ///      ORIGIN igp, AS_PATH 64496 64497"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// * [`EncodeError::Session`] if routes and attributes have different sessions: the routes have path identifiers or
    ///   multiple labels, and the session of the attributes has none for their family, or the other way round.
    /// * [`EncodeError::Family`] if the next hop is not possible for the family.
    /// * [`EncodeError::Missing`] if there are no routes.
    /// * [`EncodeError::TooLong`] if the routes do not fit the attribute.
    pub fn announcing(
        path_attributes: PathAttributes,
        next_hop: impl Into<MpNextHop>,
        nlri: Nlri,
    ) -> Result<Update, EncodeError> {
        Updates::announcing(&path_attributes, next_hop, &nlri, usize::MAX)
            .whole("route to announce")
    }

    /// Builds an UPDATE that only withdraws routes. IPv4 unicast routes go into its first field, all others into an
    /// MP_UNREACH_NLRI. [`Updates`](crate::bgp::Updates) splits any number of routes into several messages.
    ///
    /// Withdrawn routes have one label, which has no meaning
    /// ([RFC 8277, section 2.4](https://www.rfc-editor.org/rfc/rfc8277#section-2.4)). Routes of a session with multiple
    /// labels can be withdrawn unchanged: if needed, [`Label::WITHDRAWN`](crate::net::Label::WITHDRAWN) replaces
    /// their labels.
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::{Session, Update, nlri::{Ipv4Prefix, Nlri, Route, Routes}};
    ///
    /// let route = Route::from("198.51.100.0/24".parse::<Ipv4Prefix>()?);
    /// let routes = Routes::in_session(Session::default(), [route])?;
    /// let update = Update::withdrawing(Nlri::Ipv4Unicast(routes))?;
    /// assert_eq!(update.to_vec()?, [0, 4, 24, 198, 51, 100, 0, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// * [`EncodeError::Missing`] if there are no routes: the message would be an End-of-RIB, see
    ///   [`of_end_of_rib`](Update::of_end_of_rib).
    /// * [`EncodeError::TooLong`] if the routes do not fit the attribute.
    /// * [`EncodeError::Malformed`] if routes with multiple labels are malformed.
    pub fn withdrawing(nlri: Nlri) -> Result<Update, EncodeError> {
        Updates::withdrawing(&nlri, usize::MAX).whole("route to withdraw")
    }

    /// Changes the next hop of the announced routes of a family: the one that [`next_hop`](Update::next_hop) returns.
    ///
    /// The next hop is in the MP_REACH_NLRI of that family, whose routes stay unchanged. For IPv4 unicast without
    /// MP_REACH_NLRI, it is in NEXT_HOP. Route distinguishers are added like in [`announcing`](Update::announcing). A
    /// link-local address next to the old next hop is removed.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::{Update, nlri::Family}};
    /// use std::net::IpAddr;
    ///
    /// // MP_REACH_NLRI with 2001:db8::1 and 2001:db8::/32.
    /// let octets = [
    ///     0, 0, 0, 29, 0x80, 14, 26, 0, 2, 1, 16, 0x20, 1, 0xd, 0xb8,
    ///     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 32, 0x20, 1, 0xd, 0xb8,
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
    /// * [`EncodeError::Missing`] if no route of the family is announced.
    /// * [`EncodeError::Family`] if the next hop is not possible for the family. This includes an IPv6 next hop for
    ///   routes after the attributes, because NEXT_HOP has no room for it.
    /// * [`EncodeError::Malformed`] if the MP_REACH_NLRI is malformed.
    ///
    /// The UPDATE is unchanged then.
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

    /// Changes the next hop of every announced family. `map` takes the family and the address that
    /// [`next_hop`](Update::next_hop) returns for it. It returns the new next hop, or `None` to keep the old one.
    /// Families without a next hop are skipped.
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
    /// update.map_next_hops(|_, old| {
    ///     old.is_ipv4().then_some(Ipv4Addr::new(192, 0, 2, 7).into())
    /// })?;
    /// assert_eq!(update.path_attributes.to_string(), "ORIGIN igp, NEXT_HOP 192.0.2.7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Like [`set_next_hop`](Update::set_next_hop), and if a next hop is malformed. The UPDATE is unchanged then.
    pub fn map_next_hops(
        &mut self,
        mut map: impl FnMut(Family, IpAddr) -> Option<IpAddr>,
    ) -> Result<(), EncodeError> {
        let mut changed = self.clone();
        let mut seen = BTreeSet::new();
        for reach in self.reaches() {
            let family = reach.nlri.family();
            if seen.insert(family)
                && let Some(old) = reach.next_hop.address()
                && let Some(new) = map(family, old)
            {
                changed.set_next_hop(family, new)?;
            }
        }
        if !self.nlri.is_empty()
            && seen.insert(Family::IPV4_UNICAST)
            && let Some(old) = self.next_hop(Family::IPV4_UNICAST)?
            && let Some(new) = map(Family::IPV4_UNICAST, old)
        {
            changed.set_next_hop(Family::IPV4_UNICAST, new)?;
        }
        *self = changed;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
