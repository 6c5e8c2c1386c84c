//! The registry of tunnel types.

use crate::registry::registry;

registry! {
    /// The type of a tunnel, from the registry "BGP Tunnel Encapsulation Attribute Tunnel Types"
    /// ([RFC 9012, section 14](https://www.rfc-editor.org/rfc/rfc9012#section-14)). Types without a reference below
    /// come from drafts or from one vendor.
    ///
    /// An [`Encapsulation`](crate::bgp::extended_community::Encapsulation) community has a tunnel type, too.
    TunnelType(u16) {
        /// Reserved.
        0 Reserved "reserved",
        /// L2TPv3 over IP ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        1 L2tpv3 "l2tpv3",
        /// GRE ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        2 Gre "gre",
        /// A transmit tunnel endpoint; deprecated.
        3 TransmitTunnelEndpoint "transmit-tunnel-endpoint",
        /// IPsec in tunnel mode; deprecated.
        4 IpsecTunnelMode "ipsec-tunnel-mode",
        /// IP in IP with IPsec in transport mode; deprecated.
        5 IpInIpWithIpsec "ip-in-ip-ipsec-transport",
        /// MPLS in IP with IPsec in transport mode; deprecated.
        6 MplsInIpWithIpsec "mpls-in-ip-ipsec-transport",
        /// IP in IP ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        7 IpInIp "ip-in-ip",
        /// VXLAN ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        8 Vxlan "vxlan",
        /// NVGRE ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        9 Nvgre "nvgre",
        /// MPLS ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        10 Mpls "mpls",
        /// MPLS in GRE ([RFC 9012](https://www.rfc-editor.org/rfc/rfc9012)).
        11 MplsInGre "mpls-in-gre",
        /// VXLAN-GPE.
        12 VxlanGpe "vxlan-gpe",
        /// MPLS in UDP ([RFC 7510](https://www.rfc-editor.org/rfc/rfc7510)).
        13 MplsInUdp "mpls-in-udp",
        /// An IPv6 tunnel.
        14 Ipv6Tunnel "ipv6-tunnel",
        /// A candidate path of an SR policy ([RFC 9830](https://www.rfc-editor.org/rfc/rfc9830)).
        15 SrPolicy "sr-policy",
        /// No encapsulation: packets are sent unchanged.
        16 Bare "bare",
        /// An SR tunnel; deprecated.
        17 SrTunnel "sr-tunnel",
        /// Cloud Security.
        18 CloudSecurity "cloud-security",
        /// Geneve ([RFC 8926](https://www.rfc-editor.org/rfc/rfc8926)).
        19 Geneve "geneve",
        /// Any encapsulation.
        20 AnyEncapsulation "any-encapsulation",
        /// GTP.
        21 Gtp "gtp",
        /// A tunnel of dynamic path selection.
        22 DpsTunnel "dps-tunnel",
        /// The originating provider edge.
        23 OriginatingPe "originating-pe",
        /// A policy of dynamic path selection.
        24 DpsPolicy "dps-policy",
        /// SD-WAN hybrid.
        25 SdWanHybrid "sd-wan-hybrid",
        /// Anything over UDP.
        26 XOverUdp "x-over-udp",
        /// A DES tunnel.
        27 DesTunnel "des-tunnel",
    }
}
