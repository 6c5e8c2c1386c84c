//! The FEC element of multipoint LDP ([RFC 6388](https://www.rfc-editor.org/rfc/rfc6388)), which identifies an LSP.
//!
//! ```text
//! type u8, address family u16 (1, 2), address length u8 (4, 16), root, opaque length u16, opaque value
//! ```
//!
//! ```
//! use bmp_codec::bgp::attribute::{PmsiTunnel, pmsi_tunnel::{MldpFec, PTunnel}};
//!
//! let tunnel = PTunnel::MldpP2mp(MldpFec::p2mp("192.0.2.1".parse()?, 42));
//! assert_eq!(
//!     PmsiTunnel::new(&tunnel)?.to_string(),
//!     "mldp-p2mp p2mp root 192.0.2.1 lsp 42"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::net::IpAddr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::net::ip_address::{address, address_len, put_address};
use crate::registry::registry;
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, Writer, length_u16, map_octets,
};

registry! {
    /// The type of a multipoint FEC element.
    MldpFecType(u8) {
        /// Point-to-multipoint.
        6 P2mp "p2mp",
        /// Multipoint-to-multipoint, upstream.
        7 Mp2mpUp "mp2mp-up",
        /// Multipoint-to-multipoint, downstream.
        8 Mp2mpDown "mp2mp-down",
    }
}

/// A multipoint LDP LSP, identified by its root and the root's opaque value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MldpFec<B: AsRef<[u8]> = Vec<u8>> {
    /// The type. A FEC element of any other type is malformed here.
    pub fec_type: MldpFecType,
    /// The root of the LSP.
    pub root: IpAddr,
    /// The opaque value, which the root assigns: elements of type u8, length u16 and value.
    pub opaque: Octets<B>,
}
map_octets!(MldpFec { opaque; fec_type, root });

impl MldpFec {
    /// Makes a point-to-multipoint LSP with a Generic LSP Identifier
    /// ([RFC 6388, section 2.3.1](https://www.rfc-editor.org/rfc/rfc6388#section-2.3.1)).
    #[must_use]
    pub fn p2mp(root: IpAddr, lsp_id: u32) -> MldpFec {
        MldpFec::generic(MldpFecType::P2mp, root, lsp_id)
    }

    /// Makes an LSP of any of the three types with a Generic LSP Identifier.
    #[must_use]
    pub fn generic(fec_type: MldpFecType, root: IpAddr, lsp_id: u32) -> MldpFec {
        let mut opaque = Vec::from([1, 0, 4]);
        opaque.extend_from_slice(&lsp_id.to_be_bytes());
        MldpFec {
            fec_type,
            root,
            opaque: Octets(opaque),
        }
    }
}

impl<B: AsRef<[u8]>> MldpFec<B> {
    /// Returns the Generic LSP Identifier, if the opaque value is one.
    #[must_use]
    pub fn lsp_id(&self) -> Option<u32> {
        match *self.opaque {
            [1, 0, 4, a, b, c, d] => Some(u32::from_be_bytes([a, b, c, d])),
            _ => None,
        }
    }
}

impl<'a> Decode<'a> for MldpFec<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let offset = reader.offset();
        let fec_type = match reader.u8()? {
            known @ 6..=8 => known.into(),
            other => return Err(DecodeError::new(offset, Fault::Value(other.into()))),
        };
        let offset = reader.offset();
        let expected = match reader.u16()? {
            1 => 4,
            2 => 16,
            other => return Err(DecodeError::new(offset, Fault::Value(other.into()))),
        };
        let offset = reader.offset();
        let length = reader.u8()?;
        if length != expected {
            return Err(DecodeError::new(offset, Fault::Length(length.into())));
        }
        let root = address(reader, length.into())?;
        let opaque = reader.u16()?;
        Ok(MldpFec {
            fec_type,
            root,
            opaque: reader.sub(opaque.into())?.octets(),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for MldpFec<B> {
    fn encoded_len(&self) -> usize {
        6 + address_len(self.root) + self.opaque.len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.fec_type.name().is_none() {
            return Err(EncodeError::Value {
                what: "type of an mLDP FEC element",
            });
        }
        out.put_u8(self.fec_type.into());
        match self.root {
            IpAddr::V4(_) => out.put_slice(&[0, 1, 4]),
            IpAddr::V6(_) => out.put_slice(&[0, 2, 16]),
        }
        put_address(self.root, out);
        out.put_u16(length_u16(
            "opaque value of an mLDP FEC element",
            self.opaque.len(),
        )?);
        self.opaque.put(out)
    }
}

/// The type, the root, and the LSP identifier or the opaque value.
impl<B: AsRef<[u8]>> fmt::Display for MldpFec<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} root {} ", self.fec_type, self.root)?;
        match self.lsp_id() {
            Some(id) => write!(f, "lsp {id}"),
            None => write!(f, "opaque {}", self.opaque),
        }
    }
}
