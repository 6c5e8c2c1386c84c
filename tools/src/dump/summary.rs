//! Counts instead of messages: as tables, or as one JSON object.

use std::io::{self, Write};

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{Message, MessageType, PeerTable};
use bmp_codec::{DecodeError, Encode};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::dump::counts::{Counts, MOST_PEERS, Routes};
use crate::dump::hex::Hex;
use crate::dump::malformed::Malformed;
use crate::dump::message::Place;
use crate::dump::run::Sink;
use crate::dump::text::Located;
use crate::input::{self, Event, Loss, What};
use crate::messages::Messages;
use crate::select::Filter;

/// Counts messages, and writes the counts at the end.
pub(crate) struct Summary<'w> {
    out: &'w mut dyn Write,
    errors: &'w mut dyn Write,
    filter: Filter,
    json: bool,
    counts: Counts,
    bytes: u64,
    malformed: Malformed,
    round_trip: RoundTrip,
    lost: Lost,
    not_read: Vec<Loss>,
    other_streams: u64,
    encoded: Vec<u8>,
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
    malformed: &'a Malformed,
    round_trip: &'a RoundTrip,
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

impl<'w> Summary<'w> {
    pub(crate) fn new(
        out: &'w mut dyn Write,
        errors: &'w mut dyn Write,
        filter: Filter,
        json: bool,
    ) -> Self {
        Summary {
            out,
            errors,
            filter,
            json,
            counts: Counts::default(),
            bytes: 0,
            malformed: Malformed::default(),
            round_trip: RoundTrip::default(),
            lost: Lost::default(),
            not_read: Vec::new(),
            other_streams: 0,
            encoded: Vec::new(),
        }
    }

    fn write_json(&mut self) -> io::Result<()> {
        let routes = self.counts.families.iter();
        let object = Object {
            bytes: self.bytes,
            messages: &self.counts.messages,
            peers: self.counts.peers.all.len(),
            more_peers: self.counts.peers.others.is_some(),
            routes: routes
                .map(|(family, routes)| FamilyRoutes {
                    afi: family.afi(),
                    safi: family.safi(),
                    family: *family,
                    routes: *routes,
                })
                .collect(),
            malformed: &self.malformed,
            round_trip: &self.round_trip,
            lost: &self.lost,
            not_read: &self.not_read,
            other_streams: self.other_streams,
        };
        serde_json::to_writer(&mut self.out, &object)?;
        writeln!(self.out)
    }

    fn write_tables(&mut self) -> io::Result<()> {
        let kinds = MessageType::ALL.iter().copied();
        let messages = kinds.chain([MessageType::from(u8::MAX)]).map(|kind| {
            let name = kind.name().unwrap_or("unknown");
            vec![name.into(), self.counts.messages.of(kind).to_string()]
        });
        let mut messages: Vec<_> = messages.collect();
        messages.push(vec!["octets".into(), self.bytes.to_string()]);
        let peers = &self.counts.peers;
        let peers = peers.all.iter().chain(peers.others.as_deref()).map(|peer| {
            let mut row = vec![peer.name.clone(), peer.kind.clone(), peer.asn.to_string()];
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
        let families = self.counts.families.iter().map(|(family, routes)| {
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
        tables.retain(|table| table.row_count() > 0);
        for table in &tables {
            writeln!(self.out, "{table}\n")?;
        }
        let Malformed {
            messages,
            updates,
            attributes,
            routes,
            inside_attributes,
            others,
        } = self.malformed;
        writeln!(
            self.out,
            "malformed: {messages} BMP messages, {updates} BGP messages, {attributes} attributes, {routes} routes, \
             {others} capabilities and TLVs, {inside_attributes} TLVs inside attributes"
        )?;
        if self.counts.peers.others.is_some() {
            writeln!(
                self.out,
                "peers: there are more than {MOST_PEERS}; the row \"others\" counts the rest"
            )?;
        }
        let RoundTrip { messages, exact } = self.round_trip;
        writeln!(self.out, "round trip: {exact} of {messages} messages exact")?;
        let Lost {
            skipped,
            gaps,
            incomplete,
        } = self.lost;
        if skipped + gaps + incomplete > 0 {
            writeln!(
                self.out,
                "lost: {skipped} bytes skipped, {gaps} not captured, {incomplete} of incomplete messages"
            )?;
        }
        for loss in &self.not_read {
            writeln!(self.out, "{loss}")?;
        }
        if self.other_streams > 0 {
            writeln!(
                self.out,
                "other TCP streams, without BMP: {}",
                self.other_streams
            )?;
        }
        Ok(())
    }
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

impl Sink for Summary<'_> {
    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        _: &PeerTable,
    ) -> io::Result<bool> {
        self.bytes += place.frame.len() as u64;
        let malformed = self.counts.message(message, &self.filter);
        self.malformed += malformed;
        self.round_trip.messages += 1;
        self.encoded.clear();
        match message.encode(&mut self.encoded) {
            Ok(()) if self.encoded == place.frame => self.round_trip.exact += 1,
            Ok(()) => writeln!(
                self.errors,
                "error: message {} encodes to other bytes; at byte {} of stream {}",
                place.number, place.offset, place.stream.name
            )?,
            Err(error) => writeln!(
                self.errors,
                "error: message {} cannot be encoded again: {error}; at byte {} of stream {}",
                place.number, place.offset, place.stream.name
            )?,
        }
        Ok(malformed.is_none())
    }

    fn broken(&mut self, place: &Place<'_>, error: &DecodeError) -> io::Result<()> {
        self.bytes += place.frame.len() as u64;
        let kind = place.frame.get(5).copied().unwrap_or(u8::MAX);
        *self.counts.messages.of(kind.into()) += 1;
        self.malformed.messages += 1;
        let error = Located::new(error, 0, place);
        writeln!(self.errors, "error: {error}; {}", Hex(place.frame))
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>) -> io::Result<()> {
        match event.what {
            What::Skipped { octets } | What::BadEnvelope { octets, .. } => {
                self.lost.skipped += octets;
            }
            What::Gap { octets } => self.lost.gaps += octets,
            What::Ended { incomplete, .. } => self.lost.incomplete += incomplete,
            _ => {}
        }
        if event.what.is_loss() {
            let (name, offset) = (&event.stream.name, event.begin());
            let file = file.map(|file| format!("{file}: ")).unwrap_or_default();
            writeln!(
                self.errors,
                "{file}error: {event}; at byte {offset} of stream {name}"
            )?;
        }
        Ok(())
    }

    fn losses(
        &mut self,
        _: Option<&str>,
        counts: &input::Counts,
        losses: &[Loss],
    ) -> io::Result<()> {
        self.not_read.extend_from_slice(losses);
        self.other_streams += counts.other_streams;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.counts.families.sort_by_key(|(family, _)| *family);
        if self.json {
            self.write_json()?;
        } else {
            self.write_tables()?;
        }
        self.out.flush()
    }
}
