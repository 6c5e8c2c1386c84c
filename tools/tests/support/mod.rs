//! What the tests share; some of it with those of the library.

#[path = "../../../tests/support/built.rs"]
pub(crate) mod built;
#[path = "../../../tests/support/built_link_state.rs"]
mod built_link_state;
pub(crate) mod pcap;
pub(crate) mod pdml;
#[path = "../../../tests/support/tshark.rs"]
pub(crate) mod tshark;
#[path = "../../../tests/support/tshark_link_state.rs"]
mod tshark_link_state;
#[path = "../../../tests/support/tshark_rows.rs"]
mod tshark_rows;
