//! VPN routes: SAFI 128 ([RFC 4364, section 4.3.4](https://www.rfc-editor.org/rfc/rfc4364#section-4.3.4),
//! [RFC 4659](https://www.rfc-editor.org/rfc/rfc4659), [RFC 8277](https://www.rfc-editor.org/rfc/rfc8277)).
//!
//! ```text
//! bits u8 (88 and those of the prefix), label 3, route distinguisher 8, ceil(bits of the prefix / 8) octets of it
//! ```

use core::fmt;

use bytes::BufMut;
use ipnet::IpNet;
#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::{Destination, Family, Ipv4Prefix, Ipv6Prefix};
use crate::error::{DecodeError, EncodeError, Fault};
use crate::net::{Label, RouteDistinguisher};
use crate::wire::{Decode, Element, Encode, Reader, plain};

/// A prefix of a VPN: told apart from the same prefix of others by a route distinguisher, and reached by a label.
///
/// There is one label, as long as two speakers do not agree on more; its bottom-of-stack bit is then not looked at
/// ([RFC 8277, section 2.2](https://www.rfc-editor.org/rfc/rfc8277#section-2.2)). In withdrawn routes it means
/// nothing. The route encodes to the octets it was read from, unless these had bits behind the prefix.
///
/// ```
/// use bmp_codec::{Decode, Encode, bgp::nlri::VpnIpv4, net::Label};
///
/// let octets = [112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20];
/// let route = VpnIpv4::from_octets(&octets)?;
/// assert_eq!(route.to_string(), "64999:1 198.18.20.0/24 label 100");
/// assert_eq!((route.label, route.prefix), (Label::new(100), "198.18.20.0/24".parse()?));
/// assert_eq!(route.to_vec()?, octets);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize))]
pub struct Vpn<P> {
    /// The label; in a withdrawn route [`Label::WITHDRAWN`], or anything.
    pub label: Label,
    /// What tells the prefix apart from the same one of other VPNs.
    pub rd: RouteDistinguisher,
    /// The prefix, without the others' bits.
    pub prefix: P,
}

/// A VPN-IPv4 route ([RFC 4364](https://www.rfc-editor.org/rfc/rfc4364)).
pub type VpnIpv4 = Vpn<Ipv4Prefix>;

/// A VPN-IPv6 route ([RFC 4659](https://www.rfc-editor.org/rfc/rfc4659)).
pub type VpnIpv6 = Vpn<Ipv6Prefix>;

/// The bits of label and route distinguisher.
const LEAD: u8 = 88;

impl<P: Copy + Into<IpNet>> Vpn<P> {
    /// The prefix as a network of ipnet.
    #[must_use]
    pub fn net(&self) -> IpNet {
        self.prefix.into()
    }
}

macro_rules! vpn {
    ($($prefix:ident $bits:literal $family:ident;)*) => { $(
        impl Decode<'_> for Vpn<$prefix> {
            #[inline(always)]
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let offset = reader.offset();
                let mut head = reader.sub(12)?;
                let bits = head.u8()?;
                let length = bits.wrapping_sub(LEAD);
                if length > $bits {
                    return Err(bad_length(offset, bits));
                }
                Ok(Vpn { label: head.read()?, rd: head.read()?, prefix: $prefix::read(reader, length)? })
            }
        }

        impl Encode for Vpn<$prefix> {
            fn encoded_len(&self) -> usize {
                11 + self.prefix.encoded_len()
            }

            fn put(&self, out: &mut impl BufMut) -> Result<(), EncodeError> {
                out.put_u8(LEAD + self.prefix.length());
                self.label.put(out)?;
                self.rd.put(out)?;
                self.prefix.put_bits(out);
                Ok(())
            }
        }

        impl Element for Vpn<$prefix> {
            type At<'s> = Vpn<$prefix>;
            type Error<'s> = DecodeError;

            #[inline(always)]
            fn take<'s>(reader: &mut Reader<'s>) -> Result<Vpn<$prefix>, DecodeError> {
                plain(reader)
            }
        }

        impl Destination for Vpn<$prefix> {
            const FAMILY: Family = Family::$family;

            fn prefix(route: &Vpn<$prefix>) -> Option<IpNet> {
                Some(route.net())
            }
        }
    )* };
}
vpn! {
    Ipv4Prefix 32 VPN_IPV4_UNICAST;
    Ipv6Prefix 128 VPN_IPV6_UNICAST;
}

#[cold]
#[inline(never)]
fn bad_length(offset: usize, bits: u8) -> DecodeError {
    DecodeError::new(
        offset,
        match bits.checked_sub(LEAD) {
            Some(length) => Fault::PrefixLength(length),
            None => Fault::Length(bits.into()),
        },
    )
}

impl<P: fmt::Display> fmt::Display for Vpn<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} label {}", self.rd, self.prefix, self.label)
    }
}
