//! Routes, updates and flaps of each peer over time, for charts.

use std::collections::{BTreeMap, VecDeque};

use bmp_codec::bmp::PeerKey;
use serde::Serialize;

use crate::tables::{Counts, RouterId, Tables};

/// The minutes that are kept: a day.
const MINUTES: usize = 24 * 60;
/// The samples of all peers together, of 32 bytes each. If there are many peers, each has fewer.
const SAMPLES: usize = 1_000_000;
/// What each peer may have at least.
const LEAST: usize = 10;

/// What happened in one minute. Minutes in which nothing happened have no sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sample {
    /// Minutes since 1970.
    pub(crate) minute: u64,
    /// The routes at its end.
    pub(crate) routes: u64,
    pub(crate) announced: u32,
    pub(crate) withdrawn: u32,
    pub(crate) ups: u16,
    pub(crate) downs: u16,
}

/// The samples of one peer, or of all together.
#[derive(Debug, Default)]
struct Line {
    samples: VecDeque<Sample>,
    /// The counters up to the last sample.
    before: Totals,
    /// Whether the peer was there at the last sample.
    is_there: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    routes: u64,
    announced: u64,
    withdrawn: u64,
    ups: u64,
    downs: u64,
}

impl Totals {
    fn add(&mut self, counts: &Counts) {
        self.announced += counts.added + counts.changed + counts.repeated;
        self.withdrawn += counts.withdrawn + counts.treated_as_withdrawn;
    }

    fn add_all(&mut self, [announced, withdrawn, ups, downs]: [u64; 4]) {
        self.announced += announced;
        self.withdrawn += withdrawn;
        self.ups += ups;
        self.downs += downs;
    }

    /// Returns what happened since. Counters of a peer that is gone begin anew.
    fn since(&self, before: &Totals) -> [u64; 4] {
        let pairs = [
            (self.announced, before.announced),
            (self.withdrawn, before.withdrawn),
            (self.ups, before.ups),
            (self.downs, before.downs),
        ];
        pairs.map(|(now, before)| now.checked_sub(before).unwrap_or(now))
    }
}

impl Line {
    /// Takes a sample, and returns what happened since the last one.
    fn sample(&mut self, now: Totals, minute: u64, most: usize) -> [u64; 4] {
        let happened @ [announced, withdrawn, ups, downs] = now.since(&self.before);
        let is_quiet = announced + withdrawn + ups + downs == 0 && now.routes == self.before.routes;
        self.before = now;
        if is_quiet && !self.samples.is_empty() {
            return happened;
        }
        if self.samples.back().is_none_or(|last| last.minute != minute) {
            self.samples.push_back(Sample {
                minute,
                ..Sample::default()
            });
        }
        if let Some(last) = self.samples.back_mut() {
            let add = |sum: &mut u32, more: u64| {
                *sum = u32::try_from(u64::from(*sum) + more).unwrap_or(u32::MAX);
            };
            let add_few = |sum: &mut u16, more: u64| {
                *sum = u16::try_from(u64::from(*sum) + more).unwrap_or(u16::MAX);
            };
            last.routes = now.routes;
            add(&mut last.announced, announced);
            add(&mut last.withdrawn, withdrawn);
            add_few(&mut last.ups, ups);
            add_few(&mut last.downs, downs);
        }
        let first = minute.saturating_sub(MINUTES as u64);
        // The last one before that time says how many routes there were then.
        while self.samples.len() > most.max(1)
            || self.samples.get(1).is_some_and(|next| next.minute <= first)
        {
            self.samples.pop_front();
        }
        happened
    }
}

/// The samples of all peers.
#[derive(Debug, Default)]
pub(crate) struct Series {
    peers: BTreeMap<(RouterId, PeerKey), Line>,
    all: Line,
}

impl Series {
    /// Takes a sample of all peers in this minute.
    pub(crate) fn sample(&mut self, tables: &Tables, minute: u64) {
        let count: usize = tables
            .routers()
            .map(|router| tables.peers(router.id).count())
            .sum();
        let most = (SAMPLES / count.max(1)).clamp(LEAST, MINUTES);
        let mut all = self.all.before;
        all.routes = tables.len();
        for router in tables.routers() {
            for peer in tables.peers(router.id) {
                let mut now = Totals {
                    ups: peer.ups,
                    downs: peer.downs,
                    ..Totals::default()
                };
                for table in tables.tables(peer.id) {
                    now.routes += table.routes;
                    now.add(&table.counts);
                }
                let line = self
                    .peers
                    .entry((router.id, peer.header.key()))
                    .or_default();
                all.add_all(line.sample(now, minute, most));
                line.is_there = true;
            }
        }
        self.all.sample(all, minute, MINUTES);
        self.peers
            .retain(|_, line| std::mem::take(&mut line.is_there));
    }

    /// Begins with what is there: nothing of it happened now.
    pub(crate) fn begin(&mut self, tables: &Tables, minute: u64) {
        self.sample(tables, minute);
        let lines = self.peers.values_mut().chain([&mut self.all]);
        for sample in lines.flat_map(|line| &mut line.samples) {
            *sample = Sample {
                minute,
                routes: sample.routes,
                ..Sample::default()
            };
        }
    }

    /// Returns the samples of a peer, or of all together.
    pub(crate) fn of(&self, peer: Option<(RouterId, PeerKey)>) -> Vec<Sample> {
        let line = match peer {
            Some(peer) => self.peers.get(&peer),
            None => Some(&self.all),
        };
        let samples = line.into_iter().flat_map(|line| &line.samples);
        samples.copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(routes: u64, announced: u64, withdrawn: u64, downs: u64) -> Totals {
        Totals {
            routes,
            announced,
            withdrawn,
            ups: 0,
            downs,
        }
    }

    fn told(line: &Line) -> Vec<(u64, u64, u32, u32, u16)> {
        let samples = line.samples.iter();
        samples
            .map(|s| (s.minute, s.routes, s.announced, s.withdrawn, s.downs))
            .collect()
    }

    #[test]
    fn minutes_have_what_happened_in_them() {
        let mut line = Line::default();
        line.sample(totals(10, 10, 0, 0), 100, MINUTES);
        line.sample(totals(12, 13, 1, 0), 100, MINUTES);
        // Nothing happens for three minutes.
        for minute in 101..104 {
            line.sample(totals(12, 13, 1, 0), minute, MINUTES);
        }
        line.sample(totals(0, 13, 1, 1), 104, MINUTES);
        assert_eq!(told(&line), [(100, 12, 13, 1, 0), (104, 0, 0, 0, 1)]);
        // The counters of a new peer with the same key begin at zero.
        line.sample(totals(1, 1, 0, 0), 105, MINUTES);
        assert_eq!(told(&line)[2], (105, 1, 1, 0, 0));
    }

    #[test]
    fn the_number_of_samples_is_bounded() {
        let mut line = Line::default();
        for minute in 0..10_000 {
            line.sample(totals(1, minute, 0, 0), minute, MINUTES);
        }
        assert!(line.samples.len() <= MINUTES + 1, "{}", line.samples.len());
        assert_eq!(line.samples.back().unwrap().minute, 9_999);
        for minute in 10_000..10_050 {
            line.sample(totals(1, minute, 0, 0), minute, LEAST);
        }
        assert_eq!(line.samples.len(), LEAST);
    }
}
