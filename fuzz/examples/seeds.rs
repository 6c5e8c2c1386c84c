//! Makes inputs of the other targets of those of `stream` and `update`: `cargo run --example seeds -- CORPUS`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Open, Update};
use bmp_codec::bmp::{Message, PeerTable, frames};
use bmp_codec::{Decode, Encode};
use serde::Serialize;

fn main() -> io::Result<()> {
    let corpus = PathBuf::from(std::env::args().nth(1).expect("the directory of corpora"));
    let mut seeds = Seeds::default();
    for stream in inputs(&corpus.join("stream"))? {
        seeds.stream(&stream);
    }
    for input in inputs(&corpus.join("update"))? {
        if let Some((session, body)) = input.split_first_chunk::<8>() {
            if let Ok(update) = Update::from_octets(body) {
                seeds.update(session, &update);
            }
        }
    }
    for text in TEXTS {
        // The type of a text is a matter of the fuzzer.
        seeds.add("text", [&[0], text.as_bytes()].concat());
    }
    seeds.write(&corpus)
}

/// Text of all kinds.
const TEXTS: [&str; 16] = [
    "64500 64501 {64502 64503} (64504)",
    "65000:100 no-export 65001:7",
    "64500:1:2 64500:3:4",
    "198.51.100.0/24",
    "2001:db8::/32-64",
    "dst 198.51.100.0/24 proto =6 port >=1000&<=2000 tcp-flags =syn+ack fragment !first",
    "route-target:64500:100 color:7 encapsulation:vxlan",
    "00:00:5e:00:53:01/48",
    "00:00:00:00:00:00:00:00:00:00",
    "192.0.2.1:100",
    "ipv4-unicast",
    "l2vpn-evpn",
    "100/200/300",
    "0x7fc00000",
    "64500:1:evpn 64501:2:ipvpn",
    "9.5 GB/s",
];

fn inputs(directory: &Path) -> io::Result<Vec<Vec<u8>>> {
    fs::read_dir(directory)?
        .map(|entry| fs::read(entry?.path()))
        .collect()
}

/// Inputs, each once, and the target they are of.
#[derive(Default)]
struct Seeds(BTreeSet<(&'static str, Vec<u8>)>);

impl Seeds {
    fn add(&mut self, target: &'static str, input: Vec<u8>) {
        // A long input makes each step slow, and says nothing that several short ones do not.
        if input.len() <= 4096 {
            self.0.insert((target, input));
        }
    }

    fn stream(&mut self, stream: &[u8]) {
        self.add("framing", [&[3, 1, 7, 60], stream].concat());
        self.add("differential", stream.to_vec());
        self.add("tables", stream.to_vec());
        self.add("captures", stream.to_vec());
        let mut peers = PeerTable::default();
        for frame in frames(stream).flatten() {
            self.add("message", [&[0; 8], frame].concat());
            self.add("message", [&[0x40, 0, 0, 0, 0, 0, 0, 0], frame].concat());
            let Ok(message) = peers.decode(frame) else {
                continue;
            };
            self.formats(0, &message);
            if let Message::PeerUp(up) = &message {
                if let (Ok(sent), Ok(received)) = (&up.sent_open, &up.received_open) {
                    self.opens(sent, received);
                }
            }
        }
        self.formats(8, &peers);
    }

    fn opens(&mut self, sent: &Open<&[u8]>, received: &Open<&[u8]>) {
        let [sent_body, received_body] = [sent, received].map(|open| open.to_vec().unwrap());
        let at = sent_body.len() as u8;
        self.add("open", [&[at][..], &sent_body, &received_body].concat());
        self.formats(2, sent);
        if let Some((_, capabilities)) = sent.parameters.octets().split_at_checked(2) {
            self.add("open", [&[255], capabilities].concat());
        }
    }

    fn update(&mut self, session: &[u8; 8], update: &Update<&[u8]>) {
        self.formats(1, update);
        for attribute in update.path_attributes.iter().flatten() {
            let octets = attribute.value.to_vec().unwrap_or_default();
            for flags in [0x80, 0x81] {
                let head = [attribute.code(), flags];
                self.add("attributes", [&session[..], &head, &octets].concat());
            }
            let routes = match &attribute.value {
                AttributeValue::MpReach(reach) => Some((reach.nlri, 0)),
                AttributeValue::MpUnreach(unreach) => Some((unreach.nlri, 1)),
                AttributeValue::LinkState(_) => {
                    self.add("link_state", [&[0], &octets[..]].concat());
                    None
                }
                _ => None,
            };
            if let Some((nlri, withdrawn)) = routes {
                self.routes(session, nlri.family(), withdrawn, nlri.octets());
            }
        }
        for (flags, routes) in [
            (2, update.nlri.octets()),
            (3, update.withdrawn_routes.octets()),
        ] {
            self.routes(session, Family::IPV4_UNICAST, flags, routes);
        }
        for key in update.announced().keys().flatten() {
            let key = key.to_owned();
            let place = place(key.family());
            self.formats(7, &key);
            self.add("route_key", [&[place, 0], key.octets()].concat());
            self.add(
                "route_key",
                [&[place, 1, 0, 0, 0, 1], key.octets()].concat(),
            );
            self.add("text", [&[0], key.to_string().as_bytes()].concat());
        }
    }

    fn routes(&mut self, session: &[u8; 8], family: Family, flags: u8, routes: &[u8]) {
        for session in [*session, [0x40, 0, 0, 0, 0, 0, 0, 0]] {
            let head = [place(family), flags];
            self.add("routes", [&session[..], &head, routes].concat());
        }
        if family == Family::LINK_STATE {
            self.add("link_state", [&[1], routes].concat());
        }
    }

    fn formats(&mut self, kind: u8, value: &impl Serialize) {
        let with = |octets: Vec<u8>| [&[kind][..], &octets].concat();
        self.add("json", with(serde_json::to_vec(value).unwrap()));
        self.add("postcard", with(postcard::to_allocvec(value).unwrap()));
        let mut octets = Vec::new();
        ciborium::into_writer(value, &mut octets).unwrap();
        self.add("cbor", with(octets));
    }

    /// A file for each, named by its number.
    fn write(&self, corpus: &Path) -> io::Result<()> {
        for (number, (target, input)) in self.0.iter().enumerate() {
            let directory = corpus.join(target);
            fs::create_dir_all(&directory)?;
            fs::write(directory.join(format!("seed-{number:05}")), input)?;
        }
        Ok(())
    }
}

fn place(family: Family) -> u8 {
    let place = Family::ALL.iter().position(|one| *one == family);
    place.unwrap_or_default() as u8
}
