//! A record as a JSON object.

use std::net::IpAddr;

use crate::collect::time::Time;
use bmp_codec::DecodeError;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::{Message, Received, Rib, v4};
use bmp_codec::wire::Octets;
use bytes::Bytes;
use serde::Serialize;

use crate::collect::record::{Record, What};

#[derive(Serialize)]
struct Line<'a> {
    router: IpAddr,
    port: u16,
    received: Time,
    #[serde(flatten)]
    body: Body<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Message {
        length: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        rib: Option<Rib>,
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<Session>,
        message: &'a Message<Bytes>,
    },
    Malformed {
        length: usize,
        error: &'a DecodeError,
        text: String,
        octets: Octets<&'a [u8]>,
    },
    Event {
        event: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        octets: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

impl<'a> Body<'a> {
    fn of(what: What<'a>) -> Body<'a> {
        let event = |event, octets, text| Body::Event {
            event,
            octets,
            text,
        };
        match what {
            What::Connected => event("connected", None, None),
            What::Disconnected { reason } => event("disconnected", None, Some(reason.into())),
            What::Received(Received::Message { frame, message }) => Body::Message {
                length: frame.len(),
                rib: message.peer_in_effect().and_then(|peer| peer.rib()),
                session: session(message),
                message,
            },
            What::Received(Received::Malformed { frame, error }) => Body::Malformed {
                length: frame.len(),
                error,
                text: error.to_string(),
                octets: Octets(frame),
            },
            What::Received(Received::Skipped { octets, error }) => event(
                "skipped",
                Some(octets.len() as u64),
                Some(error.to_string()),
            ),
        }
    }
}

/// Returns the session that the routes of a message were decoded in.
fn session(message: &Message<Bytes>) -> Option<Session> {
    match message {
        Message::RouteMonitoring(monitoring) => {
            let update = monitoring.update.as_ref().ok()?;
            Some(update.path_attributes.session())
        }
        Message::RouteMirroring(mirroring) => Some(mirroring.tlvs.session()),
        Message::V4(
            message @ (v4::Message::RouteMonitoring(_) | v4::Message::RouteMirroring(_)),
        ) => Some(message.tlvs()?.context().session()),
        _ => None,
    }
}

/// Writes the object without an end of line; it contains none.
pub(crate) fn line(out: &mut Vec<u8>, record: &Record<'_>) {
    let line = Line {
        router: record.router.ip(),
        port: record.router.port(),
        received: record.received,
        body: Body::of(record.what),
    };
    let begin = out.len();
    if let Err(error) = serde_json::to_writer(&mut *out, &line) {
        // A vector accepts everything, so this is a value without a JSON form: it must not damage the line.
        out.truncate(begin);
        let error = serde_json::json!({
            "router": line.router, "port": line.port, "received": line.received,
            "event": "not_written", "text": error.to_string(),
        });
        out.extend_from_slice(error.to_string().as_bytes());
    }
}
