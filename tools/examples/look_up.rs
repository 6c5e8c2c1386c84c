//! Measures tables: the memory of an entry, the time to load, how long a longest match takes meanwhile, with the wait for the
//! lock, then a comparison of all RIB views and a Peer Down. It needs Linux; the lock is taken as `bmp collect` does.
//!
//! ```text
//! bmp synthesize --routes 1200000 --ribs adj-rib-in-pre,adj-rib-in-post --flaps 0 --size 615MB -o FILE
//! cargo run --release -p bmp-tools --features collect --example look_up -- FILE
//! ```

use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, fs, hint, thread};

use bmp_codec::Encode;
use bmp_codec::bmp::{self, Message, PeerDown, PeerTable};
use bmp_tools::tables::{Limits, Match, RouterId, Tables};
use ipnet::Ipv4Net;
use parking_lot::{Mutex, MutexGuard};

/// So many routes are applied before others may have the tables.
const PART: usize = 32;

/// Tables, and how many want to ask and have no lock yet.
struct Shared {
    tables: Mutex<Tables>,
    asking: AtomicUsize,
}

impl Shared {
    fn ask(&self) -> MutexGuard<'_, Tables> {
        self.asking.fetch_add(1, Relaxed);
        let free = (0..4096).find_map(|_| {
            hint::spin_loop();
            self.tables.try_lock()
        });
        let tables = free.unwrap_or_else(|| self.tables.lock());
        self.asking.fetch_sub(1, Relaxed);
        tables
    }

    fn change(&self) -> MutexGuard<'_, Tables> {
        for _ in 0..64 {
            if self.asking.load(Relaxed) == 0 {
                break;
            }
            thread::yield_now();
        }
        self.tables.lock()
    }

    /// Asks for addresses until all is loaded, and returns how long each answer took.
    fn questions(&self, is_loaded: &AtomicBool) -> Vec<Duration> {
        let (mut times, mut random) = (Vec::new(), 1_u64);
        while !is_loaded.load(Relaxed) {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let address = Ipv4Addr::from((random >> 32) as u32);
            let begin = Instant::now();
            let tables = self.ask();
            let found = tables.find(Ipv4Net::from(address).into(), Match::Longest);
            hint::black_box(found.count());
            drop(tables);
            times.push(begin.elapsed());
            thread::sleep(Duration::from_micros(100));
        }
        times
    }

    /// Applies all messages, and returns the longest time that the lock was held for.
    fn load(&self, octets: &[u8], router: RouterId, peers: &mut PeerTable) -> Duration {
        let mut longest = Duration::ZERO;
        for frame in bmp::frames(octets).flatten() {
            let Ok(message) = peers.decode(frame) else {
                continue;
            };
            for from in (0..).step_by(PART) {
                let mut tables = self.change();
                let begin = Instant::now();
                let routes = from..from + PART;
                let (_, goes_on) = tables.take_part(router, &message, peers, None, routes);
                drop(tables);
                longest = longest.max(begin.elapsed());
                if !goes_on {
                    break;
                }
            }
        }
        longest
    }
}

/// Returns a number of bytes of the process.
fn memory(name: &str) -> Option<f64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("the file is missing")?;
    let octets = fs::read(path)?;
    let before = memory("VmRSS").unwrap_or_default();
    let shared = Shared {
        tables: Mutex::new(Tables::new(Limits::default())),
        asking: AtomicUsize::new(0),
    };
    let (is_loaded, mut peers) = (AtomicBool::new(false), PeerTable::default());
    let router = shared.change().connect("192.0.2.254");
    let mut times = thread::scope(|scope| {
        let questions = scope.spawn(|| shared.questions(&is_loaded));
        let begin = Instant::now();
        let longest = shared.load(&octets, router, &mut peers);
        println!(
            "loaded in {:.2?}; the lock was held for {longest:?} at most",
            begin.elapsed()
        );
        is_loaded.store(true, Relaxed);
        questions.join().unwrap_or_default()
    });
    times.sort_unstable();
    let mut tables = shared.tables.into_inner();
    let each = |name| (memory(name).unwrap_or_default() - before) / tables.len() as f64;
    println!(
        "{} entries to {} destinations, {} sets of attributes: {:.1} bytes an entry, {:.1} at most",
        tables.len(),
        tables.destinations(),
        tables.attribute_sets().0,
        each("VmRSS"),
        each("VmHWM")
    );
    let part = |share: f64| times.get((times.len() as f64 * share) as usize);
    println!(
        "longest match while loading: {} questions, p50 {:?}, p99 {:?}, p99.9 {:?}, all {:?}",
        times.len(),
        part(0.5),
        part(0.99),
        part(0.999),
        times.last()
    );
    let (mut compared, mut changes, begin) = (0, 0, Instant::now());
    tables.compare(None, |one| {
        compared += 1;
        changes += one.changes().len();
    });
    println!(
        "{compared} routes compared in {:.2?}: {changes} changes",
        begin.elapsed()
    );
    let peer = tables.peers(router).next().ok_or("there is no peer")?;
    let down = Message::from(PeerDown::remote_no_data(peer.header)).to_vec()?;
    let message = peers.decode(&down)?;
    let begin = Instant::now();
    let outcome = tables.take(router, &message, &peers, None);
    println!(
        "Peer Down of {} routes in {:?}",
        outcome.counts.cleared,
        begin.elapsed()
    );
    let begin = Instant::now();
    tables.purge();
    println!("their memory is free after {:.2?}", begin.elapsed());
    Ok(())
}
