//! MCAST-VPLS routes: AFI 25, SAFI 8 ([RFC 7117, section 9.2](https://www.rfc-editor.org/rfc/rfc7117#section-9.2)).
//!
//! ```text
//! 3: route distinguisher 8, source, group, originating router's IP address 4 or 16
//! 4: route key, originating router's IP address 4 or 16
//!
//! route key: an MCAST-VPLS route with its type and length,
//!            or of a VPLS route: route distinguisher 8, and VE ID 2 or PE address 4
//! ```
//!
//! Source and group are one address each, preceded by its length in bits (0, 32 or 128).

use core::fmt;
use core::net::{IpAddr, Ipv4Addr};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::mcast_vpn::SPmsi;
use crate::bgp::nlri::route::route_key;
use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, UnknownRoute};
use crate::net::RouteDistinguisher;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, What, Writer, key_part,
    map_octets, table,
};

table! {
    /// A multicast route of a VPLS. It has a length field, so a malformed route does not affect the next routes of a
    /// list.
    pub enum McastVpls<B>(u16) by route_type, unknown UnknownRoute, text, rd, key;
    framed U8U8 "MCAST-VPLS route" |_| What::Nlri(Family::L2VPN_MCAST_VPLS);
    {
        /// Announces the selective tunnel of one or several multicast flows.
        3 => SPmsi(SPmsi) "s-pmsi",
        /// Joins the tunnel of another route.
        4 => Leaf(Leaf<B>) "leaf",
    }
}

keyed!(McastVpls);

impl Destination for McastVpls {
    const FAMILY: Family = Family::L2VPN_MCAST_VPLS;

    fn rd(route: &McastVpls<&[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }
}

/// A Leaf A-D route: a router that joins the tunnel of another route
/// ([RFC 7117, section 9.2.2](https://www.rfc-editor.org/rfc/rfc7117#section-9.2.2)).
///
/// ```
/// use bmp_codec::bgp::nlri::mcast_vpls::{Leaf, LeafKey};
///
/// let joined = LeafKey::Vpls { rd: "65000:100".parse()?, ve_id: 7 };
/// let leaf = Leaf::of(&joined, "192.0.2.10".parse()?)?;
/// assert_eq!(leaf.key()?, joined);
/// assert_eq!(leaf.to_string(), "(65000:100 ve-id 7) 192.0.2.10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Leaf<B: AsRef<[u8]> = Vec<u8>> {
    /// The key of the route that this one answers. [`key`](Leaf::key) decodes it.
    pub route_key: Octets<B>,
    /// The address of the router that joins: "Originating Router's IP Address".
    pub originator: IpAddr,
}
map_octets!(Leaf { route_key; originator });

/// The route that a Leaf A-D route answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LeafKey<'a> {
    /// A route of this family.
    Route(McastVpls<&'a [u8]>),
    /// A VPLS route between ASes ([RFC 4761](https://www.rfc-editor.org/rfc/rfc4761)).
    Vpls {
        /// The route distinguisher.
        rd: RouteDistinguisher,
        /// The VE ID.
        ve_id: u16,
    },
    /// A VPLS auto-discovery route between ASes ([RFC 6074](https://www.rfc-editor.org/rfc/rfc6074)).
    AutoDiscovery {
        /// The route distinguisher.
        rd: RouteDistinguisher,
        /// The PE address.
        pe_address: Ipv4Addr,
    },
}

impl Leaf {
    /// Returns the answer of a router to a route.
    ///
    /// # Errors
    /// An [`EncodeError`] if the route cannot be encoded.
    pub fn of(key: &LeafKey<'_>, originator: IpAddr) -> Result<Leaf, EncodeError> {
        let mut octets = Vec::new();
        match key {
            LeafKey::Route(route) => octets = route.to_vec()?,
            LeafKey::Vpls { rd, ve_id } => {
                rd.encode(&mut octets)?;
                octets.put_u16(*ve_id);
            }
            LeafKey::AutoDiscovery { rd, pe_address } => {
                rd.encode(&mut octets)?;
                octets.put_slice(&pe_address.octets());
            }
        }
        Ok(Leaf {
            route_key: Octets(octets),
            originator,
        })
    }
}

impl<B: AsRef<[u8]>> Leaf<B> {
    /// Decodes the route that this one answers. If that is a Leaf A-D route itself, its own key is not decoded.
    ///
    /// # Errors
    /// A [`DecodeError`] if the route key is not one of the variants of [`LeafKey`]. Its offset counts from the start
    /// of the route key.
    pub fn key(&self) -> Result<LeafKey<'_>, DecodeError> {
        if !has_distinguisher(&self.route_key) {
            return McastVpls::from_octets(&self.route_key).map(LeafKey::Route);
        }
        let mut reader = Reader::new(&self.route_key);
        let rd = reader.read()?;
        let key = match reader.remaining() {
            4 => LeafKey::AutoDiscovery {
                rd,
                pe_address: reader.array()?.into(),
            },
            _ => LeafKey::Vpls {
                rd,
                ve_id: reader.u16()?,
            },
        };
        reader.finish()?;
        Ok(key)
    }

    /// Returns the route distinguisher of the route that this one answers.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.key().ok()? {
            LeafKey::Route(McastVpls::Leaf(_)) => None,
            LeafKey::Route(route) => route.rd(),
            LeafKey::Vpls { rd, .. } | LeafKey::AutoDiscovery { rd, .. } => Some(rd),
        }
    }
}

/// Returns whether a route key begins with a route distinguisher: the first byte of one is never a route type.
fn has_distinguisher(route_key: &[u8]) -> bool {
    matches!(route_key, [0, ..])
}

key_part! {
    /// The key is all fields (RFC 7117, section 9.2.2). The route key is unchanged, and follows the originator, which
    /// determines its length.
    ['s] Leaf<&'s [u8]> { originator, route_key }
}

impl<'a> Decode<'a> for Leaf<&'a [u8]> {
    /// Takes all remaining bytes.
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let route_key = if has_distinguisher(reader.peek()) {
            // With the originator after it, a key of 10 bytes has 14 or 26, and one of 12 bytes 16 or 28.
            match reader.remaining() {
                14 | 26 => Octets(reader.bytes(10)?),
                16 | 28 => Octets(reader.bytes(12)?),
                other => return Err(reader.fail(Fault::Length(other as u32))),
            }
        } else {
            route_key(reader)?
        };
        let originator = reader.read()?;
        Ok(Leaf {
            route_key,
            originator,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Leaf<B> {
    fn encoded_len(&self) -> usize {
        self.route_key.len() + self.originator.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.route_key.put(out)?;
        self.originator.put(out)
    }
}

/// Writes the route that this one answers, or its bytes if it is malformed, and the originator.
impl<B: AsRef<[u8]>> fmt::Display for Leaf<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key() {
            // A leaf of a leaf is not decoded further: text does not nest.
            Ok(LeafKey::Route(McastVpls::Leaf(_))) | Err(_) => self.route_key.fmt(f)?,
            Ok(LeafKey::Route(route)) => write!(f, "({route})")?,
            Ok(LeafKey::Vpls { rd, ve_id }) => write!(f, "({rd} ve-id {ve_id})")?,
            Ok(LeafKey::AutoDiscovery { rd, pe_address }) => write!(f, "({rd} pe {pe_address})")?,
        }
        write!(f, " {}", self.originator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::{Nlri, Routes};
    use crate::testkit::{cases, exact, hex, json};

    const RD: RouteDistinguisher = RouteDistinguisher::two_octet(65000, 100);
    const RD_OCTETS: &str = "0000fde8 00000064";
    /// (192.0.2.66, 233.252.0.1) of 192.0.2.9.
    const FLOW: &str = "20 c0000242 20 e9fc0001 c0000209";

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn s_pmsi() -> McastVpls {
        McastVpls::SPmsi(SPmsi {
            rd: RD,
            source: "192.0.2.66".parse().unwrap(),
            group: "233.252.0.1".parse().unwrap(),
            originator: ip("192.0.2.9"),
        })
    }

    /// Decodes one route, encodes it again, and compares it and its text.
    fn route(octets: &str, text: &str, expected: &McastVpls) {
        let octets = hex(octets);
        let route: McastVpls<&[u8]> = exact(&octets);
        assert_eq!(route, expected.view());
        assert_eq!(route.to_string(), text);
        assert_eq!(
            (route.route_type(), route.rd()),
            (octets[0].into(), Some(RD))
        );
        assert_eq!(expected.to_vec().unwrap(), octets);
    }

    /// Laid out by hand from RFC 7117, sections 9.2.1 and 9.2.2: 22 bytes for IPv4, 46 for IPv6 with an IPv4 router.
    #[test]
    fn every_type_and_key() {
        route(
            &format!("03 16 {RD_OCTETS} {FLOW}"),
            "s-pmsi 65000:100 (192.0.2.66, 233.252.0.1) 192.0.2.9",
            &s_pmsi(),
        );
        let octets = hex(&format!(
            "03 2e {RD_OCTETS} 80 20010db8000000000000000000000066
             80 ff0e0000000000000000000000000001 c0000209"
        ));
        let read: McastVpls<&[u8]> = exact(&octets);
        assert_eq!(
            read.to_string(),
            "s-pmsi 65000:100 (2001:db8::66, ff0e::1) 192.0.2.9"
        );

        let selective = s_pmsi();
        let keys = [
            (
                LeafKey::Route(selective.view()),
                format!("04 1c 03 16 {RD_OCTETS} {FLOW} c000020a"),
                "leaf (s-pmsi 65000:100 (192.0.2.66, 233.252.0.1) 192.0.2.9) 192.0.2.10",
                "192.0.2.10",
            ),
            (
                LeafKey::Vpls { rd: RD, ve_id: 7 },
                format!("04 0e {RD_OCTETS} 0007 c000020a"),
                "leaf (65000:100 ve-id 7) 192.0.2.10",
                "192.0.2.10",
            ),
            (
                LeafKey::AutoDiscovery {
                    rd: RD,
                    pe_address: Ipv4Addr::new(192, 0, 2, 9),
                },
                format!("04 1c {RD_OCTETS} c0000209 20010db800000000000000000000000a"),
                "leaf (65000:100 pe 192.0.2.9) 2001:db8::a",
                "2001:db8::a",
            ),
        ];
        for (key, octets, text, originator) in keys {
            let leaf = Leaf::of(&key, ip(originator)).unwrap();
            assert_eq!(leaf.key(), Ok(key));
            route(&octets, text, &McastVpls::Leaf(leaf));
        }
    }

    #[test]
    fn malformed_and_unknown() {
        cases! { McastVpls<&[u8]>;
            "03 15 0000fde800000064 20 c0000242 20 e9fc0001 c00002" => error "l2vpn-mcast-vpls route at byte 20: a length of 3 is not possible",
            "03 0e 0000fde800000064 10 c000 00 c0 00" => error "l2vpn-mcast-vpls route at byte 10: a length of 16 is not possible",
            "04 0f 0000fde800000064 0007 c000020a 00" => error "l2vpn-mcast-vpls route at byte 2: a length of 15 is not possible",
            "04 05 03 04 000000" => error "l2vpn-mcast-vpls route at byte 4: 1 byte is missing",
            "04 04 03 01 00 00" => error "l2vpn-mcast-vpls route at byte 5: a length of 1 is not possible",
            "03 09 00" => error "l2vpn-mcast-vpls route at byte 2: 8 bytes are missing",
        }

        // A bad route only affects itself; the next one is decoded, and one of an unknown type is kept in bytes.
        let octets = hex(&format!("03 01 00 03 16 {RD_OCTETS} {FLOW} 01 02 abcd"));
        for add_path in [false, true] {
            let session = Session::default();
            let (session, octets) = if add_path {
                let family = Family::L2VPN_MCAST_VPLS;
                let (bad, rest) = octets.split_at(3);
                let (good, other) = rest.split_at(24);
                let path_id = [0, 0, 0, 7];
                let octets = [&path_id, bad, &path_id, good, &path_id, other].concat();
                (session.with_add_path(family.into()), octets)
            } else {
                (session, octets.clone())
            };
            let start = if add_path { 4 } else { 0 };
            let routes = Routes::<McastVpls, _>::over(&octets[..], session);
            let read: Vec<_> = routes.into_entries().collect();
            assert_eq!(read.len(), 3);
            let malformed = read[0].unwrap_err();
            assert_eq!(malformed.octets.len(), start + 3);
            assert_eq!(malformed.error.what(), What::Nlri(Family::L2VPN_MCAST_VPLS));
            assert_eq!(malformed.error.offset(), start + 2);
            assert_eq!(malformed.error.fault(), Fault::Truncated(7));
            let good = read[1].unwrap();
            assert_eq!(good.nlri, s_pmsi().view());
            assert_eq!(good.path_id, add_path.then_some(7));
            assert_eq!(read[2].unwrap().nlri.to_string(), "type-1 abcd");
        }
    }

    #[test]
    fn json_both_ways() {
        let octets = hex(&format!(
            "03 0e {RD_OCTETS} 00 00 c0000209 04 0e {RD_OCTETS} 0007 c000020a 01 02 abcd"
        ));
        json(
            &Nlri::L2vpnMcastVpls(Routes::over(octets, Session::default())),
            r#"{"l2vpn_mcast_vpls":[
               {"path_id":null,"nlri":{"s_pmsi":{"rd":"65000:100","source":null,"group":null,
               "originator":"192.0.2.9"}}},
               {"path_id":null,"nlri":{"leaf":{"route_key":"0000fde8000000640007","originator":"192.0.2.10"}}},
               {"path_id":null,"nlri":{"unknown":{"route_type":1,"octets":"abcd"}}}]}"#,
        );
    }
}
