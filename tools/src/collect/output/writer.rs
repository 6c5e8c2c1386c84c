//! The only task that writes lines: a thread, because writing blocks.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::collect::output::files::Files;
use crate::collect::output::lines::{Batch, Order};

/// Where lines go.
pub(crate) enum Destination {
    /// Standard output: an error ends the collector, because the reader is gone.
    Stream(Box<dyn Write + Send>),
    /// Files: a full disk may have room again, so a failed write is repeated.
    Files(Box<Files>),
}

/// Counters of what was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) lines: AtomicU64,
    pub(crate) octets: AtomicU64,
    pub(crate) errors: AtomicU64,
    /// Pieces of batches: they show that a slow reader of the output is not one that has stopped.
    pub(crate) pieces: AtomicU64,
    /// The error while writing fails.
    pub(crate) failing: Mutex<Option<String>>,
}

impl Written {
    pub(crate) fn failing(&self) -> Option<String> {
        self.failing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, failing: Option<String>) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = failing;
    }
}

/// The number of bytes written at once to standard output.
const PIECE: usize = 1 << 12;

/// The time between two attempts, and their number once the collector is stopping.
const PAUSE: Duration = Duration::from_millis(500);
const LAST_ATTEMPTS: u32 = 6;

/// Writes until all senders are gone. Stops the collector if it cannot write any more.
pub(crate) fn spawn(
    destination: Destination,
    orders: Receiver<Order>,
    written: Arc<Written>,
    stop: CancellationToken,
) -> io::Result<oneshot::Receiver<anyhow::Result<()>>> {
    let (ended, end) = oneshot::channel();
    let mut writer = Writer {
        destination,
        orders,
        written,
        stop,
    };
    thread::Builder::new()
        .name("writer".into())
        .spawn(move || {
            // The collector must stop however this thread ends: nobody else writes.
            let _stop = writer.stop.clone().drop_guard();
            let result = writer.run();
            if let Err(error) = &result {
                error!("writing has ended: {error:#}");
                writer.written.set(Some(format!("{error:#}")));
            }
            writer.stop.cancel();
            // Routers that wait for room must be told before the end is reported.
            drop(writer);
            let _ = ended.send(result);
        })?;
    Ok(end)
}

struct Writer {
    destination: Destination,
    orders: Receiver<Order>,
    written: Arc<Written>,
    stop: CancellationToken,
}

impl Writer {
    fn run(&mut self) -> anyhow::Result<()> {
        while let Some(order) = self.orders.blocking_recv() {
            let batch = match order {
                Order::Write(batch) => batch,
                Order::Renew => {
                    self.renew();
                    continue;
                }
            };
            self.write(&batch)?;
            self.written.lines.fetch_add(batch.lines, Relaxed);
            self.written
                .octets
                .fetch_add(batch.octets.len() as u64, Relaxed);
        }
        match &mut self.destination {
            Destination::Stream(stream) => {
                stream.flush().context("cannot write to standard output")
            }
            Destination::Files(files) => files.sync().context("cannot flush the last file"),
        }
    }

    fn renew(&mut self) {
        if let Destination::Files(files) = &mut self.destination {
            match files.renew() {
                Ok(()) => info!("a new file begins"),
                Err(error) => warn!("cannot begin a new file: {error}"),
            }
        }
    }

    fn write(&mut self, batch: &Batch) -> anyhow::Result<()> {
        let files = match &mut self.destination {
            Destination::Stream(stream) => {
                for piece in batch.octets.chunks(PIECE) {
                    let done = stream.write_all(piece).and_then(|()| stream.flush());
                    done.context("cannot write to standard output")?;
                    self.written.pieces.fetch_add(1, Relaxed);
                }
                return Ok(());
            }
            Destination::Files(files) => files,
        };
        let (mut attempts, mut last_attempts) = (0_u32, 0);
        while let Err(error) = files.write(&batch.octets) {
            self.written.errors.fetch_add(1, Relaxed);
            // However this ends, the file ends with a whole line. If that fails, the next attempt does it.
            let _ = files.take_back(&batch.octets);
            if attempts.is_multiple_of(120) {
                warn!("cannot write: {error}; routers wait until writing succeeds");
                self.written.set(Some(error.to_string()));
            }
            attempts = attempts.saturating_add(1);
            last_attempts += u32::from(self.stop.is_cancelled());
            if last_attempts > LAST_ATTEMPTS {
                bail!("cannot write: {error}");
            }
            thread::sleep(PAUSE);
        }
        if attempts > 0 {
            info!("writing succeeds again");
            self.written.set(None);
        }
        Ok(())
    }
}
