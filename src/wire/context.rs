//! [`Context`]: what must be known to decode bytes, as one word.

use core::fmt;

use crate::wire::{EncodeError, What};

/// What must be known, besides the bytes, to decode them.
///
/// It is opaque here: a [`Reader`](crate::wire::Reader) passes it on, and a [`List`](crate::wire::List) keeps the part
/// that its elements need. Routes and path attributes need the session of their peer; TLVs need nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context(pub(crate) u64);

/// The part of a context that a list keeps: what its elements need.
///
/// It cannot be named outside this crate, so that nobody takes the context of one list for a session.
// Reached only as the bound of a public type, which compilers before 1.95 do not see.
#[allow(unreachable_pub)]
pub trait ListContext: Copy + Default + Eq + fmt::Debug + Into<Context> {
    /// Returns the part of a reader's context that the elements need.
    fn of(context: Context) -> Self;

    /// Returns the same context without what does not affect decoding.
    #[must_use]
    fn as_read(self) -> Self {
        self
    }

    /// Returns the context of what is inside an element of a list; `None` if it is not decoded.
    #[inline(always)]
    fn inside(context: Context) -> Option<Context> {
        Some(context)
    }

    /// Returns how an error names an element with this context inside: `what`, unless that depends on the context.
    fn named(context: Context, what: What) -> What {
        let _ = context;
        what
    }

    /// Returns the error for an element that needs the context `form`.
    #[cold]
    fn refused(self, form: Context) -> EncodeError {
        let _ = form;
        EncodeError::Session {
            what: "list element",
            conflict: "a form of another session",
        }
    }
}

/// A context that changes nothing about decoding well-formed elements. Lists are made without it, in the default one.
// Reached as above.
#[allow(unreachable_pub)]
pub trait AnyContext: ListContext {}

impl AnyContext for () {}

/// Elements that need no context.
impl ListContext for () {
    #[inline]
    fn of(_: Context) {}
}

impl From<()> for Context {
    #[inline]
    fn from((): ()) -> Context {
        Context(0)
    }
}

/// Types whose encoding depends on a context `C`.
///
/// ```
/// use bmp_codec::{Decode, bgp::{Session, attribute::AsPath}, net::AsnWidth};
///
/// let octets = [2, 1, 0xfd, 0xe9];
/// let session = Session::default().with_asn_width(AsnWidth::Two);
/// assert_eq!(AsPath::from_octets_in(&octets, session)?.to_string(), "65001");
/// assert!(AsPath::from_octets(&octets).is_err());
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not depend on a `{C}`",
    note = "types that need no context have only `Decode::from_octets`"
)]
pub trait ReadIn<C> {}
