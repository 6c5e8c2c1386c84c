//! The JSON of Route Monitoring messages: nearly all messages are such. It is what their `Serialize` writes, without the
//! machinery of `serde` for what is frequent in them.

use std::io;

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{AttributeValue, MpNextHop, Origin, SegmentKind};
use bmp_codec::bgp::nlri::{Destination, Nlri, Routes};
use bmp_codec::bmp::{PerPeerHeader, RouteMonitoring};
use bmp_codec::net::AsnWidth;
use serde::Serialize;

use crate::dump::put;

/// Why a message is left to `serde`.
pub(crate) enum Rare {
    Malformed,
    Failed(io::Error),
}

impl From<serde_json::Error> for Rare {
    fn from(error: serde_json::Error) -> Self {
        Rare::Failed(error.into())
    }
}

type Put = Result<(), Rare>;

/// Writes one message after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Monitoring {
    /// The last header without its time, because most messages are of the same peer as the one before; and its JSON up to
    /// the time.
    peer: Option<PerPeerHeader>,
    head: Vec<u8>,
}

impl Monitoring {
    /// Appends a message. What it has written of a message that it leaves to `serde` is to be removed.
    pub(crate) fn put(&mut self, out: &mut Vec<u8>, message: &RouteMonitoring<&[u8]>) -> Put {
        let Ok(update) = &message.update else {
            return Err(Rare::Malformed);
        };
        put::text(out, r#"{"route_monitoring":{"peer":"#);
        self.peer(out, &message.peer)?;
        put::text(out, r#","update":{"withdrawn_routes":"#);
        routes(out, &update.withdrawn_routes)?;
        put::text(out, r#","path_attributes":["#);
        attributes(out, update)?;
        put::text(out, r#"],"nlri":"#);
        routes(out, &update.nlri)?;
        put::text(out, r#"},"trailing":"#);
        match message.trailing.is_empty() {
            true => put::text(out, r#""""#),
            false => any(out, &message.trailing)?,
        }
        put::text(out, "}}");
        Ok(())
    }

    fn peer(&mut self, out: &mut Vec<u8>, peer: &PerPeerHeader) -> Put {
        const TIME: &[u8] = br#"0,"microseconds":0}"#;
        let timeless = peer.with_timestamp(0, 0);
        if self.peer != Some(timeless) {
            self.peer = None;
            self.head.clear();
            any(&mut self.head, &timeless)?;
            let Some(length) = self.head.strip_suffix(TIME).map(<[u8]>::len) else {
                return Err(Rare::Malformed);
            };
            self.head.truncate(length);
            self.peer = Some(timeless);
        }
        out.extend_from_slice(&self.head);
        put::number(out, peer.seconds());
        put::text(out, r#","microseconds":"#);
        put::number(out, peer.microseconds());
        out.push(b'}');
        Ok(())
    }
}

fn any(out: &mut Vec<u8>, value: &impl Serialize) -> Put {
    Ok(serde_json::to_writer(out, value)?)
}

fn attributes(out: &mut Vec<u8>, update: &Update<&[u8]>) -> Put {
    let mut separator = "";
    for attribute in update.path_attributes {
        let attribute = attribute.map_err(|_| Rare::Malformed)?;
        put::text(out, separator);
        separator = ",";
        let start = out.len();
        put::text(out, r#"{"flags":"#);
        put::number(out, attribute.flags.0.into());
        put::text(out, r#","value":{""#);
        match &attribute.value {
            AttributeValue::Origin(origin) => {
                put::text(out, r#"origin":""#);
                put::text(out, origin_name(*origin));
                out.push(b'"');
            }
            // The other width is told, too.
            AttributeValue::AsPath(path) if path.width() == AsnWidth::Four => {
                put::text(out, r#"as_path":"#);
                list(out, path.segments(), |out, segment| {
                    put::text(out, r#"{"kind":""#);
                    put::text(out, kind_name(segment.kind));
                    put::text(out, r#"","asns":"#);
                    list(out, segment.asns, |out, asn| put::number(out, asn.0));
                    out.push(b'}');
                });
            }
            AttributeValue::NextHop(next_hop) if next_hop.is_known() => {
                put::text(out, r#"next_hop":""#);
                put::next_hop(out, *next_hop);
                out.push(b'"');
            }
            AttributeValue::MultiExitDisc(metric) => {
                put::text(out, r#"multi_exit_disc":"#);
                put::number(out, metric.0);
            }
            AttributeValue::LocalPref(preference) => {
                put::text(out, r#"local_pref":"#);
                put::number(out, preference.0);
            }
            AttributeValue::Communities(communities) => {
                put::text(out, r#"communities":"#);
                list(out, communities.iter(), quoted(put::community));
            }
            AttributeValue::LargeCommunities(communities) => {
                put::text(out, r#"large_communities":"#);
                list(out, communities.iter(), quoted(put::large_community));
            }
            AttributeValue::MpReach(reach) => {
                put::text(out, r#"mp_reach":{"next_hop":"#);
                mp_next_hop(out, &reach.next_hop)?;
                put::text(out, r#","reserved":"#);
                put::number(out, reach.reserved.into());
                put::text(out, r#","nlri":"#);
                nlri(out, &reach.nlri)?;
                out.push(b'}');
            }
            AttributeValue::MpUnreach(unreach) => {
                put::text(out, r#"mp_unreach":{"nlri":"#);
                nlri(out, &unreach.nlri)?;
                out.push(b'}');
            }
            _ => {
                out.truncate(start);
                any(out, &attribute)?;
                continue;
            }
        }
        put::text(out, "}}");
    }
    Ok(())
}

fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Igp => "igp",
        Origin::Egp => "egp",
        Origin::Incomplete => "incomplete",
    }
}

fn kind_name(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Set => "set",
        SegmentKind::Sequence => "sequence",
        SegmentKind::ConfedSequence => "confed_sequence",
        SegmentKind::ConfedSet => "confed_set",
    }
}

fn mp_next_hop(out: &mut Vec<u8>, next_hop: &MpNextHop<&[u8]>) -> Put {
    match (next_hop.octets().len(), next_hop.address()) {
        (4 | 16, Some(address)) => {
            out.push(b'"');
            put::ip(out, address);
            out.push(b'"');
            Ok(())
        }
        _ => any(out, next_hop),
    }
}

fn nlri(out: &mut Vec<u8>, nlri: &Nlri<&[u8]>) -> Put {
    match nlri {
        Nlri::Ipv4Unicast(list) => {
            put::text(out, r#"{"ipv4_unicast":"#);
            routes(out, list)?;
        }
        Nlri::Ipv6Unicast(list) => {
            put::text(out, r#"{"ipv6_unicast":"#);
            routes(out, list)?;
        }
        other => return any(out, other),
    }
    out.push(b'}');
    Ok(())
}

/// Appends routes that are prefixes.
fn routes<T: Destination>(out: &mut Vec<u8>, routes: &Routes<T, &[u8]>) -> Put {
    out.push(b'[');
    let mut separator = "";
    for route in routes {
        let route = route.map_err(|_| Rare::Malformed)?;
        let prefix = T::prefix(&route.nlri).ok_or(Rare::Malformed)?;
        put::text(out, separator);
        separator = ",";
        match route.path_id {
            None => put::text(out, r#"{"path_id":null,"nlri":""#),
            Some(path_id) => {
                put::text(out, r#"{"path_id":"#);
                put::number(out, path_id);
                put::text(out, r#","nlri":""#);
            }
        }
        put::net(out, prefix);
        put::text(out, r#""}"#);
    }
    out.push(b']');
    Ok(())
}

fn list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut put: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        put(out, item);
    }
    out.push(b']');
}

fn quoted<T>(put: impl Fn(&mut Vec<u8>, T)) -> impl Fn(&mut Vec<u8>, T) {
    move |out, item| {
        out.push(b'"');
        put(out, item);
        out.push(b'"');
    }
}
