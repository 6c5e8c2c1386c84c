//! Rules in serde.
//!
//! In human-readable formats, a rule is its components. If it is not canonical, it also has what the components do not
//! show: a length of two bytes, or all its bytes if there are bits beyond a prefix. In binary formats, a rule is its
//! bytes.

use alloc::vec::Vec;
use serde::de::{Deserializer, Error};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::bgp::nlri::flow_spec::matches::private::Pair;
use crate::bgp::nlri::flow_spec::matches::{AND, length_bits};
use crate::bgp::nlri::flow_spec::{
    Bitmask, Comparison, Flags, FlowSpec, LIMIT, Match, Matches, Numeric, Rules,
};
use crate::wire::serde::{build, text};
use crate::wire::{Decode, Encode, Octets, Reader};

fn is_zero(number: &u8) -> bool {
    *number == 0
}

impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Comparison {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer)
    }
}

/// A comparison with a number, in human-readable formats.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Numeric")]
struct NumericFields {
    and: bool,
    comparison: Comparison,
    value: u64,
    /// The length in bytes.
    length: u8,
    /// The reserved bit of the operator.
    #[serde(default, skip_serializing_if = "is_zero")]
    reserved: u8,
}

/// A comparison with flags, in human-readable formats.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Bitmask")]
struct BitmaskFields {
    and: bool,
    not: bool,
    #[serde(rename = "match")]
    all: bool,
    value: u64,
    /// The length in bytes.
    length: u8,
    /// The reserved bits of the operator.
    #[serde(default, skip_serializing_if = "is_zero")]
    reserved: u8,
}

/// Makes a pair from its fields, and checks that they are possible.
fn pair<P: Pair, E: Error>(
    and: bool,
    relation: u8,
    (reserved, all_reserved): (u8, u8),
    value: u64,
    length: u8,
) -> Result<P, E> {
    let holds = match length {
        1 | 2 | 4 => value >> (length * 8) == 0,
        8 => true,
        _ => {
            return Err(E::custom(format_args!(
                "a value has 1, 2, 4 or 8 bytes, not {length}"
            )));
        }
    };
    if !holds {
        return Err(E::custom(format_args!(
            "{value} does not fit a length of {length}"
        )));
    }
    if reserved & !all_reserved != 0 {
        return Err(E::custom(format_args!(
            "{reserved} is not possible for the reserved bits"
        )));
    }
    let and = if and { AND } else { 0 };
    Ok(P::from_parts(
        and | length_bits(length) | reserved | relation,
        value,
    ))
}

const NUMERIC_RESERVED: u8 = 0x08;
const BITMASK_RESERVED: u8 = 0x0c;

impl Serialize for Numeric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (self.operator(), self.value()).serialize(serializer);
        }
        let fields = NumericFields {
            and: self.is_and(),
            comparison: self.comparison(),
            value: self.value(),
            length: self.value_len(),
            reserved: self.operator() & NUMERIC_RESERVED,
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Numeric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return machine(deserializer);
        }
        let fields = NumericFields::deserialize(deserializer)?;
        let reserved = (fields.reserved, NUMERIC_RESERVED);
        let relation = fields.comparison as u8;
        pair(fields.and, relation, reserved, fields.value, fields.length)
    }
}

impl<F: Flags> Serialize for Bitmask<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (self.operator(), self.value()).serialize(serializer);
        }
        let fields = BitmaskFields {
            and: self.is_and(),
            not: self.is_not(),
            all: self.is_all(),
            value: self.value(),
            length: self.value_len(),
            reserved: self.operator() & BITMASK_RESERVED,
        };
        fields.serialize(serializer)
    }
}

impl<'de, F: Flags> Deserialize<'de> for Bitmask<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return machine(deserializer);
        }
        let fields = BitmaskFields::deserialize(deserializer)?;
        let reserved = (fields.reserved, BITMASK_RESERVED);
        let relation = u8::from(fields.not) << 1 | u8::from(fields.all);
        pair(fields.and, relation, reserved, fields.value, fields.length)
    }
}

/// Deserializes a pair from a binary format: operator and value.
fn machine<'de, P: Pair, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let (operator, value) = <(u8, u64)>::deserialize(deserializer)?;
    let read = P::from_parts(operator & 0x7f, value);
    pair(false, operator & 0x4f, (0, 0), value, read.value_len())
}

impl<M: Match + Serialize, B: AsRef<[u8]>> Serialize for Matches<M, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
        } else {
            serializer.serialize_bytes(self.octets())
        }
    }
}

impl<'de, M, B> Deserialize<'de> for Matches<M, B>
where
    M: Match + Deserialize<'de>,
    B: AsRef<[u8]> + Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let octets = if deserializer.is_human_readable() {
            let pairs = Vec::<M>::deserialize(deserializer)?;
            pairs.into_iter().collect::<Matches<M>>().octets().to_vec()
        } else {
            Octets::<Vec<u8>>::deserialize(deserializer)?.0
        };
        Matches::<M, &[u8]>::from_octets(&octets).map_err(D::Error::custom)?;
        Ok(Matches::unchecked(build(octets)?))
    }
}

/// The components of a rule.
struct Components<'a, R, B: AsRef<[u8]>>(&'a FlowSpec<R, B>);

impl<R: Rules, B: AsRef<[u8]>> Serialize for Components<'_, R, B>
where
    for<'s> R::Component<'s>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.components())
    }
}

impl<R: Rules, B: AsRef<[u8]>> Serialize for FlowSpec<R, B>
where
    for<'s> R::Component<'s>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (self.long_length, Octets(self.octets())).serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("components", &Components(self))?;
        if self.long_length {
            map.serialize_entry("long_length", &true)?;
        }
        if !self.is_what_components_say() {
            map.serialize_entry("octets", &Octets(self.octets()))?;
        }
        map.end()
    }
}

/// A length that is above that of any component with a prefix.
const SHORT: usize = 32;

impl<R: Rules, B: AsRef<[u8]>> FlowSpec<R, B> {
    /// Returns whether the components encode to these bytes again. Longer ones always do, because they contain their
    /// bytes.
    fn is_what_components_say(&self) -> bool {
        let mut rest = self.octets();
        self.components().all(|component| {
            let mut octets = [0; SHORT];
            let length = component.encoded_len();
            let (own, behind) = rest.split_at_checked(length).unwrap_or_default();
            rest = behind;
            length > SHORT
                || component.encode(&mut octets.as_mut_slice()).is_ok() && octets.starts_with(own)
        })
    }
}

/// The fields of a rule in human-readable formats.
#[derive(Deserialize)]
#[serde(rename = "FlowSpec")]
struct Fields<C> {
    #[serde(default = "Vec::new")]
    components: Vec<C>,
    #[serde(default)]
    long_length: bool,
    octets: Option<Octets>,
}

impl<'de, R: Rules, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for FlowSpec<R, B>
where
    R::OwnedComponent: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (long_length, octets) = if deserializer.is_human_readable() {
            let fields = Fields::<R::OwnedComponent>::deserialize(deserializer)?;
            let octets = match fields.octets {
                Some(Octets(octets)) => octets,
                None => {
                    let mut octets = Vec::new();
                    for component in &fields.components {
                        component.encode(&mut octets).map_err(D::Error::custom)?;
                    }
                    octets
                }
            };
            (fields.long_length, octets)
        } else {
            let (long_length, Octets(octets)) = <(bool, Octets)>::deserialize(deserializer)?;
            (long_length, octets)
        };
        if octets.len() > LIMIT {
            let length = octets.len();
            return Err(D::Error::custom(format_args!(
                "a rule of {length} bytes is too long"
            )));
        }
        let mut reader = Reader::new(&octets);
        FlowSpec::<R, &[u8]>::read(long_length, &mut reader).map_err(D::Error::custom)?;
        Ok(FlowSpec::unchecked(build(octets)?, long_length))
    }
}
