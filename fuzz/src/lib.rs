//! What the fuzz targets do with their input: a file for each in `targets`, and what they share.
//!
//! Each target asks that nothing panics, that every walk ends within a step for each byte, that memory is bounded, and
//! that what is accepted encodes to the bytes it came from.

mod limits;
mod session;
mod strategies;
mod support;
pub mod targets;
