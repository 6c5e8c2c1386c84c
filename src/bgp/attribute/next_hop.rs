//! NEXT_HOP ([RFC 4271, section 5.1.3](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.3)).

use core::fmt;
use core::net::Ipv4Addr;

use crate::net::{fixed, text_form, word};

fixed! {
    /// NEXT_HOP: where packets to IPv4 destinations go next. An IPv4 address, as a word.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::NextHop};
    ///
    /// let next_hop = NextHop::from_octets(&[192, 0, 2, 1])?;
    /// assert_eq!(next_hop, "192.0.2.1".parse()?);
    /// assert_eq!(next_hop.address().octets(), [192, 0, 2, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    NextHop(u32) 4;
}
word!(NextHop(u32));
crate::net::address!(NextHop);
text_form!(NextHop as u32);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, json};
    use crate::error::Fault;

    #[test]
    fn octets_and_text() {
        let value: NextHop = both_ways(&[192, 0, 2, 10], Session::default());
        assert_eq!(value, NextHop(0xc000_020a));
        assert_eq!(value.to_string(), "192.0.2.10");
        assert_eq!("192.0.2.10".parse(), Ok(value));
        assert_eq!(value.address(), Ipv4Addr::new(192, 0, 2, 10));
        json(&value, r#""192.0.2.10""#);
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
                fault::<NextHop>(&octets[..length], Session::default()),
                expected
            );
        }
    }
}
