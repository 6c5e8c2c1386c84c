//! Attributes and routes of every kind: those of `support::built`, with other numbers, addresses, octets and lists in them.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use bmp_codec::Encode;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::{Family, Nlri};
use bmp_codec::net::{Ipv4Prefix, Ipv6Prefix, RouteDistinguisher};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
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
                // The key of a leaf is another route.
                if name != "route_key" {
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
    let rare = built::ATTRIBUTES.iter().copied().filter(|text| {
        let value: AttributeValue = serde_json::from_str(text).unwrap();
        value.code() >= 20 && value.code() != 32
    });
    rare.collect()
});

/// Routes with one label, by their family.
static ROUTES: LazyLock<Vec<(Family, String)>> = LazyLock::new(|| {
    let routes = built::ROUTES.iter().flat_map(|(family, routes)| {
        let single = routes.iter().filter(|route| !route.contains("100/200"));
        single.map(move |route| format!(r#"{{"{family}":[{{"path_id":null,"nlri":{route}}}]}}"#))
    });
    routes
        .map(|text| {
            let nlri: Nlri = serde_json::from_str(&text).unwrap();
            (nlri.family(), text)
        })
        .collect()
});

/// An attribute of those that have no strategy by hand.
pub(crate) fn attribute_value() -> BoxedStrategy<AttributeValue> {
    (select(&ATTRIBUTES[..]), numbers())
        .prop_filter_map("a value that cannot be", |(text, numbers)| {
            other(text, numbers)
        })
        .boxed()
}

/// Routes of any family, one or several.
pub(crate) fn nlri(session: Session) -> BoxedStrategy<Nlri> {
    (select(&ROUTES[..]), numbers())
        .prop_filter_map("routes that cannot be", move |((family, text), numbers)| {
            if session.add_path().contains(family) {
                other(
                    &text.replace(r#""path_id":null"#, r#""path_id":70000"#),
                    numbers,
                )
            } else {
                other(&text, numbers)
            }
        })
        .boxed()
}
