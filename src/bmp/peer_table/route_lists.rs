//! Finds the lists of routes and the AS_PATH in the bytes of an UPDATE, by headers only, before anything is decoded.

use crate::bgp::attribute::{
    Aggregator, As4Aggregator, As4Path, AsPath, Header, MpReach, MpUnreach, PathAttributes, split,
};
use crate::bgp::nlri::{Family, FamilySet, Ipv4Prefix, Routes};
use crate::bgp::{HEADER_LEN, Session};
use crate::net::AsnWidth;
use crate::wire::Decode;

/// The parts of an UPDATE that show how to decode it. Empty if there is no UPDATE, or if its parts cannot be found.
#[derive(Clone, Copy)]
pub(super) struct RouteLists<'a> {
    withdrawn_routes: &'a [u8],
    attributes: &'a [u8],
    nlri: &'a [u8],
    /// The lists in the attributes, found once: the first `count` of them.
    found: [RouteList<'a>; ROOM],
    count: usize,
    /// The attributes from the first one on whose list has no room.
    others: &'a [u8],
    /// The values that show the width of AS numbers. Of attributes that appear twice the first one counts
    /// ([RFC 7606, section 3 g](https://www.rfc-editor.org/rfc/rfc7606#section-3)).
    as_path: Option<&'a [u8]>,
    aggregator: Option<&'a [u8]>,
    has_as4: bool,
}

/// An UPDATE should have one MP_REACH_NLRI and one MP_UNREACH_NLRI.
const ROOM: usize = 2;

/// A list of routes of one family.
#[derive(Clone, Copy)]
pub(super) struct RouteList<'a> {
    pub(super) family: Family,
    pub(super) octets: &'a [u8],
    pub(super) withdrawn: bool,
}

impl RouteList<'_> {
    const EMPTY: RouteList<'static> = RouteList {
        family: Family::IPV4_UNICAST,
        octets: &[],
        withdrawn: false,
    };
}

impl<'a> RouteLists<'a> {
    const NONE: RouteLists<'static> = RouteLists {
        withdrawn_routes: &[],
        attributes: &[],
        nlri: &[],
        found: [RouteList::EMPTY; ROOM],
        count: 0,
        others: &[],
        as_path: None,
        aggregator: None,
        has_as4: false,
    };

    /// Returns the lists in a BGP message with its header. Bytes after its end are ignored.
    pub(super) fn of(pdu: &'a [u8]) -> RouteLists<'a> {
        RouteLists::in_pdu(pdu).unwrap_or(RouteLists::NONE)
    }

    fn in_pdu(pdu: &'a [u8]) -> Option<RouteLists<'a>> {
        const UPDATE: u8 = 2;
        let [high, low, UPDATE] = *pdu.get(16..HEADER_LEN)? else {
            return None;
        };
        let body = pdu.get(HEADER_LEN..usize::from(u16::from_be_bytes([high, low])))?;
        let (withdrawn_routes, rest) = counted(body)?;
        let (attributes, nlri) = counted(rest)?;
        let mut lists = RouteLists {
            withdrawn_routes,
            attributes,
            nlri,
            ..RouteLists::NONE
        };
        lists.find();
        Some(lists)
    }

    /// Finds everything in the attributes, by their headers.
    fn find(&mut self) {
        let mut rest = self.attributes;
        let mut is_full = false;
        while let Some((Header { code, .. }, value, behind)) = split(rest) {
            let list = match code {
                MpReach::CODE | MpUnreach::CODE => list(code, value),
                AsPath::CODE => {
                    self.as_path = self.as_path.or(Some(value));
                    None
                }
                Aggregator::CODE => {
                    self.aggregator = self.aggregator.or(Some(value));
                    None
                }
                As4Path::CODE | As4Aggregator::CODE => {
                    self.has_as4 = true;
                    None
                }
                _ => None,
            };
            if let Some(list) = list.filter(|_| !is_full) {
                match self.found.get_mut(self.count) {
                    Some(place) => {
                        *place = list;
                        self.count += 1;
                    }
                    None => {
                        self.others = rest;
                        is_full = true;
                    }
                }
            }
            rest = behind;
        }
    }

    /// Returns whether there are attributes that may show the width of AS numbers.
    pub(super) fn shows_asn_width(&self) -> bool {
        self.as_path.is_some() || self.aggregator.is_some() || self.has_as4
    }

    /// Returns the width of AS numbers that the bytes show: the only width that the AS_PATH fits; else the width of the
    /// AGGREGATOR; else two bytes if there is an AS4_PATH or AS4_AGGREGATOR, which speakers with four-octet AS numbers
    /// do not send each other ([RFC 6793, section 4.1](https://www.rfc-editor.org/rfc/rfc6793#section-4.1)).
    pub(super) fn asn_width(&self) -> Option<AsnWidth> {
        let path = self.as_path.unwrap_or_default();
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
        match self.aggregator.map(<[u8]>::len) {
            Some(6) => return Some(AsnWidth::Two),
            Some(8) => return Some(AsnWidth::Four),
            _ => {}
        }
        self.has_as4.then_some(AsnWidth::Two)
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

    /// Returns the families that the UPDATE announces routes of.
    pub(super) fn announced(&self) -> FamilySet {
        let announced = self.iter().filter(|list| !list.withdrawn);
        announced.map(|list| list.family).collect()
    }

    /// Returns the lists that are not empty, in the order of the UPDATE.
    pub(super) fn iter(&self) -> Lists<'a> {
        Lists {
            withdrawn_routes: self.withdrawn_routes,
            found: self.found,
            count: self.count,
            next: 0,
            others: self.others,
            nlri: self.nlri,
        }
    }
}

/// The lists of an UPDATE that are left.
// By hand: iterators in a chain take twice the instructions, and an UPDATE may have thousands of lists.
pub(super) struct Lists<'a> {
    withdrawn_routes: &'a [u8],
    found: [RouteList<'a>; ROOM],
    count: usize,
    next: usize,
    others: &'a [u8],
    nlri: &'a [u8],
}

impl<'a> Iterator for Lists<'a> {
    type Item = RouteList<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<RouteList<'a>> {
        let ipv4 = |octets: &'a [u8], withdrawn| RouteList {
            family: Family::IPV4_UNICAST,
            octets,
            withdrawn,
        };
        if !self.withdrawn_routes.is_empty() {
            return Some(ipv4(core::mem::take(&mut self.withdrawn_routes), true));
        }
        if self.next < self.count {
            self.next += 1;
            return self.found.get(self.next - 1).copied();
        }
        // If an attribute appears more than once, all are lists.
        while let Some((header, value, behind)) = split(self.others) {
            self.others = behind;
            if let Some(list) = list(header.code, value) {
                return Some(list);
            }
        }
        self.others = &[];
        let nlri = core::mem::take(&mut self.nlri);
        (!nlri.is_empty()).then(|| ipv4(nlri, false))
    }
}

/// Returns the family of the first MP_REACH_NLRI. Written by hand: `seek` costs some 20 instructions more per message.
#[inline(always)]
pub(super) fn reached(mut attributes: &[u8]) -> Option<u32> {
    const EXTENDED: u8 = 0x10;
    loop {
        let [flags, code, length, ref rest @ ..] = *attributes else {
            return None;
        };
        if code == 14 {
            break;
        }
        attributes = if flags & EXTENDED == 0 {
            rest.get(usize::from(length)..)?
        } else {
            let (low, rest) = rest.split_first()?;
            rest.get(usize::from(length) << 8 | usize::from(*low)..)?
        };
    }
    // The length has one byte, or two.
    match *attributes.first_chunk()? {
        [flags, 14, _, a, b, c, _] if flags & EXTENDED == 0 => {
            Some(u32::from_be_bytes([0, a, b, c]))
        }
        [_, 14, _, _, b, c, d] => Some(u32::from_be_bytes([0, b, c, d])),
        _ => None,
    }
}

/// Decodes a length of two bytes; returns the bytes that it counts, and the rest.
fn counted(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = octets.split_first_chunk()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

/// Returns the list of an attribute, unless it is empty.
fn list(code: u8, value: &[u8]) -> Option<RouteList<'_>> {
    let list = match code {
        MpReach::CODE => reach(value),
        MpUnreach::CODE => unreach(value),
        _ => None,
    };
    list.filter(|list| !list.octets.is_empty())
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
