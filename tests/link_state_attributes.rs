//! BGP-LS attributes that routers sent, against the tables of the routers that made them (`testdata/tables`), field by
//! field. [`link_state`](super::link_state) compares the routes.

use std::collections::BTreeMap;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::LinkState;
use bmp_codec::bgp::attribute::link_state::{
    LinkStateTlv, Msd, SidLabel, Srv6SidStructure, UnreservedBandwidth,
};
use bmp_codec::bgp::nlri::{Nlri, RouteKey};
use bmp_codec::net::Bandwidth;
use bmp_codec::wire::Array;
use serde_json::{Map, Value, json};

use crate::link_state::{route, updates};
use crate::support::recorded;

fn hexadecimal(number: impl Into<u64>) -> Value {
    json!(format!("{:#x}", number.into()))
}

fn bandwidth(bandwidth: Bandwidth) -> Value {
    json!(f64::from(bandwidth.octets_per_second()))
}

fn msds(msds: Array<Msd, &[u8]>) -> Value {
    let msd = |msd: Msd| json!({"type": u8::from(msd.msd_type), "value": msd.value});
    msds.into_iter().map(msd).collect()
}

fn structure(structure: Srv6SidStructure) -> Value {
    json!({
        "lbLen": structure.locator_block, "lnLen": structure.locator_node,
        "funLen": structure.function, "argLen": structure.argument,
    })
}

/// The parts of an SRv6 SID, as FRR writes them beside it.
fn inside(mut sid: Value, sub_tlvs: &LinkState<&[u8]>) -> Value {
    for tlv in sub_tlvs.iter().map(Result::unwrap) {
        match tlv {
            LinkStateTlv::Srv6SidStructure(parts) => sid["srv6SidStructure"] = structure(parts),
            other => panic!("{other}"),
        }
    }
    sid
}

/// What its table does not show. Its IGP data bases do.
pub(crate) const NOT_SHOWN: &str = "extendedAdminGroup";

/// The fields of a TLV, as FRR writes them.
fn fields(tlv: &LinkStateTlv<&[u8]>) -> Vec<(&'static str, Value)> {
    let one = match *tlv {
        LinkStateTlv::NodeName(name) => ("nodeName", json!(name.0.as_str())),
        LinkStateTlv::IsisArea(area) => ("isisAreaId", json!(area.to_string())),
        LinkStateTlv::LocalIpv4RouterId(id) => ("routerIdLocal", json!(id)),
        LinkStateTlv::LocalIpv6RouterId(id) => ("routerIdLocalV6", json!(id)),
        LinkStateTlv::SrCapabilities(srgb) => {
            let range = srgb.ranges.iter().next().unwrap().unwrap();
            let fields = json!({
                "flags": hexadecimal(srgb.flags.0), "lowerBound": range.first.label(),
                "rangeSize": range.size.get(),
            });
            ("srCapabilities", fields)
        }
        LinkStateTlv::NodeMsd(list) => ("msd", msds(list.0)),
        LinkStateTlv::MultiTopologyIds(ids) => {
            ("multiTopologyIds", ids.0.iter().map(|id| id.0).collect())
        }
        LinkStateTlv::Srv6Capabilities(capabilities) => (
            "srv6Capabilities",
            json!({"flags": hexadecimal(capabilities.flags.0)}),
        ),
        LinkStateTlv::PrefixMetric(metric) => ("prefixMetric", json!(metric.value())),
        LinkStateTlv::PrefixSid(sid) => {
            let number = match sid.sid {
                SidLabel::Label(number) | SidLabel::Index(number) => number,
            };
            let fields =
                json!({"sid": number, "flags": hexadecimal(sid.flags), "algo": sid.algorithm});
            ("prefixSid", fields)
        }
        LinkStateTlv::Srv6Locator(locator) => {
            let flags = hexadecimal(locator.flags);
            let fields =
                json!({"flags": flags, "algo": locator.algorithm, "metric": locator.metric});
            ("srv6Locator", inside(fields, &locator.sub_tlvs))
        }
        LinkStateTlv::Srv6EndpointBehavior(behavior) => {
            let number = hexadecimal(u16::from(behavior.endpoint_behavior));
            let flags = hexadecimal(behavior.flags);
            let fields = json!({"behavior": number, "flags": flags, "algo": behavior.algorithm});
            ("srv6EndpointBehavior", fields)
        }
        LinkStateTlv::Srv6SidStructure(parts) => ("srv6SidStructure", structure(parts)),
        LinkStateTlv::MaxLinkBandwidth(number) => ("maxLinkBandwidth", bandwidth(number)),
        LinkStateTlv::MaxReservableBandwidth(number) => ("maxResvLinkBandwidth", bandwidth(number)),
        LinkStateTlv::UnreservedBandwidth(UnreservedBandwidth(numbers)) => {
            let class = |(class, number)| json!({format!("classType{class}"): bandwidth(number)});
            (
                "unreservedBandwidth",
                numbers.iter().enumerate().map(class).collect(),
            )
        }
        LinkStateTlv::IgpMetric(metric) => ("igpMetric", json!(metric.value())),
        LinkStateTlv::TeDefaultMetric(metric) => ("teMetric", json!(metric.value())),
        LinkStateTlv::AdminGroup(groups) => ("adminGroup", json!(groups.0)),
        LinkStateTlv::UnidirectionalDelay(delay) => ("delay", json!(delay.delay.get())),
        LinkStateTlv::MinMaxDelay(delay) => {
            let max = ("maxDelay", json!(delay.max.get()));
            return vec![("minDelay", json!(delay.min.get())), max];
        }
        LinkStateTlv::DelayVariation(delay) => ("jitter", json!(delay.variation.get())),
        LinkStateTlv::LinkLoss(loss) => ("loss", json!(loss.loss.get())),
        LinkStateTlv::ResidualBandwidth(number) => ("residualBandwidth", bandwidth(number)),
        LinkStateTlv::AvailableBandwidth(number) => ("availableBandwidth", bandwidth(number)),
        LinkStateTlv::UtilizedBandwidth(number) => ("utilizedBandwidth", bandwidth(number)),
        LinkStateTlv::Srv6EndXSid(sid) => {
            let fields = json!({
                "sid": sid.sid, "behavior": hexadecimal(u16::from(sid.endpoint_behavior)),
                "flags": hexadecimal(sid.flags.0), "algo": sid.algorithm, "weight": sid.weight,
            });
            ("srv6EndxSids", json!([inside(fields, &sid.sub_tlvs)]))
        }
        LinkStateTlv::IsisSrv6LanEndXSid(sid) => {
            let fields = json!({
                "sid": sid.sid, "behavior": hexadecimal(u16::from(sid.endpoint_behavior)),
                "flags": hexadecimal(sid.flags.0), "algo": sid.algorithm, "weight": sid.weight,
                "neighborSysId": sid.neighbor.to_string(),
            });
            ("srv6LanEndxSids", json!([inside(fields, &sid.sub_tlvs)]))
        }
        LinkStateTlv::ExtendedAdminGroup(groups) => {
            (NOT_SHOWN, groups.0.iter().map(|word| word.0).collect())
        }
        ref other => panic!("{other}"),
    };
    vec![one]
}

/// What UPDATEs leave in a table, by key.
#[derive(Default)]
pub(crate) struct Left {
    attributes: BTreeMap<RouteKey, (String, Value)>,
    /// The table after each UPDATE: attributes by route.
    tables: Vec<BTreeMap<String, Value>>,
    /// How many TLVs of each type there were.
    pub(crate) types: BTreeMap<u16, usize>,
}

impl Left {
    fn update(&mut self, update: &Update<&[u8]>) {
        for key in update.withdrawn().keys() {
            self.attributes.remove(&key.unwrap().to_owned());
        }
        let attribute = match update.path_attributes.link_state().unwrap() {
            Some(tlvs) => self.attribute(&tlvs),
            None => Value::Null,
        };
        if let Ok(Some(reach)) = update.path_attributes.mp_reach() {
            let Nlri::LinkState(routes) = reach.nlri else {
                panic!("{}", reach.nlri.family());
            };
            let keys = update.announced().keys().map(Result::unwrap);
            for (each, key) in routes.iter().map(Result::unwrap).zip(keys) {
                // Of unknown types there is nothing in a table.
                if each.nlri.identifier().is_some() {
                    let text = route(&each.nlri);
                    self.attributes
                        .insert(key.to_owned(), (text, attribute.clone()));
                }
            }
        }
        self.tables
            .push(self.attributes.values().cloned().collect());
    }

    fn attribute(&mut self, tlvs: &LinkState<&[u8]>) -> Value {
        assert_eq!(tlvs.check(), Ok(()));
        let mut found = Map::new();
        for tlv in tlvs.iter().map(Result::unwrap) {
            *self.types.entry(tlv.tlv_type()).or_default() += 1;
            for (name, value) in fields(&tlv) {
                match (found.get_mut(name), value) {
                    (Some(Value::Array(several)), Value::Array(more)) => several.extend(more),
                    (Some(other), value) => panic!("{name}: {other} and {value}"),
                    (None, value) => drop(found.insert(name.to_owned(), value)),
                }
            }
        }
        found.into()
    }

    /// Checks that the table was this one once. Returns how many routes and how many values it has.
    fn was(&self, name: &str) -> (usize, usize) {
        let table = self.at(name).values();
        let shown = table.map(|attribute| leaves(&shown(attribute)));
        (shown.len(), shown.sum())
    }

    /// The table when it was this one: attributes by route.
    pub(crate) fn at(&self, name: &str) -> &BTreeMap<String, Value> {
        let rib: Value = serde_json::from_slice(&recorded::table(name)).unwrap();
        let paths = rib["routes"].as_object().unwrap().values();
        let path = |paths: &Value| {
            let mut attribute = paths[0]["linkStateAttrs"].clone();
            // FRR multiplies with the unit of RFC 8570, section 4.4.
            if let Some(loss) = attribute.get_mut("loss") {
                *loss = json!((loss.as_f64().unwrap() / 0.000_003).round() as u32);
            }
            (paths[0]["nlri"].to_string(), attribute)
        };
        let expected: BTreeMap<String, Value> = paths.map(path).collect();
        let same = |table: &BTreeMap<String, Value>| {
            let ours = table.iter();
            let same = |(route, value): &(_, &Value)| expected.get(*route) == Some(&shown(value));
            ours.filter(same).count()
        };
        let closest = self.tables.iter().max_by_key(|table| same(table)).unwrap();
        for (route, value) in closest {
            if expected.get(route) != Some(&shown(value)) {
                let frr = json!(expected.get(route));
                println!("{route}\n  ours: {value}\n  FRR:  {frr}");
            }
        }
        assert_eq!(
            (closest.len(), same(closest)),
            (expected.len(), expected.len()),
            "{name}"
        );
        closest
    }
}

/// An attribute without what its table does not show.
fn shown(attribute: &Value) -> Value {
    let mut attribute = attribute.clone();
    if let Some(fields) = attribute.as_object_mut() {
        fields.remove(NOT_SHOWN);
    }
    attribute
}

/// The number of values in a value.
pub(crate) fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.values().map(leaves).sum(),
        Value::Array(values) => values.iter().map(leaves).sum(),
        Value::Null => 0,
        _ => 1,
    }
}

pub(crate) fn left(capture: &str) -> Left {
    let mut left = Left::default();
    updates(capture, |update| left.update(update));
    left
}

#[test]
fn attributes_of_bgp_alone() {
    let left = left("gobgp-4.8.0-ls-fabric.bmp");
    assert_eq!(left.was("gobgp-4.8.0-ls-fabric.frr-rib.json.zst"), (111, 3));
    assert_eq!(
        left.was("gobgp-4.8.0-ls-fabric.frr-rib-end.json.zst"),
        (85, 3)
    );
}

#[test]
fn attributes_of_isis() {
    let left = left("gobgp-4.8.0-ls-isis.bmp.zst");
    assert_eq!(left.was("gobgp-4.8.0-ls-isis.frr-rib.json.zst"), (64, 608));
    assert_eq!(
        left.was("gobgp-4.8.0-ls-isis.frr-rib-end.json.zst"),
        (64, 608)
    );
    assert_eq!(left.types.len(), 29, "{:?}", left.types);
}

#[test]
fn attributes_of_ospf() {
    let left = left("gobgp-4.8.0-ls-ospf.bmp");
    assert_eq!(left.was("gobgp-4.8.0-ls-ospf.frr-rib.json.zst"), (16, 124));
    assert_eq!(
        left.was("gobgp-4.8.0-ls-ospf.frr-rib-end.json.zst"),
        (14, 114)
    );
    assert_eq!(left.types.len(), 17, "{:?}", left.types);
}

#[test]
fn mirrored_attributes() {
    let left = left("frr-10.7.1-ls-fabric-v6.bmp");
    assert_eq!(
        left.was("frr-10.7.1-ls-fabric-v6.mirror-rib.json.zst"),
        (144, 72)
    );
    assert_eq!(left.types.len(), 6, "{:?}", left.types);
}
