//! Attributes and routes of every kind: those of `support::built`, with other numbers, addresses, octets and lists in them.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use bmp_codec::Encode;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::attribute::link_state::AdminGroup;
use bmp_codec::bgp::nlri::{Family, Nlri};
use bmp_codec::net::{Ipv4Prefix, Ipv6Prefix, RouteDistinguisher};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::built;

/// Random numbers, over and over.
struct Numbers(std::iter::Cycle<std::vec::IntoIter<u64>>);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0.next().unwrap()
    }

    /// One of so many.
    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn address(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }
}

/// Another value of the same kind.
fn vary(value: &mut Value, numbers: &mut Numbers) {
    match value {
        Value::Bool(bit) => *bit = numbers.below(2) == 1,
        Value::Number(number) => {
            let Some(was) = number.as_u64() else { return };
            // No wider than it was: a field of eight bits stays one.
            let bits = match was {
                0..=0xff => 8,
                0x100..=0xffff => 16,
                _ => 32,
            };
            if numbers.below(3) > 0 {
                *number = (numbers.next() >> (64 - bits)).into();
            }
        }
        Value::String(text) => {
            if let Some(other) = vary_text(text, numbers) {
                *text = other;
            }
        }
        Value::Array(values) => {
            match numbers.below(8) {
                0 if values.len() > 1 => drop(values.pop()),
                1 => values.extend(values.first().cloned()),
                _ => {}
            }
            values.iter_mut().for_each(|value| vary(value, numbers));
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                // The key of a leaf is another route; the others have few widths.
                if !["route_key", "width", "standard", "user_defined"].contains(&name.as_str()) {
                    vary(value, numbers);
                }
            }
        }
        Value::Null => {}
    }
}

fn vary_text(text: &str, numbers: &mut Numbers) -> Option<String> {
    let hexadecimal = text.bytes().all(|octet| octet.is_ascii_hexdigit());
    if text.parse::<Ipv4Addr>().is_ok() {
        Some(Ipv4Addr::from_bits(numbers.next() as u32).to_string())
    } else if text.parse::<Ipv6Addr>().is_ok() {
        Some(Ipv6Addr::from_bits(numbers.address()).to_string())
    } else if text.parse::<Ipv4Prefix>().is_ok() {
        let prefix = (numbers.next() as u32, numbers.below(33) as u8);
        Some(Ipv4Prefix::from(prefix).to_string())
    } else if text.parse::<Ipv6Prefix>().is_ok() {
        let prefix = (numbers.address(), numbers.below(129) as u8);
        Some(Ipv6Prefix::from(prefix).to_string())
    } else if text.parse::<AdminGroup>().is_ok() {
        Some(AdminGroup(numbers.next() as u32).to_string())
    } else if text.parse::<RouteDistinguisher>().is_ok() {
        Some(RouteDistinguisher(numbers.next()).to_string())
    } else if text.len() >= 6 && text.len() != 40 && hexadecimal {
        let length = numbers.below(20);
        Some(
            (0..length)
                .map(|_| format!("{:02x}", numbers.below(256)))
                .collect(),
        )
    } else {
        None
    }
}

/// What a text says, with other values in it; nothing where these are none that can be.
fn other<T: serde::de::DeserializeOwned + Encode>(text: &str, numbers: Vec<u64>) -> Option<T> {
    let mut json: Value = serde_json::from_str(text).unwrap();
    vary(&mut json, &mut Numbers(numbers.into_iter().cycle()));
    let value: T = serde_json::from_value(json).ok()?;
    value.to_vec().ok()?;
    Some(value)
}

fn numbers() -> impl Strategy<Value = Vec<u64>> {
    vec(any::<u64>(), 1..30)
}

/// The attributes that have no strategy by hand.
static ATTRIBUTES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let rare = built::attributes().filter(|text| {
        let value: AttributeValue = serde_json::from_str(text).unwrap();
        value.code() >= 20 && value.code() != 32
    });
    rare.collect()
});

/// Routes of the types that `built` has in the other address family only.
#[rustfmt::skip]
const OF_IPV6: &[(&str, &[&str])] = &[
    ("ipv6_mcast_vpn", &[
        r#"{"inter_as_i_pmsi":{"rd":"65000:100","source_as":65001}}"#,
        r#"{"s_pmsi":{"rd":"65000:100","source":"2001:db8::66","group":"ff3e::101","originator":"2001:db8::9"}}"#,
        r#"{"leaf":{"route_key":"02080000fde800000064","originator":"2001:db8::10"}}"#,
        r#"{"source_active":{"rd":"65000:100","source":"2001:db8::66","group":"ff3e::101"}}"#,
        r#"{"shared_tree_join":{"rd":"65000:100","source_as":65000,"source":"2001:db8::1","group":"ff3e::101"}}"#,
    ]),
    ("ipv6_mup", &[
        r#"{"direct_segment_discovery":{"rd":"64999:100","address":"2001:db8::201"}}"#,
        r#"{"type1_session_transformed":{"rd":"64999:100","prefix":"2001:db8:70::1/128","teid":12345,"qfi":9,"endpoint":"2001:db8::202","source":"none","tlvs":[]}}"#,
        r#"{"type2_session_transformed":{"rd":"64999:100","endpoint":"2001:db8::205","teid":12347,"teid_bits":32,"tlvs":[]}}"#,
    ]),
    ("ipv6_car", &[r#"{"key":{"ip_prefix":{"prefix":"2001:db8:51::/48"}},"tlvs":[]}"#]),
];

/// Routes, by their family.
static ROUTES: LazyLock<Vec<(Family, String)>> = LazyLock::new(|| {
    let all = built::ROUTES.iter().chain(OF_IPV6);
    let routes = all.flat_map(|(family, routes)| {
        let routes = routes.iter();
        routes.map(move |route| format!(r#"{{"{family}":[{{"path_id":null,"nlri":{route}}}]}}"#))
    });
    routes
        .map(|text| {
            let nlri: Nlri = serde_json::from_str(&text).unwrap();
            (nlri.family(), text)
        })
        .collect()
});

fn attribute(place: usize, numbers: Vec<u64>) -> Option<AttributeValue> {
    other(ATTRIBUTES[place], numbers)
}

/// One of the attributes that have no strategy by hand.
pub(crate) fn any_attribute() -> impl Strategy<Value = AttributeValue> {
    (0..ATTRIBUTES.len(), numbers())
        .prop_filter_map("a value that cannot be", |(place, numbers)| {
            attribute(place, numbers)
        })
}

/// Each of them.
pub(crate) fn each_attribute() -> Vec<BoxedStrategy<AttributeValue>> {
    let each = (0..ATTRIBUTES.len()).map(|place| {
        let value = move |numbers| attribute(place, numbers);
        let value = numbers().prop_filter_map("a value that cannot be", value);
        value.boxed()
    });
    each.collect()
}

/// Whether a session has such routes.
fn possible(session: Session, place: usize) -> bool {
    let (family, text) = &ROUTES[place];
    !text.contains("100/200") || session.multiple_labels().contains(*family)
}

fn routes(session: Session, place: usize, numbers: Vec<u64>) -> Option<Nlri> {
    let (family, text) = &ROUTES[place];
    if !possible(session, place) {
        None
    } else if session.add_path().contains(*family) {
        let text = text.replace(r#""path_id":null"#, r#""path_id":70000"#);
        other(&text, numbers)
    } else {
        other(text, numbers)
    }
}

/// Routes of any family and type, one or several of a kind.
pub(crate) fn any_nlri(session: Session) -> impl Strategy<Value = Nlri> {
    (0..ROUTES.len(), numbers())
        .prop_filter_map("routes that cannot be", move |(place, numbers)| {
            routes(session, place, numbers)
        })
}

/// Routes of each family and type.
pub(crate) fn each_nlri(session: Session) -> Vec<BoxedStrategy<Nlri>> {
    let possible = (0..ROUTES.len()).filter(|place| possible(session, *place));
    let each = possible.map(|place| {
        let routes = move |numbers| routes(session, place, numbers);
        let routes = numbers().prop_filter_map("routes that cannot be", routes);
        routes.boxed()
    });
    each.collect()
}
