//! What to do with the packets of a flow specification
//! ([RFC 8955, section 7](https://www.rfc-editor.org/rfc/rfc8955#section-7)), and what VPLS, E-Tree and EIGRP have under
//! the same types.

use core::net::Ipv4Addr;

use super::field::{Field, Parts, Rate, Reserved, Value, low};
use super::values::values;
use crate::flags::flags;
use crate::net::{Asn, ServicePathId, fixed};
use crate::registry::registry;

values! {
    /// Limits a rate: to 0 where all is to be dropped
    /// ([RFC 8955, section 7.1](https://www.rfc-editor.org/rfc/rfc8955#section-7.1)).
    TrafficRate {
        /// The AS that says so, for people to read.
        asn: u16,
        /// Octets or packets per second.
        rate: Rate,
    }

    /// traffic-action ([RFC 8955, section 7.3](https://www.rfc-editor.org/rfc/rfc8955#section-7.3)).
    TrafficAction {
        /// Means nothing yet.
        reserved: Reserved<40>,
        /// Flags.
        flags: TrafficActionFlags,
    }

    /// traffic-marking ([RFC 8955, section 7.5](https://www.rfc-editor.org/rfc/rfc8955#section-7.5)).
    TrafficMarking {
        /// Means nothing yet.
        reserved: Reserved<42>,
        /// The DSCP that the packets get.
        dscp: Dscp,
    }

    /// Redirect to the next hop of the route
    /// ([draft-simpson-idr-flowspec-redirect](https://datatracker.ietf.org/doc/draft-simpson-idr-flowspec-redirect/)).
    RedirectToNextHop {
        /// Means nothing yet.
        reserved: Reserved<40>,
        /// Flags.
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

    /// interface-set: at which interfaces a flow specification holds
    /// ([draft-ietf-idr-flowspec-interfaceset](https://datatracker.ietf.org/doc/draft-ietf-idr-flowspec-interfaceset/)).
    InterfaceSet(transitive) {
        /// The AS that numbers the groups.
        asn: Asn,
        /// In which direction the packets go there.
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
        /// The MTU in octets.
        mtu: u16,
        /// Reserved in the RFC; what routers with several homes prefer.
        preference: u16,
    }

    /// E-Tree Info of VPLS ([RFC 7796](https://www.rfc-editor.org/rfc/rfc7796)).
    ETreeInfo {
        /// The VLAN of roots.
        root_vlan: u16,
        /// The VLAN of leaves.
        leaf_vlan: u16,
        /// Flags.
        flags: ETreeInfoFlags,
    }

    /// EIGRP: flags and tag of the route.
    EigrpRoute {
        /// Flags; 0x8000: internal.
        route_flags: u16,
        /// The tag.
        tag: u32,
    }

    /// EIGRP: AS and delay.
    EigrpDelay {
        /// The AS number.
        asn: u16,
        /// The delay, as EIGRP counts it.
        delay: u32,
    }

    /// EIGRP: reliability, hops and bandwidth.
    EigrpBandwidth {
        /// The reliability: 255 is all of it.
        reliability: u8,
        /// The hop count.
        hops: u8,
        /// The bandwidth, as EIGRP counts it.
        bandwidth: u32,
    }

    /// EIGRP: load and MTU.
    EigrpLoad {
        /// Means nothing yet.
        reserved: Reserved<8>,
        /// The load: 255 is all of it.
        load: u8,
        /// The MTU in octets.
        mtu: u32,
    }

    /// EIGRP: where an external route comes from.
    EigrpExternal {
        /// The AS number there.
        asn: u16,
        /// The router.
        router_id: Ipv4Addr,
    }

    /// EIGRP: the protocol of an external route.
    EigrpProtocol {
        /// The protocol.
        protocol: u16,
        /// The metric there.
        metric: u32,
    }

    /// EIGRP: the originating router.
    EigrpOriginator {
        /// Means nothing yet.
        reserved: Reserved<16>,
        /// The router.
        router_id: Ipv4Addr,
    }
}

flags! {
    /// The flags of [`TrafficAction`].
    TrafficActionFlags(u8) {
        /// Specifications behind this one are applied, too.
        0x01 TERMINAL is_terminal "terminal",
        /// Packets are sampled and logged.
        0x02 SAMPLE is_sample "sample",
    }

    /// The flags of [`RedirectToNextHop`].
    RedirectFlags(u8) {
        /// A copy goes there, and the packet on its way.
        0x01 COPY is_copy "copy",
    }

    /// The flags of [`Layer2Info`].
    Layer2InfoFlags(u8) {
        /// Frames come in sequence.
        0x01 SEQUENCED is_sequenced "sequenced",
        /// Frames have a control word.
        0x02 CONTROL_WORD has_control_word "control-word",
        /// MAC addresses are to be forgotten.
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
    /// In which direction packets go at the interfaces of a group: 0 to 3.
    InterfaceDirection(u8) {
        /// In.
        1 Input "input",
        /// Out.
        2 Output "output",
        /// Both.
        3 InputOutput "input-output",
    }
}
