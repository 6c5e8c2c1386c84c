//! EVPN extended communities ([RFC 7432, section 7](https://www.rfc-editor.org/rfc/rfc7432#section-7) and later ones).

use super::field::{Field, Parts, Reserved, Value, low};
use super::values::values;
use crate::flags::flags;
use crate::net::{Label, MacAddr};
use crate::registry::registry;

values! {
    /// MAC Mobility ([RFC 7432, section 7.7](https://www.rfc-editor.org/rfc/rfc7432#section-7.7)).
    MacMobility {
        /// The flags.
        flags: MacMobilityFlags,
        /// Reserved bits.
        reserved: Reserved<8>,
        /// The number of moves. The route with the higher number is newer.
        sequence: u32,
    }

    /// ESI Label ([RFC 7432, section 7.5](https://www.rfc-editor.org/rfc/rfc7432#section-7.5)).
    EsiLabel {
        /// The flags.
        flags: EsiLabelFlags,
        /// Reserved bits.
        reserved: Reserved<16>,
        /// The label that keeps frames from returning to the segment.
        label: Label,
    }

    /// A MAC address: the MAC address of a router
    /// ([RFC 9135, section 8.1](https://www.rfc-editor.org/rfc/rfc9135#section-8.1)), or, in an ES-Import route target,
    /// a part of an Ethernet segment identifier
    /// ([RFC 7432, section 7.6](https://www.rfc-editor.org/rfc/rfc7432#section-7.6)).
    EvpnMac {
        /// The address.
        mac: MacAddr,
    }

    /// EVPN Layer 2 Attributes ([RFC 8214, section 3.1](https://www.rfc-editor.org/rfc/rfc8214#section-3.1)).
    Layer2Attributes {
        /// The flags.
        flags: Layer2AttributesFlags,
        /// The MTU in bytes. If it is 0, it is not checked.
        mtu: u16,
        /// Reserved bits.
        reserved: Reserved<16>,
    }

    /// E-Tree ([RFC 8317, section 6.1](https://www.rfc-editor.org/rfc/rfc8317#section-6.1)).
    ETree {
        /// The flags.
        flags: ETreeFlags,
        /// Reserved bits.
        reserved: Reserved<16>,
        /// The label of frames that come from a leaf.
        label: Label,
    }

    /// DF Election ([RFC 8584, section 2.2](https://www.rfc-editor.org/rfc/rfc8584#section-2.2)).
    DfElection {
        /// Reserved bits.
        reserved: Reserved<3>,
        /// The algorithm, in five bits.
        algorithm: DfAlgorithm,
        /// The capabilities.
        capabilities: DfCapabilities,
        /// Reserved bits.
        reserved2: Reserved<8>,
        /// The preference of algorithms 2 and 3 ([RFC 9785](https://www.rfc-editor.org/rfc/rfc9785)).
        preference: u16,
    }

    /// EVPN ARP/ND ([RFC 9047, section 2](https://www.rfc-editor.org/rfc/rfc9047#section-2)).
    ArpNd {
        /// The flags.
        flags: ArpNdFlags,
        /// Reserved bits.
        reserved: Reserved<40>,
    }

    /// Multicast Flags ([RFC 9251, section 9.4](https://www.rfc-editor.org/rfc/rfc9251#section-9.4)).
    Multicast {
        /// The flags.
        flags: MulticastFlags,
        /// Reserved bits.
        reserved: Reserved<32>,
    }

    /// Service Carving Timestamp ([RFC 9722](https://www.rfc-editor.org/rfc/rfc9722)): the time at which the election
    /// takes effect.
    ServiceCarvingTimestamp {
        /// The seconds since the start of 1900, as in NTP.
        seconds: u32,
        /// The upper 16 bits of the fraction of a second.
        fraction: u16,
    }
}

flags! {
    /// The flags of [`MacMobility`].
    MacMobilityFlags(u8) {
        /// The address is static and cannot move.
        0x01 STATIC is_static "static",
    }

    /// The flags of [`EsiLabel`].
    EsiLabelFlags(u8) {
        /// Only one router of the segment forwards frames.
        0x01 SINGLE_ACTIVE is_single_active "single-active",
    }

    /// The flags of [`Layer2Attributes`].
    Layer2AttributesFlags(u16) {
        /// The router is the backup router of the segment.
        0x01 BACKUP is_backup "backup",
        /// The router is the primary router of the segment, or all routers are active.
        0x02 PRIMARY is_primary "primary",
        /// Frames to this router have a control word.
        0x04 CONTROL_WORD has_control_word "control-word",
        /// Frames to this router have a flow label
        /// ([draft-ietf-bess-rfc7432bis](https://datatracker.ietf.org/doc/draft-ietf-bess-rfc7432bis/)).
        0x08 FLOW_LABEL has_flow_label "flow-label",
        /// The control word flag shows whether the router can use control words
        /// ([draft-ietf-bess-rfc7432bis](https://datatracker.ietf.org/doc/draft-ietf-bess-rfc7432bis/)).
        0x10 CONTROL_WORD_INDICATOR is_control_word_indicator "control-word-indicator",
    }

    /// The flags of [`ETree`].
    ETreeFlags(u8) {
        /// The route leads to a leaf.
        0x01 LEAF is_leaf "leaf",
    }

    /// The capabilities in [`DfElection`].
    DfCapabilities(u16) {
        /// The router does not take over from a router of lower preference when it comes back
        /// ([RFC 9785](https://www.rfc-editor.org/rfc/rfc9785)).
        0x8000 DONT_PREEMPT is_dont_preempt "dont-preempt",
        /// The election takes the state of the attachment circuit into account.
        0x4000 AC_DF is_ac_df "ac-df",
        /// The routers have synchronized clocks ([RFC 9722](https://www.rfc-editor.org/rfc/rfc9722)).
        0x1000 TIME_SYNCHRONIZATION is_time_synchronization "time-synchronization",
        /// The election is for the whole port, not for each VLAN ([RFC 9786](https://www.rfc-editor.org/rfc/rfc9786)).
        0x0400 PORT_MODE is_port_mode "port-mode",
    }

    /// The flags of [`ArpNd`].
    ArpNdFlags(u8) {
        /// The address belongs to a router.
        0x01 ROUTER is_router "router",
        /// Neighbor advertisements for the address have the Override flag.
        0x02 OVERRIDE is_override "override",
        /// The address is bound to this MAC address only.
        0x08 IMMUTABLE is_immutable "immutable",
    }

    /// The flags of [`Multicast`].
    MulticastFlags(u16) {
        /// The router acts as an IGMP proxy.
        0x01 IGMP_PROXY is_igmp_proxy "igmp-proxy",
        /// The router acts as an MLD proxy.
        0x02 MLD_PROXY is_mld_proxy "mld-proxy",
        /// The router supports segmentation of tunnels
        /// ([RFC 9572, section 8](https://www.rfc-editor.org/rfc/rfc9572#section-8)).
        0x80 SEGMENTATION has_segmentation "segmentation",
    }
}

registry! {
    /// How a segment elects its designated forwarder (the IANA registry "DF Alg"): 0 to 31.
    DfAlgorithm(u8) {
        /// The VLAN modulo the number of routers ([RFC 7432](https://www.rfc-editor.org/rfc/rfc7432)).
        0 Modulus "modulus",
        /// The highest random weight ([RFC 8584, section 3](https://www.rfc-editor.org/rfc/rfc8584#section-3)).
        1 HighestRandomWeight "hrw",
        /// The highest preference ([RFC 9785](https://www.rfc-editor.org/rfc/rfc9785)).
        2 HighestPreference "highest-preference",
        /// The lowest preference ([RFC 9785](https://www.rfc-editor.org/rfc/rfc9785)).
        3 LowestPreference "lowest-preference",
    }
}
