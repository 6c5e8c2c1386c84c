//! Attributes and routes that are in `fields` and `by_hand`: every field is what tshark says.

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::{self, Update};
use bmp_codec::bmp::{Message, MirroringTlv};
use serde_json::Value;

use crate::support::{recorded, tshark};

/// The UPDATE in a message.
fn update<'a>(message: &'a Message<&'a [u8]>) -> Option<Update<&'a [u8]>> {
    match message {
        Message::RouteMonitoring(monitoring) => monitoring.update.ok(),
        Message::RouteMirroring(mirroring) => {
            mirroring.tlvs.iter().flatten().find_map(|tlv| match tlv {
                MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update))) => Some(update),
                _ => None,
            })
        }
        _ => None,
    }
}

/// The attributes in a file.
fn attributes(says: &Value) -> Vec<&Value> {
    let mirrored = says["mirrored"].as_array().into_iter().flatten();
    std::iter::once(says)
        .chain(mirrored)
        .filter_map(|of| of["update"]["attributes"].as_array())
        .flatten()
        .collect()
}

#[test]
fn every_field_is_what_tshark_reads() {
    let (mut compared, mut differences) = (0, Vec::new());
    for frame in recorded::frames() {
        let message = Message::decode(&frame.octets, frame.session()).unwrap();
        let Some(update) = update(&message) else {
            continue;
        };
        let said = attributes(&frame.says);
        for (said, read) in said.into_iter().zip(&update.path_attributes) {
            let Ok(read) = read else { continue };
            let at = format!("{}, attribute {}", frame.name, read.code());
            if let Some(text) = said["by_hand"].as_str() {
                let found = match read.value {
                    AttributeValue::MpReach(reach) => reach.nlri.to_string(),
                    AttributeValue::MpUnreach(unreach) => unreach.nlri.to_string(),
                    other => other.to_string(),
                };
                if found != text {
                    differences.push(format!("{at}: {text}, but found {found}"));
                }
                compared += 1;
            } else if let Some(fields) = said["fields"].as_array() {
                let lines: Vec<String> = fields
                    .iter()
                    .map(|field| field.as_str().unwrap().to_owned())
                    .collect();
                if lines.is_empty() {
                    continue;
                }
                for difference in tshark::differences(&lines, &read.value) {
                    differences.push(format!("{at}: {difference}"));
                }
                compared += 1;
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared > 60, "{compared}");
}
