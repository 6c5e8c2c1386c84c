//! A Multi-Topology Identifier: TLV 263 (RFC 9552, section 5.2.2.1).
//!
//! ```text
//! reserved 4 bits, identifier 12 bits
//! ```
//!
//! Descriptors have one of them, the attribute of a node has a list.

use crate::net::fixed;

fixed! {
    /// The identifier of a topology of IS-IS or OSPF, with the four reserved bits in front of it. Text and JSON are the
    /// number of all 16 bits.
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::link_state::MultiTopologyId;
    ///
    /// let topology = MultiTopologyId(0x8002);
    /// assert_eq!((topology.reserved(), topology.id()), (8, 2));
    /// ```
    MultiTopologyId(u16) as number;
}

impl MultiTopologyId {
    /// Returns the identifier: the lower twelve bits.
    #[must_use]
    pub const fn id(self) -> u16 {
        self.0 & 0x0fff
    }

    /// Returns the reserved bits: 0 to 15. Senders have to clear them.
    #[must_use]
    pub const fn reserved(self) -> u8 {
        (self.0 >> 12) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn reserved_bits_are_kept() {
        cases! { MultiTopologyId;
            "0002" is MultiTopologyId(2) => "2" => "2",
            "f002" is MultiTopologyId(0xf002) => "61442" => "61442",
            "00" => error "value at byte 0: 1 byte is missing",
        }
        let topology = MultiTopologyId(0xffff);
        assert_eq!((topology.reserved(), topology.id()), (15, 4095));
    }
}
