//! Messages as JSON, one object per line.

mod monitoring;

use std::io;

use bmp_codec::DecodeError;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::{Message, PerPeerHeader};
use bmp_codec::wire::Octets;
use serde::Serialize;

use crate::dump::clock::Clock;
use crate::dump::exact::Exact;
use crate::dump::malformed::Malformed;
use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::put;
use crate::dump::sink::Sink;
use crate::input::{Counts, Event, Loss, What};
use monitoring::{Monitoring, Rare};

/// Writes an object for every message, and for everything lost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Json {
    /// The message, reused.
    message: Vec<u8>,
    monitoring: Monitoring,
    exact: Exact,
    clock: Clock,
    /// The last session and its JSON: there are few.
    session: Option<Session>,
    session_text: Vec<u8>,
}

fn line(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.push(b'\n');
    Ok(())
}

impl Json {
    /// Writes the JSON of a message beside the line, because what it does not contain is told before it.
    fn message(&mut self, message: &Message<&[u8]>) -> io::Result<()> {
        self.message.clear();
        if let Message::RouteMonitoring(monitoring) = message {
            match self.monitoring.put(&mut self.message, monitoring) {
                Ok(()) => return Ok(()),
                Err(Rare::Failed(error)) => return Err(error),
                Err(Rare::Malformed) => self.message.clear(),
            }
        }
        Ok(serde_json::to_writer(&mut self.message, message)?)
    }
}

/// Appends the name of a member.
fn name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    put::text(out, name);
    out.extend_from_slice(b"\":");
}

/// Appends a member, and a comma behind it.
fn member(out: &mut Vec<u8>, key: &str, value: &impl Serialize) -> io::Result<()> {
    name(out, key);
    serde_json::to_writer(&mut *out, value)?;
    out.push(b',');
    Ok(())
}

fn number(out: &mut Vec<u8>, key: &str, number: u64) {
    name(out, key);
    put::long_number(out, number);
    out.push(b',');
}

/// Where an object comes from, if it has no message.
#[derive(Serialize)]
struct From<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    stream: &'a str,
    offset: u64,
    number: u64,
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<String>,
}

impl<'a> From<'a> {
    fn of(place: &Place<'a>, clock: &mut Clock) -> Self {
        From {
            file: place.file,
            stream: &place.stream.name,
            offset: place.offset,
            number: place.number,
            length: place.frame.len(),
            captured: (place.captured)
                .and_then(|time| clock.text(time))
                .map(|text| String::from_utf8_lossy(text).into_owned()),
        }
    }
}

#[derive(Serialize)]
struct BrokenLine<'a> {
    #[serde(flatten)]
    from: From<'a>,
    error: &'a DecodeError,
    octets: Octets<&'a [u8]>,
}

#[derive(Serialize)]
struct EventLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    stream: &'a str,
    offset: u64,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    octets: Option<u64>,
    text: String,
}

#[derive(Serialize)]
struct LossLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    event: &'static str,
    #[serde(flatten)]
    loss: &'a Loss,
    text: String,
}

impl Sink for Json {
    type State = ();
    const SHOWS_LOSSES: bool = true;

    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        known: &Known<'_>,
        to: &mut Output,
    ) -> io::Result<bool> {
        self.message(message)?;
        let is_exact = self.exact.is(message, &self.message, place.frame);
        let out = &mut to.out;
        out.push(b'{');
        if let Some(file) = place.file {
            member(out, "file", &file)?;
        }
        member(out, "stream", &place.stream.name)?;
        number(out, "offset", place.offset);
        number(out, "number", place.number);
        number(out, "length", place.frame.len() as u64);
        let peer = message.peer_in_effect();
        let peer = peer.as_ref();
        let said = peer.and_then(PerPeerHeader::timestamp);
        for (key, time) in [("captured", place.captured), ("time", said)] {
            if let Some(text) = time.and_then(|time| self.clock.text(time)) {
                name(out, key);
                out.push(b'"');
                out.extend_from_slice(text);
                put::text(out, "\",");
            }
        }
        if let Some(rib) = peer.and_then(PerPeerHeader::rib) {
            member(out, "rib", &rib)?;
        }
        if let Some(session) = known.session(message) {
            if self.session != Some(session) {
                self.session_text.clear();
                member(&mut self.session_text, "session", &session)?;
                self.session = Some(session);
            }
            out.extend_from_slice(&self.session_text);
        }
        if !is_exact {
            // All bytes of the message: bits beyond a prefix have no text form.
            member(out, "octets", &Octets(place.frame))?;
        }
        name(out, "message");
        out.extend_from_slice(&self.message);
        out.extend_from_slice(b"}\n");
        Ok(Malformed::of(message).is_none())
    }

    fn broken(
        &mut self,
        place: &Place<'_>,
        error: &DecodeError,
        to: &mut Output,
    ) -> io::Result<()> {
        let broken = BrokenLine {
            from: From::of(place, &mut self.clock),
            error,
            octets: Octets(place.frame),
        };
        line(&mut to.out, &broken)
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>, to: &mut Output) -> io::Result<()> {
        let (name, octets) = match event.what {
            What::Opened if !event.stream.from_start => ("begins_in_the_middle", None),
            What::BadHeader(_) => ("bad_header", None),
            What::Skipped { octets } => ("skipped", Some(octets)),
            What::Gap { octets } => ("gap", Some(octets)),
            What::BadEnvelope { octets, .. } => ("bad_envelope", Some(octets)),
            What::Ended { incomplete, .. } if incomplete > 0 => ("incomplete", Some(incomplete)),
            _ => return Ok(()),
        };
        let lost = EventLine {
            file,
            stream: &event.stream.name,
            offset: event.begin(),
            event: name,
            octets,
            text: event.to_string(),
        };
        line(&mut to.out, &lost)
    }

    fn losses(
        &mut self,
        file: Option<&str>,
        _: &Counts,
        losses: &[Loss],
        to: &mut Output,
    ) -> io::Result<()> {
        losses.iter().try_for_each(|loss| {
            let lost = LossLine {
                file,
                event: "not_read",
                loss,
                text: loss.to_string(),
            };
            line(&mut to.out, &lost)
        })
    }

    fn state(&self) {}

    fn begin(&mut self, (): ()) {}

    fn end(&mut self) {}

    fn follow(&mut self, (): &(), (): ()) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::testing::unzstd;
    use bmp_codec::bmp::{self, PeerTable};

    /// The messages of all captures, as they are and with each of their bytes changed in turn.
    #[test]
    fn monitoring_is_that_of_serde() {
        let (mut json, mut messages) = (Json::default(), 0);
        let mut check = |message: &Message<&[u8]>| {
            json.message(message).unwrap();
            assert_eq!(
                str::from_utf8(&json.message).unwrap(),
                serde_json::to_string(message).unwrap()
            );
            messages += 1;
        };
        let captures = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/captures");
        for entry in std::fs::read_dir(captures).unwrap() {
            let path = entry.unwrap().path();
            let octets = std::fs::read(&path).unwrap();
            let stream = match path.extension().and_then(|name| name.to_str()) {
                Some("bmp") => octets,
                // Those with whole tables take long without optimization.
                Some("zst") if !path.to_string_lossy().contains("full") => unzstd(&octets),
                _ => continue,
            };
            let mut peers = PeerTable::default();
            for (number, frame) in bmp::frames(&stream).flatten().enumerate() {
                let Ok(message) = peers.decode(frame) else {
                    continue;
                };
                check(&message);
                if number % 100 != 0 {
                    continue;
                }
                let mut frame = frame.to_vec();
                for place in 6..frame.len() {
                    frame[place] ^= 1 << (place % 8);
                    if let Ok(message) = Message::decode(&frame, &peers) {
                        check(&message);
                    }
                    frame[place] ^= 1 << (place % 8);
                }
            }
        }
        assert!(messages > 20_000, "{messages}");
    }
}
