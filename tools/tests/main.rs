//! The command as a whole; and streams and messages that are built here, read by other programs: tshark, and pmbmpd, the BMP
//! collector of pmacct.
//!
//! A test whose program is not installed is ignored; with `BMP_CODEC_REQUIRE_TOOLS` set it has to be.

mod accepted;
mod bench;
mod command;
mod differential;
mod help;
mod hostile;
mod replay;
mod seeds;
mod support;
mod synthetic;
