//! Unreachability information: SAFI 81 of AFI 1 and 2 (draft-tantsura-idr-unreachability-safi).
//!
//! ```text
//! length u16, then in length bytes: bits u8, prefix (ceil(bits / 8) bytes), TLVs
//! TLV: type u8, length u16, value
//! reporter (1): BGP identifier u32, AS u32, TLVs of the same form: 1 reason u16, 2 timestamp u64
//! ```
//!
//! There is no RFC yet. The layout is that of revision 06; up to revision 05, the length at the beginning was missing,
//! and the bytes do not show which revision it is. The layout has not been confirmed with bytes of a router.
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::UnreachableIpv4, net::Ipv4Prefix};
//!
//! let route = UnreachableIpv4::from("192.0.2.0/24".parse::<Ipv4Prefix>()?);
//! assert_eq!(route.to_vec()?, [0, 4, 24, 192, 0, 2]);
//! assert_eq!(route.to_string(), "192.0.2.0/24");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;

use crate::bgp::nlri::route::sized;
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix};
use crate::net::{Asn, Prefix, fixed};
use crate::wire::{
    Element, Encode, EncodeError, List, Malformed, Reader, UnknownTlv, What, Writer,
    decode_element, key_part, layout, length_u16, map_octets, named, sealed, table,
};

/// An unreachable prefix, and the routers that report it.
///
/// The route has a length field, so a malformed route does not affect the next routes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Unreachable<P, B: AsRef<[u8]> = Vec<u8>> {
    /// The prefix.
    pub prefix: P,
    /// The routers that report the prefix, and their reasons. Withdrawn routes have none.
    pub tlvs: UnreachableTlvs<B>,
}
map_octets!([P: Copy] Unreachable { tlvs; prefix });

/// Unreachability information of AFI 1.
pub type UnreachableIpv4<B = Vec<u8>> = Unreachable<Ipv4Prefix, B>;

/// Unreachability information of AFI 2.
pub type UnreachableIpv6<B = Vec<u8>> = Unreachable<Ipv6Prefix, B>;

/// The TLVs of unreachability information.
pub type UnreachableTlvs<B = Vec<u8>> = List<UnreachableTlv, B>;

table! {
    /// A TLV of unreachability information.
    pub enum UnreachableTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "TLV of unreachability information" |_| What::Octets;
    {
        /// A router that reports the prefix.
        1 => Reporter(Reporter<B>) "reporter",
    }
}

layout! {
    /// A router that reports a prefix as unreachable.
    pub struct Reporter<B> {
        /// The BGP identifier of the router.
        pub bgp_id: Ipv4Addr,
        /// The AS of the router.
        pub asn: Asn,
        ;
        /// The details of the report.
        pub sub_tlvs: List<ReporterTlv, B>,
    } text |reporter, f| {
        write!(f, "{} AS{}", reporter.bgp_id, reporter.asn)?;
        named(f, "", &reporter.sub_tlvs)
    };
}

table! {
    /// A detail of the report of an unreachable prefix.
    pub enum ReporterTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "TLV of a reporter" |_| What::Octets;
    {
        /// Why the prefix is unreachable.
        1 => Reason(UnreachabilityReason) "reason",
        /// Since when the prefix is unreachable.
        2 => Timestamp(UnreachabilityTimestamp) "timestamp",
    }
}

fixed! {
    /// The number of the reason why a prefix is unreachable.
    UnreachabilityReason(u16) as number;
    /// The time since when a prefix is unreachable: apparently in seconds since 1970.
    UnreachabilityTimestamp(u64) as number;
}

/// Makes a route without a reporter, as in withdrawn routes.
impl<P> From<P> for Unreachable<P> {
    fn from(prefix: P) -> Unreachable<P> {
        Unreachable {
            prefix,
            tlvs: UnreachableTlvs::default(),
        }
    }
}

impl<P: Prefix> sealed::Element for Unreachable<P> {}

impl<P: Prefix> Element for Unreachable<P> {
    type At<'s> = Unreachable<P, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Unreachable<P, &'s [u8]>, Malformed<&'s [u8]>> {
        let length = |reader: &mut Reader<'s>| Ok(reader.u16()?.into());
        sized(reader, What::Octets, length, |value| {
            Ok(Unreachable {
                prefix: value.read()?,
                tlvs: value.read()?,
            })
        })
    }
}

decode_element!([P: Prefix] Unreachable |element| element.tlvs.check());

impl<P: Prefix, B: AsRef<[u8]>> Encode for Unreachable<P, B> {
    fn encoded_len(&self) -> usize {
        2 + self.prefix.encoded_len() + self.tlvs.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u16(length_u16(
            "unreachability information",
            self.encoded_len() - 2,
        )?);
        self.prefix.put(out)?;
        self.tlvs.put(out)
    }
}

key_part! {
    /// The key is the prefix: withdrawn routes have nothing else (draft-tantsura-idr-unreachability-safi).
    ['s, P: Prefix] Unreachable<P, &'s [u8]> { prefix } not { tlvs }
}
keyed!([P: Prefix] Unreachable<P>);

impl<P: Prefix> Destination for Unreachable<P> {
    const FAMILY: Family = Family::new(P::AFI, 81);

    fn prefix(route: &Unreachable<P, &[u8]>) -> Option<IpNet> {
        Some(route.prefix.into())
    }
}

impl<P: fmt::Display, B: AsRef<[u8]>> fmt::Display for Unreachable<P, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prefix.fmt(f)?;
        named(f, "", &self.tlvs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Routes;
    use crate::testkit::{cases, hex, json};

    /// Laid out by hand: 192.0.2.0/24, reported by 10.0.0.1 of AS 65000 for reason 2 since second 1700000000, with a
    /// TLV of an unknown type at either level; and 198.51.100.0/24, withdrawn.
    const ROUTES: &str = concat!(
        "0027 18c00002 01 001c 0a000001 0000fde8 01 0002 0002 02 0008 000000006553f100 09 0001 ff",
        "07 0001 aa 0004 18c63364"
    );

    #[test]
    fn routes() {
        let octets = hex(ROUTES);
        let routes = Routes::<UnreachableIpv4, _>::over(&octets[..], Session::default());
        assert_eq!(
            routes.to_string(),
            concat!(
                "192.0.2.0/24 reporter 10.0.0.1 AS65000 reason 2, timestamp 1700000000, type-9 ff, type-7 aa, ",
                "198.51.100.0/24"
            )
        );
        let read: Vec<UnreachableIpv4> = routes
            .iter()
            .map(|route| route.unwrap().nlri.to_owned())
            .collect();
        json(
            &read,
            r#"[{"prefix":"192.0.2.0/24","tlvs":[{"reporter":{"bgp_id":"10.0.0.1","asn":65000,"sub_tlvs":[
               {"reason":2},{"timestamp":1700000000},{"unknown":{"tlv_type":9,"octets":"ff"}}]}},
               {"unknown":{"tlv_type":7,"octets":"aa"}}]},{"prefix":"198.51.100.0/24","tlvs":[]}]"#,
        );
        let built = read.into_iter().map(Into::into);
        assert_eq!(
            Routes::in_session(Session::default(), built)
                .unwrap()
                .octets(),
            octets
        );

        let sub_tlvs = List::of([
            UnreachabilityReason(2).into(),
            UnreachabilityTimestamp(3).into(),
        ])
        .unwrap();
        let reporter = Reporter {
            bgp_id: Ipv4Addr::new(10, 0, 0, 1),
            asn: Asn(65000),
            sub_tlvs,
        };
        let route = Unreachable {
            prefix: "2001:db8::/32".parse::<Ipv6Prefix>().unwrap(),
            tlvs: List::of([reporter.into()]).unwrap(),
        };
        assert_eq!(
            route.to_vec().unwrap(),
            hex("0020 2020010db8 01 0018 0a000001 0000fde8 01 0002 0002 02 0008 0000000000000003")
        );
    }

    #[test]
    fn path_identifiers() {
        let session = Session::default().with_add_path(Family::IPV6_UNREACHABILITY.into());
        let octets = hex("00000002 0005 2020010db8");
        let routes = Routes::<UnreachableIpv6, _>::over(&octets[..], session);
        assert_eq!(routes.to_string(), "2001:db8::/32 path-id 2");
    }

    #[test]
    fn malformed() {
        // A prefix of 33 bits only affects its route.
        cases! { Routes<UnreachableIpv4, &[u8]>;
            "0006 21c000020000 0004 18c63364"
                => list ["ipv4-unreachability route at byte 2: a prefix length of 33 bits is more than the address has in 000621c000020000", "198.51.100.0/24"],
        }
        // In a draft without a length at the beginning, the first bytes are a prefix length and a prefix. A bad TLV
        // only affects itself; its offset counts from the start of the list.
        cases! { UnreachableIpv4<&[u8]>;
            "18c63364 18c00002" => error "value at byte 2: 6336 bytes are missing",
            "000b 18c00002 01 0001 ff 07 0000" => "192.0.2.0/24 malformed 010001ff, type-7",
            "000b 18c00002 01 0001 ff 07 0000" => inside "value at byte 3: 3 bytes are missing",
        }
    }

    #[test]
    fn a_prefix_alone() {
        let prefix: crate::net::Ipv4Prefix = "192.0.2.0/24".parse().unwrap();
        let route = Unreachable::from(prefix);
        assert_eq!(route.to_vec().unwrap(), [0, 4, 24, 192, 0, 2]);
    }
}
