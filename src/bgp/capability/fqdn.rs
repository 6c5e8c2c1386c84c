//! FQDN, capability 73, and prestandard code 184
//! ([draft-walton-bgp-hostname-capability](https://datatracker.ietf.org/doc/draft-walton-bgp-hostname-capability/)).
//!
//! ```text
//! length u8, host name, length u8, domain name
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::write_if;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Reader, Text, Writer, length_u8, map_octets,
};

/// FQDN: the host name and domain name of the speaker.
///
/// The names should be UTF-8; other bytes are kept. The names come from the peer and are not trusted: escape them
/// (`{:?}`) in logs.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Fqdn<B: AsRef<[u8]> = Vec<u8>> {
    /// The host name: up to 255 bytes.
    pub hostname: Text<B>,
    /// The domain name: up to 255 bytes, often empty.
    pub domain_name: Text<B>,
}
map_octets!(Fqdn {
    hostname,
    domain_name
});

impl Fqdn {
    /// Returns a capability with a host name and a domain name. The domain name may be empty.
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

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        out.put_u8(length_u8("host name", self.hostname.len())?);
        self.hostname.put(out)?;
        out.put_u8(length_u8("domain name", self.domain_name.len())?);
        self.domain_name.put(out)
    }
}

/// Writes `"rtr" domain "example.net"`. The names are escaped, or hexadecimal if they are not UTF-8.
impl<B: AsRef<[u8]>> fmt::Display for Fqdn<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hostname.fmt(f)?;
        let domain = &self.domain_name;
        write_if(!domain.is_empty(), format_args!(" domain {domain}"), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::cases;

    #[test]
    fn host_and_domain() {
        // The first is from a capture; tshark shows the same two names. The last one is not UTF-8, and needs escapes.
        cases! { Capability<&[u8]>, each code_is_first;
            "49 15 08 696e6a6563746f72 0b 6578616d706c652e6e6574" is Capability::Fqdn(Fqdn::new("injector", "example.net"))
                => r#"FQDN "injector" domain "example.net""# => r#"{"fqdn":{"hostname":"injector","domain_name":"example.net"}}"#,
            "49 05 03 727472 00" => r#"FQDN "rtr""#,
            "b8 04 02 6162 00" is Capability::PrestandardFqdn(Fqdn::new("ab", "")) => r#"Prestandard FQDN "ab""#,
            "49 06 02 c328 02 1b22" => r#"FQDN c328 domain "\u{1b}\"""#
                => r#"{"fqdn":{"hostname":{"octets":"c328"},"domain_name":"\u001b\""}}"#,
        }
    }

    #[test]
    fn malformed_ones() {
        // A host name that is longer than the capability; no domain name; a domain name that is too long; one extra
        // byte.
        cases! { Capability<&[u8]>, errors malformed;
            "49 00" => error "capability FQDN at byte 2: 1 byte is missing",
            "49 03 03 7274" => error "capability FQDN at byte 3: 1 byte is missing",
            "49 03 02 7274" => error "capability FQDN at byte 5: 1 byte is missing",
            "49 04 02 7274 05" => error "capability FQDN at byte 6: 5 bytes are missing",
            "49 05 02 7274 00 78" => error "capability FQDN at byte 6: 1 byte is left over",
        }
    }

    #[test]
    fn too_long() {
        let long = "a".repeat(256);
        assert!(Fqdn::new(&long, "").to_vec().is_err());
        assert!(Fqdn::new("", &long).to_vec().is_err());
    }
}
