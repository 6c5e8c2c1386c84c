//! What happened to the wanted routes: the state after a message, compared with that before.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bmp::{PeerKey, Rib};

use crate::lookup::choice::{Choice, Chooser};
use crate::lookup::write::{Event, Shown, Writer};
use crate::tables::{Happened, Outcome, RouterId, Tables};

/// What identifies a route over all tables.
type Place = (RouterId, PeerKey, Option<Rib>, RouteKey);

#[derive(Debug)]
pub(crate) struct History<'c> {
    choice: &'c Choice,
    known: BTreeMap<Place, Shown>,
}

impl<'c> History<'c> {
    pub(crate) fn new(choice: &'c Choice) -> History<'c> {
        History {
            choice,
            known: BTreeMap::new(),
        }
    }

    /// Writes what a message changed.
    pub(crate) fn step(
        &mut self,
        tables: &Tables,
        outcome: &Outcome,
        time: Option<Duration>,
        writer: &mut Writer,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if outcome.counts == Default::default() && outcome.event.is_none() {
            return Ok(());
        }
        let mut now = BTreeMap::new();
        Chooser::new(self.choice).each(tables, |route| {
            let key = route.key().map_err(io::Error::other)?;
            let (peer, rib) = (route.peer().header.key(), route.table().rib);
            now.insert((route.router().id, peer, rib, key), Shown::of(&route));
            Ok::<_, io::Error>(())
        })?;
        let before = std::mem::replace(&mut self.known, now);
        for (place, old) in &before {
            if !self.known.contains_key(place) {
                let why = match outcome.event {
                    Some(Happened::PeerDown) => " (Peer Down)",
                    Some(Happened::PeerUp) => " (Peer Up)",
                    Some(Happened::EndOfRib(_)) => " (End-of-RIB)",
                    _ if outcome.counts.treated_as_withdrawn > 0 => " (treat-as-withdraw)",
                    _ if outcome.counts.withdrawn > 0 => " (withdrawn)",
                    // It is still there, and not what is asked for.
                    _ => " (changed)",
                };
                let old = old.at(time);
                writer.event(Some(Event::Removed), &old, why, out)?;
            }
        }
        for (place, new) in &self.known {
            let event = match before.get(place) {
                None => Event::Added,
                Some(old) if old.update != new.update => Event::Changed,
                Some(old) if old.is_stale() && !new.is_stale() => Event::Renewed,
                Some(old) if !old.is_stale() && new.is_stale() => Event::Aged,
                Some(_) => continue,
            };
            let time = if event == Event::Aged {
                time
            } else {
                time.or(new.time)
            };
            let new = new.at(time);
            writer.event(Some(event), &new, "", out)?;
        }
        writer.flush(out)
    }
}
