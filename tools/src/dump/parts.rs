//! The parts of lines with routes. Those that all lines of a list have in common are written once.

use bmp_codec::bgp::nlri::Family;

use crate::dump::attributes::{Attributes, Memory};
use crate::dump::colours::Colours;
use crate::dump::columns::Head;
use crate::dump::put;
use crate::routes::{Action, RouteList};

/// What all lines of a list have in common: what is before the route, and what is behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) before: Vec<u8>,
    pub(crate) behind: Vec<u8>,
    /// For attributes.
    pub(crate) memory: Memory,
    /// Whether the routes are prefixes, and nothing else.
    pub(crate) is_prefix: bool,
}

impl Parts {
    pub(crate) fn of(
        &mut self,
        head: Head<'_>,
        mark: &str,
        list: &RouteList<'_>,
        attributes: &Attributes<'_>,
        tail: &str,
        colours: Colours,
    ) {
        let (sign, colour) = match list.action {
            Action::Announced => (b'+', colours.announced),
            Action::Withdrawn => (b'-', colours.withdrawn),
        };
        let out = &mut self.before;
        out.clear();
        out.extend_from_slice(head.0);
        put::text(out, mark);
        match colour.is_plain() {
            true => out.push(sign),
            false => put::display(out, &format_args!("{colour}{}{colour:#}", char::from(sign))),
        }
        out.push(b' ');
        let family = list.nlri.family();
        self.is_prefix = matches!(family, Family::IPV4_UNICAST | Family::IPV6_UNICAST);
        // For unicast, the address shows the family.
        if family.safi() != 1 {
            put::display(out, &format_args!("{family} "));
        }
        self.behind(list, attributes, tail);
    }

    /// Writes what is behind the routes of a list.
    pub(crate) fn behind(&mut self, list: &RouteList<'_>, attributes: &Attributes<'_>, tail: &str) {
        let out = &mut self.behind;
        out.clear();
        if list.action == Action::Announced {
            match (&list.next_hop, attributes.next_hop) {
                // Some families, like flow specification, need none.
                (Some(next_hop), _) if next_hop.octets().is_empty() => {}
                (Some(next_hop), _) => {
                    put::text(out, " via ");
                    match (next_hop.address(), next_hop.link_local()) {
                        (Some(address), None) => put::ip(out, address),
                        (Some(address), Some(link_local)) => {
                            put::ip(out, address);
                            out.push(b' ');
                            put::ipv6(out, link_local);
                        }
                        _ => put::display(out, next_hop),
                    }
                }
                (None, Some(next_hop)) => {
                    put::text(out, " via ");
                    put::next_hop(out, next_hop);
                }
                (None, None) => {}
            }
            out.extend_from_slice(&attributes.text);
        }
        put::text(out, tail);
        out.push(b'\n');
    }
}
