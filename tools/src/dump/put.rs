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

/// Some bytes of text in one word, the first one lowest, and how many they are: at most eight.
#[derive(Clone, Copy)]
struct Word(u64, usize);

impl Word {
    /// Returns the word with a byte before it.
    #[inline]
    fn after(self, octet: u8) -> Word {
        Word(self.0 << 8 | u64::from(octet), self.1 + 1)
    }

    /// Returns the word with another one behind it.
    #[inline]
    fn with(self, behind: Word) -> Word {
        Word(self.0 | behind.0 << (8 * self.1), self.1 + behind.1)
    }

    #[inline]
    fn put(self, out: &mut Vec<u8>) {
        let end = out.len() + self.1;
        // Eight bytes are one move; a length that varies is a call.
        out.extend_from_slice(&self.0.to_le_bytes());
        out.truncate(end);
    }
}

/// The digits of the numbers below 1000, without leading zeros and with them, and how many there are without.
static DIGITS: [([u32; 2], u32); 1000] = {
    let mut all = [([0; 2], 0); 1000];
    let mut number = 0;
    while number < 1000 {
        let [a, b, c] = [number / 100, number / 10 % 10, number % 10];
        let [a, b, c] = [b'0' + a as u8, b'0' + b as u8, b'0' + c as u8];
        let padded = u32::from_le_bytes([a, b, c, 0]);
        let count = match number {
            0..10 => 1,
            10..100 => 2,
            _ => 3,
        };
        all[number] = ([padded >> (8 * (3 - count)), padded], count);
        number += 1;
    }
    all
};

/// Returns a number below 1000.
#[inline]
fn short(number: u32) -> Word {
    let ([digits, _], count) = DIGITS[number as usize % 1000];
    Word(digits.into(), count as usize)
}

/// Returns the last three digits of a number.
#[inline]
fn last(number: u32) -> Word {
    let ([_, digits], _) = DIGITS[number as usize % 1000];
    Word(digits.into(), 3)
}

/// Returns a number below a million.
#[inline]
fn medium(number: u32) -> Word {
    match number {
        0..1_000 => short(number),
        _ => short(number / 1_000).with(last(number)),
    }
}

#[inline]
pub(crate) fn number(out: &mut Vec<u8>, number: u32) {
    match number {
        0..1_000_000 => medium(number).put(out),
        _ => long(out, number),
    }
}

/// Appends a number behind a byte.
#[inline]
pub(crate) fn number_after(out: &mut Vec<u8>, octet: u8, number: u32) {
    match number {
        0..1_000_000 => medium(number).after(octet).put(out),
        _ => {
            out.push(octet);
            long(out, number);
        }
    }
}

/// Appends a number that is not below a million.
#[inline(never)]
fn long(out: &mut Vec<u8>, number: u32) {
    medium(number / 1_000_000).put(out);
    last(number / 1_000).with(last(number)).put(out);
}

/// Appends six digits, with leading zeros, and a byte behind them.
#[inline]
pub(crate) fn six_digits(out: &mut Vec<u8>, number: u32, octet: u8) {
    let digits = last(number / 1_000).with(last(number));
    digits.with(Word(octet.into(), 1)).put(out);
}

pub(crate) fn long_number(out: &mut Vec<u8>, number: u64) {
    text(out, itoa::Buffer::new().format(number));
}

#[inline]
pub(crate) fn ipv4(out: &mut Vec<u8>, address: Ipv4Addr) {
    let [a, b, c, d] = address.octets().map(|octet| short(octet.into()));
    a.with(b.after(b'.')).put(out);
    c.after(b'.').with(d.after(b'.')).put(out);
}

/// Appends the length of a prefix.
#[inline]
pub(crate) fn length(out: &mut Vec<u8>, length: u8) {
    short(length.into()).after(b'/').put(out);
}

/// The text of RFC 5952.
pub(crate) fn ipv6(out: &mut Vec<u8>, address: Ipv6Addr) {
    if let Some(mapped) = address.to_ipv4_mapped() {
        text(out, "::ffff:");
        return ipv4(out, mapped);
    }
    let words = address.segments();
    // One bit for each word that is zero; then for each that so many zeros begin with.
    let zero = |place: usize| u8::from(words[place] == 0) << place;
    let mut begins = [0, 1, 2, 3, 4, 5, 6, 7].map(zero).into_iter().sum::<u8>();
    let (mut first, mut zeros) = (0, 0);
    while begins != 0 {
        first = begins.trailing_zeros() as usize;
        zeros += 1;
        begins &= begins >> 1;
    }
    if zeros < 2 {
        return groups(out, &words);
    }
    groups(out, words.get(..first).unwrap_or_default());
    text(out, "::");
    groups(out, words.get(first + zeros..).unwrap_or_default());
}

#[inline]
fn groups(out: &mut Vec<u8>, words: &[u16]) {
    if let [first, others @ ..] = words {
        hex(*first).put(out);
        for word in others {
            hex(*word).after(b':').put(out);
        }
    }
}

/// Returns a number in hexadecimal, without leading zeros.
#[inline]
fn hex(word: u16) -> Word {
    let word = u32::from(word);
    // One nibble in each byte, the first one lowest; nine is the greatest that is a digit.
    let nibbles = word >> 12 | (word >> 8 & 15) << 8 | (word >> 4 & 15) << 16 | (word & 15) << 24;
    let letters = (nibbles + 0x0606_0606) >> 4 & 0x0101_0101;
    let digits = nibbles + 0x3030_3030 + letters * u32::from(b'a' - b'9' - 1);
    let zeros = (word | 1).leading_zeros() as usize / 4 - 4;
    Word((digits >> (8 * zeros)).into(), 4 - zeros)
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
        (Some(mut only), None) if only.kind == SegmentKind::Sequence => {
            if let Some(first) = only.asns.next() {
                number(out, first.0);
            }
            for asn in only.asns {
                number_after(out, b' ', asn.0);
            }
        }
        _ => display(out, path),
    }
}

#[inline]
pub(crate) fn community(out: &mut Vec<u8>, community: Community) {
    match community.name() {
        Some(name) => text(out, name),
        None => {
            medium(community.0 >> 16).put(out);
            medium(community.0 & 0xffff).after(b':').put(out);
        }
    }
}

pub(crate) fn large_community(out: &mut Vec<u8>, community: LargeCommunity) {
    number(out, community.global);
    for local in [community.local1, community.local2] {
        number_after(out, b':', local);
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
