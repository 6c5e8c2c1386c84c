//! Service function chaining: AFI 31, SAFI 9 ([RFC 9015, section 3](https://www.rfc-editor.org/rfc/rfc9015#section-3)).
//!
//! ```text
//! route type u16, length u16, and of that many octets
//!   1 (SFIR): route distinguisher 8, service function type u16
//!   2 (SFPR): route distinguisher 8, service path identifier u24
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::{ServiceFunctionInstance, Sfc}};
//!
//! let route: Sfc = ServiceFunctionInstance { rd: "65000:1".parse()?, service_function_type: 4 }.into();
//! assert_eq!(route.to_vec()?, [0, 1, 0, 10, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 0, 4]);
//! assert_eq!(route.to_string(), "service-function-instance 65000:1 type 4");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
use ipnet::IpNet;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::{Destination, Family};
use crate::error::{DecodeError, EncodeError, Malformed, What};
use crate::net::RouteDistinguisher;
use crate::wire::{Decode, Element, Encode, Octets, Reader, framed, length_u16, map_octets};

/// A route of service function chaining.
///
/// It says how long it is: a list goes on behind one that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Sfc<B: AsRef<[u8]> = Vec<u8>> {
    /// 1: where an instance of a service function is.
    ServiceFunctionInstance(ServiceFunctionInstance),
    /// 2: the way through service functions that the SFP attribute beside it describes.
    ServiceFunctionPath(ServiceFunctionPath),
    /// A route of another type.
    Unknown(UnknownSfc<B>),
}
map_octets!(enum Sfc { Unknown; ServiceFunctionInstance, ServiceFunctionPath });

/// A service function instance: SFIR ([RFC 9015, section 3.1](https://www.rfc-editor.org/rfc/rfc9015#section-3.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct ServiceFunctionInstance {
    /// The route distinguisher; its type is 0, 1 or 2.
    pub rd: RouteDistinguisher,
    /// What the instance does: a number of IANA's registry of service function types.
    pub service_function_type: u16,
}

/// A service function path: SFPR ([RFC 9015, section 3.2](https://www.rfc-editor.org/rfc/rfc9015#section-3.2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct ServiceFunctionPath {
    /// The route distinguisher; its type is 0, 1 or 2.
    pub rd: RouteDistinguisher,
    /// The path: 24 bits, of which no more are written.
    pub service_path_identifier: u32,
}

/// A route of service function chaining of a type that has no type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownSfc<B: AsRef<[u8]> = Vec<u8>> {
    /// The route type.
    pub route_type: u16,
    /// What follows the length.
    pub octets: Octets<B>,
}
map_octets!(UnknownSfc { octets; route_type });

impl<B: AsRef<[u8]>> Sfc<B> {
    /// The route type.
    #[must_use]
    pub fn route_type(&self) -> u16 {
        match self {
            Sfc::ServiceFunctionInstance(_) => 1,
            Sfc::ServiceFunctionPath(_) => 2,
            Sfc::Unknown(unknown) => unknown.route_type,
        }
    }

    /// The route distinguisher, where the route type is known.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self {
            Sfc::ServiceFunctionInstance(instance) => Some(instance.rd),
            Sfc::ServiceFunctionPath(path) => Some(path.rd),
            Sfc::Unknown(_) => None,
        }
    }

    fn value_len(&self) -> usize {
        match self {
            Sfc::ServiceFunctionInstance(_) => 10,
            Sfc::ServiceFunctionPath(_) => 11,
            Sfc::Unknown(unknown) => unknown.octets.len(),
        }
    }
}

impl<B: AsRef<[u8]>> From<ServiceFunctionInstance> for Sfc<B> {
    fn from(instance: ServiceFunctionInstance) -> Sfc<B> {
        Sfc::ServiceFunctionInstance(instance)
    }
}

impl<B: AsRef<[u8]>> From<ServiceFunctionPath> for Sfc<B> {
    fn from(path: ServiceFunctionPath) -> Sfc<B> {
        Sfc::ServiceFunctionPath(path)
    }
}

impl Element for Sfc {
    type At<'s> = Sfc<&'s [u8]>;
    type Error<'s> = Malformed<&'s [u8]>;

    fn take<'s>(reader: &mut Reader<'s>) -> Result<Sfc<&'s [u8]>, Malformed<&'s [u8]>> {
        framed(
            reader,
            |reader| {
                let (route_type, length) = (reader.u16()?, reader.u16()?);
                Ok((
                    What::Nlri(Family::SFC),
                    route_type,
                    reader.sub(length.into())?,
                ))
            },
            |route_type, value| {
                Ok(match route_type {
                    1 => Sfc::ServiceFunctionInstance(ServiceFunctionInstance {
                        rd: value.read()?,
                        service_function_type: value.u16()?,
                    }),
                    2 => Sfc::ServiceFunctionPath(ServiceFunctionPath {
                        rd: value.read()?,
                        service_path_identifier: u32::from(value.u8()?) << 16
                            | u32::from(value.u16()?),
                    }),
                    route_type => Sfc::Unknown(UnknownSfc {
                        route_type,
                        octets: value.octets(),
                    }),
                })
            },
        )
    }
}

impl<'a> Decode<'a> for Sfc<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Sfc::take(reader).map_err(Into::into)
    }
}

impl<B: AsRef<[u8]>> Encode for Sfc<B> {
    fn encoded_len(&self) -> usize {
        4 + self.value_len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u16(self.route_type());
        out.put_u16(length_u16("SFC route", self.value_len())?);
        match self {
            Sfc::ServiceFunctionInstance(instance) => {
                instance.rd.put(out)?;
                out.put_u16(instance.service_function_type);
                Ok(())
            }
            Sfc::ServiceFunctionPath(path) => {
                path.rd.put(out)?;
                out.put_uint(path.service_path_identifier.into(), 3);
                Ok(())
            }
            Sfc::Unknown(unknown) => unknown.octets.put(out),
        }
    }
}

impl Destination for Sfc {
    const FAMILY: Family = Family::SFC;

    fn prefix(_: &Sfc<&[u8]>) -> Option<IpNet> {
        None
    }

    fn distinguisher(route: &Sfc<&[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }
}

impl<B: AsRef<[u8]>> fmt::Display for Sfc<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sfc::ServiceFunctionInstance(instance) => write!(
                f,
                "service-function-instance {} type {}",
                instance.rd, instance.service_function_type
            ),
            Sfc::ServiceFunctionPath(path) => write!(
                f,
                "service-function-path {} path {}",
                path.rd, path.service_path_identifier
            ),
            Sfc::Unknown(unknown) => write!(f, "type-{} {}", unknown.route_type, unknown.octets),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Routes;
    use crate::bgp::testkit::{hex, json};
    use crate::error::Fault;

    /// Laid out by hand from RFC 9015, figures 2, 3 and 6 (tshark 4.0.17 does not know the family): service function type
    /// 1 at 192.0.2.1:7, path 0x010203 of 65000:1, and a route type that is not assigned.
    const ROUTES: &str =
        "0001 000a 0001c00002010007 0001 0002 000b 0000fde800000001 010203 0007 0002 abcd";

    #[test]
    fn by_the_figures() {
        let octets = hex(ROUTES);
        let routes = Routes::<Sfc, _>::over(&octets[..], Session::default());
        let read: Vec<Sfc> = routes
            .iter()
            .map(|route| route.unwrap().nlri.to_owned())
            .collect();
        let instance = ServiceFunctionInstance {
            rd: "192.0.2.1:7".parse().unwrap(),
            service_function_type: 1,
        };
        let path = ServiceFunctionPath {
            rd: "65000:1".parse().unwrap(),
            service_path_identifier: 0x01_0203,
        };
        let unknown = UnknownSfc {
            route_type: 7,
            octets: Octets(vec![0xab, 0xcd]),
        };
        assert_eq!(read, [instance.into(), path.into(), Sfc::Unknown(unknown)]);
        assert_eq!(
            routes.to_string(),
            concat!(
                "service-function-instance 192.0.2.1:7 type 1, ",
                "service-function-path 65000:1 path 66051, type-7 abcd"
            )
        );
        json(
            &read,
            concat!(
                r#"[{"service_function_instance":{"rd":"192.0.2.1:7","service_function_type":1}},"#,
                r#"{"service_function_path":{"rd":"65000:1","service_path_identifier":66051}},"#,
                r#"{"unknown":{"route_type":7,"octets":"abcd"}}]"#
            ),
        );
        let built = read.into_iter().map(Into::into);
        assert_eq!(
            Routes::from_elements(Session::default(), built)
                .unwrap()
                .octets(),
            octets
        );
    }

    #[test]
    fn path_identifiers() {
        let session = Session::default().with_add_path(Family::SFC.into());
        let octets = hex("00000009 0001 000a 0001c00002010007 0001");
        let routes = Routes::<Sfc, _>::over(&octets[..], session);
        let route = routes.iter().next().unwrap().unwrap();
        assert_eq!((route.path_id, route.nlri.route_type()), (Some(9), 1));
        assert_eq!(route.to_vec().unwrap(), octets);
    }

    #[test]
    fn a_bad_route_costs_that_route() {
        // Two octets too long; one too short; and a good one; then one over the end.
        let octets = hex(concat!(
            "0001 000c 0001c00002010007 0001 0000 0002 000a 0000fde800000001 0102",
            "0001 000a 0001c00002010007 0001 0002 000b 0000fde8"
        ));
        let routes = Routes::<Sfc, _>::over(&octets[..], Session::default());
        let read: Vec<_> = routes
            .iter()
            .map(|route| route.map_err(|error| (error.offset(), error.fault())))
            .collect();
        assert_eq!(read.len(), 4);
        assert_eq!(read[0], Err((14, Fault::Trailing(2))));
        assert_eq!(read[1], Err((29, Fault::Truncated(1))));
        assert_eq!(read[2].unwrap().nlri.route_type(), 1);
        assert_eq!(read[3], Err((48, Fault::Truncated(7))));
        assert_eq!(routes.check().unwrap_err().what(), What::Nlri(Family::SFC));
    }
}
