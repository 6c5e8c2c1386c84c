//! [`Disposition`]: what a receiver does about an error
//! ([RFC 7606, section 2](https://www.rfc-editor.org/rfc/rfc7606#section-2)).

use core::fmt;

/// What a receiver does about an error in an UPDATE. A stronger disposition compares as greater
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
    /// Nothing: there is no error, or only one that the receiver logs.
    #[default]
    Nothing,
    /// The receiver ignores the route and uses the rest of the UPDATE. RFC 7606 does not have this one: other RFCs say so
    /// of routes, like [RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3).
    IgnoreRoute,
    /// The receiver drops the attribute and uses the rest of the UPDATE.
    AttributeDiscard,
    /// The receiver treats all routes of the UPDATE as withdrawn.
    TreatAsWithdraw,
    /// The receiver deletes all routes of the family and ignores later ones
    /// ([RFC 4760, section 7](https://www.rfc-editor.org/rfc/rfc4760#section-7)).
    AfiSafiDisable,
    /// The receiver ends the session with a NOTIFICATION.
    SessionReset,
}

/// The name in RFC 7606, `treat-as-withdraw`, or `route ignored`.
impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Disposition::Nothing => "nothing",
            Disposition::IgnoreRoute => "route ignored",
            Disposition::AttributeDiscard => "attribute discard",
            Disposition::TreatAsWithdraw => "treat-as-withdraw",
            Disposition::AfiSafiDisable => "AFI/SAFI disable",
            Disposition::SessionReset => "session reset",
        })
    }
}
