//! What was sent, and what could not be sent.

use std::fmt;
use std::time::Instant;

use indicatif::{HumanBytes, HumanCount};

use crate::replay::args::Args;
use crate::replay::streams::Recorded;

/// How many losses are listed individually.
const TOLD: usize = 5;

#[derive(Debug)]
pub(crate) struct Summary {
    started: Instant,
    is_by_time: bool,
    pub(crate) messages: u64,
    pub(crate) octets: u64,
    pub(crate) connections: u64,
    /// The number of messages with a time of capture, with a time in the per-peer header, and with no time.
    captured: u64,
    stamped: u64,
    timeless: u64,
    losses: Vec<String>,
    pub(crate) lost: u64,
    lost_octets: u64,
}

impl Summary {
    pub(crate) fn new(args: &Args) -> Self {
        Summary {
            started: Instant::now(),
            is_by_time: args.speed.is_some(),
            messages: 0,
            octets: 0,
            connections: 0,
            captured: 0,
            stamped: 0,
            timeless: 0,
            losses: Vec::new(),
            lost: 0,
            lost_octets: 0,
        }
    }

    pub(crate) fn connected(&mut self) {
        self.connections += 1;
    }

    pub(crate) fn sent(&mut self, messages: u64, octets: u64) {
        self.messages += messages;
        self.octets += octets;
    }

    /// Counts a message that is sent by its time.
    pub(crate) fn timed(&mut self, message: &Recorded) {
        let count = match (message.time, message.is_captured) {
            (None, _) => &mut self.timeless,
            (Some(_), true) => &mut self.captured,
            (Some(_), false) => &mut self.stamped,
        };
        *count += 1;
    }

    pub(crate) fn lost(&mut self, octets: u64, text: String) {
        self.lost += 1;
        self.lost_octets += octets;
        if self.losses.len() < TOLD {
            self.losses.push(text);
        }
    }

    fn rate(&self) -> u64 {
        (self.messages as f64 / self.started.elapsed().as_secs_f64().max(1e-3)) as u64
    }

    /// Returns lines about what was not sent, if there is something.
    pub(crate) fn not_sent(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.lost_octets > 0 {
            let octets = HumanCount(self.lost_octets);
            lines.push(format!(
                "not sent, because they are in no whole message: {octets} bytes"
            ));
        }
        lines.extend(self.losses.iter().map(|text| format!("  {text}")));
        match self.lost - self.losses.len() as u64 {
            0 => {}
            more => lines.push(format!("  and {} more", HumanCount(more))),
        }
        lines
    }

    /// Returns a short text for the progress bar.
    pub(crate) fn so_far(&self) -> String {
        format!(
            "{} messages, {}, {}/s",
            HumanCount(self.messages),
            HumanBytes(self.octets),
            HumanCount(self.rate())
        )
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "sent {} messages, {} bytes",
            HumanCount(self.messages),
            HumanCount(self.octets)
        )?;
        match self.connections {
            0 => {}
            1 => f.write_str(", over 1 connection")?,
            count => write!(f, ", over {} connections", HumanCount(count))?,
        }
        let seconds = self.started.elapsed().as_secs_f64();
        write!(
            f,
            ", in {seconds:.3} s ({} messages/s)",
            HumanCount(self.rate())
        )?;
        if self.is_by_time {
            f.write_str("\nsent at the times")?;
            let mut separator = "";
            for (count, what) in [
                (self.captured, "of capture"),
                (self.stamped, "of the per-peer header"),
                (
                    self.timeless,
                    "of the message before, for lack of their own",
                ),
            ] {
                if count > 0 {
                    write!(f, "{separator} {what} ({} messages)", HumanCount(count))?;
                    separator = ",";
                }
            }
        }
        for line in self.not_sent() {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}
