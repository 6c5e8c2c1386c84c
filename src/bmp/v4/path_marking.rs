//! Path Marking (draft-ietf-grow-bmp-path-marking-tlv-05).
//!
//! ```text
//! status u32, reason u16 (may be left out)
//! ```

use core::fmt;

use crate::flags::flags;
use crate::registry::registry;
use crate::wire::layout;

flags! {
    /// What a router does with a path, by the names of revision -05 of the draft. [`named_by`](PathStatus::named_by)
    /// writes the names of another revision.
    PathStatus(u32) {
        /// The path is invalid.
        0x0001 INVALID is_invalid "invalid",
        /// The path is the best one.
        0x0002 BEST is_best "best",
        /// The path was not selected.
        0x0004 NON_SELECTED is_non_selected "non-selected",
        /// The path is a primary one.
        0x0008 PRIMARY is_primary "primary",
        /// The path is a backup.
        0x0010 BACKUP is_backup "backup",
        /// The path is not in the forwarding table.
        0x0020 NON_INSTALLED is_non_installed "non-installed",
        /// The path is the best one for external peers.
        0x0040 BEST_EXTERNAL is_best_external "best-external",
        /// The path is sent as an additional one.
        0x0080 ADD_PATH is_add_path "add-path",
        /// An inbound policy filtered the path.
        0x0100 FILTERED_INBOUND is_filtered_inbound "filtered-inbound",
        /// An outbound policy filtered the path.
        0x0200 FILTERED_OUTBOUND is_filtered_outbound "filtered-outbound",
        /// The path is stale. Revision -02 means: invalid by route origin validation.
        0x0400 STALE is_stale "stale",
        /// The path is suppressed. Revision -02 has no such status.
        0x0800 SUPPRESSED is_suppressed "suppressed",
    }
}

/// A revision of the draft of Path Marking, by which a status has its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathMarkingRevision {
    /// -02: 0x400 is "invalid-rov".
    Draft02,
    /// -05: 0x400 is "stale", 0x800 is "suppressed".
    #[default]
    Draft05,
}

impl PathStatus {
    /// Returns the status as text, with the names of a revision.
    ///
    /// ```
    /// use bmp_codec::bmp::v4::{PathMarkingRevision, PathStatus};
    ///
    /// let status = PathStatus(0x0402);
    /// assert_eq!(status.to_string(), "best+stale");
    /// let text = status.named_by(PathMarkingRevision::Draft02).to_string();
    /// assert_eq!(text, "best+invalid-rov");
    /// ```
    #[must_use]
    pub fn named_by(self, revision: PathMarkingRevision) -> impl fmt::Display {
        struct Named(PathStatus, PathMarkingRevision);

        impl fmt::Display for Named {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                const SAME: usize = 10;
                let Named(status, revision) = *self;
                if revision == PathMarkingRevision::Draft05 {
                    return fmt::Display::fmt(&status, f);
                }
                let mut names = [(0, ""); SAME + 1];
                for (name, same) in names.iter_mut().zip(PathStatus::NAMES) {
                    *name = *same;
                }
                names[SAME] = (0x0400, "invalid-rov");
                crate::flags::write(status.0.into(), &names, f)
            }
        }

        Named(self, revision)
    }
}

registry! {
    /// Why a path has its status.
    PathReason(u16) {
        /// The AS_PATH has a loop.
        1 InvalidAsLoop "invalid: AS loop",
        /// The next hop is not reachable.
        2 InvalidNextHop "invalid: next hop unresolvable",
        /// Another path has a better LOCAL_PREF.
        3 LocalPref "not preferred: LOCAL_PREF",
        /// Another path has a shorter AS_PATH.
        4 AsPathLength "not preferred: AS_PATH length",
        /// Another path has a better ORIGIN.
        5 Origin "not preferred: ORIGIN",
        /// Another path has a better MULTI_EXIT_DISC.
        6 Med "not preferred: MED",
        /// Another path comes from a better type of peer.
        7 PeerType "not preferred: peer type",
        /// Another path has a lower IGP cost.
        8 IgpCost "not preferred: IGP cost",
        /// Another path comes from a lower router identifier.
        9 RouterId "not preferred: router id",
        /// Another path comes from a lower address.
        10 PeerAddress "not preferred: peer address",
        /// Another path has a better AIGP metric.
        11 Aigp "not preferred: AIGP",
    }
}

layout! {
    /// The value of a Path Marking TLV: what the router does with a path, and why.
    ///
    /// The type of this TLV was self-assigned, and other TLVs have it in other drafts: it is read only in profile
    /// [`Draft19`](crate::bmp::v4::Profile::Draft19).
    pub struct PathMarking {
        /// What the router does with the path.
        pub status: PathStatus,
        /// Why.
        pub reason: Option<PathReason>,
    } text |marking, f| marking.write(f);
}

impl PathMarking {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        match self.reason {
            Some(reason) => write!(f, " ({reason})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// The first one is of a router; its authors read BEST, PRIMARY and ADD_PATH.
    #[test]
    fn forms() {
        cases! { PathMarking;
            "0000008a" => "best+primary+add-path" => r#"{"status":138,"reason":null}"#,
            "00000004 0006" => "non-selected (not preferred: MED)"
                => r#"{"status":4,"reason":"not preferred: MED"}"#,
            "80000c00 0100" => "stale+suppressed+0x80000000 (path reason 256)",
            "0000" => error "value at byte 0: 2 bytes are missing",
            "00000004 00" => error "value at byte 4: 1 byte is missing",
        }
        let names = PathStatus(0xc01).named_by(PathMarkingRevision::Draft02);
        assert_eq!(names.to_string(), "invalid+invalid-rov+0x800");
    }
}
