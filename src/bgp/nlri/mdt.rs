//! MDT routes: AFI 1, SAFI 66 ([RFC 6037, section 4.4.1](https://www.rfc-editor.org/rfc/rfc6037#section-4.4.1)).
//!
//! ```text
//! bits u8 (128), route distinguisher 8, address of the PE 4, group 4
//! ```
//!
//! ```
//! use bmp_codec::{Decode, bgp::nlri::Mdt};
//!
//! let octets = [128, 0, 0, 0xfd, 0xe8, 0, 0, 0, 100, 192, 0, 2, 9, 233, 252, 0, 1];
//! let route = Mdt::from_octets(&octets)?;
//! assert_eq!(route.to_string(), "65000:100 192.0.2.9 group 233.252.0.1");
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

use core::fmt;
use core::net::Ipv4Addr;

use bytes::BufMut;

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family};
use crate::net::RouteDistinguisher;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Plain, Reader, Writer, key_part,
};

/// The PE of a multicast domain, and the group of its tunnel.
///
/// The RFC shows no length; routers send one, as for prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mdt {
    /// The route distinguisher of a VRF in the PE.
    pub rd: RouteDistinguisher,
    /// The address of the PE.
    pub address: Ipv4Addr,
    /// The multicast group of the tunnel.
    pub group: Ipv4Addr,
}

/// The number of bits of a route.
const BITS: u8 = 128;

impl Decode<'_> for Mdt {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = *reader;
        match reader.u8()? {
            BITS => {}
            bits => return Err(length.fail(Fault::Length(bits.into()))),
        }
        let mut fields = reader.sub(16)?;
        Ok(Mdt {
            rd: fields.read()?,
            address: fields.array()?.into(),
            group: fields.array()?.into(),
        })
    }
}

impl Encode for Mdt {
    fn encoded_len(&self) -> usize {
        17
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(BITS);
        self.rd.put(out)?;
        out.put_slice(&self.address.octets());
        out.put_slice(&self.group.octets());
        Ok(())
    }
}

impl Plain for Mdt {}

key_part! {
    /// The key is all fields (RFC 6037, section 4).
    ['s] Mdt { rd, address, group }
}
keyed!(Mdt);

impl Destination for Mdt {
    const FAMILY: Family = Family::IPV4_MDT;

    fn rd(route: &Mdt) -> Option<RouteDistinguisher> {
        Some(route.rd)
    }
}

impl fmt::Display for Mdt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} group {}", self.rd, self.address, self.group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::{Nlri, Route, Routes};
    use crate::testkit::{cases, exact, hex, json, refused};

    /// The fields as shown by tshark 4.0.
    const OCTETS: &str = "80 0000fde800000064 c0000209 e9fc0001";

    fn route() -> Mdt {
        Mdt {
            rd: "65000:100".parse().unwrap(),
            address: Ipv4Addr::new(192, 0, 2, 9),
            group: Ipv4Addr::new(233, 252, 0, 1),
        }
    }

    #[test]
    fn both_ways_with_and_without_path_identifiers() {
        let octets = hex(OCTETS);
        assert_eq!(exact::<Mdt>(&octets), route());
        assert_eq!(route().to_vec().unwrap(), octets);

        let plain = Routes::<Mdt>::over([&octets[..], &octets].concat(), Session::default());
        assert_eq!(
            plain.iter().collect::<Vec<_>>(),
            [Ok(route().into()), Ok(Route::from(route()))]
        );
        let session = Session::default().with_add_path(Family::IPV4_MDT.into());
        let octets = [&[0, 0, 0, 7], &octets[..]].concat();
        let routes = Routes::<Mdt>::over(octets.clone(), session);
        let expected = Route::from(route()).with_path_id(7);
        assert_eq!(routes.iter().collect::<Vec<_>>(), [Ok(expected)]);
        assert_eq!(
            Routes::<Mdt>::in_session(session, [expected])
                .unwrap()
                .octets(),
            octets
        );
        let nlri = Nlri::Ipv4Mdt(routes);
        let any = nlri.any_routes().next().unwrap().unwrap();
        assert_eq!(any.to_string(), "ipv4-mdt 65000:100 path-id 7");
        json(
            &nlri,
            r#"{"ipv4_mdt":[{"path_id":7,"nlri":{"rd":"65000:100",
               "address":"192.0.2.9","group":"233.252.0.1"}}]}"#,
        );
    }

    #[test]
    fn malformed() {
        cases! { Mdt;
            "80 0000fde800000064 c0000209 e9fc00" => error "value at byte 1: 1 byte is missing",
            "60 0000fde800000064 c0000209" => error "value at byte 0: a length of 96 is not possible",
        }
        // In a list, the offset counts from the start of the list, and nothing after the bad route can be located.
        let octets = hex(&[OCTETS, "60", OCTETS].concat());
        let routes = Routes::<Mdt, _>::over(&octets[..], Session::default());
        let read: Vec<_> = routes.into_iter().collect();
        assert_eq!((read.len(), read[0]), (2, Ok(route().into())));
        assert_eq!(
            refused(read[1]),
            "ipv4-mdt route at byte 17: a length of 96 is not possible"
        );
    }
}
