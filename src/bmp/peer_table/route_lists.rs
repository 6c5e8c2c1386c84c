//! Finds the lists of routes and the AS_PATH in the bytes of an UPDATE, by headers only, before anything is decoded.

use crate::bgp::attribute::{
    Aggregator, As4Aggregator, As4Path, AsPath, MpReach, MpUnreach, PathAttributes, headers,
};
use crate::bgp::nlri::{Family, Ipv4Prefix, Routes};
use crate::bgp::{HEADER_LEN, Session};
use crate::net::AsnWidth;
use crate::wire::{Decode, Reader};

/// The parts of an UPDATE that show how to decode it. Empty if there is no UPDATE, or if its parts cannot be found.
#[derive(Clone, Copy, Default)]
pub(super) struct RouteLists<'a> {
    withdrawn_routes: &'a [u8],
    attributes: &'a [u8],
    nlri: &'a [u8],
}

/// A list of routes of one family.
#[derive(Clone, Copy)]
pub(super) struct RouteList<'a> {
    pub(super) family: Family,
    pub(super) octets: &'a [u8],
    pub(super) withdrawn: bool,
}

impl<'a> RouteLists<'a> {
    /// Returns the lists in a BGP message with its header. Bytes after its end are ignored.
    pub(super) fn of(pdu: &'a [u8]) -> RouteLists<'a> {
        RouteLists::in_pdu(pdu).unwrap_or_default()
    }

    fn in_pdu(pdu: &'a [u8]) -> Option<RouteLists<'a>> {
        const UPDATE: u8 = 2;
        let [high, low, UPDATE] = *pdu.get(16..HEADER_LEN)? else {
            return None;
        };
        let body = pdu.get(HEADER_LEN..usize::from(u16::from_be_bytes([high, low])))?;
        let (withdrawn_routes, rest) = counted(body)?;
        let (attributes, nlri) = counted(rest)?;
        Some(RouteLists {
            withdrawn_routes,
            attributes,
            nlri,
        })
    }

    /// Returns the width of AS numbers that the bytes show: the only width that the AS_PATH fits; else the width of the
    /// AGGREGATOR; else two bytes if there is an AS4_PATH or AS4_AGGREGATOR, which speakers with four-octet AS numbers
    /// do not send each other ([RFC 6793, section 4.1](https://www.rfc-editor.org/rfc/rfc6793#section-4.1)).
    pub(super) fn asn_width(&self) -> Option<AsnWidth> {
        let path = self.value(AsPath::CODE).unwrap_or_default();
        let can_be = |width| {
            let session = Session::default().with_asn_width(width);
            AsPath::from_octets_in(path, session).is_ok()
        };
        match (can_be(AsnWidth::Two), can_be(AsnWidth::Four)) {
            (true, false) => return Some(AsnWidth::Two),
            (false, true) => return Some(AsnWidth::Four),
            (false, false) => return None,
            (true, true) => {}
        }
        match self.value(Aggregator::CODE) {
            Some([_, _, _, _, _, _]) => return Some(AsnWidth::Two),
            Some([_, _, _, _, _, _, _, _]) => return Some(AsnWidth::Four),
            _ => {}
        }
        let codes = [As4Path::CODE, As4Aggregator::CODE];
        let is_there = |code| self.value(code).is_some();
        codes.into_iter().any(is_there).then_some(AsnWidth::Two)
    }

    /// Returns whether all of the UPDATE can be decoded in a session.
    pub(super) fn are_whole(&self, session: Session) -> bool {
        let routes = |octets| {
            Routes::<Ipv4Prefix, _>::over(octets, session)
                .check()
                .is_ok()
        };
        routes(self.withdrawn_routes)
            && PathAttributes::over(self.attributes, session)
                .check()
                .is_ok()
            && routes(self.nlri)
    }

    /// Returns the value of the first attribute with a code, which is the one that counts
    /// ([RFC 7606, section 3 g](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
    fn value(&self, code: u8) -> Option<&'a [u8]> {
        let mut all = attributes(self.attributes);
        all.find_map(|(other, value)| (other == code).then_some(value))
    }

    /// Returns whether the UPDATE announces routes of a family.
    pub(super) fn announces(&self, family: Family) -> bool {
        self.iter()
            .any(|list| !list.withdrawn && list.family == family)
    }

    /// Returns the lists that are not empty, in the order of the UPDATE.
    pub(super) fn iter(&self) -> impl Iterator<Item = RouteList<'a>> {
        let ipv4 = |octets, withdrawn| {
            Some(RouteList {
                family: Family::IPV4_UNICAST,
                octets,
                withdrawn,
            })
        };
        // An UPDATE should have one of each attribute; if it has several, all are lists.
        let others = attributes(self.attributes).filter_map(|(code, value)| match code {
            MpReach::CODE => reach(value),
            MpUnreach::CODE => unreach(value),
            _ => None,
        });
        ipv4(self.withdrawn_routes, true)
            .into_iter()
            .chain(others)
            .chain(ipv4(self.nlri, false))
            .filter(|list| !list.octets.is_empty())
    }
}

/// Returns code and value of all attributes, by their headers, up to one that is longer than the rest.
fn attributes(octets: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    headers(Reader::new(octets)).map(|(header, value)| (header.code, value.peek()))
}

/// Decodes a length of two bytes; returns the bytes that it counts, and the rest.
fn counted(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = octets.split_first_chunk()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

fn reach(value: &[u8]) -> Option<RouteList<'_>> {
    let (family, rest) = family(value)?;
    let (next_hop_length, rest) = rest.split_first()?;
    // A reserved byte follows the next hop.
    let octets = rest.get(usize::from(*next_hop_length) + 1..)?;
    Some(RouteList {
        family,
        octets,
        withdrawn: false,
    })
}

fn unreach(value: &[u8]) -> Option<RouteList<'_>> {
    let (family, octets) = family(value)?;
    Some(RouteList {
        family,
        octets,
        withdrawn: true,
    })
}

fn family(value: &[u8]) -> Option<(Family, &[u8])> {
    let ([high, low, safi], rest) = value.split_first_chunk()?;
    Some((Family::new(u16::from_be_bytes([*high, *low]), *safi), rest))
}
