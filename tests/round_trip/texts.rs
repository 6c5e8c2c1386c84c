//! Text forms: what a value displays reads back as that value, whatever it is.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use bmp_codec::bgp::attribute::{ExtendedCommunity, LargeCommunity};
use bmp_codec::bgp::nlri::{Family, RouteTargetMembership};
use bmp_codec::net::{
    Asn, EthernetSegmentId, Ipv4Prefix, Ipv6Prefix, Label, Labels, MacAddr, RouteDistinguisher,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn reads_back<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Display + FromStr + Debug + PartialEq,
{
    let text = value.to_string();
    let read = text.parse::<T>().ok();
    prop_assert_eq!(read.as_ref(), Some(value), "{}", text);
    Ok(())
}

/// Eight octets of any type; most of those that have a text of their own, often with small numbers.
fn words() -> impl Strategy<Value = u64> {
    let kind = prop_oneof![0..=0x0c_u64, 0x40..=0x4a_u64, 0x80..=0x88_u64, 0..=0xff_u64];
    let sub_type = prop_oneof![0..=0x15_u64, 0..=0xff_u64];
    let rest = prop_oneof![
        any::<u64>(),
        any::<u64>().prop_map(|bits| bits & 0xffff_ffff_0000)
    ];
    (kind, sub_type, rest)
        .prop_map(|(kind, sub_type, rest)| kind << 56 | sub_type << 48 | rest & 0xffff_ffff_ffff)
}

/// Eight octets with one of the types that route distinguishers have, or any.
fn distinguishers() -> impl Strategy<Value = u64> {
    let kind = prop_oneof![0..=3_u64, 0..=0xffff_u64];
    // An AS number of four octets may be small.
    let mask = prop_oneof![Just(u64::MAX), Just(0x0000_ffff_ffff)];
    (kind, any::<u64>(), mask)
        .prop_map(|(kind, rest, mask)| kind << 48 | rest & mask & 0xffff_ffff_ffff)
}

proptest! {
    #[test]
    fn route_distinguishers(word in distinguishers()) {
        reads_back(&RouteDistinguisher(word))?;
    }

    #[test]
    fn extended_communities(word in words()) {
        reads_back(&ExtendedCommunity(word))?;
    }

    #[test]
    fn route_target_memberships(asn in any::<u32>(), word in words(), bits in 0..=64_u8) {
        let (asn, target) = (Asn(asn), ExtendedCommunity(word));
        reads_back(&RouteTargetMembership::new(asn, target))?;
        reads_back(&RouteTargetMembership::prefix(asn, target, bits))?;
    }

    #[test]
    fn labels(bits in 0..=0xff_ffff_u32, plain in any::<bool>()) {
        reads_back(&Label::from(if plain { bits & !0xf | 1 } else { bits }))?;
    }

    #[test]
    fn label_stacks(all in vec(0..=0xff_ffff_u32, 1..=Labels::MAX)) {
        reads_back(&Labels::of(all.into_iter().map(Label::from)).unwrap())?;
    }

    #[test]
    fn addresses_of_ethernet(esi in any::<[u8; 10]>(), mac in any::<[u8; 6]>()) {
        reads_back(&EthernetSegmentId::from(esi))?;
        reads_back(&MacAddr::from(mac))?;
    }

    #[test]
    fn prefixes(v4 in any::<(u32, u8)>(), v6 in any::<(u128, u8)>()) {
        reads_back(&Ipv4Prefix::from(v4))?;
        reads_back(&Ipv6Prefix::from(v6))?;
    }

    #[test]
    fn others(afi in any::<u16>(), safi in any::<u8>(), large in any::<[u32; 3]>()) {
        reads_back(&Family::new(afi, safi))?;
        reads_back(&Asn(large[0]))?;
        let [administrator, first, second] = large;
        reads_back(&LargeCommunity::new(administrator, first, second))?;
    }
}

#[test]
fn every_family() {
    for family in Family::ALL {
        assert_eq!(family.to_string().parse(), Ok(*family));
    }
    let all = RouteTargetMembership::DEFAULT;
    assert_eq!(all.to_string().parse(), Ok(all));
}
