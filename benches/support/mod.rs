//! What the benches share: streams to read, and the least work that reads them.

// Each bench and test uses a part of it.
#![allow(dead_code)]

pub(crate) mod captured;
pub(crate) mod changing;
pub(crate) mod count;
pub(crate) mod hand;
pub(crate) mod link_state;
pub(crate) mod mixed;
pub(crate) mod octets;
pub(crate) mod streams;
pub(crate) mod walk;
pub(crate) mod withdrawn;
