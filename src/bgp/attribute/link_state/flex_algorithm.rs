//! Flexible algorithms: 1039 to 1046 ([RFC 9351](https://www.rfc-editor.org/rfc/rfc9351)).
//!
//! ```text
//! 1039: algorithm u8, metric type u8, calculation type u8, priority u8, TLVs (1040 to 1043, 1045, 1046)
//! 1040, 1041, 1042: one or more groups u32    1043: flags    1045: risk groups u32
//! 1046: Protocol-ID u8, types of u8 (IS-IS) or u16 (OSPF)
//! 1044: algorithm u8, flags u8, reserved u16, metric u32
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{
//!     AdminGroup, FlexAlgorithmDefinition, FlexAlgorithmExcludeAny, FlexMetric,
//! };
//! use bmp_codec::wire::List;
//!
//! let exclude = FlexAlgorithmExcludeAny::from([AdminGroup(1)]);
//! let sub_tlvs = List::of([exclude.into()])?;
//! let definition = FlexAlgorithmDefinition::new(128, FlexMetric::MinDelay, 100, sub_tlvs);
//! let node = LinkState::of([definition.into()])?;
//! assert_eq!(
//!     node.to_string(),
//!     "flex-algo 128 metric min-delay priority 100 (exclude-any 0x00000001)"
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::bgp::attribute::link_state::{AdminGroup, LinkStateTlv};
use crate::bgp::nlri::link_state::ProtocolId;
use crate::registry::registry;
use crate::wire::{List, Octets, contents, layout};

registry! {
    /// What a flexible algorithm makes minimal ([RFC 9350](https://www.rfc-editor.org/rfc/rfc9350)). Numbers from 128 on
    /// are defined by users.
    FlexMetric(u8) {
        /// The metric of the IGP.
        0 Igp "igp",
        /// The smallest delay of links.
        1 MinDelay "min-delay",
        /// The metric for traffic engineering.
        2 Te "te",
    }
}

layout! {
    /// The definition of a flexible algorithm.
    pub struct FlexAlgorithmDefinition<B> {
        /// The algorithm: 128 to 255.
        pub algorithm: u8,
        /// The metric.
        pub metric_type: FlexMetric,
        /// How paths are computed: 0 is the shortest path.
        pub calculation_type: u8 = 0,
        /// The priority: of several definitions, the one with the highest priority counts.
        pub priority: u8,
        ;
        /// TLVs: constraints and flags.
        pub sub_tlvs: List<LinkStateTlv, B>,
    } text "{algorithm} metric {metric_type} priority {priority}" inside sub_tlvs;

    /// The metric of a prefix with a flexible algorithm.
    pub struct FlexAlgorithmPrefixMetric {
        /// The algorithm: 128 to 255.
        pub algorithm: u8,
        /// The flags, copied from OSPF.
        pub flags: u8 = 0,
        /// A reserved field. Receivers ignore it; this crate keeps it.
        pub reserved: u16 = 0,
        /// The metric.
        pub metric: u32,
    } text "{metric} algorithm {algorithm}";
}

contents! {
    /// Links with one of these groups are excluded.
    FlexAlgorithmExcludeAny(Array<AdminGroup>) of (4..);
    /// Links without all of these groups are excluded.
    FlexAlgorithmIncludeAny(Array<AdminGroup>) of (4..);
    /// Links without one of these groups are excluded.
    FlexAlgorithmIncludeAll(Array<AdminGroup>) of (4..);
    /// Flags of a definition: bits, one or more bytes.
    FlexAlgorithmFlags(Octets) of (1..);
    /// Links of one of these risk groups are excluded.
    FlexAlgorithmExcludeSrlgs(Array<u32>);
}

impl<B: AsRef<[u8]>> FlexAlgorithmFlags<B> {
    /// Returns flag M: the metric of a prefix of another area or AS is that of the flexible algorithm.
    #[must_use]
    pub fn is_prefix_metric(&self) -> bool {
        self.0.first().is_some_and(|bits| bits & 0x80 != 0)
    }
}

layout! {
    /// Sub-TLVs of the IGP's definition that have no form in BGP-LS.
    pub struct FlexAlgorithmUnsupported<B> {
        /// The IGP.
        pub protocol: ProtocolId,
        ;
        /// The types of the sub-TLVs, as bytes.
        pub octets: Octets<B>,
    } text |value, f| {
        value.protocol.fmt(f)?;
        value.types().try_for_each(|tlv_type| write!(f, " {tlv_type}"))
    };
}

impl<B: AsRef<[u8]>> FlexAlgorithmUnsupported<B> {
    /// Returns an iterator over the types: of one byte from IS-IS, else of two.
    pub fn types(&self) -> impl Iterator<Item = u16> {
        let width = if self.protocol.is_isis() { 1 } else { 2 };
        let number = |octets: &[u8]| octets.iter().fold(0, |sum, one| sum << 8 | u16::from(*one));
        self.octets.chunks_exact(width).map(number)
    }
}
