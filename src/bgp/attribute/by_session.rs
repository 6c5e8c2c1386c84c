//! Sets AS_PATH and AGGREGATOR in the form of the session: if its AS numbers have two bytes, with AS4_PATH and
//! AS4_AGGREGATOR ([RFC 6793, section 4.2.2](https://www.rfc-editor.org/rfc/rfc6793#section-4.2.2)).

use crate::bgp::attribute::{Aggregator, As4Aggregator, As4Path, AsPath, PathAttributes};
use crate::net::{Asn, AsnWidth};
use crate::wire::EncodeError;

/// Returns whether an AS number needs more than two bytes.
const fn is_wide(asn: Asn) -> bool {
    asn.0 > 0xffff
}

impl PathAttributes {
    /// Sets the path in the form of the session.
    ///
    /// With four-octet AS numbers, this sets AS_PATH and removes AS4_PATH. With two-octet AS numbers, larger numbers
    /// become [`Asn::TRANS`] in AS_PATH, and AS4_PATH gets the whole path without confederation segments. If all
    /// numbers fit, there is no AS4_PATH
    /// ([RFC 6793, section 4.2.2](https://www.rfc-editor.org/rfc/rfc6793#section-4.2.2)).
    ///
    /// `path` may have AS numbers of either width. [`merged_as_path`](PathAttributes::merged_as_path) returns the whole
    /// path of a received route.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::{AsPath, PathAttributes}};
    /// use bmp_codec::net::{Asn, AsnWidth};
    ///
    /// let path: AsPath = "64496 4200000001".parse()?;
    /// let mut attributes =
    ///     PathAttributes::new(Session::default().with_asn_width(AsnWidth::Two));
    /// attributes.set_as_path(&path)?;
    /// assert_eq!(attributes.to_string(), "AS_PATH 64496 23456, AS4_PATH 64496 4200000001");
    ///
    /// // What a router does when it passes the route on.
    /// let mut path = attributes.merged_as_path()?.unwrap().with_width(AsnWidth::Four);
    /// path.prepend(Asn(64500));
    /// attributes.set_as_path(&path)?;
    /// assert_eq!(
    ///     attributes.to_string(),
    ///     "AS_PATH 64500 64496 23456, AS4_PATH 64500 64496 4200000001"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the path does not fit into an attribute. The list is then unchanged.
    pub fn set_as_path<B: AsRef<[u8]>>(&mut self, path: &AsPath<B>) -> Result<(), EncodeError> {
        let width = self.session().asn_width();
        let mut changed = self.clone();
        changed.set(&path.with_width(width))?;
        let mut as4_path = path.with_width(AsnWidth::Four);
        if width == AsnWidth::Two && path.asns().any(is_wide) {
            as4_path.retain(|kind, _| !kind.is_confederation());
        } else {
            as4_path.retain(|_, _| false);
        }
        if as4_path.segments().next().is_some() {
            changed.set(&As4Path(as4_path))?;
        } else {
            changed.remove(As4Path::CODE);
        }
        *self = changed;
        Ok(())
    }

    /// Sets the router that aggregated the route, in the form of the session.
    ///
    /// This sets AGGREGATOR. It also sets AS4_AGGREGATOR if the AS number does not fit into the session's width, and
    /// otherwise removes it ([RFC 6793, section 4.2.2](https://www.rfc-editor.org/rfc/rfc6793#section-4.2.2)).
    /// [`merged_aggregator`](PathAttributes::merged_aggregator) returns the whole AGGREGATOR of a received route.
    ///
    /// ```
    /// use bmp_codec::bgp::{Session, attribute::{Aggregator, PathAttributes}};
    /// use bmp_codec::net::{Asn, AsnWidth};
    ///
    /// let mut attributes =
    ///     PathAttributes::new(Session::default().with_asn_width(AsnWidth::Two));
    /// attributes.set_aggregator(Aggregator::new(Asn(4_200_000_001), "192.0.2.1".parse()?))?;
    /// assert_eq!(
    ///     attributes.to_string(),
    ///     "AGGREGATOR 23456 192.0.2.1, AS4_AGGREGATOR 4200000001 192.0.2.1"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Like [`set`](PathAttributes::set); no case is known.
    pub fn set_aggregator(&mut self, aggregator: Aggregator) -> Result<(), EncodeError> {
        let width = self.session().asn_width();
        self.set(&aggregator.with_width(width))?;
        if width == AsnWidth::Two && is_wide(aggregator.asn()) {
            self.set(&As4Aggregator::new(aggregator.asn(), aggregator.address()))
        } else {
            self.remove(As4Aggregator::CODE);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
