//! Records as lines, on their way to the writer.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::sync::mpsc::{self, WeakSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::collect::output::{Closed, json, text};
use crate::collect::record::Record;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

/// Lines of a connection, and their room in the queue until they are written.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) octets: Vec<u8>,
    pub(crate) lines: u64,
    _room: Option<OwnedSemaphorePermit>,
}

/// What the writer does next.
#[derive(Debug)]
pub(crate) enum Order {
    Write(Batch),
    /// Begin a new file.
    Renew,
}

/// The queue of the writer, for all connections.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    sender: mpsc::Sender<Order>,
    room: Arc<Semaphore>,
    size: u32,
    passed_on: Arc<AtomicU64>,
}

/// Batches are counted in bytes; this limits their number too.
const MOST_BATCHES: usize = 4096;

/// The size at which a batch is passed on, although more lines could be made.
const BATCH: usize = 1 << 16;

/// A line is at most about this many times as long as its message, and needs this much beside it.
const LONGER: usize = 32;
const BESIDE: usize = 1024;

impl Queue {
    /// Returns a queue for that many bytes.
    pub(crate) fn new(size: usize) -> (Queue, mpsc::Receiver<Order>) {
        let (sender, receiver) = mpsc::channel(MOST_BATCHES);
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(1 << 28);
        let queue = Queue {
            sender,
            room: Arc::new(Semaphore::new(size as usize)),
            size,
            passed_on: Arc::default(),
        };
        (queue, receiver)
    }

    /// Returns a function that counts the waiting bytes.
    pub(crate) fn gauge(&self) -> impl Fn() -> u64 + Send + Sync + use<> {
        let (room, size) = (Arc::clone(&self.room), u64::from(self.size));
        move || size - room.available_permits() as u64
    }

    /// Returns the number of lines that the writer has or had.
    pub(crate) fn passed_on(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed_on)
    }

    /// Returns a sender that does not keep the writer from ending.
    pub(crate) fn weak(&self) -> WeakSender<Order> {
        self.sender.downgrade()
    }
}

/// The lines of one connection.
#[derive(Debug)]
pub(crate) struct Lines {
    queue: Queue,
    format: Format,
    octets: Vec<u8>,
    lines: u64,
    room: Option<OwnedSemaphorePermit>,
}

impl Lines {
    pub(crate) fn new(queue: Queue, format: Format) -> Lines {
        Lines {
            queue,
            format,
            octets: Vec::new(),
            lines: 0,
            room: None,
        }
    }

    /// Makes a line, as soon as there is room for it: the line of one message may be much longer than the message.
    pub(crate) async fn take(&mut self, record: &Record<'_>) -> Result<(), Closed> {
        let most = record.len().saturating_mul(LONGER).saturating_add(BESIDE);
        let most = u32::try_from(most).unwrap_or(u32::MAX).min(self.queue.size);
        let room = Arc::clone(&self.queue.room).try_acquire_many_owned(most);
        let mut room = match room {
            Ok(room) => room,
            Err(_) => {
                // This connection must not wait for room that it holds itself.
                self.settle().await?;
                let room = Arc::clone(&self.queue.room).acquire_many_owned(most);
                room.await.map_err(|_| Closed)?
            }
        };
        let begin = self.octets.len();
        match self.format {
            Format::Text => text::line(&mut self.octets, record),
            Format::Json => json::line(&mut self.octets, record),
        }
        self.octets.push(b'\n');
        self.lines += 1;
        let surplus = (most as usize).saturating_sub(self.octets.len() - begin);
        drop(room.split(surplus));
        match &mut self.room {
            Some(all) => all.merge(room),
            None => self.room = Some(room),
        }
        if self.octets.len() >= BATCH {
            self.settle().await?;
        }
        Ok(())
    }

    /// Passes on the lines.
    pub(crate) async fn settle(&mut self) -> Result<(), Closed> {
        if self.octets.is_empty() {
            return Ok(());
        }
        let mut octets = mem::take(&mut self.octets);
        // A long line has grown in steps of twice its size.
        if octets.capacity() > 2 * BATCH {
            octets.shrink_to_fit();
        }
        let batch = Batch {
            octets,
            lines: mem::take(&mut self.lines),
            _room: self.room.take(),
        };
        self.queue.passed_on.fetch_add(batch.lines, Relaxed);
        let sent = self.queue.sender.send(Order::Write(batch)).await;
        sent.map_err(|_| Closed)
    }
}
