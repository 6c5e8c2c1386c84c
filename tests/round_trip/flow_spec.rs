//! Flow specifications with components of every type.

use std::net::Ipv6Addr;

use bmp_codec::bgp::nlri::flow_spec::{
    Bitmask, Flags, Ipv4Rule, Ipv6Pattern, Ipv6Rule, L2Rule, MacPrefix, Matches, Numeric,
};
use bmp_codec::bgp::nlri::{Ipv4FlowSpec, Ipv6FlowSpec, L2FlowSpec};
use bmp_codec::net::MacAddr;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::values::ipv4_prefix;

/// Numbers to compare with, of at most so many bits. Often there are none: then there is no such component.
fn numbers(bits: u32) -> impl Strategy<Value = Vec<Numeric>> {
    let kinds: [fn(u64) -> Numeric; 4] = [
        Numeric::equal,
        Numeric::not_equal,
        Numeric::at_least,
        Numeric::at_most,
    ];
    // Of any length.
    let value = (any::<u64>(), 0..bits).prop_map(move |(value, less)| value >> (64 - bits + less));
    let number = (select(kinds.to_vec()), value, any::<bool>()).prop_map(|(kind, value, and)| {
        let number = kind(value);
        if and { number.and() } else { number }
    });
    let some = vec(number, 1..5);
    prop_oneof![3 => Just(Vec::new()), 1 => some]
}

/// Flags to compare with, as [`numbers`].
fn flags<F: Flags + From<u64> + std::fmt::Debug>(
    bits: u32,
) -> impl Strategy<Value = Vec<Bitmask<F>>> {
    let kinds: [fn(F) -> Bitmask<F>; 3] = [Bitmask::any, Bitmask::all, Bitmask::none];
    let mask = (0..kinds.len(), any::<u64>(), any::<bool>()).prop_map(move |(kind, value, and)| {
        let mask = kinds[kind](F::from(value >> (64 - bits)));
        if and { mask.and() } else { mask }
    });
    let some = vec(mask, 1..4);
    prop_oneof![1 => Just(Vec::new()), 1 => some]
}

fn pattern() -> impl Strategy<Value = Ipv6Pattern> {
    (any::<Ipv6Addr>(), 0..=128_u8, 0..=128_u8)
        .prop_filter_map("no bits to look at", |(address, offset, length)| {
            Ipv6Pattern::new(address, offset, length)
        })
}

fn mac() -> impl Strategy<Value = MacPrefix> {
    (any::<[u8; 6]>(), 0..=48_u8).prop_map(|(mac, bits)| {
        let mac = MacAddr::from(mac);
        MacPrefix::new(mac, bits).unwrap_or(MacPrefix::whole(mac))
    })
}

/// Rules of a kind: the methods for prefixes, and those for numbers of any length.
macro_rules! rules {
    ($(
        $name:ident $rule:ident -> $flow_spec:ident:
        $prefix:ident $first:ident $second:ident, $($number:ident)*;
    )*) => { $(
        pub(crate) fn $name() -> impl Strategy<Value = $flow_spec> {
            let count = [$(stringify!($number)),*].len();
            let prefixes = (proptest::option::of($prefix()), proptest::option::of($prefix()));
            (prefixes, vec(numbers(64), count), numbers(8), flags(16), flags(8)).prop_map(
                |((first, second), numbers, dscp, tcp_flags, fragment)| {
                    let mut numbers = numbers.into_iter();
                    let mut rule = $rule::new()
                        // These come in whatever order they are said.
                        .fragment(fragment.into_iter().collect::<Matches<_>>())
                        .dscp(dscp.into_iter().collect::<Matches<_>>())
                        .tcp_flags(tcp_flags.into_iter().collect::<Matches<_>>());
                    $(rule = rule.$number(numbers.next().unwrap().into_iter().collect::<Matches<_>>());)*
                    if let Some(prefix) = first {
                        rule = rule.$first(prefix);
                    }
                    if let Some(prefix) = second {
                        rule = rule.$second(prefix);
                    }
                    rule.build().unwrap()
                },
            )
        }
    )* };
}

rules! {
    ipv4 Ipv4Rule -> Ipv4FlowSpec: ipv4_prefix destination source,
        protocol port destination_port source_port icmp_type icmp_code packet_length;
    ipv6 Ipv6Rule -> Ipv6FlowSpec: pattern destination source,
        protocol port destination_port source_port icmp_type icmp_code packet_length flow_label;
    l2 L2Rule -> L2FlowSpec: mac source_mac destination_mac,
        protocol port destination_port source_port icmp_type icmp_code packet_length flow_label
        ether_type dsap ssap llc_control snap vlan vlan_cos inner_vlan inner_vlan_cos;
}
