//! ORIGINATOR_ID ([RFC 4456, section 8](https://www.rfc-editor.org/rfc/rfc4456#section-8)).

use crate::net::fixed;

fixed! {
    /// ORIGINATOR_ID: the router that brought the route into the own AS. Its BGP identifier.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::OriginatorId};
    ///
    /// assert_eq!(OriginatorId::from_octets(&[10, 0, 0, 99])?.to_string(), "10.0.0.99");
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    OriginatorId(u32) as address;
}

#[cfg(test)]
mod tests {
    use core::net::Ipv4Addr;

    use super::*;
    use crate::bgp::Session;
    use crate::bgp::testkit::{both_ways, fault, json};
    use crate::wire::Fault;

    #[test]
    fn octets_and_text() {
        let value: OriginatorId = both_ways(&[10, 0, 0, 99], Session::default());
        assert_eq!(value, OriginatorId(0x0a00_0063));
        assert_eq!(value.to_string(), "10.0.0.99");
        assert_eq!("10.0.0.99".parse(), Ok(value));
        assert_eq!(value.address(), Ipv4Addr::new(10, 0, 0, 99));
        json(&value, r#""10.0.0.99""#);
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
                fault::<OriginatorId>(&octets[..length], Session::default()),
                expected
            );
        }
    }
}
