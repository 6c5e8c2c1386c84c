//! Messages of routers that connect, until Ctrl-C or for a time.

use std::collections::HashMap;
use std::io::{self, Read as _, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use bmp_codec::bmp::{Cut, Framing, PeerTable};

use crate::files::{Item, Read};
use crate::input::{Flow, Stop};
use crate::interrupt;

/// More connections at a time are closed at once.
const CONNECTIONS: usize = 1000;

/// So many bytes are read at once.
const CHUNK: usize = 1 << 16;

/// Chunks that wait. When there are so many, routers have to wait.
const WAITING: usize = 64;

/// What a connection says.
enum Said {
    Began(String),
    Octets(Vec<u8>),
    Ended,
}

/// A connection.
struct Stream {
    name: String,
    buffer: Vec<u8>,
    framing: Framing,
    peers: PeerTable,
}

/// Listens, and calls `each` with the messages of all routers in the order in which they come, until it has enough, until
/// Ctrl-C, or for so long.
pub(crate) fn read(
    command: &str,
    address: SocketAddr,
    time: Option<Duration>,
    errors: &mut dyn Write,
    each: &mut dyn FnMut(Item<'_, '_>) -> Flow,
) -> anyhow::Result<Read> {
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    let address = listener.local_addr()?;
    writeln!(errors, "bmp {command}: listening on {address}")?;
    let (said, heard) = sync_channel(WAITING);
    thread::spawn(move || accept(&listener, &said));
    let end = time.and_then(|time| Instant::now().checked_add(time));
    let mut read = Read::default();
    match hear(command, &heard, end, errors, &mut read, each)? {
        Ok(()) | Err(Stop::Enough) => Ok(read),
        Err(Stop::Output(error)) => Err(error.into()),
    }
}

fn hear(
    command: &str,
    heard: &Receiver<(usize, Said)>,
    end: Option<Instant>,
    errors: &mut dyn Write,
    read: &mut Read,
    each: &mut dyn FnMut(Item<'_, '_>) -> Flow,
) -> io::Result<Flow> {
    let mut streams: HashMap<usize, Stream> = HashMap::new();
    let mut ended = Vec::new();
    loop {
        if interrupt::has_come() || end.is_some_and(|end| Instant::now() >= end) {
            return Ok(Ok(()));
        }
        let (id, said) = match heard.recv_timeout(Duration::from_millis(100)) {
            Ok(said) => said,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Ok(Ok(())),
        };
        match said {
            Said::Began(name) => {
                read.streams += 1;
                let stream = Stream {
                    name,
                    buffer: Vec::new(),
                    framing: Framing::default(),
                    peers: PeerTable::default(),
                };
                streams.insert(id, stream);
            }
            Said::Octets(octets) => {
                let Some(stream) = streams.get_mut(&id) else {
                    continue;
                };
                match stream.take(id, &octets, &ended, each) {
                    Ok(Ok(())) => {}
                    Ok(stop) => return Ok(stop),
                    Err(error) => {
                        read.is_incomplete = true;
                        writeln!(errors, "bmp {command}: {}: {error}", stream.name)?;
                        streams.remove(&id);
                        ended.push(id);
                    }
                }
            }
            Said::Ended => {
                if let Some(stream) = streams.remove(&id) {
                    read.lost += stream.buffer.len() as u64;
                    ended.push(id);
                }
            }
        }
    }
}

impl Stream {
    /// Takes bytes. After an error nothing shows where the next message begins.
    fn take(
        &mut self,
        id: usize,
        octets: &[u8],
        ended: &[usize],
        each: &mut dyn FnMut(Item<'_, '_>) -> Flow,
    ) -> Result<Flow, bmp_codec::DecodeError> {
        self.buffer.extend_from_slice(octets);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
        let mut rest = &self.buffer[..];
        while let Cut::Frame(frame) = self.framing.cut(&mut rest)? {
            let decoded = self.peers.decode(frame);
            let flow = each(Item {
                stream: id,
                frame,
                captured: now,
                decoded,
                peers: &self.peers,
                path: Path::new("-"),
                name: &self.name,
                ended,
            });
            if flow.is_err() {
                return Ok(flow);
            }
        }
        let used = self.buffer.len() - rest.len();
        self.buffer.drain(..used);
        Ok(Ok(()))
    }
}

/// Accepts connections, each with a thread of its own.
fn accept(listener: &TcpListener, said: &SyncSender<(usize, Said)>) {
    let open = Arc::new(AtomicUsize::new(0));
    for (id, connection) in listener.incoming().enumerate() {
        let Ok(connection) = connection else {
            // The process may have too many open files: this passes.
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (said, open) = (said.clone(), Arc::clone(&open));
        thread::spawn(move || {
            // Nobody hears it any more if that fails.
            let _ = connected(id, connection, &said);
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

fn connected(
    id: usize,
    mut connection: TcpStream,
    said: &SyncSender<(usize, Said)>,
) -> Result<(), std::sync::mpsc::SendError<(usize, Said)>> {
    let name = match (connection.peer_addr(), connection.local_addr()) {
        (Ok(from), Ok(to)) => format!("{from} > {to}"),
        _ => return Ok(()),
    };
    said.send((id, Said::Began(name)))?;
    let mut chunk = vec![0; CHUNK];
    loop {
        match connection.read(&mut chunk) {
            Ok(length @ 1..) => {
                let octets = chunk.get(..length).unwrap_or_default().to_vec();
                said.send((id, Said::Octets(octets)))?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(_) | Err(_) => break,
        }
    }
    said.send((id, Said::Ended))
}
