//! Where records go. What takes them makes routers wait when it is behind: nothing is dropped, nothing piles up.

pub(crate) mod broker;
pub(crate) mod files;
mod json;
pub(crate) mod lines;
mod text;
pub(crate) mod writer;

use crate::record::Record;
use broker::Frames;
use lines::Lines;

/// What takes records cannot take any more.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("nothing can be written any more")]
pub(crate) struct Closed;

/// The outputs of one connection. To add one: a field with a `take` and a `settle` of its own.
#[derive(Debug)]
pub(crate) struct Outputs {
    pub(crate) lines: Option<Lines>,
    pub(crate) frames: Option<Frames>,
}

impl Outputs {
    /// Takes a record, without waiting. Between two calls of `settle` are those of one read.
    pub(crate) fn take(&mut self, record: &Record<'_>) {
        if let Some(lines) = &mut self.lines {
            lines.take(record);
        }
        if let Some(frames) = &mut self.frames {
            frames.take(record);
        }
    }

    /// Hands on what was taken, as soon as there is room for it. The connection is read no further before that.
    pub(crate) async fn settle(&mut self) -> anyhow::Result<()> {
        if let Some(lines) = &mut self.lines {
            lines.settle().await?;
        }
        if let Some(frames) = &mut self.frames {
            frames.settle().await?;
        }
        Ok(())
    }
}
