//! One table of one peer, as far as it was sent.

use std::ops::Range;

use bmp_codec::EncodeError;
use bmp_codec::bgp::Session;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bmp::{PerPeerHeader, Rib};

use super::random::mix;
use super::table::Table;
use super::{Peer, Settings};

/// A table of a peer.
#[derive(Debug)]
pub(super) struct View {
    /// The place of the peer among all peers.
    pub peer: usize,
    pub rib: Rib,
    pub header: PerPeerHeader,
    pub session: Session,
    pub families: Vec<Part>,
}

/// The routes of one family in a table.
#[derive(Debug)]
pub(super) struct Part {
    pub family: Family,
    /// The destinations; with path identifiers each one has two paths, in separate groups.
    table: Table,
    second: Option<Table>,
    /// The number of groups sent since the peer came up.
    pub sent: u64,
    pub end_of_rib: bool,
    /// The number of routes that are announced and not withdrawn.
    pub present: u64,
}

/// Routes with common attributes: their numbers, and their path identifier.
pub(super) struct Group {
    pub routes: Range<u64>,
    pub path_id: Option<u32>,
}

impl View {
    pub(super) fn new(
        settings: &Settings,
        peers: &[Peer],
        peer: usize,
        rib: Rib,
    ) -> Result<View, EncodeError> {
        let one = &peers[peer];
        let families = settings.shares().into_iter().map(|(family, routes)| {
            let seed = mix(settings.seed ^ u64::from(u32::from(family)));
            let second = one.add_path().contains(family).then_some(routes / 2);
            Part {
                family,
                table: Table::new(seed, routes - second.unwrap_or(0)),
                second: second.map(|routes| Table::new(seed, routes)),
                sent: 0,
                end_of_rib: false,
                present: 0,
            }
        });
        Ok(View {
            peer,
            rib,
            header: one.header(rib)?,
            session: one.session(rib)?,
            families: families.collect(),
        })
    }

    /// Returns the place of the family to send next: the one of which the smallest part was sent. `None` if all were
    /// sent completely.
    pub(super) fn next_part(&self) -> Option<usize> {
        let left = self.families.iter().enumerate();
        left.filter(|(_, part)| !part.end_of_rib)
            .min_by(|(_, one), (_, other)| {
                let ways = |part: &Part| u128::from(part.sent);
                let sides = |part: &Part| u128::from(part.groups().max(1));
                (ways(one) * sides(other)).cmp(&(ways(other) * sides(one)))
            })
            .map(|(place, _)| place)
    }

    /// Resets the table after the peer came up: nothing was sent yet.
    pub(super) fn reset(&mut self) {
        for part in &mut self.families {
            part.sent = 0;
            part.end_of_rib = false;
            part.present = 0;
        }
    }
}

impl Part {
    /// Returns the number of groups.
    pub(super) fn groups(&self) -> u64 {
        match &self.second {
            // Both tables begin with the same groups; the first one may have one more.
            Some(second) => self.table.groups() + second.groups(),
            None => self.table.groups(),
        }
    }

    /// Returns an existing group.
    pub(super) fn group(&self, group: u64) -> Group {
        let Some(second) = &self.second else {
            return Group {
                routes: self.table.group(group),
                path_id: None,
            };
        };
        let both = 2 * second.groups();
        let (table, place, path_id) = match group < both {
            true if group % 2 == 1 => (second, group / 2, 2),
            true => (&self.table, group / 2, 1),
            false => (&self.table, second.groups() + group - both, 1),
        };
        Group {
            routes: table.group(place),
            path_id: Some(path_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_path_identifiers_there_are_as_many_routes() {
        for routes in [1, 2, 3, 896, 2000, 2001] {
            let settings = Settings {
                routes,
                add_path: 100,
                families: vec![Family::IPV6_UNICAST],
                ..Settings::default()
            };
            let peers = [Peer::new(&settings, 1)];
            let view = View::new(&settings, &peers, 0, Rib::AdjRibInPre).unwrap();
            let part = &view.families[0];
            let groups = (0..part.groups()).map(|group| part.group(group));
            let mut all: Vec<(u64, u32)> = groups
                .flat_map(|group| {
                    group
                        .routes
                        .map(move |route| (route, group.path_id.unwrap()))
                })
                .collect();
            all.sort_unstable();
            let expected: Vec<(u64, u32)> =
                (0..routes).map(|n| (n / 2, 1 + n as u32 % 2)).collect();
            assert_eq!(all, expected);
        }
    }
}
