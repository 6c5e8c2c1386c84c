//! Messages with MP_REACH_NLRIs of many families, and by hand which of the families have path identifiers.

use crate::support::octets::{OPTIONAL, Update};

/// How the routes of a family are told from others.
#[derive(Clone, Copy)]
enum Layout {
    /// A length in bits, up to this one, and a prefix.
    Prefix(u8),
    /// The same with a label of three bytes before the prefix, and this many bits between them.
    Labeled(u8, u8),
    /// Type u8 up to this one, length u8.
    Typed(u8),
    /// Architecture u8, type u16, length u8.
    Mobile,
}

/// AFI, SAFI, layout, and a route.
const FAMILIES: [(u16, u8, Layout, &[u8]); 14] = [
    (1, 1, Layout::Prefix(32), IPV4),
    (1, 2, Layout::Prefix(32), IPV4),
    (2, 1, Layout::Prefix(128), IPV6),
    (2, 2, Layout::Prefix(128), IPV6),
    (1, 67, Layout::Prefix(32), IPV4),
    (
        1,
        4,
        Layout::Labeled(32, 0),
        &[48, 0, 6, 0x41, 198, 51, 100],
    ),
    (
        2,
        4,
        Layout::Labeled(128, 0),
        &[56, 0, 6, 0x41, 0x20, 1, 0xd, 0xb8],
    ),
    (
        1,
        128,
        Layout::Labeled(32, 64),
        &[112, 0, 6, 0x41, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 198, 51, 100],
    ),
    (
        2,
        128,
        Layout::Labeled(128, 64),
        &[
            120, 0, 6, 0x41, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 0x20, 1, 0xd, 0xb8,
        ],
    ),
    (
        25,
        70,
        Layout::Typed(11),
        &[
            3, 17, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 0, 0, 0, 0, 32, 192, 0, 2, 1,
        ],
    ),
    (
        1,
        5,
        Layout::Typed(7),
        &[1, 12, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 192, 0, 2, 1],
    ),
    (
        2,
        5,
        Layout::Typed(7),
        &[1, 12, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 192, 0, 2, 1],
    ),
    (
        1,
        85,
        Layout::Mobile,
        &[1, 0, 2, 12, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 192, 0, 2, 1],
    ),
    (
        2,
        85,
        Layout::Mobile,
        &[1, 0, 2, 12, 0, 0, 0xfb, 0xf0, 0, 0, 0, 1, 192, 0, 2, 1],
    ),
];
const IPV4: &[u8] = &[24, 198, 51, 100];
const IPV6: &[u8] = &[32, 0x20, 1, 0xd, 0xb8];

/// A Route Monitoring message with this many MP_REACH_NLRIs of one route each, which follows `path_id`.
pub(crate) fn monitoring(parts: usize, path_id: &[u8]) -> Vec<u8> {
    let (mut update, mut frame) = (Update::default(), Vec::new());
    for (afi, safi, _, route) in FAMILIES.iter().cycle().take(parts) {
        let [high, low] = afi.to_be_bytes();
        let value = [&[high, low, *safi, 4, 192, 0, 2, 1, 0][..], path_id, route];
        update.attribute(OPTIONAL, 14, &value.concat());
    }
    update.route_monitoring(0, 1, &mut frame);
    frame
}

/// How many families have path identifiers, in a message of a peer that nothing is known of. The last list of a family
/// counts.
pub(crate) fn with_path_ids(frame: &[u8]) -> usize {
    let (mut attributes, mut families) = (&frame[71..], 0_u32);
    while let [_, code, length, rest @ ..] = attributes {
        let Some((value, behind)) = rest.split_at_checked(usize::from(*length)) else {
            break;
        };
        attributes = behind;
        let (family, routes) = match (code, value) {
            (14, [a, b, safi, next_hop, rest @ ..]) => {
                let Some(routes) = rest.get(usize::from(*next_hop) + 1..) else {
                    continue;
                };
                ((u16::from_be_bytes([*a, *b]), *safi), routes)
            }
            (15, [a, b, safi, routes @ ..]) => ((u16::from_be_bytes([*a, *b]), *safi), routes),
            _ => continue,
        };
        let Some((index, layout)) = find(family) else {
            continue;
        };
        let without = grade(layout, routes, false);
        let has_path_ids = without < 2 && grade(layout, routes, true) > without;
        families = families & !(1 << index) | u32::from(has_path_ids) << index;
    }
    families.count_ones() as usize
}

fn find((afi, safi): (u16, u8)) -> Option<(usize, Layout)> {
    let is_same = |family: &(u16, u8, Layout, &[u8])| (family.0, family.1) == (afi, safi);
    let index = FAMILIES.iter().position(is_same)?;
    Some((index, FAMILIES[index].2))
}

/// 0: impossible, 1: doubtful, 2: likely.
fn grade(layout: Layout, mut octets: &[u8], path_ids: bool) -> u8 {
    let (mut is_likely, mut defaults) = (true, 0);
    while !octets.is_empty() {
        if path_ids {
            let Some((id, behind)) = octets.split_first_chunk() else {
                return 0;
            };
            is_likely &= u32::from_be_bytes(*id) >> 24 == 0;
            octets = behind;
        }
        let (length, likely) = match (layout, octets) {
            (Layout::Prefix(most), [bits, ..]) if *bits <= most => {
                defaults += usize::from(*bits == 0);
                let length = 1 + usize::from(bits.div_ceil(8));
                (length, is_clean(octets, length, *bits))
            }
            (Layout::Labeled(most, between), [bits, _, _, label, ..])
                if (24 + between..=24 + between + most).contains(bits) =>
            {
                let length = 1 + usize::from(bits.div_ceil(8));
                (length, label & 1 == 1)
            }
            (Layout::Typed(last), [number, length, ..]) if *length >= 8 => {
                (2 + usize::from(*length), (1..=last).contains(number))
            }
            (Layout::Mobile, [architecture, high, low, length, ..]) if *length >= 8 => {
                let number = u16::from_be_bytes([*high, *low]);
                (
                    4 + usize::from(*length),
                    *architecture == 1 && (1..=4).contains(&number),
                )
            }
            _ => return 0,
        };
        let Some(behind) = octets.get(length..) else {
            return 0;
        };
        is_likely &= likely;
        octets = behind;
    }
    match defaults > 1 && !path_ids {
        true => 0,
        false => 1 + u8::from(is_likely),
    }
}

/// No bits are set beyond the length of a prefix.
fn is_clean(octets: &[u8], length: usize, bits: u8) -> bool {
    let Some(last) = octets.get(length - 1) else {
        return false;
    };
    bits & 7 == 0 || *last << (bits & 7) == 0
}
