//! [`RouteKey`]: what distinguishes a route from all others in the table of a peer.
//!
//! A key consists of the family, the path identifier if the session has it
//! ([RFC 7911](https://www.rfc-editor.org/rfc/rfc7911)), and the fields of the NLRI that identify a route according to
//! the RFC of the family. A withdrawal has the same key as the announcement that it withdraws, whatever its label. An
//! announcement that replaces another has the same key, too.
//!
//! A table of routes:
//!
//! ```
//! use std::collections::HashMap;
//! use bmp_codec::{Decode, bgp::{Update, nlri::RouteKey}};
//!
//! // An announcement of 64999:1 198.18.20.0/24 with label 100; then its withdrawal.
//! let announcement = [
//!     0, 0, 0, 35, 0x80, 14, 32, 0, 1, 128, 12, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1, 0,
//!     112, 0x00, 0x06, 0x41, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20,
//! ];
//! let withdrawal = [
//!     0, 0, 0, 21, 0x80, 15, 18, 0, 1, 128,
//!     112, 0x80, 0x00, 0x00, 0, 0, 0xfd, 0xe7, 0, 0, 0, 1, 198, 18, 20,
//! ];
//! let mut table: HashMap<RouteKey, &str> = HashMap::new();
//! for key in Update::from_octets(&announcement)?.announced().keys() {
//!     table.insert(key?.to_owned(), "its attributes");
//! }
//! let text = "vpn-ipv4-unicast 64999:1 198.18.20.0/24";
//! assert!(table.keys().all(|key| key.to_string() == text));
//! for key in Update::from_octets(&withdrawal)?.withdrawn().keys() {
//!     table.remove(&key?.to_owned());
//! }
//! assert!(table.is_empty());
//! # Ok::<(), bmp_codec::DecodeError>(())
//! ```

mod keys;
mod rule;
#[cfg(feature = "serde")]
mod serde;
#[cfg(test)]
mod tests;

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use alloc::boxed::Box;
use hashbrown::Equivalent;
use ipnet::IpNet;

pub use keys::RouteKeys;
pub(crate) use rule::{Keyed, Rule, keyed};

use crate::bgp::nlri::Family;
use crate::net::RouteDistinguisher;
use crate::wire::{DecodeError, Fixed, Key};

/// What distinguishes a route from all others in a table: the family, the path identifier, and the identifying fields
/// of the route.
///
/// A key takes 40 bytes. Keys of up to 35 bytes, including the path identifier, are stored inline: this applies to
/// prefixes and EVPN MAC addresses. Longer keys, like those of most flow specifications and link-state routes, are
/// allocated.
///
/// Keys are equal if the routes are the same. They are ordered by family, then by fields: prefixes have the order of
/// networks. [`RouteKeyRef`] is the borrowed form, which compares and hashes the same way: maps of hashbrown 0.17 find
/// an owned key by it.
///
/// ```
/// use bmp_codec::bgp::nlri::{Evpn, Family, RouteKey, evpn::MacIp};
/// use bmp_codec::{bgp::nlri::Destination, net::Label};
///
/// let (rd, mac) = ("192.0.2.9:10".parse()?, "00:00:5e:00:53:01".parse()?);
/// let route = MacIp { rd, mac, ..MacIp::default() };
/// let other_label = MacIp { label1: Label::from_vni(1000), ..route };
/// let key = |route| {
///     let route = Evpn::<&[u8]>::MacIp(route);
///     Evpn::key(Family::L2VPN_EVPN, &route.into()).to_owned()
/// };
/// assert_eq!(key(route), key(other_label));
/// let text = "l2vpn-evpn mac-ip 192.0.2.9:10 tag 0 00:00:5e:00:53:01";
/// assert_eq!(key(route).to_string(), text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RouteKey(Form);

/// The maximum number of inline bytes: of a key and its path identifier.
const INLINE: usize = 35;

/// The form depends on the length only, so equal keys have the same form.
#[derive(Clone, PartialEq, Eq)]
enum Form {
    /// The bytes of the key, followed by the path identifier and zeros.
    Short {
        /// The number of bytes, and in the lowest bit whether there is a path identifier.
        length: u8,
        family: [u8; 3],
        octets: [u8; INLINE],
    },
    Long {
        family: [u8; 3],
        path_id: Option<u32>,
        octets: Box<[u8]>,
    },
}

/// The borrowed form of a [`RouteKey`]. Making one does not allocate, and neither does its text, unless the key has more
/// than 256 bytes: what lies in two places is then copied into one.
#[derive(Clone, Copy)]
pub struct RouteKeyRef<'a> {
    family: Family,
    path_id: Option<u32>,
    key: Key<'a>,
}

/// What keys of both forms compare and hash by, in this order. The bytes are in two parts, split at the same place.
struct Parts<'a> {
    family: Family,
    octets: &'a [u8],
    behind: &'a [u8],
    path_id: Option<u32>,
}

impl Parts<'_> {
    // Most keys have an empty second part, which is not compared: memcmp with no bytes takes much longer than with
    // some.

    #[inline]
    fn eq(&self, other: &Parts<'_>) -> bool {
        self.family == other.family
            && self.path_id == other.path_id
            && self.octets == other.octets
            && self.behind.len() == other.behind.len()
            && (self.behind.is_empty() || self.behind == other.behind)
    }

    #[inline]
    fn cmp(&self, other: &Parts<'_>) -> Ordering {
        let behind = || match (self.behind.is_empty(), other.behind.is_empty()) {
            (false, false) => self.behind.cmp(other.behind),
            (mine, its) => its.cmp(&mine),
        };
        self.family
            .cmp(&other.family)
            .then_with(|| self.octets.cmp(other.octets))
            .then_with(behind)
            .then_with(|| self.path_id.cmp(&other.path_id))
    }

    #[inline]
    fn hash(&self, state: &mut impl Hasher) {
        // The family has 24 bits, the path identifier 32 bits and one for its presence, the number of bytes 7 bits.
        let word = u64::from(self.family.key()) << 40
            | u64::from(self.path_id.unwrap_or_default()) << 8
            | (self.octets.len() as u64) << 1
            | u64::from(self.path_id.is_some());
        state.write_u64(word);
        state.write(self.octets);
        if !self.behind.is_empty() {
            self.behind.hash(state);
        }
    }

    fn fmt(&self, octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.family)?;
        (self.family.key_rule().text)(octets, f)?;
        match self.path_id {
            Some(path_id) => write!(f, " path-id {path_id}"),
            None => Ok(()),
        }
    }
}

impl RouteKey {
    /// Returns the key with these bytes, which are the [`octets`](RouteKey::octets) of another key of the family.
    ///
    /// ```
    /// use bmp_codec::bgp::nlri::{Family, RouteKey};
    ///
    /// let key = RouteKey::from_octets(Family::IPV4_UNICAST, Some(7), &[198, 18, 20, 0, 24])?;
    /// assert_eq!(key.to_string(), "ipv4-unicast 198.18.20.0/24 path-id 7");
    /// let octets = [198, 18, 20, 1, 24];
    /// assert!(RouteKey::from_octets(Family::IPV4_UNICAST, None, &octets).is_err());
    /// # Ok::<(), bmp_codec::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// A [`DecodeError`] if no key of the family has these bytes.
    pub fn from_octets(
        family: Family,
        path_id: Option<u32>,
        octets: &[u8],
    ) -> Result<RouteKey, DecodeError> {
        (family.key_rule().check)(octets)?;
        Ok(RouteKeyRef::new(family, path_id, Key::of(octets)).to_owned())
    }

    /// Returns the family.
    #[inline]
    #[must_use]
    pub fn family(&self) -> Family {
        match &self.0 {
            Form::Short { family, .. } | Form::Long { family, .. } => Family::from_octets(*family),
        }
    }

    /// Returns the path identifier, if the session has it.
    #[inline]
    #[must_use]
    pub fn path_id(&self) -> Option<u32> {
        match &self.0 {
            Form::Short { length, octets, .. } => path_id(*length, octets),
            Form::Long { path_id, .. } => *path_id,
        }
    }

    /// Returns the identifying fields of the route as bytes. These are not the bytes of the NLRI, but they are the same
    /// for each route with this key. Together with the family and the path identifier, they are the complete key.
    #[inline]
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        match &self.0 {
            Form::Short { length, octets, .. } => short(*length, octets),
            Form::Long { octets, .. } => octets,
        }
    }

    /// Returns the IP prefix of the destination, if it is one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        (self.family().key_rule().prefix)(self.octets())
    }

    /// Returns the route distinguisher, if the family has one: it distinguishes the routes of different VPNs.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        (self.family().key_rule().rd)(self.octets())
    }

    /// Returns the borrowed form of the key.
    #[inline]
    #[must_use]
    pub fn view(&self) -> RouteKeyRef<'_> {
        RouteKeyRef::new(self.family(), self.path_id(), Key::of(self.octets()))
    }

    #[inline]
    fn parts(&self) -> Parts<'_> {
        let octets = self.octets();
        let (octets, behind) = octets.split_at_checked(Key::ROOM).unwrap_or((octets, &[]));
        Parts {
            family: self.family(),
            octets,
            behind,
            path_id: self.path_id(),
        }
    }
}

/// Returns the bytes of a short key.
#[inline]
fn short(length: u8, octets: &[u8; INLINE]) -> &[u8] {
    octets.get(..usize::from(length >> 1)).unwrap_or_default()
}

/// Returns the path identifier of a short key.
#[inline]
fn path_id(length: u8, octets: &[u8; INLINE]) -> Option<u32> {
    let behind = octets.get(usize::from(length >> 1)..)?;
    let path_id = behind.first_chunk().filter(|_| length & 1 != 0)?;
    Some(u32::from_be_bytes(*path_id))
}

impl<'a> RouteKeyRef<'a> {
    #[inline]
    pub(crate) const fn new(family: Family, path_id: Option<u32>, key: Key<'a>) -> RouteKeyRef<'a> {
        RouteKeyRef {
            family,
            path_id,
            key,
        }
    }

    /// Returns the family.
    #[inline]
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// Returns the path identifier, if the session has it.
    #[inline]
    #[must_use]
    pub const fn path_id(&self) -> Option<u32> {
        self.path_id
    }

    /// Returns the IP prefix of the destination, if it is one.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        self.contiguous(self.family.key_rule().prefix)
    }

    /// Returns the route distinguisher, if the family has one: it distinguishes the routes of different VPNs.
    #[must_use]
    pub fn rd(&self) -> Option<RouteDistinguisher> {
        self.contiguous(self.family.key_rule().rd)
    }

    /// Returns the owned form of the key. This only allocates if the key has more than 35 bytes, including the path
    /// identifier.
    #[inline]
    #[must_use]
    pub fn to_owned(&self) -> RouteKey {
        let octets = self.key.octets();
        let path_id = self.path_id.map(u32::to_be_bytes);
        let mut place = [0; INLINE];
        let (own, behind) = place.split_at_mut_checked(octets.len()).unwrap_or_default();
        let fits = own.len() == octets.len() && behind.len() >= path_id.map_or(0, |id| id.len());
        if !fits {
            return RouteKey(Form::Long {
                family: self.family.to_octets(),
                path_id: self.path_id,
                octets: [octets, self.key.behind()].concat().into_boxed_slice(),
            });
        }
        own.copy_from_slice(octets);
        if let (Some(path_id), Some(place)) = (path_id, behind.first_chunk_mut()) {
            *place = path_id;
        }
        RouteKey(Form::Short {
            length: (octets.len() as u8) << 1 | u8::from(path_id.is_some()),
            family: self.family.to_octets(),
            octets: place,
        })
    }

    #[inline]
    fn parts(&self) -> Parts<'_> {
        Parts {
            family: self.family,
            octets: self.key.octets(),
            behind: self.key.behind(),
            path_id: self.path_id,
        }
    }

    /// Calls `ask` with all bytes. This copies them if they are in two places.
    fn contiguous<R>(&self, ask: impl FnOnce(&[u8]) -> R) -> R {
        match self.key.behind() {
            [] => ask(self.key.octets()),
            behind => {
                // Most long keys are those of BGP-LS, and not much longer. They are joined without allocating.
                let (own, mut place) = (self.key.octets(), [0; 256]);
                for (octet, part) in place.iter_mut().zip(own.iter().chain(behind)) {
                    *octet = *part;
                }
                match place.get(..own.len() + behind.len()) {
                    Some(all) => ask(all),
                    None => ask(&[own, behind].concat()),
                }
            }
        }
    }
}

/// Implements what both forms have, from the parts of each.
macro_rules! by_parts {
    ($([$($life:lifetime)?] $name:ty;)*) => { $(
        impl$(<$life>)? Hash for $name {
            #[inline]
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.parts().hash(state);
            }
        }

        impl$(<$life>)? PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl$(<$life>)? Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> Ordering {
                self.parts().cmp(&other.parts())
            }
        }

        impl$(<$life>)? fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
    )* };
}
by_parts! { [] RouteKey; ['a] RouteKeyRef<'a>; }

impl PartialEq for RouteKeyRef<'_> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.parts().eq(&other.parts())
    }
}

impl Eq for RouteKeyRef<'_> {}

impl PartialEq<RouteKey> for RouteKeyRef<'_> {
    #[inline]
    fn eq(&self, other: &RouteKey) -> bool {
        self.parts().eq(&other.parts())
    }
}

impl PartialEq<RouteKeyRef<'_>> for RouteKey {
    #[inline]
    fn eq(&self, other: &RouteKeyRef<'_>) -> bool {
        self.parts().eq(&other.parts())
    }
}

/// Maps of hashbrown find an owned key by a borrowed one.
impl Equivalent<RouteKey> for RouteKeyRef<'_> {
    #[inline]
    fn equivalent(&self, key: &RouteKey) -> bool {
        self == key
    }
}

impl From<RouteKeyRef<'_>> for RouteKey {
    #[inline]
    fn from(key: RouteKeyRef<'_>) -> RouteKey {
        key.to_owned()
    }
}

/// Writes family, identifying fields, and path identifier: `vpn-ipv4-unicast 65000:1 10.0.0.0/8 path-id 7`.
impl fmt::Display for RouteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().fmt(self.octets(), f)
    }
}

/// Writes the same as the owned form.
impl fmt::Display for RouteKeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.contiguous(|octets| self.parts().fmt(octets, f))
    }
}
