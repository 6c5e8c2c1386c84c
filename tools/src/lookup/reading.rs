//! From messages to tables: whose connection a stream is, and what is said about errors.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::time::Duration;

use bmp_codec::bgp::error_action::Disposition;
use bmp_codec::bmp::{Message, PerPeerHeader};

use crate::files::{Item, Read};
use crate::interrupt;
use crate::tables::{Limits, Outcome, RouterId, Tables};

/// Errors are said one by one up to this number, then counted.
const SAID: u64 = 20;

/// The tables, and what they lack.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) tables: Tables,
    /// Messages after this time are left out.
    at: Option<Duration>,
    /// The router of each stream.
    streams: HashMap<usize, RouterId>,
    /// The stream of the last connection of a router.
    last: HashMap<String, usize>,
    pub(crate) messages: u64,
    wrong: Vec<String>,
    wrong_parts: u64,
    /// The number of UPDATEs with errors, by what a receiver does.
    actions: BTreeMap<Disposition, u64>,
}

impl Reading {
    pub(crate) fn new(limit: u64, at: Option<Duration>) -> Reading {
        Reading {
            tables: Tables::new(Limits::default().with_routes(limit)),
            at,
            streams: HashMap::new(),
            last: HashMap::new(),
            messages: 0,
            wrong: Vec::new(),
            wrong_parts: 0,
            actions: BTreeMap::new(),
        }
    }

    /// Applies a message, and returns what it did; nothing if it is not for the tables.
    pub(crate) fn take(&mut self, item: &Item<'_, '_>) -> Option<Outcome> {
        self.messages += 1;
        let message = match &item.decoded {
            Ok(message) => message,
            Err(error) => {
                self.say(error.to_string());
                return None;
            }
        };
        let time = time_of(item);
        if let (Some(at), Some(time)) = (self.at, time)
            && time > at
        {
            return None;
        }
        let router = self.router(item);
        let outcome = self.tables.take(router, message, item.peers, item.captured);
        if outcome.errors > 0 {
            *self.actions.entry(outcome.disposition).or_default() += 1;
        }
        if let Message::RouteMonitoring(monitoring) = message
            && let Err(malformed) = &monitoring.update
        {
            self.say(malformed.error.to_string());
        }
        Some(outcome)
    }

    fn say(&mut self, what: String) {
        self.wrong_parts += 1;
        if self.wrong_parts <= SAID {
            self.wrong
                .push(format!("message {}: {what}", self.messages));
        }
    }

    /// Returns the router of a stream. A new stream of a router whose last one has ended goes on with its tables.
    fn router(&mut self, item: &Item<'_, '_>) -> RouterId {
        if let Some(router) = self.streams.get(&item.stream) {
            return *router;
        }
        let name = match item.name {
            "raw" => item.path.display().to_string(),
            name => host(name).to_owned(),
        };
        if let Some(last) = self.last.insert(name.clone(), item.stream)
            && item.ended.contains(&last)
            && let Some(router) = self.streams.get(&last)
        {
            self.tables.disconnect(*router);
        }
        let router = self.tables.connect(&name);
        self.streams.insert(item.stream, router);
        router
    }

    /// Says what the tables lack, and returns whether they have everything.
    pub(crate) fn end(
        &self,
        command: &str,
        read: &Read,
        errors: &mut dyn Write,
    ) -> io::Result<bool> {
        let mut say = |what: &str| writeln!(errors, "bmp {command}: {what}");
        for what in &self.wrong {
            say(what)?;
        }
        if self.wrong_parts > SAID {
            say(&format!(
                "{} more messages with errors",
                self.wrong_parts - SAID
            ))?;
        }
        for (disposition, updates) in &self.actions {
            say(&format!(
                "{updates} UPDATEs with errors, {disposition}: `bmp dump --explain` shows them"
            ))?;
        }
        let strongest = self.actions.keys().max();
        let mut is_whole = !read.is_incomplete
            && self.wrong_parts == 0
            && strongest.is_none_or(|action| *action < Disposition::TreatAsWithdraw);
        for router in self.tables.routers() {
            let (routes, messages) = (router.refused_routes, router.refused_messages);
            if routes + messages > 0 {
                is_whole = false;
                say(&format!(
                    "{}: {routes} announcements and {messages} messages had no room",
                    router.name
                ))?;
            }
        }
        if interrupt::has_come() {
            say("interrupted: these are the tables of the messages before")?;
        }
        Ok(is_whole)
    }
}

/// Returns the time of a message: when it was captured, if the file says that, or else what its header says.
pub(crate) fn time_of(item: &Item<'_, '_>) -> Option<Duration> {
    let header = item
        .decoded
        .as_ref()
        .ok()
        .and_then(|message| message.peer());
    item.captured
        .or_else(|| header.and_then(PerPeerHeader::timestamp))
}

/// Returns the address of the router in the name of a stream: `192.0.2.1:53211 > 192.0.2.9:11019 #2`.
fn host(name: &str) -> &str {
    let from = name.split_once(" > ").map_or(name, |(from, _)| from);
    match from.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() && !host.ends_with(':') => {
            match host
                .strip_prefix('[')
                .and_then(|host| host.strip_suffix(']'))
            {
                Some(host) => host,
                None if host.contains(':') => from,
                None => host,
            }
        }
        _ => from,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn hosts_of_streams() {
        for (name, host) in [
            ("192.0.2.1:53211 > 192.0.2.9:11019", "192.0.2.1"),
            ("192.0.2.1:53211 > 192.0.2.9:11019 #2", "192.0.2.1"),
            ("[2001:db8::1]:53211 > [2001:db8::9]:11019", "2001:db8::1"),
            ("192.0.2.1 > collector", "192.0.2.1"),
            ("2001:db8::1 > collector", "2001:db8::1"),
        ] {
            assert_eq!(super::host(name), host);
        }
    }
}
