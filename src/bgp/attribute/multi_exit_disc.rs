//! MULTI_EXIT_DISC ([RFC 4271, section 5.1.4](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.4)).

use crate::net::fixed;

fixed! {
    /// MULTI_EXIT_DISC: the neighboring AS's preference among several entries into it. A lower value is better.
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
    use crate::testkit::cases;

    #[test]
    fn octets_and_text() {
        cases! { MultiExitDisc;
            "ff000001" is MultiExitDisc(4_278_190_081) => "4278190081" => "4278190081",
            "" => error "value at byte 0: 4 bytes are missing",
            "000000" => error "value at byte 0: 1 byte is missing",
            "0000000000" => error "value at byte 4: 1 byte is left over",
        }
    }
}
