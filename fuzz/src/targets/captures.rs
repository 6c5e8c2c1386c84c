//! Files of any bytes as the tools read them: captures, OpenBMP messages and streams, compressed or not. All parts of a
//! stream together are the stream, and memory is bounded.

use std::collections::BTreeMap;

use bmp_codec::bmp;

use crate::limits::within;

/// The memory of a file that is small: buffers, tables of a decompressor, and windows of streams.
const MEMORY: usize = 64 << 20;

/// The input is the file.
pub fn captures(file: &[u8]) {
    let mut ends = BTreeMap::<usize, u64>::new();
    let mut read = || {
        bmp_tools::read_octets(file.to_vec(), Some(11019), &mut |part| {
            let end = ends.entry(part.stream).or_default();
            assert_eq!(part.offset, *end, "parts follow each other");
            *end += part.messages.len() as u64 + part.lost;
            let mut frames = bmp::frames(part.messages);
            assert!(frames.by_ref().all(|frame| frame.is_ok()));
            assert!(frames.rest().is_empty(), "whole messages");
        })
    };
    // Errors are of the file.
    let _ = within(MEMORY, &mut read);
}
