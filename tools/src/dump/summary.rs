//! Counts instead of messages: as tables, or as one JSON object.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::mem;

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::v4::Profile;
use bmp_codec::bmp::{Message, MessageType, RouteMonitoring};
use bmp_codec::{DecodeError, Encode};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::dump::columns::name;
use crate::dump::counts::{Counts, MOST_PEERS, Routes};
use crate::dump::hex::Hex;
use crate::dump::located::Located;
use crate::dump::malformed::Malformed;
use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::sink::Sink;
use crate::input::{self, Event, Loss, What};
use crate::messages::Messages;
use crate::select::Filter;

/// Counts messages, and writes the counts at the end.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    filter: Filter,
    /// Whether routes are counted only, all of them.
    is_quick: bool,
    json: bool,
    /// Whether each message is encoded again, and compared.
    round_trip: bool,
    tally: Tally,
    not_read: Vec<Loss>,
    other_streams: u64,
    encoded: Vec<u8>,
}

/// What is counted message by message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    counts: Counts,
    bytes: u64,
    malformed: Malformed,
    /// Absent if it is not asked for.
    round_trip: Option<RoundTrip>,
    lost: Lost,
}

impl Tally {
    fn new(round_trip: bool) -> Tally {
        Tally {
            round_trip: round_trip.then(RoundTrip::default),
            ..Tally::default()
        }
    }

    /// Adds what was counted later.
    fn add(&mut self, later: &Tally) {
        self.counts.add(&later.counts);
        self.bytes += later.bytes;
        self.malformed += later.malformed;
        if let Some(later) = later.round_trip {
            let all = self.round_trip.get_or_insert_default();
            all.messages += later.messages;
            all.exact += later.exact;
        }
        self.lost.skipped += later.lost.skipped;
        self.lost.gaps += later.lost.gaps;
        self.lost.incomplete += later.lost.incomplete;
    }
}

/// The number of messages that were encoded again, and of those that encoded to the same bytes.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct RoundTrip {
    messages: u64,
    exact: u64,
}

/// Bytes of streams that are in no message.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Lost {
    skipped: u64,
    gaps: u64,
    incomplete: u64,
}

/// The JSON object.
#[derive(Serialize)]
struct Object<'a> {
    bytes: u64,
    messages: &'a Messages,
    peers: usize,
    /// Present if there are more peers than are kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_peers: bool,
    routes: Vec<FamilyRoutes>,
    /// The number of messages of BMP version 4, by profile.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    version_4: BTreeMap<&'static str, u64>,
    malformed: &'a Malformed,
    #[serde(skip_serializing_if = "Option::is_none")]
    round_trip: Option<&'a RoundTrip>,
    lost: &'a Lost,
    not_read: &'a [Loss],
    other_streams: u64,
}

#[derive(Serialize)]
struct FamilyRoutes {
    afi: u16,
    safi: u8,
    family: Family,
    #[serde(flatten)]
    routes: Routes,
}

impl Summary {
    pub(crate) fn new(filter: Filter, json: bool, round_trip: bool) -> Self {
        Summary {
            is_quick: filter.takes_everything() && !round_trip,
            filter,
            json,
            round_trip,
            tally: Tally::new(round_trip),
            not_read: Vec::new(),
            other_streams: 0,
            encoded: Vec::new(),
        }
    }

    /// Encodes a message again.
    fn encode(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        to: &mut Output,
    ) -> io::Result<()> {
        let round_trip = self.tally.round_trip.get_or_insert_default();
        round_trip.messages += 1;
        self.encoded.clear();
        match message.encode(&mut self.encoded) {
            Ok(()) if self.encoded == place.frame => {
                round_trip.exact += 1;
                Ok(())
            }
            Ok(()) => writeln!(
                to.errors,
                "error: message {} encodes to other bytes; at byte {} of stream {}",
                place.number, place.offset, place.stream.name
            ),
            Err(error) => writeln!(
                to.errors,
                "error: message {} cannot be encoded again: {error}; at byte {} of stream {}",
                place.number, place.offset, place.stream.name
            ),
        }
    }

    fn write_json(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let tally = &self.tally;
        let routes = tally.counts.families.iter();
        let object = Object {
            bytes: tally.bytes,
            messages: &tally.counts.messages,
            peers: tally.counts.peers.all.len(),
            more_peers: tally.counts.peers.others.is_some(),
            routes: routes
                .map(|(family, routes)| FamilyRoutes {
                    afi: family.afi(),
                    safi: family.safi(),
                    family: *family,
                    routes: *routes,
                })
                .collect(),
            version_4: version_4(&tally.counts).collect(),
            malformed: &tally.malformed,
            round_trip: tally.round_trip.as_ref(),
            lost: &tally.lost,
            not_read: &self.not_read,
            other_streams: self.other_streams,
        };
        serde_json::to_writer(&mut *out, &object)?;
        writeln!(out)
    }

    fn write_tables(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let tally = &self.tally;
        let mut counted = tally.counts.messages;
        let kinds = MessageType::ALL.iter().copied();
        let messages = kinds.chain([MessageType::from(u8::MAX)]).map(|kind| {
            let name = kind.name().unwrap_or("unknown");
            vec![name.into(), counted.of(kind).to_string()]
        });
        let mut messages: Vec<_> = messages.collect();
        messages.push(vec!["octets".into(), tally.bytes.to_string()]);
        let peers = &tally.counts.peers;
        let peers = peers.all.iter().chain(peers.others.as_deref()).map(|peer| {
            let mut row = match &peer.header {
                Some(header) => vec![
                    name(header),
                    header.peer_type().to_string(),
                    header.asn().0.to_string(),
                ],
                None => vec!["others".into(), "-".into(), "0".into()],
            };
            row.extend(
                [
                    peer.messages,
                    peer.ups,
                    peer.downs,
                    peer.announced,
                    peer.withdrawn,
                    peer.end_of_rib,
                ]
                .map(|count| count.to_string()),
            );
            row
        });
        let families = tally.counts.families.iter().map(|(family, routes)| {
            let mut row = vec![family.to_string()];
            row.extend(
                [
                    routes.announced,
                    routes.withdrawn,
                    routes.end_of_rib,
                    routes.announcing_updates,
                    routes.withdrawing_updates,
                ]
                .map(|count| count.to_string()),
            );
            row
        });
        let mut tables = vec![
            table(&["messages", "count"], 1, messages),
            table(
                &[
                    "peer",
                    "type",
                    "AS",
                    "messages",
                    "ups",
                    "downs",
                    "announced",
                    "withdrawn",
                    "end-of-rib",
                ],
                2,
                peers,
            ),
            table(
                &[
                    "family",
                    "announced",
                    "withdrawn",
                    "end-of-rib",
                    "announcing updates",
                    "withdrawing updates",
                ],
                1,
                families,
            ),
        ];
        let version_4 = version_4(&tally.counts);
        let version_4 = version_4.map(|(name, count)| vec![name.into(), count.to_string()]);
        tables.push(table(&["BMP version 4", "messages"], 1, version_4));
        tables.retain(|table| table.row_count() > 0);
        for table in &tables {
            writeln!(out, "{table}\n")?;
        }
        let Malformed {
            messages,
            updates,
            attributes,
            routes,
            inside_attributes,
            others,
        } = tally.malformed;
        writeln!(
            out,
            "malformed: {messages} BMP messages, {updates} BGP messages, {attributes} attributes, {routes} routes, \
             {others} capabilities and TLVs, {inside_attributes} TLVs inside attributes"
        )?;
        if tally.counts.peers.others.is_some() {
            writeln!(
                out,
                "peers: there are more than {MOST_PEERS}; the row \"others\" counts the rest"
            )?;
        }
        if let Some(RoundTrip { messages, exact }) = tally.round_trip {
            writeln!(out, "round trip: {exact} of {messages} messages exact")?;
        }
        let Lost {
            skipped,
            gaps,
            incomplete,
        } = tally.lost;
        if skipped + gaps + incomplete > 0 {
            writeln!(
                out,
                "lost: {skipped} bytes skipped, {gaps} not captured, {incomplete} of incomplete messages"
            )?;
        }
        for loss in &self.not_read {
            writeln!(out, "{loss}")?;
        }
        if self.other_streams > 0 {
            writeln!(
                out,
                "other TCP streams, without BMP: {}",
                self.other_streams
            )?;
        }
        Ok(())
    }
}

/// Returns the number of messages of BMP version 4, by the name of their profile.
fn version_4(counts: &Counts) -> impl Iterator<Item = (&'static str, u64)> {
    let counts = counts.version_4.iter();
    counts.map(|(profile, count)| (profile.map_or("without TLVs", Profile::name), *count))
}

/// Returns a table whose first `texts` columns are text, and the others numbers.
pub(crate) fn table(
    head: &[&str],
    texts: usize,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(head)
        .add_rows(rows);
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if place >= texts {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

impl Sink for Summary {
    type State = Tally;
    const SHOWS_LOSSES: bool = false;

    /// Counting is quick: handing a block to a thread must be seldom.
    const BLOCK: usize = 512 << 10;

    fn is_quick(&self) -> bool {
        self.is_quick
    }

    #[inline]
    fn monitoring(&mut self, frame: &[u8], monitoring: &RouteMonitoring<&[u8]>) -> bool {
        self.tally.bytes += frame.len() as u64;
        let malformed = self.tally.counts.monitoring(frame, monitoring);
        let is_whole = malformed.is_none();
        if !is_whole {
            self.tally.malformed += malformed;
        }
        is_whole
    }

    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        _: &Known<'_>,
        to: &mut Output,
    ) -> io::Result<bool> {
        let tally = &mut self.tally;
        tally.bytes += place.frame.len() as u64;
        let malformed = tally.counts.message(message, &self.filter);
        tally.malformed += malformed;
        if self.round_trip {
            self.encode(place, message, to)?;
        }
        Ok(malformed.is_none())
    }

    fn broken(
        &mut self,
        place: &Place<'_>,
        error: &DecodeError,
        to: &mut Output,
    ) -> io::Result<()> {
        self.tally.bytes += place.frame.len() as u64;
        let kind = place.frame.get(5).copied().unwrap_or(u8::MAX);
        *self.tally.counts.messages.of(kind.into()) += 1;
        self.tally.malformed.messages += 1;
        let error = Located::new(error, 0, place);
        writeln!(to.errors, "error: {error}; {}", Hex(place.frame))
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>, to: &mut Output) -> io::Result<()> {
        let lost = &mut self.tally.lost;
        match event.what {
            What::Skipped { octets } | What::BadEnvelope { octets, .. } => lost.skipped += octets,
            What::Gap { octets } => lost.gaps += octets,
            What::Ended { incomplete, .. } => lost.incomplete += incomplete,
            _ => {}
        }
        to.loss(file, event)
    }

    fn losses(
        &mut self,
        _: Option<&str>,
        counts: &input::Counts,
        losses: &[Loss],
        _: &mut Output,
    ) -> io::Result<()> {
        self.not_read.extend_from_slice(losses);
        self.other_streams += counts.other_streams;
        Ok(())
    }

    fn finish(&mut self, to: &mut Output) -> io::Result<()> {
        let families = &mut self.tally.counts.families;
        families.sort_by_key(|(family, _)| *family);
        match self.json {
            true => self.write_json(&mut to.out),
            false => self.write_tables(&mut to.out),
        }
    }

    /// Each part is counted from zero.
    fn state(&self) -> Tally {
        Tally::default()
    }

    fn begin(&mut self, tally: Tally) {
        self.tally = tally;
    }

    fn end(&mut self) -> Tally {
        mem::take(&mut self.tally)
    }

    fn follow(&mut self, _: &Tally, end: Tally) -> bool {
        self.tally.add(&end);
        true
    }
}
