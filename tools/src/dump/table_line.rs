//! A route in a table as a line: the columns of its peer, then the route and its attributes.

use std::time::Duration;

use bmp_codec::bgp::Update;
use bmp_codec::bmp::PerPeerHeader;

use crate::dump::attributes::Attributes;
use crate::dump::columns::Columns;
use crate::dump::parts::Parts;
use crate::dump::put;
use crate::dump::vni::Fields;
use crate::input::Stream;
use crate::routes::{Action, Found, RouteList, announced, walk};

/// Writes such lines, with columns as wide as needed so far.
#[derive(Clone, Debug)]
pub(crate) struct TableLine {
    columns: Columns,
    parts: Parts,
    stream: Stream,
}

/// What is beside the route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside<'a> {
    /// The router, if there are several.
    pub(crate) router: Option<&'a str>,
    /// The peer and its RIB view.
    pub(crate) header: PerPeerHeader,
    pub(crate) time: Option<Duration>,
    /// What is between the columns and the route.
    pub(crate) mark: &'a str,
    pub(crate) tail: &'a str,
}

impl TableLine {
    pub(crate) fn new() -> TableLine {
        TableLine {
            columns: Columns::default(),
            parts: Parts::default(),
            stream: Stream::raw(true),
        }
    }

    /// Writes the columns only.
    pub(crate) fn columns(&mut self, out: &mut Vec<u8>, beside: &Beside<'_>) {
        let header = beside.header.with_timestamp(0, 0);
        let columns = &mut self.columns;
        let head = columns.of(beside.router, &self.stream, Some(&header), beside.time);
        out.extend_from_slice(head.0);
        put::text(out, beside.mark);
    }

    /// Writes a line for each route that an UPDATE announces.
    pub(crate) fn put(&mut self, out: &mut Vec<u8>, update: &Update<&[u8]>, beside: &Beside<'_>) {
        let attributes = Attributes::of(update, &mut self.parts.memory);
        let lists = attributes.lists.iter().copied().chain(announced(update));
        for list in lists.filter(|list| list.action == Action::Announced) {
            self.list(out, &list, &attributes, beside);
        }
        attributes.end(&mut self.parts.memory);
    }

    fn list(
        &mut self,
        out: &mut Vec<u8>,
        list: &RouteList<'_>,
        attributes: &Attributes<'_>,
        beside: &Beside<'_>,
    ) {
        self.parts.behind(list, attributes, beside.tail);
        walk(&list.nlri, |found| {
            self.columns(out, beside);
            put_route(out, list, &found, attributes.fields);
            out.extend_from_slice(&self.parts.behind);
        });
    }
}

/// Writes a route with its family, which the address of unicast shows.
fn put_route(out: &mut Vec<u8>, list: &RouteList<'_>, found: &Found<'_>, fields: Fields) {
    let family = list.nlri.family();
    if family.safi() != 1 {
        put::display(out, &format_args!("{family} "));
    }
    if let Found::Route { path_id, text, .. } = found {
        match fields {
            Fields::Unknown => put::display(out, text),
            _ => put::text(out, &fields.only(&text.to_string())),
        }
        if let Some(path_id) = path_id {
            put::display(out, &format_args!(" path-id {path_id}"));
        }
    }
}
