//! Messages as JSON, one object per line.

use std::io::{self, Write};

use bmp_codec::bgp::Session;
use bmp_codec::bmp::{Message, PeerTable, Rib};
use bmp_codec::wire::Octets;
use bmp_codec::{DecodeError, Encode};
use serde::Serialize;

use crate::dump::columns::{time, utc};
use crate::dump::malformed::Malformed;
use crate::dump::message::{Place, session};
use crate::dump::run::Sink;
use crate::input::{Counts, Event, Loss, What};

/// Writes an object for every message, and for everything lost.
pub(crate) struct Json<W> {
    out: W,
    text: Vec<u8>,
}

impl<W: Write> Json<W> {
    pub(crate) fn new(out: W) -> Self {
        Json {
            out,
            text: Vec::new(),
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
    stream: &'a str,
    offset: u64,
    number: u64,
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<String>,
}

impl<'a> From<'a> {
    fn of(place: &Place<'a>) -> Self {
        From {
            stream: &place.stream.name,
            offset: place.offset,
            number: place.number,
            length: place.frame.len(),
            captured: place.captured.and_then(utc),
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

/// Returns whether the text form of a message encodes to the same bytes.
fn is_exact(text: &[u8], frame: &[u8]) -> bool {
    serde_json::from_slice(text)
        .ok()
        .and_then(|message: Message| message.to_vec().ok())
        .is_some_and(|octets| octets == frame)
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
    stream: &'a str,
    offset: u64,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    octets: Option<u64>,
    text: String,
}

#[derive(Serialize)]
struct LossLine<'a> {
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
        self.text.clear();
        serde_json::to_writer(&mut self.text, message)?;
        let mut head = serde_json::to_vec(&MessageHead {
            from: From::of(place),
            time: peer.and_then(time),
            rib: peer.and_then(|peer| peer.rib()),
            session: session(message, peers),
            octets: (!is_exact(&self.text, place.frame)).then_some(Octets(place.frame)),
        })?;
        head.pop(); // the brace that ends it
        for part in [
            &head,
            &br#","message":"#[..],
            &self.text,
            b"}
",
        ] {
            self.out.write_all(part)?;
        }
        Ok(Malformed::of(message).is_none())
    }

    fn broken(&mut self, place: &Place<'_>, error: &DecodeError) -> io::Result<()> {
        self.line(&BrokenLine {
            from: From::of(place),
            error,
            octets: Octets(place.frame),
        })
    }

    fn event(&mut self, event: &Event<'_>) -> io::Result<()> {
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
            stream: &event.stream.name,
            offset: event.begin(),
            event: name,
            octets,
            text: event.to_string(),
        })
    }

    fn losses(&mut self, _: &Counts, losses: &[Loss]) -> io::Result<()> {
        losses.iter().try_for_each(|loss| {
            self.line(&LossLine {
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
