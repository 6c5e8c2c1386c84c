//! [`Disposition`]: what is done about an error ([RFC 7606, section 2](https://www.rfc-editor.org/rfc/rfc7606#section-2)).

use core::fmt;

/// What is done about an error in an UPDATE. The stronger, the greater
/// ([RFC 7606, section 2](https://www.rfc-editor.org/rfc/rfc7606#section-2)).
///
/// ```
/// use bmp_codec::bgp::error_action::Disposition;
///
/// assert!(Disposition::SessionReset > Disposition::TreatAsWithdraw);
/// assert_eq!(Disposition::TreatAsWithdraw.to_string(), "treat-as-withdraw");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Disposition {
    /// Nothing: there is no error.
    #[default]
    Nothing,
    /// The attribute is left out, and the rest of the UPDATE counts.
    AttributeDiscard,
    /// All routes of the UPDATE are taken as withdrawn.
    TreatAsWithdraw,
    /// All routes of the family are deleted, and those that come later ignored
    /// ([RFC 4760, section 7](https://www.rfc-editor.org/rfc/rfc4760#section-7)).
    AfiSafiDisable,
    /// The session ends with a NOTIFICATION.
    SessionReset,
}

/// As the RFC writes it.
impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Disposition::Nothing => "nothing",
            Disposition::AttributeDiscard => "attribute discard",
            Disposition::TreatAsWithdraw => "treat-as-withdraw",
            Disposition::AfiSafiDisable => "AFI/SAFI disable",
            Disposition::SessionReset => "session reset",
        })
    }
}
