//! Routes as lines of text, as JSON and as CSV.

use std::io::{self, Write};
use std::time::Duration;

use bmp_codec::Decode;
use bmp_codec::bgp::attribute::AttributeValue;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Session, Update};
use bmp_codec::bmp::{PerPeerHeader, Rib};

use crate::dump::clock::Clock;
use crate::dump::put;
use crate::dump::rows::{Csv, Format, Json, TableRows};
use crate::dump::table_line::{Beside, TableLine};
use crate::lookup::args;
use crate::select::address_of;
use crate::tables::{PeerState, Route, Router, Tables};

/// The fields before those of an announcement.
const NAMES: [&str; 9] = [
    "router",
    "peer_ip",
    "peer_asn",
    "peer_distinguisher",
    "vrf",
    "rib",
    "state",
    "timestamp",
    "family",
];

/// Writes routes in one format.
pub(crate) struct Writer {
    form: Form,
    out: Vec<u8>,
    clock: Clock,
    /// Whether lines of text name the router.
    several: bool,
}

enum Form {
    Text(Box<TableLine>),
    Json(TableRows<Json>),
    Csv(TableRows<Csv>),
}

/// So many bytes are written at once.
const HELD: usize = 1 << 16;

impl Writer {
    pub(crate) fn new(format: args::Format, tables: &Tables) -> Writer {
        let mut out = Vec::new();
        let form = match format {
            args::Format::Text => Form::Text(Box::new(TableLine::new())),
            args::Format::Json => Form::Json(TableRows::new()),
            args::Format::Csv => {
                TableRows::<Csv>::names(&mut out, &NAMES);
                Form::Csv(TableRows::new())
            }
        };
        Writer {
            form,
            out,
            clock: Clock::default(),
            several: tables.routers().count() > 1,
        }
    }

    pub(crate) fn route(&mut self, shown: &Shown, to: &mut dyn Write) -> io::Result<()> {
        self.event(None, shown, "", to)
    }

    /// Writes what happened to a route, and a text behind its attributes.
    pub(crate) fn event(
        &mut self,
        event: Option<Event>,
        shown: &Shown,
        tail: &str,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let Writer {
            form,
            out,
            clock,
            several,
        } = self;
        let Ok(update) = Update::from_octets_in(&shown.update, shown.session) else {
            return Ok(());
        };
        match form {
            Form::Text(lines) => {
                let tail = format!("{}{tail}", shown.tail());
                let beside = Beside {
                    router: several.then_some(&*shown.router),
                    header: shown.header,
                    time: shown.time,
                    mark: event.map_or("", Event::mark),
                    tail: &tail,
                };
                lines.put(out, &update, &beside);
            }
            Form::Csv(rows) => rows.put(out, &update, |out| shown.head::<Csv>(out, event, clock)),
            Form::Json(rows) => {
                rows.put(out, &update, |out| shown.head::<Json>(out, event, clock));
                attributes(out, &update);
            }
        }
        match out.len() > HELD {
            true => self.flush(to),
            false => Ok(()),
        }
    }

    pub(crate) fn flush(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }
}

/// Returns the name of a router, with its number if it is not the only one of that name.
pub(crate) fn label(router: &Router) -> String {
    match router.instance {
        0 | 1 => router.name.to_string(),
        instance => format!("{} #{instance}", router.name),
    }
}

/// Returns the header of the peer with the flags of the RIB view.
pub(crate) fn header_of(route: &Route<'_>) -> PerPeerHeader {
    let header = route.peer().header;
    let rib = route.table().rib.filter(|rib| *rib != Rib::LocRib);
    let header = rib.map_or(Ok(header), |rib| header.with_rib(rib));
    let header = header.unwrap_or(route.peer().header);
    match route.is_filtered() {
        true => header.with_filtered(true).unwrap_or(header),
        false => header,
    }
}

/// What happened to a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Added,
    Changed,
    Removed,
    /// It is stale now.
    Aged,
    /// It is stale no more.
    Renewed,
}

impl Event {
    fn mark(self) -> &'static str {
        match self {
            Event::Added => "+ ",
            Event::Changed => "~ ",
            Event::Removed => "- ",
            Event::Aged => "? ",
            Event::Renewed => "= ",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Event::Added => "added",
            Event::Changed => "changed",
            Event::Removed => "removed",
            Event::Aged => "stale",
            Event::Renewed => "renewed",
        }
    }
}

/// All that is shown of a route.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    router: String,
    header: PerPeerHeader,
    vrf: Option<String>,
    rib: Option<Rib>,
    state: &'static str,
    pub(crate) time: Option<Duration>,
    family: Family,
    /// An UPDATE that announces it.
    pub(crate) update: Vec<u8>,
    pub(crate) session: Session,
}

impl Shown {
    pub(crate) fn of(route: &Route<'_>) -> Shown {
        let peer = route.peer();
        Shown {
            router: label(route.router()),
            header: header_of(route),
            vrf: peer.table_name.as_deref().map(str::to_owned),
            rib: route.table().rib,
            state: match (route.is_stale(), &peer.state) {
                (true, _) => STALE,
                (false, PeerState::NoPeerUp) => NO_PEER_UP,
                // FRR sends routes after the Peer Down.
                (false, PeerState::Down(_)) => PEER_DOWN,
                (false, _) => "current",
            },
            time: route.time(),
            family: route.family(),
            update: route.to_update(),
            session: route.session(),
        }
    }

    /// Returns it with another time.
    pub(crate) fn at(&self, time: Option<Duration>) -> Shown {
        Shown {
            time,
            ..self.clone()
        }
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.state == STALE
    }

    fn tail(&self) -> &'static str {
        match self.state {
            STALE => " (stale)",
            NO_PEER_UP => " (no Peer Up seen)",
            PEER_DOWN => " (after the Peer Down)",
            _ => "",
        }
    }

    fn head<F: Format>(&self, out: &mut Vec<u8>, event: Option<Event>, clock: &mut Clock) {
        if let Some(event) = event {
            F::plain(out, "event", |out| put::text(out, event.name()));
        }
        F::text(out, "router", |out| put::text(out, &self.router));
        F::plain(out, "peer_ip", |out| put::ip(out, address_of(&self.header)));
        F::number(out, "peer_asn", Some(self.header.asn().0));
        match self.header.distinguisher() {
            // Absent if it is zero.
            distinguisher if distinguisher.0 == 0 => F::none(out, "peer_distinguisher"),
            distinguisher => F::plain(out, "peer_distinguisher", |out| {
                put::display(out, &distinguisher);
            }),
        }
        match &self.vrf {
            Some(name) => F::text(out, "vrf", |out| put::text(out, name)),
            None => F::none(out, "vrf"),
        }
        match self.rib {
            Some(rib) => F::plain(out, "rib", |out| put::display(out, &rib)),
            None => F::none(out, "rib"),
        }
        F::plain(out, "state", |out| put::text(out, self.state));
        match self.time.and_then(|time| clock.text(time)) {
            Some(text) => F::plain(out, "timestamp", |out| out.extend_from_slice(text)),
            None => F::none(out, "timestamp"),
        }
        F::plain(out, "family", |out| put::display(out, &self.family));
    }
}

const STALE: &str = "stale";
const PEER_DOWN: &str = "peer-down";
const NO_PEER_UP: &str = "no-peer-up";

/// Adds all attributes to the object at the end, in the form of `bmp dump --json`.
fn attributes(out: &mut Vec<u8>, update: &Update<&[u8]>) {
    let all = &update.path_attributes;
    let others = |value: &AttributeValue<&[u8]>| !matches!(value, AttributeValue::MpReach(_));
    let others = all.iter().flatten().filter(|one| others(&one.value));
    out.truncate(out.len().saturating_sub("}\n".len()));
    put::text(out, ",\"path_attributes\":[");
    for (number, attribute) in others.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        let before = out.len();
        if serde_json::to_writer(&mut *out, &attribute).is_err() {
            out.truncate(before);
            put::text(out, "null");
        }
    }
    put::text(out, "]}\n");
}
