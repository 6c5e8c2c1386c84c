//! LOCAL_PREF ([RFC 4271, section 5.1.5](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.5)).

use crate::net::fixed;

fixed! {
    /// LOCAL_PREF: the local AS's preference for the route. A higher value is better.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::LocalPref};
    ///
    /// assert_eq!(LocalPref::from_octets(&[0, 0, 0, 100])?, LocalPref(100));
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    LocalPref(u32) as number;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn octets_and_text() {
        cases! { LocalPref;
            "00000064" is LocalPref(100) => "100" => "100",
            "" => error "value at byte 0: 4 bytes are missing",
            "000000" => error "value at byte 0: 1 byte is missing",
            "0000000000" => error "value at byte 4: 1 byte is left over",
        }
    }
}
