//! Streams to read from real routers: the Route Monitoring messages of captures, sorted by what they hold.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bmp_codec::bgp::attribute::{AttributeValue, MpReach};
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{self, Message};
use ruzstd::decoding::StreamingDecoder;

use super::{hand, streams};

/// Messages of one kind, side by side.
pub(crate) struct Captured {
    pub(crate) name: &'static str,
    pub(crate) octets: Vec<u8>,
    pub(crate) messages: usize,
}

/// At most so many octets of a kind: more do not fit the caches of any machine, and time memory instead.
const ENOUGH: usize = 256 << 10;

/// The kinds that matter: one route a message, about eight, as many as fit, those of IPv6, and those of VPNs.
///
/// Routers seldom fill a message, so those of full size are the captured routes, packed. Captures hold few routes of
/// VPNs, so those of VPN-IPv4 and EVPN are streams made from a seed.
pub(crate) fn all() -> Vec<Captured> {
    let mut kinds = ["one route", "eight routes", "ipv6", "full size"].map(|name| Captured {
        name,
        octets: Vec::new(),
        messages: 0,
    });
    let mut single = Vec::new();
    for capture in ["frr-10.7.1-full.bmp.zst", "gobgp-4.8.0-full-head.bmp.zst"] {
        let octets = read(capture);
        for frame in bmp::frames(&octets).flatten() {
            let Some(place) = kind(frame) else { continue };
            if place == 0 {
                single.extend_from_slice(frame);
            }
            let kind = &mut kinds[place];
            if kind.octets.len() < ENOUGH {
                kind.octets.extend_from_slice(frame);
                kind.messages += 1;
            }
        }
    }
    let (octets, messages) = pack(&single);
    kinds[3] = Captured {
        octets,
        messages,
        name: kinds[3].name,
    };
    let vpns = streams::all()
        .into_iter()
        .filter(|stream| matches!(stream.name, "S4V" | "S4E"));
    let vpns = vpns.map(|stream| Captured {
        name: stream.name,
        octets: stream.octets,
        messages: stream.messages,
    });
    kinds.into_iter().chain(vpns).collect()
}

/// Packs the routes of messages of one route into messages of up to 4096 octets, with the attributes of the first.
fn pack(stream: &[u8]) -> (Vec<u8>, usize) {
    let (mut packed, mut messages) = (Vec::new(), 0);
    let mut message: Vec<u8> = Vec::new();
    for frame in bmp::frames(stream).flatten() {
        let attributes = usize::from(u16::from_be_bytes([frame[69], frame[70]]));
        let nlri = &frame[71 + attributes..];
        if message.is_empty() {
            message.extend_from_slice(frame);
        } else if message.len() + nlri.len() <= 48 + 4096 {
            message.extend_from_slice(nlri);
        } else {
            let length = message.len() as u32;
            message[1..5].copy_from_slice(&length.to_be_bytes());
            message[64..66].copy_from_slice(&(length as u16 - 48).to_be_bytes());
            packed.append(&mut message);
            messages += 1;
            if packed.len() >= ENOUGH {
                break;
            }
        }
    }
    (packed, messages)
}

/// Of which kind a message is; none where the hand-written walker does not read it, or where something in it is malformed:
/// captures hold that, and what a walk by hand makes of an attribute that it only skips is no measure then.
fn kind(frame: &[u8]) -> Option<usize> {
    hand::walk(frame, false)?;
    let Ok(Message::RouteMonitoring(monitoring)) = Message::decode(frame, Session::default())
    else {
        return None;
    };
    let update: Update<&[u8]> = monitoring.update.ok()?;
    update.check().ok()?;
    let ipv6 = update.path_attributes.iter().flatten().any(|attribute| {
        matches!(attribute.value, AttributeValue::MpReach(MpReach { nlri, .. }) if !nlri.is_empty())
    });
    match update.nlri.iter().count() {
        0 if ipv6 => Some(2),
        1 => Some(0),
        6..=10 => Some(1),
        _ => None,
    }
}

fn read(name: &str) -> Vec<u8> {
    // Of this package, or of the library's, whose tests read these streams, too.
    let captures = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|directory| directory.join("testdata/captures"))
        .find(|directory| directory.is_dir())
        .expect("testdata beside the packages");
    let path = captures.join(name);
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut octets = Vec::new();
    StreamingDecoder::new(file)
        .map_err(io::Error::other)
        .and_then(|mut decoder| decoder.read_to_end(&mut octets))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    octets
}
