//! Service function chaining: AFI 31, SAFI 9 ([RFC 9015, section 3](https://www.rfc-editor.org/rfc/rfc9015#section-3)).
//!
//! ```text
//! route type u16, length u16, then in length bytes
//!   1 (SFIR): route distinguisher 8, service function type u16
//!   2 (SFPR): route distinguisher 8, service path identifier u24
//! ```
//!
//! ```
//! use bmp_codec::{Encode, bgp::nlri::sfc::{ServiceFunctionInstance, Sfc}};
//!
//! let rd = "65000:1".parse()?;
//! let route: Sfc = ServiceFunctionInstance { rd, service_function_type: 4 }.into();
//! assert_eq!(route.to_vec()?, [0, 1, 0, 10, 0, 0, 0xfd, 0xe8, 0, 0, 0, 1, 0, 4]);
//! assert_eq!(route.to_string(), "service-function-instance 65000:1 type 4");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, UnknownRoute};
use crate::net::{RouteDistinguisher, ServicePathId};
use crate::wire::{Breach, What, key_part, layout, table};

table! {
    /// A route of service function chaining.
    ///
    /// The route has a length field, so a malformed route does not affect the next routes of a list.
    pub enum Sfc<B>(u16) by route_type, unknown UnknownRoute, text, from, rd, key;
    framed U16U16 "SFC route" |_| What::Nlri(Family::SFC);
    {
        /// Announces an instance of a service function.
        1 => ServiceFunctionInstance(ServiceFunctionInstance) "service-function-instance",
        /// Announces a path through service functions; the SFP attribute next to it describes the path.
        2 => ServiceFunctionPath(ServiceFunctionPath) "service-function-path",
    }
}

keyed!(Sfc);

impl Destination for Sfc {
    const FAMILY: Family = Family::SFC;

    fn rd(route: &Sfc<&[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }

    fn breach_if_announced(_: Family, route: &Sfc<&[u8]>) -> Option<Breach> {
        match route {
            // RFC 9015, section 10.5: the range for special purposes.
            Sfc::ServiceFunctionInstance(route)
                if matches!(route.service_function_type, 1..=31) =>
            {
                Some(Breach::SFC_SPECIAL_PURPOSE)
            }
            _ => None,
        }
    }
}

layout! {
    /// A service function instance: SFIR ([RFC 9015, section 3.1](https://www.rfc-editor.org/rfc/rfc9015#section-3.1)).
    #[derive(PartialOrd, Ord)]
    pub struct ServiceFunctionInstance {
        /// The route distinguisher; its type is 0, 1 or 2.
        pub rd: RouteDistinguisher,
        /// The service function of the instance: a number of IANA's registry of service function types.
        pub service_function_type: u16,
    } text "{rd} type {service_function_type}";

    /// A service function path: SFPR ([RFC 9015, section 3.2](https://www.rfc-editor.org/rfc/rfc9015#section-3.2)).
    #[derive(PartialOrd, Ord)]
    pub struct ServiceFunctionPath {
        /// The route distinguisher; its type is 0, 1 or 2.
        pub rd: RouteDistinguisher,
        /// The path.
        pub service_path_identifier: ServicePathId,
    } text "{rd} path {service_path_identifier}";
}

key_part! {
    /// The key is all fields (RFC 9015, section 3.1).
    ['s] ServiceFunctionInstance { rd, service_function_type }
    /// The key is all fields (RFC 9015, section 3.2).
    ['s] ServiceFunctionPath { rd, service_path_identifier }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::Routes;
    use crate::testkit::{hex, json, texts};
    use crate::wire::{Encode, Octets};

    /// Laid out by hand from RFC 9015, figures 2, 3 and 6 (tshark 4.0.17 does not know the family): service function
    /// type 1 at 192.0.2.1:7, path 0x010203 of 65000:1, and an unassigned route type.
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
            service_path_identifier: ServicePathId::new(0x01_0203),
        };
        let unknown = UnknownRoute {
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
            r#"[{"service_function_instance":{"rd":"192.0.2.1:7","service_function_type":1}},
               {"service_function_path":{"rd":"65000:1","service_path_identifier":66051}},
               {"unknown":{"route_type":7,"octets":"abcd"}}]"#,
        );
        let built = read.into_iter().map(Into::into);
        assert_eq!(
            Routes::in_session(Session::default(), built)
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
        // Two bytes too long; one too short; a good one; then one beyond the end.
        let octets = hex(concat!(
            "0001 000c 0001c00002010007 0001 0000 0002 000a 0000fde800000001 0102",
            "0001 000a 0001c00002010007 0001 0002 000b 0000fde8"
        ));
        let routes = Routes::<Sfc, _>::over(&octets[..], Session::default());
        assert_eq!(
            texts(routes.iter()),
            [
                "sfc route at byte 14: 2 bytes are left over",
                "sfc route at byte 28: 1 byte is missing",
                "service-function-instance 192.0.2.1:7 type 1",
                "sfc route at byte 48: 7 bytes are missing"
            ]
        );
    }
}
