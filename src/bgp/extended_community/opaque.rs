//! Opaque extended communities ([RFC 4360, section 3.3](https://www.rfc-editor.org/rfc/rfc4360#section-3.3)), and others
//! of one layout each.

use core::fmt;
use core::net::Ipv4Addr;

use super::TunnelType;
use super::field::{Field, Opaque48, Opaque56, Parts, Reserved, Value, low};
use super::values::values;
use crate::flags::flags;
use crate::net::{Label, hexadecimal};
use crate::registry::registry;

registry! {
    /// At which step of the selection of routes a cost counts (the IANA registry of BGP Cost Community Point of Insertion).
    PointOfInsertion(u8) {
        /// Where ORIGIN is compared.
        1 Origin "origin",
        /// Where the lengths of AS_PATH are compared.
        2 AsPath "as-path",
        /// Where MULTI_EXIT_DISC is compared.
        4 MultiExitDisc "multi-exit-disc",
        /// Where LOCAL_PREF is compared.
        5 LocalPref "local-pref",
        /// Where AIGP is compared.
        26 Aigp "aigp",
        /// Before all else.
        128 Absolute "absolute",
        /// Where the costs to the next hop are compared.
        129 Igp "igp",
        /// Where external and internal routes are told apart.
        130 ExternalInternal "external-internal",
        /// Where BGP identifiers are compared.
        131 RouterId "router-id",
    }
}

registry! {
    /// Whether the AS that originates a route may do so
    /// ([RFC 8097, section 2](https://www.rfc-editor.org/rfc/rfc8097#section-2)).
    OriginValidation(u8) {
        /// It may.
        0 Valid "valid",
        /// Nobody says who may.
        1 NotFound "not-found",
        /// It may not.
        2 Invalid "invalid",
    }
}

values! {
    /// Six octets without a meaning. They are 0 when they are sent, and ignored when they are received.
    NoValue {
        /// These octets.
        reserved: Reserved<48>,
    }

    /// Cost: what decides between routes at some step
    /// ([draft-ietf-idr-custom-decision](https://datatracker.ietf.org/doc/draft-ietf-idr-custom-decision/)).
    Cost(transitive) {
        /// The step.
        point: PointOfInsertion,
        /// Of several costs of one step, the lower identifier counts first.
        id: u8,
        /// The cost: less is better.
        cost: u32,
    }

    /// Origin Validation State ([RFC 8097](https://www.rfc-editor.org/rfc/rfc8097)).
    OriginValidationState {
        /// Means nothing yet.
        reserved: Reserved<40>,
        /// The state.
        state: OriginValidation,
    }

    /// OSPF Route Type ([RFC 4577, section 4.2.6](https://www.rfc-editor.org/rfc/rfc4577#section-4.2.6)).
    OspfRouteType {
        /// The area.
        area: Ipv4Addr,
        /// 1 or 2 intra-area, 3 inter-area, 5 external, 7 NSSA, 129 the endpoint of a sham link.
        route_type: u8,
        /// The lowest bit: an external metric of type 2.
        options: u8,
    }

    /// Context-Specific Label Space ID ([RFC 9573](https://www.rfc-editor.org/rfc/rfc9573)): whose labels are meant.
    ContextLabelSpace {
        /// What the identifier is; 0: a label.
        id_type: u16,
        /// The identifier.
        id: u32,
    }

    /// Unreachable Prefix Announcement
    /// ([draft-krierhorn-idr-upa](https://datatracker.ietf.org/doc/draft-krierhorn-idr-upa/)).
    UnreachablePrefix {
        /// Flags.
        flags: UnreachablePrefixFlags,
        /// Means nothing yet.
        reserved: Reserved<8>,
        /// The BGP identifier of the router that announces it.
        router_id: Ipv4Addr,
    }

    /// Color ([RFC 9012, section 4.3](https://www.rfc-editor.org/rfc/rfc9012#section-4.3)): what a path is wanted for.
    ///
    /// The Color sub-TLV of a tunnel is the same
    /// ([RFC 9012, section 3.4.2](https://www.rfc-editor.org/rfc/rfc9012#section-3.4.2)).
    Color {
        /// Flags, of which the upper two say what may be used where there is no path of that color.
        flags: ColorFlags,
        /// The color.
        color: u32,
    }

    /// Encapsulation ([RFC 9012, section 4.1](https://www.rfc-editor.org/rfc/rfc9012#section-4.1)): a tunnel to the next hop.
    Encapsulation {
        /// Means nothing yet.
        reserved: Reserved<32>,
        /// The tunnel type.
        tunnel_type: TunnelType,
    }

    /// Local Color Mapping: what color a route of another domain has here.
    LocalColorMapping {
        /// Means nothing yet.
        reserved: Reserved<16>,
        /// The color.
        color: u32,
    }

    /// Consistent Hash Sort Order ([RFC 7814](https://www.rfc-editor.org/rfc/rfc7814)).
    ConsistentHash {
        /// The place among the paths that share a load.
        order: u32,
        /// Means nothing yet.
        reserved: Reserved<16>,
    }

    /// Route target of a Transport Class ([RFC 9832](https://www.rfc-editor.org/rfc/rfc9832)).
    TransportClass(transitive) {
        /// Means nothing yet.
        reserved: Reserved<16>,
        /// The transport class.
        class: u32,
    }

    /// MPLS Mixed Swapping/Stacking Labels
    /// ([RFC 9015, section 3.1.2](https://www.rfc-editor.org/rfc/rfc9015#section-3.1.2)).
    SfcLabels {
        /// The SFC Context Label.
        context: Label,
        /// The SF Label.
        service_function: Label,
    }

    /// The segment of a MUP route: two numbers, as routers write it.
    MupSegment {
        /// The first one.
        high: u16,
        /// The second one.
        low: u32,
    }

    /// A value of which nothing more is read.
    OpaqueValue(transitive) {
        /// The value.
        value: Opaque48,
    }

    /// The value of a type without sub-types: all that stands behind the type.
    WholeValue(transitive) {
        /// The value.
        value: Opaque56,
    }
}

impl Color {
    /// A color of Color-Only type 0.
    #[must_use]
    pub const fn new(color: u32) -> Color {
        Color {
            flags: ColorFlags(0),
            color,
        }
    }
}

flags! {
    /// The flags of [`UnreachablePrefix`].
    UnreachablePrefixFlags(u8) {
        /// D: packets to the prefix are to be dropped.
        0x80 DROP is_drop "drop",
    }

    /// The flags of [`Color`]. Routers write the upper two in binary digits.
    ColorFlags(u16) {}
}

impl ColorFlags {
    /// The Color-Only type ([RFC 9830](https://www.rfc-editor.org/rfc/rfc9830)), 0 to 3: 0 asks for a path to the next
    /// hop, 1 allows one to the null address, 2 one to anywhere.
    #[must_use]
    pub const fn color_only(self) -> u8 {
        (self.0 >> 14) as u8
    }

    /// The flags of a Color-Only type, 0 to 3.
    #[must_use]
    pub const fn of_color_only(color_only: u8) -> ColorFlags {
        ColorFlags((color_only as u16) << 14)
    }
}

impl Field for ColorFlags {
    const BITS: u32 = 16;

    fn of(bits: u64) -> ColorFlags {
        ColorFlags(bits as u16)
    }

    fn bits(self) -> u64 {
        self.0.into()
    }

    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColorFlags(0) => Ok(()),
            ColorFlags(flags) if flags & 0x3fff == 0 => write!(f, ":{:02b}", self.color_only()),
            ColorFlags(flags) => write!(f, ":{flags:#06x}"),
        }
    }

    fn read(parts: &mut Parts<'_>) -> Option<ColorFlags> {
        if parts.is_last() {
            return Some(ColorFlags(0));
        }
        let text = parts.next()?;
        match text {
            "00" | "01" | "10" | "11" => u8::from_str_radix(text, 2)
                .ok()
                .map(ColorFlags::of_color_only),
            _ => u16::try_from(hexadecimal(text)?).ok().map(ColorFlags),
        }
    }
}
