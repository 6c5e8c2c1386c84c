//! The shape of a message: what it is made of, without values.
//!
//! The JSON form of a message names everything in it: each attribute, TLV, capability and route by its type, and what is
//! malformed by its error. The shape is the set of these names, each with the names around it. The numbers and texts
//! that say a kind, like the flags of an attribute, belong to the names; of other values only the sort counts: null,
//! number, text, an IPv4 or IPv6 address, and whether a text or list is empty. How often a name occurs, and in which
//! order, does not count.
//!
//! Beside it, the shape has what the JSON form leaves to the session: the width of AS numbers, and which rules an UPDATE
//! breaks although it can be decoded.

use std::fmt::Write;
use std::net::IpAddr;

use bmp_codec::bgp::error_action::{ErrorContext, Reason};
use bmp_codec::bgp::{Pdu, Update};
use bmp_codec::bmp::Message;
use bmp_codec::{DecodeError, Fault};
use serde::Serialize;
use serde_json::Value;

use crate::routes::updates;
use crate::seeds::hash::{hash64, hash128};

/// A shape, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Shape(u128);

/// Members that say of which kind an object is.
const KINDS: [&str; 18] = [
    "afi",
    "code",
    "endpoint_behavior",
    "family",
    "flags",
    "form",
    "kind",
    "message_type",
    "mode",
    "orf_type",
    "parameter_type",
    "peer_type",
    "profile",
    "safi",
    "statistic_type",
    "tlv_type",
    "tunnel_type",
    "type",
];

/// Members whose text is a kind.
const SAY_A_KIND: [&str; 7] = [
    "breach",
    "fault",
    "information",
    "local_event",
    "reason",
    "subcode",
    "what",
];

/// Lists of texts that begin with their kind.
const BEGIN_WITH_A_KIND: [&str; 2] = ["extended_communities", "ipv6_extended_communities"];

/// Receives the names of a shape, one by one.
type Names<'n> = dyn FnMut(&str) + 'n;

impl Shape {
    pub(crate) fn of_message(decoded: &Result<Message<&[u8]>, DecodeError>, frame: &[u8]) -> Shape {
        Shape::of(|names| names_of_message(decoded, frame, names))
    }

    pub(crate) fn of_update(update: &Result<Update<&[u8]>, DecodeError>) -> Shape {
        Shape::of(|names| names_of_update(update, names))
    }

    fn of(tell: impl FnOnce(&mut Names<'_>)) -> Shape {
        let mut names = Vec::new();
        tell(&mut |name| names.push(hash64(name.as_bytes())));
        names.sort_unstable();
        names.dedup();
        Shape(hash128(names.into_iter().flat_map(u64::to_be_bytes)))
    }
}

/// Tells the names in a message. If the frame cannot be decoded, tells those in the error.
pub(crate) fn names_of_message(
    decoded: &Result<Message<&[u8]>, DecodeError>,
    frame: &[u8],
    names: &mut Names<'_>,
) {
    match decoded {
        Ok(message) => {
            names_of(message, names);
            for update in updates(message) {
                rules(&update, message.peer().map(ErrorContext::from), names);
            }
        }
        Err(error) => {
            let kind = frame.get(5).copied().unwrap_or(u8::MAX);
            names(&format!("message {kind} {}", kind_of(error)));
        }
    }
}

/// Tells the names in an UPDATE.
pub(crate) fn names_of_update(update: &Result<Update<&[u8]>, DecodeError>, names: &mut Names<'_>) {
    match update {
        Ok(update) => {
            names_of(update, names);
            rules(&Ok(*update), None, names);
        }
        Err(error) => names(&format!("UPDATE {}", kind_of(error))),
    }
}

/// Tells the session and the errors of an UPDATE.
fn rules(update: &Pdu<Update<&[u8]>, &[u8]>, context: Option<ErrorContext>, names: &mut Names<'_>) {
    let Ok(update) = update else { return };
    let session = update.path_attributes.session();
    names(&format!("AS numbers {:?}", session.asn_width()));
    for error in update.errors(context.unwrap_or_default()) {
        let kind = match error.reason {
            Reason::Malformed(error) | Reason::Overrun(error) | Reason::Routes(error) => {
                kind_of(&error)
            }
            reason => first_word(&format!("{reason:?}")).to_owned(),
        };
        names(&format!(
            "error {} {kind}",
            error.attribute.unwrap_or_default()
        ));
    }
}

/// Returns what was decoded and the kind of fault, without its numbers.
fn kind_of(error: &DecodeError) -> String {
    match error.fault() {
        Fault::Breach(breach) => format!("{:?} {breach:?}", error.what()),
        fault => format!("{:?} {}", error.what(), first_word(&format!("{fault:?}"))),
    }
}

/// Returns the name of a variant in its `Debug` form.
fn first_word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric())
        .next()
        .unwrap_or_default()
}

fn names_of(value: &impl Serialize, names: &mut Names<'_>) {
    // Every value of the library has a JSON form.
    if let Ok(json) = serde_json::to_value(value) {
        let mut place = String::new();
        tell(&json, "", &mut place, names);
    }
}

/// Tells the names in a value of JSON; `key` is the last one of the place.
fn tell(value: &Value, key: &str, place: &mut String, names: &mut Names<'_>) {
    let length = place.len();
    match value {
        Value::Null => place.push_str("=null"),
        Value::Bool(value) => place.push_str(if *value { "=true" } else { "=false" }),
        Value::Number(number) if SAY_A_KIND.contains(&key) || place.contains("/what/") => {
            let _ = write!(place, "={number}");
        }
        Value::Number(_) => place.push_str("=number"),
        Value::String(text) => {
            place.push('=');
            place.push_str(sort(text, key));
        }
        Value::Array(items) if items.is_empty() => place.push_str("=[]"),
        Value::Array(items) => {
            for item in items {
                tell(item, key, place, names);
            }
            return;
        }
        Value::Object(members) => {
            for kind in KINDS {
                let value = members.get(kind).filter(|value| is_kind(kind, value));
                if let Some(value) = value {
                    let _ = write!(place, "{{{kind}={value}}}");
                }
            }
            for (key, value) in members.iter().filter(|member| !is_kind(member.0, member.1)) {
                // Those of an error are its text and where it is.
                if key == "text" || key == "offset" && members.contains_key("fault") {
                    continue;
                }
                let before = place.len();
                place.push('/');
                place.push_str(key);
                tell(value, key, place, names);
                place.truncate(before);
            }
        }
    }
    names(place);
    place.truncate(length);
}

fn is_kind(key: &str, value: &Value) -> bool {
    KINDS.contains(&key) && (value.is_string() || value.is_number())
}

/// Returns what counts of a text.
fn sort<'t>(text: &'t str, key: &str) -> &'t str {
    if SAY_A_KIND.contains(&key) {
        return text;
    }
    if BEGIN_WITH_A_KIND.contains(&key) {
        return text.split(':').next().unwrap_or_default();
    }
    let address = text.split('/').next().unwrap_or_default();
    match address.parse() {
        Ok(IpAddr::V4(_)) => "IPv4",
        Ok(IpAddr::V6(_)) => "IPv6",
        Err(_) if text.is_empty() => "empty",
        Err(_) => "text",
    }
}
