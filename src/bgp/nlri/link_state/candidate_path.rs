//! SR Policy Candidate Path Descriptor: TLV 554 (RFC 9857, section 4).
//!
//! ```text
//! protocol-origin u8, flags u8, reserved u16, endpoint 4 or 16, color u32, AS of the originator u32,
//! address of the originator 4 or 16, discriminator u32
//! ```

use core::fmt;
use core::net::IpAddr;

use bytes::BufMut;

use crate::flags::flags;
use crate::net::Asn;
use crate::net::ip_address::{address, address_len, put_address};
use crate::registry::registry;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Reader, Writer};

registry! {
    /// The protocol that a candidate path came by.
    ProtocolOrigin(u8) {
        /// The Path Computation Element Communication Protocol.
        1 Pcep "pcep",
        /// BGP SR Policy.
        2 BgpSrPolicy "bgp",
        /// Configuration.
        3 Configuration "configuration",
        /// PCEP; a path computation element reports the path.
        10 PceOfPcep "pce-pcep",
        /// BGP SR Policy; a path computation element reports the path.
        20 PceOfBgpSrPolicy "pce-bgp",
        /// Configuration; a path computation element reports the path.
        30 PceOfConfiguration "pce-configuration",
    }
}

flags! {
    /// The flags of a candidate path: the lengths of its addresses.
    CandidatePathFlags(u8) {
        /// E: the endpoint is an IPv6 address.
        0x80 IPV6_ENDPOINT is_ipv6_endpoint "ipv6-endpoint",
        /// O: the address of the originator is an IPv6 address.
        0x40 IPV6_ORIGINATOR is_ipv6_originator "ipv6-originator",
    }
}

/// What identifies a candidate path of an SR Policy.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::nlri::link_state::{CandidatePath, ProtocolOrigin};
/// use bmp_codec::net::Asn;
///
/// let endpoint = "192.0.2.9".parse()?;
/// let path = CandidatePath {
///     originator_as: Asn(64496),
///     originator: "192.0.2.1".parse()?,
///     discriminator: 7,
///     ..CandidatePath::new(ProtocolOrigin::Pcep, endpoint, 100)
/// };
/// assert_eq!(path.to_vec()?.len(), 24);
/// let text = "color 100 endpoint 192.0.2.9 pcep 64496 192.0.2.1 discriminator 7";
/// assert_eq!(path.to_string(), text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CandidatePath {
    /// The protocol that the path came by.
    pub protocol_origin: ProtocolOrigin,
    /// The flags other than those of the lengths, which follow from the addresses.
    pub other_flags: CandidatePathFlags,
    /// The reserved bytes.
    pub reserved: u16,
    /// The endpoint of the policy.
    pub endpoint: IpAddr,
    /// The color of the policy: its intent.
    pub color: u32,
    /// The AS of the node that made the path.
    pub originator_as: Asn,
    /// The address of the node that made the path.
    pub originator: IpAddr,
    /// Distinguishes the paths that the originator made.
    pub discriminator: u32,
}

/// The flags that say how long an address is.
const LENGTHS: u8 = CandidatePathFlags::IPV6_ENDPOINT.0 | CandidatePathFlags::IPV6_ORIGINATOR.0;

impl CandidatePath {
    /// Returns a path to an endpoint. Its originator and its discriminator are zero.
    #[must_use]
    pub const fn new(
        protocol_origin: ProtocolOrigin,
        endpoint: IpAddr,
        color: u32,
    ) -> CandidatePath {
        CandidatePath {
            protocol_origin,
            other_flags: CandidatePathFlags(0),
            reserved: 0,
            endpoint,
            color,
            originator_as: Asn(0),
            originator: IpAddr::V4(core::net::Ipv4Addr::UNSPECIFIED),
            discriminator: 0,
        }
    }

    /// Returns all flags, as they are encoded.
    #[must_use]
    pub const fn flags(&self) -> CandidatePathFlags {
        let mut flags = CandidatePathFlags(self.other_flags.0 & !LENGTHS);
        if self.endpoint.is_ipv6() {
            flags = flags.or(CandidatePathFlags::IPV6_ENDPOINT);
        }
        if self.originator.is_ipv6() {
            flags = flags.or(CandidatePathFlags::IPV6_ORIGINATOR);
        }
        flags
    }
}

/// Decodes an address: IPv6 if its flag is set.
fn flagged(reader: &mut Reader<'_>, is_ipv6: bool) -> Result<IpAddr, DecodeError> {
    address(reader, if is_ipv6 { 16 } else { 4 })
}

impl Decode<'_> for CandidatePath {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let protocol_origin = reader.read()?;
        let flags: CandidatePathFlags = reader.read()?;
        Ok(CandidatePath {
            protocol_origin,
            other_flags: CandidatePathFlags(flags.0 & !LENGTHS),
            reserved: reader.u16()?,
            endpoint: flagged(reader, flags.is_ipv6_endpoint())?,
            color: reader.u32()?,
            originator_as: reader.read()?,
            originator: flagged(reader, flags.is_ipv6_originator())?,
            discriminator: reader.u32()?,
        })
    }
}

impl Encode for CandidatePath {
    fn encoded_len(&self) -> usize {
        16 + address_len(self.endpoint) + address_len(self.originator)
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.protocol_origin.put(out)?;
        self.flags().put(out)?;
        out.put_u16(self.reserved);
        put_address(self.endpoint, out);
        out.put_u32(self.color);
        self.originator_as.put(out)?;
        put_address(self.originator, out);
        out.put_u32(self.discriminator);
        Ok(())
    }
}

impl fmt::Display for CandidatePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "color {} endpoint {} ", self.color, self.endpoint)?;
        write!(f, "{} {}", self.protocol_origin, self.originator_as)?;
        write!(
            f,
            " {} discriminator {}",
            self.originator, self.discriminator
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// Laid out by hand from RFC 9857, section 4: lengths of 24, 36 and 48 bytes.
    #[test]
    fn addresses_are_as_long_as_the_flags_say() {
        cases! { CandidatePath;
            "02 00 0000 c0000209 00000064 0000fbf0 c0000201 00000007"
                => "color 100 endpoint 192.0.2.9 bgp 64496 192.0.2.1 discriminator 7"
                => r#"{"protocol_origin":"bgp","other_flags":0,"reserved":0,"endpoint":"192.0.2.9","color":100,
                    "originator_as":64496,"originator":"192.0.2.1","discriminator":7}"#,
            "0a 80 0000 20010db8000000000000000000000009 00000064 0000fbf0 c0000201 00000007"
                => "color 100 endpoint 2001:db8::9 pce-pcep 64496 192.0.2.1 discriminator 7",
            "fb 61 1234 c0000209 00000064 0000fbf0 20010db8000000000000000000000001 00000007"
                => "color 100 endpoint 192.0.2.9 protocol origin 251 64496 2001:db8::1 discriminator 7"
                => r#"{"protocol_origin":251,"other_flags":33,"reserved":4660,"endpoint":"192.0.2.9","color":100,
                    "originator_as":64496,"originator":"2001:db8::1","discriminator":7}"#,
            "03 c0 0000 20010db8000000000000000000000009 00000064 0000fbf0
             20010db8000000000000000000000001 00000007"
                => "color 100 endpoint 2001:db8::9 configuration 64496 2001:db8::1 discriminator 7",
            "02 00 0000 c0000209 00000064 0000fbf0 c0000201 000000" => error "value at byte 20: 1 byte is missing",
            "02 80 0000 c0000209 00000064 0000fbf0 c0000201 00000007" => error "value at byte 24: 4 bytes are missing",
        }
    }
}
