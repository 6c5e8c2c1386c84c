//! [`Update::announced`], [`Update::withdrawn`] and [`Update::next_hop`]: each looks at both places of routes in an
//! UPDATE.

use core::iter::FusedIterator;
use core::net::IpAddr;

use crate::bgp::Update;
use crate::bgp::attribute::{MpReach, MpUnreach, NextHop, seek};
use crate::bgp::nlri::{AnyRoute, AnyRoutes, Family, RouteKeyRef, RouteKeys};
use crate::wire::{DecodeError, Reader, What};

impl<B: AsRef<[u8]>> Update<B> {
    /// Returns all announced routes: first the routes of every MP_REACH_NLRI, then those of the last field.
    ///
    /// A malformed route is an error in its place; its offset counts from the start of its list. An attribute list that
    /// breaks off is an error, too, because it may have contained routes. Other attributes are not decoded.
    ///
    /// All routes of an unknown family (see [`Family::TYPED`]) are one item without a prefix. Use
    /// [`keys`](UpdateRoutes::keys) for what identifies each route.
    ///
    /// `for_each`, `fold`, `count` and `sum` have a loop of their own for each family: they read a list of a thousand
    /// routes in less than half the instructions of a `for` loop, one of six in two thirds, and a single route in about
    /// the same.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::{Update, nlri::Family}};
    ///
    /// // MP_REACH_NLRI with 2001:db8::/32, and 10.0.0.0/8 after the attributes.
    /// let octets = [
    ///     0, 0, 0, 29, 0x80, 14, 26, 0, 2, 1, 16, 0x20, 1, 0xd, 0xb8,
    ///     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 32, 0x20, 1, 0xd, 0xb8, 8, 10,
    /// ];
    /// let update = Update::from_octets(&octets)?;
    /// let mut announced = update.announced();
    /// let first = announced.next().unwrap()?;
    /// assert_eq!(first.family, Family::IPV6_UNICAST);
    /// assert_eq!(first.prefix, Some("2001:db8::/32".parse()?));
    /// assert_eq!(announced.next().unwrap()?.to_string(), "ipv4-unicast 10.0.0.0/8");
    /// assert!(announced.next().is_none() && update.withdrawn().next().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn announced(&self) -> UpdateRoutes<'_> {
        UpdateRoutes {
            list: AnyRoutes::none(),
            attributes: self.path_attributes.reader(),
            code: MpReach::CODE,
            behind: (!self.nlri.is_empty())
                .then(|| AnyRoutes::of(Family::IPV4_UNICAST, self.nlri.view())),
        }
    }

    /// Returns all withdrawn routes: first the routes of the first field, then those of every MP_UNREACH_NLRI. Errors
    /// and unknown families are like in [`announced`](Update::announced).
    #[must_use]
    pub fn withdrawn(&self) -> UpdateRoutes<'_> {
        UpdateRoutes {
            list: AnyRoutes::of(Family::IPV4_UNICAST, self.withdrawn_routes.view()),
            attributes: self.path_attributes.reader(),
            code: MpUnreach::CODE,
            behind: None,
        }
    }

    /// Returns the next hop of the announced routes of a family. It is the address in the MP_REACH_NLRI of that family,
    /// the global one if there are two. For IPv4 unicast without such an attribute, it is the address in NEXT_HOP.
    ///
    /// Returns `None` if there is no such attribute, or no address in it: some families, like flow specifications, need
    /// none, and a next hop of an unusual length is not decoded. [`MpReach::next_hop`] has the rest, like a link-local
    /// address or a route distinguisher.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::{Update, nlri::Family}};
    ///
    /// // NEXT_HOP 192.0.2.1, MP_REACH_NLRI with 2001:db8::1 and 2001:db8::/32, and 10.0.0.0/8
    /// // after the attributes.
    /// let octets = [
    ///     0, 0, 0, 36, 0x40, 3, 4, 192, 0, 2, 1, 0x80, 14, 26, 0, 2, 1, 16,
    ///     0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
    ///     0, 32, 0x20, 1, 0xd, 0xb8, 8, 10,
    /// ];
    /// let update = Update::from_octets(&octets)?;
    /// let mut lines = Vec::new();
    /// for route in update.announced() {
    ///     let route = route?;
    ///     if let Some(next_hop) = update.next_hop(route.family)? {
    ///         lines.push(format!("{route} via {next_hop}"));
    ///     }
    /// }
    /// assert_eq!(lines[0], "ipv6-unicast 2001:db8::/32 via 2001:db8::1");
    /// assert_eq!(lines[1], "ipv4-unicast 10.0.0.0/8 via 192.0.2.1");
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// A [`DecodeError`] if an attribute with a next hop is malformed, or if the list breaks off before the next hop is
    /// found.
    pub fn next_hop(&self, family: Family) -> Result<Option<IpAddr>, DecodeError> {
        let mut attributes = self.path_attributes.reader();
        while let Some(value) = seek(&mut attributes, MpReach::CODE) {
            let reach: MpReach<&[u8]> = value
                .and_then(|mut value| value.read())
                .map_err(|error| error.within(What::Attribute(MpReach::CODE)))?;
            if reach.nlri.family() == family {
                return Ok(reach.next_hop.address());
            }
        }
        if family != Family::IPV4_UNICAST {
            return Ok(None);
        }
        let next_hop: Option<NextHop> = self.path_attributes.get()?;
        Ok(next_hop
            .filter(|next_hop| next_hop.is_known())
            .map(|next_hop| next_hop.address().into()))
    }
}

/// An iterator over the announced or the withdrawn routes of an UPDATE.
#[derive(Clone, Debug)]
pub struct UpdateRoutes<'a> {
    /// The current list.
    list: AnyRoutes<'a>,
    attributes: Reader<'a>,
    /// The code of the attributes that contain the routes.
    code: u8,
    /// The list after the attributes.
    behind: Option<AnyRoutes<'a>>,
}

/// Returns the routes in the value of MP_REACH_NLRI or MP_UNREACH_NLRI, chosen by its code.
fn value_routes<'a>(code: u8, value: &mut Reader<'a>) -> Result<AnyRoutes<'a>, DecodeError> {
    Ok(AnyRoutes::from(match code {
        MpReach::CODE => value.read::<MpReach<&[u8]>>()?.nlri,
        _ => value.read::<MpUnreach<&[u8]>>()?.nlri,
    }))
}

impl UpdateRoutes<'_> {
    /// Moves on to the next list that is not empty, if there is one.
    #[inline(never)]
    fn next_list(&mut self) -> Result<(), DecodeError> {
        while self.list.rest().is_empty() {
            self.list = match seek(&mut self.attributes, self.code) {
                Some(value) => value
                    .and_then(|mut value| value_routes(self.code, &mut value))
                    .map_err(|error| error.within(What::Attribute(self.code)))?,
                None => match self.behind.take() {
                    Some(routes) => routes,
                    None => break,
                },
            };
        }
        Ok(())
    }
}

impl Iterator for UpdateRoutes<'_> {
    type Item = Result<AnyRoute, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.list.rest().is_empty() {
            if self.attributes.is_empty() && self.behind.is_none() {
                return None;
            }
            if let Err(error) = self.next_list() {
                return Some(Err(error));
            }
        }
        self.list.next()
    }

    /// A loop for each list, which need not ask for the next one behind every route.
    #[inline]
    fn fold<A, F: FnMut(A, Self::Item) -> A>(mut self, init: A, mut f: F) -> A {
        let mut folded = init;
        loop {
            if self.list.rest().is_empty() {
                if self.attributes.is_empty() && self.behind.is_none() {
                    return folded;
                }
                if let Err(error) = self.next_list() {
                    folded = f(folded, Err(error));
                    continue;
                }
            }
            folded = self.list.take_list().fold(folded, &mut f);
        }
    }
}

impl FusedIterator for UpdateRoutes<'_> {}

impl<'a> UpdateRoutes<'a> {
    /// Returns the keys of these routes in order: what distinguishes each route from all others in a table.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::Update};
    ///
    /// // 10.0.0.0/8, without attributes.
    /// let update = Update::from_octets(&[0, 0, 0, 0, 8, 10])?;
    /// let key = update.announced().keys().next().unwrap()?;
    /// assert_eq!(key.prefix(), Some("10.0.0.0/8".parse()?));
    /// assert_eq!(key.to_string(), "ipv4-unicast 10.0.0.0/8");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keys(mut self) -> UpdateKeys<'a> {
        let list = core::mem::replace(&mut self.list, AnyRoutes::none());
        UpdateKeys {
            keys: list.keys(),
            routes: self,
        }
    }
}

/// An iterator over the keys of the announced or the withdrawn routes of an UPDATE. Errors are like in
/// [`UpdateRoutes`].
#[derive(Clone, Debug)]
pub struct UpdateKeys<'a> {
    /// The keys of the current list.
    keys: RouteKeys<'a>,
    /// The lists after it.
    routes: UpdateRoutes<'a>,
}

impl<'a> Iterator for UpdateKeys<'a> {
    type Item = Result<RouteKeyRef<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(key) = self.keys.next() {
            return Some(key);
        }
        if let Err(error) = self.routes.next_list() {
            return Some(Err(error));
        }
        let list = core::mem::replace(&mut self.routes.list, AnyRoutes::none());
        self.keys = list.keys();
        self.keys.next()
    }
}

impl FusedIterator for UpdateKeys<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::testkit::{frame, hex, pdus};
    use crate::wire::{Decode, Fault};

    /// Returns routes as text; errors begin with `!`.
    fn text(routes: UpdateRoutes<'_>) -> Vec<String> {
        routes
            .map(|route| match route {
                Ok(route) => route.to_string(),
                Err(error) => format!("!{error}"),
            })
            .collect()
    }

    fn routes(pdu: &[u8], session: Session) -> (Vec<String>, Vec<String>) {
        let update = Update::from_octets_in(&pdu[19..], session).unwrap();
        let owned = update.to_owned();
        assert_eq!(text(owned.announced()), text(update.announced()));
        (text(update.announced()), text(update.withdrawn()))
    }

    #[test]
    fn of_routers() {
        let session = Session::default();
        let pdu = &pdus(&frame("monitoring-reach-and-unreach"))[0];
        let (announced, withdrawn) = routes(pdu, session);
        assert_eq!(announced, ["ipv6-unicast 2001:db8:3003::/48"]);
        assert_eq!(withdrawn, ["ipv6-unicast 2001:db8:3001::/48"]);

        let pdu = &pdus(&frame("monitoring-ipv4-over-ipv6"))[0];
        assert_eq!(routes(pdu, session).0, ["ipv4-unicast 198.18.61.0/24"]);

        let both = [Family::IPV4_UNICAST, Family::IPV6_UNICAST];
        let session = session.with_add_path(both.into_iter().collect());
        let pdu = &pdus(&frame("monitoring-path-id-ipv6"))[0];
        assert_eq!(
            routes(pdu, session).0,
            ["ipv6-unicast 2001:db8:4::/48 path-id 77"]
        );
        let pdu = &pdus(&frame("monitoring-path-id-withdraw"))[0];
        let (announced, withdrawn) = routes(pdu, session);
        assert!(announced.is_empty());
        assert_eq!(withdrawn, ["ipv4-unicast 198.18.4.0/24 path-id 1"]);
    }

    #[test]
    fn of_vpns() {
        let session = Session::default();
        let pdu = &pdus(&frame("monitoring-vpnv6"))[0];
        assert_eq!(
            routes(pdu, session).0,
            ["vpn-ipv6-unicast 64999:1 2001:db8:20::/48"]
        );
        // A MAC address is not an IP prefix.
        let pdu = &pdus(&frame("monitoring-evpn-mac-ip"))[0];
        assert_eq!(routes(pdu, session).0, ["l2vpn-evpn 192.0.2.9:10"]);
    }

    /// Encodes an UPDATE of these withdrawn routes, attributes and NLRI.
    fn update(withdrawn: &str, attributes: &str, nlri: &str) -> Vec<u8> {
        let [withdrawn, attributes, nlri] = [withdrawn, attributes, nlri].map(hex);
        [
            &(withdrawn.len() as u16).to_be_bytes()[..],
            &withdrawn,
            &(attributes.len() as u16).to_be_bytes(),
            &attributes,
            &nlri,
        ]
        .concat()
    }

    #[test]
    fn both_places_in_order() {
        let octets = update(
            "08 0a 10 ac10",
            "800f08 0002 01 20 20010db8 800e0a 0001 02 04 c0000201 00 00 400101 00 800e0c 0001 02 04 c0000201 00 10 c0a8",
            "18 c63364 00",
        );
        let update = Update::from_octets(&octets).unwrap();
        assert_eq!(
            text(update.announced()),
            [
                "ipv4-multicast 0.0.0.0/0",
                "ipv4-multicast 192.168.0.0/16",
                "ipv4-unicast 198.51.100.0/24",
                "ipv4-unicast 0.0.0.0/0",
            ]
        );
        assert_eq!(
            text(update.withdrawn()),
            [
                "ipv4-unicast 10.0.0.0/8",
                "ipv4-unicast 172.16.0.0/16",
                "ipv6-unicast 2001:db8::/32",
            ]
        );
    }

    #[test]
    fn a_family_that_is_not_read_is_one_item() {
        let octets = update("", "800e0d 0063 63 04 c0000201 00 0a0b0c0d", "");
        let update = Update::from_octets(&octets).unwrap();
        let found: Vec<_> = update.announced().collect();
        let route = AnyRoute {
            family: Family::new(99, 99),
            path_id: None,
            rd: None,
            prefix: None,
        };
        assert_eq!(found, [Ok(route)]);
        assert_eq!(route.to_string(), "99/99");
        // Without routes, there is no item.
        let octets = self::update("", "800f03 0063 63", "");
        let update = Update::from_octets(&octets).unwrap();
        assert!(update.withdrawn().next().is_none());
    }

    #[test]
    fn next_hops() {
        let next_hop = |attributes: &str, family: Family| {
            let octets = update("", attributes, "");
            let update = Update::from_octets(&octets).unwrap();
            update
                .next_hop(family)
                .map(|address| address.map(|address| address.to_string()))
        };
        let (v4, v6) = (Family::IPV4_UNICAST, Family::IPV6_UNICAST);
        let (vpn, rules) = (Family::VPN_IPV4_UNICAST, Family::IPV4_FLOW_SPEC);
        const LEGACY: &str = "400304 c0000201";
        const GLOBAL: &str = "20010db8000000000000000000000001";
        const LOCAL: &str = "fe800000000000000000000000000001";
        // VPNv4 with a route distinguisher, with an IPv6 address after one, and without one; two addresses, and a
        // single link-local one; IPv4 routes over IPv6; an empty next hop, and one of an unknown length.
        for (attributes, family, expected) in [
            (String::new(), v4, None),
            (LEGACY.to_owned(), v4, Some("192.0.2.1")),
            (LEGACY.to_owned(), v6, None),
            ("400300".to_owned(), v4, None),
            (
                "800e11 0001 80 0c 0000000000000000 c0000207 00".to_owned(),
                vpn,
                Some("192.0.2.7"),
            ),
            (
                format!("800e1d 0001 80 18 0000000000000000 {GLOBAL} 00"),
                vpn,
                Some("2001:db8::1"),
            ),
            (
                format!("800e15 0001 80 10 {GLOBAL} 00"),
                vpn,
                Some("2001:db8::1"),
            ),
            (
                format!("800e25 0002 01 20 {GLOBAL} {LOCAL} 00"),
                v6,
                Some("2001:db8::1"),
            ),
            (format!("800e15 0002 01 10 {LOCAL} 00"), v6, Some("fe80::1")),
            (
                format!("{LEGACY} 800e15 0001 01 10 {GLOBAL} 00"),
                v4,
                Some("2001:db8::1"),
            ),
            (
                format!("800e15 0002 01 10 {GLOBAL} 00 {LEGACY}"),
                v4,
                Some("192.0.2.1"),
            ),
            ("800e05 0001 85 00 00".to_owned(), rules, None),
            ("800e08 0001 85 03 010203 00".to_owned(), rules, None),
        ] {
            let expected = Ok(expected.map(str::to_owned));
            assert_eq!(next_hop(&attributes, family), expected, "{attributes}");
        }
        // The list is decoded only as far as needed.
        let error = next_hop("400304 c0000201 c008ff", v4).unwrap_err();
        assert_eq!(error.what(), What::PathAttributes);
        let error = next_hop("800e05 0002 01 10 20", v6).unwrap_err();
        assert_eq!((error.what(), error.offset()), (What::Attribute(14), 7));
        let error = next_hop("400303 c00002", v4).unwrap_err();
        assert_eq!((error.what(), error.offset()), (What::Attribute(3), 3));
    }

    #[test]
    fn end_of_rib_has_no_routes() {
        for octets in [update("", "", ""), update("", "800f03 0002 01", "")] {
            let update = Update::from_octets(&octets).unwrap();
            assert!(update.end_of_rib().is_some());
            assert!(update.announced().next().is_none() && update.withdrawn().next().is_none());
        }
    }

    #[test]
    fn errors_in_place() {
        // A route of 129 bits after a good one, and a bad ORIGIN, which is not decoded; the last field follows.
        let octets = update(
            "",
            "400101 09 800e19 0002 01 10 20010db8000000000000000000000001 00 00 81 00 00",
            "08 0a",
        );
        let update = Update::from_octets(&octets).unwrap();
        assert_eq!(
            text(update.announced()),
            [
                "ipv6-unicast ::/0",
                "!ipv6-unicast route at byte 1: a prefix length of 129 bits is more than the address has",
                "ipv4-unicast 10.0.0.0/8",
            ]
        );

        // A next hop that is longer than the attribute.
        let octets = self::update("", "800e05 0002 01 10 20", "08 0a");
        let update = Update::from_octets(&octets).unwrap();
        let error = update.announced().next().unwrap().unwrap_err();
        assert_eq!(error.what(), What::Attribute(14));
        assert_eq!((error.offset(), error.fault()), (7, Fault::Truncated(15)));
        assert_eq!(text(update.announced())[1..], ["ipv4-unicast 10.0.0.0/8"]);
        assert!(update.withdrawn().next().is_none());

        // A list that breaks off: it may have contained announced or withdrawn routes.
        let octets = self::update("", "400101 00 c008ff 00", "08 0a");
        let update = Update::from_octets(&octets).unwrap();
        let broken = "!path attributes at byte 7: 254 bytes are missing";
        assert_eq!(
            text(update.announced()),
            [broken, "ipv4-unicast 10.0.0.0/8"]
        );
        assert_eq!(text(update.withdrawn()), [broken]);
    }
}
