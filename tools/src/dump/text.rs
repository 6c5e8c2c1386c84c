//! Messages as lines: one for each event, with the columns before it.

mod list;
mod mirroring;
mod version_4;

use std::borrow::Cow;
use std::io::{self, Write};

use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bgp::{Open, ParameterValue, Pdu, Update};
use bmp_codec::bmp::{Message, PeerUp, PerPeerHeader, RouteMonitoring, UnknownMessage};
use bmp_codec::wire::{Element, List};
use bmp_codec::{Breach, DecodeError, Malformed};

use crate::dump::attributes::Attributes;
use crate::dump::colours::Colours;
use crate::dump::columns::{Columns, Head, Widths};
use crate::dump::hex::Hex;
use crate::dump::located::Located;
use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::parts::Parts;
use crate::dump::sink::Sink;
use crate::dump::{events, explain, peer_up, reading};
use crate::input::{Event, What};
use crate::routes::{self, RouteList};
use crate::select::Filter;

/// Writes lines.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    filter: Filter,
    explain: bool,
    colours: Colours,
    columns: Columns,
    parts: Parts,
}

impl Text {
    pub(crate) fn new(filter: Filter, explain: bool, colours: Colours) -> Self {
        Text {
            filter,
            explain,
            colours,
            columns: Columns::default(),
            parts: Parts::default(),
        }
    }
}

impl Sink for Text {
    type State = Widths;
    const SHOWS_LOSSES: bool = true;

    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        known: &Known<'_>,
        to: &mut Output,
    ) -> io::Result<bool> {
        let peer = message.peer_in_effect();
        let mut lines = Lines {
            head: self.columns.of_message(place, peer.as_ref()),
            out: &mut to.out,
            parts: &mut self.parts,
            filter: &self.filter,
            colours: self.colours,
            explain: self.explain,
            place,
            tail: reading::mark(known.session(message)).into(),
            mirror_tail: String::new(),
            tlvs: None,
            shown: false,
            whole: true,
        };
        match message {
            Message::RouteMonitoring(monitoring) => {
                lines.monitoring(monitoring, 0, known)?;
                lines.trailing(&monitoring.trailing)?;
            }
            Message::StatisticsReport(report) => {
                lines.line(&events::statistics(report))?;
                lines.malformed(report.statistics)?;
            }
            Message::PeerDown(down) => {
                lines.line(&events::peer_down(down))?;
                lines.pdu(down.reason.notification())?;
                lines.malformed(down.information)?;
            }
            Message::PeerUp(up) => {
                lines.line(&peer_up::text(up, known.negotiated()))?;
                lines.opens(up)?;
                lines.malformed(up.information)?;
            }
            Message::Initiation(initiation) => {
                lines.line(&events::initiation(initiation))?;
                lines.malformed(initiation.information)?;
            }
            Message::Termination(termination) => {
                lines.line(&events::termination(termination))?;
                lines.malformed(termination.information)?;
            }
            Message::RouteMirroring(mirroring) => {
                lines.mirroring(mirroring.tlvs.octets(), mirroring.tlvs.into_entries())?;
            }
            Message::Unknown(message) => lines.line(&unknown(message))?,
            Message::V4(message) => lines.version_4(message, known)?,
            other => lines.line(&other.message_type().to_string())?,
        }
        let (shown, whole) = (lines.shown, lines.whole);
        if let Some(peers) = known.peers.filter(|_| self.explain && shown) {
            let head = self.columns.of_message(place, peer.as_ref());
            reading::explain(&mut to.out, head, message, peers)?;
        }
        Ok(whole)
    }

    fn broken(
        &mut self,
        place: &Place<'_>,
        error: &DecodeError,
        to: &mut Output,
    ) -> io::Result<()> {
        let head = self.columns.of_message(place, None);
        let error = Located::new(error, 0, place);
        let red = self.colours.error;
        writeln!(
            to.out,
            "{head}{red}error:{red:#} {error}; {}",
            Hex(place.frame)
        )
    }

    fn breaches(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        breaches: &[DecodeError],
        to: &mut Output,
    ) -> io::Result<()> {
        let peer = message.peer_in_effect();
        let head = self.columns.of_message(place, peer.as_ref());
        let yellow = self.colours.note;
        for breach in breaches {
            let section = breach.breach().map_or("", Breach::section);
            writeln!(
                to.out,
                "{head}{yellow}breach:{yellow:#} {breach} ({section})"
            )?;
        }
        Ok(())
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>, to: &mut Output) -> io::Result<()> {
        let stream = event.stream;
        let head = self.columns.of(file, stream, None, event.time);
        let red = self.colours.error;
        match event.what {
            What::Opened | What::Ended { incomplete: 0, .. } if !stream.is_one_of_many() => Ok(()),
            What::Opened | What::Ended { incomplete: 0, .. } => {
                writeln!(to.out, "{head}stream {} {event}", stream.name)
            }
            _ => {
                let (name, offset) = (&stream.name, event.begin());
                writeln!(
                    to.out,
                    "{head}{red}error:{red:#} {event}; at byte {offset} of stream {name}"
                )
            }
        }
    }

    fn state(&self) -> Widths {
        self.columns.widths()
    }

    fn begin(&mut self, widths: Widths) {
        self.columns.begin(widths);
    }

    fn end(&mut self) -> Widths {
        self.columns.widths()
    }

    fn follow(&mut self, begin: &Widths, end: Widths) -> bool {
        let is_expected = self.columns.widths() == *begin;
        if is_expected {
            self.columns.begin(end);
        }
        is_expected
    }
}

fn unknown(message: &UnknownMessage<&[u8]>) -> String {
    let octets = Hex(&message.body);
    format!("message of type {} {octets}", message.message_type)
}

/// The lines of one message.
struct Lines<'a> {
    head: Head<'a>,
    out: &'a mut Vec<u8>,
    parts: &'a mut Parts,
    filter: &'a Filter,
    colours: Colours,
    explain: bool,
    place: &'a Place<'a>,
    /// The end of lines with routes.
    tail: Cow<'static, str>,
    /// The end of lines with mirrored messages that are no UPDATEs.
    mirror_tail: String,
    /// Of a message of version 4, the TLVs of its routes.
    tlvs: Option<version_4::RouteTlvs<'a>>,
    /// Whether something was written.
    shown: bool,
    /// Whether no error was written.
    whole: bool,
}

impl Lines<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        self.shown = true;
        self.out.extend_from_slice(self.head.0);
        writeln!(self.out, "{text}")
    }

    /// `base` is the offset in the message that the error counts from; `octets` are the malformed bytes.
    fn error(&mut self, error: &DecodeError, base: usize, octets: &[u8]) -> io::Result<()> {
        (self.shown, self.whole) = (true, false);
        let error = Located::new(error, base, self.place);
        let (head, red) = (self.head, self.colours.error);
        writeln!(
            self.out,
            "{head}{red}error:{red:#} {error}; {}",
            Hex(octets)
        )
    }

    /// `error` is about something inside an attribute. Its offset counts from the list that contains it.
    fn inside(&mut self, error: &DecodeError) -> io::Result<()> {
        (self.shown, self.whole) = (true, false);
        let (head, red, place) = (self.head, self.colours.error, self.place);
        writeln!(
            self.out,
            "{head}{red}error:{red:#} {error}, counted inside the attribute; in message {} at byte {} of stream {}",
            place.number, place.offset, place.stream.name
        )
    }

    /// Explains messages of which something is shown.
    fn explain(&mut self, update: &Update<&[u8]>, context: ErrorContext) -> io::Result<()> {
        match self.explain && self.shown {
            true => explain::update(self.out, self.head, self.place, update, context),
            false => Ok(()),
        }
    }

    fn explain_malformed(&mut self, error: &DecodeError) -> io::Result<()> {
        match self.explain {
            true => explain::malformed(self.out, self.head, error),
            false => Ok(()),
        }
    }

    /// `base` is the offset in the message that the error of an UPDATE counts from.
    fn monitoring(
        &mut self,
        monitoring: &RouteMonitoring<&[u8]>,
        base: usize,
        known: &Known<'_>,
    ) -> io::Result<()> {
        match &monitoring.update {
            Ok(update) => {
                self.update("", update, Some(&monitoring.peer))?;
                match known.peers {
                    Some(peers) => self.explain(update, peers.error_context(&monitoring.peer)),
                    None => Ok(()),
                }
            }
            Err(malformed) => {
                self.error(&malformed.error, base, &malformed.octets)?;
                self.explain_malformed(&malformed.error)
            }
        }
    }

    fn trailing(&mut self, octets: &[u8]) -> io::Result<()> {
        match octets {
            [] => Ok(()),
            octets => self.line(&format!("after the UPDATE: {}", Hex(octets))),
        }
    }

    /// Writes errors about the elements of a list.
    fn malformed<'a, T>(&mut self, list: List<T, &'a [u8]>) -> io::Result<()>
    where
        T: Element<Error<'a> = Malformed<&'a [u8]>>,
    {
        let base = self.place.offset_of(list.octets());
        for malformed in list.into_entries().filter_map(Result::err) {
            self.error(&malformed.error, base, &malformed.octets)?;
        }
        Ok(())
    }

    /// Writes the error of a BGP message, if there is one.
    fn pdu<T>(&mut self, pdu: Option<&Pdu<T, &[u8]>>) -> io::Result<()> {
        match pdu {
            Some(Err(malformed)) => self.error(&malformed.error, 0, &malformed.octets),
            _ => Ok(()),
        }
    }

    fn opens(&mut self, up: &PeerUp<&[u8]>) -> io::Result<()> {
        for open in [&up.sent_open, &up.received_open] {
            self.pdu(Some(open))?;
            if let Ok(open) = open {
                self.open(open)?;
            }
        }
        Ok(())
    }

    fn open(&mut self, open: &Open<&[u8]>) -> io::Result<()> {
        self.malformed(open.parameters)?;
        for parameter in open.parameters.into_iter().flatten() {
            if let ParameterValue::Capabilities(capabilities) = parameter.value {
                self.malformed(capabilities)?;
            }
        }
        Ok(())
    }

    /// `mark` precedes the text of each line. `peer` is absent if a router mirrors what it received.
    fn update(
        &mut self,
        mark: &str,
        update: &Update<&[u8]>,
        peer: Option<&PerPeerHeader>,
    ) -> io::Result<()> {
        if let Some(family) = update.end_of_rib() {
            return match self.filter.takes_end_of_rib(family) {
                true => self.line(&format!("{mark}end-of-rib {family}{}", self.end())),
                false => Ok(()),
            };
        }
        let attributes = Attributes::of(update, &mut self.parts.memory);
        let wanted = self.filter.within(update);
        let mut any = false;
        let mut each = |list: &RouteList<'_>| {
            any |= !list.nlri.is_empty();
            match wanted.takes_list(list) {
                true => self.routes(mark, list, &attributes, wanted),
                false => {
                    self.pass(list);
                    Ok(())
                }
            }
        };
        if let Some(list) = routes::withdrawn(update) {
            each(&list)?;
        }
        attributes.lists.iter().try_for_each(&mut each)?;
        if let Some(list) = routes::announced(update) {
            each(&list)?;
        }
        if !any && !self.filter.is_about_routes() {
            let text = String::from_utf8_lossy(&attributes.text);
            self.line(&format!("{mark}no routes{text}{}", self.end()))?;
        }
        let base = self.place.offset_of(update.path_attributes.octets());
        for malformed in &attributes.malformed {
            self.error(&malformed.error, base, &malformed.octets)?;
        }
        if attributes.has_empty_next_hop && routes::must_have_next_hop(peer) {
            self.empty_next_hops(update)?;
        }
        for error in &attributes.inside {
            self.inside(error)?;
        }
        attributes.end(&mut self.parts.memory);
        Ok(())
    }

    /// Writes errors about the empty NEXT_HOPs of an UPDATE.
    #[cold]
    fn empty_next_hops(&mut self, update: &Update<&[u8]>) -> io::Result<()> {
        for value in routes::empty_next_hops(update) {
            (self.shown, self.whole) = (true, false);
            let (head, red, place) = (self.head, self.colours.error, self.place);
            writeln!(
                self.out,
                "{head}{red}error:{red:#} NEXT_HOP at byte {} of message {}: it has no value; at byte {} of stream {}",
                place.offset_of(value),
                place.number,
                place.offset,
                place.stream.name
            )?;
        }
        Ok(())
    }
}
