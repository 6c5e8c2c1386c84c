//! The targets: functions of any bytes.

mod attributes;
#[cfg(feature = "tools")]
mod captures;
mod differential;
mod formats;
mod framing;
mod link_state;
mod message;
mod open;
mod openbmp;
mod route_key;
mod routes;
mod stream;
#[cfg(feature = "tools")]
mod tables;
mod text;
mod typed;
mod update;

pub use attributes::attributes;
#[cfg(feature = "tools")]
pub use captures::captures;
pub use differential::differential;
pub use formats::{cbor, json, postcard};
pub use framing::framing;
pub use link_state::link_state;
pub use message::message;
pub use open::open;
pub use openbmp::openbmp;
pub use route_key::route_key;
pub use routes::routes;
pub use stream::stream;
#[cfg(feature = "tools")]
pub use tables::tables;
pub use text::text;
pub use typed::typed;
pub use update::update;
