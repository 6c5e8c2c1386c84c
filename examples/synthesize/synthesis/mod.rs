//! A BMP stream from a seed: every message is computed when it is due, and no tables are kept.

mod destination;
mod observer;
mod path;
mod peer;
mod prefixes;
mod random;
mod report;
mod settings;
mod stream;
mod table;
mod view;

pub(crate) use destination::{Destination, FAMILIES};
pub(crate) use observer::{Change, Observer, Tally};
pub(crate) use path::Path;
pub(crate) use peer::Peer;
pub(crate) use settings::{Goal, Settings};
pub(crate) use stream::Stream;

/// The AS of the router (RFC 5398).
const ROUTER_AS: u32 = 64_500;
