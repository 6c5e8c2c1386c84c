//! What tshark shows and what is not so.

use super::compare::Difference;

/// A mistake.
pub(crate) struct Mistake {
    /// The names of the fields; none are all.
    pub(crate) fields: &'static [&'static str],
    /// Where it is.
    pub(crate) is: fn(&Difference<'_>) -> bool,
    /// What tshark does.
    pub(crate) shows: &'static str,
    /// What is so, and where that is said.
    pub(crate) so: &'static str,
}

/// The place of the reason for a difference.
pub(crate) fn of(difference: &Difference<'_>) -> Option<usize> {
    MISTAKES.iter().position(|mistake| {
        let is_named = mistake.fields.is_empty() || mistake.fields.contains(&difference.name);
        is_named && (mistake.is)(difference)
    })
}

pub(crate) const MISTAKES: &[Mistake] = &[];
