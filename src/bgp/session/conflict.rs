//! What of a value does not fit a session, in words.

use super::{
    ATTRIBUTE_SET, EXTENDED_PARAMETERS, FAMILIES, MULTIPLE_LABELS, PATH_IDS, ROUTES,
    SEVERAL_LABELS, Session, TWO_OCTETS,
};
use crate::error::EncodeError;

impl Session {
    /// Asks that a value named `what` has the form of this session: `form` is what [`Encode::form`](crate::Encode::form)
    /// makes of it.
    #[inline]
    pub(crate) fn accept(self, form: Session, what: &'static str) -> Result<(), EncodeError> {
        if form == self {
            Ok(())
        } else {
            Err(self.refused(form, what))
        }
    }

    /// What an element of a list for this session is called.
    pub(crate) const fn element(self) -> &'static str {
        if self.0 & ROUTES != 0 {
            "route"
        } else {
            "list element"
        }
    }

    #[cold]
    fn refused(self, form: Session, what: &'static str) -> EncodeError {
        let (more, less) = (form.0 & !self.0, self.0 & !form.0);
        // What the value has, and what it lacks.
        let conflicts = [
            (
                TWO_OCTETS,
                "AS numbers of two octets, in a session of four",
                "AS numbers of four octets, in a session of two",
            ),
            (
                FAMILIES | PATH_IDS,
                "a path identifier, in a session without",
                "no path identifier, in a session that has them",
            ),
            (
                MULTIPLE_LABELS | SEVERAL_LABELS,
                "several labels, in a session of one",
                "a label that is not the bottom of its stack, in a session of several labels",
            ),
            (
                EXTENDED_PARAMETERS,
                "a length of two octets, in a list where parameters have one of one octet",
                "a length of one octet, in a list where parameters have one of two octets",
            ),
            (
                ATTRIBUTE_SET,
                "attributes of an ATTR_SET, outside of one",
                "an ATTR_SET, inside of another one",
            ),
        ];
        let conflict = conflicts.into_iter().find_map(|(bits, has, lacks)| {
            if more & bits != 0 {
                Some(has)
            } else if less & bits != 0 {
                Some(lacks)
            } else {
                None
            }
        });
        EncodeError::Session {
            what,
            conflict: conflict.unwrap_or("a form of another session"),
        }
    }
}
