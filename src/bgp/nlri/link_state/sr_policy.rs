//! Type 5: a candidate path of an SR Policy (RFC 9857, section 3).
//!
//! ```text
//! protocol u8, identifier u64, TLV 256, TLV 554
//! ```
//!
//! Earlier drafts on traffic-engineered paths have TLVs 550 to 557 here. All but 554 stay unknown: their layouts are not
//! confirmed.

use core::fmt::Display;

use crate::bgp::nlri::link_state::nlri::nlri;
use crate::bgp::nlri::link_state::{CandidatePath, NodeDescriptors, ProtocolId, UnknownDescriptor};
use crate::wire::questions;

nlri! {
    /// A candidate path of an SR Policy, at the node where it begins.
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::LinkState;
    /// use bmp_codec::bgp::nlri::link_state::{CandidatePath, NodeDescriptor};
    /// use bmp_codec::bgp::nlri::link_state::{ProtocolId, ProtocolOrigin};
    ///
    /// let head = NodeDescriptor::BgpRouterId("192.0.2.1".parse()?);
    /// let path = CandidatePath::new(ProtocolOrigin::Pcep, "192.0.2.9".parse()?, 100);
    /// let route = LinkState::sr_policy(ProtocolId::SegmentRouting, [head], path)?;
    /// let LinkState::SrPolicy(policy) = route else { panic!("not a policy") };
    /// assert_eq!(policy.tlvs.candidate_path(), Some(path));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    SrPolicyCandidatePath;
    /// The TLVs of an SR Policy Candidate Path NLRI.
    SrPolicyTlvs;
    /// A TLV of an SR Policy Candidate Path NLRI.
    SrPolicyTlv {
        /// What identifies the candidate path.
        554 => CandidatePath(CandidatePath) "candidate-path",
    }
    brief |f| {
        SrPolicyTlv::CandidatePath(path) => path.fmt(f),
    }
}

questions! {
    SrPolicyTlvs of SrPolicyTlv:
    /// Returns what identifies the candidate path.
    first candidate_path: CandidatePath(CandidatePath);
}
