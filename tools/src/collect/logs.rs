//! Limits what is logged about one address: a host that connects all the time must not hide what others do.

use std::collections::HashMap;
use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use tracing::{info, warn};

use crate::collect::routers::lock;

/// The number of lines about one prefix in one period.
const LINES: u64 = 20;
const PERIOD: Duration = Duration::from_secs(60);

/// The number of prefixes that are counted each for itself; further ones share a limit.
const PREFIXES: usize = 1024;

/// Lines logged since the beginning of a period.
#[derive(Debug)]
struct Period {
    begin: Instant,
    lines: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Logs(Mutex<HashMap<Option<IpNet>, Period>>);

impl Logs {
    pub(crate) fn info(&self, about: IpNet, line: fmt::Arguments<'_>) {
        if self.takes(about, Instant::now()) {
            info!("{line}");
        }
    }

    pub(crate) fn warn(&self, about: IpNet, line: fmt::Arguments<'_>) {
        if self.takes(about, Instant::now()) {
            warn!("{line}");
        }
    }

    /// Returns whether one more line may be logged.
    fn takes(&self, about: IpNet, now: Instant) -> bool {
        let mut periods = lock(&self.0);
        let key = match periods.contains_key(&Some(about)) || periods.len() < PREFIXES {
            true => Some(about),
            false => None,
        };
        let period = periods.entry(key).or_insert(Period {
            begin: now,
            lines: 0,
        });
        period.lines += 1;
        period.lines <= LINES
    }

    /// Ends the periods that are over, and says what was left out.
    pub(crate) fn sweep(&self, now: Instant) {
        for (about, lines) in self.ended(now) {
            let about = match about {
                Some(about) if about.prefix_len() == about.max_prefix_len() => {
                    about.addr().to_string()
                }
                Some(about) => about.to_string(),
                None => "other addresses".into(),
            };
            warn!("{about}: {lines} more lines in a minute were left out");
        }
    }

    /// Says what was left out in all periods: there are no more lines.
    pub(crate) fn finish(&self) {
        self.sweep(Instant::now() + PERIOD);
    }

    /// Returns how many lines were left out in the periods that are over.
    fn ended(&self, now: Instant) -> Vec<(Option<IpNet>, u64)> {
        let mut ended = Vec::new();
        lock(&self.0).retain(|about, period| {
            let is_over = now.saturating_duration_since(period.begin) >= PERIOD;
            if is_over && period.lines > LINES {
                ended.push((*about, period.lines - LINES));
            }
            !is_over
        });
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_hide_others() {
        let (logs, now) = (Logs::default(), Instant::now());
        let net = |last: u32| {
            IpNet::from(std::net::IpAddr::from(
                (0xc000_0200_u32 + last).to_be_bytes(),
            ))
        };
        let logged = (0..16_263).filter(|_| logs.takes(net(1), now)).count();
        assert_eq!(logged as u64, LINES);
        assert!(logs.takes(net(2), now));
        assert_eq!(logs.ended(now + PERIOD / 2), []);
        assert_eq!(logs.ended(now + PERIOD), [(Some(net(1)), 16_263 - LINES)]);
        assert!(logs.takes(net(1), now + PERIOD));
    }

    #[test]
    fn many_addresses_share_a_limit() {
        let (logs, now) = (Logs::default(), Instant::now());
        let net = |last: u32| {
            IpNet::from(std::net::IpAddr::from(
                (0x0a00_0000_u32 + last).to_be_bytes(),
            ))
        };
        let logged = (0..5_000)
            .filter(|last| logs.takes(net(*last), now))
            .count();
        assert_eq!(logged, PREFIXES + LINES as usize);
        assert_eq!(lock(&logs.0).len(), PREFIXES + 1);
    }
}
