//! All forms of a message: each has to encode to the octets it came from.

use bmp_codec::bgp::{Session, Update};
use bmp_codec::{Encode, bmp};
use bytes::Bytes;

/// The UPDATE of a Route Monitoring message, which encodes to itself.
pub(crate) fn update<'a>(peers: &mut bmp::PeerTable, frame: &'a [u8]) -> Update<&'a [u8]> {
    let message = peers.decode(frame).unwrap();
    assert_eq!(message.to_vec().unwrap(), frame);
    match message {
        bmp::Message::RouteMonitoring(monitoring) => monitoring.update.unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Reads a message, which has to be exact in all its forms.
pub(crate) fn read(frame: &[u8]) -> bmp::Message<&[u8]> {
    let message = bmp::Message::decode(frame, Session::default()).unwrap();
    check(&message, frame);
    #[cfg(feature = "serde")]
    {
        check_binary(&message, frame);
        check_exact_json(&message, frame);
    }
    message
}

/// Owned and shared forms, and their views, say what the message says.
pub(crate) fn check(message: &bmp::Message<&[u8]>, frame: &[u8]) {
    assert_eq!(message.encoded_len(), frame.len());
    assert_eq!(message.to_vec().unwrap(), frame);

    let owned: bmp::Message = message.to_owned();
    assert_eq!(owned.to_vec().unwrap(), frame);
    assert_eq!(owned.view(), *message);

    let bytes = Bytes::copy_from_slice(frame);
    let shared: bmp::Message<Bytes> = message.share(&bytes);
    assert_eq!(shared.to_vec().unwrap(), frame);
    assert_eq!(shared.view(), *message);
}

/// Binary formats keep everything: one that does not say what its values are, and one that does.
#[cfg(feature = "serde")]
pub(crate) fn check_binary(message: &bmp::Message<&[u8]>, frame: &[u8]) {
    let octets = postcard::to_allocvec(message).unwrap();
    let again: bmp::Message = postcard::from_bytes(&octets).unwrap();
    assert_eq!(again.to_vec().unwrap(), frame);
    assert_eq!(again.view(), *message);
    check_cbor(message, frame);
}

/// CBOR keeps everything, into vectors and into shared octets.
#[cfg(feature = "serde")]
pub(crate) fn check_cbor(message: &bmp::Message<&[u8]>, frame: &[u8]) {
    let mut octets = Vec::new();
    ciborium::into_writer(message, &mut octets).unwrap();
    let again: bmp::Message = ciborium::from_reader(&octets[..]).unwrap();
    assert_eq!(again.to_vec().unwrap(), frame);
    assert_eq!(again.view(), *message);
    let again: bmp::Message<Bytes> = ciborium::from_reader(&octets[..]).unwrap();
    assert_eq!(again.view(), *message);
}

/// A value of any type comes back from all formats as it was.
#[cfg(feature = "serde")]
pub(crate) fn check_formats<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string(value).unwrap();
    let again: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(&again, value, "JSON {text}");
    let octets = postcard::to_allocvec(value).unwrap();
    let again: T =
        postcard::from_bytes(&octets).unwrap_or_else(|error| panic!("postcard, {error}: {text}"));
    assert_eq!(&again, value, "postcard {text}");
    let mut octets = Vec::new();
    ciborium::into_writer(value, &mut octets).unwrap();
    let again: T =
        ciborium::from_reader(&octets[..]).unwrap_or_else(|error| panic!("CBOR, {error}: {text}"));
    assert_eq!(&again, value, "CBOR {text}");
}

/// What comes back from JSON says the same, and is exact but for stray bits behind a prefix, which are not said.
#[cfg(feature = "serde")]
pub(crate) fn check_json(message: &bmp::Message<&[u8]>, frame: &[u8]) {
    let text = serde_json::to_string(message).unwrap();
    let again: bmp::Message =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    if again.to_vec().unwrap() == frame {
        assert_eq!(again.view(), *message);
    }
}

/// What comes back from JSON is exact.
#[cfg(feature = "serde")]
pub(crate) fn check_exact_json(message: &bmp::Message<&[u8]>, frame: &[u8]) {
    let text = serde_json::to_string(message).unwrap();
    let again: bmp::Message =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(again.to_vec().unwrap(), frame, "{text}");
}
