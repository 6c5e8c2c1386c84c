//! The table of families, and [`Nlri`]: the routes of an attribute, by family.

use core::fmt;

use bytes::BufMut;

use crate::bgp::Session;
use crate::bgp::nlri::route_key::Rule;
use crate::bgp::nlri::withdraw::one_label;
use crate::bgp::nlri::{
    AnyRoutes, Evpn, Family, FamilySet, Ipv4FlowSpec, Ipv4Prefix, Ipv6FlowSpec, Ipv6Prefix,
    L1vpnIpv4, L1vpnIpv6, L2FlowSpec, LabeledIpv4, LabeledIpv6, LinkState, McastVpls, McastVpn,
    Mdt, Pseudowire, Route, RouteContext, RouteErrors, RouteTargetMembership, Routes, Sfc,
    SrPolicyIpv4, SrPolicyIpv6, UnknownNlri, UnreachableIpv4, UnreachableIpv6, VisitRoutes, Vpls,
    VpnCar, VpnIpv4, VpnIpv4FlowSpec, VpnIpv6, VpnIpv6FlowSpec, VpnL2FlowSpec, VpnLinkState,
    VpnMulticastIpv4, VpnMulticastIpv6, car, mup,
};
use crate::bgp::session::FIRST_LABELS_BIT;
use crate::net::{Label, Labels};
use crate::wire::{DecodeError, Encode, EncodeError, List, Octets, What, Writer, map_octets};

/// The layout of a family's routes, as far as it is known without decoding them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// A length in bits, up to this maximum, and a prefix.
    Prefix(u8),
    /// A length in bits, labels, and a prefix. The number identifies the family in a [`Session`], which records whether
    /// its routes may have multiple labels. Withdrawn routes have one label.
    Labeled(u32),
    /// Type u8, length u8. The types from 1 to this one are registered.
    OctetTyped(u8),
    /// Architecture u8, type u16, length u8.
    MobileUserPlane,
    /// Type u16, length u16.
    LinkState,
    /// A layout that only the decoder of the family knows.
    Decoded,
}

/// The table of families. One line has everything that is known of a family:
///
/// - The bit in a [`FamilySet`]. Sets may be stored: a new line takes the next bit and keeps it.
/// - AFI, SAFI, constant and text form.
/// - If routes are typed, the variant of [`Nlri`] and the type of its routes.
/// - Their [`Shape`]. It shows whether routes have labels, and how they are withdrawn. The type determines which part
///   of a route is its key; without a type, the key is the whole route.
/// - The expected lengths of next hops. An empty list means any length.
///
/// `hot` families are tested first. Routes of `unread` families are not decoded. `named` families only have a name:
/// they are obsolete, from drafts, or their layout is uncertain.
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
            /// Returns the place of a family and the context of a list of its routes: two words, which are returned in
            /// registers. It is out of line, because every family that is tested inside the loop over routes slows down
            /// all of them.
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

            /// All families that have a constant. Some others only have a [name](Family::name).
            pub const ALL: &'static [Family] = &[$(Family::$constant,)* $(Family::$raw_constant,)*];

            /// The families whose routes are typed. Routes of other families are kept in bytes.
            pub const TYPED: &'static [Family] = &[$(Family::$constant,)*];

            /// The families that only have a name.
            pub(super) const ONLY_NAMED: &'static [Family] = &[$(Family::new($named_afi, $named_safi),)*];

            /// Returns the name, if there is one: `ipv4-unicast`.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match (self.afi(), self.safi()) {
                    $(($afi, $safi) => Some($text),)*
                    $(($raw_afi, $raw_safi) => Some($raw_text),)*
                    $(($named_afi, $named_safi) => Some($named_text),)*
                    _ => None,
                }
            }

            /// Returns the bit of the family in a set.
            pub(super) const fn bit(self) -> Option<u32> {
                match self {
                    $(Family::$constant => Some($bit),)*
                    $(Family::$raw_constant => Some($raw_bit),)*
                    _ => None,
                }
            }

            /// Returns the layout of its routes.
            pub(crate) const fn shape(self) -> Shape {
                match self {
                    $(Family::$constant => Shape::$shape $(($number))?,)*
                    $(Family::$raw_constant => Shape::$raw_shape,)*
                    _ => Shape::Decoded,
                }
            }

            /// Returns the bit of this family's labels in a session, if its routes have labels.
            pub(crate) const fn labels_bit(self) -> Option<u32> {
                // This does not use `shape`, which tests every family: a line without labels leaves no code here.
                $(if let Shape::Labeled(number) = Shape::$shape $(($number))? {
                    if matches!(self, Family::$constant) {
                        return Some(FIRST_LABELS_BIT + number);
                    }
                })*
                None
            }

            /// Returns how keys of its routes are made.
            pub(crate) const fn key_rule(self) -> Rule {
                match self {
                    $(Family::$constant => Rule::of::<$route>(),)*
                    _ => Rule::OPAQUE,
                }
            }

            /// Returns the expected lengths of its next hops in bytes, or none if any length is allowed.
            pub(crate) const fn next_hop_lengths(self) -> &'static [usize] {
                match self {
                    $(Family::$constant => &[$($next_hop),*],)*
                    $(Family::$raw_constant => &[$($raw_next_hop),*],)*
                    _ => &[],
                }
            }
        }

        /// The routes of an attribute, by family.
        ///
        /// The family is chosen once, not once per route: a list of IPv6 routes contains only IPv6 routes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Nlri<B: AsRef<[u8]> = alloc::vec::Vec<u8>> {
            $(#[doc = concat!("Routes of ", $text, ".")] $variant(Routes<$route, B>),)*
            /// Routes of a family without a type here, as received.
            Unknown(UnknownNlri<B>),
        }
        map_octets!(enum Nlri { $($variant,)* Unknown });

        /// The variant of [`Nlri`] that contains routes of a family.
        enum Place { $($variant,)* Unknown }

        impl<B: AsRef<[u8]>> Nlri<B> {
            /// Returns bytes as routes of `family`.
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
            /// Returns bytes as withdrawn routes of `family`. It is out of line; otherwise the context would be
            /// computed for every message.
            #[inline(never)]
            pub(crate) fn withdrawn(octets: &'a [u8], family: Family, session: Session) -> Nlri<&'a [u8]> {
                Nlri::over(octets, family, session.of_withdrawn())
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

        impl<'a> From<Nlri<&'a [u8]>> for RouteErrors<'a> {
            fn from(nlri: Nlri<&'a [u8]>) -> RouteErrors<'a> {
                match nlri {
                    $(Nlri::$variant(routes) => RouteErrors::of(Family::$constant, routes),)*
                    Nlri::Unknown(_) => RouteErrors::none(),
                }
            }
        }

        /// Writes the routes, separated by commas. Routes of unknown families are hexadecimal.
        impl<B: AsRef<[u8]>> fmt::Display for Nlri<B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Nlri::$variant(routes) => routes.fmt(f),)*
                    Nlri::Unknown(unknown) => unknown.octets.fmt(f),
                }
            }
        }

        impl<B: AsRef<[u8]>> Nlri<B> {
            /// Returns the family.
            #[inline]
            #[must_use]
            pub fn family(&self) -> Family {
                match self {
                    $(Nlri::$variant(_) => Family::$constant,)*
                    Nlri::Unknown(unknown) => unknown.family,
                }
            }

            /// Returns the bytes of the routes.
            #[inline]
            #[must_use]
            pub fn octets(&self) -> &[u8] {
                match self {
                    $(Nlri::$variant(routes) => routes.octets(),)*
                    Nlri::Unknown(unknown) => &unknown.octets,
                }
            }

            /// Decodes all routes and everything inside them, and discards the result.
            pub(crate) fn decodes(&self) -> Result<(), DecodeError> {
                let checked = match self {
                    $(Nlri::$variant(routes) => routes.check(),)*
                    Nlri::Unknown(_) => Ok(()),
                };
                checked.map_err(|error| error.within(What::Nlri(self.family())))
            }

            /// Calls `visitor` with the routes in their own type.
            pub fn visit<V: VisitRoutes>(&self, visitor: &mut V) {
                match self {
                    $(Nlri::$variant(routes) => visitor.routes(Family::$constant, &routes.view()),)*
                    Nlri::Unknown(unknown) => visitor.unknown(unknown.view()),
                }
            }

            /// Returns whether the routes decode to the same routes with multiple labels (`several`), or with one
            /// label.
            pub(super) fn same_with_several_labels(&self, several: bool) -> bool {
                match self {
                    $(Nlri::$variant(routes) => {
                        let context = routes.context().with_several_labels(several);
                        List::<Route<$route>, _>::within(routes.octets(), context) == routes.view()
                    })*
                    Nlri::Unknown(_) => true,
                }
            }

            /// Returns the routes with one label each, [`Label::WITHDRAWN`], which replaces their labels. Returns
            /// `None` for families whose routes have no labels.
            pub(super) fn with_one_label(&self) -> Result<Option<Nlri>, EncodeError> {
                match self {
                    $(Nlri::$variant(families!(@labeled $shape routes)) => families!(@one_label $shape $variant routes),)*
                    Nlri::Unknown(_) => Ok(None),
                }
            }

            /// Returns whether `test` is true for a route. It gets the labels, the length of the prefix, and whether
            /// that prefix is usual.
            pub(crate) fn any_labels(&self, test: impl Fn(Labels, (u8, bool)) -> bool) -> bool {
                match self {
                    $(Nlri::$variant(families!(@labeled $shape routes)) => families!(@any_labels $shape routes test),)*
                    Nlri::Unknown(_) => false,
                }
            }

            /// Returns the context in which the routes are decoded: whether they have path identifiers, and how that is
            /// known. Returns `None` for unknown families.
            #[must_use]
            pub fn context(&self) -> Option<RouteContext> {
                match self {
                    $(Nlri::$variant(routes) => Some(routes.context()),)*
                    Nlri::Unknown(_) => None,
                }
            }
        }
    };
    // Only routes with labels are tested.
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

// The lengths of next hops are from RFC 4760, and from RFC 8950 for IPv6 next hops of ipv4-unicast and similar
// families; from RFC 2545 and RFC 4798 for ipv6-unicast and similar families; from RFC 4364, RFC 4659 and RFC 8950 for
// VPNs; and from RFC 4684, RFC 4761, RFC 6514, RFC 7117 and RFC 7432 for families whose next hop is the address of a
// router.
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
        41 16388 71 LINK_STATE "link-state" LinkState(LinkState) LinkState [],
        42 16388 72 VPN_LINK_STATE "vpn-link-state" VpnLinkState(VpnLinkState) LinkState [],
        43 16388 80 LINK_STATE_SPF "link-state-spf" LinkStateSpf(LinkState) LinkState [],
    }
    unread {
        16 2 66 IPV6_MDT "ipv6-mdt" Decoded [],
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
    /// Returns whether a next hop of MP_REACH_NLRI may have this length in bytes
    /// ([RFC 7606, section 7.11](https://www.rfc-editor.org/rfc/rfc7606#section-7.11)). More lengths than in the RFCs
    /// are allowed if routers send them, like IPv6 next hops of VPN-IPv4 routes without a route distinguisher.
    pub(crate) fn expects_next_hop(self, length: usize) -> bool {
        let lengths = self.next_hop_lengths();
        lengths.is_empty() || lengths.contains(&length)
    }
}

impl<B: AsRef<[u8]>> Nlri<B> {
    /// Returns whether there are no routes.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.octets().is_empty()
    }

    /// Decodes all routes and everything inside them, and checks the rules of their RFC as for announced routes. Discards
    /// the result.
    ///
    /// # Errors
    /// The first route that cannot be decoded. If there is none, the first one that breaks a rule.
    pub fn check(&self) -> Result<(), DecodeError> {
        self.decodes()?;
        self.errors().next().map_or(Ok(()), Err)
    }

    /// Returns an iterator over the routes, reduced to the fields that all families have.
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
    /// Returns `session`, changed to what the routes need: it has path identifiers for this family exactly if the
    /// routes have them. The same applies to multiple labels, unless the routes are the same with and without them. If
    /// a route is malformed, they count as different: then the session is the one in which the routes were decoded.
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
        let is_same = || self.decodes().is_ok() && self.same_with_several_labels(several);
        if routes.has_several_labels() == several || is_same() {
            form
        } else {
            form.with_multiple_labels(of(labels, routes.has_several_labels()))
        }
    }
}
