//! ATOMIC_AGGREGATE ([RFC 4271, section 5.1.6](https://www.rfc-editor.org/rfc/rfc4271#section-5.1.6)).

use crate::net::fixed;

fixed! {
    /// ATOMIC_AGGREGATE: the AS_PATH leaves out AS numbers of the aggregated routes. The value is empty.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::{AtomicAggregate, PathAttributes}};
    ///
    /// let mut attributes = PathAttributes::new(Session::default());
    /// attributes.add(&AtomicAggregate)?;
    /// assert_eq!(attributes.get()?, Some(AtomicAggregate));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    AtomicAggregate "";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn no_octets() {
        cases! { AtomicAggregate;
            "" is AtomicAggregate => _,
            "00" => error "value at byte 0: 1 byte is left over",
        }
    }
}
