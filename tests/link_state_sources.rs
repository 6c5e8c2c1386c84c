//! Where the expected values of the TLVs of BGP-LS come from: how many TLVs each source has, and which have the figures of their
//! RFCs only, laid out by hand in `src/bgp/attribute/link_state/tests`.

use std::collections::{BTreeMap, BTreeSet};

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::attribute::link_state::LinkStateTlv;
use serde_json::Value;

use crate::link_state::updates;
use crate::link_state_attributes::{self, left};
use crate::link_state_gobgp::attributes;
use crate::link_state_igp;
use crate::support::built;
use crate::support::tshark_link_state::LINK_STATE;

type Types = BTreeSet<u16>;

/// All types, by their name in JSON.
fn names() -> BTreeMap<String, u16> {
    let mut names = BTreeMap::new();
    for json in built::attributes() {
        let value: AttributeValue = serde_json::from_str(json).unwrap();
        let AttributeValue::LinkState(tlvs) = value else {
            continue;
        };
        let json: Value = serde_json::from_str(json).unwrap();
        let list = json["link_state"].as_array().unwrap();
        for (tlv, json) in tlvs.iter().map(Result::unwrap).zip(list) {
            let name = match json.as_object() {
                Some(object) => object.keys().next().unwrap(),
                None => json.as_str().unwrap(),
            };
            if !matches!(tlv, LinkStateTlv::Unknown(_)) {
                names.insert(name.to_owned(), tlv.tlv_type());
            }
        }
    }
    names
}

/// The types with a field of tshark's (`tests/support/tshark_link_state.rs`).
fn of_tshark() -> Types {
    let ours = LINK_STATE.iter().flat_map(|row| row.1);
    let parts: BTreeSet<&str> = ours.flat_map(|path| path.split('.')).collect();
    let names = names();
    let is_read = |name: &str| {
        let is_part = |part: &&str| *part == name || part.starts_with('_') && name.ends_with(*part);
        parts.iter().any(is_part)
    };
    names
        .into_iter()
        .filter(|(name, _)| is_read(name))
        .map(|(_, tlv_type)| tlv_type)
        .collect()
}

const CAPTURES: [&str; 4] = [
    "gobgp-4.8.0-ls-fabric.bmp",
    "gobgp-4.8.0-ls-isis.bmp.zst",
    "gobgp-4.8.0-ls-ospf.bmp",
    "frr-10.7.1-ls-fabric-v6.bmp",
];

/// The types in tables of FRR: those sent, but for the one that its tables do not show.
fn of_frr() -> Types {
    assert_eq!(link_state_attributes::NOT_SHOWN, "extendedAdminGroup");
    let types = CAPTURES
        .iter()
        .flat_map(|capture| left(capture).types.into_keys());
    types.filter(|tlv_type| *tlv_type != 1173).collect()
}

/// The types in tables of GoBGP.
fn of_gobgp() -> Types {
    let mut types = Types::new();
    for capture in [
        "gobgp-4.8.0-ls-gobgp.bmp",
        CAPTURES[0],
        CAPTURES[1],
        CAPTURES[2],
    ] {
        updates(capture, |update| {
            let tlvs = update.path_attributes.link_state().unwrap();
            types.extend(tlvs.iter().flatten().map(|tlv| tlv.unwrap().tlv_type()));
        });
    }
    types.retain(|tlv_type| {
        !attributes::NOT_SHOWN
            .iter()
            .any(|(known, _)| known == tlv_type)
    });
    types
}

/// The types of fields of IGP data bases.
#[rustfmt::skip]
const OF_FIELDS: &[(&str, u16)] = &[
    ("adminGroup", 1088), ("availableBandwidth", 1119), ("delay", 1114), ("extendedAdminGroup", 1173), ("igpMetric", 1095),
    ("isisAreaId", 1027), ("jitter", 1116), ("loss", 1117), ("maxDelay", 1115), ("maxLinkBandwidth", 1089),
    ("maxResvLinkBandwidth", 1090), ("minDelay", 1115), ("msd", 266), ("multiTopologyIds", 263), ("nodeName", 1026),
    ("prefixMetric", 1155), ("prefixSid", 1158), ("residualBandwidth", 1118), ("routerIdLocal", 1028), ("routerIdLocalV6", 1029),
    ("srCapabilities", 1034), ("srv6Capabilities", 1038), ("srv6EndpointBehavior", 1250), ("srv6EndxSids", 1106),
    ("srv6LanEndxSids", 1107), ("srv6Locator", 1162), ("srv6SidStructure", 1252), ("teMetric", 1092),
    ("unreservedBandwidth", 1091), ("utilizedBandwidth", 1120),
];

/// Fields of NLRI.
const OF_NLRI: [&str; 4] = [
    "multiTopologyId",
    "neighborAddress",
    "ospfAreaId",
    "remoteNode",
];

fn of_igp() -> Types {
    let fields = link_state_igp::fields();
    let names: BTreeSet<&str> = fields
        .iter()
        .map(|field| field.split('.').next().unwrap())
        .collect();
    let expected: BTreeSet<&str> = OF_FIELDS.iter().map(|row| row.0).chain(OF_NLRI).collect();
    assert_eq!(names, expected);
    OF_FIELDS.iter().map(|row| row.1).collect()
}

/// The types that nothing else here decodes: the RFC whose figure was laid out by hand.
#[rustfmt::skip]
const BY_HAND: &[(u16, &str)] = &[
    (1025, "RFC 9552, section 5.3.1"), (1032, "RFC 9247, section 2"), (1037, "RFC 9085, section 2.1.5"),
    (1043, "RFC 9351"), (1044, "RFC 9351"), (1045, "RFC 9351"), (1046, "RFC 9351"),
    (1097, "RFC 9552, section 5.3.2"), (1100, "RFC 9085, section 2.2.2"), (1105, "RFC 8169, section 4.3.1"),
    (1108, "RFC 9514, section 4.2"), (1121, "RFC 8379"), (1152, "RFC 9552, section 5.3.3"),
    (1157, "RFC 9552, section 5.3.3"), (1159, "RFC 9085, section 2.3.5"),
    (1160, "bytes: its layout is unconfirmed"), (1161, "RFC 9085, section 2.1.1"),
    (1170, "RFC 9085, section 2.3.2"), (1171, "RFC 9085, section 2.3.3"), (1172, "RFC 9085, section 2.2.3"),
    (1174, "RFC 9085, section 2.3.4"), (1181, "RFC 9815"), (1184, "RFC 9815"),
    (1200, "bytes: its layout is unconfirmed"), (1201, "RFC 9857, section 5.1"), (1202, "RFC 9857"),
    (1203, "RFC 9857"), (1204, "RFC 9857"), (1205, "RFC 9857, section 5.7"), (1206, "RFC 9857, section 5.8"),
    (1207, "RFC 9857"), (1208, "RFC 9857"), (1209, "RFC 9857"), (1210, "RFC 9857"), (1211, "RFC 9857"),
    (1212, "RFC 9857, section 5.2"), (1213, "RFC 9857"), (1214, "RFC 9857"), (1215, "RFC 9857"),
    (1216, "RFC 9857"), (1217, "RFC 9857"),
];

#[test]
fn every_tlv_has_a_source() {
    let all: Types = names().into_values().collect();
    let sources = [of_tshark(), of_frr(), of_gobgp(), of_igp()];
    let counts = sources.each_ref().map(BTreeSet::len);
    let any: Types = sources.iter().flatten().copied().collect();
    let [tshark, frr, gobgp, igp] = counts;
    assert!(any.is_subset(&all));
    let by_hand: Types = BY_HAND.iter().map(|row| row.0).collect();
    assert_eq!(all.difference(&any).copied().collect::<Types>(), by_hand);
    let text = format!(
        "Expected values of {} of the {} TLVs of BGP-LS come from other implementations: tshark ({tshark}), \
         tables of FRR ({frr}) and of GoBGP ({gobgp}), and IGP data bases ({igp}). The bytes of all of them are laid out by hand \
         from their RFCs, those of the other {} only so.",
        any.len(),
        all.len(),
        by_hand.len(),
    );
    let coverage = include_str!("../COVERAGE.md").replace('\n', " ");
    assert!(coverage.contains(&text), "{text}");
}
