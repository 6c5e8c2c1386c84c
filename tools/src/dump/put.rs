//! Text that is frequent, written without the machinery of `fmt`, which costs more than the digits. What is written is what
//! `Display` writes.

use std::fmt::Display;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bmp_codec::bgp::attribute::{AsPath, Community, LargeCommunity, NextHop, SegmentKind};
use ipnet::IpNet;

/// Appends the text of any value.
pub(crate) fn display(out: &mut Vec<u8>, value: &impl Display) {
    // Writing to memory cannot fail.
    let _ = write!(out, "{value}");
}

pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// The digits of the numbers below 1000, without and with leading zeros, and how many there are without.
static DIGITS: [([u8; 3], [u8; 3], u8); 1000] = {
    let mut all = [([0; 3], [0; 3], 0); 1000];
    let mut number = 0;
    while number < 1000 {
        let [a, b, c] = [number / 100, number / 10 % 10, number % 10];
        let [a, b, c] = [b'0' + a as u8, b'0' + b as u8, b'0' + c as u8];
        all[number] = match number {
            0..10 => ([c, 0, 0], [a, b, c], 1),
            10..100 => ([b, c, 0], [a, b, c], 2),
            _ => ([a, b, c], [a, b, c], 3),
        };
        number += 1;
    }
    all
};

/// Appends a number below 1000.
fn short(out: &mut Vec<u8>, number: u32) {
    let (digits, _, count) = &DIGITS[number as usize % 1000];
    let end = out.len() + usize::from(*count);
    // Three bytes are one move; a length that varies is a call.
    out.extend_from_slice(digits);
    out.truncate(end);
}

/// Appends the last three digits of a number.
fn last(out: &mut Vec<u8>, number: u32) {
    let (_, digits, _) = &DIGITS[number as usize % 1000];
    out.extend_from_slice(digits);
}

pub(crate) fn number(out: &mut Vec<u8>, number: u32) {
    match number {
        0..1_000 => short(out, number),
        1_000..1_000_000 => {
            let ([a, b, c], _, count) = DIGITS[(number / 1_000) as usize % 1000];
            let (_, [d, e, f], _) = DIGITS[number as usize % 1000];
            let end = out.len() + 3 + usize::from(count);
            out.extend_from_slice(&match count {
                1 => [a, d, e, f, 0, 0],
                2 => [a, b, d, e, f, 0],
                _ => [a, b, c, d, e, f],
            });
            out.truncate(end);
        }
        1_000_000..1_000_000_000 => {
            short(out, number / 1_000_000);
            last(out, number / 1_000);
            last(out, number);
        }
        _ => {
            short(out, number / 1_000_000_000);
            last(out, number / 1_000_000);
            last(out, number / 1_000);
            last(out, number);
        }
    }
}

pub(crate) fn long_number(out: &mut Vec<u8>, number: u64) {
    text(out, itoa::Buffer::new().format(number));
}

pub(crate) fn ipv4(out: &mut Vec<u8>, address: Ipv4Addr) {
    // All of it at once: each time that a vector grows costs more than the digits.
    let (mut all, mut end) = ([0; 16], 0);
    for octet in address.octets() {
        let ([a, b, c], _, count) = DIGITS[usize::from(octet)];
        if let Some(group) = all.get_mut(end..end + 4) {
            group.copy_from_slice(&[a, b, c, 0]);
        }
        end += usize::from(count);
        if let Some(dot) = all.get_mut(end) {
            *dot = b'.';
        }
        end += 1;
    }
    let end = out.len() + end - 1;
    out.extend_from_slice(&all);
    out.truncate(end);
}

/// Appends the length of a prefix.
pub(crate) fn length(out: &mut Vec<u8>, length: u8) {
    let ([a, b, c], _, count) = DIGITS[usize::from(length)];
    let end = out.len() + 1 + usize::from(count);
    out.extend_from_slice(&[b'/', a, b, c]);
    out.truncate(end);
}

/// The text of RFC 5952.
pub(crate) fn ipv6(out: &mut Vec<u8>, address: Ipv6Addr) {
    if let Some(mapped) = address.to_ipv4_mapped() {
        text(out, "::ffff:");
        return ipv4(out, mapped);
    }
    let words = address.segments();
    let (mut zeros, mut from) = (0..0, 0);
    for (place, word) in words.iter().enumerate() {
        if *word != 0 {
            from = place + 1;
        } else if place + 1 - from > zeros.len() {
            zeros = from..place + 1;
        }
    }
    if zeros.len() < 2 {
        return groups(out, &words);
    }
    groups(out, words.get(..zeros.start).unwrap_or_default());
    text(out, "::");
    groups(out, words.get(zeros.end..).unwrap_or_default());
}

fn groups(out: &mut Vec<u8>, words: &[u16]) {
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            out.push(b':');
        }
        hex(out, *word);
    }
}

/// Appends a number in hexadecimal, without leading zeros.
fn hex(out: &mut Vec<u8>, word: u16) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let [a, b, c, d] = [12, 8, 4, 0].map(|shift| DIGITS[usize::from(word >> shift & 0xf)]);
    let (digits, count) = match word {
        0..0x10 => ([d, 0, 0, 0], 1),
        0x10..0x100 => ([c, d, 0, 0], 2),
        0x100..0x1000 => ([b, c, d, 0], 3),
        _ => ([a, b, c, d], 4),
    };
    let end = out.len() + count;
    out.extend_from_slice(&digits);
    out.truncate(end);
}

pub(crate) fn ip(out: &mut Vec<u8>, address: IpAddr) {
    match address {
        IpAddr::V4(address) => ipv4(out, address),
        IpAddr::V6(address) => ipv6(out, address),
    }
}

pub(crate) fn net(out: &mut Vec<u8>, net: IpNet) {
    ip(out, net.addr());
    length(out, net.prefix_len());
}

pub(crate) fn next_hop(out: &mut Vec<u8>, next_hop: NextHop) {
    match next_hop.is_known() {
        true => ipv4(out, next_hop.address()),
        false => display(out, &next_hop),
    }
}

/// Appends a path. Nearly all are one sequence.
pub(crate) fn as_path<B: AsRef<[u8]>>(out: &mut Vec<u8>, path: &AsPath<B>) {
    let mut segments = path.segments();
    match (segments.next(), segments.next()) {
        (None, _) => {}
        (Some(only), None) if only.kind == SegmentKind::Sequence => {
            for (place, asn) in only.asns.enumerate() {
                if place > 0 {
                    out.push(b' ');
                }
                number(out, asn.0);
            }
        }
        _ => display(out, path),
    }
}

pub(crate) fn community(out: &mut Vec<u8>, community: Community) {
    match community.name() {
        Some(name) => text(out, name),
        None => {
            number(out, community.0 >> 16);
            out.push(b':');
            number(out, community.0 & 0xffff);
        }
    }
}

pub(crate) fn large_community(out: &mut Vec<u8>, community: LargeCommunity) {
    number(out, community.global);
    for local in [community.local1, community.local2] {
        out.push(b':');
        number(out, local);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bmp_codec::net::Asn;
    use proptest::prelude::*;

    fn put<T>(put: impl FnOnce(&mut Vec<u8>, T), value: T) -> String {
        let mut out = Vec::new();
        put(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    /// Words of an address, of which many are zero.
    fn words() -> impl Strategy<Value = [u16; 8]> {
        let word = prop_oneof![Just(0), Just(0xffff), 0_u16..0x100, any::<u16>()];
        proptest::array::uniform8(word)
    }

    proptest! {
        #[test]
        fn addresses(v4: u32, words in words(), v4_length in 0_u8..=32, v6_length in 0_u8..=128) {
            let (v4, v6) = (Ipv4Addr::from(v4), Ipv6Addr::from(words));
            let mapped = v4.to_ipv6_mapped();
            for address in [v4.into(), v6.into(), mapped.into()] {
                prop_assert_eq!(put(ip, address), address.to_string());
            }
            for net in [IpNet::new(v4.into(), v4_length)?, IpNet::new(v6.into(), v6_length)?] {
                prop_assert_eq!(put(super::net, net), net.to_string());
            }
        }

        #[test]
        fn communities_of_all_kinds(value: u32, known in 0xffff_0000_u32.., global: u32, local1: u32, local2: u32) {
            for value in [value, known, 0] {
                let value = Community(value);
                prop_assert_eq!(put(community, value), value.to_string());
            }
            let large = LargeCommunity { global, local1, local2 };
            prop_assert_eq!(put(large_community, large), large.to_string());
        }

        #[test]
        fn paths(asns: Vec<u32>, set: Vec<u32>) {
            let list = |asns: &[u32]| asns.iter().copied().map(Asn).collect::<Vec<_>>();
            let mut path = AsPath::sequence(list(&asns)).unwrap();
            prop_assert_eq!(put(as_path, &path), path.to_string());
            path.push(SegmentKind::Set, list(&set)).unwrap();
            prop_assert_eq!(put(as_path, &path), path.to_string());
        }
    }

    #[test]
    fn numbers_of_all_lengths() {
        for power in 0..10 {
            for number in [-1, 0, 1, 234_567].map(|more| 10_i64.pow(power) + more) {
                let number = u32::try_from(number).unwrap();
                assert_eq!(put(super::number, number), number.to_string());
            }
        }
        for value in [999, 1_000, 999_999, u32::MAX - 1, u32::MAX] {
            assert_eq!(put(number, value), value.to_string());
        }
        for octet in 0..=255 {
            let address = Ipv4Addr::new(octet, 255 - octet, octet, octet);
            assert_eq!(put(ipv4, address), address.to_string());
        }
    }
}
