//! Helpers of unit tests: bytes in hexadecimal, values both ways, cases of one shape, and frames of real routers.

use core::fmt::{Debug, Display};
use core::str::FromStr;

use crate::bgp::attribute::MpReach;
use crate::bgp::{Session, Update};
use crate::bmp::{Message, MessageType, Sessions};
use crate::net::AsnWidth;
use crate::wire::{Context, Decode, Encode, Reader};

/// Test cases of one shape, one per line: bytes, and the expected result.
///
/// ```text
/// cases! { Origin;
///     "01" => "egp" => "\"egp\"",            // an exact value: its text, and its JSON both ways
///     "01" is Origin::Egp => "egp",          // the value itself as well; `_` instead of the text skips the text
///     "03" => error "value at byte 0: …",   // malformed
/// }
/// cases! { Capabilities<&[u8]>, in session;  // lists, here decoded in a session; or in another context
///     "0200 0600" => list ["Route Refresh", "BGP Extended Message"],   // each element; a malformed one with its bytes
///     "4100" => inside "capability …",       // exact, and malformed inside
/// }
/// cases! { not Origin: "" "EGP" }            // text that does not parse
/// ```
///
/// `errors read` uses `read` to get the text of the error; `each check` calls `check` with each value and its bytes.
macro_rules! cases {
    (not $type:ty: $($text:literal)+) => {
        $(assert!($text.parse::<$type>().is_err(), "{} from {:?}", stringify!($type), $text);)+
    };
    (@value [$error:literal] $($rest:tt)*) => {};
    (@value [] $type:ty, $octets:ident $session:ident $check:ident;
     [$($value:expr)?] [$($text:literal)?] [$($inside:literal)?] [$($list:tt)?] [$($json:literal)?]) => {
        let value: $type = $crate::testkit::exact_in(&$octets, $session);
        $(assert_eq!(value.to_owned(), $value, "{:02x?}", $octets);)?
        $(assert_eq!(value.to_string(), $text, "{:02x?}", $octets);)?
        $(
            let error = $crate::wire::Decode::check_inside(&value).unwrap_err();
            assert_eq!(error.to_string(), $inside, "{:02x?}", $octets);
        )?
        $(assert_eq!($crate::testkit::texts(value.entries()), $list, "{:02x?}", $octets);)?
        $check(&value, &$octets);
        $($crate::testkit::json(&value.to_owned(), $json);)?
    };
    ($type:ty $(, in $session:expr)? $(, errors $error:expr)? $(, each $check:expr)?;
     $($octets:tt $(is $value:expr)? =>
       $(error $bad:literal)? $(inside $inside:literal)? $(list $list:tt)? $(_)? $($text:literal)? $(=> $json:literal)?
     ),+ $(,)?) => {
        let session = $crate::bgp::Session::default();
        let _ = session;
        $(let session = $session;)?
        let error = |octets: &[u8]| $crate::testkit::error_in::<$type>(octets, session);
        let check = |_: &$type, _: &[u8]| ();
        let _ = (&session, &error, &check);
        $(#[allow(unused_variables)] let error = $error;)?
        $(let check = $check;)?
        $({
            let octets = $crate::testkit::hex(AsRef::<str>::as_ref(&$octets));
            $(assert_eq!(error(&octets), $bad, "{octets:02x?}");)?
            $crate::testkit::cases! { @value [$($bad)?] $type, octets session check;
                [$($value)?] [$($text)?] [$($inside)?] [$($list)?] [$($json)?] }
        })+
    };
}
pub(crate) use cases;

/// Returns the value of a variant; panics if the value is another variant.
macro_rules! variant {
    ($value:expr, $($variant:ident)::+) => {
        match $value {
            $($variant)::+(inner) => inner,
            other => panic!("not {}: {other:?}", stringify!($($variant)::+)),
        }
    };
}
pub(crate) use variant;

/// Returns bytes from hexadecimal text; blanks and line ends are skipped.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_digit(16).unwrap() as u8)
        .collect();
    assert!(digits.len().is_multiple_of(2), "half a byte in {text}");
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// Decodes a value that must take up all bytes, and checks that it encodes to the same bytes.
pub(crate) fn exact<'a, T: Decode<'a> + Encode>(octets: &'a [u8]) -> T {
    exact_in(octets, Session::default())
}

/// Like [`exact`], in a context.
pub(crate) fn exact_in<'a, T: Decode<'a> + Encode>(
    octets: &'a [u8],
    context: impl Into<Context>,
) -> T {
    let value: T = Reader::within(octets, context)
        .whole()
        .unwrap_or_else(|error| panic!("{error}: {octets:02x?}"));
    assert_eq!(value.encoded_len(), octets.len(), "{octets:02x?}");
    assert_eq!(value.to_vec().unwrap(), octets);
    value
}

/// Returns the text of the error of decoding these bytes.
pub(crate) fn error<'a, T: Decode<'a>>(octets: &'a [u8]) -> String {
    error_in::<T>(octets, Session::default())
}

/// Like [`error`], in a context.
pub(crate) fn error_in<'a, T: Decode<'a>>(octets: &'a [u8], context: impl Into<Context>) -> String {
    match Reader::within(octets, context).whole::<T>() {
        Ok(_) => panic!("no error in {octets:02x?}"),
        Err(error) => error.to_string(),
    }
}

/// Checks that the text of a value parses as the same value: for `each` of [`cases`].
pub(crate) fn parses<T: Display + FromStr + PartialEq + Debug>(value: &T, _: &[u8]) {
    assert_eq!(value.to_string().parse().as_ref().ok(), Some(value));
}

/// Returns the text of an error.
pub(crate) fn refused<T: Debug>(result: Result<T, impl Display>) -> String {
    match result {
        Ok(value) => panic!("not refused: {value:?}"),
        Err(error) => error.to_string(),
    }
}

/// Returns values as text, and errors.
pub(crate) fn texts<T: Display, E: Display>(
    values: impl IntoIterator<Item = Result<T, E>>,
) -> Vec<String> {
    let text = |value: Result<T, E>| match value {
        Ok(value) => value.to_string(),
        Err(error) => error.to_string(),
    };
    values.into_iter().map(text).collect()
}

/// Checks that a value serializes to `text` in JSON, and `text` to the value, and that binary formats restore the
/// value. Line ends and the blanks after them are not part of the text.
#[cfg(feature = "serde")]
pub(crate) fn json<T>(value: &T, text: &str)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let text: String = text.lines().map(str::trim_start).collect();
    assert_eq!(serde_json::to_string(value).unwrap(), text);
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
    binary(value);
}

/// Checks that JSON and binary formats restore a value.
#[cfg(feature = "serde")]
pub(crate) fn back<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    binary(value);
}

/// Checks that binary formats restore a value: a self-describing one and another one.
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
pub(crate) fn json<T>(_: &T, _: &str) {}

#[cfg(not(feature = "serde"))]
pub(crate) fn back<T>(_: &T) {}

#[cfg(not(feature = "serde"))]
pub(crate) fn binary<T>(_: &T) {}

/// Returns the session of speakers with AS numbers of two bytes.
pub(crate) fn two_octets() -> Session {
    Session::default().with_asn_width(AsnWidth::Two)
}

/// Returns a frame of `testdata/frames`. The output of tshark for it is next to it.
pub(crate) fn frame(name: &str) -> Vec<u8> {
    let path = format!("{}/testdata/frames/{name}.hex", env!("CARGO_MANIFEST_DIR"));
    hex(&std::fs::read_to_string(path).unwrap())
}

/// Returns the BGP messages in a frame: from each marker, as long as the length after it.
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

/// Returns the body of the first BGP message in a frame of `testdata/frames`.
pub(crate) fn first_body(name: &str) -> Vec<u8> {
    pdus(&frame(name)).swap_remove(0).split_off(19)
}

/// Returns the routes in the MP_REACH_NLRI of the first UPDATE in a frame of `testdata/frames`.
pub(crate) fn reached(name: &str) -> Vec<u8> {
    let body = first_body(name);
    let update = Update::from_octets(&body).unwrap();
    let reach: Option<MpReach<&[u8]>> = update.path_attributes.get().unwrap();
    reach.unwrap().nlri.octets().to_vec()
}

/// Returns a frame with a per-peer header: peer 192.0.2.10, AS65550, 10.0.0.10, one second after 1970.
pub(crate) fn frame_of(message_type: MessageType, body: &str) -> Vec<u8> {
    const PEER: &str = "00 00 0000000000000000 000000000000000000000000c000020a 0001000e 0a00000a 00000001 00000000";
    let body = hex(&format!("{PEER} {body}"));
    let mut frame = vec![3, 0, 0, 0, 6 + body.len() as u8, message_type.into()];
    frame.extend(body);
    frame
}

/// Decodes a BMP message in the default session. Checks that borrowed, owned and shared forms encode to the same bytes,
/// and that JSON and binary formats restore it.
pub(crate) fn message(frame: &[u8]) -> Message<&[u8]> {
    message_in(frame, Session::default())
}

/// Like [`message`], in a session.
pub(crate) fn message_in(frame: &[u8], sessions: impl Sessions) -> Message<&[u8]> {
    let message = exact_message(frame, sessions);
    back(&message.to_owned());
    message
}

/// Like [`message_in`], for the bytes only.
pub(crate) fn exact_message(frame: &[u8], sessions: impl Sessions) -> Message<&[u8]> {
    let message = Message::decode(frame, sessions).unwrap();
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
