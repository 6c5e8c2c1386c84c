//! [`PeerKey`]: identifies a peer.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::net::{IpAddr, Ipv4Addr};
use core::str::FromStr;

use crate::bmp::per_peer_header::{address_words, words_address};
use crate::bmp::{PeerType, PerPeerHeader};
use crate::net::{ParseError, RouteDistinguisher};
#[cfg(feature = "serde")]
use crate::wire::serde::parts;

/// Identifies a peer of a router: by peer type, distinguisher and address. Flags, times, AS numbers and BGP identifiers
/// do not count, because routers change them between messages of one peer.
///
/// The text form is the address, followed by type and distinguisher unless the peer is a global one: `192.0.2.1`,
/// `192.0.2.1 rd 65000:1`. A Loc-RIB is `loc-rib`; in a VRF it has a distinguisher: `loc-rib 65000:1`.
///
/// ```
/// use std::collections::HashMap;
/// use bmp_codec::{bmp::{PeerFlags, PeerKey, PerPeerHeader}, net::Asn};
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
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
    /// Returns the key that identifies the peer.
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
    fn of(peer_type: PeerType, distinguisher: RouteDistinguisher, address: IpAddr) -> PeerKey {
        PeerKey {
            peer_type: u8::from(peer_type).into(),
            distinguisher: distinguisher.0,
            address: address_words(address),
        }
    }

    /// Returns the peer type.
    #[must_use]
    pub fn peer_type(&self) -> PeerType {
        (self.peer_type as u8).into()
    }

    /// Returns the distinguisher.
    #[must_use]
    pub const fn distinguisher(&self) -> RouteDistinguisher {
        RouteDistinguisher(self.distinguisher)
    }

    /// Returns the address: an IPv4 address if all bytes but the last four are zero, else an IPv6 address. The address
    /// of a Loc-RIB is zero.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        words_address(self.address, false)
    }
}

impl PeerKey {
    /// Returns the address as two words.
    pub(super) const fn address_words(&self) -> [u64; 2] {
        self.address
    }
}

impl Hash for PeerKey {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The type is left to the comparison: peers that differ in nothing but their type are rare.
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

/// The address of a Loc-RIB.
const NO_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

impl fmt::Display for PeerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, rd) = (self.address(), self.distinguisher());
        match (self.peer_type(), rd.0) {
            (PeerType::Global, 0) => address.fmt(f),
            (PeerType::LocRib, 0) if address == NO_ADDRESS => f.write_str("loc-rib"),
            (PeerType::LocRib, _) if address == NO_ADDRESS => write!(f, "loc-rib {rd}"),
            (PeerType::Unknown(number), _) => write!(f, "{address} {number} {rd}"),
            (named, _) => write!(f, "{address} {named} {rd}"),
        }
    }
}

impl FromStr for PeerKey {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<PeerKey, ParseError> {
        let parse = || {
            let mut words = text.split(' ');
            let (first, second, third) = (words.next()?, words.next(), words.next());
            let key = match (first, second, third) {
                ("loc-rib", rd, None) => PeerKey::of(
                    PeerType::LocRib,
                    rd.unwrap_or("0:0").parse().ok()?,
                    NO_ADDRESS,
                ),
                (address, None, None) => PeerKey::of(
                    PeerType::Global,
                    RouteDistinguisher(0),
                    address.parse().ok()?,
                ),
                (address, Some(peer_type), Some(rd)) => {
                    let mut named = PeerType::ALL.iter().copied();
                    let peer_type = match named.find(|named| named.name() == Some(peer_type)) {
                        Some(named) => named,
                        None => peer_type.parse::<u8>().ok()?.into(),
                    };
                    PeerKey::of(peer_type, rd.parse().ok()?, address.parse().ok()?)
                }
                _ => return None,
            };
            words.next().is_none().then_some(key)
        };
        parse().ok_or(ParseError("a peer"))
    }
}

#[cfg(feature = "serde")]
parts! {
    PeerKey |key| {
        peer_type: PeerType = key.peer_type(),
        distinguisher: RouteDistinguisher = key.distinguisher(),
        address: IpAddr = key.address(),
    }
    Ok(PeerKey::of(peer_type, distinguisher, address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Asn;
    use crate::testkit::cases;

    /// Types of RFC 7854, section 4.2, and RFC 9069, section 4.2, where a Loc-RIB has an address of zero.
    #[test]
    fn text_both_ways() {
        let (v4, v6) = ("192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap());
        let global = |address| PerPeerHeader::global(address, Asn(65001), Ipv4Addr::LOCALHOST);
        let rd = RouteDistinguisher::two_octet(65000, 1);
        let loc_rib = PerPeerHeader::loc_rib(Asn(65001), Ipv4Addr::LOCALHOST);
        let key = |peer_type: u8, address| PeerKey::of(peer_type.into(), rd, address);
        for (key, text) in [
            (global(v4).key(), "192.0.2.1"),
            (global(v6).key(), "2001:db8::1"),
            (key(0, v4), "192.0.2.1 global 65000:1"),
            (key(1, v6), "2001:db8::1 rd 65000:1"),
            (key(2, v4), "192.0.2.1 local 65000:1"),
            (loc_rib.key(), "loc-rib"),
            (loc_rib.with_distinguisher(rd).key(), "loc-rib 65000:1"),
            (key(3, v4), "192.0.2.1 loc-rib 65000:1"),
            (key(9, v4), "192.0.2.1 9 65000:1"),
        ] {
            assert_eq!(key.to_string(), text);
            assert_eq!(text.parse(), Ok(key), "{text}");
        }
        cases! { not PeerKey: "" "global" "192.0.2.1 rd" "192.0.2.1 65000:1" "192.0.2.1 vrf 65000:1" "loc-rib 1"
        "192.0.2.1 rd 65000:1 1" " 192.0.2.1" "192.0.2.1 256 65000:1" }
    }

    #[test]
    fn debug_names_what_a_key_has() {
        let key: PeerKey = "192.0.2.1 rd 65000:1".parse().unwrap();
        assert_eq!(
            format!("{key:?}"),
            "PeerKey { peer_type: Rd, distinguisher: RouteDistinguisher(65000:1), address: 192.0.2.1 }"
        );
    }
}
