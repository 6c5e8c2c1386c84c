//! A table of routes in groups with common attributes: which routes are in which group, by number.

use std::ops::Range;

use super::random::mix;

/// How many of 256 groups have which size: 896 routes, three and a half in each.
const SIZES: [(u64, usize); 12] = [
    (1, 128),
    (2, 48),
    (3, 24),
    (4, 16),
    (5, 10),
    (6, 8),
    (8, 8),
    (10, 5),
    (15, 4),
    (24, 3),
    (50, 1),
    (142, 1),
];
const BLOCK_GROUPS: u64 = 256;
const BLOCK_ROUTES: u64 = 896;

/// Routes 0 to `routes`, cut into groups. Needs no memory for them: a block of groups always has the same sizes, and
/// begins at another one of them.
#[derive(Clone, Debug)]
pub(super) struct Table {
    seed: u64,
    routes: u64,
    groups: u64,
    /// The starts of the groups in a block that begins with the first size, twice.
    starts: Vec<u64>,
}

impl Table {
    pub(super) fn new(seed: u64, routes: u64) -> Table {
        let sizes: Vec<u64> = SIZES
            .iter()
            .flat_map(|(size, count)| std::iter::repeat_n(*size, *count))
            .collect();
        let mut starts = vec![0];
        for place in 0..2 * sizes.len() {
            // An odd step: every size occurs once in a block, and large ones are apart from each other.
            starts.push(starts[place] + sizes[place * 89 % sizes.len()]);
        }
        let mut table = Table {
            seed,
            routes,
            groups: 0,
            starts,
        };
        let block = routes / BLOCK_ROUTES;
        let first = block * BLOCK_GROUPS;
        table.groups = (first..first + BLOCK_GROUPS)
            .find(|group| table.start(*group) >= routes)
            .unwrap_or(first + BLOCK_GROUPS);
        table
    }

    pub(super) fn groups(&self) -> u64 {
        self.groups
    }

    fn start(&self, group: u64) -> u64 {
        let (block, place) = (group / BLOCK_GROUPS, group % BLOCK_GROUPS);
        let turned = (mix(self.seed ^ block) % BLOCK_GROUPS) as usize;
        block * BLOCK_ROUTES + self.starts[turned + place as usize] - self.starts[turned]
    }

    /// Returns the routes of a group below [`groups`](Table::groups).
    pub(super) fn group(&self, group: u64) -> Range<u64> {
        self.start(group)..self.start(group + 1).min(self.routes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_hold_every_route_once() {
        for routes in [0, 1, 2, 500, 895, 896, 897, 100_000] {
            let table = Table::new(5, routes);
            let mut next = 0;
            for group in 0..table.groups() {
                let range = table.group(group);
                assert_eq!(range.start, next);
                assert!(!range.is_empty());
                next = range.end;
            }
            assert_eq!(next, routes);
        }
    }

    #[test]
    fn a_group_has_three_and_a_half_routes() {
        let table = Table::new(5, 896_000);
        assert_eq!(table.groups(), 256_000);
        let alone = (0..table.groups()).filter(|group| table.group(*group).count() == 1);
        assert_eq!(alone.count(), 128_000);
    }
}
