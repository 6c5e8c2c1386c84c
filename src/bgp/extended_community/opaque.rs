//! Opaque extended communities ([RFC 4360, section 3.3](https://www.rfc-editor.org/rfc/rfc4360#section-3.3)), and other
//! communities with a layout of their own.

use core::fmt;
use core::net::Ipv4Addr;

use super::TunnelType;
use super::field::{Field, Opaque48, Opaque56, Parts, Reserved, Value, low};
use super::values::values;
use crate::flags::flags;
use crate::net::{Label, hexadecimal};
use crate::registry::registry;

registry! {
    /// The step of the route selection at which a cost counts (the IANA registry "BGP Cost Community Point of
    /// Insertion").
    PointOfInsertion(u8) {
        /// At the comparison of ORIGIN.
        1 Origin "origin",
        /// At the comparison of AS_PATH lengths.
        2 AsPath "as-path",
        /// At the comparison of MULTI_EXIT_DISC.
        4 MultiExitDisc "multi-exit-disc",
        /// At the comparison of LOCAL_PREF.
        5 LocalPref "local-pref",
        /// At the comparison of AIGP.
        26 Aigp "aigp",
        /// Before all other steps.
        128 Absolute "absolute",
        /// At the comparison of the costs to the next hop.
        129 Igp "igp",
        /// At the preference of external over internal routes.
        130 ExternalInternal "external-internal",
        /// At the comparison of BGP identifiers.
        131 RouterId "router-id",
    }
}

registry! {
    /// Whether the origin AS of a route may originate it
    /// ([RFC 8097, section 2](https://www.rfc-editor.org/rfc/rfc8097#section-2)).
    OriginValidation(u8) {
        /// The AS may originate the route.
        0 Valid "valid",
        /// No record covers the route.
        1 NotFound "not-found",
        /// The AS must not originate the route.
        2 Invalid "invalid",
    }
}

values! {
    /// Six reserved bytes. Senders set them to 0 and receivers ignore them; this crate keeps them.
    NoValue {
        /// The reserved bytes.
        reserved: Reserved<48>,
    }

    /// Cost: it decides between routes at a step of the route selection
    /// ([draft-ietf-idr-custom-decision](https://datatracker.ietf.org/doc/draft-ietf-idr-custom-decision/)).
    Cost(transitive) {
        /// The step of the route selection.
        point: PointOfInsertion,
        /// The identifier. Of several costs at one step, the cost with the lower identifier counts first.
        id: u8,
        /// The cost. A lower cost is better.
        cost: u32,
    }

    /// Origin Validation State ([RFC 8097](https://www.rfc-editor.org/rfc/rfc8097)).
    OriginValidationState {
        /// Reserved bits.
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
        /// The options; the lowest bit: an external metric of type 2.
        options: u8,
    }

    /// Context-Specific Label Space ID ([RFC 9573](https://www.rfc-editor.org/rfc/rfc9573)): the label space of the
    /// labels.
    ContextLabelSpace {
        /// The type of the identifier; 0: a label.
        id_type: u16,
        /// The identifier.
        id: u32,
    }

    /// Unreachable Prefix Announcement
    /// ([draft-krierhorn-idr-upa](https://datatracker.ietf.org/doc/draft-krierhorn-idr-upa/)).
    UnreachablePrefix {
        /// The flags.
        flags: UnreachablePrefixFlags,
        /// Reserved bits.
        reserved: Reserved<8>,
        /// The BGP identifier of the router that announces it.
        router_id: Ipv4Addr,
    }

    /// Color ([RFC 9012, section 4.3](https://www.rfc-editor.org/rfc/rfc9012#section-4.3)): the purpose of the path.
    ///
    /// The Color sub-TLV of a tunnel has the same value
    /// ([RFC 9012, section 3.4.2](https://www.rfc-editor.org/rfc/rfc9012#section-3.4.2)).
    Color {
        /// The flags. The upper two bits are the Color-Only type: they define which paths may be used if none has the
        /// color.
        flags: ColorFlags,
        /// The color.
        color: u32,
    }

    /// Encapsulation ([RFC 9012, section 4.1](https://www.rfc-editor.org/rfc/rfc9012#section-4.1)): the tunnel to the
    /// next hop.
    Encapsulation {
        /// Reserved bits.
        reserved: Reserved<32>,
        /// The tunnel type.
        tunnel_type: TunnelType,
    }

    /// Local Color Mapping: the local color of a route from another domain.
    LocalColorMapping {
        /// Reserved bits.
        reserved: Reserved<16>,
        /// The color.
        color: u32,
    }

    /// Consistent Hash Sort Order ([RFC 7814](https://www.rfc-editor.org/rfc/rfc7814)).
    ConsistentHash {
        /// The position among the paths that share a load.
        order: u32,
        /// Reserved bits.
        reserved: Reserved<16>,
    }

    /// The route target of a Transport Class ([RFC 9832](https://www.rfc-editor.org/rfc/rfc9832)).
    TransportClass(transitive) {
        /// Reserved bits.
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

    /// A value that is not decoded further.
    OpaqueValue(transitive) {
        /// The value.
        value: Opaque48,
    }

    /// The value of a type without sub-types: all seven bytes behind the type.
    WholeValue(transitive) {
        /// The value.
        value: Opaque56,
    }
}

impl Color {
    /// Makes a color with Color-Only type 0.
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
        /// D: routers should drop packets to the prefix.
        0x80 DROP is_drop "drop",
    }

    /// The flags of [`Color`]. The text shows the upper two in binary digits.
    ColorFlags(u16) {}
}

impl ColorFlags {
    /// Returns the Color-Only type, 0 to 3 ([RFC 9830](https://www.rfc-editor.org/rfc/rfc9830)): 0 asks for a path to
    /// the next hop, 1 also allows a path to the null address, 2 also allows a path to any endpoint.
    #[must_use]
    pub const fn color_only(self) -> u8 {
        (self.0 >> 14) as u8
    }

    /// Returns the flags with this Color-Only type, 0 to 3.
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
