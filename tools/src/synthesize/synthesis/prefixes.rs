//! Prefixes by number: every number gives another prefix, and lengths are as frequent as in the table of the Internet.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::random::mix;

/// The number of prefixes of a family.
pub(super) const LIMIT: u64 = 3_000_000;

/// Out of a thousand prefixes, how many have a length. The most frequent length comes first.
type Lengths = &'static [(u8, u64)];

const IPV4_LENGTHS: Lengths = &[
    (24, 615),
    (22, 116),
    (23, 101),
    (21, 52),
    (20, 47),
    (19, 27),
    (18, 14),
    (16, 14),
    (17, 9),
    (15, 2),
    (14, 2),
    (13, 1),
];

const IPV6_LENGTHS: Lengths = &[
    (48, 455),
    (32, 130),
    (44, 120),
    (40, 95),
    (36, 40),
    (29, 40),
    (46, 30),
    (33, 25),
    (47, 20),
    (42, 20),
    (34, 10),
    (38, 8),
    (35, 4),
    (30, 3),
];

/// The number of first bytes in use for unicast, without those of special networks (RFC 6890).
const IPV4_BLOCKS: u64 = 215;
const IPV4_SPECIAL: [u64; 8] = [10, 100, 127, 169, 172, 192, 198, 203];

/// The first 12 bits of blocks that registries give out.
const IPV6_BLOCKS: [u128; 5] = [0x240, 0x260, 0x280, 0x2a0, 0x2c0];

/// Steps that have no divisor in common with the sizes of the spaces: 215 and 5 times a power of two.
const IPV4_STEP: u64 = 2_654_435_761;
const IPV6_STEP: u128 = 11_400_714_819_323_198_487;

/// Returns the length of prefix `number`, and its place among the prefixes of that length.
fn length(lengths: Lengths, number: u64) -> (u8, u64) {
    // 387 and 1000 have no divisor in common: lengths are mixed.
    let (thousand, mut place) = (number / 1000, number % 1000 * 387 % 1000);
    for (length, count) in lengths {
        match place.checked_sub(*count) {
            Some(rest) => place = rest,
            None => return (*length, thousand * count + place),
        }
    }
    unreachable!("the lengths are those of a thousand prefixes")
}

/// Returns an IPv4 prefix for each number below [`LIMIT`].
pub(super) fn ipv4(seed: u64, number: u64) -> IpNet {
    let (length, place) = length(IPV4_LENGTHS, number);
    let low_bits = u32::from(length) - 8;
    let space = IPV4_BLOCKS << low_bits;
    let place = (place * IPV4_STEP + mix(seed ^ u64::from(length)) % space) % space;
    let first = IPV4_SPECIAL
        .iter()
        .fold(1 + (place >> low_bits), |octet, special| {
            octet + u64::from(octet >= *special)
        });
    let low = place & ((1 << low_bits) - 1);
    let address = (first << 24 | low << (24 - low_bits)) as u32;
    Ipv4Net::new_assert(address.into(), length).into()
}

/// Returns an IPv6 prefix for each number below [`LIMIT`].
pub(super) fn ipv6(seed: u64, number: u64) -> IpNet {
    let (length, place) = length(IPV6_LENGTHS, number);
    let low_bits = u32::from(length) - 12;
    let space = (IPV6_BLOCKS.len() as u128) << low_bits;
    let offset = u128::from(mix(seed ^ u64::from(length)));
    let place = (u128::from(place) * IPV6_STEP + offset) % space;
    let first = IPV6_BLOCKS[(place >> low_bits) as usize];
    let low = place & ((1 << low_bits) - 1);
    let address = first << 116 | low << (116 - low_bits);
    Ipv6Net::new_assert(address.into(), length).into()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    fn shares(make: fn(u64, u64) -> IpNet) -> HashMap<u8, usize> {
        let mut seen = HashSet::new();
        let mut shares = HashMap::new();
        for number in 0..200_000 {
            let net = make(7, number);
            assert_eq!(net, net.trunc());
            assert!(
                seen.insert(net),
                "{net} is number {number}, and an earlier one"
            );
            *shares.entry(net.prefix_len()).or_default() += 1;
        }
        shares
    }

    #[test]
    fn ipv4_prefixes_are_those_of_the_internet_by_length() {
        let shares = shares(ipv4);
        assert_eq!(shares[&24], 123_000);
        assert_eq!(shares[&22], 23_200);
        assert_eq!(shares[&16], 2800);
        assert_eq!(*shares.keys().min().unwrap(), 13);
        assert_eq!(shares.values().sum::<usize>(), 200_000);
    }

    #[test]
    fn ipv6_prefixes_are_those_of_the_internet_by_length() {
        let shares = shares(ipv6);
        assert_eq!((shares[&48], shares[&32]), (91_000, 26_000));
        assert_eq!(*shares.keys().max().unwrap(), 48);
    }

    #[test]
    fn there_are_as_many_prefixes_of_each_length_as_are_asked_for() {
        for (length, count) in IPV4_LENGTHS {
            assert!(
                LIMIT / 1000 * count <= IPV4_BLOCKS << (length - 8),
                "/{length}"
            );
        }
        for (length, count) in IPV6_LENGTHS {
            assert!(LIMIT / 1000 * count <= 5 << (length - 12), "/{length}");
        }
        let sum = |lengths: Lengths| lengths.iter().map(|(_, count)| count).sum::<u64>();
        assert_eq!((sum(IPV4_LENGTHS), sum(IPV6_LENGTHS)), (1000, 1000));
    }

    #[test]
    fn no_prefix_is_of_a_special_network() {
        let firsts: HashSet<u8> = (0..200_000)
            .map(|number| match ipv4(1, number) {
                IpNet::V4(net) => net.addr().octets()[0],
                IpNet::V6(net) => panic!("{net}"),
            })
            .collect();
        for octet in 0..=255 {
            let special =
                [0, 10, 100, 127, 169, 172, 192, 198, 203].contains(&octet) || octet > 223;
            assert_eq!(firsts.contains(&octet), !special, "{octet}");
        }
    }
}
