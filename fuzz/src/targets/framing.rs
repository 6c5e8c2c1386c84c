//! A stream in chunks: cut in the same places as at once, in as many steps as it has bytes.

use bmp_codec::DecodeError;
use bmp_codec::bmp::{self, Cut, Framing};
use bytes::BytesMut;

/// The first byte says how many lengths of chunks follow it. The rest is the stream; what is behind the last chunk comes
/// at once.
pub fn framing(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else {
        return;
    };
    let (lengths, stream) = rest.split_at(rest.len().min(usize::from(*count % 64)));
    for framing in [
        Framing::default(),
        Framing::default().with_limit(100),
        Framing::default().with_resync(true),
        Framing::default().with_resync(true).with_limit(100),
    ] {
        let at_once = cuts(framing.clone(), &[stream]);
        assert_eq!(cuts(framing.clone(), &chunks(lengths, stream)), at_once);
        assert_eq!(borrowed(framing, stream), at_once);
    }
    let mut frames = bmp::frames(stream);
    let found = frames.by_ref().take_while(Result::is_ok).count();
    let (cut, _) = cuts(Framing::default(), &[stream]);
    assert_eq!(found, cut.len());
}

/// The chunks of a stream that have these lengths, and its rest.
fn chunks<'a>(lengths: &[u8], mut stream: &'a [u8]) -> Vec<&'a [u8]> {
    let mut chunks = Vec::new();
    for length in lengths {
        let (chunk, rest) = stream.split_at(stream.len().min(usize::from(*length)));
        chunks.push(chunk);
        stream = rest;
    }
    chunks.push(stream);
    chunks
}

/// Where frames begin and how long they are, and the error that ended it. Skipped bytes may come in any pieces.
pub(super) type Cuts = (Vec<(usize, usize)>, Option<DecodeError>);

pub(super) fn cuts(mut framing: Framing, chunks: &[&[u8]]) -> Cuts {
    let mut buffer = BytesMut::new();
    let (mut frames, mut at, mut steps) = (Vec::new(), 0, 0);
    let length = chunks.iter().map(|chunk| chunk.len()).sum::<usize>();
    for (number, chunk) in chunks.iter().enumerate() {
        buffer.extend_from_slice(chunk);
        if number + 1 == chunks.len() {
            framing.end();
        }
        loop {
            steps += 1;
            assert!(steps <= length + chunks.len(), "more steps than bytes");
            match framing.cut_bytes(&mut buffer) {
                Ok(Cut::Frame(frame)) => {
                    frames.push((at, frame.len()));
                    at += frame.len();
                }
                Ok(Cut::Skipped { octets, .. }) => at += octets.len(),
                Ok(Cut::Partial { missing }) => {
                    assert!(missing > 0);
                    break;
                }
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    assert_eq!(at + buffer.len(), length);
    (frames, None)
}

/// The same from a stream that is there as a whole.
fn borrowed(mut framing: Framing, stream: &[u8]) -> Cuts {
    let (mut frames, mut rest) = (Vec::new(), stream);
    framing.end();
    loop {
        let at = stream.len() - rest.len();
        match framing.cut(&mut rest) {
            Ok(Cut::Frame(frame)) => frames.push((at, frame.len())),
            Ok(Cut::Skipped { octets, .. }) => assert!(!octets.is_empty()),
            Ok(Cut::Partial { .. }) => return (frames, None),
            Err(error) => return (frames, Some(error)),
        }
    }
}
