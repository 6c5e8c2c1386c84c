//! The IGP Router-ID: node descriptor 515 (RFC 9552, section 5.2.1.4). Its length shows what it is.
//!
//! ```text
//! 4: router identifier of OSPF, or IPv4 address
//! 6: system identifier of IS-IS
//! 7: system identifier of the designated router, number of the pseudonode u8
//! 8: router identifier of the designated router, its interface 4
//! 16: IPv6 address
//! ```

use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::link_state::SystemId;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, map_octets};

/// What a protocol calls a node.
///
/// ```
/// use bmp_codec::{Decode, bgp::nlri::link_state::IgpRouterId};
///
/// let id = IgpRouterId::from_octets(&[0, 0, 0, 0, 0, 1, 2])?;
/// assert_eq!(id.to_string(), "0000.0000.0001.02");
/// assert!(id.is_pseudonode());
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum IgpRouterId<B: AsRef<[u8]> = Vec<u8>> {
    /// A router of OSPF, or an IPv4 address of a router without an IGP.
    Ospf(Ipv4Addr),
    /// A router of IS-IS.
    Isis(SystemId),
    /// A network of IS-IS.
    IsisPseudonode {
        /// The designated router.
        system_id: SystemId,
        /// The number of the pseudonode, which is not 0.
        pseudonode: u8,
    },
    /// A network of OSPF.
    OspfPseudonode {
        /// The designated router.
        router_id: Ipv4Addr,
        /// Its interface: the address in OSPFv2, the interface identifier in OSPFv3.
        interface: Ipv4Addr,
    },
    /// An IPv6 address of a router without an IGP.
    Ipv6(Ipv6Addr),
    /// An identifier of another length.
    Other(Octets<B>),
}
map_octets!(
    IgpRouterId | id,
    f | match *id {
        IgpRouterId::Ospf(router_id) => IgpRouterId::Ospf(router_id),
        IgpRouterId::Isis(system_id) => IgpRouterId::Isis(system_id),
        IgpRouterId::IsisPseudonode {
            system_id,
            pseudonode,
        } => {
            IgpRouterId::IsisPseudonode {
                system_id,
                pseudonode,
            }
        }
        IgpRouterId::OspfPseudonode {
            router_id,
            interface,
        } => {
            IgpRouterId::OspfPseudonode {
                router_id,
                interface,
            }
        }
        IgpRouterId::Ipv6(address) => IgpRouterId::Ipv6(address),
        IgpRouterId::Other(ref octets) => IgpRouterId::Other(octets.map_octets(f)),
    }
);

impl<B: AsRef<[u8]>> IgpRouterId<B> {
    /// Returns whether the node is a network instead of a router.
    #[must_use]
    pub const fn is_pseudonode(&self) -> bool {
        matches!(
            self,
            IgpRouterId::IsisPseudonode { .. } | IgpRouterId::OspfPseudonode { .. }
        )
    }
}

impl<B: AsRef<[u8]>> From<SystemId> for IgpRouterId<B> {
    fn from(system_id: SystemId) -> IgpRouterId<B> {
        IgpRouterId::Isis(system_id)
    }
}

impl<'a> Decode<'a> for IgpRouterId<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(match reader.remaining() {
            4 => IgpRouterId::Ospf(reader.read()?),
            6 => IgpRouterId::Isis(reader.read()?),
            7 => IgpRouterId::IsisPseudonode {
                system_id: reader.read()?,
                pseudonode: reader.read()?,
            },
            8 => IgpRouterId::OspfPseudonode {
                router_id: reader.read()?,
                interface: reader.read()?,
            },
            16 => IgpRouterId::Ipv6(reader.read()?),
            _ => IgpRouterId::Other(reader.octets()),
        })
    }
}

impl<B: AsRef<[u8]>> Encode for IgpRouterId<B> {
    fn encoded_len(&self) -> usize {
        match self {
            IgpRouterId::Ospf(_) => 4,
            IgpRouterId::Isis(_) => 6,
            IgpRouterId::IsisPseudonode { .. } => 7,
            IgpRouterId::OspfPseudonode { .. } => 8,
            IgpRouterId::Ipv6(_) => 16,
            IgpRouterId::Other(octets) => octets.len(),
        }
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        match self {
            IgpRouterId::Ospf(router_id) => router_id.put(out),
            IgpRouterId::Isis(system_id) => system_id.put(out),
            IgpRouterId::IsisPseudonode {
                system_id,
                pseudonode,
            } => {
                system_id.put(out)?;
                pseudonode.put(out)
            }
            IgpRouterId::OspfPseudonode {
                router_id,
                interface,
            } => {
                router_id.put(out)?;
                interface.put(out)
            }
            IgpRouterId::Ipv6(address) => address.put(out),
            IgpRouterId::Other(octets) => match octets.len() {
                4 | 6 | 7 | 8 | 16 => Err(EncodeError::Value {
                    what: "IGP Router-ID",
                }),
                _ => octets.put(out),
            },
        }
    }
}

/// `192.0.2.1`, `0000.0000.0001`, `0000.0000.0001.02`, `192.0.2.1:198.51.100.1`; other lengths in hexadecimal.
impl<B: AsRef<[u8]>> fmt::Display for IgpRouterId<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IgpRouterId::Ospf(router_id) => router_id.fmt(f),
            IgpRouterId::Isis(system_id) => system_id.fmt(f),
            IgpRouterId::IsisPseudonode {
                system_id,
                pseudonode,
            } => write!(f, "{system_id}.{pseudonode:02x}"),
            IgpRouterId::OspfPseudonode {
                router_id,
                interface,
            } => write!(f, "{router_id}:{interface}"),
            IgpRouterId::Ipv6(address) => address.fmt(f),
            IgpRouterId::Other(octets) => write!(f, "0x{octets}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    /// Laid out by hand from RFC 7752, section 3.2.1.4.
    #[test]
    fn every_length() {
        cases! { IgpRouterId<&[u8]>;
            "c0000201" => "192.0.2.1" => r#"{"ospf":"192.0.2.1"}"#,
            "000000000001" => "0000.0000.0001" => r#"{"isis":"0000.0000.0001"}"#,
            "00000000000102" => "0000.0000.0001.02"
                => r#"{"isis_pseudonode":{"system_id":"0000.0000.0001","pseudonode":2}}"#,
            "c0000201 c6336401" => "192.0.2.1:198.51.100.1"
                => r#"{"ospf_pseudonode":{"router_id":"192.0.2.1","interface":"198.51.100.1"}}"#,
            "20010db8000000000000000000000001" => "2001:db8::1" => r#"{"ipv6":"2001:db8::1"}"#,
            "" => "0x" => r#"{"other":""}"#,
            "0102030405" => "0x0102030405" => r#"{"other":"0102030405"}"#,
        }
    }

    #[test]
    fn other_bytes_of_a_known_length_are_not_encoded() {
        for length in [4, 6, 7, 8, 16] {
            let id: IgpRouterId = IgpRouterId::Other(Octets(vec![0; length]));
            let error = id.to_vec().unwrap_err();
            assert_eq!(
                error.to_string(),
                "IGP Router-ID: the value has no encoding"
            );
        }
    }
}
