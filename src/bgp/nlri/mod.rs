//! Address families, and the routes of each ([RFC 4760](https://www.rfc-editor.org/rfc/rfc4760)).
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
mod family;
pub mod flow_spec;
mod l1vpn;
mod labeled;
pub mod mcast_vpls;
pub mod mcast_vpn;
mod mdt;
pub mod mup;
mod pseudowire;
mod route;
mod route_target;
mod route_types;
pub mod sfc;
mod source_group;
mod sr_policy;
pub mod unreachability;
mod vpls;
mod vpn;
mod vpn_multicast;
mod withdraw;

use core::fmt;

use bytes::BufMut;
use ipnet::IpNet;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

pub use any_route::{AnyRoute, AnyRoutes};
pub use car::{Car, VpnCar};
pub use context::{IntoRouteContext, RouteContext};
pub use evpn::Evpn;
pub use family::FamilySet;
pub use flow_spec::{
    FlowSpec, Ipv4FlowSpec, Ipv6FlowSpec, L2FlowSpec, VpnFlowSpec, VpnIpv4FlowSpec,
    VpnIpv6FlowSpec, VpnL2FlowSpec,
};
pub use l1vpn::{L1vpn, L1vpnIpv4, L1vpnIpv6};
pub use labeled::{Labeled, LabeledIpv4, LabeledIpv6};
pub use mcast_vpls::McastVpls;
pub use mcast_vpn::McastVpn;
pub use mdt::Mdt;
pub use mup::Mup;
pub use pseudowire::Pseudowire;
pub use route::{Destination, Route, Routes};
pub use route_target::RouteTargetMembership;
pub use route_types::UnknownRoute;
pub use sfc::Sfc;
pub use sr_policy::{SrPolicy, SrPolicyIpv4, SrPolicyIpv6};
pub use unreachability::{Unreachable, UnreachableIpv4, UnreachableIpv6};
pub use vpls::{Vpls, VplsDiscovery, VplsLabelBlock};
pub use vpn::{Vpn, VpnIpv4, VpnIpv6};
pub use vpn_multicast::{VpnMulticast, VpnMulticastIpv4, VpnMulticastIpv6};

pub use crate::net::{Family, Ipv4Prefix, Ipv6Prefix};

use crate::bgp::Session;
use crate::wire::{DecodeError, Encode, EncodeError, List, Octets, What, map_octets};

/// The table of families. A line is AFI, SAFI, constant, text form, and the variant of [`Nlri`] with what its routes
/// are. Behind the first `;` stand families that are rare, behind the second those that have a name, and routes of
/// which nothing is read yet.
///
/// The place of a line is its bit in a [`FamilySet`], which may be stored: new lines go to the end of a part,
/// and a line that moves from one part to another takes a number of its own along.
macro_rules! families {
    (
        @all
        $($bit:literal $afi:literal $safi:literal $constant:ident $text:literal $variant:ident($route:ty),)*
        ; $($raw_bit:literal $raw_afi:literal $raw_safi:literal $raw_constant:ident $raw_text:literal,)*
    ) => {
        impl Family {
            $(
                #[doc = concat!("AFI ", stringify!($afi), ", SAFI ", stringify!($safi), ": ", $text, ".")]
                pub const $constant: Family = Family::new($afi, $safi);
            )*
            $(
                #[doc = concat!("AFI ", stringify!($raw_afi), ", SAFI ", stringify!($raw_safi), ": ", $raw_text, ".")]
                pub const $raw_constant: Family = Family::new($raw_afi, $raw_safi);
            )*

            /// All families that have a constant here. Some others have no more than a [name](Family::name).
            pub const ALL: &'static [Family] = &[$(Family::$constant,)* $(Family::$raw_constant,)*];

            /// Families whose routes are typed; those of others are octets.
            pub const TYPED: &'static [Family] = &[$(Family::$constant,)*];

            /// The name, where there is one: `ipv4-unicast`.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Family::$constant => Some($text),)*
                    $(Family::$raw_constant => Some($raw_text),)*
                    family => family.only_name(),
                }
            }

            /// The bit of the family in a set.
            const fn bit(self) -> Option<u32> {
                match self {
                    $(Family::$constant => Some($bit),)*
                    $(Family::$raw_constant => Some($raw_bit),)*
                    _ => None,
                }
            }
        }

        /// The routes of an attribute, by their family.
        ///
        /// The family is chosen once, not once per route: a list of IPv6 routes holds IPv6 routes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Nlri<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $(#[doc = concat!("Routes of ", $text, ".")] $variant(Routes<$route, B>),)*
            /// Routes of a family that has no type here, as they came.
            Unknown(UnknownNlri<B>),
        }
        map_octets!(enum Nlri { $($variant,)* Unknown });

        /// The variant of [`Nlri`] that holds routes of a family.
        enum Place { $($variant,)* Unknown }

        impl Place {
            /// The place of a family that is rare, and the context of a list of its routes.
            #[inline(never)]
            fn of_rare(family: Family, session: Session) -> (Place, RouteContext) {
                match family {
                    $(Family::$constant => (Place::$variant, session.routes_at(Family::$constant, $bit, const { Family::$constant.labels_bit() })),)*
                    _ => (Place::Unknown, RouteContext::default()),
                }
            }
        }

        impl<'a> Nlri<&'a [u8]> {
            /// Octets as routes of `family`.
            #[inline]
            pub(crate) fn over(octets: &'a [u8], family: Family, session: Session) -> Nlri<&'a [u8]> {
                let (place, context) = Place::of(family, session);
                match place {
                    $(Place::$variant => Nlri::$variant(List::within(octets, context)),)*
                    Place::Unknown => Nlri::Unknown(UnknownNlri { family, octets: Octets(octets) }),
                }
            }

            /// Octets as withdrawn routes of `family`. Out of line, or what it makes of the session is made for every
            /// message.
            #[inline(never)]
            pub(crate) fn withdrawn(octets: &'a [u8], family: Family, session: Session) -> Nlri<&'a [u8]> {
                Nlri::over(octets, family, session.withdrawn())
            }
        }

        impl<'a> From<Nlri<&'a [u8]>> for AnyRoutes<'a> {
            fn from(nlri: Nlri<&'a [u8]>) -> AnyRoutes<'a> {
                match nlri {
                    $(Nlri::$variant(routes) => AnyRoutes::of(Family::$constant, routes),)*
                    Nlri::Unknown(unknown) => AnyRoutes::unknown(unknown),
                }
            }
        }

        /// The routes, with commas between them; the octets where they are not read here.
        impl<B: AsRef<[u8]>> fmt::Display for Nlri<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Nlri::$variant(routes) => routes.fmt(f),)*
                    Nlri::Unknown(unknown) => unknown.octets.fmt(f),
                }
            }
        }

        impl<B: AsRef<[u8]>> Nlri<B> {
            /// The family.
            #[inline]
            #[must_use]
            pub fn family(&self) -> Family {
                match self {
                    $(Nlri::$variant(_) => Family::$constant,)*
                    Nlri::Unknown(unknown) => unknown.family,
                }
            }

            /// The octets of the routes.
            #[inline]
            #[must_use]
            pub fn octets(&self) -> &[u8] {
                match self {
                    $(Nlri::$variant(routes) => routes.octets(),)*
                    Nlri::Unknown(unknown) => &unknown.octets,
                }
            }

            /// Reads all routes, and all that is inside them.
            ///
            /// # Errors
            /// The first that there is.
            pub fn check(&self) -> Result<(), DecodeError> {
                let checked = match self {
                    $(Nlri::$variant(routes) => routes.check(),)*
                    Nlri::Unknown(_) => Ok(()),
                };
                checked.map_err(|error| error.within(What::Nlri(self.family())))
            }

            /// Calls `visitor` with the routes, as what they are.
            pub fn visit<V: VisitRoutes>(&self, visitor: &mut V) {
                match self {
                    $(Nlri::$variant(routes) => visitor.routes(Family::$constant, &routes.view()),)*
                    Nlri::Unknown(unknown) => visitor.unknown(unknown.view()),
                }
            }

            /// Whether the routes are the same ones where they have several labels, or where they have not. Malformed
            /// ones are not: what they were read in is a part of what is known of them.
            fn same_with_several_labels(&self, several: bool) -> bool {
                match self {
                    $(Nlri::$variant(routes) => {
                        let context = routes.context().with_several_labels(several);
                        routes.iter().all(|route| route.is_ok())
                            && List::<Route<$route>, _>::within(routes.octets(), context) == routes.view()
                    })*
                    Nlri::Unknown(_) => true,
                }
            }

            /// What the routes are read in: whether they have path identifiers, and how that is known. `None` where
            /// routes of the family are not read here.
            #[must_use]
            pub fn context(&self) -> Option<RouteContext> {
                match self {
                    $(Nlri::$variant(routes) => Some(routes.context()),)*
                    Nlri::Unknown(_) => None,
                }
            }
        }
    };
    (
        $($bit:literal $afi:literal $safi:literal $constant:ident $text:literal $variant:ident($route:ty),)*
        ; $($rest:tt)*
    ) => {
        impl Place {
            /// The place of a family, and the context of a list of its routes: two words, which come back in registers.
            /// Out of line: every family that is told apart where routes are walked costs all of them instructions.
            #[inline(never)]
            fn of(family: Family, session: Session) -> (Place, RouteContext) {
                match family {
                    $(Family::$constant => (Place::$variant, session.routes_at(Family::$constant, $bit, const { Family::$constant.labels_bit() })),)*
                    family => Place::of_rare(family, session),
                }
            }
        }

        families!(@all $($bit $afi $safi $constant $text $variant($route),)* $($rest)*);
    };
}

families! {
    // bit  afi  safi  constant  text  routes
    0  1 1 IPV4_UNICAST "ipv4-unicast" Ipv4Unicast(Ipv4Prefix),
    2  2 1 IPV6_UNICAST "ipv6-unicast" Ipv6Unicast(Ipv6Prefix),
    6  1 128 VPN_IPV4_UNICAST "vpn-ipv4-unicast" VpnIpv4Unicast(VpnIpv4),
    7  2 128 VPN_IPV6_UNICAST "vpn-ipv6-unicast" VpnIpv6Unicast(VpnIpv6),
    10 25 70 L2VPN_EVPN "l2vpn-evpn" L2vpnEvpn(Evpn),
    ;
    1  1 2 IPV4_MULTICAST "ipv4-multicast" Ipv4Multicast(Ipv4Prefix),
    3  2 2 IPV6_MULTICAST "ipv6-multicast" Ipv6Multicast(Ipv6Prefix),
    4  1 4 IPV4_LABELED_UNICAST "ipv4-labeled-unicast" Ipv4LabeledUnicast(LabeledIpv4),
    5  2 4 IPV6_LABELED_UNICAST "ipv6-labeled-unicast" Ipv6LabeledUnicast(LabeledIpv6),
    8  1 129 VPN_IPV4_MULTICAST "vpn-ipv4-multicast" VpnIpv4Multicast(VpnMulticastIpv4),
    9  2 129 VPN_IPV6_MULTICAST "vpn-ipv6-multicast" VpnIpv6Multicast(VpnMulticastIpv6),
    11 25 65 L2VPN_VPLS "l2vpn-vpls" L2vpnVpls(Vpls),
    12 1 5 IPV4_MCAST_VPN "ipv4-mcast-vpn" Ipv4McastVpn(McastVpn),
    13 2 5 IPV6_MCAST_VPN "ipv6-mcast-vpn" Ipv6McastVpn(McastVpn),
    14 25 8 L2VPN_MCAST_VPLS "l2vpn-mcast-vpls" L2vpnMcastVpls(McastVpls),
    15 1 66 IPV4_MDT "ipv4-mdt" Ipv4Mdt(Mdt),
    17 1 132 ROUTE_TARGET "route-target" RouteTarget(RouteTargetMembership),
    18 1 133 IPV4_FLOW_SPEC "ipv4-flow-spec" Ipv4FlowSpec(Ipv4FlowSpec),
    19 2 133 IPV6_FLOW_SPEC "ipv6-flow-spec" Ipv6FlowSpec(Ipv6FlowSpec),
    20 25 133 L2VPN_FLOW_SPEC "l2vpn-flow-spec" L2vpnFlowSpec(L2FlowSpec),
    21 1 134 VPN_IPV4_FLOW_SPEC "vpn-ipv4-flow-spec" VpnIpv4FlowSpec(VpnIpv4FlowSpec),
    22 2 134 VPN_IPV6_FLOW_SPEC "vpn-ipv6-flow-spec" VpnIpv6FlowSpec(VpnIpv6FlowSpec),
    23 25 134 VPN_L2VPN_FLOW_SPEC "vpn-l2vpn-flow-spec" VpnL2vpnFlowSpec(VpnL2FlowSpec),
    24 1 73 IPV4_SR_POLICY "ipv4-sr-policy" Ipv4SrPolicy(SrPolicyIpv4),
    25 2 73 IPV6_SR_POLICY "ipv6-sr-policy" Ipv6SrPolicy(SrPolicyIpv6),
    26 1 85 IPV4_MUP "ipv4-mup" Ipv4Mup(mup::MupIpv4),
    27 2 85 IPV6_MUP "ipv6-mup" Ipv6Mup(mup::MupIpv6),
    28 31 9 SFC "sfc" Sfc(Sfc),
    29 1 83 IPV4_CAR "ipv4-car" Ipv4Car(car::CarIpv4),
    30 2 83 IPV6_CAR "ipv6-car" Ipv6Car(car::CarIpv6),
    31 1 84 VPN_IPV4_CAR "vpn-ipv4-car" VpnIpv4Car(VpnCar<Ipv4Prefix>),
    32 2 84 VPN_IPV6_CAR "vpn-ipv6-car" VpnIpv6Car(VpnCar<Ipv6Prefix>),
    33 1 76 IPV4_CLASSFUL_TRANSPORT "ipv4-classful-transport" Ipv4ClassfulTransport(VpnIpv4),
    34 2 76 IPV6_CLASSFUL_TRANSPORT "ipv6-classful-transport" Ipv6ClassfulTransport(VpnIpv6),
    35 25 6 L2VPN_PSEUDOWIRE "l2vpn-pseudowire" L2vpnPseudowire(Pseudowire),
    36 1 69 IPV4_L1VPN "ipv4-l1vpn" Ipv4L1vpn(L1vpnIpv4),
    37 2 69 IPV6_L1VPN "ipv6-l1vpn" Ipv6L1vpn(L1vpnIpv6),
    38 1 67 IPV4_OVER_IPV6 "4over6" Ipv4OverIpv6(Ipv4Prefix),
    39 1 81 IPV4_UNREACHABILITY "ipv4-unreachability" Ipv4Unreachability(UnreachableIpv4),
    40 2 81 IPV6_UNREACHABILITY "ipv6-unreachability" Ipv6Unreachability(UnreachableIpv6),
    ;
    16 2 66 IPV6_MDT "ipv6-mdt",
    41 16388 71 LINK_STATE "link-state",
    42 16388 72 VPN_LINK_STATE "vpn-link-state",
    43 16388 80 LINK_STATE_SPF "link-state-spf",
}

/// What is done with the routes of whatever family, by [`Nlri::visit`]: code that is the same for all, and still sees
/// all that a family says.
///
/// ```
/// use std::fmt::Display;
/// use bmp_codec::bgp::nlri::{Destination, Family, Routes, UnknownNlri, VisitRoutes};
/// use bmp_codec::{Decode, bgp::attribute::MpUnreach};
///
/// /// The text of each route.
/// #[derive(Default)]
/// struct Texts(Vec<String>);
///
/// impl VisitRoutes for Texts {
///     fn routes<T: Destination>(&mut self, _: Family, routes: &Routes<T, &[u8]>)
///     where
///         for<'s> T::At<'s>: Display,
///     {
///         self.0.extend(routes.iter().flatten().map(|route| route.to_string()));
///     }
///
///     fn unknown(&mut self, unknown: UnknownNlri<&[u8]>) {
///         self.0.push(unknown.octets.to_string());
///     }
/// }
///
/// let unreach = MpUnreach::from_octets(&[0, 1, 128, 112, 0, 6, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20])?;
/// let mut texts = Texts::default();
/// unreach.nlri.visit(&mut texts);
/// assert_eq!(texts.0, ["64999:1 198.18.20.0/24 label 100"]);
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub trait VisitRoutes {
    /// Routes of a family whose routes are typed.
    fn routes<T: Destination>(&mut self, family: Family, routes: &Routes<T, &[u8]>)
    where
        for<'s> T::At<'s>: fmt::Display;

    /// Routes of a family that has no type here: where one ends and the next begins is not known.
    fn unknown(&mut self, unknown: UnknownNlri<&[u8]>);
}

impl Destination for Ipv4Prefix {
    const FAMILY: Family = Family::IPV4_UNICAST;

    #[inline]
    fn prefix(prefix: &Ipv4Prefix) -> Option<IpNet> {
        Some((*prefix).into())
    }
}

impl Destination for Ipv6Prefix {
    const FAMILY: Family = Family::IPV6_UNICAST;

    #[inline]
    fn prefix(prefix: &Ipv6Prefix) -> Option<IpNet> {
        Some((*prefix).into())
    }
}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// Whether there are no routes.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.octets().is_empty()
    }

    /// What the routes have in common with those of all families, in turn.
    #[must_use]
    pub fn any_routes(&self) -> AnyRoutes<'_> {
        self.view().into()
    }
}

impl<B: AsRef<[u8]>> Encode for Nlri<B> {
    fn encoded_len(&self) -> usize {
        self.octets().len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_slice(self.octets());
        Ok(())
    }
}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// `session`, changed as far as the routes need another one: with path identifiers for this family where the routes
    /// have them, and without where they have not; with several labels likewise, unless that makes no difference.
    pub fn session_for(&self, session: Session) -> Session {
        let Some(routes) = self.context().filter(|_| !self.is_empty()) else {
            return session;
        };
        let family = FamilySet::from(self.family());
        let of = |all: FamilySet, present: bool| {
            let others = all.without(family);
            if present { others.or(family) } else { others }
        };
        let form = session.with_add_path(of(session.add_path(), routes.has_path_ids()));
        let labels = session.multiple_labels();
        let several = labels.contains(self.family());
        if routes.has_several_labels() == several || self.same_with_several_labels(several) {
            form
        } else {
            form.with_multiple_labels(of(labels, routes.has_several_labels()))
        }
    }
}

/// Routes of a family that has no type here, as they came: where one ends and the next begins is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct UnknownNlri<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
    /// The family.
    pub family: Family,
    /// All routes.
    pub octets: Octets<B>,
}
map_octets!(UnknownNlri { octets; family });
