//! Figures: warm-up, rounds, and how far they spread.

use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::CountAllocations;
use crate::bench::load::{Frame, Group, Load};
use crate::bench::stages::{Runner, Stage};
use crate::interrupt;

/// A stage, measured with some messages.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) stage: Stage,
    pub(crate) messages: u64,
    pub(crate) bytes: u64,
    /// Allocations in a pass.
    pub(crate) allocations: u64,
    /// How often a round goes over the messages.
    passes: u32,
    /// Nanoseconds of a pass, in each round.
    samples: Vec<f64>,
}

/// Quartiles of the nanoseconds that a message takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quartiles {
    pub(crate) first: f64,
    pub(crate) median: f64,
    pub(crate) third: f64,
}

impl Quartiles {
    /// Returns the quartiles of at least one sample, interpolated.
    pub(crate) fn of(samples: &[f64]) -> Option<Quartiles> {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let at = |quarters: usize| {
            let (whole, part) = (quarters * last / 4, (quarters * last % 4) as f64 / 4.0);
            let above = sorted[(whole + 1).min(last)];
            sorted[whole] + (above - sorted[whole]) * part
        };
        Some(Quartiles {
            first: at(1),
            median: at(2),
            third: at(3),
        })
    }

    /// Returns the distance of the quartiles, as a part of the median.
    pub(crate) fn spread(&self) -> f64 {
        (self.third - self.first) / self.median.max(f64::MIN_POSITIVE)
    }
}

/// Why a figure is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doubt {
    Spread,
    FewRounds,
    ShortRounds,
    FewMessages,
}

impl Doubt {
    const MOST_SPREAD: f64 = 0.1;
    const ROUNDS: usize = 5;
    const SHORTEST: f64 = 100_000.0;
    const MESSAGES: u64 = 50;

    pub(crate) fn text(self) -> &'static str {
        match self {
            Doubt::Spread => {
                "the rounds spread by more than 10 percent: is something else running?"
            }
            Doubt::FewRounds => "fewer than 5 rounds: how far they spread is not known",
            Doubt::ShortRounds => "rounds of less than 100 microseconds: give more --time",
            Doubt::FewMessages => {
                "fewer than 50 messages: the processor learns their branches by heart"
            }
        }
    }
}

impl Figure {
    fn new(stage: Stage, group: &Group) -> Figure {
        Figure {
            stage,
            messages: group.frames.len() as u64,
            bytes: group.bytes,
            allocations: 0,
            passes: 1,
            samples: Vec::new(),
        }
    }

    pub(crate) fn rounds(&self) -> usize {
        self.samples.len()
    }

    /// Returns the quartiles of nanoseconds a message; `None` without a round.
    pub(crate) fn quartiles(&self) -> Option<Quartiles> {
        let each = |nanos: &f64| nanos / self.messages as f64;
        Quartiles::of(&self.samples.iter().map(each).collect::<Vec<_>>())
    }

    /// Returns the nanoseconds of a message in the fastest round: what a disturbance changes least.
    pub(crate) fn fastest(&self) -> Option<f64> {
        let fastest = self.samples.iter().copied().min_by(f64::total_cmp);
        fastest.map(|nanos| nanos / self.messages as f64)
    }

    pub(crate) fn allocations_per_message(&self) -> f64 {
        self.allocations as f64 / self.messages as f64
    }

    /// Returns why the time is not to be trusted.
    pub(crate) fn doubts(&self) -> Vec<Doubt> {
        let Some(quartiles) = Quartiles::of(&self.samples) else {
            return vec![Doubt::FewRounds];
        };
        let round = quartiles.median * f64::from(self.passes);
        [
            (quartiles.spread() > Doubt::MOST_SPREAD, Doubt::Spread),
            (self.samples.len() < Doubt::ROUNDS, Doubt::FewRounds),
            (round < Doubt::SHORTEST, Doubt::ShortRounds),
            (self.messages < Doubt::MESSAGES, Doubt::FewMessages),
        ]
        .into_iter()
        .filter_map(|(holds, doubt)| holds.then_some(doubt))
        .collect()
    }

    /// Goes over the messages until the caches and the branches know them, counts allocations, and finds out how often a
    /// round of this time can go over them.
    fn warm_up(
        &mut self,
        runner: &mut Runner<'_>,
        frames: &[Frame],
        round: Duration,
        count: CountAllocations,
    ) {
        pass(self.stage, runner, frames);
        let mut allocations = 0;
        runner.pass(self.stage, frames, &mut |work| allocations += count(work));
        self.allocations = allocations;
        let (start, mut fastest) = (Instant::now(), Duration::MAX);
        while fastest == Duration::MAX || start.elapsed() < round {
            fastest = fastest.min(pass(self.stage, runner, frames));
        }
        let passes = round.as_nanos() / fastest.as_nanos().max(1);
        self.passes = u32::try_from(passes).unwrap_or(u32::MAX).max(1);
    }

    fn round(&mut self, runner: &mut Runner<'_>, frames: &[Frame]) {
        let mut time = Duration::ZERO;
        for _ in 0..self.passes {
            time += pass(self.stage, runner, frames);
        }
        let nanos = time.as_nanos() as f64 / f64::from(self.passes);
        self.samples.push(nanos);
    }
}

/// Returns how long a pass takes.
fn pass(stage: Stage, runner: &mut Runner<'_>, frames: &[Frame]) -> Duration {
    let mut time = Duration::ZERO;
    runner.pass(stage, frames, &mut |work| {
        let start = Instant::now();
        work();
        time += start.elapsed();
    });
    time
}

/// All figures of a load: the stages, and some of them by type and by family.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) stages: Vec<Figure>,
    pub(crate) kinds: Vec<Vec<Figure>>,
    pub(crate) families: Vec<Vec<Figure>>,
}

impl Figures {
    fn of(load: &Load) -> Figures {
        let figures = |stages: &[Stage], group: &Group| -> Vec<Figure> {
            let stages = stages.iter();
            stages.map(|stage| Figure::new(*stage, group)).collect()
        };
        let groups = |group| figures(&Stage::OF_GROUPS, group);
        Figures {
            stages: figures(&Stage::ALL, &load.all),
            kinds: load.kinds.values().map(groups).collect(),
            families: load.families.values().map(groups).collect(),
        }
    }

    /// Returns all of them, with their messages.
    fn with_frames<'f>(
        &'f mut self,
        load: &'f Load,
    ) -> impl Iterator<Item = (&'f mut Figure, &'f [Frame])> {
        let stages = self.stages.iter_mut();
        let kinds = self.kinds.iter_mut().zip(load.kinds.values());
        let families = self.families.iter_mut().zip(load.families.values());
        let groups = kinds.chain(families).flat_map(|(figures, group)| {
            figures.iter_mut().map(|figure| (figure, &group.frames[..]))
        });
        stages
            .map(|figure| (figure, &load.all.frames[..]))
            .chain(groups)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Figure> {
        let groups = self.kinds.iter().chain(&self.families);
        self.stages.iter().chain(groups.flatten())
    }
}

/// How to measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) rounds: u32,
    /// For all rounds of a figure.
    pub(crate) time: Duration,
    pub(crate) count: CountAllocations,
}

/// Measures everything, until Ctrl-C is pressed.
pub(crate) fn measure(load: &Load, plan: Plan, progress: &ProgressBar) -> Figures {
    let mut figures = Figures::of(load);
    let mut runner = Runner::new(load);
    let number = figures.with_frames(load).count() as u64;
    progress.set_length(number * (u64::from(plan.rounds) + 1));
    'rounds: for round in 0..=plan.rounds {
        for (figure, frames) in figures.with_frames(load) {
            if interrupt::has_come() {
                break 'rounds;
            }
            match round {
                0 => figure.warm_up(&mut runner, frames, plan.time / plan.rounds, plan.count),
                _ => figure.round(&mut runner, frames),
            }
            progress.inc(1);
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of 1 to 5 the quartiles are 2, 3 and 4; of 10, 20, 30, 40 they are 17.5, 25 and 32.5.
    #[test]
    fn quartiles() {
        let of = |samples: &[f64]| {
            let quartiles = Quartiles::of(samples)?;
            Some([quartiles.first, quartiles.median, quartiles.third])
        };
        assert_eq!(of(&[5.0, 1.0, 4.0, 2.0, 3.0]), Some([2.0, 3.0, 4.0]));
        assert_eq!(of(&[40.0, 10.0, 30.0, 20.0]), Some([17.5, 25.0, 32.5]));
        assert_eq!(of(&[7.0]), Some([7.0; 3]));
        assert_eq!(of(&[]), None);
        let quartiles = Quartiles::of(&[40.0, 10.0, 30.0, 20.0]).unwrap();
        assert_eq!(quartiles.spread(), 0.6);
    }

    fn figure(messages: u64, passes: u32, samples: &[f64]) -> Figure {
        Figure {
            stage: Stage::Decode,
            messages,
            bytes: 100 * messages,
            allocations: 0,
            passes,
            samples: samples.to_vec(),
        }
    }

    #[test]
    fn doubts() {
        // Five rounds of 100 times 2 microseconds, all alike.
        assert_eq!(figure(50, 100, &[2000.0; 5]).doubts(), []);
        let spread = [2000.0, 2000.0, 2100.0, 2300.0, 2400.0];
        assert_eq!(figure(50, 100, &spread).doubts(), [Doubt::Spread]);
        assert_eq!(figure(50, 100, &[2000.0; 4]).doubts(), [Doubt::FewRounds]);
        assert_eq!(figure(50, 49, &[2000.0; 5]).doubts(), [Doubt::ShortRounds]);
        assert_eq!(figure(49, 100, &[2000.0; 5]).doubts(), [Doubt::FewMessages]);
        assert_eq!(figure(50, 100, &[]).doubts(), [Doubt::FewRounds]);
    }

    #[test]
    fn a_message() {
        let figure = figure(50, 1, &[2100.0, 2000.0, 3000.0]);
        assert_eq!(figure.quartiles().unwrap().median, 42.0);
        assert_eq!(figure.fastest(), Some(40.0));
    }
}
