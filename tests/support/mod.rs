//! What the tests share: recorded frames and captures, octets put together by hand, and a walk over all values.

// Each test uses a part of it.
#![allow(dead_code)]

pub(crate) mod built;
pub(crate) mod forms;
pub(crate) mod hand;
pub(crate) mod pcap;
pub(crate) mod readers;
pub(crate) mod recorded;
#[cfg(feature = "serde")]
pub(crate) mod tshark;
#[cfg(feature = "serde")]
mod tshark_rows;
pub(crate) mod walk;
