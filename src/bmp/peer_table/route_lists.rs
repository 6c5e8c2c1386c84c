//! The lists of routes in the octets of an UPDATE, and its AS_PATH: found by headers, before anything is read.

use crate::bgp::attribute::{
    Aggregator, As4Aggregator, As4Path, AsPath, MpReach, MpUnreach, PathAttributes, seek,
};
use crate::bgp::nlri::{Family, Ipv4Prefix, Routes};
use crate::bgp::{HEADER_LEN, Session};
use crate::net::AsnWidth;
use crate::wire::{Decode, Reader};

/// What of an UPDATE says how it is to be read. Empty where there is none, or where it cannot be found.
#[derive(Clone, Copy, Default)]
pub(super) struct RouteLists<'a> {
    withdrawn_routes: &'a [u8],
    attributes: &'a [u8],
    nlri: &'a [u8],
}

/// Routes of one family.
#[derive(Clone, Copy)]
pub(super) struct RouteList<'a> {
    pub(super) family: Family,
    pub(super) octets: &'a [u8],
    pub(super) withdrawn: bool,
}

impl<'a> RouteLists<'a> {
    /// The lists in a BGP message with its header. Octets behind its end are not looked at.
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

    /// How wide AS numbers are, by the octets: as wide as the AS_PATH can be read, where that is one width only; else as
    /// wide as an AGGREGATOR beside it has them; else of two octets where there is an AS4_PATH or AS4_AGGREGATOR, which
    /// peers with four do not send ([RFC 6793, section 4.1](https://www.rfc-editor.org/rfc/rfc6793#section-4.1)).
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

    /// Whether all of the UPDATE can be read in a session.
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

    /// The value of the last attribute of a code.
    fn value(&self, code: u8) -> Option<&'a [u8]> {
        values(self.attributes, code).last()
    }

    /// The lists that are not empty, those that are withdrawn first.
    pub(super) fn iter(&self) -> impl Iterator<Item = RouteList<'a>> {
        let ipv4 = |octets, withdrawn| {
            Some(RouteList {
                family: Family::IPV4_UNICAST,
                octets,
                withdrawn,
            })
        };
        // Of each attribute there should be one; of several, all are lists.
        let unreach = values(self.attributes, MpUnreach::CODE).filter_map(unreach);
        let reach = values(self.attributes, MpReach::CODE).filter_map(reach);
        ipv4(self.withdrawn_routes, true)
            .into_iter()
            .chain(unreach)
            .chain(reach)
            .chain(ipv4(self.nlri, false))
            .filter(|list| !list.octets.is_empty())
    }
}

/// The values of the attributes of a code.
fn values(attributes: &[u8], code: u8) -> impl Iterator<Item = &[u8]> {
    let mut attributes = Reader::new(attributes);
    core::iter::from_fn(move || Some(seek(&mut attributes, code)?.ok()?.peek()))
}

/// What a length of two octets counts, and what is behind it.
fn counted(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = octets.split_first_chunk()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

fn reach(value: &[u8]) -> Option<RouteList<'_>> {
    let (family, rest) = family(value)?;
    let (next_hop_length, rest) = rest.split_first()?;
    // Behind the next hop there is a reserved octet.
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
