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
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, json};
    use crate::wire::Fault;

    #[test]
    fn octets_and_text() {
        let value: MultiExitDisc = both_ways(&[0xff, 0, 0, 1], Session::default());
        assert_eq!(value, MultiExitDisc(4_278_190_081));
        assert_eq!(value.to_string(), "4278190081");
        json(&value, "4278190081");
    }

    #[test]
    fn malformed() {
        let octets = [0; 5];
        for (length, expected) in [
            (0, (0, Fault::Truncated(4))),
            (3, (0, Fault::Truncated(1))),
            (5, (4, Fault::Trailing(1))),
        ] {
            assert_eq!(
                fault::<MultiExitDisc>(&octets[..length], Session::default()),
                expected
            );
        }
    }
}
