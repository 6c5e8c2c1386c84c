//! The parts of a row, and how they are written.

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    AttributeValue, Communities, ExtendedCommunities, LargeCommunities, LocalPref, MultiExitDisc,
    Origin,
};
use bmp_codec::bgp::nlri::Nlri;
use bmp_codec::bmp::PerPeerHeader;
use bmp_codec::bmp::v4::{self, Profile, Tlv};
use bmp_codec::net::{Labels, RouteDistinguisher};
use bmp_codec::wire::Octets;
use ipnet::IpNet;

use crate::dump::message::Place;
use crate::dump::put;
use crate::dump::rows::{Format, NAMES};
use crate::dump::vni::Fields;
use crate::routes::{Action, Found, RouteList, lists, walk};
use crate::select::{Filter, Wanted, address_of};

/// The TLVs of the routes of a message of BMP version 4.
type OfVersion4<'a> = Option<&'a v4::RouteMonitoring<&'a [u8]>>;

/// The same, route by route.
type RoutesOf4<'a> = Option<(Profile, v4::Routes<'a>)>;

/// The parts of a row. Those that many rows have in common are written once.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    /// The fields of the message.
    head: Vec<u8>,
    /// The head, and the fields of the list before its prefixes.
    pub(super) lead: Vec<u8>,
    next_hop: Vec<u8>,
    /// The fields of all announcements of an UPDATE.
    pub(super) path: Vec<u8>,
    no_path: Vec<u8>,
    /// The fields behind a prefix that is all of its route.
    no_more: Vec<u8>,
    /// The fields of the list behind those of its routes.
    behind: Vec<u8>,
    /// All of a route, if it is more than a prefix with what has a field.
    text: String,
    /// The last fields: those of BMP version 4, and their absence.
    end: Vec<u8>,
    no_end: Vec<u8>,
}

impl Parts {
    pub(super) fn new<F: Format>() -> Parts {
        let mut parts = Parts::default();
        for name in &NAMES[13..17] {
            F::none(&mut parts.no_path, name);
        }
        for name in &NAMES[17..20] {
            F::list(&mut parts.no_path, name, [""; 0], put::text);
        }
        F::none(&mut parts.no_end, NAMES[21]);
        F::texts(&mut parts.no_end, NAMES[22], [""; 0]);
        let no_more = &mut parts.no_more;
        F::none(no_more, "path_id");
        F::none(no_more, "rd");
        F::numbers(no_more, "labels", []);
        parts
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
    pub(super) fn head<F: Format>(
        &mut self,
        place: &Place<'_>,
        peer: &PerPeerHeader,
        time: Option<&[u8]>,
    ) {
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

    pub(super) fn update<F: Format>(
        &mut self,
        update: &Update<&[u8]>,
        of_4: OfVersion4<'_>,
        filter: &Filter,
        out: &mut Vec<u8>,
    ) {
        self.end.clear();
        match of_4 {
            Some(message) => self.end::<F>(message.profile(), message.common_tlvs()),
            None => self.end.extend_from_slice(&self.no_end),
        }
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
        let mut of_4 = of_4.map(|message| (message.profile(), message.routes()));
        lists(update, |list| {
            if wanted.takes_list(&list) {
                self.list::<F>(update, &list, &mut of_4, wanted, out);
            } else if let Some((_, routes)) = &mut of_4 {
                walk(&list.nlri, |_| {
                    routes.next();
                });
            }
        });
    }

    /// Writes the fields of version 4, with the TLVs that apply.
    fn end<'t, F: Format>(&mut self, profile: Profile, tlvs: impl Iterator<Item = Tlv<&'t [u8]>>) {
        self.end.clear();
        F::plain(&mut self.end, NAMES[21], |out| {
            put::text(out, profile.name())
        });
        let tlvs = tlvs.map(|tlv| Tlv { index: None, ..tlv }.to_string());
        F::texts(&mut self.end, NAMES[22], tlvs);
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
        of_4: &mut RoutesOf4<'_>,
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
        self.routes::<F>(update, list, of_4, wanted, out);
    }

    /// Prepares what the rows of announced routes end with.
    pub(super) fn announced<F: Format>(&mut self, update: &Update<&[u8]>, list: &RouteList<'_>) {
        self.next_hop.clear();
        self.next_hop::<F>(update, list);
        if self.path.is_empty() {
            self.path::<F>(update);
        }
        self.behind(true);
    }

    /// Writes a row for each route of a list, behind what is prepared.
    pub(super) fn routes<F: Format>(
        &mut self,
        update: &Update<&[u8]>,
        list: &RouteList<'_>,
        of_4: &mut RoutesOf4<'_>,
        wanted: Wanted<'_>,
        out: &mut Vec<u8>,
    ) {
        let is_announced = list.action == Action::Announced;
        let is_plain = is_plain(&list.nlri);
        let fields = Fields::of(update, &list.nlri);
        walk(&list.nlri, |found| {
            // The routes that are not wanted count, too.
            let of_route = of_4
                .as_mut()
                .and_then(|(profile, routes)| Some((*profile, routes.next()?)));
            if !wanted.takes(&found) {
                return;
            }
            if let Some((profile, route)) = of_route {
                self.end::<F>(profile, route.tlvs());
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
        out.extend_from_slice(&self.end);
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
