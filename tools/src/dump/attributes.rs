//! Path attributes as text, in the order that operators expect.

use std::fmt::{self, Display};
use std::mem;

use bmp_codec::DecodeError;
use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    self, AttributeFlags, AttributeValue, MalformedAttribute, NextHop, Origin, PathAttribute,
    PmsiTunnel,
};
use bmp_codec::wire::{Array, Fixed};

use crate::dump::put;
use crate::dump::vni::Fields;
use crate::link_state::{self, Explained};
use crate::routes::{self, RouteList, error_inside, has_inside};

/// The attributes of an UPDATE as text.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a> {
    /// All attributes except the next hop of IPv4 routes and the routes of other families; each after a space.
    pub(crate) text: Vec<u8>,
    pub(crate) next_hop: Option<NextHop>,
    /// The lists of routes in attributes.
    pub(crate) lists: Vec<RouteList<'a>>,
    pub(crate) malformed: Vec<MalformedAttribute<&'a [u8]>>,
    /// The errors of attributes that could be decoded, but not everything inside them.
    pub(crate) inside: Vec<DecodeError>,
    /// Whether a NEXT_HOP has no value.
    pub(crate) has_empty_next_hop: bool,
    /// What the label fields of EVPN routes contain.
    pub(crate) fields: Fields,
}

/// The text of one attribute, before it has its place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    rank: u16,
    /// Where it is in the loose text.
    from: usize,
    to: usize,
    /// The value, if it is a NEXT_HOP.
    next_hop: Option<NextHop>,
}

/// Memory to be used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    text: Vec<u8>,
    /// The text of all attributes in the order of the UPDATE.
    loose: Vec<u8>,
    pieces: Vec<Piece>,
}

impl<'a> Attributes<'a> {
    pub(crate) fn of(update: &Update<&'a [u8]>, memory: &mut Memory) -> Self {
        let mut text = mem::take(&mut memory.text);
        text.clear();
        let mut all = Attributes {
            text,
            ..Attributes::default()
        };
        let Memory { loose, pieces, .. } = memory;
        loose.clear();
        pieces.clear();
        let mut reached_by = None;
        for attribute in update.path_attributes.into_entries() {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(malformed) => {
                    all.malformed.push(malformed);
                    continue;
                }
            };
            let mut next_hop = None;
            match &attribute.value {
                AttributeValue::MpReach(reach) => reached_by = reach.next_hop.address(),
                AttributeValue::NextHop(value) => {
                    all.has_empty_next_hop |= !value.is_known();
                    // Shown with the routes.
                    if all.next_hop.is_none() && !update.nlri.is_empty() {
                        all.next_hop = Some(*value);
                        continue;
                    }
                    next_hop = Some(*value);
                }
                _ => {}
            }
            if let Some(list) = routes::list(&attribute.value) {
                all.lists.push(list);
                continue;
            }
            let code = attribute.code();
            if has_inside(code) {
                all.inside.extend(error_inside(&attribute));
            }
            let from = loose.len();
            put(loose, update, &attribute);
            pieces.push(Piece {
                rank: rank(code),
                from,
                to: loose.len(),
                next_hop,
            });
        }
        for list in &all.lists {
            if all.fields == Fields::Unknown {
                all.fields = Fields::of(update, &list.nlri);
            }
        }
        pieces.sort_by_key(|piece| piece.rank);
        for piece in pieces {
            // Some routers repeat the next hop of other families.
            if let (Some(next_hop), Some(by)) = (piece.next_hop, reached_by)
                && by == next_hop.address()
            {
                continue;
            }
            let text = loose.get(piece.from..piece.to).unwrap_or_default();
            // The label field of a tunnel is like those of the routes.
            if all.fields != Fields::Unknown && piece.rank == rank(PmsiTunnel::<Vec<u8>>::CODE) {
                let text = all.fields.only(&String::from_utf8_lossy(text));
                put::text(&mut all.text, &text);
            } else {
                all.text.extend_from_slice(text);
            }
        }
        all
    }

    /// Gives memory back.
    pub(crate) fn end(self, memory: &mut Memory) {
        memory.text = self.text;
    }
}

/// Appends an attribute after a space.
fn put(out: &mut Vec<u8>, update: &Update<&[u8]>, attribute: &PathAttribute<&[u8]>) {
    match &attribute.value {
        AttributeValue::LinkState(tlvs) => {
            let explained = Explained(*tlvs, link_state::protocol(update));
            put::display(out, &format_args!(" [BGP-LS Attribute {explained}]"));
        }
        AttributeValue::Origin(origin) => {
            put::text(out, " origin ");
            put::text(
                out,
                match origin {
                    Origin::Igp => "igp",
                    Origin::Egp => "egp",
                    Origin::Incomplete => "incomplete",
                },
            );
        }
        AttributeValue::AsPath(path) => {
            put::text(out, " path ");
            match path.segments().next() {
                Some(_) => put::as_path(out, path),
                None => out.push(b'-'),
            }
        }
        AttributeValue::NextHop(next_hop) => {
            put::text(out, " next-hop ");
            put::next_hop(out, *next_hop);
        }
        AttributeValue::MultiExitDisc(metric) => {
            put::text(out, " med ");
            put::number(out, metric.0);
        }
        AttributeValue::LocalPref(preference) => {
            put::text(out, " local-pref ");
            put::number(out, preference.0);
        }
        AttributeValue::Aggregator(by) => {
            put::text(out, " aggregator ");
            put::number(out, by.asn().0);
            out.push(b' ');
            put::ipv4(out, by.address());
        }
        AttributeValue::Communities(communities) => {
            list(out, " communities", communities.iter(), put::community);
        }
        AttributeValue::LargeCommunities(communities) => {
            let name = " large-communities";
            list(out, name, communities.iter(), put::large_community);
        }
        // Shown with the routes.
        AttributeValue::MpReach(_) | AttributeValue::MpUnreach(_) => return,
        _ => put::display(out, &Text(attribute)),
    }
    let class = |flags: AttributeFlags| flags.0 & 0xc0;
    let flags = attribute.flags;
    match attribute::usual_flags(attribute.value.code()) {
        Some(usual) if class(usual) != class(flags) => {
            put::text(out, " (flags ");
            put::display(out, &flags);
            out.push(b')');
        }
        _ => {}
    }
}

fn list<T>(
    out: &mut Vec<u8>,
    name: &str,
    values: impl IntoIterator<Item = T>,
    put: impl Fn(&mut Vec<u8>, T),
) {
    put::text(out, name);
    let start = out.len();
    for value in values {
        out.push(b' ');
        put(out, value);
    }
    if out.len() == start {
        put::text(out, " -");
    }
}

/// First the path, then what decides between paths, then what policies use, then all others by their codes.
fn rank(code: u8) -> u16 {
    let rank = match code {
        3 => 0,
        2 | 17 => 1,
        1 => 2,
        5 => 3,
        4 => 4,
        8 => 5,
        32 => 6,
        16 => 7,
        _ => 8,
    };
    rank << 8 | u16::from(code)
}

struct Text<'a>(&'a PathAttribute<&'a [u8]>);

/// Writes an attribute that is not frequent, after a space.
impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.value {
            AttributeValue::AtomicAggregate(_) => f.write_str(" atomic-aggregate"),
            AttributeValue::OriginatorId(id) => write!(f, " originator-id {id}"),
            AttributeValue::ClusterList(list) => all(f, "cluster-list", list),
            AttributeValue::ExtendedCommunities(list) => all(f, "extended-communities", list),
            AttributeValue::As4Path(path) => write!(f, " as4-path {path}"),
            AttributeValue::As4Aggregator(by) => write!(f, " as4-aggregator {by}"),
            other => more(f, other),
        }
    }
}

fn all<T: Fixed + Display>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    values: &Array<T, &[u8]>,
) -> fmt::Result {
    match values.is_empty() {
        true => write!(f, " {name} -"),
        false => write!(f, " {name} {values}"),
    }
}

/// Writes an attribute without a place of its own in the line: its name and value.
fn more(f: &mut fmt::Formatter<'_>, value: &AttributeValue<&[u8]>) -> fmt::Result {
    match (attribute::name(value.code()), value) {
        (Some(name), AttributeValue::Unknown(_)) => write!(f, " [{name} ({}) ", value.code())?,
        (Some(name), _) => write!(f, " [{name} ")?,
        (None, _) => write!(f, " [attribute {} ", value.code())?,
    }
    write!(f, "{value}]")
}
