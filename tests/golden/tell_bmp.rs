//! BMP messages in the words of `testdata/README.md`.

use std::net::{IpAddr, Ipv4Addr};

use bmp_codec::bmp::{
    Initiation, InitiationTlv, Message, MirroringTlv, PeerDown, PeerDownReason, PeerUp, PeerUpTlvs,
    PerFamily, PerPeerHeader, RouteMirroring, StatisticValue, StatisticsReport, Termination,
    TerminationTlv,
};
use bmp_codec::{Encode, bgp};
use serde_json::{Map, Value, json};

use super::tell_bgp::{self, hex};

/// A message.
pub(crate) fn message(message: &Message<&[u8]>, frame: &[u8]) -> Value {
    let mut told = Map::new();
    told.insert("length".into(), frame.len().into());
    let (name, fields) = match message {
        Message::RouteMonitoring(monitoring) => (
            "route_monitoring",
            json!({
                "peer": peer(&monitoring.peer),
                "update": tell_bgp::update(&monitoring.update.unwrap()),
            }),
        ),
        Message::PeerUp(up) => ("peer_up", peer_up(up)),
        Message::PeerDown(down) => ("peer_down", peer_down(down)),
        Message::StatisticsReport(report) => ("statistics_report", statistics(report)),
        Message::Initiation(initiation) => ("initiation", self::initiation(initiation)),
        Message::Termination(termination) => ("termination", self::termination(termination)),
        Message::RouteMirroring(mirroring) => ("route_mirroring", self::mirroring(mirroring)),
        other => panic!("{other:?}"),
    };
    told.insert("type".into(), name.into());
    let Value::Object(fields) = fields else {
        panic!("fields are a map")
    };
    told.extend(fields);
    Value::Object(told)
}

fn peer(peer: &PerPeerHeader) -> Value {
    json!({
        "type": u8::from(peer.peer_type()),
        "flags": format!("{:02x}", peer.flags().0),
        "distinguisher": format!("{:016x}", peer.distinguisher().0),
        // A Loc-RIB has none; tshark shows its zeros.
        "address": peer.address().unwrap_or_else(|| {
            assert_eq!(peer.address_octets(), [0; 16]);
            IpAddr::from(Ipv4Addr::UNSPECIFIED)
        }),
        "asn": peer.asn().0,
        "bgp_id": peer.bgp_id(),
        "seconds": peer.seconds(),
        "microseconds": peer.microseconds(),
    })
}

fn peer_up(up: &PeerUp<&[u8]>) -> Value {
    json!({
        "peer": peer(&up.peer),
        "local_address": up.local_address(),
        "local_port": up.local_port,
        "remote_port": up.remote_port,
        "sent_open": tell_bgp::open(&up.sent_open),
        "received_open": tell_bgp::open(&up.received_open),
        "information": octets(&up.information),
    })
}

/// The TLVs of Peer Up and Peer Down.
fn octets(list: &PeerUpTlvs<&[u8]>) -> Value {
    let tlvs = list.iter().map(|tlv| {
        let tlv = tlv.unwrap();
        json!({ "type": tlv.tlv_type(), "octets": hex(&tlv.to_vec().unwrap()[4..]) })
    });
    tlvs.collect()
}

fn initiation(initiation: &Initiation<&[u8]>) -> Value {
    let tlvs = initiation.information.iter().map(|tlv| {
        let tlv = tlv.unwrap();
        let (InitiationTlv::String(text)
        | InitiationTlv::SysDescr(text)
        | InitiationTlv::SysName(text)) = tlv
        else {
            panic!("{tlv:?}")
        };
        json!({ "type": tlv.tlv_type(), "length": text.len(), "text": text.as_str() })
    });
    json!({ "information": tlvs.collect::<Vec<_>>() })
}

fn termination(termination: &Termination<&[u8]>) -> Value {
    let tlvs = termination
        .information
        .iter()
        .map(|tlv| match tlv.unwrap() {
            TerminationTlv::Reason(reason) => {
                json!({ "type": 1, "length": 2, "reason": u16::from(reason) })
            }
            other => panic!("{other:?}"),
        });
    json!({ "information": tlvs.collect::<Vec<_>>() })
}

fn peer_down(down: &PeerDown<&[u8]>) -> Value {
    // The octets behind the reason.
    let data = down.reason.encoded_len() - 1 + down.information.encoded_len();
    let mut told = json!({
        "peer": peer(&down.peer),
        "reason": down.reason.code(),
        "data_octets": data,
    });
    match &down.reason {
        PeerDownReason::LocalNotification(Some(notification))
        | PeerDownReason::RemoteNotification(Some(notification)) => {
            told["notification"] = tell_bgp::notification(&notification.unwrap());
        }
        PeerDownReason::LocalEvent(Some(event)) => told["event_code"] = u16::from(*event).into(),
        PeerDownReason::LocalTlvs => told["information"] = octets(&down.information),
        _ => {}
    }
    told
}

fn statistics(report: &StatisticsReport<&[u8]>) -> Value {
    let statistics = report.statistics.iter().map(|statistic| {
        let statistic = statistic.unwrap();
        let octets = match statistic.value {
            StatisticValue::U32(value) => hex(&value.to_be_bytes()),
            StatisticValue::U64(value) => hex(&value.to_be_bytes()),
            StatisticValue::PerFamily(PerFamily { family, value }) => {
                format!("{:04x}{:02x}{value:016x}", family.afi(), family.safi())
            }
            StatisticValue::Unknown(octets) => hex(octets.0),
            other => panic!("{other:?}"),
        };
        json!({
            "type": u16::from(statistic.statistic_type),
            "length": octets.len() / 2,
            "octets": octets,
        })
    });
    json!({
        "peer": peer(&report.peer),
        "count": report.count,
        "statistics": statistics.collect::<Vec<_>>(),
    })
}

fn mirroring(mirroring: &RouteMirroring<&[u8]>) -> Value {
    let mirrored = mirroring.tlvs.iter().map(|tlv| match tlv.unwrap() {
        MirroringTlv::BgpMessage(message) => {
            let message = message.unwrap();
            let mut told = json!({
                "type": 0,
                "length": message.encoded_len(),
                "bgp_type": u8::from(message.message_type()),
            });
            match message {
                bgp::Message::Open(open) => told["open"] = tell_bgp::open(&Ok(open)),
                bgp::Message::Update(update) => told["update"] = tell_bgp::update(&update),
                bgp::Message::Notification(notification) => {
                    told["notification"] = tell_bgp::notification(&notification);
                }
                _ => {}
            }
            told
        }
        MirroringTlv::Information(code) => {
            json!({ "type": 1, "length": 2, "code": u16::from(code) })
        }
        other => panic!("{other:?}"),
    });
    json!({ "peer": peer(&mirroring.peer), "mirrored": mirrored.collect::<Vec<_>>() })
}
