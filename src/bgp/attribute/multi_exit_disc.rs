//! MULTI_EXIT_DISC ([RFC 4271, section 5.1.4](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.4)).

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::net::{fixed, word};

fixed! {
    /// MULTI_EXIT_DISC: which of several ways into the neighboring AS it prefers. Lower is better.
    #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
    #[cfg_attr(feature = "serde", serde(transparent))]
    MultiExitDisc(u32) 4;
}
word!(MultiExitDisc(u32));

impl fmt::Display for MultiExitDisc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
