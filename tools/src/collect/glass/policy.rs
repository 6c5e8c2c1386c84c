//! What policy did to routes: [`Views`] compares the views of a peer.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use bmp_codec::bmp::Rib;
use serde::Serialize;

use crate::collect::glass::Glass;
use crate::collect::glass::params::{After, Params, Wrong};
use crate::collect::glass::search::walk;
use crate::collect::glass::view::{Destination, PeerName, RouterName};
use crate::tables::policy::{Compared, Kind, Step, Views};
use crate::tables::{Change, PeerId, Position, Route, Tables};

const STEPS: [Step; 4] = [Step::In, Step::Best, Step::Out, Step::OutPolicy];
const KINDS: [Kind; 5] = [
    Kind::Unchanged,
    Kind::Changed,
    Kind::Rejected,
    Kind::OnlyAfter,
    Kind::NotBest,
];

/// So many entries are compared before others may have the tables: each takes longer than in a search.
const PART: usize = 20;

/// A route before and after a step.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    router: RouterName,
    peer: PeerName,
    step: String,
    kind: String,
    #[serde(flatten)]
    destination: Destination,
    before: Option<Side>,
    after: Option<Side>,
    changes: Vec<Change>,
}

/// Where a route is.
#[derive(Debug, Serialize)]
struct Side {
    peer_id: u32,
    rib: Option<Rib>,
    path_id: Option<u32>,
}

impl Side {
    fn of(route: Route<'_>) -> Side {
        Side {
            peer_id: route.peer().id.get(),
            rib: route.table().rib,
            path_id: route.path_id(),
        }
    }
}

impl Difference {
    fn of(tables: &Tables, compared: &Compared<'_>) -> Option<Difference> {
        let peer = tables.peer(compared.peer)?;
        Some(Difference {
            router: RouterName::of(tables.router(peer.router)?),
            peer: PeerName::of(peer),
            step: compared.step.to_string(),
            kind: compared.kind.to_string(),
            destination: Destination::of(&compared.route()?),
            before: compared.before.map(Side::of),
            after: compared.after.map(Side::of),
            changes: compared.changes().to_vec(),
        })
    }
}

/// A part of the answer.
#[derive(Debug, Serialize)]
pub(crate) struct Policy {
    router: RouterName,
    peer: PeerName,
    step: String,
    /// The view that the router does not send: nothing can be said then.
    missing: Option<Rib>,
    /// The routes of each kind, in this part only.
    counts: BTreeMap<String, u64>,
    /// How often each attribute was changed, in this part only.
    by_attribute: BTreeMap<String, u64>,
    differences: Vec<Difference>,
    next: Option<String>,
}

/// A question about one peer.
#[derive(Debug)]
pub(crate) struct Question {
    peer: PeerId,
    step: Step,
    kinds: Vec<Kind>,
    limit: usize,
    position: Position,
}

/// Returns the value with this name.
fn named<T: Copy + ToString>(all: &[T], name: &str, parameter: &str) -> Result<T, Wrong> {
    let found = all.iter().find(|one| one.to_string() == name);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = all.iter().map(T::to_string).collect();
        Wrong(format!(
            "{parameter}: {name:?} is not one of {}",
            names.join(", ")
        ))
    })
}

impl Question {
    pub(crate) fn of(mut params: Params) -> Result<Question, Wrong> {
        let missing = || Wrong("peer-id: must be given".into());
        let peer = params.peer_id()?.ok_or_else(missing)?;
        let step = match params.text("step") {
            Some(name) => named(&STEPS, &name, "step")?,
            None => Step::In,
        };
        let mut kinds = Vec::new();
        while let Some(name) = params.text("kind") {
            kinds.push(named(&KINDS, &name, "kind")?);
        }
        if kinds.is_empty() {
            kinds.extend(KINDS.iter().filter(|kind| **kind != Kind::Unchanged));
        }
        let question = Question {
            peer,
            step,
            kinds,
            limit: params.limit()?,
            position: params.after()?.position,
        };
        params.end()?;
        Ok(question)
    }

    /// Answers; with a limit of 0 it only counts. There is no answer if there is no such peer.
    pub(crate) fn answer(&self, glass: &Glass) -> Option<Policy> {
        let (mut policy, key, views) = {
            let tables = &glass.lock().tables;
            let peer = tables.peer(self.peer)?;
            let views = Views::of(tables, Some(peer.router));
            let policy = Policy {
                router: RouterName::of(tables.router(peer.router)?),
                peer: PeerName::of(peer),
                step: self.step.to_string(),
                missing: views.missing(tables, peer, self.step),
                counts: KINDS.iter().map(|kind| (kind.to_string(), 0)).collect(),
                by_attribute: BTreeMap::new(),
                differences: Vec::new(),
                next: None,
            };
            (policy, (peer.router, peer.header.key()), views)
        };
        if policy.missing.is_some() {
            return Some(policy);
        }
        let mut is_full = false;
        let position = walk(glass, self.position, |tables, position| {
            // Another peer may have this number meanwhile.
            let peer = tables.peer(self.peer);
            let Some(peer) = peer.filter(|peer| (peer.router, peer.header.key()) == key) else {
                return ControlFlow::Break(position);
            };
            let next = tables.walk(position, None, PART, |routes| {
                let mut found = Vec::new();
                views.compare_peer(peer, routes, &mut |compared| {
                    if compared.step == self.step {
                        found.push(compared);
                    }
                });
                is_full = !policy.take(tables, found, self);
                match is_full {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
            match is_full {
                true => ControlFlow::Break(next),
                false => ControlFlow::Continue(next),
            }
        });
        let next = After { position, skip: 0 };
        policy.next = (!position.is_end()).then(|| next.to_string());
        Some(policy)
    }
}

impl Policy {
    /// Takes what was found of one destination, and returns whether there was room.
    fn take(&mut self, tables: &Tables, found: Vec<Compared<'_>>, question: &Question) -> bool {
        let is_listed = |one: &Compared<'_>| question.kinds.contains(&one.kind);
        let listed = found.iter().filter(|one| is_listed(one)).count();
        let have = self.differences.len();
        if question.limit > 0 && have > 0 && have + listed > question.limit {
            return false;
        }
        for compared in found {
            *self.counts.entry(compared.kind.to_string()).or_default() += 1;
            for change in compared.changes() {
                *self
                    .by_attribute
                    .entry(change.attribute.clone())
                    .or_default() += 1;
            }
            if self.differences.len() < question.limit && is_listed(&compared) {
                let difference = Difference::of(tables, &compared);
                self.differences.extend(difference);
            }
        }
        true
    }
}

/// Returns what was done to the routes of all peers that have one on a page, of all routes to one destination.
pub(crate) fn of_destination(
    tables: &Tables,
    all: &[Route<'_>],
    page: &[Route<'_>],
) -> Vec<Difference> {
    let mut told = Vec::new();
    let (mut last, mut views) = (None, None);
    // The routes of a router, and of a peer, are beside each other.
    for route in page {
        let (router, peer) = (route.router().id, route.peer());
        if last.replace(peer.id) == Some(peer.id) || peer.header.is_loc_rib() {
            continue;
        }
        let (_, views) = match views.take().filter(|(of, _)| *of == router) {
            Some(known) => views.insert(known),
            None => views.insert((router, Views::of(tables, Some(router)))),
        };
        views.compare_peer(peer, all, &mut |compared| {
            told.extend(Difference::of(tables, &compared));
        });
    }
    told
}
