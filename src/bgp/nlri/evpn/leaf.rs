//! Type 11: Leaf A-D ([RFC 9572, section 3.3](https://www.rfc-editor.org/rfc/rfc9572#section-3.3)).
//!
//! ```text
//! route key (an EVPN route with its type and length), bits u8, address of the originator
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::nlri::Evpn;
use crate::bgp::nlri::evpn::out_of_line;
use crate::bgp::nlri::route::route_key;
use crate::net::{Address, RouteDistinguisher};
use crate::wire::{
    Decode, DecodeError, Encode, EncodeError, Octets, Reader, Writer, key_part, map_octets,
};

/// Who joins the tunnel of another route, which is in this one as its key.
///
/// ```
/// use bmp_codec::bgp::nlri::evpn::{Evpn, InclusiveMulticast, Leaf};
///
/// let joined = Evpn::InclusiveMulticast(InclusiveMulticast {
///     rd: "192.0.2.9:10".parse()?,
///     ethernet_tag: 0,
///     originator: "192.0.2.9".parse()?,
/// });
/// let leaf = Leaf::of(&joined, "192.0.2.10".parse()?)?;
/// assert_eq!(leaf.route()?, joined);
/// assert_eq!(leaf.to_string(), "(inclusive-multicast 192.0.2.9:10 tag 0 192.0.2.9) 192.0.2.10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Leaf<B: AsRef<[u8]> = Vec<u8>> {
    /// The route that is answered, with its type and length. It is read when [`route`](Leaf::route) asks for it.
    pub route_key: Octets<B>,
    /// The router that joins. None where the router wrote a length of 0.
    pub originator: Address,
}
map_octets!(Leaf { route_key; originator });

impl Leaf {
    /// The answer of a router to a route.
    ///
    /// # Errors
    /// Those of encoding the route.
    pub fn of(route: &Evpn<&[u8]>, originator: Address) -> Result<Leaf, EncodeError> {
        Ok(Leaf {
            route_key: Octets(route.to_vec()?),
            originator,
        })
    }
}

impl<B: AsRef<[u8]>> Leaf<B> {
    /// Reads the route that is answered. One that is a Leaf A-D route again is not looked into.
    ///
    /// # Errors
    /// Where the route key is no EVPN route. Offsets are those in the route key.
    pub fn route(&self) -> Result<Evpn<&[u8]>, DecodeError> {
        Evpn::from_octets(&self.route_key)
    }

    /// The route distinguisher of the route that is answered.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.route().ok()? {
            Evpn::Leaf(_) => None,
            route => route.rd(),
        }
    }
}

key_part! {
    /// All fields (RFC 9572, section 3.3); the route key as it stands, and behind the originator, which says its length.
    ['s] Leaf<&'s [u8]> { originator, route_key }
}

impl<'a> Decode<'a> for Leaf<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        out_of_line(reader, |reader| {
            Ok(Leaf {
                route_key: route_key(reader)?,
                originator: reader.read()?,
            })
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

/// The route that is answered, or the octets of what is none; and the originator.
impl<B: AsRef<[u8]>> fmt::Display for Leaf<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.route() {
            // No leaf of a leaf of a leaf: text does not nest.
            Ok(Evpn::Leaf(_)) | Err(_) => self.route_key.fmt(f)?,
            Ok(route) => write!(f, "({route})")?,
        }
        write!(f, " {}", self.originator)
    }
}
