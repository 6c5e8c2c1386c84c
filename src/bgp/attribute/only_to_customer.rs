//! Only to Customer, OTC ([RFC 9234, section 5](https://www.rfc-editor.org/rfc/rfc9234#section-5)).

use crate::net::{Asn, fixed};

fixed! {
    /// Only to Customer: the AS from which the route may only go on to customers. If it comes back from one, it is a
    /// leak.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::OnlyToCustomer, net::Asn};
    ///
    /// let otc = OnlyToCustomer::from_octets(&[0, 0, 0xfd, 0xe7])?;
    /// assert_eq!(otc.asn(), Asn(64999));
    /// assert_eq!(otc, Asn(64999).into());
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    OnlyToCustomer(u32) as number;
}

impl OnlyToCustomer {
    /// Returns the AS that added the attribute.
    #[inline]
    #[must_use]
    pub const fn asn(self) -> Asn {
        Asn(self.0)
    }
}

impl From<Asn> for OnlyToCustomer {
    fn from(asn: Asn) -> OnlyToCustomer {
        OnlyToCustomer(asn.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decode;
    use crate::bgp::attribute::{AttributeFlags, PathAttribute};
    use crate::bgp::{Session, Update};
    use crate::testkit::{cases, first_body, json, two_octets};

    #[test]
    fn of_a_router() {
        // As GoBGP sent it, on a route with AS_PATH 65550 64999: the bytes are 64999, read by hand.
        let body = first_body("monitoring-only-to-customer");
        let update = Update::from_octets(&body).unwrap();
        let otc: OnlyToCustomer = update.path_attributes.get().unwrap().unwrap();
        assert_eq!(otc.asn(), Asn(64999));
        assert_eq!(otc.to_string(), "64999");
        json(&otc, "64999");
        let attribute: PathAttribute = PathAttribute::new(otc);
        assert_eq!(attribute.flags, AttributeFlags::OPTIONAL_TRANSITIVE);
        assert_eq!(attribute.to_string(), "Only to Customer 64999");
    }

    #[test]
    fn of_four_octets_in_every_session() {
        // RFC 9234, section 5: malformed if the length is not 4.
        for session in [Session::default(), two_octets()] {
            cases! { OnlyToCustomer, in session;
                "0001000f" is Asn(65551).into() => "65551",
                "" => error "value at byte 0: 4 bytes are missing",
                "0000" => error "value at byte 0: 2 bytes are missing",
                "0000000000" => error "value at byte 4: 1 byte is left over",
            }
        }
    }
}
