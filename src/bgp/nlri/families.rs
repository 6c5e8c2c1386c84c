//! The table of families, and [`Nlri`]: the routes of an attribute, by their family.

use core::fmt;

use bytes::BufMut;

use crate::bgp::Session;
use crate::bgp::nlri::route_key::Rule;
use crate::bgp::nlri::withdraw::one_label;
use crate::bgp::nlri::{
    AnyRoutes, Evpn, Family, FamilySet, Ipv4FlowSpec, Ipv4Prefix, Ipv6FlowSpec, Ipv6Prefix,
    L1vpnIpv4, L1vpnIpv6, L2FlowSpec, LabeledIpv4, LabeledIpv6, McastVpls, McastVpn, Mdt,
    Pseudowire, Route, RouteContext, RouteTargetMembership, Routes, Sfc, SrPolicyIpv4,
    SrPolicyIpv6, UnknownNlri, UnreachableIpv4, UnreachableIpv6, VisitRoutes, Vpls, VpnCar,
    VpnIpv4, VpnIpv4FlowSpec, VpnIpv6, VpnIpv6FlowSpec, VpnL2FlowSpec, VpnMulticastIpv4,
    VpnMulticastIpv6, car, mup,
};
use crate::bgp::session::FIRST_LABELS_BIT;
use crate::net::{Label, Labels};
use crate::wire::{DecodeError, Encode, EncodeError, List, Octets, What, Writer, map_octets};

/// What the octets of a family's routes look like, before they are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// A length in bits, up to this one, and a prefix.
    Prefix(u8),
    /// A length in bits, labels, and a prefix. By this number such families are told apart in a [`Session`], which says
    /// whether there may be several labels; routes are withdrawn with one.
    Labeled(u32),
    /// Type u8, length u8. Registered are the types from 1 to this one.
    OctetTyped(u8),
    /// Architecture u8, type u16, length u8.
    MobileUserPlane,
    /// Type u16, length u16.
    LinkState,
    /// One that only the decoder of the family knows.
    Decoded,
}

/// The table of families: everything that is known of each stands in its line.
///
/// - The bit in a [`FamilySet`], which may be stored: a new line takes the next one, and keeps it.
/// - AFI, SAFI, constant and text form.
/// - The variant of [`Nlri`] with what its routes are, where they are typed.
/// - Their [`Shape`], which says whether they have labels, and how they are withdrawn. What of a route is its key, its type
///   says; of routes without a type all of it is.
/// - How long next hops are expected to be; any, where nothing is said.
///
/// Routes of `hot` families are told apart first. Nothing is read of routes that are `unread`; `named` families have no
/// more than a name: they are obsolete, or of drafts, or how their routes look is not sure.
macro_rules! families {
    (hot { $($hot:tt)* } rare { $($rare:tt)* } unread { $($unread:tt)* } named { $($named:tt)* }) => {
        families! { @place of { $($hot)* } |family, session| Place::of_rare(family, session) }
        families! { @place of_rare { $($rare)* } |_family, _session| (Place::Unknown, RouteContext::default()) }
        families! { @all { $($hot)* $($rare)* } { $($unread)* } { $($named)* } }
    };
    (
        @place $of:ident {
            $(
                $bit:literal $afi:literal $safi:literal $constant:ident $text:literal $variant:ident($route:ty)
                $shape:ident $(($number:literal))? [$($next_hop:literal)*],
            )*
        } |$family:ident, $session:ident| $other:expr
    ) => {
        impl Place {
            /// The place of a family, and the context of a list of its routes: two words, which come back in registers.
            /// Out of line: every family that is told apart where routes are walked costs all of them instructions.
            #[inline(never)]
            fn $of($family: Family, $session: Session) -> (Place, RouteContext) {
                match $family {
                    $(Family::$constant => {
                        let labels_bit = const { Family::$constant.labels_bit() };
                        (Place::$variant, $session.routes_at(Family::$constant, $bit, labels_bit))
                    })*
                    _ => $other,
                }
            }
        }
    };
    (
        @all {
            $(
                $bit:literal $afi:literal $safi:literal $constant:ident $text:literal $variant:ident($route:ty)
                $shape:ident $(($number:literal))? [$($next_hop:literal)*],
            )*
        } {
            $(
                $raw_bit:literal $raw_afi:literal $raw_safi:literal $raw_constant:ident $raw_text:literal
                $raw_shape:ident [$($raw_next_hop:literal)*],
            )*
        } { $($named_afi:literal $named_safi:literal $named_text:literal,)* }
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

            /// Families that have no more than a name.
            pub(super) const ONLY_NAMED: &'static [Family] = &[$(Family::new($named_afi, $named_safi),)*];

            /// The name, where there is one: `ipv4-unicast`.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match (self.afi(), self.safi()) {
                    $(($afi, $safi) => Some($text),)*
                    $(($raw_afi, $raw_safi) => Some($raw_text),)*
                    $(($named_afi, $named_safi) => Some($named_text),)*
                    _ => None,
                }
            }

            /// The bit of the family in a set.
            pub(super) const fn bit(self) -> Option<u32> {
                match self {
                    $(Family::$constant => Some($bit),)*
                    $(Family::$raw_constant => Some($raw_bit),)*
                    _ => None,
                }
            }

            /// What the octets of its routes look like.
            pub(crate) const fn shape(self) -> Shape {
                match self {
                    $(Family::$constant => Shape::$shape $(($number))?,)*
                    $(Family::$raw_constant => Shape::$raw_shape,)*
                    _ => Shape::Decoded,
                }
            }

            /// The bit of the labels of this family in a session, where its routes have labels.
            pub(crate) const fn labels_bit(self) -> Option<u32> {
                // Not by `shape`, which looks for all families: nothing is left of a line without labels.
                $(if let Shape::Labeled(number) = Shape::$shape $(($number))? {
                    if matches!(self, Family::$constant) {
                        return Some(FIRST_LABELS_BIT + number);
                    }
                })*
                None
            }

            /// How keys of its routes are made.
            pub(crate) const fn key_rule(self) -> Rule {
                match self {
                    $(Family::$constant => Rule::of::<$route>(),)*
                    _ => Rule::opaque(self.shape()),
                }
            }

            /// How many octets its next hops are expected to have; none where they may have any number of them.
            pub(crate) const fn next_hop_lengths(self) -> &'static [usize] {
                match self {
                    $(Family::$constant => &[$($next_hop),*],)*
                    $(Family::$raw_constant => &[$($raw_next_hop),*],)*
                    _ => &[],
                }
            }
        }

        /// The routes of an attribute, by their family.
        ///
        /// The family is chosen once, not once per route: a list of IPv6 routes holds IPv6 routes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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

        impl<B: AsRef<[u8]>> Nlri<B> {
            /// Octets as routes of `family`.
            #[inline]
            pub(crate) fn over(octets: B, family: Family, session: Session) -> Nlri<B> {
                let (place, context) = Place::of(family, session);
                match place {
                    $(Place::$variant => Nlri::$variant(List::within(octets, context)),)*
                    Place::Unknown => Nlri::Unknown(UnknownNlri { family, octets: Octets(octets) }),
                }
            }
        }

        impl<'a> Nlri<&'a [u8]> {
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

            /// Whether the routes are the same ones where they have several labels, or where they have not.
            pub(super) fn same_with_several_labels(&self, several: bool) -> bool {
                match self {
                    $(Nlri::$variant(routes) => {
                        let context = routes.context().with_several_labels(several);
                        List::<Route<$route>, _>::within(routes.octets(), context) == routes.view()
                    })*
                    Nlri::Unknown(_) => true,
                }
            }

            /// The routes with one label each, [`Label::WITHDRAWN`], in place of those that
            /// they have; `None` of families whose routes have no labels.
            pub(super) fn with_one_label(&self) -> Result<Option<Nlri>, EncodeError> {
                match self {
                    $(Nlri::$variant(families!(@labeled $shape routes)) => families!(@one_label $shape $variant routes),)*
                    Nlri::Unknown(_) => Ok(None),
                }
            }

            /// Whether there is a route of which `test` says so, of its labels, and of the length of its prefix and whether
            /// that is a usual one.
            pub(crate) fn any_labels(&self, test: impl Fn(Labels, (u8, bool)) -> bool) -> bool {
                match self {
                    $(Nlri::$variant(families!(@labeled $shape routes)) => families!(@any_labels $shape routes test),)*
                    Nlri::Unknown(_) => false,
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
    // Only routes with labels are looked at.
    (@labeled Labeled $routes:ident) => { $routes };
    (@labeled $other:ident $routes:ident) => { _ };
    (@any_labels Labeled $routes:ident $test:ident) => {
        $routes.iter().flatten().any(|route| {
            $test(route.nlri.labels, (route.nlri.prefix.length(), route.nlri.is_usual()))
        })
    };
    (@any_labels $other:ident $routes:ident $test:ident) => { false };
    (@one_label Labeled $variant:ident $routes:ident) => {
        one_label($routes, |route| route.labels = Label::WITHDRAWN.into()).map(|routes| Some(Nlri::$variant(routes)))
    };
    (@one_label $other:ident $variant:ident $routes:ident) => { Ok(None) };
}

// Where next hops come from: RFC 4760, and RFC 8950 for those of IPv6, of ipv4-unicast and the like; RFC 2545 and
// RFC 4798 of ipv6-unicast and the like; RFC 4364, RFC 4659 and RFC 8950 of VPNs; RFC 4684, RFC 4761, RFC 6514, RFC 7117
// and RFC 7432, where they are the address of a router.
families! {
    hot {
        // bit afi safi constant text routes shape next-hop lengths
        0 1 1 IPV4_UNICAST "ipv4-unicast" Ipv4Unicast(Ipv4Prefix) Prefix(32) [4 16 32],
        2 2 1 IPV6_UNICAST "ipv6-unicast" Ipv6Unicast(Ipv6Prefix) Prefix(128) [16 32],
        6 1 128 VPN_IPV4_UNICAST "vpn-ipv4-unicast" VpnIpv4Unicast(VpnIpv4) Labeled(2) [12 16 24 32 48],
        7 2 128 VPN_IPV6_UNICAST "vpn-ipv6-unicast" VpnIpv6Unicast(VpnIpv6) Labeled(3) [12 16 24 32 48],
        10 25 70 L2VPN_EVPN "l2vpn-evpn" L2vpnEvpn(Evpn) OctetTyped(11) [4 16 32],
    }
    rare {
        1 1 2 IPV4_MULTICAST "ipv4-multicast" Ipv4Multicast(Ipv4Prefix) Prefix(32) [4 16 32],
        3 2 2 IPV6_MULTICAST "ipv6-multicast" Ipv6Multicast(Ipv6Prefix) Prefix(128) [16 32],
        4 1 4 IPV4_LABELED_UNICAST "ipv4-labeled-unicast" Ipv4LabeledUnicast(LabeledIpv4) Labeled(0) [4 16 32],
        5 2 4 IPV6_LABELED_UNICAST "ipv6-labeled-unicast" Ipv6LabeledUnicast(LabeledIpv6) Labeled(1) [16 32],
        8 1 129 VPN_IPV4_MULTICAST "vpn-ipv4-multicast" VpnIpv4Multicast(VpnMulticastIpv4) Decoded [12 16 24 32 48],
        9 2 129 VPN_IPV6_MULTICAST "vpn-ipv6-multicast" VpnIpv6Multicast(VpnMulticastIpv6) Decoded [12 16 24 32 48],
        11 25 65 L2VPN_VPLS "l2vpn-vpls" L2vpnVpls(Vpls) Decoded [4 16 32],
        12 1 5 IPV4_MCAST_VPN "ipv4-mcast-vpn" Ipv4McastVpn(McastVpn) OctetTyped(7) [4 16 32],
        13 2 5 IPV6_MCAST_VPN "ipv6-mcast-vpn" Ipv6McastVpn(McastVpn) OctetTyped(7) [4 16 32],
        14 25 8 L2VPN_MCAST_VPLS "l2vpn-mcast-vpls" L2vpnMcastVpls(McastVpls) Decoded [4 16 32],
        15 1 66 IPV4_MDT "ipv4-mdt" Ipv4Mdt(Mdt) Decoded [],
        17 1 132 ROUTE_TARGET "route-target" RouteTarget(RouteTargetMembership) Decoded [4 16 32],
        18 1 133 IPV4_FLOW_SPEC "ipv4-flow-spec" Ipv4FlowSpec(Ipv4FlowSpec) Decoded [],
        19 2 133 IPV6_FLOW_SPEC "ipv6-flow-spec" Ipv6FlowSpec(Ipv6FlowSpec) Decoded [],
        20 25 133 L2VPN_FLOW_SPEC "l2vpn-flow-spec" L2vpnFlowSpec(L2FlowSpec) Decoded [],
        21 1 134 VPN_IPV4_FLOW_SPEC "vpn-ipv4-flow-spec" VpnIpv4FlowSpec(VpnIpv4FlowSpec) Decoded [],
        22 2 134 VPN_IPV6_FLOW_SPEC "vpn-ipv6-flow-spec" VpnIpv6FlowSpec(VpnIpv6FlowSpec) Decoded [],
        23 25 134 VPN_L2VPN_FLOW_SPEC "vpn-l2vpn-flow-spec" VpnL2vpnFlowSpec(VpnL2FlowSpec) Decoded [],
        24 1 73 IPV4_SR_POLICY "ipv4-sr-policy" Ipv4SrPolicy(SrPolicyIpv4) Decoded [],
        25 2 73 IPV6_SR_POLICY "ipv6-sr-policy" Ipv6SrPolicy(SrPolicyIpv6) Decoded [],
        26 1 85 IPV4_MUP "ipv4-mup" Ipv4Mup(mup::MupIpv4) MobileUserPlane [],
        27 2 85 IPV6_MUP "ipv6-mup" Ipv6Mup(mup::MupIpv6) MobileUserPlane [],
        28 31 9 SFC "sfc" Sfc(Sfc) Decoded [],
        29 1 83 IPV4_CAR "ipv4-car" Ipv4Car(car::CarIpv4) Decoded [],
        30 2 83 IPV6_CAR "ipv6-car" Ipv6Car(car::CarIpv6) Decoded [],
        31 1 84 VPN_IPV4_CAR "vpn-ipv4-car" VpnIpv4Car(VpnCar<Ipv4Prefix>) Decoded [],
        32 2 84 VPN_IPV6_CAR "vpn-ipv6-car" VpnIpv6Car(VpnCar<Ipv6Prefix>) Decoded [],
        33 1 76 IPV4_CLASSFUL_TRANSPORT "ipv4-classful-transport" Ipv4ClassfulTransport(VpnIpv4) Labeled(4) [],
        34 2 76 IPV6_CLASSFUL_TRANSPORT "ipv6-classful-transport" Ipv6ClassfulTransport(VpnIpv6) Labeled(5) [],
        35 25 6 L2VPN_PSEUDOWIRE "l2vpn-pseudowire" L2vpnPseudowire(Pseudowire) Decoded [],
        36 1 69 IPV4_L1VPN "ipv4-l1vpn" Ipv4L1vpn(L1vpnIpv4) Decoded [],
        37 2 69 IPV6_L1VPN "ipv6-l1vpn" Ipv6L1vpn(L1vpnIpv6) Decoded [],
        38 1 67 IPV4_OVER_IPV6 "4over6" Ipv4OverIpv6(Ipv4Prefix) Prefix(32) [],
        39 1 81 IPV4_UNREACHABILITY "ipv4-unreachability" Ipv4Unreachability(UnreachableIpv4) Decoded [],
        40 2 81 IPV6_UNREACHABILITY "ipv6-unreachability" Ipv6Unreachability(UnreachableIpv6) Decoded [],
    }
    unread {
        16 2 66 IPV6_MDT "ipv6-mdt" Decoded [],
        41 16388 71 LINK_STATE "link-state" LinkState [],
        42 16388 72 VPN_LINK_STATE "vpn-link-state" LinkState [],
        43 16388 80 LINK_STATE_SPF "link-state-spf" LinkState [],
    }
    named {
        // afi safi text
        1 3 "ipv4-unicast-and-multicast",
        2 3 "ipv6-unicast-and-multicast",
        1 7 "ipv4-encapsulation",
        2 7 "ipv6-encapsulation",
        1 64 "ipv4-tunnel",
        2 68 "6over4",
        1 74 "ipv4-sd-wan",
        2 74 "ipv6-sd-wan",
        1 75 "ipv4-routing-policy",
        2 75 "ipv6-routing-policy",
        16398 75 "routing-policy",
        1 77 "ipv4-tunneled-flow-spec",
        2 77 "ipv6-tunneled-flow-spec",
        25 77 "l2vpn-tunneled-flow-spec",
        1 78 "ipv4-mcast-tree",
        2 78 "ipv6-mcast-tree",
        1 79 "ipv4-dps",
        2 79 "ipv6-dps",
        25 79 "l2vpn-dps",
        1 130 "vpn-ipv4-unicast-and-multicast",
        2 130 "vpn-ipv6-unicast-and-multicast",
        1 140 "ipv4-vpn-auto-discovery",
        2 140 "ipv6-vpn-auto-discovery",
    }
}

impl Family {
    /// Whether a next hop of MP_REACH_NLRI may have so many octets
    /// ([RFC 7606, section 7.11](https://www.rfc-editor.org/rfc/rfc7606#section-7.11)). More than the RFCs have, where
    /// routers do: IPv6 next hops of VPN-IPv4 routes without a route distinguisher, and others.
    pub(crate) fn expects_next_hop(self, length: usize) -> bool {
        let lengths = self.next_hop_lengths();
        lengths.is_empty() || lengths.contains(&length)
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_slice(self.octets());
        Ok(())
    }
}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// `session`, changed as far as the routes need another one: with path identifiers for this family where the routes
    /// have them, and without where they have not; with several labels likewise, unless that makes no difference. Where a
    /// route is malformed it makes one: the session says how it was read.
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
        let is_same = || self.check().is_ok() && self.same_with_several_labels(several);
        if routes.has_several_labels() == several || is_same() {
            form
        } else {
            form.with_multiple_labels(of(labels, routes.has_several_labels()))
        }
    }
}
