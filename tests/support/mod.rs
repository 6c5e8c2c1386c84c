//! What the tests share: recorded frames and captures, octets put together by hand, and a walk over all values.

#[cfg(feature = "serde")]
pub(crate) mod built;
#[cfg(feature = "serde")]
mod built_link_state;
pub(crate) mod forms;
pub(crate) mod hand;
pub(crate) mod recorded;
#[cfg(feature = "serde")]
pub(crate) mod tshark;
#[cfg(feature = "serde")]
pub(crate) mod tshark_link_state;
#[cfg(feature = "serde")]
mod tshark_rows;
pub(crate) mod walk;

use bmp_codec::{DecodeError, Fault, What};

/// The three things an error says.
pub(crate) fn parts(error: impl Into<DecodeError>) -> (What, usize, Fault) {
    let error = error.into();
    (error.what(), error.offset(), error.fault())
}
