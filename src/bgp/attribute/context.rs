//! [`AttributeContext`]: the context in which a list of path attributes is decoded.

use core::fmt;

use crate::bgp::session::{ATTRIBUTE_SET, Session};
use crate::wire::{Context, EncodeError, ListContext};

/// The context in which a list of path attributes is decoded: the session, and whether the list is inside an ATTR_SET.
///
/// `From` makes a context from a session; [`PathAttributes::session`](crate::bgp::attribute::PathAttributes::session)
/// returns the session.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Session", into = "Session"))]
pub struct AttributeContext(u64);

impl AttributeContext {
    /// The context inside any ATTR_SET: four-octet AS numbers
    /// ([RFC 6368, section 5](https://www.rfc-editor.org/rfc/rfc6368#section-5)), and no path identifiers.
    pub(crate) const OF_ATTRIBUTE_SET: AttributeContext = AttributeContext(ATTRIBUTE_SET);

    /// Returns the session.
    #[inline]
    #[must_use]
    pub const fn session(self) -> Session {
        Session::of(Context(self.0 & !ATTRIBUTE_SET))
    }

    /// Returns whether the attributes are inside an ATTR_SET. A nested ATTR_SET is not decoded.
    #[inline]
    #[must_use]
    pub const fn in_attribute_set(self) -> bool {
        self.0 & ATTRIBUTE_SET != 0
    }
}

impl From<Session> for AttributeContext {
    #[inline]
    fn from(session: Session) -> AttributeContext {
        AttributeContext(session.word())
    }
}

impl From<AttributeContext> for Session {
    fn from(context: AttributeContext) -> Session {
        context.session()
    }
}

impl From<AttributeContext> for Context {
    #[inline(always)]
    fn from(context: AttributeContext) -> Context {
        Context(context.0)
    }
}

impl AttributeContext {
    /// Returns the context with its session changed.
    #[inline]
    pub(crate) fn map(self, change: impl FnOnce(Session) -> Session) -> AttributeContext {
        AttributeContext(change(self.session()).word() | self.0 & ATTRIBUTE_SET)
    }

    /// Returns the context of attributes outside any ATTR_SET.
    pub(crate) const fn outside_of_attribute_set(self) -> AttributeContext {
        AttributeContext(self.0 & !ATTRIBUTE_SET)
    }

    /// Checks that a value named `what` has the form of this context. [`Encode::form`](crate::Encode::form) returns
    /// `form`.
    #[inline]
    pub(crate) fn accept(self, form: Context, what: &'static str) -> Result<(), EncodeError> {
        if form == self.into() {
            Ok(())
        } else {
            Err(self.conflict(form, what))
        }
    }

    #[cold]
    fn conflict(self, form: Context, what: &'static str) -> EncodeError {
        let form = AttributeContext::of(form);
        let conflict = match (self.in_attribute_set(), form.in_attribute_set()) {
            (false, true) => "attributes of an ATTR_SET, outside any ATTR_SET",
            (true, false) => "an ATTR_SET, inside another ATTR_SET",
            _ => self.session().conflict(form.session()),
        };
        EncodeError::Session { what, conflict }
    }
}

impl ListContext for AttributeContext {
    #[inline(always)]
    fn of(context: Context) -> AttributeContext {
        AttributeContext(context.0)
    }

    fn as_read(self) -> AttributeContext {
        self.map(Session::as_read)
    }

    fn refused(self, form: Context) -> EncodeError {
        self.conflict(form, "list element")
    }
}

impl fmt::Debug for AttributeContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttributeContext")
            .field("session", &self.session())
            .field("in_attribute_set", &self.in_attribute_set())
            .finish()
    }
}
