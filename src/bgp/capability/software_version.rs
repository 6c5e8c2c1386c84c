//! Software Version, capability 75
//! ([draft-abraitis-bgp-version-capability](https://datatracker.ietf.org/doc/draft-abraitis-bgp-version-capability/)).
//!
//! ```text
//! length u8, version      older drafts
//! version                 newer drafts: the length of the capability is enough
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Reader, Text, Writer, length_u8, map_octets,
};

/// Software Version: the software that the speaker runs.
///
/// The first byte is a length if it equals the number of bytes behind it. Otherwise all bytes are the version.
///
/// The text should be UTF-8. Other bytes are kept. The text comes from the peer: escape it (`{:?}`) in logs.
///
/// ```
/// use bmp_codec::{Encode, bgp::capability::{Capability, SoftwareVersion}};
///
/// let capability = Capability::from(SoftwareVersion::new("GoBGP/4.8.0"));
/// assert_eq!(capability.to_vec()?, b"\x4b\x0c\x0bGoBGP/4.8.0");
/// assert_eq!(capability.to_string(), r#"Software Version "GoBGP/4.8.0""#);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SoftwareVersion<B: AsRef<[u8]> = Vec<u8>> {
    /// The text: at most 254 bytes, or 255 without a length before it.
    pub version: Text<B>,
    /// Whether a length byte precedes the text.
    pub has_length: bool,
}
map_octets!(SoftwareVersion { version; has_length });

impl SoftwareVersion {
    /// Returns a capability with a text of at most 254 bytes, and a length before it: all receivers understand that form.
    #[must_use]
    pub fn new(version: &str) -> SoftwareVersion {
        SoftwareVersion {
            version: version.into(),
            has_length: true,
        }
    }
}

/// Whether the first byte is the number of bytes behind it.
const fn is_counted(octets: &[u8]) -> bool {
    match *octets {
        [length, ref version @ ..] => length as usize == version.len(),
        [] => false,
    }
}

impl<'a> Decode<'a> for SoftwareVersion<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let has_length = is_counted(reader.peek());
        if has_length {
            reader.u8()?;
        }
        Ok(SoftwareVersion {
            version: Text(reader.rest()),
            has_length,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for SoftwareVersion<B> {
    fn encoded_len(&self) -> usize {
        usize::from(self.has_length) + self.version.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if !self.has_length && is_counted(self.version.0.as_ref()) {
            return Err(EncodeError::Value {
                what: "software version without a length",
            });
        }
        if self.has_length {
            out.put_u8(length_u8("software version", self.version.len())?);
        }
        self.version.put(out)
    }
}

/// Writes `"GoBGP/4.8.0"`. The text is escaped, or hexadecimal if it is not UTF-8.
impl<B: AsRef<[u8]>> fmt::Display for SoftwareVersion<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.version.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::cases;

    #[test]
    fn octets_and_text() {
        // The first is as sent by GoBGP 4.8.0; the others are an empty one, and one that is not UTF-8.
        cases! { Capability<&[u8]>, errors malformed, each code_is_first;
            "4b 0c 0b 476f4247502f342e382e30" is Capability::SoftwareVersion(SoftwareVersion::new("GoBGP/4.8.0"))
                => r#"Software Version "GoBGP/4.8.0""# => r#"{"software_version":{"version":"GoBGP/4.8.0","has_length":true}}"#,
            // As newer drafts have it: without a length.
            "4b 06 4652522f3130" => r#"Software Version "FRR/10""#
                => r#"{"software_version":{"version":"FRR/10","has_length":false}}"#,
            "4b 00" => r#"Software Version """#,
            "4b 02 02 76" => r#"Software Version "\u{2}v""#,
            "4b 01 00" => r#"Software Version """#,
            "4b 02 01 ff" => "Software Version ff",
        }
    }

    #[test]
    fn too_long() {
        let version = SoftwareVersion::new(&"v".repeat(255));
        assert_eq!(version.encoded_len(), 256);
        assert!(Capability::from(version).to_vec().is_err());
        assert!(SoftwareVersion::new(&"v".repeat(256)).to_vec().is_err());
        // Without a length it would be decoded as one: '!' is 33.
        let version = SoftwareVersion {
            has_length: false,
            ..SoftwareVersion::new(&format!("!{}", "v".repeat(33)))
        };
        assert!(version.to_vec().is_err());
    }
}
