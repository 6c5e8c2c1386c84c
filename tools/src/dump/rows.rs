//! Routes as rows: one for each route of a Route Monitoring message, in JSON or CSV. All rows have the same fields.

mod format;
mod parts;

use std::io::{self, Write};
use std::marker::PhantomData;

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bmp::{Message, v4};

use crate::dump::clock::Clock;
use crate::dump::hex::Hex;
use crate::dump::located::Located;
use crate::dump::malformed::Malformed;
use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::sink::Sink;
use crate::input::Event;
use crate::routes::{Action, lists};
use crate::select::Filter;
use crate::version_4::in_version_3;
pub(crate) use format::{Csv, Format, Json};
use parts::Parts;

/// The names of the fields, in order: those of bgpkit where it has them.
const NAMES: [&str; 23] = [
    "timestamp",
    "stream",
    "peer_ip",
    "peer_asn",
    "peer_distinguisher",
    "rib",
    "action",
    "family",
    "prefix",
    "path_id",
    "rd",
    "labels",
    "next_hop",
    "as_path",
    "origin",
    "local_pref",
    "med",
    "communities",
    "ext_communities",
    "large_communities",
    "nlri",
    "bmp4_profile",
    "tlvs",
];

/// Writes rows, and errors beside them.
#[derive(Clone, Debug)]
pub(crate) struct Rows<F> {
    filter: Filter,
    clock: Clock,
    parts: Parts,
    format: PhantomData<F>,
}

impl<F: Format> Rows<F> {
    pub(crate) fn new(filter: Filter) -> Self {
        Rows {
            filter,
            clock: Clock::default(),
            parts: Parts::new::<F>(),
            format: PhantomData,
        }
    }
}

/// Writes rows of routes that are in tables: with the fields of announcements behind others.
#[derive(Debug)]
pub(crate) struct TableRows<F> {
    everything: Filter,
    parts: Parts,
    format: PhantomData<F>,
}

impl<F: Format> TableRows<F> {
    pub(crate) fn new() -> Self {
        TableRows {
            everything: Filter::default(),
            parts: Parts::new::<F>(),
            format: PhantomData,
        }
    }

    /// Writes the names of the fields: of those before, and of an announcement.
    pub(crate) fn names(out: &mut Vec<u8>, before: &[&str]) {
        F::names(out, &[before, &NAMES[8..21]].concat());
    }

    /// Writes the routes that an UPDATE announces, behind the fields that `head` writes.
    pub(crate) fn put(
        &mut self,
        out: &mut Vec<u8>,
        update: &Update<&[u8]>,
        head: impl FnOnce(&mut Vec<u8>),
    ) {
        let wanted = self.everything.within(update);
        self.parts.path.clear();
        lists(update, |list| {
            if list.action == Action::Announced {
                self.parts.announced::<F>(update, &list);
            }
        });
        self.parts.lead.clear();
        head(&mut self.parts.lead);
        lists(update, |list| {
            self.parts
                .routes::<F>(update, &list, &mut None, wanted, out)
        });
    }
}

impl<F: Format> Sink for Rows<F> {
    type State = ();
    const SHOWS_LOSSES: bool = false;

    fn start(&mut self, to: &mut Output) -> io::Result<()> {
        F::names(&mut to.out, &NAMES);
        Ok(())
    }

    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        _: &Known<'_>,
        to: &mut Output,
    ) -> io::Result<bool> {
        let malformed = Malformed::of(message);
        if !malformed.is_none() {
            writeln!(
                to.errors,
                "error: malformed parts in message {} at byte {} of stream {}; --format text shows them",
                place.number, place.offset, place.stream.name
            )?;
        }
        let of_4 = match message {
            Message::V4(v4::Message::RouteMonitoring(monitoring)) => Some(monitoring),
            _ => None,
        };
        if let Message::RouteMonitoring(monitoring) = &*in_version_3(message)
            && let Ok(update) = &monitoring.update
        {
            let peer = &monitoring.peer;
            let time = peer.timestamp().or(place.captured);
            let time = time.and_then(|time| self.clock.text(time));
            self.parts.head::<F>(place, peer, time);
            let (filter, out) = (&self.filter, &mut to.out);
            self.parts.update::<F>(update, of_4, filter, out);
        }
        Ok(malformed.is_none())
    }

    fn broken(
        &mut self,
        place: &Place<'_>,
        error: &DecodeError,
        to: &mut Output,
    ) -> io::Result<()> {
        let error = Located::new(error, 0, place);
        writeln!(to.errors, "error: {error}; {}", Hex(place.frame))
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>, to: &mut Output) -> io::Result<()> {
        to.loss(file, event)
    }

    fn state(&self) {}

    fn begin(&mut self, (): ()) {}

    fn end(&mut self) {}

    fn follow(&mut self, (): &(), (): ()) -> bool {
        true
    }
}
