//! Whole streams, read by other programs.

mod kinds;
mod log;
mod pmbmpd;
mod pmbmpd_tests;
mod tshark_tests;
