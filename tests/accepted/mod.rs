//! Streams that are built here, read by other programs: tshark, and pmbmpd, the BMP collector of pmacct.
//!
//! Runs where they are installed, and says so where they are not; with `BMP_CODEC_REQUIRE_TOOLS` set they have to be.

mod kinds;
mod log;
mod pmbmpd;
mod pmbmpd_tests;
#[path = "../../examples/synthesize/synthesis/mod.rs"]
#[allow(dead_code, unused_imports)] // Settings and counts of the command line.
mod synthesis;
mod tshark_tests;
