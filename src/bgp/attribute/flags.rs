//! The flags of a path attribute ([RFC 4271, section 4.3](https://www.rfc-editor.org/rfc/rfc4271#section-4.3)).

use core::fmt;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

/// The flags of a path attribute: one octet, of which the lower four bits mean nothing and are kept.
///
/// ```
/// use bmp_codec::bgp::attribute::AttributeFlags;
///
/// let flags = AttributeFlags(0xe0);
/// assert!(flags.is_optional() && flags.is_transitive() && flags.is_partial() && !flags.is_extended());
/// assert_eq!(flags.to_string(), "optional transitive partial");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct AttributeFlags(pub u8);

impl AttributeFlags {
    /// Of a well-known attribute: transitive, and no more.
    pub const WELL_KNOWN: AttributeFlags = AttributeFlags(0x40);
    /// Of an optional non-transitive attribute.
    pub const OPTIONAL: AttributeFlags = AttributeFlags(0x80);
    /// Of an optional transitive attribute.
    pub const OPTIONAL_TRANSITIVE: AttributeFlags = AttributeFlags(0xc0);
    /// The bit that says that a router on the way did not know the attribute.
    pub const PARTIAL: AttributeFlags = AttributeFlags(0x20);
    /// The bit that says that the length has two octets.
    pub const EXTENDED_LENGTH: AttributeFlags = AttributeFlags(0x10);

    /// Whether routers need not know the attribute.
    #[must_use]
    pub const fn is_optional(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// Whether routers that do not know the attribute pass it on.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// Whether a router on the way did not know the attribute.
    #[must_use]
    pub const fn is_partial(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// Whether the length has two octets.
    #[inline]
    #[must_use]
    pub const fn is_extended(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// The flags of either.
    #[must_use]
    pub const fn or(self, other: AttributeFlags) -> AttributeFlags {
        AttributeFlags(self.0 | other.0)
    }
}

impl fmt::Display for AttributeFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_optional() {
            "optional"
        } else {
            "well-known"
        })?;
        f.write_str(if self.is_transitive() {
            " transitive"
        } else {
            " non-transitive"
        })?;
        f.write_str(if self.is_partial() { " partial" } else { "" })?;
        f.write_str(if self.is_extended() {
            " extended-length"
        } else {
            ""
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::testkit::json;

    #[test]
    fn text_and_parts() {
        for (octet, text) in [
            (0x40, "well-known transitive"),
            (0x80, "optional non-transitive"),
            (0xf0, "optional transitive partial extended-length"),
            (0x0f, "well-known non-transitive"),
        ] {
            assert_eq!(AttributeFlags(octet).to_string(), text);
        }
        let flags = AttributeFlags::OPTIONAL_TRANSITIVE
            .or(AttributeFlags::PARTIAL)
            .or(AttributeFlags::EXTENDED_LENGTH);
        assert_eq!(flags, AttributeFlags(0xf0));
        json(&flags, "240");
    }
}
