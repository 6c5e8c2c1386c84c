//! Routes as rows: one for each route of a Route Monitoring message, in JSON or CSV. All rows have the same fields.

use std::io::{self, Write};

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    AttributeValue, Communities, ExtendedCommunities, LargeCommunities, LocalPref, MultiExitDisc,
    Origin,
};
use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bmp::{Message, PeerTable};
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

/// What all routes of a message have in common. The names are those of bgpkit where it has them.
#[derive(Debug, Serialize)]
pub(crate) struct Head<'a> {
    timestamp: Option<&'a str>,
    stream: &'a str,
    peer_ip: String,
    peer_asn: u32,
    /// Absent if it is zero.
    peer_distinguisher: Option<String>,
    rib: Option<String>,
}

/// One route.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Row {
    action: &'static str,
    family: String,
    prefix: Option<String>,
    path_id: Option<u32>,
    rd: Option<String>,
    labels: Vec<u32>,
    /// The address, without a route distinguisher.
    next_hop: Option<String>,
    /// All of the route, if it is more than a prefix with what is above. It comes behind the path.
    #[serde(skip)]
    nlri: Option<String>,
}

/// What all announcements of an UPDATE have in common. A withdrawal has nothing of it.
#[derive(Debug, Serialize)]
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
    /// Begins a message.
    fn begin(&mut self, head: &Head<'_>) -> io::Result<()>;
    /// Writes a row of the message. All rows of the message with a path have the same.
    fn row(&mut self, head: &Head<'_>, row: &Row, path: Option<&Path>) -> io::Result<()>;
    fn finish(&mut self) -> io::Result<()>;
}

/// One JSON object per line.
pub(crate) struct JsonRows<W> {
    out: W,
    line: Vec<u8>,
    /// What all lines of a message have in common, as their members.
    head: Vec<u8>,
    path: Vec<u8>,
    no_path: Vec<u8>,
}

impl<W: Write> JsonRows<W> {
    pub(crate) fn new(out: W) -> io::Result<Self> {
        let mut no_path = Vec::new();
        members(&mut no_path, &Path::NONE)?;
        Ok(JsonRows {
            out,
            line: Vec::new(),
            head: Vec::new(),
            path: Vec::new(),
            no_path,
        })
    }
}

/// Appends the members of an object, and a comma behind them.
fn members(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    let start = out.len();
    serde_json::to_writer(&mut *out, value)?;
    out.remove(start);
    out.pop();
    out.push(b',');
    Ok(())
}

impl<W: Write> Format for JsonRows<W> {
    fn begin(&mut self, head: &Head<'_>) -> io::Result<()> {
        self.path.clear();
        self.head.clear();
        members(&mut self.head, head)
    }

    fn row(&mut self, _: &Head<'_>, row: &Row, path: Option<&Path>) -> io::Result<()> {
        self.line.clear();
        self.line.push(b'{');
        self.line.extend_from_slice(&self.head);
        members(&mut self.line, row)?;
        match path {
            Some(path) => {
                if self.path.is_empty() {
                    members(&mut self.path, path)?;
                }
                self.line.extend_from_slice(&self.path);
            }
            None => self.line.extend_from_slice(&self.no_path),
        }
        self.line.extend_from_slice(b"\"nlri\":");
        serde_json::to_writer(&mut self.line, &row.nlri)?;
        self.line.extend_from_slice(b"}\n");
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
    fn begin(&mut self, _: &Head<'_>) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, head: &Head<'_>, row: &Row, path: Option<&Path>) -> io::Result<()> {
        const NONE: &Path = &Path::NONE;
        let path = path.unwrap_or(NONE);
        self.text(head.timestamp)?;
        self.text(Some(head.stream))?;
        self.text(Some(&head.peer_ip))?;
        self.number(Some(head.peer_asn))?;
        self.text(head.peer_distinguisher.as_deref())?;
        self.text(head.rib.as_deref())?;
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
            let distinguisher = peer.distinguisher();
            let head = Head {
                timestamp: time.and_then(|time| self.clock.text(time)),
                stream: match place.file {
                    Some(file) if !place.stream.is_one_of_many() => file,
                    _ => &place.stream.name,
                },
                peer_ip: address_of(peer).to_string(),
                peer_asn: peer.asn().0,
                peer_distinguisher: (distinguisher.0 != 0).then(|| distinguisher.to_string()),
                rib: peer.rib().map(|rib| rib.to_string()),
            };
            self.format.begin(&head)?;
            head.update(update, &self.filter, &mut self.format)?;
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

impl Head<'_> {
    fn update(
        &self,
        update: &Update<&[u8]>,
        filter: &Filter,
        out: &mut impl Format,
    ) -> io::Result<()> {
        let mut row = Row::default();
        if let Some(family) = update.end_of_rib() {
            row.action = "end-of-rib";
            row.family = family.to_string();
            return match filter.takes_end_of_rib(family) {
                true => out.row(self, &row, None),
                false => Ok(()),
            };
        }
        let wanted = filter.within(update);
        let mut path = None;
        let mut result = Ok(());
        lists(update, |list| {
            if result.is_ok() && wanted.takes_list(&list) {
                let path = match list.action {
                    Action::Announced => Some(&*path.get_or_insert_with(|| Path::of(update))),
                    Action::Withdrawn => None,
                };
                result = self.list(update, &list, wanted, path, &mut row, out);
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
        path: Option<&Path>,
        row: &mut Row,
        out: &mut impl Format,
    ) -> io::Result<()> {
        row.action = match list.action {
            Action::Announced => "announce",
            Action::Withdrawn => "withdraw",
        };
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
            result = out.row(self, row, path);
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
    const NONE: Path = Path {
        as_path: None,
        origin: None,
        local_pref: None,
        med: None,
        communities: Vec::new(),
        ext_communities: Vec::new(),
        large_communities: Vec::new(),
    };

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
