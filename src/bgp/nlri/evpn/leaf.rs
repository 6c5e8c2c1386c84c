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

/// A Leaf A-D route: a router that joins the tunnel of another route, which is the key of this one.
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
/// let text = "(inclusive-multicast 192.0.2.9:10 tag 0 192.0.2.9) 192.0.2.10";
/// assert_eq!(leaf.to_string(), text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Leaf<B: AsRef<[u8]> = Vec<u8>> {
    /// The route that this one answers, with its type and length. [`route`](Leaf::route) decodes it.
    pub route_key: Octets<B>,
    /// The router that joins. It is empty if its length is 0.
    pub originator: Address,
}
map_octets!(Leaf { route_key; originator });

impl Leaf {
    /// Returns the answer of a router to a route.
    ///
    /// # Errors
    /// An [`EncodeError`] if the route cannot be encoded.
    pub fn of(route: &Evpn<&[u8]>, originator: Address) -> Result<Leaf, EncodeError> {
        Ok(Leaf {
            route_key: Octets(route.to_vec()?),
            originator,
        })
    }
}

impl<B: AsRef<[u8]>> Leaf<B> {
    /// Decodes the route that this one answers. If that is a Leaf A-D route itself, its own key is not decoded.
    ///
    /// # Errors
    /// A [`DecodeError`] if the route key is not an EVPN route. Its offset counts from the start of the route key.
    pub fn route(&self) -> Result<Evpn<&[u8]>, DecodeError> {
        Evpn::from_octets(&self.route_key)
    }

    /// Returns the route distinguisher of the route that this one answers.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        match self.route().ok()? {
            Evpn::Leaf(_) => None,
            route => route.rd(),
        }
    }
}

key_part! {
    /// The key is all fields (RFC 9572, section 3.3). The route key is unchanged, and follows the originator, which
    /// determines its length.
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

/// Writes the route that this one answers, or its bytes if it is malformed, and the originator.
impl<B: AsRef<[u8]>> fmt::Display for Leaf<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.route() {
            // A leaf of a leaf is not decoded further: text does not nest.
            Ok(Evpn::Leaf(_)) | Err(_) => self.route_key.fmt(f)?,
            Ok(route) => write!(f, "({route})")?,
        }
        write!(f, " {}", self.originator)
    }
}
