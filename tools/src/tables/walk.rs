//! [`Position`]: where a walk over all routes goes on, when others had the tables meanwhile.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use ipnet::IpNet;
use prefix_trie::{Prefix, PrefixMap};

use crate::tables::Tables;
use crate::tables::route::Route;
use crate::tables::unicast::Entries;

/// Where a walk goes on. Its text is for those who ask for the next part.
///
/// ```
/// use bmp_tools::tables::Position;
///
/// let position: Position = "10.0.0.0/8".parse().unwrap();
/// assert_eq!(position.to_string(), "10.0.0.0/8");
/// assert_eq!(Position::default().to_string(), "start");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position(At);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Before the first route of IPv4 unicast.
    #[default]
    Start,
    /// Behind the routes to a prefix.
    Behind(IpNet),
    /// Before the first route of IPv6 unicast.
    Ipv6,
    /// Before the destination with this number.
    Other(u32),
    End,
}

impl Position {
    /// Returns whether the walk is at its end.
    #[must_use]
    pub fn is_end(self) -> bool {
        self.0 == At::End
    }
}

impl Tables {
    /// Calls `each` with the routes to one destination after another, until `most` entries were looked at or it breaks:
    /// then it gets this destination once more when the walk goes on. Returns where that is: a walk in parts need not keep
    /// others from the tables. With `within` only the prefixes in this network are visited. The routes to one destination
    /// are in no order, and so are the destinations of other families than unicast.
    pub fn walk(
        &self,
        from: Position,
        within: Option<IpNet>,
        most: usize,
        mut each: impl FnMut(&[Route<'_>]) -> ControlFlow<()>,
    ) -> Position {
        let within = within.map(|net| net.trunc());
        let (mut at, mut left) = (from.0, most);
        loop {
            let part = match (at, within) {
                (At::End, _) => return Position(At::End),
                (At::Start, Some(IpNet::V6(_))) => Part::Done(At::Ipv6),
                (At::Ipv6, Some(IpNet::V4(_))) => Part::Done(At::Other(0)),
                (At::Start | At::Behind(IpNet::V4(_)), _) => {
                    let last = match at {
                        At::Behind(IpNet::V4(last)) => Some(last),
                        _ => None,
                    };
                    let within = match within {
                        Some(IpNet::V4(net)) => Some(net),
                        _ => None,
                    };
                    let tree = &self.ipv4.0;
                    self.in_tree_from(tree, At::Start, last, within, &mut left, &mut each)
                }
                (At::Ipv6 | At::Behind(IpNet::V6(_)), _) => {
                    let last = match at {
                        At::Behind(IpNet::V6(last)) => Some(last),
                        _ => None,
                    };
                    let within = match within {
                        Some(IpNet::V6(net)) => Some(net),
                        _ => None,
                    };
                    let tree = &self.ipv6.0;
                    self.in_tree_from(tree, At::Ipv6, last, within, &mut left, &mut each)
                }
                (At::Other(number), within) => self.in_others(number, within, &mut left, &mut each),
            };
            match part {
                Part::Stopped(at) => return Position(at),
                Part::Done(next) => at = next,
            }
        }
    }

    fn in_tree_from<P: Prefix + Copy + Into<IpNet>>(
        &self,
        tree: &PrefixMap<P, Entries>,
        start: At,
        last: Option<P>,
        within: Option<P>,
        left: &mut usize,
        each: &mut impl FnMut(&[Route<'_>]) -> ControlFlow<()>,
    ) -> Part {
        let found = match (last, within) {
            (Some(last), _) => tree.iter_from(&last, false),
            (None, Some(net)) => tree.iter_from(&net, true),
            (None, None) => tree.iter(),
        };
        let first = match last.map(Into::into) {
            Some(last) => At::Behind(last),
            None => start,
        };
        let within: Option<IpNet> = within.map(Into::into);
        let (mut routes, mut at) = (Vec::new(), first);
        for (net, list) in found {
            let net: IpNet = net.into();
            // The prefixes in a network follow it.
            if within.is_some_and(|within| !within.contains(&net)) {
                break;
            }
            routes.clear();
            let all = list.iter();
            routes.extend(all.filter_map(|entry| Route::unicast(self, net, entry)));
            if !routes.is_empty() && each(&routes).is_break() {
                return Part::Stopped(at);
            }
            at = At::Behind(net);
            *left = left.saturating_sub(list.len().max(1));
            if *left == 0 {
                return Part::Stopped(at);
            }
        }
        Part::Done(match start {
            At::Start => At::Ipv6,
            _ => At::Other(0),
        })
    }

    fn in_others(
        &self,
        number: u32,
        within: Option<IpNet>,
        left: &mut usize,
        each: &mut impl FnMut(&[Route<'_>]) -> ControlFlow<()>,
    ) -> Part {
        let mut routes = Vec::new();
        for (number, found) in self.others.from(number) {
            let is_wanted = within
                .is_none_or(|within| found.key.prefix().is_some_and(|net| within.contains(&net)));
            routes.clear();
            if is_wanted {
                let all = found.routes.iter();
                routes.extend(all.filter_map(|other| Route::other(self, &found.key, other)));
            }
            if !routes.is_empty() && each(&routes).is_break() {
                return Part::Stopped(At::Other(number));
            }
            *left = left.saturating_sub(found.routes.len().max(1));
            if *left == 0 {
                return Part::Stopped(At::Other(number + 1));
            }
        }
        Part::Done(At::End)
    }
}

/// How a part of a walk ended.
enum Part {
    Stopped(At),
    /// Here the next part begins.
    Done(At),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            At::Start => f.write_str("start"),
            At::Behind(net) => net.fmt(f),
            At::Ipv6 => f.write_str("ipv6"),
            At::Other(number) => write!(f, "other-{number}"),
            At::End => f.write_str("end"),
        }
    }
}

impl FromStr for Position {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Position, &'static str> {
        let at = match text {
            "start" => At::Start,
            "ipv6" => At::Ipv6,
            "end" => At::End,
            _ => match text.strip_prefix("other-") {
                Some(number) => At::Other(number.parse().map_err(|_| UNKNOWN)?),
                None => At::Behind(text.parse::<IpNet>().map_err(|_| UNKNOWN)?.trunc()),
            },
        };
        Ok(Position(at))
    }
}

const UNKNOWN: &str = "not a position of a walk";
