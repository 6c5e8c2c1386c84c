//! The BGP Monitoring Protocol, as a codec.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

extern crate alloc;

pub mod bgp;
pub mod bmp;
mod error;
pub mod net;
mod registry;
pub mod wire;

pub use error::{DecodeError, EncodeError, Fault, Malformed, What};
pub use wire::{Decode, Encode};

use wire::map_octets;
