//! UPDATE ([RFC 4271, section 4.3](https://www.rfc-editor.org/rfc/rfc4271#section-4.3)).
//!
//! ```text
//! length u16, withdrawn routes, length u16, path attributes, NLRI to the end
//! ```

mod announce;
mod build;
mod routes;
mod split;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::{
    AttributeFlags, AttributeValue, MpUnreach, PathAttributes, Registered, is_acted_on,
};
use crate::bgp::header::{fill_header, message_length};
use crate::bgp::nlri::{Family, Ipv4Prefix, RouteErrors, Routes};
use crate::bgp::{Body, MessageType, Session};
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, Fields, ReadIn, Reader, What, Writer,
    length_u16, map_octets,
};

pub use announce::Announcement;
pub use routes::{UpdateKeys, UpdateRoutes};
pub use split::Updates;

/// An UPDATE: withdraws routes, and announces routes with common attributes.
///
/// IPv4 unicast routes are in the first and the last field, or in the attributes like routes of all other families.
/// [`announced`](Update::announced), [`withdrawn`](Update::withdrawn) and [`next_hop`](Update::next_hop) look at both
/// places. [`announcing`](Update::announcing) and [`withdrawing`](Update::withdrawing) put routes where they belong,
/// and [`Updates`](crate::bgp::Updates) splits any number of routes into messages.
///
/// It is generic over its storage `B`: `&[u8]` (decoded), `Vec<u8>` (owned, the default) or `Bytes` (shared).
///
/// ```
/// use bmp_codec::{Decode, Encode};
/// use bmp_codec::bgp::{Session, Update, attribute::{AsPath, Origin, PathAttributes}};
/// use bmp_codec::bgp::nlri::{Ipv4Prefix, Nlri, Route, Routes};
/// use std::net::IpAddr;
///
/// let session = Session::default();
/// let path_attributes = PathAttributes::new(session)
///     .with(&Origin::Igp)?
///     .with(&"64496 64497".parse::<AsPath>()?)?;
/// let route = Route::from("198.51.100.0/24".parse::<Ipv4Prefix>()?);
/// let routes = Nlri::Ipv4Unicast(Routes::in_session(session, [route])?);
/// let next_hop: IpAddr = "192.0.2.1".parse()?;
/// let update = Update::announcing(path_attributes, next_hop, routes)?;
///
/// let octets = update.to_vec()?;
/// let decoded = Update::from_octets(&octets)?;
/// assert_eq!(decoded, update.view());
/// for route in decoded.nlri {
///     assert_eq!(route?.nlri.to_string(), "198.51.100.0/24");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A received UPDATE is edited in an owned copy. Everything that is not edited stays unchanged, byte for byte:
///
/// ```
/// use bmp_codec::{Decode, Encode, EncodeError};
/// use bmp_codec::bgp::{Update, attribute::{Community, LocalPref}, nlri::Family};
/// use bmp_codec::net::{Asn, AsnWidth};
/// use std::net::IpAddr;
///
/// /// Prepares an UPDATE for a peer in another AS.
/// fn pass_on(
///     received: &Update<&[u8]>,
///     next_hop: IpAddr,
///     own: Asn,
/// ) -> Result<Update, EncodeError> {
///     let mut update = received.to_owned();
///     update.set_next_hop(Family::IPV4_UNICAST, next_hop)?;
///     let attributes = &mut update.path_attributes;
///     attributes.retain_values(|community: Community| community.asn() != 65000)?;
///     attributes.remove(LocalPref::CODE);
///     let path = received.path_attributes.merged_as_path();
///     let path = path.map_err(EncodeError::Malformed)?.unwrap_or_default();
///     let mut path = path.with_width(AsnWidth::Four);
///     path.prepend(own);
///     attributes.set_as_path(&path)?;
///     Ok(update)
/// }
/// // AS_PATH 64497, NEXT_HOP 192.0.2.1, LOCAL_PREF 100, COMMUNITIES 65000:100 no-export,
/// // and 10.0.0.0/8.
/// let octets = [
///     0, 0, 0, 34, 0x40, 2, 6, 2, 1, 0, 0, 0xfb, 0xf1, 0x40, 3, 4, 192, 0, 2, 1,
///     0x40, 5, 4, 0, 0, 0, 100, 0xc0, 8, 8, 0xfd, 0xe8, 0, 100, 0xff, 0xff, 0xff, 0x01,
///     8, 10,
/// ];
/// let next_hop = "192.0.2.7".parse()?;
/// let update = pass_on(&Update::from_octets(&octets)?, next_hop, Asn(64496))?;
/// assert_eq!(
///     update.path_attributes.to_string(),
///     "AS_PATH 64496 64497, NEXT_HOP 192.0.2.7, COMMUNITIES no-export"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Update<B: AsRef<[u8]> = Vec<u8>> {
    /// The withdrawn routes of IPv4 unicast.
    pub withdrawn_routes: Routes<Ipv4Prefix, B>,
    /// The attributes of the announced routes, and the routes of other families.
    pub path_attributes: PathAttributes<B>,
    /// The announced routes of IPv4 unicast.
    pub nlri: Routes<Ipv4Prefix, B>,
}
map_octets!(Update {
    withdrawn_routes,
    path_attributes,
    nlri
});

impl Update {
    /// Returns the End-of-RIB of a family ([RFC 4724, section 2](https://www.rfc-editor.org/rfc/rfc4724#section-2)).
    #[must_use]
    pub fn of_end_of_rib(session: Session, family: Family) -> Update {
        let mut octets = Vec::new();
        if family != Family::IPV4_UNICAST {
            let [high, low] = family.afi().to_be_bytes();
            let AttributeFlags(flags) = <MpUnreach as Registered>::FLAGS;
            octets.extend([flags, MpUnreach::CODE, 3, high, low, family.safi()]);
        }
        Update {
            withdrawn_routes: Routes::new(session),
            path_attributes: PathAttributes::over(octets, session),
            nlri: Routes::new(session),
        }
    }
}

impl<B: AsRef<[u8]>> Update<B> {
    /// Decodes all routes and attributes, and checks the rules of their RFCs. Discards the result. If this succeeds, no
    /// iterator over the message returns an error.
    ///
    /// What an attribute or route is alone is checked here. [`errors`](Update::errors) also checks the UPDATE as a whole.
    ///
    /// # Errors
    /// The first part that cannot be decoded, in the order of the bytes. If there is none, the first one that breaks a
    /// [rule](crate::Breach) that a receiver acts on; rules that only ask to log are not checked. Offsets count from the
    /// start of the innermost list.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.withdrawn_routes.check()?;
        let mut of_attributes = None;
        for attribute in &self.path_attributes {
            let broken = attribute?.value.checked()?;
            of_attributes = of_attributes.or(broken.filter(is_acted_on));
        }
        self.nlri.check()?;
        let of = |routes| RouteErrors::of(Family::IPV4_UNICAST, routes);
        let mut withdrawn = of(self.withdrawn_routes.view()).withdrawn();
        withdrawn
            .next()
            .or(of_attributes)
            .or_else(|| of(self.nlri.view()).next())
            .map_or(Ok(()), Err)
    }

    /// Returns the family whose End-of-RIB this is: all its routes have been sent
    /// ([RFC 4724, section 2](https://www.rfc-editor.org/rfc/rfc4724#section-2)).
    ///
    /// For IPv4 unicast, the End-of-RIB is an empty UPDATE. For any other family, it is an UPDATE with nothing but an
    /// MP_UNREACH_NLRI without routes.
    #[must_use]
    pub fn end_of_rib(&self) -> Option<Family> {
        if !self.withdrawn_routes.is_empty() || !self.nlri.is_empty() {
            return None;
        }
        let mut attributes = self.path_attributes.iter();
        match attributes.next() {
            None => Some(Family::IPV4_UNICAST),
            Some(Ok(attribute)) if attributes.rest().is_empty() => match attribute.value {
                AttributeValue::MpUnreach(MpUnreach { nlri }) if nlri.is_empty() => {
                    Some(nlri.family())
                }
                _ => None,
            },
            Some(_) => None,
        }
    }
}

impl<B: AsRef<[u8]>> Body for Update<B> {
    const TYPE: MessageType = MessageType::Update;
}

impl<B: AsRef<[u8]>> ReadIn<Session> for Update<B> {}

impl<'a> Decode<'a> for Update<&'a [u8]> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let session = reader.session();
        let routes = session.routes_at(Family::IPV4_UNICAST, 0, None);
        let length = reader.u16()?;
        let withdrawn_routes = match reader.bytes(length.into()) {
            Ok(octets) => Routes::over(octets, routes),
            Err(error) => return Err(error.within(What::WithdrawnRoutes)),
        };
        let length = reader.u16()?;
        let path_attributes = match reader.bytes(length.into()) {
            Ok(octets) => PathAttributes::over(octets, session),
            Err(error) => return Err(error.within(What::PathAttributes)),
        };
        Ok(Update {
            withdrawn_routes,
            path_attributes,
            nlri: Routes::over(reader.rest(), routes),
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.check()
    }
}

impl<B: AsRef<[u8]>> Update<B> {
    /// Fills in the header of the whole message and both lengths.
    #[inline(always)]
    pub(crate) fn fill<'a>(&self, fields: Fields<'a>) -> Result<Fields<'a>, EncodeError> {
        let length = message_length(self.encoded_len())?;
        // Not more than the length of the message, so it fits.
        let withdrawn = self.withdrawn_routes.octets().len() as u16;
        let attributes = self.path_attributes.octets().len() as u16;
        Ok(fill_header(MessageType::Update, length, fields)
            .with(withdrawn.to_be_bytes())
            .with(attributes.to_be_bytes()))
    }

    /// Writes the body after the fields of `head`, which ends with both lengths. The second length belongs after the
    /// withdrawn routes, but most messages have none.
    #[inline(always)]
    pub(crate) fn put_behind(&self, head: &[u8], out: &mut Writer<impl BufMut>) {
        match head.split_last_chunk::<2>() {
            Some((front, attributes)) if !self.withdrawn_routes.is_empty() => {
                out.put_slice(front);
                out.put_slice(self.withdrawn_routes.octets());
                out.put_slice(attributes);
            }
            _ => out.put_slice(head),
        }
        out.put_slice(self.path_attributes.octets());
        if !self.nlri.is_empty() {
            out.put_slice(self.nlri.octets());
        }
    }
}

impl<B: AsRef<[u8]>> Encode for Update<B> {
    #[inline]
    fn encoded_len(&self) -> usize {
        4 + self.withdrawn_routes.encoded_len()
            + self.path_attributes.encoded_len()
            + self.nlri.encoded_len()
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let withdrawn = length_u16("withdrawn routes", self.withdrawn_routes.octets().len())?;
        let attributes = length_u16("path attributes", self.path_attributes.octets().len())?;
        let mut head = [0; 4];
        Fields::of(&mut head)
            .with(withdrawn.to_be_bytes())
            .with(attributes.to_be_bytes())
            .end();
        self.put_behind(&head, out);
        Ok(())
    }

    fn form(&self, context: Context) -> Context {
        let own = self.path_attributes.session();
        let attributes = self.path_attributes.iter();
        let context = attributes.fold(context, |context, attribute| match attribute {
            Ok(attribute) => attribute.form(context),
            // Bytes that are malformed in one session may be well-formed in another.
            Err(_) => Session::of(context)
                .with_asn_width(own.asn_width())
                .with_add_path(own.add_path())
                .with_multiple_labels(own.multiple_labels())
                .with_withdrawn_stacks(own.has_withdrawn_stacks())
                .into(),
        });
        let routes = [&self.withdrawn_routes, &self.nlri];
        let routes = routes.into_iter().filter(|routes| !routes.is_empty());
        let session = routes.fold(Session::of(context), |session, routes| {
            let others = session.add_path().without(Family::IPV4_UNICAST.into());
            session.with_add_path(if routes.context().has_path_ids() {
                others.or(Family::IPV4_UNICAST.into())
            } else {
                others
            })
        });
        session.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::attribute::{AsPath, NextHop, Origin};
    use crate::bgp::nlri::{FamilySet, Route};
    use crate::net::Asn;
    use crate::testkit::{cases, error, exact, exact_in, frame, hex, json, pdus};
    use crate::wire::Fault;

    fn update(octets: &[u8]) -> Update<&[u8]> {
        exact(octets)
    }

    #[test]
    fn of_a_router() {
        let pdu = &pdus(&frame("monitoring-aggregator"))[0];
        let update = update(&pdu[19..]);
        assert!(update.withdrawn_routes.is_empty());
        assert_eq!(update.path_attributes.iter().count(), 5);
        let path: AsPath<&[u8]> = update.path_attributes.get().unwrap().unwrap();
        assert_eq!(path.origin(), Some(Asn(65550)));
        assert_eq!(update.nlri.iter().count(), 1);
        assert_eq!(update.check(), Ok(()));
        assert_eq!(update.end_of_rib(), None);
    }

    #[test]
    fn built() {
        let session = Session::default();
        let mut path_attributes = PathAttributes::new(session);
        path_attributes.add(&Origin::Igp).unwrap();
        path_attributes
            .add(&AsPath::sequence([Asn(64496)]).unwrap())
            .unwrap();
        path_attributes
            .add(&"192.0.2.1".parse::<NextHop>().unwrap())
            .unwrap();
        let route = Route::from("198.51.100.0/24".parse::<Ipv4Prefix>().unwrap());
        let built = Update {
            withdrawn_routes: Routes::new(session),
            path_attributes,
            nlri: Routes::in_session(session, [route]).unwrap(),
        };
        assert_eq!(
            built.to_vec().unwrap(),
            hex("0000 0014 400101 00 400206 0201 0000fbf0 400304 c0000201 18 c63364")
        );
    }

    #[test]
    fn end_of_rib() {
        for (octets, family) in [
            ("0000 0000", Some(Family::IPV4_UNICAST)),
            ("0000 0006 800f03 0002 01", Some(Family::IPV6_UNICAST)),
            ("0000 0006 800f03 0001 01", Some(Family::IPV4_UNICAST)),
            ("0000 0006 800f03 0001 80", Some(Family::VPN_IPV4_UNICAST)),
            ("0000 0006 800f03 0019 46", Some(Family::L2VPN_EVPN)),
            ("0000 0006 800f03 0063 63", Some(Family::new(99, 99))),
            ("0000 0007 900f0003 0002 01", Some(Family::IPV6_UNICAST)),
            // With a route, with another attribute, with NLRI, or not an MP_UNREACH_NLRI at all.
            ("0000 0007 800f04 0002 01 00", None),
            ("0000 000a 800f03 0002 01 400101 00", None),
            ("0000 000a 400101 00 800f03 0002 01", None),
            ("0000 0006 800f03 0002 01 08 0a", None),
            ("0000 0000 08 0a", None),
            ("0002 080a 0000", None),
            ("0000 0004 400101 00", None),
            ("0000 0005 800f02 0002", None),
        ] {
            let octets = hex(octets);
            assert_eq!(update(&octets).end_of_rib(), family, "{octets:02x?}");
        }
        let session = Session::default();
        for (family, octets) in [
            (Family::IPV4_UNICAST, "0000 0000"),
            (Family::IPV6_UNICAST, "0000 0006 800f03 0002 01"),
            (Family::L2VPN_EVPN, "0000 0006 800f03 0019 46"),
            (Family::new(99, 99), "0000 0006 800f03 0063 63"),
        ] {
            let end = Update::of_end_of_rib(session, family);
            assert_eq!(end.to_vec().unwrap(), hex(octets));
            assert_eq!(end.end_of_rib(), Some(family));
        }
        let pdu = &pdus(&frame("monitoring-ipv6-end-of-rib"))[0];
        assert_eq!(update(&pdu[19..]).end_of_rib(), Some(Family::IPV6_UNICAST));
    }

    #[test]
    fn lengths_past_the_end() {
        for (octets, what, offset, missing) in [
            ("", What::Octets, 0, 2),
            ("0001", What::WithdrawnRoutes, 2, 1),
            ("0003 080a", What::WithdrawnRoutes, 2, 1),
            ("0000", What::Octets, 2, 2),
            ("0002 080a 00", What::Octets, 4, 1),
            ("0000 0005 400101 00", What::PathAttributes, 4, 1),
            ("0000 ffff", What::PathAttributes, 4, 65535),
        ] {
            let error = Update::from_octets(&hex(octets)).unwrap_err();
            assert_eq!(error.what(), what, "{octets}");
            assert_eq!(
                (error.offset(), error.fault()),
                (offset, Fault::Truncated(missing)),
                "{octets}"
            );
        }
        assert_eq!(
            error::<Update<&[u8]>>(&[0]),
            "value at byte 0: 1 byte is missing"
        );
    }

    #[test]
    fn check_finds_what_a_walk_would() {
        cases! { Update<&[u8]>;
            "0002 2100 0000"
                => inside "ipv4-unicast route at byte 0: a prefix length of 33 bits is more than the address has",
            "0000 0004 400101 03" => inside "ORIGIN at byte 3: a value of 3 is not possible",
            "0000 000c 400101 00 800f05 0002 01 81 00"
                => inside "ipv6-unicast route at byte 0: a prefix length of 129 bits is more than the address has",
            "0000 0000 18 0a00" => inside "ipv4-unicast route at byte 1: 1 byte is missing",
            // Malformed values inside attributes that are well-formed themselves. Offsets count from the start of the
            // innermost list.
            "0000 000c c02809 05 0006 00 01 0002 abcd"
                => inside "BGP Prefix-SID sub-TLV 1 at byte 3: 19 bytes are missing",
            "0000 000b c01708 0008 0004 07 02 0000"
                => inside "Tunnel Encapsulation sub-TLV 7 at byte 3: 1 byte is left over",
            "0000 0012 c0290f 0001 000b 00 0005 00 0002 0003 000000"
                => inside "BIER sub-TLV 2 at byte 4: 1 byte is missing",
            "0000 000b c02508 02 0005 ff 03 0001 00" => inside "SFP sub-TLV 3 at byte 3: 1 byte is missing",
            "0000 000b c08008 0000fbf0 400101 03" => inside "ORIGIN at byte 3: a value of 3 is not possible",
            "0000 0011 80210e 0008 01 00 0000fbf0 0006 01 aabbcc" => inside "BGPsec_PATH at byte 0: 17 bytes are missing",
            "0000 0007 801804 01 02 0000" => inside "Traffic Engineering at byte 4: 4 bytes are missing",
            "0000 0010 c0270d 0001 01 04 c0000201 0001 0001 00"
                => inside "Next Hop Dependent Characteristics TLV 1 at byte 4: 1 byte is left over",
            "0000 0007 801a04 01 0004 00" => inside "AIGP TLV 1 at byte 3: 7 bytes are missing",
            "0000 0013 800f10 0001 51 000b 18c00002 01 0001 ff 07 0000"
                => inside "ipv4-unreachability route at byte 3: 3 bytes are missing",
        }
    }

    #[test]
    fn path_identifiers() {
        let session = Session::default().with_add_path(FamilySet::from(Family::IPV4_UNICAST));
        let octets = hex("0008 00000007 18c63364 0000 00000001 08 0a ffffffff 00");
        let update: Update<&[u8]> = exact_in(&octets, session);
        let text = |routes: Routes<Ipv4Prefix, &[u8]>| -> Vec<String> {
            routes
                .iter()
                .map(|route| route.unwrap().to_string())
                .collect()
        };
        assert_eq!(text(update.withdrawn_routes), ["198.51.100.0/24 path-id 7"]);
        assert_eq!(
            text(update.nlri),
            ["10.0.0.0/8 path-id 1", "0.0.0.0/0 path-id 4294967295"]
        );
        let cut = hex("0000 0000 000000");
        let update = Update::from_octets_in(&cut, session).unwrap();
        let error = update.check().unwrap_err();
        assert_eq!((error.offset(), error.fault()), (0, Fault::Truncated(1)));
    }

    #[test]
    fn json_both_ways() {
        let octets = hex("0002 080a 0004 400101 00 00 18 c6");
        json(
            &update(&octets).to_owned(),
            r#"{"withdrawn_routes":[{"path_id":null,"nlri":"10.0.0.0/8"}],
               "path_attributes":[{"flags":64,"value":{"origin":"igp"}}],
               "nlri":[{"path_id":null,"nlri":"0.0.0.0/0"},
               {"malformed":"18c6","error":{"text":"ipv4-unicast route at byte 2: 2 bytes are missing","what":{"nlri":"ipv4-unicast"},"offset":2,"fault":{"truncated":2}}}]}"#,
        );
    }
}
