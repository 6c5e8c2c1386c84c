//! The profile of messages of BMP version 4 in a [`PeerTable`].

use crate::bmp::PeerTable;
use crate::bmp::v4::Profile;

/// The profile that was chosen, or that a message has shown last.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct KnownProfile {
    profile: Profile,
    is_chosen: bool,
}

impl KnownProfile {
    /// Returns the profile of a message whose content shows this one.
    pub(super) fn learn(&mut self, shown: Option<Profile>) -> Profile {
        if let (Some(shown), false) = (shown, self.is_chosen) {
            self.profile = shown;
        }
        self.profile
    }
}

impl PeerTable {
    /// Returns the table with a profile for messages of BMP version 4, whatever their content shows.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> PeerTable {
        self.profile = KnownProfile {
            profile,
            is_chosen: true,
        };
        self
    }

    /// Returns the profile of messages of BMP version 4: the one that was chosen, or that a message has shown last.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile.profile
    }
}
