//! Messages as JSON, one object per line.

use std::io::{self, Write};

use bmp_codec::DecodeError;
use bmp_codec::bgp::Session;
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader, Rib};
use bmp_codec::wire::Octets;
use serde::Serialize;

use crate::dump::clock::Clock;
use crate::dump::exact::Exact;
use crate::dump::malformed::Malformed;
use crate::dump::message::{Place, session};
use crate::dump::run::Sink;
use crate::input::{Counts, Event, Loss, What};

/// Writes an object for every message, and for everything lost.
pub(crate) struct Json<W> {
    out: W,
    /// One line, reused.
    text: Vec<u8>,
    message: Vec<u8>,
    exact: Exact,
    clock: Clock,
}

impl<W: Write> Json<W> {
    pub(crate) fn new(out: W) -> Self {
        Json {
            out,
            text: Vec::new(),
            message: Vec::new(),
            exact: Exact::default(),
            clock: Clock::default(),
        }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }
}

/// Where an object comes from.
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
            captured: (place.captured).and_then(|time| clock.text(time).map(str::to_owned)),
        }
    }
}

/// All of a line except the message, which ends it.
#[derive(Serialize)]
struct MessageHead<'a> {
    #[serde(flatten)]
    from: From<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rib: Option<Rib>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session>,
    /// All bytes of the message, if its text form does not contain everything: bits beyond a prefix have no text form.
    #[serde(skip_serializing_if = "Option::is_none")]
    octets: Option<Octets<&'a [u8]>>,
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

impl<W: Write> Sink for Json<W> {
    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        peers: &PeerTable,
    ) -> io::Result<bool> {
        let peer = message.peer();
        self.message.clear();
        serde_json::to_writer(&mut self.message, message)?;
        let is_exact = self.exact.is(message, &self.message, place.frame);
        self.text.clear();
        serde_json::to_writer(
            &mut self.text,
            &MessageHead {
                from: From::of(place, &mut self.clock),
                time: peer
                    .and_then(PerPeerHeader::timestamp)
                    .and_then(|time| self.clock.text(time).map(str::to_owned)),
                rib: peer.and_then(|peer| peer.rib()),
                session: session(message, peers),
                octets: (!is_exact).then_some(Octets(place.frame)),
            },
        )?;
        self.text.pop(); // the brace that ends it
        self.text.extend_from_slice(br#","message":"#);
        self.text.extend_from_slice(&self.message);
        self.text.extend_from_slice(b"}\n");
        self.out.write_all(&self.text)?;
        Ok(Malformed::of(message).is_none())
    }

    fn broken(&mut self, place: &Place<'_>, error: &DecodeError) -> io::Result<()> {
        let line = BrokenLine {
            from: From::of(place, &mut self.clock),
            error,
            octets: Octets(place.frame),
        };
        self.line(&line)
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>) -> io::Result<()> {
        let (name, octets) = match event.what {
            What::Opened if !event.stream.from_start => ("begins_in_the_middle", None),
            What::BadHeader(_) => ("bad_header", None),
            What::Skipped { octets } => ("skipped", Some(octets)),
            What::Gap { octets } => ("gap", Some(octets)),
            What::BadEnvelope { octets, .. } => ("bad_envelope", Some(octets)),
            What::Ended { incomplete, .. } if incomplete > 0 => ("incomplete", Some(incomplete)),
            _ => return Ok(()),
        };
        self.line(&EventLine {
            file,
            stream: &event.stream.name,
            offset: event.begin(),
            event: name,
            octets,
            text: event.to_string(),
        })
    }

    fn losses(&mut self, file: Option<&str>, _: &Counts, losses: &[Loss]) -> io::Result<()> {
        losses.iter().try_for_each(|loss| {
            self.line(&LossLine {
                file,
                event: "not_read",
                loss,
                text: loss.to_string(),
            })
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
