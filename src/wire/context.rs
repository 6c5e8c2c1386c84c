//! [`Context`]: what must be known beside the bytes to read them, as one word.

use core::fmt;

use crate::wire::EncodeError;

/// What must be known beside the bytes to read them.
///
/// It is opaque here: a [`Reader`](crate::wire::Reader) hands it on, and a [`List`](crate::wire::List) keeps what its
/// elements need of it. Routes and path attributes need the session of their peer; TLVs need nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context(pub(crate) u64);

/// What a list keeps of a context: as much as its elements need.
///
/// It cannot be named outside of the crate: so nobody makes a session of what was kept for one list.
// Reached only as the bound of a public type, which compilers before 1.95 do not see.
#[allow(unreachable_pub)]
pub trait ListContext: Copy + Default + Eq + fmt::Debug + Into<Context> {
    /// What of a reader's context the elements need.
    fn of(context: Context) -> Self;

    /// The same without what changes nothing of how the elements are read.
    #[must_use]
    fn as_read(self) -> Self {
        self
    }

    /// The error for an element that needs the context `form`.
    #[cold]
    fn refused(self, form: Context) -> EncodeError {
        let _ = form;
        EncodeError::Session {
            what: "list element",
            conflict: "a form of another session",
        }
    }
}

/// Nothing must be known.
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

/// Types that can be read in a context `C`: those that look different in another one.
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
    note = "types that read the same everywhere have `Decode::from_octets` alone"
)]
pub trait ReadIn<C> {}
