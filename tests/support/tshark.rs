//! What tshark reads in an attribute, its `name=value` lines, beside what is decoded, field by field.
//!
//! [`ROWS`](super::tshark_rows::ROWS) says which field of tshark's is which of ours.

use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex};

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::link_state::IgpRouterId;
use bmp_codec::wire::Octets;
use serde_json::Value;

use super::tshark_link_state::LINK_STATE;
use super::tshark_rows::{EITHER, NOT_COMPARED, NOT_SHOWN, RAW, ROWS, Row, number};

/// A value without parts: where it is (`.prefix_sid.label_index.flags`), and its text.
type Leaf = (String, String);

/// All values in an attribute, in turn.
fn leaves(attribute: &AttributeValue<&[u8]>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let json = match attribute {
        AttributeValue::MpReach(reach) => serde_json::to_value(reach.nlri),
        AttributeValue::MpUnreach(unreach) => serde_json::to_value(unreach.nlri),
        AttributeValue::ExtendedCommunities(list) => {
            for community in list {
                let value = serde_json::to_value(community.value()).unwrap();
                let name = value.as_object().unwrap().keys().next().unwrap();
                // Of these tshark has six octets, and no names for what is in them.
                let is_mup = community.0 >> 56 == 0x0c;
                if is_mup || RAW.contains(&name.as_str()) {
                    let bits = community.0 & 0xffff_ffff_ffff;
                    leaves.push((".raw".to_owned(), format!("{bits:#018x}")));
                } else {
                    walk("", &value, &mut leaves);
                }
            }
            return leaves;
        }
        AttributeValue::PmsiTunnel(tunnel) => {
            leaves.push((".pmsi_type".to_owned(), tunnel.type_code().to_string()));
            serde_json::to_value(attribute)
        }
        other => serde_json::to_value(other),
    };
    walk("", &json.unwrap(), &mut leaves);
    leaves
}

fn walk(path: &str, value: &Value, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Object(fields) => {
            if let Some(operator) = operator(value) {
                leaves.push((".operator".to_owned(), operator.to_string()));
                leaves.push((format!("{path}.value"), value["value"].to_string()));
                return;
            }
            let labels = fields.get("labels").or_else(|| fields.get("label"));
            if let (Some(Value::String(labels)), Some(Value::String(prefix))) =
                (labels, fields.get("prefix"))
            {
                let length: usize = prefix.split_once('/').unwrap().1.parse().unwrap();
                let distinguisher = if fields.contains_key("rd") { 64 } else { 0 };
                let bits = 24 * labels.split('/').count() + distinguisher + length;
                leaves.push((format!("{path}.bits"), bits.to_string()));
            }
            if fields.contains_key("route_target") && value["length"] == 0 {
                leaves.push((format!("{path}.length"), "0".to_owned()));
                return;
            }
            for (name, value) in fields {
                // tshark has the octets, whatever their length says.
                if name == "igp_router_id" {
                    let id: IgpRouterId = serde_json::from_value(value.clone()).unwrap();
                    let octets = Octets(id.to_vec().unwrap()).to_string();
                    leaves.push((format!("{path}.{name}"), octets));
                    continue;
                }
                // tshark has a field for each bit that is set.
                if name == "admin_group" {
                    let groups: u32 = number(value.as_str().unwrap()).parse().unwrap();
                    let set = (0..32).filter(|group| groups >> group & 1 == 1);
                    let path = format!("{path}.{name}");
                    leaves.extend(set.map(|group| (path.clone(), group.to_string())));
                    continue;
                }
                walk(&format!("{path}.{name}"), value, leaves);
            }
        }
        Value::Array(values) => {
            for value in values {
                walk(path, value, leaves);
            }
            // The last operator of a component says so.
            if values.last().and_then(operator).is_some() {
                let last = leaves.iter_mut().rev().find(|leaf| leaf.0 == ".operator");
                let (_, operator) = last.unwrap();
                *operator = (operator.parse::<u8>().unwrap() | 0x80).to_string();
            }
        }
        Value::String(text) => leaves.push((path.to_owned(), text.clone())),
        Value::Null => {}
        other => leaves.push((path.to_owned(), other.to_string())),
    }
}

/// The operator octet of a value of a flow specification (RFC 8955, section 4.2.1), but for its first bit.
fn operator(value: &Value) -> Option<u8> {
    let comparisons = ["false", "=", ">", ">=", "<", "<=", "!=", "true"];
    let bit = |name: &str| u8::from(value[name].as_bool() == Some(true));
    let how = match value.get("comparison") {
        Some(comparison) => comparisons.iter().position(|name| comparison == name)? as u8,
        None => {
            value.get("match")?;
            bit("not") << 1 | bit("match")
        }
    };
    let length = value["length"].as_u64()?.trailing_zeros() as u8;
    Some(bit("and") << 6 | length << 4 | how)
}

/// Whether a path ends so; a star stands for anything.
fn is(path: &str, end: &str) -> bool {
    match end.split_once('*') {
        Some((before, end)) => path.contains(before) && path.ends_with(end),
        None => path.ends_with(end),
    }
}

/// All rows.
static ALL: LazyLock<Vec<&Row>> = LazyLock::new(|| ROWS.iter().chain(LINK_STATE).collect());

/// Which rows have a name of tshark's.
static BY_NAME: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, (names, ..)) in ALL.iter().enumerate() {
        for name in *names {
            places.entry(name).or_default().push(place);
        }
    }
    places
});

/// Which rows have a path of ours. There are few paths and many values.
fn of_path(path: &str) -> Vec<usize> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Vec<usize>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap();
    if let Some(places) = known.get(path) {
        return places.clone();
    }
    let has = |row: &&Row| row.1.iter().any(|end| is(path, end));
    let rows = ALL.iter().enumerate().filter(|(_, row)| has(row));
    let places: Vec<usize> = rows.map(|(place, _)| place).collect();
    known.insert(path.to_owned(), places.clone());
    places
}

/// What is in fields of tshark's, and what is decoded.
pub(crate) struct Compared {
    pub(crate) names: &'static [&'static str],
    pub(crate) said: Vec<String>,
    pub(crate) read: Vec<String>,
}

/// Whether a row has a name of tshark's.
pub(crate) fn is_compared(name: &str) -> bool {
    BY_NAME.contains_key(name)
}

/// What tshark says of an attribute and what is decoded, by the rows in which one of both has a value.
pub(crate) fn compared(fields: &[String], attribute: &AttributeValue<&[u8]>) -> Vec<Compared> {
    let mut found: BTreeMap<usize, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for field in fields {
        let (name, value) = field.split_once('=').unwrap();
        for place in BY_NAME.get(name).into_iter().flatten() {
            let (_, _, theirs, _) = ALL[*place];
            found.entry(*place).or_default().0.push(theirs(value));
        }
    }
    for (path, value) in leaves(attribute) {
        for place in of_path(&path) {
            let (_, _, _, ours) = ALL[place];
            found.entry(place).or_default().1.push(ours(&value));
        }
    }
    let compared = found.into_iter().map(|(place, (said, read))| Compared {
        names: ALL[place].0,
        said,
        read,
    });
    compared.collect()
}

/// The values of both that no row has.
fn beside(fields: &[String], attribute: &AttributeValue<&[u8]>) -> Vec<String> {
    let mut beside = Vec::new();
    for field in fields {
        let (name, value) = field.split_once('=').unwrap();
        if !is_compared(name) && !NOT_COMPARED.iter().any(|part| name.contains(part)) {
            beside.push(format!("{name} is {value}: compared with nothing"));
        }
    }
    for (path, value) in leaves(attribute) {
        if of_path(&path).is_empty() && !NOT_SHOWN.iter().any(|end| is(&path, end)) {
            beside.push(format!("{path} is {value}: compared with nothing"));
        }
    }
    beside
}

/// Compares what tshark says of an attribute with what is decoded; where one is another.
pub(crate) fn differences(fields: &[String], attribute: &AttributeValue<&[u8]>) -> Vec<String> {
    let mut differences = Vec::new();
    for Compared { names, said, read } in compared(fields, attribute) {
        let elsewhere = said.is_empty() && names.iter().any(|name| EITHER.contains(name));
        if said != read && !elsewhere {
            differences.push(format!("{names:?}: tshark has {said:?}, we {read:?}"));
        }
    }
    differences.extend(beside(fields, attribute));
    differences
}
