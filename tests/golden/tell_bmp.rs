//! BMP messages in the words of `testdata/README.md`.

use std::net::{IpAddr, Ipv4Addr};

use bmp_codec::bmp::{Message, PeerUp, PerPeerHeader};
use serde_json::{Map, Value, json};

use crate::tell_bgp;

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
        _ => ("unknown", json!({})),
    };
    told.insert("type".into(), name.into());
    let Value::Object(fields) = fields else {
        panic!("fields are a map")
    };
    told.extend(fields);
    Value::Object(told)
}

fn peer(peer: &PerPeerHeader) -> Value {
    let [high, low] = peer.address_words();
    json!({
        "type": u8::from(peer.peer_type()),
        "flags": format!("{:02x}", peer.flags().0),
        "distinguisher": format!("{:016x}", peer.distinguisher().0),
        // A Loc-RIB has none; tshark shows its zeros.
        "address": peer.address().unwrap_or_else(|| {
            assert_eq!([high, low], [0, 0]);
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
        "information": Value::Null,
    })
}
