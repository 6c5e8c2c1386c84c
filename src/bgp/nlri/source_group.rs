//! [`SourceGroup`]: the text of a multicast flow.

use core::fmt;

use crate::net::Address;

/// The source and group of a multicast flow; a star means any: `(192.0.2.66, 233.252.0.1)`, `(*, ff0e::1)`.
pub(crate) struct SourceGroup(pub(crate) Address, pub(crate) Address);

impl fmt::Display for SourceGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", Any(self.0), Any(self.1))
    }
}

/// Writes an address, or a star for any.
struct Any(Address);

impl fmt::Display for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get() {
            Some(address) => address.fmt(f),
            None => f.write_str("*"),
        }
    }
}
