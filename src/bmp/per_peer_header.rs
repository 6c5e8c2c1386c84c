//! The per-peer header ([RFC 7854, section 4.2](https://www.rfc-editor.org/rfc/rfc7854#section-4.2),
//! [RFC 8671, section 4](https://www.rfc-editor.org/rfc/rfc8671#section-4),
//! [RFC 9069, section 4](https://www.rfc-editor.org/rfc/rfc9069#section-4)).
//!
//! ```text
//! peer type u8, flags u8, distinguisher u64, address 16 octets, AS u32, BGP identifier u32,
//! seconds u32, microseconds u32
//! ```

mod build;
#[cfg(feature = "serde")]
mod json;

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;

use bytes::BufMut;

pub(crate) use build::of_another_type;

use crate::bmp::HEADER_LEN;
use crate::flags::flags;
use crate::net::{Asn, AsnWidth, RouteDistinguisher};
use crate::registry::registry;
use crate::wire::{Decode, DecodeError, Encode, EncodeError, Fields, Reader, What, Writer};

registry! {
    /// The kind of a peer ([RFC 7854, section 4.2](https://www.rfc-editor.org/rfc/rfc7854#section-4.2)).
    PeerType(u8) {
        /// A peer of the router itself.
        0 Global "global",
        /// A peer of a VRF, told by its route distinguisher.
        1 Rd "rd",
        /// A peer of a table that the router names for itself.
        2 Local "local",
        /// Not a peer: a Loc-RIB ([RFC 9069](https://www.rfc-editor.org/rfc/rfc9069)).
        3 LocRib "loc-rib",
    }
}

flags! {
    /// The flags of a per-peer header: one octet, and what its bits mean depends on the [`PeerType`].
    PeerFlags(u8) {
        /// V: the address is one of IPv6. Of all peers but Loc-RIBs.
        0x80 IPV6,
        /// L: after the policy. Of all peers but Loc-RIBs.
        0x40 POST_POLICY,
        /// A: AS numbers have two octets. Of all peers but Loc-RIBs.
        0x20 TWO_OCTET_AS,
        /// O: routes to the peer, not from it ([RFC 8671](https://www.rfc-editor.org/rfc/rfc8671)). Of all but Loc-RIBs.
        0x10 ADJ_RIB_OUT,
        /// F: not all routes are sent ([RFC 9069](https://www.rfc-editor.org/rfc/rfc9069)). Of Loc-RIBs.
        0x80 FILTERED,
    }
}

/// Which table of the router a message speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Rib {
    /// What the peer sent, before the policy.
    AdjRibInPre,
    /// What the peer sent, after the policy.
    AdjRibInPost,
    /// What is to go to the peer, before the policy.
    AdjRibOutPre,
    /// What goes to the peer, after the policy.
    AdjRibOutPost,
    /// The routes the router has chosen.
    LocRib,
}

impl fmt::Display for Rib {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Rib::AdjRibInPre => "adj-rib-in-pre",
            Rib::AdjRibInPost => "adj-rib-in-post",
            Rib::AdjRibOutPre => "adj-rib-out-pre",
            Rib::AdjRibOutPost => "adj-rib-out-post",
            Rib::LocRib => "loc-rib",
        })
    }
}

/// Whom a message speaks of, and since when.
///
/// Headers are equal, and hash, with all their fields: those of one peer differ by flags and time. To keep something
/// by peer take its [`key`](PerPeerHeader::key), and [`rib`](PerPeerHeader::rib) where that counts.
///
/// ```
/// use bmp_codec::bmp::{PeerType, PerPeerHeader, Rib};
/// use bmp_codec::net::Asn;
///
/// let peer = PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
/// assert_eq!(peer.peer_type(), PeerType::Global);
/// assert_eq!(peer.rib(), Some(Rib::AdjRibInPre));
/// assert_eq!(peer.to_string(), "192.0.2.1 AS65001");
///
/// let peer = peer.in_vrf("65001:7".parse()?).with_rib(Rib::AdjRibOutPost)?;
/// assert_eq!((peer.peer_type(), peer.flags().0), (PeerType::Rd, 0x50));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PerPeerHeader {
    peer_type: u8,
    flags: u8,
    distinguisher: u64,
    address: [u64; 2],
    asn: u32,
    bgp_id: u32,
    seconds: u32,
    microseconds: u32,
}

/// How many octets a per-peer header has.
pub(crate) const PER_PEER_LEN: usize = 42;

/// Where it ends in a frame.
pub(crate) const PER_PEER_END: usize = HEADER_LEN + PER_PEER_LEN;

impl PerPeerHeader {
    /// The kind of peer.
    #[inline]
    #[must_use]
    pub fn peer_type(&self) -> PeerType {
        self.peer_type.into()
    }

    /// The flags, as they came.
    #[inline]
    #[must_use]
    pub const fn flags(&self) -> PeerFlags {
        PeerFlags(self.flags)
    }

    /// What tells peers of the same address apart: the route distinguisher of a VRF, or a number that the router made.
    #[inline]
    #[must_use]
    pub const fn distinguisher(&self) -> RouteDistinguisher {
        RouteDistinguisher(self.distinguisher)
    }

    /// The address of the peer, of the kind that the V flag says. A Loc-RIB, and a peer of unknown type, has none.
    ///
    /// If the flag says IPv4, the address is the last four bytes, whatever the twelve before them are
    /// ([RFC 7854, section 4.2](https://www.rfc-editor.org/rfc/rfc7854#section-4.2)); [`address_octets`](Self::address_octets)
    /// returns all of them.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        let [high, low] = self.address;
        self.has_address().then(|| match self.is_ipv6() {
            true => Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low)).into(),
            // The low four bytes, whatever is in the others (RFC 7854, section 4.2).
            false => Ipv4Addr::from_bits(low as u32).into(),
        })
    }

    /// The address field, as it came.
    #[inline]
    #[must_use]
    pub fn address_octets(&self) -> [u8; 16] {
        let [high, low] = self.address;
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }

    /// The AS of the peer; of the router, in a Loc-RIB.
    #[inline]
    #[must_use]
    pub const fn asn(&self) -> Asn {
        Asn(self.asn)
    }

    /// The BGP identifier of the peer; of the router, in a Loc-RIB.
    #[inline]
    #[must_use]
    pub const fn bgp_id(&self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.bgp_id)
    }

    /// When the routes were received, since 1970-01-01 UTC; `None` where that is not known.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Duration> {
        match (self.seconds, self.microseconds) {
            (0, 0) => None,
            // One over a million, which is not what it should be, goes into the seconds.
            (seconds, microseconds) => Some(Duration::from_micros(
                seconds as u64 * 1_000_000 + microseconds as u64,
            )),
        }
    }

    /// The seconds of the time, as they came.
    #[inline]
    #[must_use]
    pub const fn seconds(&self) -> u32 {
        self.seconds
    }

    /// The microseconds of the time, as they came.
    #[inline]
    #[must_use]
    pub const fn microseconds(&self) -> u32 {
        self.microseconds
    }

    /// The table that the message speaks of, where the type of the peer is known.
    #[must_use]
    pub fn rib(&self) -> Option<Rib> {
        let flags = self.flags();
        match (
            self.has_address(),
            flags.contains(PeerFlags::ADJ_RIB_OUT),
            flags.contains(PeerFlags::POST_POLICY),
        ) {
            (true, false, false) => Some(Rib::AdjRibInPre),
            (true, false, true) => Some(Rib::AdjRibInPost),
            (true, true, false) => Some(Rib::AdjRibOutPre),
            (true, true, true) => Some(Rib::AdjRibOutPost),
            (false, ..) => self.is_loc_rib().then_some(Rib::LocRib),
        }
    }

    /// How wide AS numbers are in the routes of this message: two octets where the A flag is set. Always four in a
    /// Loc-RIB ([RFC 9069, section 5.4.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.4.1)), and where the type
    /// of the peer is not known.
    #[inline]
    #[must_use]
    pub const fn asn_width(&self) -> AsnWidth {
        if self.has_address() && self.flags().contains(PeerFlags::TWO_OCTET_AS) {
            AsnWidth::Two
        } else {
            AsnWidth::Four
        }
    }

    /// Whether routes go to the peer (O flag).
    #[inline]
    #[must_use]
    pub const fn is_adj_rib_out(&self) -> bool {
        self.has_address() && self.flags().contains(PeerFlags::ADJ_RIB_OUT)
    }

    /// Whether this is the Loc-RIB, not a peer.
    #[inline]
    #[must_use]
    pub const fn is_loc_rib(&self) -> bool {
        self.peer_type == 3
    }

    /// Whether a Loc-RIB is filtered (F flag).
    #[must_use]
    pub const fn is_filtered(&self) -> bool {
        self.is_loc_rib() && self.flags().contains(PeerFlags::FILTERED)
    }

    /// Whether addresses of this message are of IPv6 (V flag).
    #[inline]
    pub(crate) const fn is_ipv6(&self) -> bool {
        self.has_address() && self.flags().contains(PeerFlags::IPV6)
    }

    /// Whether it is of a type whose V, L, A and O flags are defined.
    #[inline]
    const fn has_address(&self) -> bool {
        self.peer_type < 3
    }

    /// The type, as it came.
    #[inline]
    pub(super) const fn type_octet(&self) -> u8 {
        self.peer_type
    }

    /// The address field, in two words.
    #[inline]
    pub(super) const fn address_words(&self) -> [u64; 2] {
        self.address
    }
}

#[cfg(feature = "serde")]
pub(crate) use json::words;

/// An address in two words, an IPv4 one in the last four octets.
pub(crate) fn address_words(address: IpAddr) -> [u64; 2] {
    match address {
        IpAddr::V4(address) => [0, address.to_bits().into()],
        IpAddr::V6(address) => [(address.to_bits() >> 64) as u64, address.to_bits() as u64],
    }
}

/// The address in two words.
pub(crate) fn words_address([high, low]: [u64; 2], ipv6: bool) -> IpAddr {
    match u32::try_from(low) {
        Ok(address) if !ipv6 && high == 0 => Ipv4Addr::from_bits(address).into(),
        _ => Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low)).into(),
    }
}

impl Decode<'_> for PerPeerHeader {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut fields = match reader.sub(PER_PEER_LEN) {
            Ok(fields) => fields,
            Err(error) => return Err(error.within(What::PerPeerHeader)),
        };
        Ok(PerPeerHeader {
            peer_type: fields.u8()?,
            flags: fields.u8()?,
            distinguisher: fields.u64()?,
            address: fields.words()?,
            asn: fields.u32()?,
            bgp_id: fields.u32()?,
            seconds: fields.u32()?,
            microseconds: fields.u32()?,
        })
    }
}

impl PerPeerHeader {
    /// Puts it into the head of a message.
    #[inline(always)]
    pub(crate) fn fill<'a>(&self, fields: Fields<'a>) -> Fields<'a> {
        let [high, low] = self.address;
        fields
            .with([self.peer_type, self.flags])
            .with(self.distinguisher.to_be_bytes())
            .with(high.to_be_bytes())
            .with(low.to_be_bytes())
            .with(self.asn.to_be_bytes())
            .with(self.bgp_id.to_be_bytes())
            .with(self.seconds.to_be_bytes())
            .with(self.microseconds.to_be_bytes())
    }
}

impl Encode for PerPeerHeader {
    #[inline]
    fn encoded_len(&self) -> usize {
        PER_PEER_LEN
    }

    #[inline]
    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let mut octets = [0; PER_PEER_LEN];
        self.fill(Fields::of(&mut octets)).end();
        out.put_slice(&octets);
        Ok(())
    }
}

/// The address and the AS, with the distinguisher where there is one: `192.0.2.1 AS65001`, `loc-rib AS65001`.
impl fmt::Display for PerPeerHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address() {
            Some(address) => write!(f, "{address} AS{}", self.asn)?,
            None => write!(f, "{} AS{}", self.peer_type(), self.asn)?,
        }
        match self.distinguisher {
            0 => Ok(()),
            _ => write!(f, " rd {}", self.distinguisher()),
        }
    }
}

impl fmt::Debug for PerPeerHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PerPeerHeader")
            .field("peer_type", &self.peer_type())
            .field("flags", &self.flags())
            .field("distinguisher", &self.distinguisher())
            .field("address", &words_address(self.address, self.is_ipv6()))
            .field("asn", &self.asn())
            .field("bgp_id", &self.bgp_id())
            .field("timestamp", &self.timestamp())
            .finish()
    }
}
