//! `bmp policy`: shows what policies did to routes.

pub(crate) mod args;
#[cfg(test)]
mod tests;
mod write;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use crate::input::Stop;
use crate::interrupt;
use crate::lookup;
use crate::lookup::choice::{Choice, Chooser};
use crate::lookup::reading::Reading;
use crate::tables::Tables;
use crate::tables::policy::{Compared, Kind};
use args::Args;
use write::{Found, Lines};

pub(crate) fn main(args: &Args) -> ExitCode {
    interrupt::watch();
    let mut out = BufWriter::new(io::stdout().lock());
    let result = run(args, &mut out, &mut io::stderr());
    lookup::exit("policy", &args.sources, result)
}

/// Returns whether everything was read, and is as expected.
fn run(args: &Args, out: &mut dyn Write, errors: &mut dyn Write) -> anyhow::Result<bool> {
    let mut reading = Reading::new(args.limit, args.at);
    let read = args.sources.read("policy", &mut *errors, &mut |item| {
        if args.after.is_some_and(|after| reading.messages >= after) {
            return Err(Stop::Enough);
        }
        reading.take(&item);
        Ok(())
    })?;
    let is_expected = compare(args, &reading.tables, out, errors)?;
    out.flush()?;
    Ok(reading.end("policy", &read, errors)? && is_expected)
}

/// Compares and shows, and returns whether all is as expected.
fn compare(
    args: &Args,
    tables: &Tables,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> io::Result<bool> {
    let mut found = Found::default();
    let mut lines = Lines::new(tables);
    let mut result = Ok(());
    let mut chooser = Chooser::new(&args.choice);
    let families = &args.choice.family;
    let family = match families[..] {
        [family] => Some(family),
        _ => None,
    };
    let expected: Vec<Kind> = args.expect.iter().copied().map(Kind::from).collect();
    let mut unexpected = 0;
    tables.compare(family, |compared| {
        if result.is_err() || !is_wanted(args, &mut chooser, &compared) {
            return;
        }
        if !expected.is_empty() && !expected.contains(&compared.kind) {
            unexpected += 1;
        }
        found.count(&compared);
        if (args.routes || args.json) && (args.all || compared.kind != Kind::Unchanged) {
            result = match args.json {
                true => lines.json(&compared, out),
                false => lines.text(&compared, out),
            };
        }
    });
    result?;
    if !args.json && !args.routes {
        found.write(tables, args.top, out)?;
    }
    let missing = say_missing(args, tables, &mut chooser, errors)?;
    if expected.is_empty() {
        return Ok(true);
    }
    if found.is_empty() {
        let why = if missing {
            ""
        } else {
            ": there are no two views of one peer"
        };
        writeln!(errors, "bmp policy: nothing to compare{why}")?;
        return Ok(false);
    }
    if unexpected > 0 {
        writeln!(
            errors,
            "bmp policy: {unexpected} routes are not as expected"
        )?;
    }
    Ok(unexpected == 0)
}

fn is_wanted(args: &Args, chooser: &mut Chooser<'_>, compared: &Compared<'_>) -> bool {
    let kinds = &args.kind;
    let steps = &args.step;
    let mut takes = |route: &Option<crate::tables::Route<'_>>| {
        route.is_some_and(|route| has_prefix(&args.choice, &route) && chooser.takes(&route))
    };
    (steps.is_empty() || steps.iter().any(|step| compared.step == (*step).into()))
        && (kinds.is_empty() || kinds.iter().any(|kind| compared.kind == (*kind).into()))
        && (takes(&compared.before) || takes(&compared.after))
}

/// Returns whether the prefix of a route is one of the wanted ones.
fn has_prefix(choice: &Choice, route: &crate::tables::Route<'_>) -> bool {
    use crate::lookup::choice::How;
    choice.prefix.is_empty()
        || route.prefix().is_some_and(|net| {
            choice.prefix.iter().any(|wanted| match choice.matching {
                Some(How::Within) => wanted.net.contains(&net),
                Some(How::Covering) => net.contains(&wanted.net),
                None if wanted.is_address => net.contains(&wanted.net),
                _ => wanted.net == net,
            })
        })
}

/// Says which views are not known, and returns whether there are some.
fn say_missing(
    args: &Args,
    tables: &Tables,
    chooser: &mut Chooser<'_>,
    errors: &mut dyn Write,
) -> io::Result<bool> {
    let mut is_one = false;
    for missing in tables.missing_views() {
        let Some(peer) = tables.peer(missing.peer) else {
            continue;
        };
        let is_of_family =
            args.choice.family.is_empty() || args.choice.family.contains(&missing.family);
        if !is_of_family || !chooser.takes_peer(peer) {
            continue;
        }
        is_one = true;
        writeln!(
            errors,
            "bmp policy: no {} view of {} {}: its {} routes of {} cannot be compared",
            missing.missing, peer.header, missing.family, missing.routes, missing.known
        )?;
    }
    Ok(is_one)
}
