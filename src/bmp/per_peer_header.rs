//! The per-peer header ([RFC 7854, section 4.2](https://www.rfc-editor.org/rfc/rfc7854#section-4.2),
//! [RFC 8671, section 4](https://www.rfc-editor.org/rfc/rfc8671#section-4),
//! [RFC 9069, section 4](https://www.rfc-editor.org/rfc/rfc9069#section-4)).
//!
//! ```text
//! peer type u8, flags u8, distinguisher u64, address 16 bytes, AS u32, BGP identifier u32,
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
    /// The type of a peer ([RFC 7854, section 4.2](https://www.rfc-editor.org/rfc/rfc7854#section-4.2)).
    PeerType(u8) {
        /// A peer in the router's global instance.
        0 Global "global",
        /// A peer in a VRF, with the route distinguisher of the VRF.
        1 Rd "rd",
        /// A peer in a local instance, with a number that the router chose.
        2 Local "local",
        /// Not a peer: a Loc-RIB ([RFC 9069](https://www.rfc-editor.org/rfc/rfc9069)).
        3 LocRib "loc-rib",
    }
}

flags! {
    /// The flags of a per-peer header: one byte, whose bits depend on the [`PeerType`].
    PeerFlags(u8) {
        /// V: the address is an IPv6 address. Not for Loc-RIBs.
        0x80 IPV6,
        /// L: the routes are post-policy. Not for Loc-RIBs.
        0x40 POST_POLICY,
        /// A: AS numbers have two bytes. Not for Loc-RIBs.
        0x20 TWO_OCTET_AS,
        /// O: the routes are sent to the peer, not received from it
        /// ([RFC 8671](https://www.rfc-editor.org/rfc/rfc8671)). Not for Loc-RIBs.
        0x10 ADJ_RIB_OUT,
        /// F: the router does not export all routes ([RFC 9069](https://www.rfc-editor.org/rfc/rfc9069)). For Loc-RIBs
        /// only.
        0x80 FILTERED,
    }
}

/// The table of the router (RIB view) that a message belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Rib {
    /// Routes received from the peer, before the inbound policy.
    AdjRibInPre,
    /// Routes received from the peer, after the inbound policy.
    AdjRibInPost,
    /// Routes for the peer, before the outbound policy.
    AdjRibOutPre,
    /// Routes sent to the peer, after the outbound policy.
    AdjRibOutPost,
    /// Routes that the router selected.
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

/// The per-peer header: which peer a message belongs to, and when its routes were received.
///
/// Equality and hash use all fields, so two headers of one peer may differ in flags and time. To index by peer, use the
/// [`key`](PerPeerHeader::key), together with the [`rib`](PerPeerHeader::rib) if the table matters.
///
/// ```
/// use bmp_codec::bmp::{PeerType, PerPeerHeader, Rib};
/// use bmp_codec::net::Asn;
///
/// let peer =
///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
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

/// The length of a per-peer header in bytes.
pub(crate) const PER_PEER_LEN: usize = 42;

/// The offset in a frame at which the per-peer header ends.
pub(crate) const PER_PEER_END: usize = HEADER_LEN + PER_PEER_LEN;

impl PerPeerHeader {
    /// Returns the peer type.
    #[inline]
    #[must_use]
    pub fn peer_type(&self) -> PeerType {
        self.peer_type.into()
    }

    /// Returns the flags, unchanged.
    #[inline]
    #[must_use]
    pub const fn flags(&self) -> PeerFlags {
        PeerFlags(self.flags)
    }

    /// Returns the distinguisher, which tells peers with the same address apart: the route distinguisher of a VRF, or a
    /// number that the router chose.
    #[inline]
    #[must_use]
    pub const fn distinguisher(&self) -> RouteDistinguisher {
        RouteDistinguisher(self.distinguisher)
    }

    /// Returns the address of the peer, as IPv4 or IPv6 depending on the V flag, or `None` for a Loc-RIB and unknown
    /// peer types.
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

    /// Returns the bytes of the address field, unchanged.
    #[inline]
    #[must_use]
    pub fn address_octets(&self) -> [u8; 16] {
        let [high, low] = self.address;
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }

    /// Returns the AS of the peer; for a Loc-RIB, the AS of the router.
    #[inline]
    #[must_use]
    pub const fn asn(&self) -> Asn {
        Asn(self.asn)
    }

    /// Returns the BGP identifier of the peer; for a Loc-RIB, the BGP identifier of the router.
    #[inline]
    #[must_use]
    pub const fn bgp_id(&self) -> Ipv4Addr {
        Ipv4Addr::from_bits(self.bgp_id)
    }

    /// Returns when the routes were received, since 1970-01-01 UTC, or `None` if that is unknown.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Duration> {
        match (self.seconds, self.microseconds) {
            (0, 0) => None,
            // A value over one million is wrong; it carries over into the seconds.
            (seconds, microseconds) => Some(Duration::from_micros(
                seconds as u64 * 1_000_000 + microseconds as u64,
            )),
        }
    }

    /// Returns the seconds of the time, unchanged.
    #[inline]
    #[must_use]
    pub const fn seconds(&self) -> u32 {
        self.seconds
    }

    /// Returns the microseconds of the time, unchanged.
    #[inline]
    #[must_use]
    pub const fn microseconds(&self) -> u32 {
        self.microseconds
    }

    /// Returns the table that the message belongs to, or `None` if the peer type is unknown.
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

    /// Returns the width of AS numbers in the routes of this message: two bytes if the A flag is set, else four. It is
    /// always four for a Loc-RIB ([RFC 9069, section 5.4.1](https://www.rfc-editor.org/rfc/rfc9069#section-5.4.1)) and
    /// for unknown peer types.
    #[inline]
    #[must_use]
    pub const fn asn_width(&self) -> AsnWidth {
        if self.has_address() && self.flags().contains(PeerFlags::TWO_OCTET_AS) {
            AsnWidth::Two
        } else {
            AsnWidth::Four
        }
    }

    /// Returns whether the routes are sent to the peer (O flag).
    #[inline]
    #[must_use]
    pub const fn is_adj_rib_out(&self) -> bool {
        self.has_address() && self.flags().contains(PeerFlags::ADJ_RIB_OUT)
    }

    /// Returns whether the header is one of a Loc-RIB.
    #[inline]
    #[must_use]
    pub const fn is_loc_rib(&self) -> bool {
        self.peer_type == 3
    }

    /// Returns whether a Loc-RIB is filtered (F flag).
    #[must_use]
    pub const fn is_filtered(&self) -> bool {
        self.is_loc_rib() && self.flags().contains(PeerFlags::FILTERED)
    }

    /// Returns whether the addresses of this message are IPv6 addresses (V flag).
    #[inline]
    pub(crate) const fn is_ipv6(&self) -> bool {
        self.has_address() && self.flags().contains(PeerFlags::IPV6)
    }

    /// Returns whether the peer type defines the flags V, L, A and O.
    #[inline]
    const fn has_address(&self) -> bool {
        self.peer_type < 3
    }

    /// Returns the byte of the peer type, unchanged.
    #[inline]
    pub(super) const fn type_octet(&self) -> u8 {
        self.peer_type
    }

    /// Returns the address field as two words.
    #[inline]
    pub(super) const fn address_words(&self) -> [u64; 2] {
        self.address
    }
}

#[cfg(feature = "serde")]
pub(crate) use json::words;

/// Returns an address as two words; an IPv4 address takes the last four bytes.
pub(crate) fn address_words(address: IpAddr) -> [u64; 2] {
    match address {
        IpAddr::V4(address) => [0, address.to_bits().into()],
        IpAddr::V6(address) => [(address.to_bits() >> 64) as u64, address.to_bits() as u64],
    }
}

/// Returns the address of two words.
pub(crate) fn words_address([high, low]: [u64; 2], ipv6: bool) -> IpAddr {
    match u32::try_from(low) {
        Ok(address) if !ipv6 && high == 0 => Ipv4Addr::from_bits(address).into(),
        _ => Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low)).into(),
    }
}

impl Decode<'_> for PerPeerHeader {
    #[inline]
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        PerPeerHeader::of(PerPeerHeader::fields(reader)?)
    }
}

impl PerPeerHeader {
    /// Takes the bytes of the header.
    #[inline(always)]
    pub(super) fn fields<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>, DecodeError> {
        match reader.sub(PER_PEER_LEN) {
            Ok(fields) => Ok(fields),
            Err(error) => Err(error.within(What::PerPeerHeader)),
        }
    }

    /// Decodes the header from its bytes.
    #[inline(always)]
    pub(super) fn of(mut fields: Reader<'_>) -> Result<PerPeerHeader, DecodeError> {
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
    /// Fills the header into the head of a message.
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

/// The address and the AS, and the distinguisher if it is not zero: `192.0.2.1 AS65001`, `loc-rib AS65001`.
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
