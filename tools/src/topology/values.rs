//! TLVs of an attribute as fields of a JSON object.

use bmp_codec::bgp::attribute::LinkState as Attribute;
use bmp_codec::bgp::attribute::link_state::{LinkStateTlv, SidLabel};
use bmp_codec::bgp::nlri::link_state::ProtocolId;
use serde_json::{Map, Value, json};

/// Types of which an attribute may have several TLVs: their values are in a list, even if there is one.
const SEVERAL: [u16; 17] = [
    1027, 1028, 1029, 1039, 1044, 1099, 1100, 1106, 1107, 1108, 1122, 1158, 1159, 1172, 1205, 1212,
    1251,
];

/// Puts the TLVs into an object, under the names that they have in the JSON of the crate. `label` returns the label for an
/// index of a prefix SID.
pub(super) fn put(
    object: &mut Map<String, Value>,
    tlvs: &Attribute<&[u8]>,
    protocol: ProtocolId,
    label: &dyn Fn(u32) -> Option<u32>,
) {
    for tlv in tlvs.into_iter().flatten() {
        let Some((name, value)) = field(&tlv, protocol, label) else {
            continue;
        };
        let is_list = SEVERAL.contains(&tlv.tlv_type()) || matches!(tlv, LinkStateTlv::Unknown(_));
        match object.get_mut(&name) {
            Some(Value::Array(values)) if is_list => values.push(value),
            None if is_list => drop(object.insert(name, json!([value]))),
            None => drop(object.insert(name, value)),
            // Only the first one counts of what must not be repeated.
            Some(_) => {
                let repeated = object.entry("repeated").or_insert_with(|| json!([]));
                if let Value::Array(values) = repeated {
                    values.push(json!({ name: value }));
                }
            }
        }
    }
}

/// Returns the name and the value of a TLV.
fn field(
    tlv: &LinkStateTlv<&[u8]>,
    protocol: ProtocolId,
    label: &dyn Fn(u32) -> Option<u32>,
) -> Option<(String, Value)> {
    let Value::Object(object) = serde_json::to_value(tlv).ok()? else {
        // A TLV without a value is its name.
        let name = serde_json::to_value(tlv).ok()?.as_str()?.to_owned();
        return Some((name, Value::Bool(true)));
    };
    let (name, mut value) = object.into_iter().next()?;
    match tlv {
        LinkStateTlv::IsisArea(area) => value = json!(area.to_string()),
        LinkStateTlv::IgpMetric(metric) => value = json!(metric.value()),
        LinkStateTlv::TeDefaultMetric(metric) => value = json!(metric.value()),
        LinkStateTlv::PrefixMetric(metric) => value = json!(metric.value()),
        LinkStateTlv::NodeFlags(flags) => value = names(flags),
        LinkStateTlv::IgpFlags(flags) => value = names(flags),
        LinkStateTlv::PrefixAttributeFlags(bits) => {
            if let Some(flags) = bits.of(protocol) {
                value = names(flags);
            }
        }
        LinkStateTlv::SrCapabilities(srgb) => value["flags"] = names(srgb.flags),
        LinkStateTlv::AdjacencySid(sid) => {
            flags(&mut value, sid.flags(protocol));
        }
        LinkStateTlv::LanAdjacencySid(sid) => {
            flags(&mut value, sid.flags(protocol));
        }
        LinkStateTlv::PrefixSid(sid) => {
            flags(&mut value, sid.flags(protocol));
            value["label"] = json!(match sid.sid {
                SidLabel::Index(index) => label(index),
                SidLabel::Label(_) => sid.sid.label(),
            });
        }
        _ => {}
    }
    Some((name, value))
}

/// Replaces flags by their names, if the protocol has names for them.
fn flags(value: &mut Value, flags: Option<impl ToString>) {
    if let Some(flags) = flags {
        value["flags"] = names(flags);
    }
}

/// Returns the names of flags. Bits without a name are a number in hexadecimal.
fn names(flags: impl ToString) -> Value {
    let text = flags.to_string();
    let names = text.split('+').filter(|name| *name != "0x0");
    names.map(Value::from).collect()
}
