//! Routes as rows: one for each route of a Route Monitoring message, in JSON or CSV. All rows have the same fields.

mod format;

use std::io::{self, Write};
use std::marker::PhantomData;

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    AttributeValue, Communities, ExtendedCommunities, LargeCommunities, LocalPref, MultiExitDisc,
    Origin,
};
use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bmp::{Message, PerPeerHeader};
use bmp_codec::net::{Labels, RouteDistinguisher};
use bmp_codec::wire::Octets;
use ipnet::IpNet;

use crate::dump::clock::Clock;
use crate::dump::hex::Hex;
use crate::dump::located::Located;
use crate::dump::malformed::Malformed;
use crate::dump::message::{Known, Place};
use crate::dump::output::Output;
use crate::dump::put;
use crate::dump::sink::Sink;
use crate::dump::vni::Fields;
use crate::input::Event;
use crate::routes::{Action, Found, RouteList, lists, walk};
use crate::select::{Filter, Wanted, address_of};
pub(crate) use format::{Csv, Format, Json};

/// The names of the fields, in order: those of bgpkit where it has them.
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

/// Writes rows, and errors beside them.
#[derive(Clone, Debug)]
pub(crate) struct Rows<F> {
    filter: Filter,
    clock: Clock,
    parts: Parts,
    format: PhantomData<F>,
}

/// The parts of a row. Those that many rows have in common are written once.
#[derive(Clone, Debug, Default)]
struct Parts {
    /// The fields of the message.
    head: Vec<u8>,
    /// The head, and the fields of the list before its prefixes.
    lead: Vec<u8>,
    next_hop: Vec<u8>,
    /// The fields of all announcements of an UPDATE.
    path: Vec<u8>,
    no_path: Vec<u8>,
    /// The fields behind a prefix that is all of its route.
    no_more: Vec<u8>,
    /// The fields of the list behind those of its routes.
    behind: Vec<u8>,
    /// All of a route, if it is more than a prefix with what has a field.
    text: String,
}

impl Parts {
    fn new<F: Format>() -> Parts {
        let mut parts = Parts::default();
        for name in &NAMES[13..17] {
            F::none(&mut parts.no_path, name);
        }
        for name in &NAMES[17..20] {
            F::list(&mut parts.no_path, name, [""; 0], put::text);
        }
        let no_more = &mut parts.no_more;
        F::none(no_more, "path_id");
        F::none(no_more, "rd");
        F::numbers(no_more, "labels", []);
        parts
    }
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
        F::names(out, &[before, &NAMES[8..]].concat());
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
            self.parts.routes::<F>(update, &list, wanted, out)
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
        if let Message::RouteMonitoring(monitoring) = message
            && let Ok(update) = &monitoring.update
        {
            let peer = &monitoring.peer;
            let time = peer.timestamp().or(place.captured);
            let time = time.and_then(|time| self.clock.text(time));
            self.parts.head::<F>(place, peer, time);
            self.parts.update::<F>(update, &self.filter, &mut to.out);
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

/// What only one row has.
#[derive(Default)]
struct Route {
    prefix: Option<IpNet>,
    path_id: Option<u32>,
    rd: Option<RouteDistinguisher>,
    labels: Option<Labels>,
}

impl Parts {
    fn head<F: Format>(&mut self, place: &Place<'_>, peer: &PerPeerHeader, time: Option<&[u8]>) {
        let out = &mut self.head;
        out.clear();
        match time {
            Some(time) => F::plain(out, "timestamp", |out| {
                out.extend_from_slice(time);
            }),
            None => F::none(out, "timestamp"),
        }
        let stream = match place.file {
            Some(file) if !place.stream.is_one_of_many() => file,
            _ => &place.stream.name,
        };
        F::text(out, "stream", |out| put::text(out, stream));
        F::plain(out, "peer_ip", |out| put::ip(out, address_of(peer)));
        F::number(out, "peer_asn", Some(peer.asn().0));
        match peer.distinguisher() {
            // Absent if it is zero.
            distinguisher if distinguisher.0 == 0 => F::none(out, "peer_distinguisher"),
            distinguisher => F::plain(out, "peer_distinguisher", |out| {
                put::display(out, &distinguisher);
            }),
        }
        match peer.rib() {
            Some(rib) => F::plain(out, "rib", |out| put::display(out, &rib)),
            None => F::none(out, "rib"),
        }
    }

    fn update<F: Format>(&mut self, update: &Update<&[u8]>, filter: &Filter, out: &mut Vec<u8>) {
        if let Some(family) = update.end_of_rib() {
            if filter.takes_end_of_rib(family) {
                self.lead::<F>("end-of-rib", &family);
                self.text.clear();
                self.next_hop.clear();
                F::none(&mut self.next_hop, "next_hop");
                self.behind(false);
                self.row::<F>(&Route::default(), out);
            }
            return;
        }
        let wanted = filter.within(update);
        self.path.clear();
        lists(update, |list| {
            if wanted.takes_list(&list) {
                self.list::<F>(update, &list, wanted, out);
            }
        });
    }

    /// Begins rows with this action.
    fn lead<F: Format>(&mut self, action: &str, family: &impl std::fmt::Display) {
        self.lead.clear();
        self.lead.extend_from_slice(&self.head);
        F::plain(&mut self.lead, "action", |out| put::text(out, action));
        F::plain(&mut self.lead, "family", |out| put::display(out, family));
    }

    /// Writes a row for each route of a list.
    fn list<F: Format>(
        &mut self,
        update: &Update<&[u8]>,
        list: &RouteList<'_>,
        wanted: Wanted<'_>,
        out: &mut Vec<u8>,
    ) {
        let is_announced = list.action == Action::Announced;
        let action = match list.action {
            Action::Announced => "announce",
            Action::Withdrawn => "withdraw",
        };
        self.lead::<F>(action, &list.nlri.family());
        if is_announced {
            self.announced::<F>(update, list);
        } else {
            self.next_hop.clear();
            F::none(&mut self.next_hop, "next_hop");
            self.behind(false);
        }
        self.routes::<F>(update, list, wanted, out);
    }

    /// Prepares what the rows of announced routes end with.
    fn announced<F: Format>(&mut self, update: &Update<&[u8]>, list: &RouteList<'_>) {
        self.next_hop.clear();
        self.next_hop::<F>(update, list);
        if self.path.is_empty() {
            self.path::<F>(update);
        }
        self.behind(true);
    }

    /// Writes a row for each route of a list, behind what is prepared.
    fn routes<F: Format>(
        &mut self,
        update: &Update<&[u8]>,
        list: &RouteList<'_>,
        wanted: Wanted<'_>,
        out: &mut Vec<u8>,
    ) {
        let is_announced = list.action == Action::Announced;
        let is_plain = is_plain(&list.nlri);
        let fields = Fields::of(update, &list.nlri);
        walk(&list.nlri, |found| {
            if !wanted.takes(&found) {
                return;
            }
            let mut route = Route::default();
            self.text.clear();
            match found {
                Found::Route {
                    path_id,
                    prefix,
                    rd,
                    labels,
                    text,
                } => {
                    route = Route {
                        prefix,
                        path_id,
                        rd,
                        // The label of a withdrawn route has no meaning.
                        labels: labels.filter(|_| is_announced),
                    };
                    if !is_plain {
                        self.text = text.to_string();
                        if fields != Fields::Unknown {
                            self.text = fields.only(&self.text);
                        }
                    }
                }
                Found::Raw(octets) => self.text = Octets(octets).to_string(),
                Found::Broken(_) => return,
            }
            self.row::<F>(&route, out);
        });
    }

    fn row<F: Format>(&self, route: &Route, out: &mut Vec<u8>) {
        F::begin(out);
        out.extend_from_slice(&self.lead);
        match route.prefix {
            Some(prefix) => F::plain(out, "prefix", |out| put::net(out, prefix)),
            None => F::none(out, "prefix"),
        }
        if let (None, None, None) = (route.path_id, &route.rd, &route.labels) {
            out.extend_from_slice(&self.no_more);
        } else {
            F::number(out, "path_id", route.path_id);
            match &route.rd {
                Some(rd) => F::plain(out, "rd", |out| put::display(out, rd)),
                None => F::none(out, "rd"),
            }
            let labels = route.labels.iter().flat_map(|labels| labels.iter());
            F::numbers(out, "labels", labels.map(|label| label.value()));
        }
        out.extend_from_slice(&self.behind);
        // All of the route, if it is more than what is above.
        match self.text.is_empty() {
            true => F::none(out, "nlri"),
            false => F::text(out, "nlri", |out| put::text(out, &self.text)),
        }
        F::end(out);
    }

    /// Ends what all rows have in common.
    fn behind(&mut self, is_announced: bool) {
        self.behind.clear();
        self.behind.extend_from_slice(&self.next_hop);
        self.behind.extend_from_slice(match is_announced {
            true => &self.path,
            false => &self.no_path,
        });
    }

    /// Writes the address, without a route distinguisher; of a next hop that has none, all of it.
    fn next_hop<F: Format>(&mut self, update: &Update<&[u8]>, list: &RouteList<'_>) {
        const NAME: &str = "next_hop";
        let out = &mut self.next_hop;
        if let Some(next_hop) = list.next_hop {
            match next_hop.address() {
                Some(address) => F::plain(out, NAME, |out| put::ip(out, address)),
                None if next_hop.octets().is_empty() => F::none(out, NAME),
                None => F::text(out, NAME, |out| put::display(out, &next_hop)),
            }
            return;
        }
        let mut attributes = update.path_attributes.into_iter().flatten();
        let next_hop = attributes.find_map(|attribute| match attribute.value {
            AttributeValue::NextHop(next_hop) => Some(next_hop),
            _ => None,
        });
        match next_hop {
            Some(next_hop) => F::plain(out, NAME, |out| put::next_hop(out, next_hop)),
            None => F::none(out, NAME),
        }
    }

    fn path<F: Format>(&mut self, update: &Update<&[u8]>) {
        let (attributes, out) = (&update.path_attributes, &mut self.path);
        match attributes.merged_as_path() {
            Ok(Some(path)) => F::text(out, "as_path", |out| put::as_path(out, &path)),
            _ => F::none(out, "as_path"),
        }
        match attributes.get_valid::<Origin>() {
            Some(origin) => F::plain(out, "origin", |out| put::display(out, &origin)),
            None => F::none(out, "origin"),
        }
        let preference = attributes.get_valid::<LocalPref>();
        F::number(out, "local_pref", preference.map(|it| it.0));
        let metric = attributes.get_valid::<MultiExitDisc>();
        F::number(out, "med", metric.map(|it| it.0));
        let list = attributes.get_valid::<Communities<&[u8]>>();
        let list = list.iter().flat_map(|list| list.iter());
        F::list(out, "communities", list, put::community);
        let list = attributes.get_valid::<ExtendedCommunities<&[u8]>>();
        let list = list.iter().flat_map(|list| list.iter());
        F::list(out, "ext_communities", list, |out, it| {
            put::display(out, &it);
        });
        let list = attributes.get_valid::<LargeCommunities<&[u8]>>();
        let list = list.iter().flat_map(|list| list.iter());
        F::list(out, "large_communities", list, put::large_community);
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
