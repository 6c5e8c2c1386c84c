//! Where messages go: a file, or connections to a collector.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::replay::args::Args;
use crate::replay::streams::Recorded;
use crate::replay::summary::Summary;

/// How many bytes are written at once, if nothing waits in between.
const CHUNK: usize = 64 << 10;

/// The maximum time for a collector to accept a connection.
const CONNECTING: Duration = Duration::from_secs(10);
/// The maximum time to wait for a collector to close its side; it may keep reading meanwhile.
const CLOSING: Duration = Duration::from_secs(5);
/// How long to wait for a collector that closed its side to reset the connection.
const REFUSING: Duration = Duration::from_millis(300);

/// All open outputs.
pub(crate) struct Outputs {
    target: Target,
    open: HashMap<u64, Output>,
    closing: JoinSet<anyhow::Result<()>>,
}

enum Target {
    /// One file for all connections.
    File,
    Collector(String),
}

/// The key of a file.
const FILE: u64 = 0;

struct Output {
    to: Sink,
    name: String,
    /// What waits to be written, and its number of messages.
    buffer: Vec<u8>,
    waiting: u64,
    /// The number of messages written.
    messages: u64,
    octets: u64,
}

enum Sink {
    File(Box<dyn AsyncWrite + Send + Unpin>),
    Tcp(TcpStream),
}

impl Outputs {
    /// Opens the file, if the output is one.
    pub(crate) async fn open(args: &Args) -> anyhow::Result<Self> {
        let mut open = HashMap::new();
        let target = match (&args.to, &args.out) {
            (Some(address), _) => Target::Collector(address.clone()),
            (None, path) => {
                let path = path.as_deref().unwrap_or(Path::new("-"));
                let file = create(path, args).await;
                let file = file.with_context(|| format!("cannot write to {}", path.display()))?;
                open.insert(
                    FILE,
                    Output::new(Sink::File(file), path.display().to_string()),
                );
                Target::File
            }
        };
        Ok(Outputs {
            target,
            open,
            closing: JoinSet::new(),
        })
    }

    /// Takes a message, and connects if it is the first one of its connection.
    pub(crate) async fn message(
        &mut self,
        message: &Recorded,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let key = match &self.target {
            Target::File => FILE,
            Target::Collector(address) => {
                if let Entry::Vacant(vacant) = self.open.entry(message.key) {
                    let tcp = connect(address).await?;
                    summary.connected();
                    vacant.insert(Output::new(Sink::Tcp(tcp), address.clone()));
                }
                message.key
            }
        };
        let Some(output) = self.open.get_mut(&key) else {
            return Ok(());
        };
        output.buffer.extend_from_slice(&message.octets);
        output.waiting += 1;
        if output.buffer.len() >= CHUNK {
            self.flush_one(key, summary).await?;
        }
        Ok(())
    }

    /// Writes everything that waits.
    pub(crate) async fn flush(&mut self, summary: &mut Summary) -> anyhow::Result<()> {
        let waiting = |(key, output): (&u64, &Output)| (output.waiting > 0).then_some(*key);
        let keys: Vec<u64> = self.open.iter().filter_map(waiting).collect();
        for key in keys {
            self.flush_one(key, summary).await?;
        }
        Ok(())
    }

    async fn flush_one(&mut self, key: u64, summary: &mut Summary) -> anyhow::Result<()> {
        let Some(output) = self.open.get_mut(&key) else {
            return Ok(());
        };
        let flushed = output.flush(summary).await;
        if flushed.is_err() {
            self.open.remove(&key);
        }
        flushed
    }

    /// Closes a connection after its last message.
    pub(crate) async fn close(&mut self, key: u64, summary: &mut Summary) -> anyhow::Result<()> {
        if let Target::File = self.target {
            return Ok(());
        }
        self.flush_one(key, summary).await?;
        let Some(output) = self.open.remove(&key) else {
            return Ok(());
        };
        let how_far = output.how_far();
        if let Sink::Tcp(tcp) = output.to {
            self.closing.spawn(async move {
                let closed = close(tcp).await;
                closed.map_err(|error| failed(error, &output.name, &how_far))
            });
        }
        Ok(())
    }

    /// Writes and closes everything. Returns the first error.
    pub(crate) async fn finish(mut self, summary: &mut Summary) -> anyhow::Result<()> {
        let mut end = self.flush(summary).await;
        let keys: Vec<u64> = self.open.keys().copied().collect();
        for key in keys {
            end = end.and(self.close(key, summary).await);
        }
        while let Some(closed) = self.closing.join_next().await {
            end = end.and(
                closed
                    .context("closing a connection")
                    .and_then(|closed| closed),
            );
        }
        end
    }
}

impl Output {
    fn new(to: Sink, name: String) -> Self {
        Output {
            to,
            name,
            buffer: Vec::with_capacity(CHUNK),
            waiting: 0,
            messages: 0,
            octets: 0,
        }
    }

    async fn flush(&mut self, summary: &mut Summary) -> anyhow::Result<()> {
        let written = match &mut self.to {
            Sink::File(file) => match file.write_all(&self.buffer).await {
                Ok(()) => file.flush().await,
                error => error,
            },
            Sink::Tcp(tcp) => tcp.write_all(&self.buffer).await,
        };
        if let Err(error) = written {
            return Err(failed(error, &self.name, &self.how_far()));
        }
        let octets = self.buffer.len() as u64;
        summary.sent(self.waiting, octets);
        self.messages += self.waiting;
        self.octets += octets;
        self.waiting = 0;
        self.buffer.clear();
        Ok(())
    }

    fn how_far(&self) -> String {
        format!("after {} messages, {} bytes", self.messages, self.octets)
    }
}

/// Returns an error of writing that names the other side and the position.
fn failed(error: io::Error, name: &str, how_far: &str) -> anyhow::Error {
    let closed = [
        ErrorKind::BrokenPipe,
        ErrorKind::ConnectionReset,
        ErrorKind::ConnectionAborted,
        ErrorKind::NotConnected,
    ];
    let what = match closed.contains(&error.kind()) {
        true => format!("{name} has closed the connection"),
        false => format!("cannot write to {name}"),
    };
    anyhow::Error::new(error).context(format!("{what} ({how_far})"))
}

async fn create(path: &Path, args: &Args) -> anyhow::Result<Box<dyn AsyncWrite + Send + Unpin>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(tokio::io::stdout()));
    }
    let is_read = |file: &Path| match (file.canonicalize(), path.canonicalize()) {
        (Ok(file), Ok(path)) => file == path && path.is_file(),
        _ => false,
    };
    ensure!(
        !args.files.iter().any(|file| is_read(file)),
        "it is one of the files to read"
    );
    Ok(Box::new(File::create(path).await?))
}

async fn connect(address: &str) -> anyhow::Result<TcpStream> {
    let tcp = match timeout(CONNECTING, TcpStream::connect(address)).await {
        Ok(connected) => connected.map_err(anyhow::Error::new),
        Err(_) => Err(anyhow!("no answer in {} s", CONNECTING.as_secs())),
    };
    let tcp = tcp.with_context(|| format!("cannot connect to {address}"))?;
    // Messages are written when they are due.
    tcp.set_nodelay(true)?;
    Ok(tcp)
}

/// Closes a connection such that a collector that did not read everything is noticed.
async fn close(mut tcp: TcpStream) -> io::Result<()> {
    // A collector sends nothing, but it may have closed its side before.
    let is_closed = match timeout(Duration::from_millis(1), to_the_end(&mut tcp)).await {
        Ok(read) => read.map(|()| true)?,
        Err(_) => false,
    };
    tcp.shutdown().await?;
    if is_closed {
        sleep(REFUSING).await;
        return tcp.take_error()?.map_or(Ok(()), Err);
    }
    timeout(CLOSING, to_the_end(&mut tcp))
        .await
        .unwrap_or(Ok(()))
}

async fn to_the_end(tcp: &mut TcpStream) -> io::Result<()> {
    let mut ignored = [0; 4096];
    while tcp.read(&mut ignored).await? > 0 {}
    Ok(())
}
