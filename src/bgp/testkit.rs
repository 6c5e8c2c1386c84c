//! What the tests of rooms share: real octets, both ways, and JSON both ways.

use core::fmt::Debug;

use crate::bgp::attribute::MpReach;
use crate::bgp::{Session, Update};
use crate::net::AsnWidth;
use crate::wire::{Context, Decode, Encode, Fault, Reader};

/// The octets of a frame in `testdata/frames`, by its name.
macro_rules! frame {
    ($name:literal) => {
        $crate::bgp::testkit::hex(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/testdata/frames/",
            $name,
            ".hex"
        )))
    };
}
pub(crate) use frame;

/// Octets from hexadecimal text; blanks and line ends between digits are skipped.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_digit(16).unwrap() as u8)
        .collect();
    assert!(digits.len().is_multiple_of(2), "half an octet");
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// The BGP messages in a frame: from each marker, as far as the length behind it says.
pub(crate) fn pdus(frame: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = frame;
    while let Some(start) = rest.windows(16).position(|octets| octets == [0xff; 16]) {
        let length = usize::from(rest[start + 16]) << 8 | usize::from(rest[start + 17]);
        let (pdu, behind) = rest[start..].split_at(length);
        found.push(pdu.to_vec());
        rest = behind;
    }
    assert!(!found.is_empty(), "no BGP message in the frame");
    found
}

/// The routes in the MP_REACH_NLRI of the first UPDATE in a frame.
pub(crate) fn reached(frame: &[u8]) -> Vec<u8> {
    let pdu = &pdus(frame)[0];
    let update = Update::from_octets(&pdu[19..]).unwrap();
    let reach: Option<MpReach<&[u8]>> = update.path_attributes.get().unwrap();
    reach.unwrap().nlri.octets().to_vec()
}

/// The session of speakers with AS numbers of two octets.
pub(crate) fn two_octets() -> Session {
    Session::default().with_asn_width(AsnWidth::Two)
}

/// Reads a value that takes up all of `octets`, and asks that it is written as the same.
pub(crate) fn both_ways<'a, T: Decode<'a> + Encode>(
    octets: &'a [u8],
    context: impl Into<Context>,
) -> T {
    let value: T = Reader::within(octets, context).whole().unwrap();
    assert_eq!(value.encoded_len(), octets.len());
    assert_eq!(value.to_vec().unwrap(), octets);
    value
}

/// Where octets are malformed, and how.
pub(crate) fn fault<'a, T: Decode<'a> + Debug>(
    octets: &'a [u8],
    context: impl Into<Context>,
) -> (usize, Fault) {
    let error = Reader::within(octets, context).whole::<T>().unwrap_err();
    (error.offset(), error.fault())
}

/// Asks that a value is `text` in JSON, and that text the value.
#[cfg(feature = "serde")]
pub(crate) fn json<T>(value: &T, text: &str)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    assert_eq!(serde_json::to_string(value).unwrap(), text);
    assert_eq!(&serde_json::from_str::<T>(text).unwrap(), value);
}

#[cfg(not(feature = "serde"))]
pub(crate) fn json<T>(_: &T, _: &str) {}

/// Asks that a value is itself again behind binary formats: one that says what its values are, and one that does not.
#[cfg(feature = "serde")]
pub(crate) fn binary<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let octets = postcard::to_allocvec(value).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&octets).unwrap(), value);
    let mut octets = Vec::new();
    ciborium::into_writer(value, &mut octets).unwrap();
    assert_eq!(&ciborium::from_reader::<T, _>(&octets[..]).unwrap(), value);
}

#[cfg(not(feature = "serde"))]
pub(crate) fn binary<T>(_: &T) {}
