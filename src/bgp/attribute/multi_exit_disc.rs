//! MULTI_EXIT_DISC ([RFC 4271, section 5.1.4](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.4)).

use crate::net::fixed;

fixed! {
    /// MULTI_EXIT_DISC: which of several ways into the neighboring AS it prefers. Lower is better.
    ///
    /// ```
    /// use bmp_codec::{Encode, bgp::attribute::MultiExitDisc};
    ///
    /// assert_eq!(MultiExitDisc(100).to_vec()?, [0, 0, 0, 100]);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    MultiExitDisc(u32) as number;
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
