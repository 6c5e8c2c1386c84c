//! What policy did to routes: the views of a peer before and after it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use bmp_codec::bmp::Rib;
use serde::Serialize;

use crate::collect::glass::Glass;
use crate::collect::glass::params::{After, Params, Wrong};
use crate::collect::glass::search::{PART, walk};
use crate::collect::glass::view::{Change, Destination, PeerName, RouterName, changes};
use crate::tables::{Peer, PeerId, Position, Route, Tables};

/// The views that are compared: what is before a policy, and what is behind it.
const PAIRS: [[Rib; 2]; 4] = [
    [Rib::AdjRibInPre, Rib::AdjRibInPost],
    [Rib::LocRib, Rib::AdjRibOutPre],
    [Rib::AdjRibOutPre, Rib::AdjRibOutPost],
    [Rib::LocRib, Rib::AdjRibOutPost],
];

/// What became of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Unchanged,
    Changed,
    /// It is in the first view only.
    Rejected,
    /// It is in the second view only.
    OnlyAfter,
}

impl Verdict {
    const ALL: [(Verdict, &str); 4] = [
        (Verdict::Unchanged, "unchanged"),
        (Verdict::Changed, "changed"),
        (Verdict::Rejected, "rejected"),
        (Verdict::OnlyAfter, "only_after"),
    ];
}

/// A route in two views.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    router: RouterName,
    peer: PeerName,
    from: Rib,
    to: Rib,
    #[serde(flatten)]
    destination: Destination,
    path_id: Option<u32>,
    verdict: Verdict,
    changes: Vec<Change>,
}

/// The counts of one part of an answer.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sums {
    unchanged: u64,
    changed: u64,
    rejected: u64,
    only_after: u64,
    /// How often each attribute was changed.
    by_attribute: BTreeMap<String, u64>,
}

impl Sums {
    fn add(&mut self, verdict: Verdict, changes: &[Change]) {
        *match verdict {
            Verdict::Unchanged => &mut self.unchanged,
            Verdict::Changed => &mut self.changed,
            Verdict::Rejected => &mut self.rejected,
            Verdict::OnlyAfter => &mut self.only_after,
        } += 1;
        for change in changes {
            match self.by_attribute.get_mut(&change.attribute) {
                Some(count) => *count += 1,
                None => {
                    self.by_attribute.insert(change.attribute.clone(), 1);
                }
            }
        }
    }
}

/// A part of the answer.
#[derive(Debug, Serialize)]
pub(crate) struct Policy {
    router: RouterName,
    peer: PeerName,
    from: Rib,
    to: Rib,
    /// The view that the router does not send: nothing can be said then.
    missing: Option<Rib>,
    /// Of this part only.
    counts: Sums,
    differences: Vec<Difference>,
    next: Option<String>,
}

/// A question about one peer.
#[derive(Debug)]
pub(crate) struct Question {
    peer: PeerId,
    pair: [Rib; 2],
    verdicts: Vec<Verdict>,
    limit: usize,
    position: Position,
}

impl Question {
    pub(crate) fn of(mut params: Params) -> Result<Question, Wrong> {
        let missing = || Wrong("peer-id: must be given".into());
        let peer = params.peer_id()?.ok_or_else(missing)?;
        let from = params.rib("from")?.unwrap_or(Rib::AdjRibInPre);
        let to = params.rib("to")?.unwrap_or(Rib::AdjRibInPost);
        if !PAIRS.contains(&[from, to]) {
            let pairs = PAIRS
                .map(|[from, to]| format!("{from} and {to}"))
                .join("; ");
            return Err(Wrong(format!("from, to: not one of: {pairs}")));
        }
        let mut verdicts = Vec::new();
        while let Some(text) = params.text("verdict") {
            let found = Verdict::ALL.iter().find(|(_, name)| *name == text);
            let wrong = || Wrong(format!("verdict: {text:?} is no value for it"));
            verdicts.push(found.ok_or_else(wrong)?.0);
        }
        if verdicts.is_empty() {
            verdicts = vec![Verdict::Changed, Verdict::Rejected, Verdict::OnlyAfter];
        }
        let question = Question {
            peer,
            pair: [from, to],
            verdicts,
            limit: params.limit()?,
            position: params.after()?.position,
        };
        params.end()?;
        Ok(question)
    }

    /// Answers; with a limit of 0 it only counts. There is no answer if there is no such peer.
    pub(crate) fn answer(&self, glass: &Glass) -> Option<Policy> {
        let [from, to] = self.pair;
        let (mut policy, key) = {
            let tables = &glass.lock().tables;
            let peer = tables.peer(self.peer)?;
            let policy = Policy {
                router: RouterName::of(tables.router(peer.router)?),
                peer: PeerName::of(peer),
                from,
                to,
                missing: missing(tables, peer, self.pair),
                counts: Sums::default(),
                differences: Vec::new(),
                next: None,
            };
            (policy, (peer.router, peer.header.key()))
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
                let of_this = compare(peer, routes, self.pair);
                let is_listed = |one: &Compared<'_>| self.verdicts.contains(&one.verdict);
                let listed = of_this.iter().filter(|one| is_listed(one)).count();
                let is_too_much = policy.differences.len() + listed > self.limit;
                if self.limit > 0 && is_too_much && !policy.differences.is_empty() {
                    is_full = true;
                    return ControlFlow::Break(());
                }
                for one in of_this {
                    policy.counts.add(one.verdict, &one.changes);
                    if policy.differences.len() < self.limit && is_listed(&one) {
                        let difference = one.told(tables, peer, self.pair);
                        policy.differences.extend(difference);
                    }
                }
                ControlFlow::Continue(())
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

/// Returns the first of two views that a router does not send. A view without routes of which an End-of-RIB was sent
/// is empty, not missing: but many routers send that of the pre-policy view even if they never send its routes.
fn missing(tables: &Tables, peer: &Peer, [from, to]: [Rib; 2]) -> Option<Rib> {
    let has = |rib: Rib, is_last: bool| {
        let peers = tables.peers(peer.router);
        let mut of_view = peers.filter(|other| is_source(other, peer, rib));
        of_view.any(|other| {
            let all = tables.tables(other.id);
            let mut of_rib = all.iter().filter(|table| table.rib == Some(rib));
            of_rib.any(|table| table.counts.added > 0 || is_last && table.has_end_of_rib)
        })
    };
    [(from, false), (to, true)]
        .into_iter()
        .find(|(rib, is_last)| !has(*rib, *is_last))
        .map(|(rib, _)| rib)
}

/// Returns whether the view of a peer is that of another peer, too: a Loc-RIB belongs to all peers of its VRF.
fn is_source(other: &Peer, peer: &Peer, rib: Rib) -> bool {
    match rib {
        Rib::LocRib => {
            let (other, peer) = (&other.header, &peer.header);
            other.is_loc_rib() && other.distinguisher() == peer.distinguisher()
        }
        _ => other.id == peer.id,
    }
}

/// A route of one or both views.
struct Compared<'t> {
    verdict: Verdict,
    changes: Vec<Change>,
    route: Route<'t>,
}

impl Compared<'_> {
    fn told(&self, tables: &Tables, peer: &Peer, [from, to]: [Rib; 2]) -> Option<Difference> {
        Some(Difference {
            router: RouterName::of(tables.router(peer.router)?),
            peer: PeerName::of(peer),
            from,
            to,
            destination: Destination::of(&self.route),
            path_id: self.route.path_id(),
            verdict: self.verdict,
            changes: self.changes.clone(),
        })
    }
}

/// Compares the routes to one destination.
fn compare<'t>(peer: &Peer, routes: &[Route<'t>], [from, to]: [Rib; 2]) -> Vec<Compared<'t>> {
    let of = |rib: Rib| {
        let is_wanted = move |route: &&Route<'t>| {
            route.table().rib == Some(rib)
                && route.router().id == peer.router
                && is_source(route.peer(), peer, rib)
        };
        routes.iter().filter(is_wanted).copied()
    };
    let mut before: Vec<_> = of(from).collect();
    let after: Vec<_> = of(to).collect();
    let has_after = !after.is_empty();
    let mut all = Vec::new();
    // Path identifiers are those of a session: those of a Loc-RIB are others.
    let is_session = from != Rib::LocRib;
    for new in after {
        let same_set = |old: &Route<'_>| old.attribute_set() == new.attribute_set();
        let place = match is_session {
            true => before.iter().position(|old| old.path_id() == new.path_id()),
            false => {
                let same = before.iter().position(same_set);
                same.or((!before.is_empty()).then_some(0))
            }
        };
        let changes = place.map(|place| changes(&before.swap_remove(place), &new));
        let verdict = match &changes {
            None => Verdict::OnlyAfter,
            Some(changes) if changes.is_empty() => Verdict::Unchanged,
            Some(_) => Verdict::Changed,
        };
        let changes = changes.unwrap_or_default();
        let route = new;
        all.push(Compared {
            verdict,
            changes,
            route,
        });
    }
    // Of several paths of a Loc-RIB one is sent: the others are not rejected.
    if is_session || !has_after {
        all.extend(before.into_iter().map(|route| Compared {
            verdict: Verdict::Rejected,
            changes: Vec::new(),
            route,
        }));
    }
    all
}

/// Returns the differences of all peers that have a route on a page, of all routes to one destination.
pub(crate) fn of_destination(
    tables: &Tables,
    all: &[Route<'_>],
    page: &[Route<'_>],
) -> Vec<Difference> {
    let mut told = Vec::new();
    let mut last = None;
    for route in page {
        let peer = route.peer();
        if last.replace(peer.id) == Some(peer.id) || peer.header.is_loc_rib() {
            continue;
        }
        // If the pre-policy view of what is sent is there, the Loc-RIB is compared with that.
        let has_out_pre = missing(tables, peer, [Rib::AdjRibOutPre, Rib::AdjRibOutPre]).is_none();
        for pair in PAIRS {
            let is_doubled = pair == [Rib::LocRib, Rib::AdjRibOutPost] && has_out_pre;
            if is_doubled || missing(tables, peer, pair).is_some() {
                continue;
            }
            let compared = compare(peer, all, pair);
            told.extend(
                compared
                    .iter()
                    .filter_map(|one| one.told(tables, peer, pair)),
            );
        }
    }
    told
}
