//! Type 4: Leaf A-D ([RFC 6514, section 4.4](https://www.rfc-editor.org/rfc/rfc6514#section-4.4);
//! [RFC 7524, section 6.2.2](https://www.rfc-editor.org/rfc/rfc7524#section-6.2.2)).
//!
//! ```text
//! route key, originating router's IP address 4 or 16
//!
//! route key of a VPN:           an MCAST-VPN route with its type and length
//! route key of the global table: route distinguisher 8 (all 0, or all 0xff), length u8 (4 or 16), source,
//!                                length u8, group, ingress PE's IP address 4 or 16 (same as the originator)
//! ```

use core::fmt;
use core::net::IpAddr;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::McastVpn;
use crate::bgp::nlri::route::route_key;
use crate::net::RouteDistinguisher;
use crate::net::ip_address::{address, last_address};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Fault, Octets, Reader, Writer, key_part, map_octets,
};

/// A Leaf A-D route: a router that joins the tunnel of another route, which is the key of this one.
///
/// ```
/// use bmp_codec::bgp::nlri::mcast_vpn::{InterAsIPmsi, Leaf, LeafKey, McastVpn};
/// use bmp_codec::net::Asn;
///
/// let (rd, source_as) = ("65000:100".parse()?, Asn(65001));
/// let joined = McastVpn::InterAsIPmsi(InterAsIPmsi { rd, source_as });
/// let leaf = Leaf::of(&joined, "192.0.2.10".parse()?)?;
/// assert_eq!(leaf.key()?, LeafKey::Route(joined));
/// assert_eq!(leaf.to_string(), "(inter-as-i-pmsi 65000:100 as 65001) 192.0.2.10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Leaf<B: AsRef<[u8]> = Vec<u8>> {
    /// The key of what is joined. [`key`](Leaf::key) decodes it.
    pub route_key: Octets<B>,
    /// The address of the router that joins: "Originating Router's IP Address".
    pub originator: IpAddr,
}
map_octets!(Leaf { route_key; originator });

/// What a Leaf A-D route joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LeafKey<'a> {
    /// The tunnel of a route.
    Route(McastVpn<&'a [u8]>),
    /// A flow of the global table.
    GlobalTable(GlobalTableKey),
}

/// A flow of the global table ([RFC 7524, section 6.2.2](https://www.rfc-editor.org/rfc/rfc7524#section-6.2.2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalTableKey {
    /// The route distinguisher: all zeros to join one source, all ones to join all sources of a group.
    pub rd: RouteDistinguisher,
    /// The source, or the rendezvous point if all sources are joined.
    pub source: IpAddr,
    /// The group.
    pub group: IpAddr,
    /// The PE through which the source is reached. Its address family must be that of the originator.
    pub ingress: IpAddr,
}

impl Leaf {
    /// Returns the answer of a router to a route.
    ///
    /// # Errors
    /// An [`EncodeError`] if the route cannot be encoded.
    pub fn of(route: &McastVpn<&[u8]>, originator: IpAddr) -> Result<Leaf, EncodeError> {
        Ok(Leaf {
            route_key: Octets(route.to_vec()?),
            originator,
        })
    }

    /// Returns the route with which a router joins a flow of the global table.
    ///
    /// # Errors
    /// [`EncodeError::Family`] if the addresses of ingress PE and originator have different families: the encoded route
    /// could not be decoded.
    pub fn of_global_table(key: &GlobalTableKey, originator: IpAddr) -> Result<Leaf, EncodeError> {
        if key.ingress.is_ipv4() != originator.is_ipv4() {
            return Err(EncodeError::Family {
                what: "originator of a Leaf A-D route",
            });
        }
        let mut octets = Vec::new();
        key.rd.encode(&mut octets)?;
        for address in [key.source, key.group] {
            octets.push(address.encoded_len() as u8);
            address.encode(&mut octets)?;
        }
        key.ingress.encode(&mut octets)?;
        Ok(Leaf {
            route_key: Octets(octets),
            originator,
        })
    }
}

impl<B: AsRef<[u8]>> Leaf<B> {
    /// Decodes what is joined. If that is a Leaf A-D route itself, its own key is not decoded.
    ///
    /// # Errors
    /// A [`DecodeError`] if the route key is neither a route nor a flow. Its offset counts from the start of the route
    /// key.
    pub fn key(&self) -> Result<LeafKey<'_>, DecodeError> {
        if is_global_table(&self.route_key) {
            GlobalTableKey::from_octets(&self.route_key).map(LeafKey::GlobalTable)
        } else {
            McastVpn::from_octets(&self.route_key).map(LeafKey::Route)
        }
    }

    /// Returns the route distinguisher of what is joined.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.key().ok()? {
            LeafKey::Route(McastVpn::Leaf(_)) => None,
            LeafKey::Route(route) => route.rd(),
            LeafKey::GlobalTable(key) => Some(key.rd),
        }
    }
}

/// Returns whether a route key begins with a route distinguisher: the ones used here begin with a byte that is no route
/// type.
fn is_global_table(route_key: &[u8]) -> bool {
    matches!(route_key, [0 | 0xff, ..])
}

key_part! {
    /// The key is all fields (RFC 6514, section 4.4). The route key is unchanged, and follows the originator, which
    /// determines its length.
    ['s] Leaf<&'s [u8]> { originator, route_key }
}

impl<'a> Decode<'a> for Leaf<&'a [u8]> {
    /// Takes all remaining bytes.
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let route_key = if is_global_table(reader.peek()) {
            let mut behind = *reader;
            flow(&mut behind)?;
            let half = behind.remaining() / 2;
            let both = behind;
            if address(&mut behind, half)?.is_ipv4() != last_address(&mut behind)?.is_ipv4() {
                return Err(both.fail(Fault::Length(both.remaining() as u32)));
            }
            let key = reader.remaining() - half;
            Octets(reader.bytes(key)?)
        } else {
            route_key(reader)?
        };
        let originator = reader.read()?;
        Ok(Leaf {
            route_key,
            originator,
        })
    }
}

/// Decodes route distinguisher, source and group of the global table.
fn flow(reader: &mut Reader<'_>) -> Result<(RouteDistinguisher, IpAddr, IpAddr), DecodeError> {
    let offset = reader.offset();
    let rd: RouteDistinguisher = reader.read()?;
    if !matches!(rd.0, 0 | u64::MAX) {
        return Err(DecodeError::new(offset, Fault::Value((rd.0 >> 32) as u32)));
    }
    Ok((rd, counted(reader)?, counted(reader)?))
}

/// Decodes an address and the length before it, which is in bytes, or in bits as in other routes.
fn counted(reader: &mut Reader<'_>) -> Result<IpAddr, DecodeError> {
    let length = *reader;
    match reader.u8()? {
        4 | 32 => address(reader, 4),
        16 | 128 => address(reader, 16),
        other => Err(length.fail(Fault::Length(other.into()))),
    }
}

impl Decode<'_> for GlobalTableKey {
    /// Takes all remaining bytes.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (rd, source, group) = flow(reader)?;
        Ok(GlobalTableKey {
            rd,
            source,
            group,
            ingress: last_address(reader)?,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for Leaf<B> {
    fn encoded_len(&self) -> usize {
        self.route_key.len() + self.originator.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.route_key.put(out)?;
        self.originator.put(out)
    }
}

impl fmt::Display for GlobalTableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rd.0 {
            0 => write!(f, "global-table ({}, {})", self.source, self.group)?,
            _ => write!(f, "global-table (*, {}) rp {}", self.group, self.source)?,
        }
        write!(f, " ingress {}", self.ingress)
    }
}

/// Writes what is joined, or its bytes if it is malformed, and the originator.
impl<B: AsRef<[u8]>> fmt::Display for Leaf<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key() {
            // A leaf of a leaf is not decoded further: text does not nest.
            Ok(LeafKey::Route(McastVpn::Leaf(_))) | Err(_) => self.route_key.fmt(f)?,
            Ok(LeafKey::Route(route)) => write!(f, "({route})")?,
            Ok(LeafKey::GlobalTable(key)) => write!(f, "({key})")?,
        }
        write!(f, " {}", self.originator)
    }
}
