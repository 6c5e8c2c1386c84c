//! [`PeerKey`]: what tells peers apart.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::net::IpAddr;

#[cfg(feature = "serde")]
use crate::bmp::per_peer_header::address_words;
use crate::bmp::per_peer_header::words_address;
use crate::bmp::{PeerType, PerPeerHeader};
use crate::net::RouteDistinguisher;
#[cfg(feature = "serde")]
use crate::wire::serde::parts;

/// What tells the peers of a router apart: type, distinguisher and address. Never flags, times, AS numbers and BGP
/// identifiers: routers change those between messages of one peer.
///
/// ```
/// use std::collections::HashMap;
/// use bmp_codec::{bmp::{PeerFlags, PeerKey, PerPeerHeader}, net::Asn};
///
/// let peer = PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// let mut messages: HashMap<PeerKey, u64> = HashMap::new();
/// *messages.entry(peer.key()).or_default() += 1;
/// *messages.entry(peer.with_flags(PeerFlags::POST_POLICY).key()).or_default() += 1;
/// assert_eq!(messages[&peer.key()], 2);
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeerKey {
    peer_type: u64,
    distinguisher: u64,
    address: [u64; 2],
}

impl PerPeerHeader {
    /// What tells the peer apart from others.
    #[inline]
    #[must_use]
    pub fn key(&self) -> PeerKey {
        PeerKey {
            peer_type: self.type_octet().into(),
            distinguisher: self.distinguisher().0,
            address: self.address_words(),
        }
    }
}

impl PeerKey {
    /// The kind of peer.
    #[must_use]
    pub fn peer_type(&self) -> PeerType {
        (self.peer_type as u8).into()
    }

    /// The distinguisher.
    #[must_use]
    pub const fn distinguisher(&self) -> RouteDistinguisher {
        RouteDistinguisher(self.distinguisher)
    }

    /// The address; of IPv6 where it has more than the four octets of one of IPv4. That of a Loc-RIB is zero.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        words_address(self.address, false)
    }
}

impl Hash for PeerKey {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The type is left to the comparison: peers that differ in nothing else are rare.
        let [high, low] = self.address;
        state.write_u64(self.distinguisher);
        state.write_u64(high);
        state.write_u64(low);
    }
}

impl fmt::Debug for PeerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerKey")
            .field("peer_type", &self.peer_type())
            .field("distinguisher", &self.distinguisher())
            .field("address", &self.address())
            .finish()
    }
}

#[cfg(feature = "serde")]
parts! {
    PeerKey |key| {
        peer_type: PeerType = key.peer_type(),
        distinguisher: RouteDistinguisher = key.distinguisher(),
        address: IpAddr = key.address(),
    }
    Ok(PeerKey {
        peer_type: u8::from(peer_type).into(),
        distinguisher: distinguisher.0,
        address: address_words(address),
    })
}
