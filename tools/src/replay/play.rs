//! Sends the messages read, each when it is due.

use std::thread;

use indicatif::ProgressBar;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::sleep;

use crate::replay::args::Args;
use crate::replay::output::Outputs;
use crate::replay::pace::Pace;
use crate::replay::reader;
use crate::replay::streams::Item;
use crate::replay::summary::Summary;

/// How many messages are read ahead.
const AHEAD: usize = 1024;

/// Sends everything. The summary includes what was sent before an error.
pub(crate) async fn run(
    args: &Args,
    progress: &ProgressBar,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    let mut outputs = Outputs::open(args).await?;
    let (sender, mut items) = channel(AHEAD);
    let (reader_args, bar) = (args.clone(), progress.clone());
    // Not one of tokio's threads: tokio waits for those, and this one may block on standard input.
    thread::spawn(move || reader::read(&reader_args, &bar, &sender));
    let mut play = Play {
        pace: Pace::new(args),
        outputs: &mut outputs,
        progress,
        summary: &mut *summary,
    };
    let end = play.all(&mut items).await;
    // What was read before an error is still sent.
    let finished = outputs.finish(summary).await;
    end.and(finished)
}

struct Play<'a> {
    pace: Pace,
    outputs: &'a mut Outputs,
    progress: &'a ProgressBar,
    summary: &'a mut Summary,
}

impl Play<'_> {
    async fn all(&mut self, items: &mut Receiver<anyhow::Result<Item>>) -> anyhow::Result<()> {
        loop {
            let item = match items.try_recv() {
                Ok(item) => item,
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) => {
                    self.flush().await?;
                    match items.recv().await {
                        Some(item) => item,
                        None => return Ok(()),
                    }
                }
            };
            self.item(item?).await?;
        }
    }

    async fn item(&mut self, item: Item) -> anyhow::Result<()> {
        match item {
            Item::Message(message) => {
                while let Some(delay) = self.pace.delay(&message) {
                    self.flush().await?;
                    sleep(delay).await;
                }
                self.summary.timed(&message);
                self.outputs.message(&message, self.summary).await?;
            }
            Item::Ended { key } => self.outputs.close(key, self.summary).await?,
            Item::Lost { octets, text } => self.summary.lost(octets, text),
        }
        Ok(())
    }

    /// Writes what waits. No timer runs meanwhile.
    async fn flush(&mut self) -> anyhow::Result<()> {
        self.outputs.flush(self.summary).await?;
        self.progress.set_message(self.summary.so_far());
        Ok(())
    }
}
