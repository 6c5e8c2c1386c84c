//! MCAST-VPN routes: AFI 1 or 2, SAFI 5 ([RFC 6514, section 4](https://www.rfc-editor.org/rfc/rfc6514#section-4)).
//!
//! ```text
//! route type u8, length u8, value (length bytes)
//! ```
//!
//! ```
//! use bmp_codec::bgp::{Session, nlri::{McastVpn, Routes, mcast_vpn::CMulticast}};
//! use bmp_codec::net::Asn;
//!
//! let join = McastVpn::SourceTreeJoin(CMulticast {
//!     rd: "65000:100".parse()?,
//!     source_as: Asn(65000),
//!     source: "192.0.2.66".parse()?,
//!     group: "233.252.0.1".parse()?,
//! });
//! let routes = Routes::<McastVpn>::in_session(Session::default(), [join.into()])?;
//! assert_eq!(routes.octets()[..2], [7, 22]);
//! for route in routes.iter() {
//!     let route = route?;
//!     let text = "source-tree-join 65000:100 as 65000 (192.0.2.66, 233.252.0.1)";
//!     assert_eq!(route.to_string(), text);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod flow;
mod leaf;
mod pmsi;
#[cfg(test)]
mod tests;

pub use flow::{CMulticast, SourceActive};
pub use leaf::{GlobalTableKey, Leaf, LeafKey};
pub use pmsi::{InterAsIPmsi, IntraAsIPmsi, SPmsi};

use crate::bgp::nlri::route_key::keyed;
use crate::bgp::nlri::{Destination, Family, UnknownRoute};
use crate::net::RouteDistinguisher;
use crate::wire::{Breach, What, table};

table! {
    /// A route of a multicast VPN.
    ///
    /// The route has a length field, so a malformed route does not affect the next routes of a list. The type is the
    /// same in lists of both address families. The family of the list is that of sources and groups; routers may have
    /// addresses of the other family ([RFC 6515](https://www.rfc-editor.org/rfc/rfc6515)).
    pub enum McastVpn<B>(u16) by route_type, unknown UnknownRoute, text, rd, key;
    // The list has the family: a route alone does not show which of the two it is.
    framed U8U8 "MCAST-VPN route" |_| What::Octets;
    {
        /// Announces a PE of the VPN, and the inclusive tunnel in its AS.
        1 => IntraAsIPmsi(IntraAsIPmsi) "intra-as-i-pmsi",
        /// Announces an AS with PEs of the VPN, and the inclusive tunnel from there.
        2 => InterAsIPmsi(InterAsIPmsi) "inter-as-i-pmsi",
        /// Announces the selective tunnel of one or several multicast flows.
        3 => SPmsi(SPmsi) "s-pmsi",
        /// Joins the tunnel of another route.
        4 => Leaf(Leaf<B>) "leaf",
        /// Announces a source that sends to a group.
        5 => SourceActive(SourceActive) "source-active",
        /// Joins a group towards its rendezvous point, which takes the place of the source.
        6 => SharedTreeJoin(CMulticast) "shared-tree-join",
        /// Joins a group towards a source.
        7 => SourceTreeJoin(CMulticast) "source-tree-join",
    }
}

keyed!(McastVpn);

impl Destination for McastVpn {
    const FAMILY: Family = Family::IPV4_MCAST_VPN;

    fn rd(route: &McastVpn<&[u8]>) -> Option<RouteDistinguisher> {
        route.rd()
    }

    fn breach_if_announced(_: Family, route: &McastVpn<&[u8]>) -> Option<Breach> {
        match route {
            McastVpn::SourceActive(route) if route.is_source_specific() => {
                Some(Breach::MVPN_SSM_SOURCE_ACTIVE)
            }
            _ => None,
        }
    }
}
