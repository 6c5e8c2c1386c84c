//! Layer-1 VPN auto-discovery: SAFI 69 ([RFC 5195, section 3](https://www.rfc-editor.org/rfc/rfc5195#section-3)).
//!
//! ```text
//! length u8, auto-discovery information (length bytes)
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::L1vpnIpv4, wire::Octets};
//!
//! let route = L1vpnIpv4::from(Octets(vec![1, 2, 3]));
//! assert_eq!(route.to_vec()?, [3, 1, 2, 3]);
//! assert_eq!(route.to_string(), "010203");
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use core::fmt;
use core::marker::PhantomData;
use core::net::{Ipv4Addr, Ipv6Addr};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::route::sized;
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::wire::{
    DecodeError, Element, Encode, EncodeError, Key, KeyPart, Malformed, Octets, Reader, What,
    Writer, decode_element, length_u8, map_octets, sealed,
};

/// Auto-discovery information of a layer-1 VPN: 255 bytes at most, not interpreted.
///
/// The route has a length field, so a malformed route does not affect the next routes of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct L1vpn<A, B: AsRef<[u8]> = Vec<u8>> {
    /// The information.
    pub octets: Octets<B>,
    #[cfg_attr(feature = "serde", serde(skip))]
    afi: PhantomData<fn() -> A>,
}
map_octets!([A: Sized] L1vpn |value, f| Octets(f(&value.octets.0)).into());

/// Auto-discovery information of AFI 1.
pub type L1vpnIpv4<B = Vec<u8>> = L1vpn<Ipv4Addr, B>;

/// Auto-discovery information of AFI 2.
pub type L1vpnIpv6<B = Vec<u8>> = L1vpn<Ipv6Addr, B>;

impl<A, B: AsRef<[u8]>> From<Octets<B>> for L1vpn<A, B> {
    fn from(octets: Octets<B>) -> L1vpn<A, B> {
        L1vpn {
            octets,
            afi: PhantomData,
        }
    }
}

impl<A> sealed::Element for L1vpn<A> {}

impl<A> Element for L1vpn<A> {
    type At<'s> = L1vpn<A, &'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<L1vpn<A, &'s [u8]>, Malformed<&'s [u8]>> {
        let length = |reader: &mut Reader<'s>| Ok(reader.u8()?.into());
        sized(reader, What::Octets, length, |value| {
            Ok(value.octets().into())
        })
    }
}

decode_element!([A: Sized] L1vpn);

impl<A, B: AsRef<[u8]>> Encode for L1vpn<A, B> {
    fn encoded_len(&self) -> usize {
        1 + self.octets.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(length_u8("L1VPN route", self.octets.len())?);
        self.octets.put(out)
    }
}

/// The key is all bytes (RFC 5195, section 3).
impl<'s, A> KeyPart<'s> for L1vpn<A, &'s [u8]> {
    fn put_part(&self, key: &mut Key<'s>) {
        self.octets.put_part(key);
    }

    fn read_part(reader: &mut Reader<'s>) -> Result<Self, DecodeError> {
        Ok(reader.octets().into())
    }
}

keyed!(L1vpnIpv4);
keyed!(L1vpnIpv6);

impl Destination for L1vpnIpv4 {
    const FAMILY: Family = Family::IPV4_L1VPN;
}

impl Destination for L1vpnIpv6 {
    const FAMILY: Family = Family::IPV6_L1VPN;
}

impl<A, B: AsRef<[u8]>> fmt::Display for L1vpn<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.octets.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Routes;
    use crate::testkit::{hex, json, texts};

    #[test]
    fn routes() {
        // Laid out by hand from RFC 5195, figure 2; tshark 4.0.17 does not know the family.
        let octets = hex("04 01020304 00 02 aabb");
        let routes = Routes::<L1vpnIpv4, _>::over(&octets[..], Session::default());
        let read: Vec<L1vpnIpv4> = routes
            .iter()
            .map(|route| route.unwrap().nlri.to_owned())
            .collect();
        json(&read, r#"["01020304","","aabb"]"#);
        let built = read.into_iter().map(Into::into);
        assert_eq!(
            Routes::in_session(Session::default(), built)
                .unwrap()
                .octets(),
            octets
        );

        let session = Session::default().with_add_path(Family::IPV6_L1VPN.into());
        let octets = hex("00000005 02 aabb");
        let routes = Routes::<L1vpnIpv6, _>::over(&octets[..], session);
        assert_eq!(routes.to_string(), "aabb path-id 5");
    }

    #[test]
    fn malformed() {
        let octets = hex("01 aa 03 bbcc");
        let routes = Routes::<L1vpnIpv6, _>::over(&octets[..], Session::default());
        assert_eq!(
            texts(routes.iter()),
            ["aa", "ipv6-l1vpn route at byte 3: 1 byte is missing"]
        );
        assert!(L1vpnIpv4::from(Octets(vec![0; 256])).to_vec().is_err());
    }
}
