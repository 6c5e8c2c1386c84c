//! LOCAL_PREF ([RFC 4271, section 5.1.5](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.5)).

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::net::{fixed, word};

fixed! {
    /// LOCAL_PREF: how much the own AS prefers the route. Higher is better.
    #[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
    #[cfg_attr(feature = "serde", serde(transparent))]
    LocalPref(u32) 4;
}
word!(LocalPref(u32));

impl fmt::Display for LocalPref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
