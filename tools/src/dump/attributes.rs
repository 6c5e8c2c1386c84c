//! Path attributes as text, in the order that operators expect.

use std::fmt::{self, Display, Write};

use bmp_codec::bgp::Update;
use bmp_codec::bgp::attribute::{
    self, AsPath, AttributeFlags, AttributeValue, MalformedAttribute, NextHop, PathAttribute,
    SegmentKind,
};
use bmp_codec::wire::{Array, Fixed};
use bmp_codec::{DecodeError, Encode};

use crate::routes::{error_inside, has_inside};

/// The attributes of an UPDATE as text.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a> {
    /// All attributes except the next hop of IPv4 routes and the routes of other families; each after a space.
    pub(crate) text: String,
    pub(crate) next_hop: Option<NextHop>,
    pub(crate) malformed: Vec<MalformedAttribute<&'a [u8]>>,
    /// The errors of attributes that could be decoded, but not everything inside them.
    pub(crate) inside: Vec<DecodeError>,
}

impl<'a> Attributes<'a> {
    pub(crate) fn of(update: &Update<&'a [u8]>) -> Self {
        let mut all = Attributes {
            text: String::with_capacity(256),
            ..Attributes::default()
        };
        let mut attributes = Vec::with_capacity(8);
        let mut reached_by = None;
        for attribute in update.path_attributes.into_entries() {
            match attribute {
                Ok(attribute) => {
                    if let AttributeValue::MpReach(reach) = attribute.value {
                        reached_by = reach.next_hop.address();
                    }
                    if has_inside(attribute.code()) {
                        all.inside.extend(error_inside(&attribute));
                    }
                    attributes.push(attribute);
                }
                Err(malformed) => all.malformed.push(malformed),
            }
        }
        attributes.sort_by_key(|attribute| rank(attribute.code()));
        for attribute in &attributes {
            match attribute.value {
                AttributeValue::NextHop(next_hop)
                    if all.next_hop.is_none() && !update.nlri.is_empty() =>
                {
                    all.next_hop = Some(next_hop);
                }
                // Some routers repeat the next hop of other families here.
                AttributeValue::NextHop(next_hop)
                    if reached_by == Some(next_hop.address().into()) => {}
                AttributeValue::AsPath(path) if attribute.flags == AttributeFlags::WELL_KNOWN => {
                    put_path(&mut all.text, &path);
                }
                _ => {
                    let _ = write!(all.text, "{}", Text(attribute));
                }
            }
        }
        all
    }
}

/// Appends a path. Nearly all are one sequence: that is written without the machinery of `fmt`, which costs more than the
/// digits.
fn put_path(text: &mut String, path: &AsPath<&[u8]>) {
    let mut segments = path.segments();
    match (segments.next(), segments.next()) {
        (Some(only), None) if only.kind == SegmentKind::Sequence => {
            text.push_str(" path");
            let mut digits = itoa::Buffer::new();
            for asn in only.asns {
                text.push(' ');
                text.push_str(digits.format(asn.0));
            }
        }
        (None, _) => text.push_str(" path -"),
        _ => {
            let _ = write!(text, " path {path}");
        }
    }
}

/// First the path, then what decides between paths, then what policies use, then all others by their codes.
fn rank(code: u8) -> (u8, u8) {
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
    (rank, code)
}

struct Text<'a>(&'a PathAttribute<&'a [u8]>);

/// Writes an attribute after a space.
impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PathAttribute { flags, value } = self.0;
        match value {
            // Shown with the routes.
            AttributeValue::MpReach(_) | AttributeValue::MpUnreach(_) => return Ok(()),
            AttributeValue::Origin(origin) => write!(f, " origin {origin}"),
            AttributeValue::AsPath(path) if path.encoded_len() == 0 => f.write_str(" path -"),
            AttributeValue::AsPath(path) => write!(f, " path {path}"),
            AttributeValue::NextHop(next_hop) => write!(f, " next-hop {next_hop}"),
            AttributeValue::MultiExitDisc(metric) => write!(f, " med {metric}"),
            AttributeValue::LocalPref(preference) => write!(f, " local-pref {preference}"),
            AttributeValue::AtomicAggregate(_) => f.write_str(" atomic-aggregate"),
            AttributeValue::Aggregator(by) => write!(f, " aggregator {by}"),
            AttributeValue::Communities(list) => all(f, "communities", list),
            AttributeValue::OriginatorId(id) => write!(f, " originator-id {id}"),
            AttributeValue::ClusterList(list) => all(f, "cluster-list", list),
            AttributeValue::ExtendedCommunities(list) => all(f, "extended-communities", list),
            AttributeValue::As4Path(path) => write!(f, " as4-path {path}"),
            AttributeValue::As4Aggregator(by) => write!(f, " as4-aggregator {by}"),
            AttributeValue::LargeCommunities(list) => all(f, "large-communities", list),
            other => more(f, other),
        }?;
        let class = |flags: AttributeFlags| flags.0 & 0xc0;
        match attribute::usual_flags(value.code()) {
            Some(usual) if class(usual) != class(*flags) => write!(f, " (flags {flags})"),
            _ => Ok(()),
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
