//! The registry of types of tunnels.

use crate::registry::registry;

registry! {
    /// The type of a tunnel, of the registry "BGP Tunnel Encapsulation Attribute Tunnel Types"
    /// ([RFC 9012, section 14](https://www.rfc-editor.org/rfc/rfc9012#section-14)). Those without a reference here are
    /// of drafts, or of one vendor.
    TunnelType(u16) {
        /// Reserved.
        0 Reserved "reserved",
        /// L2TPv3 over IP ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        1 L2tpv3 "L2TPv3 over IP",
        /// GRE ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        2 Gre "GRE",
        /// A transmit tunnel endpoint; deprecated.
        3 TransmitTunnelEndpoint "transmit tunnel endpoint",
        /// IPsec in tunnel mode; deprecated.
        4 IpsecTunnelMode "IPsec in tunnel mode",
        /// IP in IP with IPsec in transport mode; deprecated.
        5 IpInIpWithIpsec "IP-in-IP with IPsec transport mode",
        /// MPLS in IP with IPsec in transport mode; deprecated.
        6 MplsInIpWithIpsec "MPLS-in-IP with IPsec transport mode",
        /// IP in IP ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        7 IpInIp "IP in IP",
        /// VXLAN ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        8 Vxlan "VXLAN",
        /// NVGRE ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        9 Nvgre "NVGRE",
        /// MPLS ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        10 Mpls "MPLS",
        /// MPLS in GRE ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        11 MplsInGre "MPLS-in-GRE",
        /// VXLAN-GPE.
        12 VxlanGpe "VXLAN GPE",
        /// MPLS in UDP ([RFC 7510](https://www.rfc-editor.org/rfc/rfc7510)).
        13 MplsInUdp "MPLS-in-UDP",
        /// An IPv6 tunnel.
        14 Ipv6Tunnel "IPv6 tunnel",
        /// A candidate path of an SR policy ([RFC 9830](https://www.rfc-editor.org/rfc/rfc9830)).
        15 SrPolicy "SR Policy",
        /// None: packets are sent as they are.
        16 Bare "Bare",
        /// An SR tunnel; deprecated.
        17 SrTunnel "SR tunnel",
        /// Cloud Security.
        18 CloudSecurity "Cloud Security",
        /// Geneve ([RFC 8926](https://www.rfc-editor.org/rfc/rfc8926)).
        19 Geneve "Geneve",
        /// Any encapsulation.
        20 AnyEncapsulation "Any-Encapsulation",
        /// GTP.
        21 Gtp "GTP",
        /// A tunnel of dynamic path selection.
        22 DpsTunnel "DPS tunnel",
        /// The originating provider edge.
        23 OriginatingPe "Originating PE",
        /// A policy of dynamic path selection.
        24 DpsPolicy "DPS policy",
        /// SD-WAN hybrid.
        25 SdWanHybrid "SD-WAN hybrid",
        /// Anything over UDP.
        26 XOverUdp "X-over-UDP",
        /// A DES tunnel.
        27 DesTunnel "DES tunnel",
    }
}
