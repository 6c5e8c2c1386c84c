//! What is not known of BGP-LS: [`UnknownDescriptor`], and the enterprise codes of private use (RFC 9552, section 5.1).
//!
//! ```text
//! type u16 (65000 to 65535), length u16, enterprise code u32, value
//! ```
//!
//! The same applies to NLRI and to TLVs.

use core::fmt;

use alloc::vec::Vec;

use crate::wire::{Encode, EncodeError, Octets, Writer, map_octets};

/// The first type for private use, of NLRI and of TLVs.
pub(super) const PRIVATE_USE: u16 = 65_000;

/// A TLV of an NLRI whose type this crate does not know there. This includes TLVs 550 to 557 of the drafts on
/// traffic-engineered paths, which are not confirmed.
///
/// ```
/// use bmp_codec::bgp::nlri::link_state::UnknownDescriptor;
/// use bmp_codec::wire::Octets;
///
/// let tlv = UnknownDescriptor { tlv_type: 65_001, octets: Octets(vec![0, 0, 0x7e, 0xd9, 1]) };
/// assert_eq!(tlv.enterprise_code(), Some(32473));
/// assert_eq!(tlv.to_string(), "type-65001 enterprise 32473 01");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownDescriptor<B: AsRef<[u8]> = Vec<u8>> {
    /// The type.
    pub tlv_type: u16,
    /// The value.
    pub octets: Octets<B>,
}
map_octets!(UnknownDescriptor { octets; tlv_type });

impl<B: AsRef<[u8]>> UnknownDescriptor<B> {
    /// Returns the enterprise code that the value begins with, if the type is for private use: 65000 to 65535.
    #[must_use]
    pub fn enterprise_code(&self) -> Option<u32> {
        private_use(self.tlv_type, &self.octets).map(|(code, _)| code)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for UnknownDescriptor<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_unknown(self.tlv_type, &self.octets, f)
    }
}

impl<B: AsRef<[u8]>> Encode for UnknownDescriptor<B> {
    fn encoded_len(&self) -> usize {
        self.octets.len()
    }

    fn put(&self, out: &mut Writer<impl bytes::BufMut>) -> Result<(), EncodeError> {
        self.octets.put(out)
    }
}

/// A BGP-LS route of an unknown NLRI type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnknownLinkState<B: AsRef<[u8]> = Vec<u8>> {
    /// The NLRI type.
    pub route_type: u16,
    /// The bytes after the length, or after the route distinguisher.
    pub octets: Octets<B>,
}
map_octets!(UnknownLinkState { octets; route_type });

impl<B: AsRef<[u8]>> UnknownLinkState<B> {
    /// Returns the enterprise code that the bytes begin with, if the type is for private use: 65000 to 65535.
    #[must_use]
    pub fn enterprise_code(&self) -> Option<u32> {
        private_use(self.route_type, &self.octets).map(|(code, _)| code)
    }
}

impl<B: AsRef<[u8]>> fmt::Display for UnknownLinkState<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_unknown(self.route_type, &self.octets, f)
    }
}

/// Returns the enterprise code and what follows it, if a type is for private use.
pub(super) fn private_use(number: u16, octets: &[u8]) -> Option<(u32, &[u8])> {
    let (code, rest) = octets.split_first_chunk()?;
    (number >= PRIVATE_USE).then_some((u32::from_be_bytes(*code), rest))
}

/// Writes an unknown type and its bytes, which may begin with an enterprise code.
pub(super) fn write_unknown(number: u16, octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "type-{number}")?;
    let rest = match private_use(number, octets) {
        Some((code, rest)) => {
            write!(f, " enterprise {code}")?;
            rest
        }
        None => octets,
    };
    crate::net::write_if(!rest.is_empty(), format_args!(" {}", Octets(rest)), f)
}
