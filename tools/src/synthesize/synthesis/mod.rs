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
mod version_4;
mod view;

pub use destination::{Destination, FAMILIES};
pub use observer::{Change, Observer, Tally};
pub use path::Path;
pub use peer::Peer;
pub use settings::{Goal, Settings};
pub use stream::Stream;

/// The AS of the router (RFC 5398).
const ROUTER_AS: u32 = 64_500;
