//! Address families ([RFC 4760](https://www.rfc-editor.org/rfc/rfc4760)), the routes of each, and what identifies a
//! route: [`RouteKey`].
//!
//! ```
//! use bmp_codec::bgp::nlri::{Family, Ipv6Prefix, Route};
//!
//! assert_eq!(Family::IPV6_UNICAST, Family::new(2, 1));
//! assert_eq!(Family::new(25, 70).to_string(), "l2vpn-evpn");
//! let route = Route::from("2001:db8::/32".parse::<Ipv6Prefix>()?).with_path_id(7);
//! assert_eq!(route.to_string(), "2001:db8::/32 path-id 7");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod any_route;
pub mod car;
mod context;
pub mod evpn;
mod families;
mod family;
pub mod flow_spec;
mod l1vpn;
mod labeled;
pub mod link_state;
pub mod mcast_vpls;
pub mod mcast_vpn;
mod mdt;
pub mod mup;
mod pseudowire;
mod route;
mod route_errors;
mod route_key;
mod route_target;
pub mod sfc;
mod source_group;
mod sr_policy;
mod unknown;
pub mod unreachability;
mod visit;
mod vpls;
mod vpn;
mod vpn_multicast;
mod withdraw;

pub use any_route::{AnyRoute, AnyRoutes};
pub use car::{Car, VpnCar};
pub use context::{IntoRouteContext, RouteContext};
pub use evpn::Evpn;
pub use families::Nlri;
pub(crate) use families::Shape;
pub use family::FamilySet;
pub use flow_spec::{
    FlowSpec, Ipv4FlowSpec, Ipv6FlowSpec, L2FlowSpec, VpnFlowSpec, VpnIpv4FlowSpec,
    VpnIpv6FlowSpec, VpnL2FlowSpec,
};
pub use l1vpn::{L1vpn, L1vpnIpv4, L1vpnIpv6};
pub use labeled::{Labeled, LabeledIpv4, LabeledIpv6};
pub use link_state::{LinkState, VpnLinkState};
pub use mcast_vpls::McastVpls;
pub use mcast_vpn::McastVpn;
pub use mdt::Mdt;
pub use mup::Mup;
pub use pseudowire::Pseudowire;
pub use route::{Destination, IntoRoute, Route, Routes};
pub use route_errors::RouteErrors;
pub use route_key::{RouteKey, RouteKeyRef, RouteKeys};
pub use route_target::RouteTargetMembership;
pub use sfc::Sfc;
pub use sr_policy::{SrPolicy, SrPolicyIpv4, SrPolicyIpv6};
pub use unknown::{UnknownNlri, UnknownRoute};
pub use unreachability::{Unreachable, UnreachableIpv4, UnreachableIpv6};
pub use visit::VisitRoutes;
pub use vpls::{Vpls, VplsDiscovery, VplsLabelBlock};
pub use vpn::{Vpn, VpnIpv4, VpnIpv6};
pub use vpn_multicast::{VpnMulticast, VpnMulticastIpv4, VpnMulticastIpv6};

pub use crate::net::{Family, Ipv4Prefix, Ipv6Prefix};
