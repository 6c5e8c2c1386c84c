//! Software Version, capability 75
//! ([draft-abraitis-bgp-version-capability](https://datatracker.ietf.org/doc/draft-abraitis-bgp-version-capability/)).
//!
//! ```text
//! length u8, version
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Text, length_u8, map_octets};

/// Software Version: what the speaker runs.
///
/// The text should be UTF-8, and is kept where it is not. It is a stranger's: escape it (`{:?}`) in logs.
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
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct SoftwareVersion<B: AsRef<[u8]> = Vec<u8>> {
    /// The text, up to 254 octets.
    pub version: Text<B>,
}
map_octets!(SoftwareVersion { version });

impl SoftwareVersion {
    /// A text, up to 254 octets.
    #[must_use]
    pub fn new(version: &str) -> SoftwareVersion {
        SoftwareVersion {
            version: version.into(),
        }
    }
}

impl<'a> Decode<'a> for SoftwareVersion<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let length = reader.u8()?;
        Ok(SoftwareVersion {
            version: Text(reader.bytes(length.into())?),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for SoftwareVersion<B> {
    fn encoded_len(&self) -> usize {
        1 + self.version.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u8(length_u8("software version", self.version.len())?);
        self.version.put(out)
    }
}

/// `"GoBGP/4.8.0"`, with what needs it escaped; in hexadecimal where it is not UTF-8.
impl<B: AsRef<[u8]>> fmt::Display for SoftwareVersion<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.version.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{capability, malformed};
    use crate::bgp::testkit::json;
    use crate::wire::{Fault, What};

    #[test]
    fn of_a_router() {
        // As GoBGP 4.8.0 sent it.
        let octets = b"\x4b\x0c\x0bGoBGP/4.8.0";
        let value = capability(octets, r#"Software Version "GoBGP/4.8.0""#);
        let built = SoftwareVersion::new("GoBGP/4.8.0");
        assert_eq!(value, Capability::SoftwareVersion(built.view()));
        json(
            &value.to_owned(),
            r#"{"software_version":{"version":"GoBGP/4.8.0"}}"#,
        );
    }

    #[test]
    fn empty_and_not_utf_8() {
        capability(&[75, 1, 0], r#"Software Version """#);
        capability(&[75, 2, 1, 0xff], "Software Version ff");
    }

    #[test]
    fn malformed_ones() {
        let what = What::Capability(75);
        assert_eq!(malformed(&[75, 0]), (what, 2, Fault::Truncated(1)));
        assert_eq!(malformed(b"\x4b\x02\x02v"), (what, 3, Fault::Truncated(1)));
        assert_eq!(malformed(b"\x4b\x03\x01vx"), (what, 4, Fault::Trailing(1)));
    }

    #[test]
    fn too_long() {
        let version = SoftwareVersion::new(&"v".repeat(255));
        assert_eq!(version.encoded_len(), 256);
        assert!(Capability::from(version).to_vec().is_err());
        assert!(SoftwareVersion::new(&"v".repeat(256)).to_vec().is_err());
    }
}
