//! Files that are in memory, for those who embed the reader.

use super::{Event, Input, Source, Stop, What};

/// A part of a stream.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Part<'a> {
    /// The number of the stream: 0, 1, 2, in the order they are found.
    pub stream: usize,
    /// The number of bytes of the stream before this part. All parts together are the stream.
    pub offset: u64,
    /// Whole BMP messages, one behind the other.
    pub messages: &'a [u8],
    /// The number of bytes in their place that are no message: skipped, not captured, or the beginning of a message at the
    /// end.
    pub lost: u64,
}

/// Reads a file as all subcommands do: a capture (pcap, pcapng), messages with OpenBMP headers, or a stream; compressed or
/// not. Calls `each` with everything found, in order. TCP connections with `port` are taken for BMP.
///
/// ```
/// let file = [3, 0, 0, 0, 6, 4, 3, 0, 0];
/// let mut parts = Vec::new();
/// bmp_tools::read_octets(file.to_vec(), None, &mut |part| {
///     parts.push((part.offset, part.messages.len(), part.lost));
/// })?;
/// assert_eq!(parts, [(0, 6, 0), (6, 0, 3)]);
/// # Ok::<(), anyhow::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the file. What was found before is passed on.
pub fn read_octets(
    octets: Vec<u8>,
    port: Option<u16>,
    each: &mut dyn FnMut(Part<'_>),
) -> anyhow::Result<()> {
    let input = Input::new(Source::from_octets(octets)?, port);
    let read = input.read(&mut |event: Event<'_>| {
        let (messages, lost) = match event.what {
            What::Messages(messages) => (messages, 0),
            What::Skipped { octets } | What::Gap { octets } => (&[][..], octets),
            What::BadEnvelope { octets, .. } => (&[][..], octets),
            What::Ended { incomplete, .. } => (&[][..], incomplete),
            What::Opened | What::BadHeader(_) => return Ok(()),
        };
        if !messages.is_empty() || lost > 0 {
            each(Part {
                stream: event.stream.id,
                offset: event.begin(),
                messages,
                lost,
            });
        }
        Ok(())
    });
    match read {
        Ok((_, end)) => end,
        // The handler above stops nothing.
        Err(Stop::Enough) => Ok(()),
        Err(Stop::Output(error)) => Err(error.into()),
    }
}
