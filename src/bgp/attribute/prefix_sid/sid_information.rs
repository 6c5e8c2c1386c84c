//! Sub-TLV 1 of an SRv6 service: SRv6 SID Information
//! ([RFC 9252, section 3.1](https://www.rfc-editor.org/rfc/rfc9252#section-3.1)), and what is inside it.
//!
//! ```text
//! reserved u8, SID 16, flags u8, endpoint behavior u16, reserved u8, sub-sub-TLVs: type u8, length u16, value
//! SID Structure: locator block u8, locator node u8, function u8, argument u8, transposition length u8 and offset u8
//! ```

use core::net::Ipv6Addr;

use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::net::write_if;
use crate::wire::{EncodeError, List, UnknownTlv, What, layout, table};

layout! {
    /// An SRv6 SID, and what is done with packets to it.
    ///
    /// Where a structure says so, a part of the SID stands in a label of the route instead, and is zero here:
    /// [`full_sid`](Srv6SidInformation::full_sid) puts it in.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::prefix_sid::{EndpointBehavior, SidStructure, Srv6SidInformation};
    ///
    /// let structure = SidStructure::new(40, 24, 16, 0).with_transposition(64, 16);
    /// let sid = Srv6SidInformation::new("2001:db8:f:1::".parse()?, EndpointBehavior::EndDt4).with_structure(structure)?;
    /// assert_eq!(sid.structure(), Some(structure));
    /// assert_eq!(sid.to_string(), "2001:db8:f:1:: End.DT4 (structure 40+24+16+0 transposed 64+16)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Srv6SidInformation<B> {
        at once 21 {
            /// `RESERVED1`: ignored by receivers, and kept.
            pub reserved1: u8,
            /// The SID; what is transposed into a label is zero in it.
            pub sid: Ipv6Addr,
            /// No flags are defined; they are kept.
            pub flags: u8,
            /// What is done with packets to the SID.
            pub endpoint_behavior: EndpointBehavior,
            /// `RESERVED2`: ignored by receivers, and kept.
            pub reserved2: u8,
        }
        ;
        /// What else is said of the SID.
        pub sub_sub_tlvs: List<Srv6ServiceDataSubSubTlv, B>,
    } text |value, f| {
        write!(f, "{} {}", value.sid, value.endpoint_behavior)?;
        write_if(!value.sub_sub_tlvs.is_empty(), format_args!(" ({})", value.sub_sub_tlvs), f)
    };
}

table! {
    /// What is said of an SRv6 SID ([RFC 9252, section 3.2](https://www.rfc-editor.org/rfc/rfc9252#section-3.2)).
    pub enum Srv6ServiceDataSubSubTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "SRv6 Service Data sub-sub-TLV" |tlv_type| What::sub_sub_tlv(40, tlv_type);
    {
        /// The lengths of its parts.
        1 => SidStructure(SidStructure) "structure",
    }
}

impl Srv6SidInformation {
    /// A SID and its behavior, with nothing set beside them.
    #[must_use]
    pub fn new(sid: Ipv6Addr, endpoint_behavior: EndpointBehavior) -> Srv6SidInformation {
        Srv6SidInformation {
            reserved1: 0,
            sid,
            flags: 0,
            endpoint_behavior,
            reserved2: 0,
            sub_sub_tlvs: List::default(),
        }
    }

    /// The same with a structure behind what else is said of it.
    ///
    /// # Errors
    /// As [`List::push`].
    pub fn with_structure(
        mut self,
        structure: SidStructure,
    ) -> Result<Srv6SidInformation, EncodeError> {
        self.sub_sub_tlvs.push(&structure.into())?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> Srv6SidInformation<B> {
    /// The structure of the SID that counts: the first one.
    #[must_use]
    pub fn structure(&self) -> Option<SidStructure> {
        self.sub_sub_tlvs.iter().find_map(|tlv| match tlv {
            Ok(Srv6ServiceDataSubSubTlv::SidStructure(structure)) => Some(structure),
            _ => None,
        })
    }
}

layout! {
    /// The lengths of the parts of an SRv6 SID, in bits, and which bits are transposed into a label
    /// ([RFC 9252, section 3.2.1](https://www.rfc-editor.org/rfc/rfc9252#section-3.2.1)).
    ///
    /// All numbers are kept, possible or not; [`check`](SidStructure::check) judges them.
    ///
    /// # Transposition
    ///
    /// A part of the SID can stand in the label of a route ([RFC 9252, section 4](https://www.rfc-editor.org/rfc/rfc9252#section-4)):
    /// many routes then share one Prefix-SID, and so one UPDATE. Of a function of 16 bits behind a locator of 64:
    ///
    /// ```text
    /// the SID   | locator block and node, 64 bits | function, 16 bits | 48 bits of zero |
    ///                                             |<- offset 64       |
    ///                                             |<--- length 16 --->|
    /// sent      | locator block and node, 64 bits | 16 bits of zero   | 48 bits of zero |    in the Prefix-SID
    ///
    ///                                             | function, 16 bits | 4 of zero | TC, S |    in the label: 20 bits, or
    ///                                             | function, 16 bits | 8 of zero         |    24 in a field of EVPN
    /// ```
    ///
    /// The bits are the highest of the label, in either width. That field then is no MPLS label, and its bottom-of-stack
    /// bit means nothing.
    ///
    /// [`join`](SidStructure::join) and [`split`](SidStructure::split) do it, and [`Srv6SidInformation::full_sid`] with the
    /// SID at hand.
    #[derive(Default)]
    pub struct SidStructure {
        /// The length of the locator block.
        pub locator_block: u8,
        /// The length of the locator node.
        pub locator_node: u8,
        /// The length of the function.
        pub function: u8,
        /// The length of the argument.
        pub argument: u8,
        /// How many bits stand in a label instead of the SID.
        pub transposition_length: u8 = 0,
        /// Where in the SID they belong, from its start.
        pub transposition_offset: u8 = 0,
    } text |value, f| {
        let SidStructure { locator_block, locator_node, function, argument, .. } = value;
        write!(f, "{locator_block}+{locator_node}+{function}+{argument}")?;
        match (value.transposition_offset, value.transposition_length) {
            (0, 0) => Ok(()),
            (offset, length) => write!(f, " transposed {offset}+{length}"),
        }
    };
}

impl SidStructure {
    /// The same with `length` bits, from bit `offset` on, transposed into a label.
    #[must_use]
    pub const fn with_transposition(self, offset: u8, length: u8) -> SidStructure {
        SidStructure {
            transposition_length: length,
            transposition_offset: offset,
            ..self
        }
    }
}
