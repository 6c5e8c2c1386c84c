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
