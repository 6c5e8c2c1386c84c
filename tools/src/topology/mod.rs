//! Shows the topology that the BGP-LS routes of a stream lead to.
//!
//! `routes` keeps the routes, `graph` makes nodes and links of them; `text`, `json` and `dot` write these.

pub(crate) mod args;
mod dot;
mod graph;
mod json;
mod routes;
#[cfg(test)]
mod tests;
mod text;
mod values;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use crate::dump::clock::Clock;
use crate::dump::run::progress;
use crate::files::{Files, Item, Read};
use crate::input::Stop;
use crate::interrupt;
use crate::select::{Filter, Selection, address_of};
use crate::version_4::in_version_3;
use anyhow::Context;
use args::Args;
use bmp_codec::bmp::Message;
use graph::Graph;
use routes::Routes;

/// Errors and omitted routes are said one by one up to this number, then counted.
const SAID: u64 = 20;

pub(crate) fn main(args: &Args) -> ExitCode {
    interrupt::watch();
    let mut out = BufWriter::new(io::stdout().lock());
    match run(args, &mut out, &mut io::stderr()) {
        Ok(_) if interrupt::has_come() => interrupt::STATUS.into(),
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // The reader of the output has seen enough.
        Err(error) if crate::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmp topology: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether all routes could be decoded and kept.
fn run(args: &Args, out: &mut dyn Write, errors: &mut dyn Write) -> anyhow::Result<bool> {
    let mut reading = Reading::new(args);
    let mut files = Files {
        command: "topology",
        port: args.port,
        version_4: args.version_4,
        errors: &mut *errors,
    };
    let read = files.read(&args.files, |path| progress(path, true), &mut |item| {
        if args.after.is_some_and(|after| reading.messages >= after) {
            return Err(Stop::Enough);
        }
        reading.take(&item);
        Ok(())
    });
    let read = read.context("cannot write")?;
    let graph = Graph::of(&reading.routes, &args.protocol);
    if args.json {
        json::write(&reading.routes, &graph, out)?;
    } else if args.dot {
        dot::write(&graph, out)?;
    } else {
        text::write(&reading.routes, &graph, out)?;
    }
    out.flush()?;
    reading.say(&graph, &read, errors)?;
    let is_whole = !read.is_incomplete && reading.wrong_parts == 0;
    Ok(is_whole && reading.routes.refused == 0 && graph.omitted.is_empty())
}

struct Reading<'a> {
    filter: Filter,
    args: &'a Args,
    routes: Routes,
    messages: u64,
    /// The first errors, each with the number of its message.
    wrong: Vec<String>,
    wrong_parts: u64,
}

impl<'a> Reading<'a> {
    fn new(args: &'a Args) -> Reading<'a> {
        Reading {
            filter: Filter::from(&Selection {
                peer: args.peer.clone(),
                until: args.until,
                ..Selection::default()
            }),
            args,
            routes: Routes::new(args.limit),
            messages: 0,
            wrong: Vec::new(),
            wrong_parts: 0,
        }
    }

    fn take(&mut self, item: &Item<'_, '_>) {
        self.messages += 1;
        let number = self.messages;
        let (wrong, parts) = (&mut self.wrong, &mut self.wrong_parts);
        let mut say = |what: String| {
            *parts += 1;
            if *parts <= SAID {
                wrong.push(format!("message {number}: {what}"));
            }
        };
        let message = match &item.decoded {
            Ok(message) => in_version_3(message),
            Err(error) => return say(error.to_string()),
        };
        let message = &*message;
        if !self
            .filter
            .takes_message(message, item.frame, item.captured)
        {
            return;
        }
        let rib = message.peer().and_then(|peer| peer.rib());
        let is_of_rib =
            self.args.rib.is_empty() || rib.is_some_and(|rib| self.args.rib.contains(&rib));
        // A Peer Down ends all tables of its peer, whichever it names.
        let is_end = matches!(message, Message::PeerDown(_));
        if is_of_rib || is_end {
            self.routes.take(item, message, &mut say);
        }
    }

    /// Says what the topology lacks, and why.
    fn say(&self, graph: &Graph<'_>, read: &Read, errors: &mut dyn Write) -> io::Result<()> {
        let mut say = |what: &str| writeln!(errors, "bmp topology: {what}");
        for what in &self.wrong {
            say(what)?;
        }
        if self.wrong_parts > SAID {
            say(&format!("{} more errors", self.wrong_parts - SAID))?;
        }
        for (title, routes) in [
            ("omitted", &graph.omitted),
            ("of a type that is not known, omitted", &graph.unknown),
        ] {
            let first = usize::try_from(SAID).unwrap_or_default();
            for route in routes.iter().take(first) {
                say(&format!("{title}: {route}"))?;
            }
            if routes.len() > first {
                say(&format!("{title}: {} more routes", routes.len() - first))?;
            }
        }
        if self.routes.refused > 0 {
            let (refused, limit) = (self.routes.refused, self.args.limit);
            say(&format!(
                "{refused} announcements had no room: --limit is {limit} routes"
            ))?;
        }
        if interrupt::has_come() {
            say("interrupted: the topology is that of the messages before")?;
        }
        if self.routes.len() > 0 {
            return Ok(());
        }
        match &self.routes.removed {
            Some(removed) => {
                let (peer, routes) = (address_of(&removed.peer), removed.routes);
                let mut clock = Clock::default();
                let time = removed.time.and_then(|time| clock.text(time));
                let time = time.map(String::from_utf8_lossy);
                let until = time.map(|time| format!("; --until {time} shows them"));
                let until = until.unwrap_or_default();
                say(&format!(
                    "no routes are left: the session of {peer} ended, and with it {routes} routes{until}"
                ))
            }
            None if !read.is_enough && self.wrong_parts == 0 => say("there are no BGP-LS routes"),
            None => Ok(()),
        }
    }
}
