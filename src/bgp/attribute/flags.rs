//! The flags of a path attribute ([RFC 4271, section 4.3](https://www.rfc-editor.org/rfc/rfc4271#section-4.3)).

use core::fmt;

use crate::bgp::attribute::{PathAttribute, usual_flags};

/// The flags of a path attribute: one byte. The lower four bits have no meaning and are kept.
///
/// ```
/// use bmp_codec::bgp::attribute::AttributeFlags;
///
/// let flags = AttributeFlags(0xe0);
/// assert!(
///     flags.is_optional()
///         && flags.is_transitive()
///         && flags.is_partial()
///         && !flags.is_extended()
/// );
/// assert_eq!(flags.to_string(), "optional transitive partial");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct AttributeFlags(pub u8);

impl AttributeFlags {
    /// The flags of a well-known attribute: transitive only.
    pub const WELL_KNOWN: AttributeFlags = AttributeFlags(0x40);
    /// The flags of an optional non-transitive attribute.
    pub const OPTIONAL: AttributeFlags = AttributeFlags(0x80);
    /// The flags of an optional transitive attribute.
    pub const OPTIONAL_TRANSITIVE: AttributeFlags = AttributeFlags(0xc0);
    /// The partial bit: a router on the way did not know the attribute.
    pub const PARTIAL: AttributeFlags = AttributeFlags(0x20);
    /// The extended length bit: the length has two bytes.
    pub const EXTENDED_LENGTH: AttributeFlags = AttributeFlags(0x10);

    /// Returns whether the attribute is optional: routers need not know it.
    #[must_use]
    pub const fn is_optional(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// Returns whether the attribute is transitive: routers that do not know it pass it on.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// Returns whether the attribute is partial: a router on the way did not know it.
    #[must_use]
    pub const fn is_partial(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// Returns whether the length has two bytes.
    #[inline]
    #[must_use]
    pub const fn is_extended(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// Returns the bits that conflict with the `usual` flags of the attribute; `None` if there are none.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::{AttributeFlags, usual_flags};
    ///
    /// // A MULTI_EXIT_DISC with the transitive bit and the partial bit.
    /// let conflict = AttributeFlags(0xe0).conflict_with(usual_flags(4).unwrap()).unwrap();
    /// assert!(!conflict.optional && conflict.transitive && conflict.partial);
    /// assert_eq!(conflict.to_string(), "wrong transitive and partial bits");
    /// ```
    #[must_use]
    pub const fn conflict_with(self, usual: AttributeFlags) -> Option<FlagsConflict> {
        let conflict = FlagsConflict {
            optional: self.is_optional() != usual.is_optional(),
            transitive: self.is_transitive() != usual.is_transitive(),
            partial: self.is_partial() && !(usual.is_optional() && usual.is_transitive()),
        };
        match conflict {
            FlagsConflict {
                optional: false,
                transitive: false,
                partial: false,
            } => None,
            conflict => Some(conflict),
        }
    }

    /// Returns the flags that are set in either.
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

/// The wrong bits in the flags of an attribute.
///
/// Receivers differ. By [RFC 4271, section 6.3](https://www.rfc-editor.org/rfc/rfc4271#section-6.3), any conflict ends
/// the session. By [RFC 7606, section 3 c](https://www.rfc-editor.org/rfc/rfc7606#section-3), a wrong optional or
/// transitive bit makes the attribute malformed, and its routes are treated as withdrawn unless the attribute's own RFC
/// says otherwise; the partial bit is no longer checked. This crate decodes the value either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FlagsConflict {
    /// The optional bit differs from the usual flags.
    pub optional: bool,
    /// The transitive bit differs from the usual flags.
    pub transitive: bool,
    /// The partial bit is set, but the attribute is not optional transitive
    /// ([RFC 4271, section 4.3](https://www.rfc-editor.org/rfc/rfc4271#section-4.3)).
    pub partial: bool,
}

impl FlagsConflict {
    /// Returns whether the attribute is malformed for a receiver that follows
    /// [RFC 7606, section 3 c](https://www.rfc-editor.org/rfc/rfc7606#section-3).
    #[must_use]
    pub const fn is_malformed(self) -> bool {
        self.optional || self.transitive
    }
}

/// `wrong optional and transitive bits`.
impl fmt::Display for FlagsConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (self.optional, "optional"),
            (self.transitive, "transitive"),
            (self.partial, "partial"),
        ];
        let wrong = || names.iter().filter(|(wrong, _)| *wrong);
        let count = wrong().count();
        f.write_str("wrong")?;
        for (place, (_, name)) in wrong().enumerate() {
            let separator = match place {
                0 => " ",
                _ if place + 1 == count => " and ",
                _ => ", ",
            };
            write!(f, "{separator}{name}")?;
        }
        f.write_str(if count == 1 { " bit" } else { " bits" })
    }
}

impl<B: AsRef<[u8]>> PathAttribute<B> {
    /// Returns the bits that conflict with the [usual flags](usual_flags) of the attribute; `None` if there are none,
    /// or if the attribute is unknown.
    ///
    /// ```
    /// use bmp_codec::{Decode, bgp::attribute::PathAttribute};
    ///
    /// // ORIGIN as an optional attribute.
    /// let attribute = PathAttribute::from_octets(&[0xc0, 1, 1, 0])?;
    /// assert_eq!(attribute.flags_conflict().unwrap().to_string(), "wrong optional bit");
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    #[must_use]
    pub fn flags_conflict(&self) -> Option<FlagsConflict> {
        self.flags.conflict_with(usual_flags(self.code())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::attribute::{LocalPref, UnknownAttribute};
    use crate::testkit::json;
    use crate::wire::Octets;

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

    #[test]
    fn conflicts() {
        let (well_known, optional) = (AttributeFlags::WELL_KNOWN, AttributeFlags::OPTIONAL);
        let transitive = AttributeFlags::OPTIONAL_TRANSITIVE;
        // RFC 4271, section 4.3: the bits of each class. Extended length and the lower bits are free.
        for (flags, usual, text) in [
            (0x40, well_known, ""),
            (0x5f, well_known, ""),
            (0x80, optional, ""),
            (0xc0, transitive, ""),
            (0xff, transitive, ""),
            (0x00, well_known, "wrong transitive bit"),
            (0xc0, well_known, "wrong optional bit"),
            (0x60, well_known, "wrong partial bit"),
            (0xa0, optional, "wrong partial bit"),
            (0x40, optional, "wrong optional and transitive bits"),
            (
                0xa0,
                well_known,
                "wrong optional, transitive and partial bits",
            ),
            (0x80, transitive, "wrong transitive bit"),
            (0x20, transitive, "wrong optional and transitive bits"),
        ] {
            let conflict = AttributeFlags(flags).conflict_with(usual);
            let said = conflict.map(|conflict| conflict.to_string());
            assert_eq!(said.unwrap_or_default(), text, "{flags:02x}");
            let malformed = text.contains("optional") || text.contains("transitive");
            assert_eq!(
                conflict.is_some_and(FlagsConflict::is_malformed),
                malformed,
                "{flags:02x}"
            );
        }
        let conflict = AttributeFlags(0x60).conflict_with(well_known).unwrap();
        json(
            &conflict,
            r#"{"optional":false,"transitive":false,"partial":true}"#,
        );
    }

    #[test]
    fn of_attributes() {
        let mut attribute: PathAttribute = PathAttribute::new(LocalPref(100));
        assert_eq!(attribute.flags_conflict(), None);
        attribute.flags = AttributeFlags::OPTIONAL;
        let conflict = attribute.flags_conflict().unwrap();
        assert!(conflict.optional && conflict.transitive && !conflict.partial);
        // An unknown attribute may have any flags.
        let unknown: PathAttribute = PathAttribute {
            flags: AttributeFlags(0x20),
            value: crate::bgp::attribute::AttributeValue::Unknown(UnknownAttribute::new(
                200,
                Octets(vec![]),
            )),
        };
        assert_eq!(unknown.flags_conflict(), None);
    }
}
