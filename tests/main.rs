//! The tests of what the crate offers: one binary, so that what they share is compiled once.

mod add_path;
mod add_path_captures;
mod bench_streams;
mod breaches;
mod captures;
mod encoding_room;
mod exhaustive;
#[cfg(feature = "serde")]
mod formats;
mod framing;
mod golden;
mod hostile_input;
#[cfg(feature = "serde")]
mod json_size;
mod link_state;
mod link_state_attributes;
mod link_state_gobgp;
mod link_state_igp;
#[cfg(feature = "serde")]
mod link_state_sources;
mod malformed;
mod malformed_attributes;
mod malformed_open;
mod malformed_tlvs;
mod one_observation;
mod openbmp;
mod programs;
mod quirks;
mod readings;
mod readme;
mod rfc7606;
mod round_trip;
#[cfg(feature = "serde")]
mod route_keys;
#[cfg(feature = "tokio-util")]
mod streams;
mod support;
mod version_4;
mod zero_allocation;
