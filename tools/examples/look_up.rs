//! Measures tables: memory an entry, time to load, and how long a longest match takes meanwhile, with the wait for the lock.
//!
//! ```text
//! cargo run --release -p bmp-tools --features collect --example look_up -- FILE [no-questions]
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::env;
use std::fs;
use std::hint;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use bmp_codec::bmp::{self, PeerTable};
use bmp_tools::tables::{Limits, Match, Tables};
use ipnet::IpNet;
use parking_lot::{Mutex, MutexGuard};

const PART: usize = 32;

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
}

fn status(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap();
    let rest = text.rsplit_once(')').unwrap().1;
    let mut fields = rest.split_whitespace().skip(11);
    let mut next = || fields.next().unwrap().parse::<f64>().unwrap();
    (next() + next()) / 100.0
}

fn main() {
    let path = env::args().nth(1).unwrap();
    let asks = env::args().nth(2).is_none();
    let octets = fs::read(path).unwrap();
    let before = status("VmRSS");
    let shared = Shared {
        tables: Mutex::new(Tables::new(Limits::default())),
        asking: AtomicUsize::new(0),
    };
    let is_done = AtomicBool::new(false);
    let mut times: Vec<(u64, u64)> = Vec::new();
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut times = Vec::new();
            let mut random = 1_u64;
            while asks && !is_done.load(Relaxed) {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let address = Ipv4Addr::from((random >> 32) as u32);
                let begin = Instant::now();
                let tables = shared.ask();
                let waited = begin.elapsed();
                let found = tables
                    .find(IpNet::from(std::net::IpAddr::from(address)), Match::Longest)
                    .count();
                drop(tables);
                times.push((begin.elapsed().as_nanos() as u64, waited.as_nanos() as u64));
                hint::black_box(found);
                thread::sleep(Duration::from_micros(100));
            }
            times
        });
        let (begin, cpu_begin) = (Instant::now(), cpu());
        let router = shared.tables.lock().connect("192.0.2.254");
        let mut peers = PeerTable::default();
        let (mut longest, mut messages, mut over) = (Duration::ZERO, 0_u64, 0_u64);
        let mut down = Duration::ZERO;
        for frame in bmp::frames(&octets).flatten() {
            let Ok(message) = peers.decode(frame) else {
                continue;
            };
            messages += 1;
            let mut routes = 0..PART;
            loop {
                let mut tables = shared.change();
                let held = Instant::now();
                let (_, goes_on) = tables.take_part(router, &message, &peers, None, routes.clone());
                drop(tables);
                let held = held.elapsed();
                if matches!(message, bmp_codec::bmp::Message::PeerDown(_)) {
                    down = down.max(held);
                }
                longest = longest.max(held);
                over += u64::from(held > Duration::from_micros(40));
                if !goes_on {
                    break;
                }
                routes = routes.end..routes.end + PART;
            }
        }
        let (wall, cpu) = (begin.elapsed(), cpu() - cpu_begin);
        is_done.store(true, Relaxed);
        times = reader.join().unwrap();
        let tables = shared.tables.lock();
        let (rss, peak) = (status("VmRSS"), status("VmHWM"));
        let entries = tables.len();
        let each = |kib: u64| (kib - before) as f64 * 1024.0 / entries as f64;
        println!(
            "{messages} messages, {entries} entries, {} destinations, {:?} sets",
            tables.destinations(),
            tables.attribute_sets()
        );
        println!(
            "load {wall:.2?} wall, {cpu:.2} s CPU; held longest {longest:?}, {over} times over 40 us, Peer Down {down:?}"
        );
        println!(
            "resident {:.1}, peak {:.1} bytes an entry",
            each(rss),
            each(peak)
        );
    });
    for (name, of) in [("look-up", 0), ("waiting", 1)] {
        let mut all: Vec<u64> = times
            .iter()
            .map(|time| if of == 0 { time.0 } else { time.1 })
            .collect();
        all.sort_unstable();
        let at = |share: f64| {
            all.get((all.len() as f64 * share) as usize)
                .map_or(0.0, |time| *time as f64 / 1000.0)
        };
        println!(
            "{name}: {} questions, p50 {:.1} p99 {:.1} p99.9 {:.1} p99.99 {:.1} longest {:.1} us",
            all.len(),
            at(0.5),
            at(0.99),
            at(0.999),
            at(0.9999),
            at(0.999_999)
        );
    }
}
