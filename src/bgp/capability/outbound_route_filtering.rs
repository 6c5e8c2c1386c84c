//! Outbound Route Filtering, capability 3, and prestandard code 130
//! ([RFC 5291, section 5](https://www.rfc-editor.org/rfc/rfc5291#section-5)).
//!
//! ```text
//! for each family: AFI u16, reserved u8, SAFI u8, number u8, then number times: ORF type u8, send/receive u8
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::capability::Multiprotocol;
use crate::bgp::nlri::Family;
use crate::bgp::orf::OrfType;
use crate::wire::{
    Array, Decode, DecodeError, Element, Encode, EncodeError, List, Reader, Writer, count_u8,
    layout, map_octets, plain, sealed,
};

layout! {
    /// Outbound Route Filtering: the filters that the speaker sends to its peer or accepts from it, for each family.
    ///
    /// Code 129 was assigned both to this and to Routing Policy Distribution, so it is not decoded. If you know that it
    /// is Outbound Route Filtering, decode the value of the
    /// [`UnknownCapability`](crate::bgp::capability::UnknownCapability) with [`Decode::from_octets`].
    ///
    /// ```
    /// use bmp_codec::Encode;
    /// use bmp_codec::bgp::capability::{Capability, Orf, OrfFamily, OutboundRouteFiltering};
    /// use bmp_codec::bgp::{nlri::Family, orf::OrfType};
    ///
    /// let prefixes = Orf::new(OrfType::AddressPrefix, Orf::BOTH);
    /// let family = OrfFamily::new(Family::IPV4_UNICAST, [prefixes]);
    /// let filtering = OutboundRouteFiltering::new([family])?;
    /// let capability = Capability::from(filtering);
    /// assert_eq!(capability.to_vec()?, [3, 7, 0, 1, 0, 1, 1, 64, 3]);
    /// let text = "Outbound Route Filtering ipv4-unicast (address-prefix both)";
    /// assert_eq!(capability.to_string(), text);
    /// # Ok::<(), bmp_codec::EncodeError>(())
    /// ```
    ///
    /// `Display` writes the families in order:
    /// `ipv4-unicast (address-prefix both), ipv6-unicast (address-prefix receive)`.
    pub struct OutboundRouteFiltering<B> by readable {
        ;
        /// The families. In a decoded capability, every one of them is well-formed.
        pub families: List<OrfFamily, B>,
    } text |filtering, f| filtering.families.fmt(f);
}

impl OutboundRouteFiltering {
    /// Returns a capability for families with their filters.
    ///
    /// # Errors
    /// [`EncodeError::TooMany`] if a family has more than 255 filters.
    pub fn new(
        families: impl IntoIterator<Item = OrfFamily>,
    ) -> Result<OutboundRouteFiltering, EncodeError> {
        let families = List::of(families)?;
        Ok(OutboundRouteFiltering { families })
    }
}

/// Decodes families that are known to be well-formed.
fn readable<'a, T>(
    reader: &mut Reader<'a>,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let mut ahead = *reader;
    while !ahead.is_empty() {
        OrfFamily::decode(&mut ahead)?;
    }
    read(reader)
}

/// One family of an Outbound Route Filtering capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrfFamily<B: AsRef<[u8]> = Vec<u8>> {
    /// The family.
    pub family: Family,
    /// The reserved byte, as received. Receivers ignore it.
    pub reserved: u8,
    /// The filters: 255 at most.
    pub filters: Array<Orf, B>,
}
map_octets!(OrfFamily { filters; family, reserved });

impl OrfFamily {
    /// Returns an entry for a family and its filters.
    pub fn new(family: Family, filters: impl IntoIterator<Item = Orf>) -> OrfFamily {
        OrfFamily {
            family,
            reserved: 0,
            filters: filters.into_iter().collect(),
        }
    }
}

impl sealed::Element for OrfFamily {}

impl Element for OrfFamily {
    type At<'s> = OrfFamily<&'s [u8]>;
    type Error<'s> = DecodeError;
    type Context = ();

    fn take<'s>(reader: &mut Reader<'s>) -> Result<OrfFamily<&'s [u8]>, DecodeError> {
        plain(reader)
    }
}

impl<'a> Decode<'a> for OrfFamily<&'a [u8]> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let Multiprotocol { family, reserved } = reader.read()?;
        let number = usize::from(reader.u8()?);
        let filters = reader.sub(2 * number)?.read()?;
        Ok(OrfFamily {
            family,
            reserved,
            filters,
        })
    }
}

impl<B: AsRef<[u8]>> Encode for OrfFamily<B> {
    fn encoded_len(&self) -> usize {
        5 + self.filters.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        let (family, reserved) = (self.family, self.reserved);
        Multiprotocol { family, reserved }.put(out)?;
        out.put_u8(count_u8("outbound route filters", self.filters.len())?);
        self.filters.put(out)
    }
}

/// Writes `ipv4-unicast (address-prefix both)`.
impl<B: AsRef<[u8]>> fmt::Display for OrfFamily<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.family, self.filters)
    }
}

layout! {
    fixed ", ";
    /// An ORF type, and who sends such filters.
    pub struct Orf {
        /// The ORF type: what the filters match.
        pub orf_type: OrfType,
        /// 1: the speaker accepts filters from the peer, 2: it sends filters, 3: both.
        pub mode: u8,
    }
}

impl Orf {
    /// The speaker accepts filters from the peer.
    pub const RECEIVE: u8 = 1;
    /// The speaker sends filters to the peer.
    pub const SEND: u8 = 2;
    /// The speaker does both.
    pub const BOTH: u8 = 3;

    /// Returns an entry for an ORF type, and what the speaker does with such filters: one of the three constants above.
    #[must_use]
    pub const fn new(orf_type: OrfType, mode: u8) -> Orf {
        Orf { orf_type, mode }
    }

    /// Returns whether the speaker sends filters.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self.mode, Orf::SEND | Orf::BOTH)
    }

    /// Returns whether the speaker accepts filters.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self.mode, Orf::RECEIVE | Orf::BOTH)
    }
}

/// Writes `address-prefix both`.
impl fmt::Display for Orf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mode {
            Orf::RECEIVE => write!(f, "{} receive", self.orf_type),
            Orf::SEND => write!(f, "{} send", self.orf_type),
            Orf::BOTH => write!(f, "{} both", self.orf_type),
            mode => write!(f, "{} mode {mode}", self.orf_type),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::capability::Capability;
    use crate::bgp::capability::tests::{code_is_first, malformed};
    use crate::testkit::{cases, exact, variant};

    #[test]
    fn octets_and_text() {
        let filters = [OrfType::AddressPrefix, OrfType::PrestandardAddressPrefix]
            .map(|orf_type| Orf::new(orf_type, Orf::BOTH));
        let built =
            OutboundRouteFiltering::new([OrfFamily::new(Family::IPV4_UNICAST, filters)]).unwrap();
        // From a capture: tshark shows IPv4 unicast and two filters of types 64 and 128, both ways. The last one has
        // the prestandard code; tshark shows the same.
        cases! { Capability<&[u8]>, each code_is_first;
            "03 09 000100 01 02 4003 8003" is Capability::OutboundRouteFiltering(built)
                => "Outbound Route Filtering ipv4-unicast (address-prefix both, prestandard-address-prefix both)"
                => r#"{"outbound_route_filtering":{"families":[{"family":"ipv4-unicast","reserved":0,"filters":[
                    {"orf_type":"address-prefix","mode":3},{"orf_type":"prestandard-address-prefix","mode":3}]}]}}"#,
            "03 00" => "Outbound Route Filtering",
            "82 07 000100 01 01 8003"
                => "Prestandard Outbound Route Filtering ipv4-unicast (prestandard-address-prefix both)",
        }
        // The other prestandard code has two meanings: its value can be decoded as this capability.
        let octets = [129, 7, 0, 1, 0, 1, 1, 128, 3];
        let unknown = variant!(
            Capability::from_octets(&octets).unwrap(),
            Capability::Unknown
        );
        let filtering = OutboundRouteFiltering::from_octets(unknown.octets.0).unwrap();
        assert_eq!(
            filtering.to_string(),
            "ipv4-unicast (prestandard-address-prefix both)"
        );
    }

    #[test]
    fn several_families() {
        let octets = [3, 14, 0, 1, 9, 1, 0, 0, 2, 0, 1, 2, 65, 1, 7, 2];
        let capability: Capability<&[u8]> = exact(&octets);
        assert_eq!(
            capability.to_string(),
            "Outbound Route Filtering ipv4-unicast (), ipv6-unicast (cp-orf receive, orf type 7 send)"
        );
        let filtering = variant!(capability, Capability::OutboundRouteFiltering);
        let families: Vec<_> = filtering.families.iter().map(Result::unwrap).collect();
        assert_eq!((families[0].reserved, families[0].filters.len()), (9, 0));
        let filters: Vec<_> = families[1].filters.iter().collect();
        assert!(filters[0].receives() && !filters[0].sends());
        assert!(filters[1].sends() && !filters[1].receives());
    }

    #[test]
    fn malformed_ones() {
        // No number; a number above that of the filters; a second family that is cut off.
        cases! { Capability<&[u8]>, errors malformed;
            "03 04 00010001" => error "capability Outbound Route Filtering at byte 6: 1 byte is missing",
            "03 07 000100 01 02 4003" => error "capability Outbound Route Filtering at byte 7: 2 bytes are missing",
            "03 08 000100 01 01 4003 00" => error "capability Outbound Route Filtering at byte 9: 1 byte is missing",
            "82 04 00010001" => error "capability Prestandard Outbound Route Filtering at byte 6: 1 byte is missing",
            "82 07 000100 01 02 4003" => error "capability Prestandard Outbound Route Filtering at byte 7: 2 bytes are missing",
            "82 08 000100 01 01 4003 00" => error "capability Prestandard Outbound Route Filtering at byte 9: 1 byte is missing",
        }
    }

    #[test]
    fn too_many() {
        let filter = Orf::new(OrfType::AddressPrefix, Orf::SEND);
        let family = OrfFamily::new(Family::IPV4_UNICAST, [filter; 256]);
        assert!(OutboundRouteFiltering::new([family]).is_err());
    }
}
