//! Tunnel identifiers with fixed fields. The length decides whether their addresses are IPv4 or IPv6.
//!
//! ```text
//! RSVP-TE P2MP LSP: extended tunnel id 4 or 16, reserved u16, tunnel id u16, P2MP id u32
//! PIM trees:        sender 4 or 16, group of the same length
//! Transport Tunnel: source PE address 4 or 16, local number of the same length
//! BIER:             sub-domain u8, BFR-id u16, BFR-prefix 4 or 16
//! ```
//!
//! ```
//! use bmp_codec::{Decode, bgp::attribute::pmsi_tunnel::BierTunnel};
//!
//! let bier = BierTunnel::from_octets(&[3, 1, 2, 192, 0, 2, 1])?;
//! assert_eq!((bier.sub_domain, bier.bfr_id), (3, 258));
//! assert_eq!(bier.to_string(), "sub-domain 3 bfr-id 258 192.0.2.1");
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;

use bytes::BufMut;

use crate::net::ip_address::{address, address_len, put_address};
use crate::net::{ParseError, text_form};
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fault, Reader, Writer, layout};

/// Returns the length of an address in a value of `with_ipv4` or `with_ipv6` bytes.
fn length(reader: &Reader<'_>, with_ipv4: usize, with_ipv6: usize) -> Result<usize, DecodeError> {
    match reader.remaining() {
        length if length == with_ipv4 => Ok(4),
        length if length == with_ipv6 => Ok(16),
        length => Err(reader.fail(Fault::Length(length as u32))),
    }
}

/// A point-to-multipoint RSVP-TE LSP, identified by its session
/// ([RFC 4875, section 19.1](https://www.rfc-editor.org/rfc/rfc4875#section-19.1)).
///
/// The fields are in the order in which RFC 6514 names them. The session object of RFC 4875 has the reverse order, and
/// some software uses that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RsvpTeP2mp {
    /// The extended tunnel ID: usually an address of the ingress router.
    pub extended_tunnel_id: IpAddr,
    /// A reserved field. Receivers ignore it; this crate keeps it.
    pub reserved: u16,
    /// The tunnel ID.
    pub tunnel_id: u16,
    /// The P2MP ID.
    pub p2mp_id: u32,
}

impl Decode<'_> for RsvpTeP2mp {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = length(reader, 12, 24)?;
        Ok(RsvpTeP2mp {
            extended_tunnel_id: address(reader, length)?,
            reserved: reader.u16()?,
            tunnel_id: reader.u16()?,
            p2mp_id: reader.u32()?,
        })
    }
}

impl Encode for RsvpTeP2mp {
    fn encoded_len(&self) -> usize {
        address_len(self.extended_tunnel_id) + 8
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_address(self.extended_tunnel_id, out);
        out.put_u16(self.reserved);
        out.put_u16(self.tunnel_id);
        out.put_u32(self.p2mp_id);
        Ok(())
    }
}

/// The extended tunnel ID, the tunnel ID and the P2MP ID.
impl fmt::Display for RsvpTeP2mp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RsvpTeP2mp {
            extended_tunnel_id,
            tunnel_id,
            p2mp_id,
            ..
        } = self;
        write!(f, "{extended_tunnel_id} tunnel {tunnel_id} p2mp {p2mp_id}")
    }
}

/// A PIM tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PimTree {
    /// The sender: the P-Root Node Address of a PIM-SSM tree, the Sender Address of the others.
    pub sender: IpAddr,
    /// The group in the provider's network, an address of the same family.
    pub group: IpAddr,
}

impl Decode<'_> for PimTree {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = length(reader, 8, 32)?;
        Ok(PimTree {
            sender: address(reader, length)?,
            group: address(reader, length)?,
        })
    }
}

impl Encode for PimTree {
    fn encoded_len(&self) -> usize {
        address_len(self.sender) + address_len(self.group)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        if self.sender.is_ipv4() != self.group.is_ipv4() {
            return Err(EncodeError::Family { what: "PIM tree" });
        }
        put_address(self.sender, out);
        put_address(self.group, out);
        Ok(())
    }
}

/// The sender and the group.
impl fmt::Display for PimTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.sender, self.group)
    }
}

/// A segment of an LSP through several areas
/// ([RFC 7524, section 14.1](https://www.rfc-editor.org/rfc/rfc7524#section-14.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TransportTunnel {
    /// The router that assigns the local number.
    pub source: IpAddr,
    /// The local number, as long as the address.
    pub local_number: LocalNumber,
}

/// The local number of a transport tunnel: 32 bits beside an IPv4 address, 128 bits beside an IPv6 address. In JSON it
/// is text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalNumber(pub u128);
text_form!(LocalNumber as u128);

impl From<u128> for LocalNumber {
    fn from(number: u128) -> LocalNumber {
        LocalNumber(number)
    }
}

impl From<LocalNumber> for u128 {
    fn from(number: LocalNumber) -> u128 {
        number.0
    }
}

impl fmt::Display for LocalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LocalNumber {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<LocalNumber, ParseError> {
        match text.parse() {
            Ok(number) => Ok(LocalNumber(number)),
            Err(_) => Err(ParseError("a local number")),
        }
    }
}

impl Decode<'_> for TransportTunnel {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = length(reader, 8, 32)?;
        Ok(TransportTunnel {
            source: address(reader, length)?,
            local_number: LocalNumber(match length {
                4 => reader.u32()?.into(),
                _ => u128::from_be_bytes(reader.array()?),
            }),
        })
    }
}

impl Encode for TransportTunnel {
    fn encoded_len(&self) -> usize {
        2 * address_len(self.source)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        put_address(self.source, out);
        let LocalNumber(number) = self.local_number;
        match self.source {
            IpAddr::V4(_) => {
                out.put_u32(u32::try_from(number).map_err(|_| EncodeError::TooLong {
                    what: "local number of a transport tunnel",
                    length: (128 - number.leading_zeros()).div_ceil(8) as usize,
                    limit: 4,
                })?)
            }
            IpAddr::V6(_) => out.put_slice(&number.to_be_bytes()),
        }
        Ok(())
    }
}

/// The source and the local number.
impl fmt::Display for TransportTunnel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} number {}", self.source, self.local_number)
    }
}

layout! {
    /// A BIER tunnel ([RFC 8556, section 2](https://www.rfc-editor.org/rfc/rfc8556#section-2)).
    ///
    /// The text is the sub-domain, the BFR-id and the BFR-prefix.
    pub struct BierTunnel by of_either_family {
        /// The BIER sub-domain.
        pub sub_domain: u8,
        /// The number of the router in the sub-domain.
        pub bfr_id: u16,
        /// The address of the router in the sub-domain.
        pub bfr_prefix: IpAddr,
    } text |tunnel, f| {
        let BierTunnel { sub_domain, bfr_id, bfr_prefix } = tunnel;
        write!(f, "sub-domain {sub_domain} bfr-id {bfr_id} {bfr_prefix}")
    };
}

/// Checks the length before the fields are decoded.
fn of_either_family<'a>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<BierTunnel, DecodeError>,
) -> Result<BierTunnel, DecodeError> {
    length(reader, 7, 19)?;
    read(reader)
}
