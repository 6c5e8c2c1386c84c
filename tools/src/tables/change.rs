//! [`Change`]: the difference of two routes in one attribute.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use bmp_codec::bgp::attribute::{
    self, Aggregator, AttributeValue, MalformedAttribute, MpReach, NextHop, PathAttribute,
    PathAttributes,
};
use bmp_codec::wire::Octets;

use crate::tables::Route;

/// The difference of two routes to one destination in one attribute, or in what the key of a route leaves out, like labels.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The name of the attribute in its RFC; `NLRI` for the route itself. The next hop of all families is `NEXT_HOP`.
    pub attribute: String,
    /// The value before, as text, if the attribute was there.
    pub old: Option<String>,
    /// The value after.
    pub new: Option<String>,
    /// Of communities: those that are only in the new value.
    pub added: Vec<String>,
    /// Of communities: those that are only in the old value.
    pub removed: Vec<String>,
}

/// `COMMUNITIES +64496:1`, `AS_PATH prepended by 64499`, `LOCAL_PREF none -> 200`.
impl Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.attribute)?;
        if !self.added.is_empty() || !self.removed.is_empty() {
            for (sign, values) in [('+', &self.added), ('-', &self.removed)] {
                for value in values {
                    write!(f, " {sign}{value}")?;
                }
            }
            return Ok(());
        }
        let old = self.old.as_deref();
        let new = self.new.as_deref();
        if let Some(by) = self.prepended() {
            return write!(f, " prepended by {by}");
        }
        let or_none = |value: Option<&str>| match value {
            None => "none".to_owned(),
            Some("") => "empty".to_owned(),
            Some(value) => value.to_owned(),
        };
        write!(f, " {} -> {}", or_none(old), or_none(new))
    }
}

impl Change {
    /// Returns what is in front of an AS_PATH that is otherwise the same.
    #[must_use]
    pub fn prepended(&self) -> Option<&str> {
        let (old, new) = (self.old.as_deref()?, self.new.as_deref()?);
        let by = new
            .strip_suffix(old)
            .filter(|_| self.attribute == AS_PATH)?;
        match old {
            "" => Some(by),
            _ => by.strip_suffix(' '),
        }
        .filter(|by| !by.is_empty())
    }
}

const AS_PATH: &str = "AS_PATH";

/// The value of an attribute.
#[derive(PartialEq, Eq)]
struct Value {
    text: String,
    /// Communities, sorted: their order means nothing.
    members: Option<Vec<String>>,
}

impl Value {
    fn text(value: impl Display) -> Value {
        Value {
            text: value.to_string(),
            members: None,
        }
    }

    fn set<T: Display>(values: impl Iterator<Item = T>) -> Value {
        let mut members: Vec<_> = values.map(|value| value.to_string()).collect();
        let text = members.join(" ");
        members.sort_unstable();
        members.dedup();
        Value {
            text,
            members: Some(members),
        }
    }

    fn is_same(&self, other: &Value) -> bool {
        match (&self.members, &other.members) {
            (Some(own), Some(other)) => own == other,
            _ => self.text == other.text,
        }
    }
}

/// Returns what is different, in the order of attribute codes.
pub(super) fn changes(old: &Route<'_>, new: &Route<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.attribute_set() != new.attribute_set() {
        let differs = differing(&old.attributes(), &new.attributes());
        let (olds, news) = (values(old, &differs), values(new, &differs));
        let mut codes: Vec<u8> = olds.keys().chain(news.keys()).copied().collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            let (old, new) = (olds.get(&code), news.get(&code));
            if let (Some(old), Some(new)) = (old, new)
                && old.is_same(new)
            {
                continue;
            }
            changes.push(change(name(code), old, new));
        }
    }
    if old.has_octets_of(new) {
        return changes;
    }
    let (old, new) = (old.nlri_text(), new.nlri_text());
    if old != new {
        let value = |text: Option<String>| text.map(Value::text);
        changes.push(change(
            "NLRI".to_owned(),
            value(old).as_ref(),
            value(new).as_ref(),
        ));
    }
    changes
}

fn change(attribute: String, old: Option<&Value>, new: Option<&Value>) -> Change {
    let members = |of: Option<&Value>, without: Option<&Value>| -> Vec<String> {
        let without = without
            .and_then(|value| value.members.as_deref())
            .unwrap_or_default();
        let members = of
            .and_then(|value| value.members.as_deref())
            .unwrap_or_default();
        let only = members.iter().filter(|member| !without.contains(member));
        only.cloned().collect()
    };
    Change {
        attribute,
        old: old.map(|value| value.text.clone()),
        new: new.map(|value| value.text.clone()),
        added: members(new, old),
        removed: members(old, new),
    }
}

fn name(code: u8) -> String {
    attribute::name(code).map_or_else(|| format!("attribute {code}"), str::to_owned)
}

/// Returns which codes may have different values. Text is made of these only: most routes differ in one attribute of many.
fn differing(old: &PathAttributes<&[u8]>, new: &PathAttributes<&[u8]>) -> [bool; 256] {
    /// Codes that are one value together: AS_PATH and AS4_PATH, next hops, AGGREGATOR and AS4_AGGREGATOR.
    const TOGETHER: [(u8, u8); 3] = [(2, 17), (3, 14), (7, 18)];
    let all = [true; 256];
    if old.context() != new.context() {
        return all;
    }
    let mut differs = [false; 256];
    let code = |entry: &Result<PathAttribute<_>, MalformedAttribute<_>>| match entry {
        Ok(attribute) => attribute.code(),
        Err(malformed) => malformed.code,
    };
    // Most routers send attributes by their codes; a set has its MP_REACH_NLRI in front.
    let rank = |code: u8| if code == MpReach::CODE { 0 } else { code };
    let (mut olds, mut news) = (old.entries().peekable(), new.entries().peekable());
    let mut last = None;
    loop {
        let both = (olds.peek(), news.peek());
        let codes = (both.0.map(code), both.1.map(code));
        let next = match codes {
            (Some(old), Some(new)) if rank(new) < rank(old) => new,
            (Some(old), _) => old,
            (None, Some(new)) => new,
            (None, None) => break,
        };
        if last.is_some_and(|last| rank(next) <= last) {
            return all;
        }
        last = Some(rank(next));
        differs[usize::from(next)] = both.0 != both.1;
        if codes.0 == Some(next) {
            olds.next();
        }
        if codes.1 == Some(next) {
            news.next();
        }
    }
    for (one, other) in TOGETHER.map(|(one, other)| (usize::from(one), usize::from(other))) {
        differs[one] |= differs[other];
        differs[other] |= differs[one];
    }
    differs
}

/// Returns the attributes of a route with these codes. The next hop has one code, and the AS_PATH is the one that AS4_PATH makes
/// of it, whatever the width of AS numbers.
fn values(route: &Route<'_>, wanted: &[bool; 256]) -> BTreeMap<u8, Value> {
    const AS_PATH: u8 = 2;
    const AS4_PATH: u8 = 17;
    const AS4_AGGREGATOR: u8 = 18;
    let attributes = route.attributes();
    let mut values = BTreeMap::new();
    let is_wanted = |code: u8| wanted[usize::from(code)];
    for entry in attributes.entries() {
        let (code, value) = match entry {
            Ok(attribute) if !is_wanted(attribute.code()) => continue,
            Ok(attribute) => {
                let value = match &attribute.value {
                    AttributeValue::Communities(list) => Value::set(list.iter()),
                    AttributeValue::ExtendedCommunities(list) => Value::set(list.iter()),
                    AttributeValue::LargeCommunities(list) => Value::set(list.iter()),
                    AttributeValue::Ipv6ExtendedCommunities(list) => Value::set(list.iter()),
                    AttributeValue::MpReach(reach) => {
                        // It counts before a NEXT_HOP that some routers add.
                        values.insert(NextHop::CODE, Value::text(reach.next_hop));
                        continue;
                    }
                    value => Value::text(value),
                };
                (attribute.code(), value)
            }
            Err(malformed) => {
                let octets = Octets(malformed.octets.0);
                (
                    malformed.code,
                    Value::text(format_args!("malformed {octets}")),
                )
            }
        };
        values.entry(code).or_insert(value);
    }
    if is_wanted(AS_PATH)
        && let Ok(Some(path)) = attributes.merged_as_path()
    {
        values.insert(AS_PATH, Value::text(path));
        values.remove(&AS4_PATH);
    }
    if is_wanted(Aggregator::CODE)
        && let Some(aggregator) = attributes.merged_aggregator()
    {
        values.insert(Aggregator::CODE, Value::text(aggregator));
        values.remove(&AS4_AGGREGATOR);
    }
    values
}
