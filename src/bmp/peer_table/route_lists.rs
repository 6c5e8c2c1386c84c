//! The lists of routes in the octets of an UPDATE, and its AS_PATH: found by headers, before anything is read.

use crate::bgp::attribute::{
    Aggregator, As4Aggregator, As4Path, AsPath, MpReach, MpUnreach, PathAttributes,
};
use crate::bgp::nlri::{Family, Ipv4Prefix, Routes};
use crate::bgp::{HEADER_LEN, Session};
use crate::net::AsnWidth;
use crate::wire::Decode;

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

    /// The value of the first attribute of a code: that is the one that counts
    /// ([RFC 7606, section 3 g](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
    fn value(&self, code: u8) -> Option<&'a [u8]> {
        let mut all = attributes(self.attributes);
        all.find_map(|(other, value)| (other == code).then_some(value))
    }

    /// The lists that are not empty, in the order of the UPDATE.
    pub(super) fn iter(&self) -> impl Iterator<Item = RouteList<'a>> {
        let ipv4 = |octets, withdrawn| {
            Some(RouteList {
                family: Family::IPV4_UNICAST,
                octets,
                withdrawn,
            })
        };
        // Of each attribute there should be one; of several, all are lists.
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

/// All attributes by their headers, up to one that is longer than what is left: code and value.
fn attributes(mut rest: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    const EXTENDED: u8 = 0x10;
    core::iter::from_fn(move || {
        let ([flags, code, length], behind) = rest.split_first_chunk()?;
        let (length, behind) = if flags & EXTENDED == 0 {
            (usize::from(*length), behind)
        } else {
            let (low, behind) = behind.split_first()?;
            (usize::from(*length) << 8 | usize::from(*low), behind)
        };
        let (value, behind) = behind.split_at_checked(length)?;
        rest = behind;
        Some((*code, value))
    })
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
