//! Shows blocks of messages on several threads, and puts their output in order.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

use crate::dump::block::Block;
use crate::dump::output::Output;
use crate::dump::sink::Sink;
use crate::select::Filter;

/// How many blocks may wait for each other thread, besides the one that it shows.
const WAITING: usize = 2;

/// A block to be shown.
struct Job<S: Sink> {
    block: Block,
    output: Output,
    /// The state that is expected before it.
    begin: S::State,
    done: SyncSender<Done<S>>,
}

/// A block that was shown.
struct Done<S: Sink> {
    block: Block,
    output: Output,
    begin: S::State,
    end: S::State,
    /// Whether everything could be decoded.
    whole: io::Result<bool>,
}

/// The threads. They end when this is dropped.
pub(crate) struct Threads<S: Sink> {
    /// What this thread shows while the others have enough to do.
    sink: S,
    jobs: SyncSender<Job<S>>,
    /// What is to be written, in order.
    waiting: VecDeque<Receiver<Done<S>>>,
    most: usize,
    /// Memory to be used again.
    spare: Vec<(Block, Output)>,
}

impl<S: Sink> Threads<S> {
    /// Starts threads, so that there are so many with this one.
    pub(crate) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        count: usize,
        sink: &S,
        filter: &'scope Filter,
    ) -> Threads<S>
    where
        S: 'scope,
        S::State: 'scope,
    {
        let most = count * (1 + WAITING);
        let (jobs, queue) = mpsc::sync_channel((count - 1) * WAITING);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 1..count {
            let (mut sink, queue) = (sink.clone(), Arc::clone(&queue));
            scope.spawn(move || {
                while let Some(job) = next(&queue) {
                    job.show(&mut sink, filter);
                }
            });
        }
        Threads {
            sink: sink.clone(),
            jobs,
            waiting: VecDeque::with_capacity(most),
            most,
            spare: Vec::new(),
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.waiting.len() >= self.most
    }

    /// Sends a block to the threads, or shows it here if they have enough to do. Leaves an empty one.
    pub(crate) fn send(&mut self, block: &mut Block, sink: &S, filter: &Filter) -> io::Result<()> {
        let (spare, output) = self.spare.pop().unwrap_or_default();
        let (done, receiver) = mpsc::sync_channel(1);
        let job = Job {
            block: block.take(spare),
            output,
            begin: sink.state(),
            done,
        };
        match self.jobs.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.show(&mut self.sink, filter),
            Err(TrySendError::Disconnected(_)) => return Err(ended()),
        }
        self.waiting.push_back(receiver);
        Ok(())
    }

    /// Waits for the first block that was sent, and passes its output on. Returns whether everything could be decoded,
    /// or `None` if no block was sent.
    pub(crate) fn receive(
        &mut self,
        sink: &mut S,
        filter: &Filter,
        write: impl FnOnce(&mut Output) -> io::Result<()>,
    ) -> io::Result<Option<bool>> {
        let Some(receiver) = self.waiting.pop_front() else {
            return Ok(None);
        };
        let Done {
            block,
            mut output,
            begin,
            end,
            whole,
        } = receiver.recv().map_err(|_| ended())?;
        let mut whole = whole?;
        if !sink.follow(&begin, end) {
            output.clear();
            whole = block.show(sink, filter, &mut output)?;
        }
        write(&mut output)?;
        self.spare.push((block, output));
        Ok(Some(whole))
    }
}

fn ended() -> io::Error {
    io::Error::other("a thread has ended")
}

/// Waits for a job. Returns `None` at the end.
fn next<S: Sink>(queue: &Mutex<Receiver<Job<S>>>) -> Option<Job<S>> {
    let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    queue.recv().ok()
}

impl<S: Sink> Job<S> {
    fn show(self, sink: &mut S, filter: &Filter) {
        let Job {
            block,
            mut output,
            begin,
            done,
        } = self;
        output.clear();
        sink.begin(begin.clone());
        let whole = block.show(sink, filter, &mut output);
        let end = sink.end();
        // There is room for it. Nobody may be waiting any more.
        let _ = done.send(Done {
            block,
            output,
            begin,
            end,
            whole,
        });
    }
}
