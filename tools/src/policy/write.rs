//! Compared routes as a summary, as lines and as JSON.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::PerPeerHeader;
use serde::Serialize;

use crate::dump::put;
use crate::lookup::write::label;
use crate::select::address_of;
use crate::tables::policy::{Compared, Kind, Step};
use crate::tables::{Change, PeerId, Tables};

const KINDS: [Kind; 5] = [
    Kind::Unchanged,
    Kind::Changed,
    Kind::Rejected,
    Kind::OnlyAfter,
    Kind::NotBest,
];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    tables: BTreeMap<(PeerId, Step, Family), [u64; 5]>,
    /// The numbers of routes with a difference in an attribute, and with exactly this difference.
    attributes: BTreeMap<(Step, String), u64>,
    differences: HashMap<(Step, String), u64>,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    pub(super) fn count(&mut self, compared: &Compared<'_>) {
        let Some(route) = compared.route() else {
            return;
        };
        let place = (compared.peer, compared.step, route.family());
        let counts = self.tables.entry(place).or_default();
        for (count, kind) in counts.iter_mut().zip(KINDS) {
            *count += u64::from(kind == compared.kind);
        }
        for change in compared.changes() {
            let text = text_of(change);
            *self.differences.entry((compared.step, text)).or_default() += 1;
            let place = (compared.step, change.attribute.clone());
            *self.attributes.entry(place).or_default() += 1;
        }
    }

    pub(super) fn write(&self, tables: &Tables, top: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let several = tables.routers().count() > 1;
        let rows = self
            .tables
            .iter()
            .filter_map(|((peer, step, family), counts)| {
                let peer = tables.peer(*peer)?;
                let mut row = vec![
                    name(&peer.header),
                    peer.header.asn().0.to_string(),
                    step.to_string(),
                    family.to_string(),
                ];
                if several {
                    row.insert(0, tables.router(peer.router).map(label).unwrap_or_default());
                }
                row.extend(counts.iter().map(u64::to_string));
                Some(row)
            });
        let mut head = vec!["peer", "AS", "step", "family"];
        if several {
            head.insert(0, "router");
        }
        let texts = head.len();
        let kinds = KINDS.map(|kind| kind.to_string());
        head.extend(kinds.iter().map(String::as_str));
        writeln!(out, "{}", crate::dump::summary::table(&head, texts, rows))?;
        if self.attributes.is_empty() {
            return Ok(());
        }
        let rows = self.attributes.iter().map(|((step, attribute), count)| {
            vec![step.to_string(), attribute.clone(), count.to_string()]
        });
        let head = ["step", "changed attribute", "routes"];
        writeln!(out, "\n{}", crate::dump::summary::table(&head, 2, rows))?;
        let mut differences: Vec<_> = self.differences.iter().collect();
        differences.sort_by(|(one, of_one), (other, of_other)| {
            of_other.cmp(of_one).then_with(|| one.cmp(other))
        });
        let rows = differences
            .iter()
            .take(top)
            .map(|((step, text), count)| vec![step.to_string(), text.clone(), count.to_string()]);
        let head = ["step", "difference", "routes"];
        writeln!(out, "\n{}", crate::dump::summary::table(&head, 2, rows))?;
        let rest = differences.len().saturating_sub(top);
        if rest > 0 {
            writeln!(out, "and {rest} more")?;
        }
        Ok(())
    }
}

/// Returns a difference as text; a long value is cut.
fn text_of(change: &Change) -> String {
    const LONG: usize = 160;
    let text = change.to_string();
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn name(header: &PerPeerHeader) -> String {
    let address = address_of(header);
    match header.distinguisher() {
        distinguisher if distinguisher.0 == 0 => address.to_string(),
        distinguisher => format!("{address}%{distinguisher}"),
    }
}

/// Writes compared routes one by one.
pub(super) struct Lines<'t> {
    tables: &'t Tables,
    several: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    router: String,
    peer_ip: std::net::IpAddr,
    peer_asn: u32,
    peer_distinguisher: Option<String>,
    vrf: Option<&'a str>,
    step: String,
    kind: String,
    family: String,
    prefix: Option<String>,
    path_id: Option<u32>,
    rd: Option<String>,
    route: String,
    changes: &'a [Change],
}

impl<'t> Lines<'t> {
    pub(super) fn new(tables: &'t Tables) -> Lines<'t> {
        Lines {
            tables,
            several: tables.routers().count() > 1,
        }
    }

    pub(super) fn json(&mut self, compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (Some(peer), Some(route)) = (self.tables.peer(compared.peer), compared.route()) else {
            return Ok(());
        };
        let key = route.key().map_err(io::Error::other)?;
        let distinguisher = peer.header.distinguisher();
        let line = Line {
            router: label(route.router()),
            peer_ip: address_of(&peer.header),
            peer_asn: peer.header.asn().0,
            peer_distinguisher: (distinguisher.0 != 0).then(|| distinguisher.to_string()),
            vrf: peer.table_name.as_deref(),
            step: compared.step.to_string(),
            kind: compared.kind.to_string(),
            family: route.family().to_string(),
            prefix: route.prefix().map(|net| net.to_string()),
            path_id: route.path_id(),
            rd: route.rd().map(|rd| rd.to_string()),
            route: key.to_string(),
            changes: compared.changes(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)
    }

    pub(super) fn text(&mut self, compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (Some(peer), Some(route)) = (self.tables.peer(compared.peer), compared.route()) else {
            return Ok(());
        };
        let mut line = Vec::new();
        if self.several {
            put::display(&mut line, &format_args!("{}: ", label(route.router())));
        }
        let asn = format!("AS{}", peer.header.asn());
        let (step, kind) = (compared.step, compared.kind);
        put::display(
            &mut line,
            &format_args!("{:15} {asn:7} {step:10} {kind:10} ", name(&peer.header)),
        );
        match (route.prefix(), route.family().safi()) {
            // For unicast, the address shows the family.
            (Some(net), 1) => {
                put::net(&mut line, net);
                if let Some(path_id) = route.path_id() {
                    put::display(&mut line, &format_args!(" path-id {path_id}"));
                }
            }
            _ => put::display(&mut line, &route.key().map_err(io::Error::other)?),
        }
        for (number, change) in compared.changes().iter().enumerate() {
            put::text(&mut line, if number == 0 { ": " } else { "; " });
            put::display(&mut line, change);
        }
        line.push(b'\n');
        out.write_all(&line)
    }
}
