//! Shows blocks of messages on several threads, and puts their output in order.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

use crate::dump::block::Block;
use crate::dump::output::Output;
use crate::dump::sink::Sink;
use crate::select::Filter;

/// How many blocks may wait for each thread, besides the one that it shows.
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
    jobs: SyncSender<Job<S>>,
    /// What is to be written, in order.
    waiting: VecDeque<Receiver<Done<S>>>,
    most: usize,
    /// Memory to be used again.
    spare: Vec<(Block, Output)>,
}

impl<S: Sink> Threads<S> {
    /// Starts so many threads.
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
        let (jobs, queue) = mpsc::sync_channel(most);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..count {
            let (mut sink, queue) = (sink.clone(), Arc::clone(&queue));
            scope.spawn(move || {
                while let Some(job) = next(&queue) {
                    let (done, shown) = job.show(&mut sink, filter);
                    // Nobody may be waiting any more.
                    let _ = done.send(shown);
                }
            });
        }
        Threads {
            jobs,
            waiting: VecDeque::with_capacity(most),
            most,
            spare: Vec::new(),
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.waiting.len() >= self.most
    }

    /// Sends a block to the threads, and leaves an empty one.
    pub(crate) fn send(&mut self, block: &mut Block, sink: &S) -> io::Result<()> {
        let (spare, output) = self.spare.pop().unwrap_or_default();
        let (done, receiver) = mpsc::sync_channel(1);
        let job = Job {
            block: block.take(spare),
            output,
            begin: sink.state(),
            done,
        };
        self.jobs.send(job).map_err(|_| ended())?;
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
    fn show(self, sink: &mut S, filter: &Filter) -> (SyncSender<Done<S>>, Done<S>) {
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
        let shown = Done {
            block,
            output,
            begin,
            end,
            whole,
        };
        (done, shown)
    }
}
