//! Service path identifiers ([RFC 8300, section 2.3](https://www.rfc-editor.org/rfc/rfc8300#section-2.3)).

use crate::net::fixed;

fixed! {
    /// A service path identifier (SPI) of 24 bits ([RFC 8300](https://www.rfc-editor.org/rfc/rfc8300)). It occurs in
    /// attributes, in communities, and in routes of service function chaining.
    ///
    /// ```
    /// use bmp_codec::net::ServicePathId;
    ///
    /// let spi: ServicePathId = "7".parse()?;
    /// assert_eq!(spi, ServicePathId::new(7));
    /// assert!("16777216".parse::<ServicePathId>().is_err());
    /// # Ok::<(), bmp_codec::net::ParseError>(())
    /// ```
    ServicePathId(24 bits in 3 bytes) "a service path identifier";
}
