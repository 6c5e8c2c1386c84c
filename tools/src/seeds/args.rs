//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::synthesize::args::size;

const DETAILS: &str = "\
DIR gets one folder for each fuzz target, like the corpora of cargo-fuzz:

  DIR/stream    a BMP message, behind the Peer Up of its peer if it is decoded otherwise without
  DIR/update    the body of an UPDATE, behind eight bytes for the session (fuzz/README.md)

There is one file for each shape: of all messages with that shape the smallest, and of several small ones that with the \
lowest bytes. The shape of a message is what it is made of, without values:

  - its type, the peer type and the peer flags, the reason of a Peer Down, the types of statistics;
  - the codes and flags of path attributes, families and types of routes, and if they have path identifiers;
  - capabilities, parameters and TLVs at any depth, by type; whether lists and texts are empty;
  - whether addresses are of IPv4 or IPv6, and the width of AS numbers;
  - what is malformed, and which kind of error that is; which rules of an RFC are broken.

How many of these there are, and in which order, does not count. Messages that cannot be decoded have shapes, too: their \
type and their error. The shape is that of the file: if a message cannot be decoded from its file as in its stream, that \
is counted.

A file is named after the type of its message, the family of its routes, and a hash of its bytes; the same messages give \
the same files. No existing file is changed. Messages are read one by one: only the smallest message of each shape, and \
the last Peer Up of each peer, are in memory.

Examples:
  bmp seeds session.pcap fuzz/corpus      then fuzz them, as fuzz/README.md says
  bmp seeds *.bmp.zst seeds               the same with corpora of your own: seeds/stream, seeds/update

Exit status: 0 if a file stands for every message, 1 if not (bytes that are in no message, files that cannot be read or \
written, too little --limit); 2 for bad arguments; 130 if interrupted: then the files are those of the messages before.";

/// Writes inputs for the fuzz targets: the smallest of your own messages of each shape.
///
/// FILE may be a pcap or pcapng capture, the raw bytes of a BMP connection, or BMP messages with OpenBMP headers; each
/// of them may be compressed with gzip, zstd, LZ4, bzip2 or xz. Use - for standard input.
#[derive(Debug, Parser)]
#[command(name = "seeds", after_help = DETAILS)]
pub(crate) struct Args {
    /// Files to read
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Directory to write to; created if it is missing
    #[arg(value_name = "DIR", required = true)]
    pub(crate) directory: PathBuf,

    /// Keep messages up to this size in memory: 500MB, 1GiB
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = size)]
    pub(crate) limit: u64,

    /// Take only TCP connections with this port at either end for BMP
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_last_word_is_the_directory() {
        let args = Args::try_parse_from(["seeds", "a", "b", "out", "--limit=1MiB"]).unwrap();
        assert_eq!(args.files, [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(args.directory, PathBuf::from("out"));
        assert_eq!(args.limit, 1 << 20);
        let error = Args::try_parse_from(["seeds", "a"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }
}
