//! Properties of all rules, canonical or not.

use core::fmt::Debug;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::Decode;

/// An encoded pair of operator and value, without the end-of-list bit: any bits of `operators`, and a value of any
/// length.
fn pair(operators: u8) -> impl Strategy<Value = Vec<u8>> {
    (any::<u8>(), any::<[u8; 8]>(), any::<bool>()).prop_map(move |(operator, value, small)| {
        let operator = operator & (operators | 0x30);
        let length = 1 << (operator >> 4 & 3);
        let mut octets = vec![operator];
        octets.extend(&value[..length]);
        if small && length > 1 {
            octets[1..length].fill(0);
        }
        octets
    })
}

/// Pairs up to one with the end-of-list bit. The first has no bit for "and" unless `first` is set.
fn pairs(operators: u8, first: bool) -> impl Strategy<Value = Vec<u8>> {
    vec(pair(operators), 1..4).prop_map(move |mut pairs| {
        *pairs.last_mut().unwrap().first_mut().unwrap() |= 0x80;
        if !first {
            pairs[0][0] &= !0x40;
        }
        pairs.concat()
    })
}

/// The bytes of a prefix. If `clear` is set, bits beyond it are cleared.
fn prefix(most: u8, clear: bool) -> impl Strategy<Value = Vec<u8>> {
    (0..=most, any::<[u8; 16]>()).prop_map(move |(bits, address)| {
        let count = usize::from(bits).div_ceil(8);
        let mut octets = address[..count].to_vec();
        if clear && bits % 8 > 0 {
            octets[count - 1] &= 0xff << (8 - bits % 8);
        }
        octets.insert(0, bits);
        octets
    })
}

/// A prefix with an offset.
fn pattern(clear: bool) -> impl Strategy<Value = Vec<u8>> {
    (prefix(128, clear), any::<u8>()).prop_map(|(mut octets, skip)| {
        // The bits move, because more bits are skipped before them.
        let bits = octets[0];
        let offset = if bits == 0 { 0 } else { skip % (129 - bits) };
        octets[0] = bits + offset;
        octets.insert(1, offset);
        octets
    })
}

/// The bytes of a MAC prefix. A length of 6 counts bytes.
fn mac(clear: bool) -> impl Strategy<Value = Vec<u8>> {
    prefix(48, clear).prop_map(|mut octets| {
        if octets[0] == 6 {
            octets.resize(7, 0x53);
        }
        octets
    })
}

/// A component of a type.
fn component(family: Family, component_type: u8, canonical: bool) -> BoxedStrategy<Vec<u8>> {
    let value = match (family, component_type) {
        (Family::IPV4_FLOW_SPEC, 1 | 2) => prefix(32, canonical).boxed(),
        (Family::IPV6_FLOW_SPEC, 1 | 2) => pattern(canonical).boxed(),
        (_, 15 | 16) => mac(canonical).boxed(),
        (_, 9 | 12) if canonical => pairs(0x43, false).boxed(),
        (_, _) if canonical => pairs(0x47, false).boxed(),
        _ => pairs(0x4f, true).boxed(),
    };
    let head = move |value: Vec<u8>| [&[component_type][..], &value].concat();
    value.prop_map(head).boxed()
}

/// The types of a family.
fn types<R: Rules>() -> Vec<u8> {
    match R::FAMILY {
        Family::IPV4_FLOW_SPEC => (1..=12).collect(),
        Family::IPV6_FLOW_SPEC => (1..=13).collect(),
        _ => (3..=24).collect(),
    }
}

/// A canonical rule: some components in order.
fn canonical_rule<R: Rules>() -> impl Strategy<Value = Vec<u8>> {
    proptest::sample::subsequence(types::<R>(), 1..6).prop_flat_map(|types| {
        let components: Vec<_> = types
            .into_iter()
            .map(|component_type| component(R::FAMILY, component_type, true))
            .collect();
        components.prop_map(|components| components.concat())
    })
}

/// Components in any order, possibly followed by an unknown one.
fn any_rule<R: Rules>() -> impl Strategy<Value = Vec<u8>> {
    let component = proptest::sample::select(types::<R>())
        .prop_flat_map(|component_type| component(R::FAMILY, component_type, false));
    let unknown = (25_u8.., vec(any::<u8>(), 0..9))
        .prop_map(|(component_type, octets)| [&[component_type][..], &octets].concat());
    let rest = prop_oneof![Just(Vec::new()), unknown];
    (vec(component, 0..6), rest).prop_map(|(components, rest)| [components.concat(), rest].concat())
}

fn framed(octets: &[u8], long: bool) -> Vec<u8> {
    let length = octets.len();
    let mut frame = if long || length >= 240 {
        (0xf000 | length as u16).to_be_bytes().to_vec()
    } else {
        vec![length as u8]
    };
    frame.extend(octets);
    frame
}

#[cfg(feature = "serde")]
fn forms<T: ::serde::Serialize + ::serde::de::DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value, "{json}");
    let octets = postcard::to_allocvec(value).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&octets).unwrap(), value);
}

#[cfg(not(feature = "serde"))]
fn forms<T: Debug>(_: &T) {}

macro_rules! families {
    ($($name:ident $rules:ident;)*) => { $(
        mod $name {
            use super::*;

            proptest! {
                #[test]
                fn canonical_rules_have_a_text(octets in canonical_rule::<$rules>()) {
                    let octets = framed(&octets, false);
                    let rule: FlowSpec<$rules, _> = exact(&octets);
                    prop_assert_eq!(rule.to_string().parse(), Ok(rule.to_owned()));
                    forms(&rule.to_owned());
                }

                #[test]
                fn any_rules_are_kept(octets in any_rule::<$rules>(), long: bool, rd: u64) {
                    let frame = framed(&octets, long);
                    let rule: FlowSpec<$rules, _> = exact(&frame);
                    let put: usize = rule.components().map(|component| component.encoded_len()).sum();
                    prop_assert_eq!(put, octets.len());
                    forms(&rule.to_owned());
                    for component in rule.components() {
                        forms(&component.to_owned());
                    }
                    let octets = [&rd.to_be_bytes()[..], &octets].concat();
                    let frame = framed(&octets, long);
                    let route: VpnFlowSpec<$rules, _> = exact(&frame);
                    prop_assert_eq!(route.rd.0, rd);
                    forms(&route.to_owned());
                }

                #[test]
                fn any_octets_are_kept(octets in vec(any::<u8>(), 0..40)) {
                    let frame = framed(&octets, false);
                    if let Ok(rule) = FlowSpec::<$rules, &[u8]>::from_octets(&frame) {
                        prop_assert_eq!(rule.to_vec(), Ok(frame.clone()));
                        forms(&rule.to_owned());
                    }
                }
            }
        }
    )* };
}
families! {
    ipv4 Ipv4Rules;
    ipv6 Ipv6Rules;
    l2 L2Rules;
}
