//! The Protocol-ID of a BGP-LS route (RFC 9552, section 5.2).
//!
//! ```text
//! protocol u8
//! ```

use crate::registry::registry;

registry! {
    /// The protocol that a BGP-LS route comes from.
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::link_state::ProtocolId;
    ///
    /// assert_eq!(ProtocolId::from(3), ProtocolId::Ospfv2);
    /// assert_eq!(ProtocolId::IsisLevel2.to_string(), "isis-l2");
    /// assert!(ProtocolId::from(200).is_private_use());
    /// ```
    ProtocolId(u8) {
        /// IS-IS, level 1.
        1 IsisLevel1 "isis-l1",
        /// IS-IS, level 2.
        2 IsisLevel2 "isis-l2",
        /// OSPF version 2.
        3 Ospfv2 "ospfv2",
        /// Interfaces of the router itself.
        4 Direct "direct",
        /// Static configuration.
        5 Static "static",
        /// OSPF version 3.
        6 Ospfv3 "ospfv3",
        /// BGP ([RFC 9086](https://www.rfc-editor.org/rfc/rfc9086)).
        7 Bgp "bgp",
        /// RSVP-TE.
        8 RsvpTe "rsvp-te",
        /// Segment Routing (RFC 9857).
        9 SegmentRouting "segment-routing",
    }
}

impl ProtocolId {
    /// Returns whether the number is for private use: 200 to 255.
    #[must_use]
    pub fn is_private_use(self) -> bool {
        u8::from(self) >= 200
    }

    /// Returns whether it is IS-IS, of any level.
    #[must_use]
    pub const fn is_isis(self) -> bool {
        matches!(self, ProtocolId::IsisLevel1 | ProtocolId::IsisLevel2)
    }

    /// Returns whether it is OSPF, of any version.
    #[must_use]
    pub const fn is_ospf(self) -> bool {
        matches!(self, ProtocolId::Ospfv2 | ProtocolId::Ospfv3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// The numbers of IANA's registry "BGP-LS Protocol-IDs".
    #[test]
    fn every_number() {
        cases! { ProtocolId;
            "01" is ProtocolId::IsisLevel1 => "isis-l1" => "\"isis-l1\"",
            "02" is ProtocolId::IsisLevel2 => "isis-l2",
            "03" is ProtocolId::Ospfv2 => "ospfv2",
            "04" is ProtocolId::Direct => "direct",
            "05" is ProtocolId::Static => "static",
            "06" is ProtocolId::Ospfv3 => "ospfv3",
            "07" is ProtocolId::Bgp => "bgp",
            "08" is ProtocolId::RsvpTe => "rsvp-te",
            "09" is ProtocolId::SegmentRouting => "segment-routing",
            "c8" => "protocol id 200" => "200",
            "" => error "value at byte 0: 1 byte is missing",
        }
        let private = (0..=255).filter(|number| ProtocolId::from(*number).is_private_use());
        assert!(private.eq(200..=255));
        let ospf = (0..=255).filter(|number| ProtocolId::from(*number).is_ospf());
        assert!(ospf.eq([3, 6]));
        let isis = (0..=255).filter(|number| ProtocolId::from(*number).is_isis());
        assert!(isis.eq([1, 2]));
    }
}
