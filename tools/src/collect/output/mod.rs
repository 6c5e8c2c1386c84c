//! Outputs of records. An output that is slow makes routers wait: nothing is dropped, nothing piles up.

pub(crate) mod broker;
pub(crate) mod files;
mod json;
pub(crate) mod lines;
mod text;
pub(crate) mod writer;

use crate::collect::record::Record;
use crate::collect::router::Identity;
use broker::Frames;
use lines::Lines;

/// The output accepts no more records.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the output has failed")]
pub(crate) struct Closed;

/// The outputs of one connection. To add an output, add a field with its own `take` and `settle`.
#[derive(Debug)]
pub(crate) struct Outputs {
    pub(crate) lines: Option<Lines>,
    pub(crate) frames: Option<Frames>,
}

impl Outputs {
    /// Takes a record. It waits only if there is no room for its line. The records between two calls of `settle` are
    /// those of one read.
    pub(crate) async fn take(&mut self, record: &Record<'_>) -> anyhow::Result<()> {
        if let Some(frames) = &mut self.frames {
            frames.take(record);
        }
        if let Some(lines) = &mut self.lines {
            lines.take(record).await?;
        }
        Ok(())
    }

    /// Says which router this is.
    pub(crate) fn name(&mut self, identity: Identity) {
        if let Some(frames) = &mut self.frames {
            frames.name(identity);
        }
    }

    /// Passes on the records, as soon as there is room for them. The connection is not read before that.
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
