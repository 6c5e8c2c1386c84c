//! A list of routes as lines.

use std::io::{self, Write};

use bmp_codec::bgp::nlri::{Destination, Nlri, Routes};

use super::Lines;
use crate::dump::attributes::Attributes;
use crate::dump::hex::Hex;
use crate::dump::put;
use crate::dump::vni::Fields;
use crate::routes::{Action, Found, RouteList, walk};
use crate::select::Wanted;

/// How a route ends whose label field is zero.
const ZERO_LABEL: &[u8] = b"label 0(s0)";

impl Lines<'_> {
    pub(super) fn routes(
        &mut self,
        mark: &str,
        list: &RouteList<'_>,
        attributes: &Attributes<'_>,
        wanted: Wanted<'_>,
    ) -> io::Result<()> {
        self.parts
            .of(self.head, mark, list, attributes, &self.tail, self.colours);
        // The frequent ones by themselves: a route of any family takes longer.
        let is_plain = wanted.takes_all() && self.tlvs.is_none();
        match &list.nlri {
            Nlri::Ipv4Unicast(routes) if is_plain => {
                return self.prefixes(list, routes, |out, prefix| {
                    put::ipv4(out, prefix.address());
                    put::length(out, prefix.length());
                });
            }
            Nlri::Ipv6Unicast(routes) if is_plain => {
                return self.prefixes(list, routes, |out, prefix| {
                    put::ipv6(out, prefix.address());
                    put::length(out, prefix.length());
                });
            }
            _ => {}
        }
        let mut result = Ok(());
        walk(&list.nlri, |found| {
            if let Some(tlvs) = &mut self.tlvs {
                tlvs.advance();
            }
            if result.is_ok() && wanted.takes(&found) {
                result = self.route(list, &found, attributes.fields);
            }
        });
        result
    }

    /// Writes lines of routes that are prefixes and nothing else.
    fn prefixes<T: Destination>(
        &mut self,
        list: &RouteList<'_>,
        routes: &Routes<T, &[u8]>,
        write: impl Fn(&mut Vec<u8>, &T::At<'_>),
    ) -> io::Result<()> {
        for route in routes {
            match route {
                Ok(route) => {
                    self.shown = true;
                    self.out.extend_from_slice(&self.parts.before);
                    write(self.out, &route.nlri);
                    if let Some(path_id) = route.path_id {
                        self.out.extend_from_slice(b" path-id ");
                        put::number(self.out, path_id);
                    }
                    self.out.extend_from_slice(&self.parts.behind);
                }
                Err(error) => self.route(list, &Found::Broken(error), Fields::Unknown)?,
            }
        }
        Ok(())
    }

    fn route(&mut self, list: &RouteList<'_>, found: &Found<'_>, fields: Fields) -> io::Result<()> {
        if let Found::Broken(error) = found {
            let octets = list.nlri.octets();
            let rest = octets.get(error.offset()..).unwrap_or_default();
            return self.error(error, self.place.offset_of(octets), rest);
        }
        self.shown = true;
        self.out.extend_from_slice(&self.parts.before);
        match found {
            Found::Route {
                path_id,
                prefix,
                text,
                ..
            } => {
                match prefix {
                    Some(net) if self.parts.is_prefix => put::net(self.out, *net),
                    _ if fields == Fields::Unknown => write!(self.out, "{text}")?,
                    _ => put::text(self.out, &fields.only(&text.to_string())),
                }
                // A withdrawn route has no label. Many routers write zeros there (RFC 8277, section 2.4: 0x800000).
                if list.action == Action::Withdrawn && self.out.ends_with(ZERO_LABEL) {
                    self.out.truncate(self.out.len() - ZERO_LABEL.len());
                    self.out.extend_from_slice(b"label withdrawn");
                }
                if let Some(path_id) = path_id {
                    self.out.extend_from_slice(b" path-id ");
                    put::number(self.out, *path_id);
                }
            }
            Found::Raw(octets) => write!(self.out, "{}", Hex(octets))?,
            Found::Broken(_) => {}
        }
        match &self.tlvs {
            Some(tlvs) => tlvs.put(self.out, &self.parts.behind),
            None => self.out.extend_from_slice(&self.parts.behind),
        }
        Ok(())
    }
}
