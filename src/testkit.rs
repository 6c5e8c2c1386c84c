//! What unit tests share: octets in hexadecimal, values both ways, cases of one shape, and frames of real routers.

use core::fmt::{Debug, Display};
use core::str::FromStr;

use crate::bgp::attribute::MpReach;
use crate::bgp::{Session, Update};
use crate::bmp::{Message, MessageType, Sessions};
use crate::net::AsnWidth;
use crate::wire::{Context, Decode, Encode, Reader};

/// Cases of one shape, one a line: octets, and what is expected of them.
///
/// ```text
/// cases! { Origin;
///     "01" => "egp" => "\"egp\"",            // a value, exact both ways: its text, and its JSON both ways
///     "01" is Origin::Egp => "egp",          // the value itself as well; `_` in place of the text asks for none
///     "03" => error "value at byte 0: …",   // no value
/// }
/// cases! { Capabilities<&[u8]>, in session;  // lists, here read in a session, or in another context
///     "0200 0600" => list ["Route Refresh", "BGP Extended Message"],   // each element; a malformed one with its octets
///     "4100" => inside "capability …",       // exact, and malformed inside
/// }
/// cases! { not Origin: "" "EGP" }            // text that is none
/// ```
///
/// `errors read` has `read` for the text of the error, `each check` asks `check` of each value and its octets.
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
        $(let error = $error;)?
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

/// What a variant holds; fails where the value is another one.
macro_rules! variant {
    ($value:expr, $($variant:ident)::+) => {
        match $value {
            $($variant)::+(inner) => inner,
            other => panic!("not {}: {other:?}", stringify!($($variant)::+)),
        }
    };
}
pub(crate) use variant;

/// Octets from hexadecimal text; blanks and line ends are skipped.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_digit(16).unwrap() as u8)
        .collect();
    assert!(digits.len().is_multiple_of(2), "half an octet in {text}");
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// Reads a value that takes up all octets, and asks that it is written as the same.
pub(crate) fn exact<'a, T: Decode<'a> + Encode>(octets: &'a [u8]) -> T {
    exact_in(octets, Session::default())
}

/// As [`exact`], in a context.
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

/// The text of the error that octets are.
pub(crate) fn error<'a, T: Decode<'a>>(octets: &'a [u8]) -> String {
    error_in::<T>(octets, Session::default())
}

/// As [`error`], in a context.
pub(crate) fn error_in<'a, T: Decode<'a>>(octets: &'a [u8], context: impl Into<Context>) -> String {
    match Reader::within(octets, context).whole::<T>() {
        Ok(_) => panic!("no error in {octets:02x?}"),
        Err(error) => error.to_string(),
    }
}

/// Asks that the text of a value is read as the same: for `each` of [`cases`].
pub(crate) fn parses<T: Display + FromStr + PartialEq + Debug>(value: &T, _: &[u8]) {
    assert_eq!(value.to_string().parse().as_ref().ok(), Some(value));
}

/// The text of an error.
pub(crate) fn refused<T: Debug>(result: Result<T, impl Display>) -> String {
    match result {
        Ok(value) => panic!("not refused: {value:?}"),
        Err(error) => error.to_string(),
    }
}

/// Values as text, and errors.
pub(crate) fn texts<T: Display, E: Display>(
    values: impl IntoIterator<Item = Result<T, E>>,
) -> Vec<String> {
    let text = |value: Result<T, E>| match value {
        Ok(value) => value.to_string(),
        Err(error) => error.to_string(),
    };
    values.into_iter().map(text).collect()
}

/// Asks that a value is `text` in JSON, and that text the value; and that it is itself again behind binary formats.
/// Line ends and the blanks behind them are not of the text.
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

/// Asks that a value is itself again behind JSON and binary formats.
#[cfg(feature = "serde")]
pub(crate) fn back<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    binary(value);
}

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
pub(crate) fn json<T>(_: &T, _: &str) {}

#[cfg(not(feature = "serde"))]
pub(crate) fn back<T>(_: &T) {}

#[cfg(not(feature = "serde"))]
pub(crate) fn binary<T>(_: &T) {}

/// The session of speakers with AS numbers of two octets.
pub(crate) fn two_octets() -> Session {
    Session::default().with_asn_width(AsnWidth::Two)
}

/// A frame of `testdata/frames`. What tshark reads in it stands beside it.
pub(crate) fn frame(name: &str) -> Vec<u8> {
    let path = format!("{}/testdata/frames/{name}.hex", env!("CARGO_MANIFEST_DIR"));
    hex(&std::fs::read_to_string(path).unwrap())
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

/// The body of the first BGP message in a frame of `testdata/frames`.
pub(crate) fn first_body(name: &str) -> Vec<u8> {
    pdus(&frame(name)).swap_remove(0).split_off(19)
}

/// The routes in the MP_REACH_NLRI of the first UPDATE in a frame of `testdata/frames`.
pub(crate) fn reached(name: &str) -> Vec<u8> {
    let body = first_body(name);
    let update = Update::from_octets(&body).unwrap();
    let reach: Option<MpReach<&[u8]>> = update.path_attributes.get().unwrap();
    reach.unwrap().nlri.octets().to_vec()
}

/// A frame of a message with a per-peer header: peer 192.0.2.10, AS65550, 10.0.0.10, one second after 1970.
pub(crate) fn frame_of(message_type: MessageType, body: &str) -> Vec<u8> {
    const PEER: &str = "00 00 0000000000000000 000000000000000000000000c000020a 0001000e 0a00000a 00000001 00000000";
    let body = hex(&format!("{PEER} {body}"));
    let mut frame = vec![3, 0, 0, 0, 6 + body.len() as u8, message_type.into()];
    frame.extend(body);
    frame
}

/// Reads a BMP message in the default session: exact in octets, borrowed, owned and shared, and behind JSON and binary
/// formats.
pub(crate) fn message(frame: &[u8]) -> Message<&[u8]> {
    message_in(frame, Session::default())
}

/// As [`message`], in a session.
pub(crate) fn message_in(frame: &[u8], sessions: impl Sessions) -> Message<&[u8]> {
    let message = exact_message(frame, sessions);
    back(&message.to_owned());
    message
}

/// As [`message_in`], in octets alone.
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
