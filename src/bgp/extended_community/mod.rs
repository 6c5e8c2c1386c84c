//! Extended communities ([RFC 4360](https://www.rfc-editor.org/rfc/rfc4360)): their values and their text.
//!
//! Path attributes have lists of extended communities, and routes of some families have route targets.

mod administrator;
mod evpn;
mod field;
mod flow_spec;
mod opaque;
#[cfg(test)]
mod tests;
mod tunnel_type;
mod value;
mod values;

use core::net::Ipv4Addr;

use crate::net::{Asn, Label, MacAddr, fixed};

pub use administrator::{
    Administrator, AsAdministrator, FourOctetAsSpecific, Generic, Ipv4AddressSpecific,
    LinkBandwidth, NodeTarget, ShortAdministrator, TwoOctetAsSpecific,
};
pub use evpn::{
    ArpNd, ArpNdFlags, DfAlgorithm, DfCapabilities, DfElection, ETree, ETreeFlags, EsiLabel,
    EsiLabelFlags, EvpnMac, Layer2Attributes, Layer2AttributesFlags, MacMobility, MacMobilityFlags,
    Multicast, MulticastFlags, ServiceCarvingTimestamp,
};
pub use field::{Opaque, Opaque48, Opaque56, Rate, Reserved};
pub use flow_spec::{
    Dscp, ETreeInfo, ETreeInfoFlags, EigrpBandwidth, EigrpDelay, EigrpExternal, EigrpLoad,
    EigrpOriginator, EigrpProtocol, EigrpRoute, InterfaceDirection, InterfaceGroup, InterfaceSet,
    Layer2Info, Layer2InfoFlags, RedirectFlags, RedirectToNextHop, SfcClassifier, TrafficAction,
    TrafficActionFlags, TrafficMarking, TrafficRate,
};
pub use opaque::{
    Color, ColorFlags, ConsistentHash, ContextLabelSpace, Cost, Encapsulation, LocalColorMapping,
    NoValue, OpaqueValue, OriginValidation, OriginValidationState, OspfRouteType, PointOfInsertion,
    SfcLabels, TransportClass, UnreachablePrefix, UnreachablePrefixFlags, WholeValue,
};
pub use tunnel_type::TunnelType;
pub use value::ExtendedCommunityValue;

use ExtendedCommunityValue as Of;

fixed! {
    /// An extended community: eight bytes, of which the first one or two are the type
    /// ([RFC 4360, section 2](https://www.rfc-editor.org/rfc/rfc4360#section-2)).
    ///
    /// [`value`](ExtendedCommunity::value) decodes the value.
    ///
    /// The text is a name and the parts of the value with colons between them: the parts in wire order, then the flags.
    /// If the type is unknown, or reserved bits are set that the parts would not show, the text is all eight bytes as a
    /// number in hexadecimal. Every community has its own text, and parsing the text returns the community.
    ///
    /// Route targets and route origins are also parsed in the forms that other routers write: `target:65000:1`,
    /// `RT:65000:1`, `origin:65000:1`, `SoO:65000:1`. A text without a name, such as `65000:1`, is refused: it may be
    /// either, or a community of another kind.
    ///
    /// | text | |
    /// | --- | --- |
    /// | `rt:65000:1`, `rt:192.0.2.1:7`, `rt:4200000001:7`, `rt:65000L:7` | route target; the last has a four-octet AS number that would fit into two bytes |
    /// | `soo:65000:1` | route origin |
    /// | `lb:65000:1250000` | link bandwidth in bytes per second; `lb-transitive` if it is transitive |
    /// | `color:100`, `color:01:100` | color, with the Color-Only type in binary digits if it is not 0 |
    /// | `encap:vxlan`, `encap:8`, `encap:4660` | tunnel type, by name or number |
    /// | `mac-mobility:7`, `mac-mobility:7:static` | MAC mobility |
    /// | `traffic-rate:0:9600`, `redirect:65000:1` | action of a flow specification |
    /// | `0x9000000000000001` | any other |
    ///
    /// ```
    /// use bmp_codec::bgp::extended_community::{ExtendedCommunity, ExtendedCommunityValue};
    ///
    /// let community: ExtendedCommunity = "mac-mobility:7:static".parse()?;
    /// assert_eq!(community, ExtendedCommunity::mac_mobility(7, true));
    /// assert_eq!(community.0, 0x0600_0100_0000_0007);
    /// let ExtendedCommunityValue::MacMobility(mobility) = community.value() else { panic!() };
    /// assert!(mobility.flags.is_static());
    /// assert_eq!(mobility.sequence, 7);
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    ExtendedCommunity(u64) as text;
}

impl From<Color> for ExtendedCommunity {
    fn from(color: Color) -> ExtendedCommunity {
        Of::Color(color).into()
    }
}

impl ExtendedCommunity {
    /// Returns the first byte, the type.
    #[must_use]
    pub const fn kind(self) -> u8 {
        (self.0 >> 56) as u8
    }

    /// Returns the second byte, which is the sub-type in most types.
    #[must_use]
    pub const fn sub_type(self) -> u8 {
        (self.0 >> 48) as u8
    }

    /// Returns whether the community is transitive across ASes.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        self.kind() & 0x40 == 0
    }

    /// Returns whether the IANA authority bit is set: the bit of types that are not assigned first come, first served
    /// ([RFC 7153, section 3](https://www.rfc-editor.org/rfc/rfc7153#section-3)).
    #[must_use]
    pub const fn has_iana_authority_bit(self) -> bool {
        self.kind() & 0x80 != 0
    }

    /// Returns whether the community is a route target. ES-Import route targets count, too.
    #[must_use]
    pub const fn is_route_target(self) -> bool {
        matches!((self.kind(), self.sub_type()), (0x00..=0x02 | 0x06, 0x02))
    }

    /// Returns the value, decoded by its type.
    #[must_use]
    pub fn value(self) -> ExtendedCommunityValue {
        self.into()
    }

    /// Returns the IANA name of the type and sub-type.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.value().name()
    }

    /// Returns the IANA name of the type alone.
    #[must_use]
    pub const fn type_name(self) -> Option<&'static str> {
        Some(match self.kind() & !0x40 {
            0x00 => "Two-Octet AS-Specific",
            0x01 => "IPv4-Address-Specific",
            0x02 => "Four-Octet AS-Specific",
            0x03 => "Opaque",
            0x04 => "QoS Marking",
            0x05 if self.is_transitive() => "CoS Capability",
            0x06 if self.is_transitive() => "EVPN",
            0x07 => "FlowSpec",
            0x08 if self.is_transitive() => "Flow spec redirect/mirror to IP next-hop",
            0x09 if self.is_transitive() => "FlowSpec Redirect to Indirection-id",
            0x0a => "Transport Class",
            0x0b if self.is_transitive() => "SFC",
            0x0c if self.is_transitive() => "MUP",
            0x80 if self.is_transitive() => "Generic Experimental Use",
            0x81 if self.is_transitive() => "Generic Experimental Use, part 2",
            0x82 if self.is_transitive() => "Generic Experimental Use, part 3",
            0x80..=0x8f => "Experimental Use",
            _ => return None,
        })
    }

    /// Makes a route target with a two-octet AS number.
    #[must_use]
    pub const fn route_target(asn: u16, number: u32) -> ExtendedCommunity {
        ExtendedCommunity(0x0002 << 48 | (asn as u64) << 32 | number as u64)
    }

    /// Makes a route target with an IPv4 address.
    #[must_use]
    pub fn route_target_ipv4(address: Ipv4Addr, number: u16) -> ExtendedCommunity {
        Of::RouteTarget(Administrator::Ipv4Address { address, number }).into()
    }

    /// Makes a route target with a four-octet AS number.
    #[must_use]
    pub fn route_target_four_octet(asn: Asn, number: u16) -> ExtendedCommunity {
        Of::RouteTarget(Administrator::FourOctetAs { asn, number }).into()
    }

    /// Makes a route origin (site of origin) with a two-octet AS number.
    #[must_use]
    pub fn route_origin(asn: u16, number: u32) -> ExtendedCommunity {
        Of::RouteOrigin(Administrator::TwoOctetAs { asn, number }).into()
    }

    /// Makes a route origin with an IPv4 address.
    #[must_use]
    pub fn route_origin_ipv4(address: Ipv4Addr, number: u16) -> ExtendedCommunity {
        Of::RouteOrigin(Administrator::Ipv4Address { address, number }).into()
    }

    /// Makes a route origin with a four-octet AS number.
    #[must_use]
    pub fn route_origin_four_octet(asn: Asn, number: u16) -> ExtendedCommunity {
        Of::RouteOrigin(Administrator::FourOctetAs { asn, number }).into()
    }

    /// Makes a non-transitive link bandwidth, in bytes per second.
    #[must_use]
    pub fn link_bandwidth(asn: u16, octets_per_second: f32) -> ExtendedCommunity {
        Of::LinkBandwidth(LinkBandwidth {
            transitive: false,
            asn,
            bandwidth: octets_per_second.into(),
        })
        .into()
    }

    /// Makes a color with Color-Only type 0.
    #[must_use]
    pub fn color(color: u32) -> ExtendedCommunity {
        Color::new(color).into()
    }

    /// Makes an encapsulation community with this tunnel type.
    #[must_use]
    pub fn encapsulation(tunnel_type: TunnelType) -> ExtendedCommunity {
        Of::Encapsulation(Encapsulation {
            reserved: Reserved::new(0),
            tunnel_type,
        })
        .into()
    }

    /// Makes an origin validation state.
    #[must_use]
    pub fn origin_validation(state: OriginValidation) -> ExtendedCommunity {
        Of::OriginValidationState(OriginValidationState {
            reserved: Reserved::new(0),
            state,
        })
        .into()
    }

    /// Makes a default gateway community.
    #[must_use]
    pub fn default_gateway() -> ExtendedCommunity {
        Of::DefaultGateway(NoValue {
            reserved: Reserved::new(0),
        })
        .into()
    }

    /// Makes a MAC mobility community: the number of moves, and whether the address is static.
    #[must_use]
    pub fn mac_mobility(sequence: u32, is_static: bool) -> ExtendedCommunity {
        Of::MacMobility(MacMobility {
            flags: MacMobilityFlags(is_static.into()),
            reserved: Reserved::new(0),
            sequence,
        })
        .into()
    }

    /// Makes an ESI label. `single_active`: only one router of the segment forwards frames.
    #[must_use]
    pub fn esi_label(label: Label, single_active: bool) -> ExtendedCommunity {
        Of::EsiLabel(EsiLabel {
            flags: EsiLabelFlags(single_active.into()),
            reserved: Reserved::new(0),
            label,
        })
        .into()
    }

    /// Makes the ES-Import route target of an Ethernet segment.
    #[must_use]
    pub fn es_import(mac: MacAddr) -> ExtendedCommunity {
        Of::EsImport(EvpnMac { mac }).into()
    }

    /// Makes a router's MAC community.
    #[must_use]
    pub fn router_mac(mac: MacAddr) -> ExtendedCommunity {
        Of::RouterMac(EvpnMac { mac }).into()
    }

    /// Makes a traffic rate in bytes per second. It limits a flow.
    #[must_use]
    pub fn traffic_rate_bytes(asn: u16, rate: f32) -> ExtendedCommunity {
        Of::TrafficRateBytes(TrafficRate {
            asn,
            rate: rate.into(),
        })
        .into()
    }

    /// Makes a traffic rate in packets per second. It limits a flow.
    #[must_use]
    pub fn traffic_rate_packets(asn: u16, rate: f32) -> ExtendedCommunity {
        Of::TrafficRatePackets(TrafficRate {
            asn,
            rate: rate.into(),
        })
        .into()
    }

    /// Makes a traffic action: further actions on a flow.
    #[must_use]
    pub fn traffic_action(flags: TrafficActionFlags) -> ExtendedCommunity {
        Of::TrafficAction(TrafficAction {
            reserved: Reserved::new(0),
            flags,
        })
        .into()
    }

    /// Makes a redirect: it sends a flow to the VRF that imports this route target.
    #[must_use]
    pub fn redirect(target: Administrator) -> ExtendedCommunity {
        Of::Redirect(target).into()
    }

    /// Makes a redirect to an IPv4 address: it sends the flow, or a copy of it, there.
    #[must_use]
    pub fn redirect_to_ipv4(address: Ipv4Addr, copy: bool) -> ExtendedCommunity {
        Of::RedirectToIpv4(Ipv4AddressSpecific {
            address,
            number: copy.into(),
        })
        .into()
    }

    /// Makes a traffic marking: it sets the DSCP of the packets of a flow.
    #[must_use]
    pub fn traffic_marking(dscp: Dscp) -> ExtendedCommunity {
        Of::TrafficMarking(TrafficMarking {
            reserved: Reserved::new(0),
            dscp,
        })
        .into()
    }
}
