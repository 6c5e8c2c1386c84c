//! Sub-TLV 1 of an SRv6 service, SRv6 SID Information, and its sub-sub-TLVs
//! ([RFC 9252, section 3.1](https://www.rfc-editor.org/rfc/rfc9252#section-3.1)).
//!
//! ```text
//! reserved u8, SID 16, flags u8, endpoint behavior u16, reserved u8, sub-sub-TLVs: type u8, length u16, value
//! SID Structure: locator block u8, locator node u8, function u8, argument u8, transposition length u8 and offset u8
//! ```

use core::net::Ipv6Addr;

use crate::bgp::attribute::prefix_sid::EndpointBehavior;
use crate::wire::{EncodeError, List, UnknownTlv, What, layout, table};

layout! {
    /// An SRv6 SID and its endpoint behavior.
    ///
    /// If a structure transposes a part of the SID into a label of the route, this part is zero here:
    /// [`full_sid`](Srv6SidInformation::full_sid) puts both together.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::prefix_sid::{
    ///     EndpointBehavior, SidStructure, Srv6SidInformation,
    /// };
    ///
    /// let structure = SidStructure::new(40, 24, 16, 0).with_transposition(64, 16);
    /// let sid = Srv6SidInformation::new("2001:db8:f:1::".parse()?, EndpointBehavior::EndDt4)
    ///     .with_structure(structure)?;
    /// assert_eq!(sid.structure(), Some(structure));
    /// assert_eq!(
    ///     sid.to_string(),
    ///     "2001:db8:f:1:: End.DT4 (structure 40+24+16+0 transposed 64+16)"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Srv6SidInformation<B> {
        at once 21 {
            /// `RESERVED1`: receivers ignore it; this crate keeps it.
            pub reserved1: u8,
            /// The SID. The bits that are transposed into a label are zero.
            pub sid: Ipv6Addr,
            /// The flags. None are defined; they are kept.
            pub flags: u8,
            /// The endpoint behavior: what the router does with packets to the SID.
            pub endpoint_behavior: EndpointBehavior,
            /// `RESERVED2`: receivers ignore it; this crate keeps it.
            pub reserved2: u8,
        }
        ;
        /// The sub-sub-TLVs: more about the SID.
        pub sub_sub_tlvs: List<Srv6ServiceDataSubSubTlv, B>,
    } text "{sid} {endpoint_behavior}" inside sub_sub_tlvs;
}

table! {
    /// A sub-sub-TLV about an SRv6 SID ([RFC 9252, section 3.2](https://www.rfc-editor.org/rfc/rfc9252#section-3.2)).
    pub enum Srv6ServiceDataSubSubTlv<B>(u16) by tlv_type, unknown UnknownTlv, text, from;
    framed U8U16 "SRv6 Service Data sub-sub-TLV" |tlv_type| What::sub_sub_tlv(40, tlv_type);
    {
        /// The lengths of the parts of the SID.
        1 => SidStructure(SidStructure) "structure",
    }
}

impl Srv6SidInformation {
    /// Makes a SID with its behavior; all other fields are zero or empty.
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

    /// Returns the SID with this structure appended to its sub-sub-TLVs.
    ///
    /// # Errors
    /// Like [`List::push`].
    pub fn with_structure(
        mut self,
        structure: SidStructure,
    ) -> Result<Srv6SidInformation, EncodeError> {
        self.sub_sub_tlvs.push(&structure.into())?;
        Ok(self)
    }
}

impl<B: AsRef<[u8]>> Srv6SidInformation<B> {
    /// Returns the first structure of the SID, the only one that counts.
    #[must_use]
    pub fn structure(&self) -> Option<SidStructure> {
        self.sub_sub_tlvs.iter().find_map(|tlv| match tlv {
            Ok(Srv6ServiceDataSubSubTlv::SidStructure(structure)) => Some(structure),
            _ => None,
        })
    }
}

layout! {
    /// The lengths of the parts of an SRv6 SID, in bits, and the bits that are transposed into a label
    /// ([RFC 9252, section 3.2.1](https://www.rfc-editor.org/rfc/rfc9252#section-3.2.1)).
    ///
    /// All numbers are kept, valid or not; [`check`](SidStructure::check) checks them.
    ///
    /// # Transposition
    ///
    /// A part of the SID can be in the label of a route
    /// ([RFC 9252, section 4](https://www.rfc-editor.org/rfc/rfc9252#section-4)), so that many routes share one
    /// Prefix-SID, and so one UPDATE. For example, with a function of 16 bits behind a locator of 64 bits:
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
    /// The bits are the highest bits of the label, in either width. The field is then not an MPLS label, and its
    /// bottom-of-stack bit has no meaning.
    ///
    /// [`join`](SidStructure::join) and [`split`](SidStructure::split) convert between the two forms, and
    /// [`Srv6SidInformation::full_sid`] joins a decoded SID.
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
        /// The number of transposed bits.
        pub transposition_length: u8 = 0,
        /// The offset of the transposed bits from the start of the SID.
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
    /// Returns the structure with `length` bits, from bit `offset` on, transposed into a label.
    #[must_use]
    pub const fn with_transposition(self, offset: u8, length: u8) -> SidStructure {
        SidStructure {
            transposition_length: length,
            transposition_offset: offset,
            ..self
        }
    }
}
