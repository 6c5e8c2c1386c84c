//! The state and the names of a candidate path of an SR policy: 1202, 1203 and 1213 (RFC 9857, section 5).
//!
//! ```text
//! 1202: priority u8, reserved u8, flags u16, preference u32   1203, 1213: text
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::LinkState;
//! use bmp_codec::bgp::attribute::link_state::{
//!     CandidatePathState, CandidatePathStateFlags, PolicyName,
//! };
//!
//! let flags = CandidatePathStateFlags::ACTIVE | CandidatePathStateFlags::VALID;
//! let path = LinkState::of([
//!     CandidatePathState::new(10, flags, 100).into(),
//!     PolicyName::from("gold").into(),
//! ])?;
//! assert_eq!(
//!     path.to_string(),
//!     r#"state active+valid preference 100 priority 10, policy-name "gold""#
//! );
//! # Ok::<(), bmp_codec::EncodeError>(())
//! ```

use crate::flags::flags;
use crate::wire::{contents, layout};

flags! {
    /// The state of a candidate path.
    ///
    /// The letters of the flags are those of RFC 9857. Their names are unconfirmed.
    CandidatePathStateFlags(u16) {
        /// Flag S: the path is shut down by the operator.
        0x8000 SHUTDOWN is_shutdown "shutdown",
        /// Flag A: the path is the active one.
        0x4000 ACTIVE is_active "active",
        /// Flag B: the path is the backup.
        0x2000 BACKUP is_backup "backup",
        /// Flag E: the path has been evaluated.
        0x1000 EVALUATED is_evaluated "evaluated",
        /// Flag V: the path is valid.
        0x0800 VALID is_valid "valid",
        /// Flag O: the path was made on demand.
        0x0400 ON_DEMAND is_on_demand "on-demand",
        /// Flag D: a PCE computes the path.
        0x0200 DELEGATED is_delegated "delegated",
        /// Flag C: a PCE provided the path.
        0x0100 BY_PCE is_by_pce "by-pce",
        /// Flag I: packets are dropped if the path is not valid.
        0x0080 DROP_IF_INVALID is_drop_if_invalid "drop-if-invalid",
        /// Flag T: the path may carry traffic in transit.
        0x0040 TRANSIT is_transit "transit",
        /// Flag U: the path is not valid, and drops packets.
        0x0020 DROPPING is_dropping "dropping",
    }
}

layout! {
    /// The state of a candidate path.
    pub struct CandidatePathState {
        /// The priority for computing it again: 0 is the first.
        pub priority: u8,
        /// A reserved byte. Receivers ignore it; this crate keeps it.
        pub reserved: u8 = 0,
        /// The state.
        pub flags: CandidatePathStateFlags,
        /// The preference: the valid path with the highest preference is active.
        pub preference: u32,
    } text "{flags} preference {preference} priority {priority}";
}

contents! {
    /// The name of a candidate path.
    CandidatePathName(Text);
    /// The name of an SR policy.
    PolicyName(Text);
}
