//! FQDN, capability 73, and as 184 before that
//! ([draft-walton-bgp-hostname-capability](https://datatracker.ietf.org/doc/draft-walton-bgp-hostname-capability/)).
//!
//! ```text
//! length u8, host name, length u8, domain name
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Text, length_u8, map_octets};

/// FQDN: what the speaker is called.
///
/// The names should be UTF-8, and are kept where they are not. They are a stranger's: escape them (`{:?}`) in logs.
///
/// ```
/// use bmp_codec::{Encode, bgp::capability::{Capability, Fqdn}};
///
/// let capability = Capability::from(Fqdn::new("rtr", "example.net"));
/// assert_eq!(capability.to_vec()?, b"\x49\x10\x03rtr\x0bexample.net");
/// assert_eq!(capability.to_string(), r#"FQDN "rtr" domain "example.net""#);
/// # Ok::<(), bmp_codec::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Fqdn<B: AsRef<[u8]> = Vec<u8>> {
    /// The host name, up to 255 octets.
    pub hostname: Text<B>,
    /// The domain name, up to 255 octets; often none.
    pub domain_name: Text<B>,
}
map_octets!(Fqdn {
    hostname,
    domain_name
});

impl Fqdn {
    /// A host name, and a domain name that may be empty.
    #[must_use]
    pub fn new(hostname: &str, domain_name: &str) -> Fqdn {
        Fqdn {
            hostname: hostname.into(),
            domain_name: domain_name.into(),
        }
    }
}

impl<'a> Decode<'a> for Fqdn<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let length = reader.u8()?;
        let hostname = Text(reader.bytes(length.into())?);
        let length = reader.u8()?;
        let domain_name = Text(reader.bytes(length.into())?);
        Ok(Fqdn {
            hostname,
            domain_name,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Fqdn<B> {
    fn encoded_len(&self) -> usize {
        2 + self.hostname.len() + self.domain_name.len()
    }

    fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
        out.put_u8(length_u8("host name", self.hostname.len())?);
        self.hostname.put(out)?;
        out.put_u8(length_u8("domain name", self.domain_name.len())?);
        self.domain_name.put(out)
    }
}

/// `"rtr" domain "example.net"`, each with what needs it escaped; in hexadecimal what is not UTF-8.
impl<B: AsRef<[u8]>> fmt::Display for Fqdn<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hostname.fmt(f)?;
        match self.domain_name.is_empty() {
            true => Ok(()),
            false => write!(f, " domain {}", self.domain_name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{capability, malformed};
    use crate::bgp::testkit::{binary, json};
    use crate::wire::{Fault, What};

    #[test]
    fn host_and_domain() {
        // As in a capture; tshark reads the same two names.
        let octets = b"\x49\x15\x08injector\x0bexample.net";
        let value = capability(octets, r#"FQDN "injector" domain "example.net""#);
        let built = Fqdn::new("injector", "example.net");
        assert_eq!(value, Capability::Fqdn(built.view()));
        json(
            &value.to_owned(),
            r#"{"fqdn":{"hostname":"injector","domain_name":"example.net"}}"#,
        );
        binary(&built);
    }

    #[test]
    fn host_only_and_with_the_number_before() {
        capability(b"\x49\x05\x03rtr\0", r#"FQDN "rtr""#);
        let value = capability(b"\xb8\x04\x02ab\0", r#"Prestandard FQDN "ab""#);
        let fqdn = Fqdn::new("ab", "");
        assert_eq!(value, Capability::PrestandardFqdn(fqdn.view()));
    }

    #[test]
    fn not_utf_8_and_what_needs_escapes() {
        let octets = b"\x49\x06\x02\xc3\x28\x02\x1b\"";
        let value = capability(octets, r#"FQDN c328 domain "\u{1b}\"""#);
        json(
            &value.to_owned(),
            r#"{"fqdn":{"hostname":{"octets":"c328"},"domain_name":"\u001b\""}}"#,
        );
    }

    #[test]
    fn malformed_ones() {
        let what = What::Capability(73);
        assert_eq!(malformed(&[73, 0]), (what, 2, Fault::Truncated(1)));
        // A host name that is too long for the capability; no domain name; one that is too long; one octet more.
        assert_eq!(malformed(b"\x49\x03\x03rt"), (what, 3, Fault::Truncated(1)));
        assert_eq!(malformed(b"\x49\x03\x02rt"), (what, 5, Fault::Truncated(1)));
        assert_eq!(
            malformed(b"\x49\x04\x02rt\x05"),
            (what, 6, Fault::Truncated(5))
        );
        assert_eq!(
            malformed(b"\x49\x05\x02rt\0x"),
            (what, 6, Fault::Trailing(1))
        );
    }

    #[test]
    fn too_long() {
        let long = "a".repeat(256);
        assert!(Fqdn::new(&long, "").to_vec().is_err());
        assert!(Fqdn::new("", &long).to_vec().is_err());
    }
}
