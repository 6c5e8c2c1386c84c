//! The figures, as tables or as one JSON object.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::bench::args::{Args, OutputFormat};
use crate::bench::load::Load;
use crate::bench::measure::{Doubt, Figure, Figures};
use crate::bench::stages::Stage;
use crate::dump::malformed::Malformed;
use crate::dump::summary::table;

/// What was measured, and of what.
pub(crate) struct Report<'a> {
    pub(crate) args: &'a Args,
    pub(crate) load: &'a Load,
    pub(crate) figures: &'a Figures,
    pub(crate) is_interrupted: bool,
}

/// Figures without optimisation say little.
const IS_DEBUG: bool = cfg!(debug_assertions);

impl Report<'_> {
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.args.format {
            OutputFormat::Table => self.tables(out),
            OutputFormat::Json => {
                serde_json::to_writer(&mut *out, &self.object())?;
                writeln!(out)
            }
        }?;
        out.flush()
    }

    fn tables(&self, out: &mut dyn Write) -> io::Result<()> {
        let load = self.load;
        writeln!(
            out,
            "{} messages, {} bytes; streams: {}",
            load.all.frames.len(),
            load.all.bytes,
            load.read.streams
        )?;
        let head = [
            "stage",
            "messages/s",
            "MB/s",
            "ns/message",
            "spread",
            "allocations/message",
        ];
        let rows = self.figures.stages.iter().map(stage);
        writeln!(out, "\n{}", table(&head, 1, rows))?;
        let head = [
            "messages by type",
            "messages",
            "bytes",
            "copy ns",
            "decode ns",
            "spread",
            "allocations",
            "walk ns",
            "spread",
            "allocations",
        ];
        let kinds = load.kinds.keys().map(|kind| Load::name_of(*kind));
        let rows = kinds.zip(&self.figures.kinds).map(group);
        writeln!(out, "\n{}", table(&head, 1, rows))?;
        if !load.families.is_empty() {
            let mut head = head;
            head[0] = "Route Monitoring by family";
            let families = load.families.keys().map(ToString::to_string);
            let rows = families.zip(&self.figures.families).map(group);
            writeln!(out, "\n{}", table(&head, 1, rows))?;
        }
        writeln!(
            out,
            "\nAll but the first table: bytes, ns and allocations of one message."
        )?;
        self.notes(out)
    }

    /// Writes what to know about the figures.
    fn notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let rounds = self.figures.all().map(Figure::rounds);
        let least = rounds.min().unwrap_or_default();
        writeln!(out, "rounds: {least} of {}", self.args.rounds)?;
        if IS_DEBUG {
            writeln!(
                out,
                "? all: this program was built without optimisation (--release)"
            )?;
        }
        let doubts = self.figures.all().flat_map(Figure::doubts);
        for doubt in doubts.collect::<BTreeSet<Doubt>>() {
            writeln!(out, "? {}", doubt.text())?;
        }
        let Malformed {
            messages,
            updates,
            attributes,
            routes,
            inside_attributes,
            others,
        } = self.load.malformed;
        if !self.load.malformed.is_none() {
            writeln!(
                out,
                "malformed: {messages} BMP messages, left out; {updates} BGP messages, {attributes} attributes, \
                 {inside_attributes} TLVs inside attributes, {routes} routes, {others} capabilities and other TLVs"
            )?;
        }
        if self.load.read.lost > 0 {
            writeln!(
                out,
                "lost: {} bytes that are in no message",
                self.load.read.lost
            )?;
        }
        if self.load.read.is_enough {
            writeln!(
                out,
                "limit: the files hold more messages than --limit loads"
            )?;
        }
        Ok(())
    }

    fn object(&self) -> Value {
        let load = self.load;
        let stages: Vec<_> = self.figures.stages.iter().map(of_stage).collect();
        let kinds = load.kinds.keys().map(|kind| Load::name_of(*kind));
        let families = load.families.keys().map(ToString::to_string);
        json!({
            "build": if IS_DEBUG { "debug" } else { "release" },
            "streams": load.read.streams,
            "messages": load.all.frames.len(),
            "bytes": load.all.bytes,
            "messages_by_type": load.messages,
            "malformed": load.malformed,
            "lost": load.read.lost,
            "limit": { "bytes": self.args.limit, "reached": load.read.is_enough },
            "rounds": self.args.rounds,
            "interrupted": self.is_interrupted,
            "stages": stages,
            "types": kinds.zip(&self.figures.kinds).map(of_group("type")).collect::<Vec<_>>(),
            "families": families.zip(&self.figures.families).map(of_group("family")).collect::<Vec<_>>(),
        })
    }
}

/// Returns a row of the first table.
fn stage(figure: &Figure) -> Vec<String> {
    let mut row = vec![figure.stage.name().to_owned()];
    match figure.quartiles() {
        Some(quartiles) => {
            let per_second = 1e9 / quartiles.median;
            let bytes = per_second * figure.bytes as f64 / figure.messages as f64;
            row.extend([
                format!("{per_second:.0}"),
                format!("{:.0}", bytes / 1e6),
                nanos(quartiles.median),
                spread(figure),
            ]);
        }
        None => row.extend(["-"; 4].map(String::from)),
    }
    row.push(format!("{:.2}", figure.allocations_per_message()));
    row
}

fn group((name, figures): (String, &Vec<Figure>)) -> Vec<String> {
    let mut row = vec![name];
    for figure in figures {
        let quartiles = figure.quartiles();
        let time = quartiles.map_or("-".into(), |quartiles| nanos(quartiles.median));
        match figure.stage {
            Stage::Copy => {
                row.push(figure.messages.to_string());
                row.push(format!(
                    "{:.0}",
                    figure.bytes as f64 / figure.messages as f64
                ));
                row.push(time);
            }
            _ => {
                let allocations = figure.allocations_per_message();
                row.extend([time, spread(figure), format!("{allocations:.2}")]);
            }
        }
    }
    row
}

fn nanos(nanos: f64) -> String {
    match nanos {
        // Three digits say enough.
        small if small < 100.0 => format!("{small:.1}"),
        large => format!("{large:.0}"),
    }
}

/// Returns the spread, with a mark if the time is not to be trusted.
fn spread(figure: &Figure) -> String {
    let Some(quartiles) = figure.quartiles() else {
        return "-".into();
    };
    let mark = if figure.doubts().is_empty() { "" } else { "?" };
    format!("{mark}{:.1}%", quartiles.spread() * 100.0)
}

fn of_stage(figure: &Figure) -> Value {
    let mut value = of_figure(figure);
    value["stage"] = figure.stage.key().into();
    value
}

/// Returns an object of a group: its name, and its figures by stage.
fn of_group(key: &'static str) -> impl Fn((String, &Vec<Figure>)) -> Value {
    move |(name, figures)| {
        let mut value = json!({ key: name });
        for figure in figures {
            value["messages"] = figure.messages.into();
            value["bytes"] = figure.bytes.into();
            value[figure.stage.key()] = of_figure(figure);
        }
        value
    }
}

fn of_figure(figure: &Figure) -> Value {
    let quartiles = figure.quartiles();
    let per_second = quartiles.map(|quartiles| 1e9 / quartiles.median);
    let doubts = figure.doubts();
    json!({
        "rounds": figure.rounds(),
        "ns_per_message": quartiles.map(|quartiles| quartiles.median),
        "quartiles": quartiles.map(|quartiles| [quartiles.first, quartiles.third]),
        "fastest_ns_per_message": figure.fastest(),
        "spread": quartiles.map(|quartiles| quartiles.spread()),
        "messages_per_second": per_second,
        "bytes_per_second": per_second.map(|messages| messages * figure.bytes as f64 / figure.messages as f64),
        "allocations": figure.allocations,
        "allocations_per_message": figure.allocations_per_message(),
        "trusted": doubts.is_empty() && !IS_DEBUG,
        "doubts": doubts,
    })
}
