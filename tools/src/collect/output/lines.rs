//! Records as lines, on their way to the writer.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::collect::output::{Closed, json, text};
use crate::collect::record::Record;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

/// The lines of one read of a connection, and their room in the queue until they are written.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) octets: Vec<u8>,
    pub(crate) lines: u64,
    pub(crate) _room: OwnedSemaphorePermit,
}

/// The queue of the writer, for all connections.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    sender: mpsc::Sender<Batch>,
    room: Arc<Semaphore>,
    size: u32,
}

/// Batches are counted in bytes; this limits their number too.
const MOST_BATCHES: usize = 4096;

impl Queue {
    /// Returns a queue for that many bytes.
    pub(crate) fn new(size: usize) -> (Queue, mpsc::Receiver<Batch>) {
        let (sender, receiver) = mpsc::channel(MOST_BATCHES);
        let size = u32::try_from(size).unwrap_or(u32::MAX).min(1 << 28);
        let room = Arc::new(Semaphore::new(size as usize));
        (Queue { sender, room, size }, receiver)
    }

    /// Returns a function that counts the waiting bytes.
    pub(crate) fn gauge(&self) -> impl Fn() -> u64 + Send + Sync + use<> {
        let (room, size) = (Arc::clone(&self.room), u64::from(self.size));
        move || size - room.available_permits() as u64
    }
}

/// The lines of one connection.
#[derive(Debug)]
pub(crate) struct Lines {
    queue: Queue,
    format: Format,
    octets: Vec<u8>,
    lines: u64,
}

impl Lines {
    pub(crate) fn new(queue: Queue, format: Format) -> Lines {
        Lines {
            queue,
            format,
            octets: Vec::new(),
            lines: 0,
        }
    }

    pub(crate) fn take(&mut self, record: &Record<'_>) {
        match self.format {
            Format::Text => text::line(&mut self.octets, record),
            Format::Json => json::line(&mut self.octets, record),
        }
        self.octets.push(b'\n');
        self.lines += 1;
    }

    /// A batch that is larger than the queue takes all of its room.
    pub(crate) async fn settle(&mut self) -> Result<(), Closed> {
        if self.octets.is_empty() {
            return Ok(());
        }
        let size = u32::try_from(self.octets.len())
            .unwrap_or(u32::MAX)
            .min(self.queue.size);
        let room = Arc::clone(&self.queue.room).acquire_many_owned(size).await;
        let batch = Batch {
            octets: std::mem::take(&mut self.octets),
            lines: std::mem::take(&mut self.lines),
            _room: room.map_err(|_| Closed)?,
        };
        self.queue.sender.send(batch).await.map_err(|_| Closed)
    }
}
