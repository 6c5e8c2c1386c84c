//! ORIGINATOR_ID ([RFC 4456, section 8](https://www.rfc-editor.org/rfc/rfc4456#section-8)).

use crate::net::fixed;

fixed! {
    /// ORIGINATOR_ID: the BGP identifier of the router that brought the route into the local AS.
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
    use crate::testkit::{cases, parses};

    #[test]
    fn octets_and_text() {
        let id = OriginatorId(0x0a00_0063);
        assert_eq!(id.address(), Ipv4Addr::new(10, 0, 0, 99));
        cases! { OriginatorId, each parses;
            "0a000063" is id => "10.0.0.99" => r#""10.0.0.99""#,
            "" => error "value at byte 0: 4 bytes are missing",
            "000000" => error "value at byte 0: 1 byte is missing",
            "0000000000" => error "value at byte 4: 1 byte is left over",
        }
    }
}
