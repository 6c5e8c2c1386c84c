//! Actions of flow specifications ([RFC 8955, section 7](https://www.rfc-editor.org/rfc/rfc8955#section-7)), and the
//! communities of VPLS, E-Tree and EIGRP, which use the same types.

use core::net::Ipv4Addr;

use super::field::{Field, Parts, Rate, Reserved, Value, low};
use super::values::values;
use crate::flags::flags;
use crate::net::{Asn, ServicePathId, fixed};
use crate::registry::registry;

values! {
    /// Limits the rate of a flow. A rate of 0 drops all packets
    /// ([RFC 8955, section 7.1](https://www.rfc-editor.org/rfc/rfc8955#section-7.1)).
    TrafficRate {
        /// The AS that set the rate. It is informational only.
        asn: u16,
        /// The rate in bytes or packets per second.
        rate: Rate,
    }

    /// traffic-action ([RFC 8955, section 7.3](https://www.rfc-editor.org/rfc/rfc8955#section-7.3)).
    TrafficAction {
        /// Reserved bits.
        reserved: Reserved<40>,
        /// The flags.
        flags: TrafficActionFlags,
    }

    /// traffic-marking ([RFC 8955, section 7.5](https://www.rfc-editor.org/rfc/rfc8955#section-7.5)).
    TrafficMarking {
        /// Reserved bits.
        reserved: Reserved<42>,
        /// The DSCP that the packets get.
        dscp: Dscp,
    }

    /// Redirect to the next hop of the route
    /// ([draft-simpson-idr-flowspec-redirect](https://datatracker.ietf.org/doc/draft-simpson-idr-flowspec-redirect/)).
    RedirectToNextHop {
        /// Reserved bits.
        reserved: Reserved<40>,
        /// The flags.
        flags: RedirectFlags,
    }

    /// Flow Specification for SFC Classifiers ([RFC 9015, section 7.4](https://www.rfc-editor.org/rfc/rfc9015#section-7.4)).
    SfcClassifier {
        /// The Service Path Identifier.
        path: ServicePathId,
        /// The Service Index.
        index: u8,
        /// The Service Function Type.
        function: u16,
    }

    /// interface-set: the interfaces at which a flow specification applies
    /// ([draft-ietf-idr-flowspec-interfaceset](https://datatracker.ietf.org/doc/draft-ietf-idr-flowspec-interfaceset/)).
    InterfaceSet(transitive) {
        /// The AS that numbers the groups.
        asn: Asn,
        /// The direction of the packets.
        direction: InterfaceDirection,
        /// The group of interfaces.
        group: InterfaceGroup,
    }

    /// Layer2 Info ([RFC 4761, section 3.2.4](https://www.rfc-editor.org/rfc/rfc4761#section-3.2.4)).
    Layer2Info {
        /// The encapsulation; 19: VPLS.
        encapsulation: u8,
        /// Control flags.
        flags: Layer2InfoFlags,
        /// The MTU in bytes.
        mtu: u16,
        /// The preference of a multihomed router. RFC 4761 reserves this field.
        preference: u16,
    }

    /// E-Tree Info of VPLS ([RFC 7796](https://www.rfc-editor.org/rfc/rfc7796)).
    ETreeInfo {
        /// The VLAN of the roots.
        root_vlan: u16,
        /// The VLAN of the leaves.
        leaf_vlan: u16,
        /// The flags.
        flags: ETreeInfoFlags,
    }

    /// EIGRP: flags and tag of the route.
    EigrpRoute {
        /// The flags; 0x8000: internal.
        route_flags: u16,
        /// The route tag.
        tag: u32,
    }

    /// EIGRP: AS and delay.
    EigrpDelay {
        /// The AS number.
        asn: u16,
        /// The delay in EIGRP's units.
        delay: u32,
    }

    /// EIGRP: reliability, hops and bandwidth.
    EigrpBandwidth {
        /// The reliability; 255 is full reliability.
        reliability: u8,
        /// The hop count.
        hops: u8,
        /// The bandwidth in EIGRP's units.
        bandwidth: u32,
    }

    /// EIGRP: load and MTU.
    EigrpLoad {
        /// Reserved bits.
        reserved: Reserved<8>,
        /// The load; 255 is full load.
        load: u8,
        /// The MTU in bytes.
        mtu: u32,
    }

    /// EIGRP: the origin of an external route.
    EigrpExternal {
        /// The AS number of the external network.
        asn: u16,
        /// The router that redistributed the route.
        router_id: Ipv4Addr,
    }

    /// EIGRP: the protocol of an external route.
    EigrpProtocol {
        /// The external protocol.
        protocol: u16,
        /// The metric in the external protocol.
        metric: u32,
    }

    /// EIGRP: the originating router.
    EigrpOriginator {
        /// Reserved bits.
        reserved: Reserved<16>,
        /// The router.
        router_id: Ipv4Addr,
    }
}

flags! {
    /// The flags of [`TrafficAction`].
    TrafficActionFlags(u8) {
        /// Flow specifications behind this one apply, too.
        0x01 TERMINAL is_terminal "terminal",
        /// Packets are sampled and logged.
        0x02 SAMPLE is_sample "sample",
    }

    /// The flags of [`RedirectToNextHop`].
    RedirectFlags(u8) {
        /// A copy goes to the next hop; the packet itself is forwarded as usual.
        0x01 COPY is_copy "copy",
    }

    /// The flags of [`Layer2Info`].
    Layer2InfoFlags(u8) {
        /// Frames have sequence numbers.
        0x01 SEQUENCED is_sequenced "sequenced",
        /// Frames have a control word.
        0x02 CONTROL_WORD has_control_word "control-word",
        /// Receivers must flush their MAC addresses.
        0x20 FLUSH is_flush "flush",
        /// The site is down.
        0x80 DOWN is_down "down",
    }

    /// The flags of [`ETreeInfo`].
    ETreeInfoFlags(u16) {
        /// The V bit.
        0x01 V is_v "v",
        /// The P bit.
        0x02 P is_p "p",
    }
}

fixed! {
    /// A DSCP: 6 bits.
    Dscp(6 bits) "a DSCP";
    /// A group of interfaces: 14 bits.
    InterfaceGroup(14 bits) "a group of interfaces";
}

registry! {
    /// The direction of packets at the interfaces of a group: 0 to 3.
    InterfaceDirection(u8) {
        /// Incoming packets.
        1 Input "input",
        /// Outgoing packets.
        2 Output "output",
        /// Packets in both directions.
        3 InputOutput "input-output",
    }
}
