//! SR Policy: SAFI 73 of AFI 1 and 2 ([RFC 9830, section 2.1](https://www.rfc-editor.org/rfc/rfc9830#section-2.1)).
//!
//! ```text
//! bits u8 (96 or 192), distinguisher u32, color u32, endpoint 4 or 16
//! ```
//!
//! The [Tunnel Encapsulation](crate::bgp::attribute) attribute next to the route describes the policy itself.
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::SrPolicyIpv4};
//!
//! let endpoint = "192.0.2.200".parse()?;
//! let policy = SrPolicyIpv4 { distinguisher: 1, color: 100, endpoint };
//! assert_eq!(policy.to_vec()?, [96, 0, 0, 0, 1, 0, 0, 0, 100, 192, 0, 2, 200]);
//! assert_eq!(policy.to_string(), "color 100 endpoint 192.0.2.200 distinguisher 1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use bytes::BufMut;

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Fixed, FixedOctets, Plain, Reader, Writer,
    key_part,
};

/// A candidate path of an SR Policy: a way to an endpoint for traffic of a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SrPolicy<A> {
    /// The distinguisher: distinguishes the candidate paths of one policy.
    pub distinguisher: u32,
    /// The color: the intent of the policy.
    pub color: u32,
    /// The endpoint; all zeros mean any endpoint of this color.
    pub endpoint: A,
}

/// An SR Policy with an IPv4 endpoint.
pub type SrPolicyIpv4 = SrPolicy<Ipv4Addr>;

/// An SR Policy with an IPv6 endpoint.
pub type SrPolicyIpv6 = SrPolicy<Ipv6Addr>;

/// Returns the number of bits of a route with this type of endpoint.
const fn bits<A: Fixed>() -> u8 {
    64 + 8 * A::Octets::LEN as u8
}

impl<A: Fixed> Decode<'_> for SrPolicy<A> {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = *reader;
        match reader.u8()? {
            own if own == bits::<A>() => {}
            other => return Err(length.fail(Fault::Length(other.into()))),
        }
        Ok(SrPolicy {
            distinguisher: reader.u32()?,
            color: reader.u32()?,
            endpoint: A::from_octets(A::Octets::take(reader)?),
        })
    }
}

impl<A: Fixed> Encode for SrPolicy<A> {
    fn encoded_len(&self) -> usize {
        9 + A::Octets::LEN
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(bits::<A>());
        out.put_u32(self.distinguisher);
        out.put_u32(self.color);
        out.put_slice(self.endpoint.to_octets().as_ref());
        Ok(())
    }
}

impl<A: Fixed> Plain for SrPolicy<A> {}

key_part! {
    /// The key is all fields: the route is <distinguisher, color, endpoint> (RFC 9830, section 2.1).
    ['s, A: Fixed] SrPolicy<A> { color, endpoint, distinguisher }
}
keyed!(SrPolicyIpv4);
keyed!(SrPolicyIpv6);

impl Destination for SrPolicyIpv4 {
    const FAMILY: Family = Family::IPV4_SR_POLICY;
}

impl Destination for SrPolicyIpv6 {
    const FAMILY: Family = Family::IPV6_SR_POLICY;
}

impl<A: fmt::Display> fmt::Display for SrPolicy<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "color {} endpoint {} distinguisher {}",
            self.color, self.endpoint, self.distinguisher
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::{Route, Routes};
    use crate::testkit::{cases, hex};

    #[test]
    fn of_a_router() {
        let policy = SrPolicy {
            distinguisher: 1,
            color: 100,
            endpoint: Ipv4Addr::new(192, 0, 2, 200),
        };
        // As passed on by GoBGP: distinguisher 1, color 100.
        cases! { SrPolicyIpv4;
            "60 00000001 00000064 c00002c8" is policy
                => _ => r#"{"distinguisher":1,"color":100,"endpoint":"192.0.2.200"}"#,
            "61 00000001 00000064 c00002c800" => error "value at byte 0: a length of 97 is not possible",
            "60 00000001 00000064 c00002" => error "value at byte 9: 1 byte is missing",
        }
        cases! { SrPolicyIpv6;
            "c0 00000001 00000064 20010db8000000000000000000000200" => "color 100 endpoint 2001:db8::200 distinguisher 1"
                => r#"{"distinguisher":1,"color":100,"endpoint":"2001:db8::200"}"#,
            "60 00000001" => error "value at byte 0: a length of 96 is not possible",
        }
        cases! { Routes<SrPolicyIpv4, &[u8]>;
            "60 00000001 00000064 c00002" => inside "ipv4-sr-policy route at byte 9: 1 byte is missing",
        }
    }

    #[test]
    fn path_identifiers() {
        // As in the Loc-RIB of GoBGP.
        let session = Session::default().with_add_path(Family::IPV4_SR_POLICY.into());
        let octets = hex("00000001 60 00000001 00000064 c00002c8");
        let routes = Routes::<SrPolicyIpv4, _>::over(&octets[..], session);
        let route: Route<SrPolicyIpv4> = routes.iter().next().unwrap().unwrap();
        assert_eq!((route.path_id, route.nlri.color), (Some(1), 100));
        assert_eq!(route.to_vec().unwrap(), octets);
    }
}
