//! What was compared, and what was found.

use std::collections::BTreeMap;
use std::fmt;

use super::mistakes::MISTAKES;

/// What was compared, and what was found.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) frames: usize,
    /// The values that are the same, by the name of the field.
    pub(crate) same: BTreeMap<String, usize>,
    /// The values that tshark does not show.
    pub(crate) not_shown: BTreeMap<String, usize>,
    /// The values that are compared with nothing, by reason.
    pub(crate) left_out: BTreeMap<&'static str, usize>,
    /// The fields in which tshark is wrong, by the place of the reason in [`MISTAKES`].
    pub(crate) mistakes: BTreeMap<usize, usize>,
    /// The other differences.
    pub(crate) differences: Vec<String>,
}

/// Adds to a count.
pub(crate) fn add<K: Ord>(counts: &mut BTreeMap<K, usize>, key: K, count: usize) {
    *counts.entry(key).or_default() += count;
}

impl Tally {
    /// Adds what is in another.
    pub(crate) fn append(&mut self, other: Tally) {
        self.frames += other.frames;
        for (name, count) in other.same {
            add(&mut self.same, name, count);
        }
        for (name, count) in other.not_shown {
            add(&mut self.not_shown, name, count);
        }
        for (reason, count) in other.left_out {
            add(&mut self.left_out, reason, count);
        }
        for (place, count) in other.mistakes {
            add(&mut self.mistakes, place, count);
        }
        self.differences.extend(other.differences);
    }

    /// The mistakes of [`MISTAKES`] that are in no message.
    pub(crate) fn not_found(&self) -> Vec<&'static str> {
        let all = MISTAKES.iter().enumerate();
        let not_found = all.filter(|(place, _)| !self.mistakes.contains_key(place));
        not_found.map(|(_, mistake)| mistake.shows).collect()
    }

    /// How many values are the same.
    pub(crate) fn compared(&self) -> usize {
        self.same.values().sum()
    }
}

/// All counts, as lines.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.same.len();
        writeln!(
            f,
            "{} messages, {} values of {names} fields are the same",
            self.frames,
            self.compared()
        )?;
        for (name, count) in &self.same {
            writeln!(f, "{count:>9} {name}")?;
        }
        writeln!(f, "not shown by tshark:")?;
        for (name, count) in &self.not_shown {
            writeln!(f, "{count:>9} {name}")?;
        }
        writeln!(f, "left out:")?;
        for (reason, count) in &self.left_out {
            writeln!(f, "{count:>9} {reason}")?;
        }
        writeln!(f, "mistakes of tshark 4.0.17:")?;
        for (place, count) in &self.mistakes {
            let mistake = &MISTAKES[*place];
            writeln!(f, "{count:>9} tshark {}; {}", mistake.shows, mistake.so)?;
        }
        Ok(())
    }
}
