//! MULTI_EXIT_DISC ([RFC 4271, section 5.1.4](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.4)).

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::net::{fixed, word};

fixed! {
    /// MULTI_EXIT_DISC: which of several ways into the neighboring AS it prefers. Lower is better.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::attribute::MultiExitDisc};
    ///
    /// assert_eq!(MultiExitDisc(100).to_vec()?, [0, 0, 0, 100]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn octets_and_text() {
        cases! { MultiExitDisc;
            "ff000001" is MultiExitDisc(4_278_190_081) => "4278190081" => "4278190081",
            "" => error "octets at byte 0: 4 octets are missing",
            "000000" => error "octets at byte 0: 1 octet is missing",
            "0000000000" => error "octets at byte 4: 1 octet is left over",
        }
    }
}
