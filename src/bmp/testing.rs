//! What the tests of all messages ask for: frames of real routers, and that a message is the same in every form.

use crate::bgp::Session;
pub(crate) use crate::bgp::testkit::hex as octets;
use crate::bmp::{Message, MessageType};
use crate::wire::Encode;

/// A frame of `testdata/frames`. What tshark reads in it stands beside it.
pub(crate) fn frame(name: &str) -> Vec<u8> {
    let path = format!("{}/testdata/frames/{name}.hex", env!("CARGO_MANIFEST_DIR"));
    octets(&std::fs::read_to_string(path).unwrap())
}

/// A frame of a message with a per-peer header: peer 192.0.2.10, AS65550, 10.0.0.10, one second after 1970.
pub(crate) fn frame_of(message_type: MessageType, body: &str) -> Vec<u8> {
    const PEER: &str = "00 00 0000000000000000 000000000000000000000000c000020a 0001000e 0a00000a 00000001 00000000";
    let body = octets(&format!("{PEER} {body}"));
    let mut frame = vec![3, 0, 0, 0, 6 + body.len() as u8, message_type.into()];
    frame.extend(body);
    frame
}

/// Reads a frame in the default session, and asks what [`exact`] and [`serde`] ask.
pub(crate) fn message(frame: &[u8]) -> Message<&[u8]> {
    message_in(frame, Session::default())
}

/// As [`message`], in a session.
pub(crate) fn message_in<'a>(frame: &'a [u8], session: Session) -> Message<&'a [u8]> {
    let message = exact(frame, session);
    #[cfg(feature = "serde")]
    serde(message);
    message
}

/// Reads a frame, and asks that it encodes to the same octets: borrowed, owned and shared.
pub(crate) fn exact<'a>(frame: &'a [u8], session: Session) -> Message<&'a [u8]> {
    let message = Message::decode(frame, session).unwrap();
    assert_eq!(message.encoded_len(), frame.len());
    assert_eq!(message.to_vec().unwrap(), frame);

    let owned = message.to_owned();
    assert_eq!(owned.view(), message);
    assert_eq!(owned.to_vec().unwrap(), frame);

    let shared = message.share(&bytes::Bytes::copy_from_slice(frame));
    assert_eq!(shared.view(), message);
    assert_eq!(shared.to_vec().unwrap(), frame);
    message
}

/// Asks that a message comes back from JSON and from binary formats as it was.
#[cfg(feature = "serde")]
fn serde(message: Message<&[u8]>) {
    let json = serde_json::to_string(&message).unwrap();
    let again: Message =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(again.view(), message, "{json}");

    crate::bgp::testkit::binary(&message.to_owned());
}
