//! LOCAL_PREF ([RFC 4271, section 5.1.5](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.5)).

use crate::net::fixed;

fixed! {
    /// LOCAL_PREF: how much the own AS prefers the route. Higher is better.
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
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, json};
    use crate::wire::Fault;

    #[test]
    fn octets_and_text() {
        let value: LocalPref = both_ways(&[0, 0, 0, 100], Session::default());
        assert_eq!(value, LocalPref(100));
        assert_eq!(value.to_string(), "100");
        json(&value, "100");
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
                fault::<LocalPref>(&octets[..length], Session::default()),
                expected
            );
        }
    }
}
