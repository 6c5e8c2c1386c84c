//! BGP messages and path attributes in the words of `testdata/README.md`.

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::{
    AsPath, AttributeValue, Community, MalformedAttribute, PathAttribute,
};
use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::{HEADER_LEN, Notification, Open, Pdu, Update};
use bmp_codec::wire::{Array, Fixed};
use serde_json::{Value, json};

use super::tell_nlri;

/// An UPDATE.
pub(crate) fn update(update: &Update<&[u8]>) -> Value {
    let mut attributes = Vec::new();
    let mut walk = update.path_attributes.entries();
    loop {
        let before = walk.rest().len();
        match walk.next() {
            None => break,
            Some(Ok(attribute)) => attributes.push(well_formed(&attribute)),
            Some(Err(error)) => attributes.push(malformed(&error, before - walk.rest().len())),
        }
    }
    json!({
        "length": HEADER_LEN + update.encoded_len(),
        "withdrawn": tell_nlri::routes(&update.withdrawn_routes),
        "attributes": attributes,
        "nlri": tell_nlri::routes(&update.nlri),
    })
}

fn well_formed(attribute: &PathAttribute<&[u8]>) -> Value {
    json!({
        "code": attribute.code(),
        "flags": format!("{:02x}", attribute.flags.0),
        "length": attribute.value.encoded_len(),
        "value": value(&attribute.value),
    })
}

/// A malformed attribute that took up so many octets of the list.
fn malformed(attribute: &MalformedAttribute<&[u8]>, took: usize) -> Value {
    let mut told = json!({
        "code": attribute.code,
        "flags": format!("{:02x}", attribute.flags.0),
    });
    if took == 2 + attribute.octets.len() {
        // It is longer than the list: all that is left begins with its length.
        told["length"] = attribute.octets[0].into();
        told["overruns"] = true.into();
    } else {
        told["length"] = attribute.octets.len().into();
        told["value"] = Value::Null;
    }
    told
}

fn value(value: &AttributeValue<&[u8]>) -> Value {
    match value {
        AttributeValue::Origin(origin) => (*origin as u8).into(),
        AttributeValue::AsPath(path) => as_path(path),
        AttributeValue::As4Path(path) => as_path(&path.0),
        AttributeValue::NextHop(next_hop) => next_hop.to_string().into(),
        AttributeValue::OriginatorId(id) => id.to_string().into(),
        AttributeValue::MultiExitDisc(metric) => metric.0.into(),
        AttributeValue::LocalPref(preference) => preference.0.into(),
        AttributeValue::Aggregator(by) => json!({ "asn": by.asn().0, "address": by.address() }),
        AttributeValue::As4Aggregator(by) => json!({ "asn": by.asn().0, "address": by.address() }),
        AttributeValue::Communities(list) => list.iter().map(number_pair).collect(),
        AttributeValue::LargeCommunities(list) => texts(list),
        AttributeValue::ClusterList(list) => texts(list),
        AttributeValue::ExtendedCommunities(list) => list
            .iter()
            .map(|community| json!({ "octets": hex(&community.to_vec().unwrap()) }))
            .collect(),
        AttributeValue::MpReach(reach) => tell_nlri::reach(reach),
        AttributeValue::MpUnreach(unreach) => tell_nlri::unreach(unreach),
        // The file has no values of others.
        _ => Value::Null,
    }
}

/// A community as two numbers, which well-known ones are not in their text.
fn number_pair(community: Community) -> Value {
    format!("{}:{}", community.0 >> 16, community.0 & 0xffff).into()
}

fn texts<T: Fixed + ToString>(list: &Array<T, &[u8]>) -> Value {
    list.iter().map(|value| value.to_string()).collect()
}

fn as_path(path: &AsPath<&[u8]>) -> Value {
    let segments = path.segments().map(|segment| {
        let asns: Vec<u32> = segment.asns.map(|asn| asn.0).collect();
        json!({ "type": segment.kind as u8, "asns": asns })
    });
    segments.collect()
}

/// A NOTIFICATION.
pub(crate) fn notification(notification: &Notification<&[u8]>) -> Value {
    json!({
        "length": HEADER_LEN + notification.encoded_len(),
        "code": u8::from(notification.code),
        "subcode": notification.subcode,
        "data": hex(&notification.data),
    })
}

/// An OPEN, or what there is of it.
pub(crate) fn open(open: &Pdu<Open<&[u8]>, &[u8]>) -> Value {
    let open = match open {
        Ok(open) => open,
        Err(malformed) => return json!({ "length": malformed.octets.len() }),
    };
    let length = open.parameters.octets().len();
    let mut told = json!({
        "length": HEADER_LEN + open.encoded_len(),
        "version": open.version,
        "asn": open.my_autonomous_system,
        "hold_time": open.hold_time,
        "bgp_id": open.bgp_identifier,
    });
    // The length octet says less than there is: tshark reads no further.
    if usize::from(open.parameters_length) < length && open.parameters_length != 255 {
        told["optional_parameters_length"] = open.parameters_length.into();
        told["optional_parameters_octets"] = length.into();
    } else {
        told["capabilities"] = open
            .capabilities()
            .map(|capability| self::capability(&capability.unwrap()))
            .collect();
    }
    told
}

fn capability(capability: &Capability<&[u8]>) -> Value {
    let octets = capability.to_vec().unwrap();
    let mut told = json!({
        "code": capability.code(),
        "length": octets[1],
        "octets": hex(&octets[2..]),
    });
    match capability {
        Capability::Multiprotocol(multiprotocol) => {
            told["value"] = tell_nlri::family(multiprotocol.family);
        }
        Capability::FourOctetAsNumber(asn) => told["value"] = asn.0.into(),
        Capability::AddPath(families) if !families.is_empty() => {
            told["value"] = families
                .iter()
                .map(|entry| {
                    let mut told = tell_nlri::family(entry.family);
                    told["send_receive"] = entry.mode.into();
                    told
                })
                .collect();
        }
        Capability::GracefulRestart(restart) => {
            told["value"] = json!({ "restart_time": restart.restart_time() });
        }
        _ => {}
    }
    told
}

/// Octets in hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
