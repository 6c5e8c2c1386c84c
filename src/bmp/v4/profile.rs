//! [`Profile`]: the revision of the draft whose numbers a message uses.

use core::fmt;
use core::str::FromStr;

use crate::net::ParseError;

/// The revision of draft-ietf-grow-bmp-tlv whose numbers of TLVs a message uses.
///
/// The numbers moved with almost every revision, and the message does not say which it uses:
///
/// | profile | Stateless Parsing | Group | VRF/Table Name | BGP Message | Sequence Number | Extended Flags | Timestamp | Path Marking |
/// | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
/// | `Draft17` | 4 | 2 | 3 | 1 | | | | |
/// | `Draft19` | 1 | 2 | 3 | 4 | | | | 5 |
/// | `Draft20` | 6 | 4 | 5 | 7 | 1 | 2 | 3 | |
/// | `Draft21` | 3 | 1 | 2 | 4 | 5 | 6 | 7 | |
///
/// A [`PeerTable`](crate::bmp::PeerTable) uses the profile that
/// [`with_profile`](crate::bmp::PeerTable::with_profile) chooses, else the one that a Route Monitoring message shows by
/// its content: by the type of the TLV with an UPDATE, and by which of the profiles with this type the other TLVs fit. If
/// they fit several, it is the last one that was shown, or else `Draft21`.
///
/// ```
/// use bmp_codec::bmp::v4::Profile;
///
/// assert_eq!(Profile::default(), Profile::Draft21);
/// assert_eq!("draft-19".parse(), Ok(Profile::Draft19));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Profile {
    /// Revision -17.
    #[cfg_attr(feature = "serde", serde(rename = "draft-17"))]
    Draft17,
    /// Revisions -18 and -19, with Path Marking as type 5.
    #[cfg_attr(feature = "serde", serde(rename = "draft-19"))]
    Draft19,
    /// Revision -20, as published. Its numbers in other messages than Route Monitoring are not certain and have no
    /// names.
    #[cfg_attr(feature = "serde", serde(rename = "draft-20"))]
    Draft20,
    /// Revision -21.
    #[default]
    #[cfg_attr(feature = "serde", serde(rename = "draft-21"))]
    Draft21,
    /// None of these: an UPDATE has another type. It is found by its content, and no other TLV of Route Monitoring has
    /// a name.
    #[cfg_attr(feature = "serde", serde(rename = "other"))]
    Other,
}

impl Profile {
    /// All profiles, in the order of the revisions.
    pub const ALL: &'static [Profile] = &[
        Profile::Draft17,
        Profile::Draft19,
        Profile::Draft20,
        Profile::Draft21,
        Profile::Other,
    ];

    /// Returns the name: `draft-21`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Draft17 => "draft-17",
            Profile::Draft19 => "draft-19",
            Profile::Draft20 => "draft-20",
            Profile::Draft21 => "draft-21",
            Profile::Other => "other",
        }
    }

    /// Returns whether a Statistics Report has the body of version 3, and no TLVs.
    #[must_use]
    pub const fn has_plain_statistics(self) -> bool {
        matches!(self, Profile::Draft17 | Profile::Draft19)
    }

    /// Returns the profile of a place in [`ALL`](Profile::ALL).
    pub(crate) fn at(place: u64) -> Profile {
        let profile = Profile::ALL.get(place as usize);
        profile.copied().unwrap_or(Profile::Other)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Profile {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Profile, ParseError> {
        let mut all = Profile::ALL.iter().copied();
        all.find(|profile| profile.name() == text)
            .ok_or(ParseError("a profile of BMP version 4"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn names_both_ways() {
        let names = ["draft-17", "draft-19", "draft-20", "draft-21", "other"];
        for (place, (profile, name)) in Profile::ALL.iter().zip(names).enumerate() {
            assert_eq!(profile.to_string(), name);
            assert_eq!(name.parse(), Ok(*profile));
            assert_eq!(Profile::at(place as u64), *profile);
        }
        assert_eq!(Profile::at(5), Profile::Other);
        cases! { not Profile: "" "draft-18" "Draft21" }
    }
}
