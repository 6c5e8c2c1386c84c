//! ATTR_SET ([RFC 6368, section 5](https://www.rfc-editor.org/rfc/rfc6368#section-5)).
//!
//! ```text
//! origin AS u32, path attributes with four-octet AS numbers in every session
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::attribute::{
    AttributeContext, AttributeValue, MpReach, MpUnreach, PathAttributes, name,
};
use crate::net::Asn;
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, Fault, ListContext, Reader, What, Writer,
    map_octets,
};

/// ATTR_SET: the attributes of a customer's route while the route goes through a provider's network.
///
/// The attributes have four-octet AS numbers and routes without path identifiers, whatever the session. Sets do not
/// nest: a set inside a set decodes as [`Unknown`](AttributeValue::Unknown).
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::Session;
/// use bmp_codec::bgp::attribute::{AttributeSet, LocalPref, Origin, PathAttributes};
/// use bmp_codec::net::Asn;
///
/// let mut attributes = PathAttributes::new(Session::default());
/// attributes.add(&Origin::Igp)?;
/// attributes.add(&LocalPref(300))?;
/// let set = AttributeSet::new(Asn(64496), attributes)?;
/// assert_eq!(set.to_vec()?[..8], [0, 0, 0xfb, 0xf0, 0x40, 1, 1, 0]);
/// assert_eq!(set.attributes().get()?, Some(LocalPref(300)));
/// assert_eq!(set.to_string(), "origin-as 64496 {ORIGIN igp, LOCAL_PREF 300}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttributeSet<B: AsRef<[u8]> = Vec<u8>> {
    // A whole word: see `AttributeValue`.
    origin_as: u64,
    attributes: PathAttributes<B>,
}
map_octets!(AttributeSet { attributes; origin_as });

impl<B: AsRef<[u8]>> AttributeSet<B> {
    /// Makes a set from the AS of the customer and the attributes of its route.
    ///
    /// # Errors
    /// [`EncodeError::Session`] if an attribute has two-octet AS numbers, or routes with path identifiers.
    pub fn new(
        origin_as: Asn,
        attributes: PathAttributes<B>,
    ) -> Result<AttributeSet<B>, EncodeError> {
        let inside = AttributeContext::OF_ATTRIBUTE_SET;
        for attribute in attributes.iter().flatten() {
            // A nested set is kept as bytes.
            if !matches!(attribute.value, AttributeValue::AttributeSet(_)) {
                let what = name(attribute.code()).unwrap_or("path attribute");
                inside.accept(attribute.form(inside.into()), what)?;
            }
        }
        Ok(AttributeSet {
            origin_as: origin_as.0.into(),
            attributes: attributes.in_context(inside),
        })
    }

    /// Returns the AS of the customer.
    #[inline]
    #[must_use]
    pub fn origin_as(&self) -> Asn {
        Asn(self.origin_as as u32)
    }

    /// Returns the attributes of the customer's route.
    #[inline]
    pub fn attributes(&self) -> &PathAttributes<B> {
        &self.attributes
    }

    /// Decodes all attributes with everything inside, and checks that the set is not malformed.
    ///
    /// A set is malformed if an attribute in it is malformed, or is MP_REACH_NLRI or MP_UNREACH_NLRI
    /// ([RFC 6368, section 5](https://www.rfc-editor.org/rfc/rfc6368#section-5)). Without this check, the latter two
    /// decode like any other attribute.
    ///
    /// # Errors
    /// The first error. Its offset counts from the first attribute.
    pub fn check(&self) -> Result<(), DecodeError> {
        let mut attributes = self.attributes.iter();
        loop {
            let start = self.attributes.octets().len() - attributes.rest().len();
            let Some(attribute) = attributes.next() else {
                return Ok(());
            };
            let value = attribute?.value;
            value.check()?;
            let code = value.code();
            if matches!(code, MpReach::CODE | MpUnreach::CODE) {
                let error = DecodeError::new(start + 1, Fault::Value(code.into()));
                return Err(error.within(What::Attribute(AttributeSet::CODE)));
            }
        }
    }
}

impl<'a> Decode<'a> for AttributeSet<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(AttributeSet {
            origin_as: reader.u32()?.into(),
            attributes: PathAttributes::within(reader.rest(), AttributeContext::OF_ATTRIBUTE_SET),
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.attributes.check()
    }
}

impl<B: AsRef<[u8]>> Encode for AttributeSet<B> {
    fn encoded_len(&self) -> usize {
        4 + self.attributes.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.origin_as().put(out)?;
        self.attributes.put(out)
    }

    /// A set inside a set would not decode as one.
    fn form(&self, context: Context) -> Context {
        AttributeContext::of(context)
            .outside_of_attribute_set()
            .into()
    }
}

impl<B: AsRef<[u8]>> fmt::Display for AttributeSet<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "origin-as {} {{{}}}", self.origin_as(), self.attributes)
    }
}

/// `{"origin_as": 64496, "attributes": […]}`. In binary formats, the attributes are bytes.
#[cfg(feature = "serde")]
mod json {
    use super::{Asn, AttributeContext, AttributeSet, PathAttributes};
    use crate::wire::Octets;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "AttributeSet")]
    struct Fields<A> {
        origin_as: Asn,
        attributes: A,
    }

    impl<B: AsRef<[u8]>> Serialize for AttributeSet<B> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let origin_as = self.origin_as();
            if serializer.is_human_readable() {
                let attributes = self.attributes.view();
                return Fields {
                    origin_as,
                    attributes,
                }
                .serialize(serializer);
            }
            let attributes = Octets(self.attributes.octets());
            Fields {
                origin_as,
                attributes,
            }
            .serialize(serializer)
        }
    }

    impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for AttributeSet<B> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let (origin_as, attributes) = if deserializer.is_human_readable() {
                let fields = Fields::<PathAttributes<B>>::deserialize(deserializer)?;
                (fields.origin_as, fields.attributes)
            } else {
                let fields = Fields::<Octets>::deserialize(deserializer)?;
                let octets = crate::wire::serde::build(fields.attributes.0)?;
                let inside = AttributeContext::OF_ATTRIBUTE_SET;
                (fields.origin_as, PathAttributes::within(octets, inside))
            };
            AttributeSet::new(origin_as, attributes).map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::Update;
    use crate::bgp::attribute::{
        Aggregator, AsPath, LocalPref, MultiExitDisc, Origin, UnknownAttribute,
    };
    use crate::bgp::nlri::{Family, Ipv6Prefix, Nlri, Route, Routes};
    use crate::net::AsnWidth;
    use crate::testkit::{cases, exact, exact_in, frame, hex, json, pdus, two_octets};
    use crate::wire::Octets;

    #[test]
    fn of_a_router() {
        // As GoBGP sent it. The bytes are read by hand, since tshark does not decode the set.
        let pdu = &pdus(&frame("monitoring-attr-set"))[0];
        let update = Update::from_octets(&pdu[19..]).unwrap();
        let set: AttributeSet<&[u8]> = update.path_attributes.get().unwrap().unwrap();
        assert_eq!(set.origin_as(), Asn(64999));
        let text: Vec<_> = set
            .attributes()
            .iter()
            .map(|attribute| attribute.unwrap().to_string())
            .collect();
        assert_eq!(
            text,
            [
                "ORIGIN igp",
                "AS_PATH 64998",
                "MULTI_EXIT_DISC 5",
                "LOCAL_PREF 300"
            ]
        );
        assert_eq!(set.check(), Ok(()));
        assert_eq!(
            set.to_string(),
            "origin-as 64999 {ORIGIN igp, AS_PATH 64998, MULTI_EXIT_DISC 5, LOCAL_PREF 300}"
        );
        json(
            &set.to_owned(),
            r#"{"origin_as":64999,"attributes":[{"flags":64,"value":{"origin":"igp"}},
               {"flags":64,"value":{"as_path":[{"kind":"sequence","asns":[64998]}]}},
               {"flags":128,"value":{"multi_exit_disc":5}},{"flags":64,"value":{"local_pref":300}}]}"#,
        );
        // Built from its parts, the set has the same bytes, in a session of any width.
        let mut attributes = PathAttributes::new(Session::default());
        attributes.add(&Origin::Igp).unwrap();
        attributes
            .add(&AsPath::sequence([Asn(64998)]).unwrap())
            .unwrap();
        attributes.add(&MultiExitDisc(5)).unwrap();
        attributes.add(&LocalPref(300)).unwrap();
        let built = AttributeSet::new(Asn(64999), attributes).unwrap();
        assert_eq!(built.view(), set);
        let mut outer = PathAttributes::new(two_octets());
        outer.add(&built).unwrap();
        assert_eq!(outer.octets()[..3], [0xc0, 128, 31]);
        assert_eq!(outer.get(), Ok(Some(built.view())));
    }

    #[test]
    fn four_octets_in_every_session() {
        let octets = hex("0000fbf0 400206 0201 0001000f c00708 0001000f c0000201");
        for session in [Default::default(), two_octets()] {
            let set: AttributeSet<&[u8]> = exact_in(&octets, session);
            assert_eq!(
                set.to_string(),
                "origin-as 64496 {AS_PATH 65551, AGGREGATOR 65551 192.0.2.1}"
            );
            assert_eq!(set.attributes().session().asn_width(), AsnWidth::Four);
            assert_eq!(set.form(session.into()), session.into());
        }
    }

    #[test]
    fn a_set_in_a_set_keeps_its_octets() {
        let octets = hex("c08012 0000fbf0 c08008 0000fbf1 400101 00 400600");
        let list = PathAttributes::over(&octets[..], Session::default());
        let set: AttributeSet<&[u8]> = list.get().unwrap().unwrap();
        let inner = set.attributes().entries().next().unwrap().unwrap();
        let unknown = UnknownAttribute::new(128, Octets(&octets[10..18]));
        assert_eq!(inner.value, AttributeValue::Unknown(unknown));
        assert_eq!(set.attributes().iter().count(), 2);
        json(
            &list.to_owned(),
            r#"[{"flags":192,"value":{"attribute_set":{"origin_as":64496,"attributes":[
               {"flags":192,"value":{"unknown":{"code":128,"octets":"0000fbf140010100"}}},
               {"flags":64,"value":{"atomic_aggregate":null}}]}}}]"#,
        );
        // Built from a list that contains a set, the result is the same.
        let built = AttributeSet::new(Asn(64496), list).unwrap();
        let first = built.attributes().entries().next().unwrap().unwrap();
        assert!(matches!(first.value, AttributeValue::Unknown(_)));
        // A nested set is not added: it would not decode as one.
        let mut inside = set.attributes().to_owned();
        assert_eq!(
            inside.add(&built),
            Err(EncodeError::Session {
                what: "ATTR_SET",
                conflict: "an ATTR_SET, inside another ATTR_SET",
            })
        );
        inside.push_view(&inner).unwrap();
        inside.add(&LocalPref(1)).unwrap();
    }

    #[test]
    fn deep_nesting_is_walked_once() {
        let mut octets = Vec::new();
        for _ in 0..5000 {
            let length = octets.len() as u16 + 4;
            let [high, low] = length.to_be_bytes();
            octets = [&[0xd0, 128, high, low, 0, 0, 0, 1][..], &octets].concat();
        }
        let list = PathAttributes::over(octets, Session::default());
        let text = list.to_string();
        assert!(text.starts_with("ATTR_SET origin-as 1 {ATTR_SET 00000001d080"));
        assert_eq!(text.matches("origin-as").count(), 1);
        assert_eq!(list, list.clone());
        assert_eq!(list.check(), Ok(()));
    }

    #[test]
    fn malformed() {
        // Shorter than an AS number (RFC 6368, section 5).
        cases! { AttributeSet<&[u8]>;
            "" => error "value at byte 0: 4 bytes are missing",
            "00" => error "value at byte 0: 3 bytes are missing",
            "0000" => error "value at byte 0: 2 bytes are missing",
            "000000" => error "value at byte 0: 1 byte is missing",
        }
        assert_eq!(
            exact_in::<AttributeSet<&[u8]>>(&[0; 4], two_octets()).check(),
            Ok(())
        );
        // The attributes that make the set malformed decode like any other.
        for (inside, offset, fault, what) in [
            ("400101 03 400504 00000064", 3, Fault::Value(3), 1),
            (
                "400101 00 800e05 00020100 00 400600",
                5,
                Fault::Value(14),
                128,
            ),
            ("800f03 000201", 1, Fault::Value(15), 128),
            ("400101 00 c008ff", 7, Fault::Truncated(255), 8),
        ] {
            let octets = [hex("0000fbf0"), hex(inside)].concat();
            let set: AttributeSet<&[u8]> = exact(&octets);
            let error = set.check().unwrap_err();
            assert_eq!(error.what(), What::Attribute(what), "{inside}");
            assert_eq!((error.offset(), error.fault()), (offset, fault), "{inside}");
            assert_eq!(set.attributes().octets(), hex(inside));
        }
    }

    #[test]
    fn what_belongs_to_another_session_is_refused() {
        let refused = |what, conflict| Err(EncodeError::Session { what, conflict });
        let aggregator = Aggregator::new(Asn(64496), "192.0.2.1".parse().unwrap());
        let mut attributes = PathAttributes::new(two_octets());
        attributes.add(&Origin::Igp).unwrap();
        assert!(AttributeSet::new(Asn(1), attributes.clone()).is_ok());
        attributes
            .add(&aggregator.with_width(AsnWidth::Two))
            .unwrap();
        assert_eq!(
            AttributeSet::new(Asn(1), attributes),
            refused(
                "AGGREGATOR",
                "two-octet AS numbers, but the session has four-octet ones"
            )
        );

        let family = Family::IPV6_UNICAST.into();
        let session = Session::default().with_add_path(family);
        let route = Route::from("2001:db8::/32".parse::<Ipv6Prefix>().unwrap()).with_path_id(7);
        let routes = Routes::in_session(session, [route]).unwrap();
        let mut attributes = PathAttributes::new(session);
        attributes
            .add(&MpUnreach::from(Nlri::Ipv6Unicast(routes)))
            .unwrap();
        assert_eq!(
            AttributeSet::new(Asn(1), attributes),
            refused(
                "MP_UNREACH_NLRI",
                "a path identifier, but the session has none"
            )
        );
    }

    #[test]
    fn json_of_malformed_ones_both_ways() {
        let octets = hex("0000fbf0 400101 03 c08000");
        let set: AttributeSet<&[u8]> = exact_in(&octets, two_octets());
        json(
            &set.to_owned(),
            r#"{"origin_as":64496,"attributes":[{"malformed":"40010103",
               "error":{"text":"ORIGIN at byte 3: a value of 3 is not possible",
               "what":{"attribute":1},"offset":3,"fault":{"value":3}},
               "context":{"basis":"assumed","asn_width":"four","add_path":[],"multiple_labels":[]}},
               {"flags":192,"value":{"unknown":{"code":128,"octets":""}}}]}"#,
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_keeps_what_a_set_is() {
        let octets = hex("0000fbf0 400101 03 c08004 00000001 400206 0201 0001000f");
        let set = AttributeSet::from_octets(&octets).unwrap().to_owned();
        let binary = postcard::to_allocvec(&set).unwrap();
        // The AS number, the number of bytes, and the bytes.
        assert_eq!(binary[..4], [0xf0, 0xf7, 3, octets.len() as u8 - 4]);
        let again: AttributeSet = postcard::from_bytes(&binary).unwrap();
        assert_eq!(again, set);
        assert_eq!(again.attributes().session(), set.attributes().session());
        let text = serde_json::to_string(&set).unwrap();
        let again: AttributeSet = serde_json::from_str(&text).unwrap();
        assert_eq!(again.attributes().session(), set.attributes().session());
        // A set has no two-octet AS numbers.
        let narrow = text.replace(r#""kind":"sequence""#, r#""kind":"sequence","width":"two""#);
        assert_ne!(narrow, text);
        let error = serde_json::from_str::<AttributeSet>(&narrow).unwrap_err();
        assert_eq!(
            error.to_string(),
            "AS_PATH: two-octet AS numbers, but the session has four-octet ones"
        );
    }
}
