//! Why a value does not fit a session, in words.

use super::Session;
use crate::net::AsnWidth;
use crate::wire::EncodeError;

impl Session {
    /// Checks that a value named `what` fits this session. `form` is this session, changed to what the value needs.
    #[inline]
    pub(crate) fn accept(self, form: Session, what: &'static str) -> Result<(), EncodeError> {
        if form == self {
            Ok(())
        } else {
            let conflict = self.conflict(form);
            Err(EncodeError::Session { what, conflict })
        }
    }

    /// Returns in words how `form`, which a value needs, differs from this session.
    #[cold]
    pub(crate) fn conflict(self, form: Session) -> &'static str {
        let (path_ids, labels) = (self.add_path(), self.multiple_labels());
        if self.asn_width() != form.asn_width() {
            match form.asn_width() {
                AsnWidth::Two => "two-octet AS numbers, but the session has four-octet ones",
                AsnWidth::Four => "four-octet AS numbers, but the session has two-octet ones",
            }
        } else if !form.add_path().without(path_ids).is_empty() {
            "a path identifier, but the session has none"
        } else if form.add_path() != path_ids {
            "no path identifier, but the session has them"
        } else if !form.multiple_labels().without(labels).is_empty() {
            "multiple labels, but the session has one"
        } else if form.multiple_labels() != labels {
            "a label that is not the bottom of its stack, but the session has multiple labels"
        } else if form.has_withdrawn_stacks() != self.has_withdrawn_stacks() {
            "multiple labels, where withdrawn routes have one"
        } else {
            "a form of another session"
        }
    }
}
