//! Routes as rows: one for each route of a Route Monitoring message, in JSON or CSV. All rows have the same fields.

use std::io::{self, Write};

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    AttributeValue, Communities, ExtendedCommunities, LargeCommunities, LocalPref, MultiExitDisc,
    Origin,
};
use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader};
use bmp_codec::wire::Octets;
use serde::Serialize;

use crate::dump::clock::Clock;
use crate::dump::hex::Hex;
use crate::dump::malformed::Malformed;
use crate::dump::message::Place;
use crate::dump::run::Sink;
use crate::dump::text::Located;
use crate::input::Event;
use crate::routes::{Action, Found, RouteList, lists, walk};
use crate::select::{Filter, Wanted, address_of};

/// One route. The names are those of bgpkit where it has them.
#[derive(Debug, Serialize)]
pub(crate) struct Row<'a> {
    timestamp: Option<&'a str>,
    stream: &'a str,
    peer_ip: String,
    peer_asn: u32,
    /// Absent if it is zero.
    peer_distinguisher: Option<String>,
    rib: Option<String>,
    action: &'static str,
    family: String,
    prefix: Option<String>,
    path_id: Option<u32>,
    rd: Option<String>,
    labels: Vec<u32>,
    /// The address, without a route distinguisher.
    next_hop: Option<String>,
    #[serde(flatten)]
    path: &'a Path,
    /// All of the route, if it is more than a prefix with what is above.
    nlri: Option<String>,
}

/// What all announcements of an UPDATE have in common. A withdrawal has nothing of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Path {
    as_path: Option<String>,
    origin: Option<String>,
    local_pref: Option<u32>,
    med: Option<u32>,
    communities: Vec<String>,
    ext_communities: Vec<String>,
    large_communities: Vec<String>,
}

/// The names of the fields, in order.
const NAMES: [&str; 21] = [
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
];

/// Writes one row after the other.
pub(crate) trait Format {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()>;
    fn finish(&mut self) -> io::Result<()>;
}

/// One JSON object per line.
pub(crate) struct JsonRows<W> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> JsonRows<W> {
    pub(crate) fn new(out: W) -> Self {
        let line = Vec::new();
        JsonRows { out, line }
    }
}

impl<W: Write> Format for JsonRows<W> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, row)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// CSV (RFC 4180) below a line of names.
pub(crate) struct CsvRows<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvRows<W> {
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        out.write_record(NAMES)?;
        Ok(CsvRows { out })
    }
}

impl<W: Write> CsvRows<W> {
    fn text(&mut self, text: Option<&str>) -> io::Result<()> {
        Ok(self.out.write_field(text.unwrap_or_default())?)
    }

    fn number(&mut self, number: Option<u32>) -> io::Result<()> {
        let mut digits = itoa::Buffer::new();
        self.text(number.map(|number| digits.format(number)))
    }

    fn list(&mut self, list: &[String]) -> io::Result<()> {
        match list {
            [] => self.text(None),
            [only] => self.text(Some(only)),
            list => self.text(Some(&list.join(" "))),
        }
    }
}

impl<W: Write> Format for CsvRows<W> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let path = row.path;
        self.text(row.timestamp)?;
        self.text(Some(row.stream))?;
        self.text(Some(&row.peer_ip))?;
        self.number(Some(row.peer_asn))?;
        self.text(row.peer_distinguisher.as_deref())?;
        self.text(row.rib.as_deref())?;
        self.text(Some(row.action))?;
        self.text(Some(&row.family))?;
        self.text(row.prefix.as_deref())?;
        self.number(row.path_id)?;
        self.text(row.rd.as_deref())?;
        let labels: Vec<_> = row.labels.iter().map(u32::to_string).collect();
        self.list(&labels)?;
        self.text(row.next_hop.as_deref())?;
        self.text(path.as_path.as_deref())?;
        self.text(path.origin.as_deref())?;
        self.number(path.local_pref)?;
        self.number(path.med)?;
        self.list(&path.communities)?;
        self.list(&path.ext_communities)?;
        self.list(&path.large_communities)?;
        self.text(row.nlri.as_deref())?;
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes rows, and errors beside them.
pub(crate) struct Rows<'w, F> {
    format: F,
    errors: &'w mut dyn Write,
    filter: Filter,
    clock: Clock,
}

impl<'w, F: Format> Rows<'w, F> {
    pub(crate) fn new(format: F, errors: &'w mut dyn Write, filter: Filter) -> Self {
        Rows {
            format,
            errors,
            filter,
            clock: Clock::default(),
        }
    }
}

impl<F: Format> Sink for Rows<'_, F> {
    fn message(
        &mut self,
        place: &Place<'_>,
        message: &Message<&[u8]>,
        _: &PeerTable,
    ) -> io::Result<bool> {
        let malformed = Malformed::of(message);
        if !malformed.is_none() {
            writeln!(
                self.errors,
                "error: malformed parts in message {} at byte {} of stream {}; --format text shows them",
                place.number, place.offset, place.stream.name
            )?;
        }
        if let Message::RouteMonitoring(monitoring) = message
            && let Ok(update) = &monitoring.update
        {
            let peer = &monitoring.peer;
            let time = peer.timestamp().or(place.captured);
            let common = Common {
                time: time.and_then(|time| self.clock.text(time)),
                stream: match place.file {
                    Some(file) if !place.stream.is_one_of_many() => file,
                    _ => &place.stream.name,
                },
                peer,
            };
            common.update(update, &self.filter, &mut self.format)?;
        }
        Ok(malformed.is_none())
    }

    fn broken(&mut self, place: &Place<'_>, error: &DecodeError) -> io::Result<()> {
        let error = Located::new(error, 0, place);
        writeln!(self.errors, "error: {error}; {}", Hex(place.frame))
    }

    fn event(&mut self, file: Option<&str>, event: &Event<'_>) -> io::Result<()> {
        if !event.what.is_loss() {
            return Ok(());
        }
        let file = file.map(|file| format!("{file}: ")).unwrap_or_default();
        let (name, offset) = (&event.stream.name, event.begin());
        writeln!(
            self.errors,
            "{file}error: {event}; at byte {offset} of stream {name}"
        )
    }

    fn finish(&mut self) -> io::Result<()> {
        self.format.finish()
    }
}

/// What all rows of a message have in common.
#[derive(Clone, Copy)]
struct Common<'a> {
    time: Option<&'a str>,
    stream: &'a str,
    peer: &'a PerPeerHeader,
}

impl<'a> Common<'a> {
    fn row(&self, path: &'a Path) -> Row<'a> {
        let distinguisher = self.peer.distinguisher();
        Row {
            timestamp: self.time,
            stream: self.stream,
            peer_ip: address_of(self.peer).to_string(),
            peer_asn: self.peer.asn().0,
            peer_distinguisher: (distinguisher.0 != 0).then(|| distinguisher.to_string()),
            rib: self.peer.rib().map(|rib| rib.to_string()),
            action: "",
            family: String::new(),
            prefix: None,
            path_id: None,
            rd: None,
            labels: Vec::new(),
            next_hop: None,
            path,
            nlri: None,
        }
    }

    fn update(
        &self,
        update: &Update<&[u8]>,
        filter: &Filter,
        out: &mut impl Format,
    ) -> io::Result<()> {
        let none = Path::default();
        if let Some(family) = update.end_of_rib() {
            let mut row = self.row(&none);
            row.action = "end-of-rib";
            row.family = family.to_string();
            return match filter.takes_end_of_rib(family) {
                true => out.row(&row),
                false => Ok(()),
            };
        }
        let wanted = filter.within(update);
        let path = Path::of(update);
        let mut withdrawal = self.row(&none);
        withdrawal.action = "withdraw";
        let mut announcement = self.row(&path);
        announcement.action = "announce";
        let mut result = Ok(());
        lists(update, |list| {
            if result.is_ok() && wanted.takes_list(&list) {
                let row = match list.action {
                    Action::Announced => &mut announcement,
                    Action::Withdrawn => &mut withdrawal,
                };
                result = self.list(update, &list, wanted, row, out);
            }
        });
        result
    }

    /// Writes a row for each route of a list.
    fn list(
        &self,
        update: &Update<&[u8]>,
        list: &RouteList<'_>,
        wanted: Wanted<'_>,
        row: &mut Row<'_>,
        out: &mut impl Format,
    ) -> io::Result<()> {
        row.family = list.nlri.family().to_string();
        row.next_hop = match list.action {
            Action::Announced => next_hop(update, list),
            Action::Withdrawn => None,
        };
        let is_plain = is_plain(&list.nlri);
        let mut result = Ok(());
        walk(&list.nlri, |found| {
            if result.is_err() || !wanted.takes(&found) {
                return;
            }
            match found {
                Found::Route {
                    path_id,
                    prefix,
                    rd,
                    labels,
                    text,
                } => {
                    row.path_id = path_id;
                    row.prefix = prefix.map(|prefix| prefix.to_string());
                    row.rd = rd.map(|rd| rd.to_string());
                    // The label of a withdrawn route has no meaning.
                    row.labels = match (labels, list.action) {
                        (Some(labels), Action::Announced) => {
                            labels.iter().map(|label| label.value()).collect()
                        }
                        _ => Vec::new(),
                    };
                    row.nlri = (!is_plain).then(|| text.to_string());
                }
                Found::Raw(octets) => {
                    (row.path_id, row.prefix, row.rd) = (None, None, None);
                    row.labels = Vec::new();
                    row.nlri = Some(Octets(octets).to_string());
                }
                Found::Broken(_) => return,
            }
            result = out.row(row);
        });
        result
    }
}

/// Returns whether prefix, path identifier, route distinguisher and labels are all of a route.
fn is_plain(nlri: &Nlri<&[u8]>) -> bool {
    matches!(
        nlri,
        Nlri::Ipv4Unicast(_)
            | Nlri::Ipv6Unicast(_)
            | Nlri::Ipv4Multicast(_)
            | Nlri::Ipv6Multicast(_)
            | Nlri::Ipv4LabeledUnicast(_)
            | Nlri::Ipv6LabeledUnicast(_)
            | Nlri::VpnIpv4Unicast(_)
            | Nlri::VpnIpv6Unicast(_)
    )
}

/// Returns the address; of a next hop that has none, all of it.
fn next_hop(update: &Update<&[u8]>, list: &RouteList<'_>) -> Option<String> {
    match list.next_hop {
        Some(next_hop) => match next_hop.address() {
            Some(address) => Some(address.to_string()),
            None if next_hop.octets().is_empty() => None,
            None => Some(next_hop.to_string()),
        },
        None => update
            .path_attributes
            .into_iter()
            .flatten()
            .find_map(|attribute| match attribute.value {
                AttributeValue::NextHop(next_hop) => Some(next_hop.to_string()),
                _ => None,
            }),
    }
}

impl Path {
    fn of(update: &Update<&[u8]>) -> Path {
        let attributes = &update.path_attributes;
        let path = attributes.merged_as_path().ok().flatten();
        Path {
            as_path: path.map(|path| path.to_string()),
            origin: attributes.get_valid::<Origin>().map(|it| it.to_string()),
            local_pref: attributes.get_valid::<LocalPref>().map(|it| it.0),
            med: attributes.get_valid::<MultiExitDisc>().map(|it| it.0),
            communities: attributes
                .get_valid::<Communities<&[u8]>>()
                .map(|list| list.iter().map(|it| it.to_string()).collect())
                .unwrap_or_default(),
            ext_communities: attributes
                .get_valid::<ExtendedCommunities<&[u8]>>()
                .map(|list| list.iter().map(|it| it.to_string()).collect())
                .unwrap_or_default(),
            large_communities: attributes
                .get_valid::<LargeCommunities<&[u8]>>()
                .map(|list| list.iter().map(|it| it.to_string()).collect())
                .unwrap_or_default(),
        }
    }
}
