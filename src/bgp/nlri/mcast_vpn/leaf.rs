//! Type 4: Leaf A-D ([RFC 6514, section 4.4](https://www.rfc-editor.org/rfc/rfc6514#section-4.4);
//! [RFC 7524, section 6.2.2](https://www.rfc-editor.org/rfc/rfc7524#section-6.2.2)).
//!
//! ```text
//! route key, originating router's IP address 4 or 16
//!
//! route key of a VPN:           an MCAST-VPN route with its type and length
//! route key of the global table: route distinguisher 8 (all 0, or all 0xff), octets u8 (4 or 16), source,
//!                                octets u8, group, ingress PE's IP address 4 or 16, as the originator's
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

/// Who joins the tunnel of another route, which is in this one as its key.
///
/// ```
/// use bmp_codec::bgp::nlri::mcast_vpn::{InterAsIPmsi, Leaf, LeafKey, McastVpn};
/// use bmp_codec::net::Asn;
///
/// let joined = McastVpn::InterAsIPmsi(InterAsIPmsi { rd: "65000:100".parse()?, source_as: Asn(65001) });
/// let leaf = Leaf::of(&joined, "192.0.2.10".parse()?)?;
/// assert_eq!(leaf.key()?, LeafKey::Route(joined));
/// assert_eq!(leaf.to_string(), "(inter-as-i-pmsi 65000:100 as 65001) 192.0.2.10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Leaf<B: AsRef<[u8]> = Vec<u8>> {
    /// What is joined. It is read when [`key`](Leaf::key) asks for it.
    pub route_key: Octets<B>,
    /// The router that joins: "Originating Router's IP Address".
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
    /// All zeros where a source is joined, all ones where all sources of a group are.
    pub rd: RouteDistinguisher,
    /// The source, or the rendezvous point where all sources are joined.
    pub source: IpAddr,
    /// The group.
    pub group: IpAddr,
    /// The PE that the source is behind; of the address family of the originator.
    pub ingress: IpAddr,
}

impl Leaf {
    /// The answer of a router to a route.
    ///
    /// # Errors
    /// Those of encoding the route.
    pub fn of(route: &McastVpn<&[u8]>, originator: IpAddr) -> Result<Leaf, EncodeError> {
        Ok(Leaf {
            route_key: Octets(route.to_vec()?),
            originator,
        })
    }

    /// The wish of a router for a flow of the global table.
    ///
    /// # Errors
    /// [`EncodeError::Family`] where the addresses of ingress PE and originator are not of one family: what is written
    /// could not be read.
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
    /// Reads what is joined. A Leaf A-D route in place of another is not looked into.
    ///
    /// # Errors
    /// Where the route key is neither a route nor a flow. Offsets are those in the route key.
    pub fn key(&self) -> Result<LeafKey<'_>, DecodeError> {
        if is_global_table(&self.route_key) {
            GlobalTableKey::from_octets(&self.route_key).map(LeafKey::GlobalTable)
        } else {
            McastVpn::from_octets(&self.route_key).map(LeafKey::Route)
        }
    }

    /// The route distinguisher of what is joined.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.key().ok()? {
            LeafKey::Route(McastVpn::Leaf(_)) => None,
            LeafKey::Route(route) => route.rd(),
            LeafKey::GlobalTable(key) => Some(key.rd),
        }
    }
}

/// Whether a route key begins with a route distinguisher: those used here begin with what is no route type.
fn is_global_table(route_key: &[u8]) -> bool {
    matches!(route_key, [0 | 0xff, ..])
}

key_part! {
    /// All fields (RFC 6514, section 4.4); the route key as it stands, and behind the originator, which says its length.
    ['s] Leaf<&'s [u8]> { originator, route_key }
}

impl<'a> Decode<'a> for Leaf<&'a [u8]> {
    /// Takes all that is left.
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

/// Route distinguisher, source and group of the global table.
fn flow(reader: &mut Reader<'_>) -> Result<(RouteDistinguisher, IpAddr, IpAddr), DecodeError> {
    let offset = reader.offset();
    let rd: RouteDistinguisher = reader.read()?;
    if !matches!(rd.0, 0 | u64::MAX) {
        return Err(DecodeError::new(offset, Fault::Value((rd.0 >> 32) as u32)));
    }
    Ok((rd, counted(reader)?, counted(reader)?))
}

/// An address behind its length, which is in octets, or in bits as everywhere else.
fn counted(reader: &mut Reader<'_>) -> Result<IpAddr, DecodeError> {
    let length = *reader;
    match reader.u8()? {
        4 | 32 => address(reader, 4),
        16 | 128 => address(reader, 16),
        other => Err(length.fail(Fault::Length(other.into()))),
    }
}

impl Decode<'_> for GlobalTableKey {
    /// Takes all that is left.
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

/// What is joined, or the octets of what cannot be read; and the originator.
impl<B: AsRef<[u8]>> fmt::Display for Leaf<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key() {
            // No leaf of a leaf of a leaf: text does not nest.
            Ok(LeafKey::Route(McastVpn::Leaf(_))) | Err(_) => self.route_key.fmt(f)?,
            Ok(LeafKey::Route(route)) => write!(f, "({route})")?,
            Ok(LeafKey::GlobalTable(key)) => write!(f, "({key})")?,
        }
        write!(f, " {}", self.originator)
    }
}
