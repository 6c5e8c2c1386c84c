//! Rules of BMP messages. Each vector is a stream, laid out by hand from the RFC: its last message breaks the rule.
//! A message is its type and what follows the common header.

use bmp_codec::Breach;

macro_rules! marker {
    () => {
        "ffffffffffffffffffffffffffffffff"
    };
}

/// Per-peer headers (RFC 7854, section 4.2): type and flags, distinguisher, address, AS, BGP identifier, time.
macro_rules! peer {
    () => {
        peer!("00 00")
    };
    ($type:literal) => {
        peer!(
            $type,
            "0000000000000000",
            "000000000000000000000000c000020a"
        )
    };
    ($type:literal, $rd:literal, $address:literal) => {
        peer!($type, $rd, $address, "0001000e 0a00000a", "00000002")
    };
    ($type:literal, $rd:literal, $address:literal, $speaker:literal, $microseconds:literal) => {
        concat!($type, $rd, $address, $speaker, "00000001", $microseconds)
    };
}

/// The same of a Loc-RIB (RFC 9069, section 5.1): 64496, 192.0.2.1.
macro_rules! loc_rib {
    () => {
        loc_rib!("03 00")
    };
    ($type:literal) => {
        peer!(
            $type,
            "0000000000000000",
            "00000000000000000000000000000000",
            "0000fbf0 c0000201",
            "00000002"
        )
    };
    ($address:literal, $speaker:literal) => {
        peer!("03 00", "0000000000000000", $address, $speaker, "00000002")
    };
}

/// OPENs of 65550, which is the peer, and of 64496, which is the router; the latter has no parameters, or the 4-octet AS
/// capability (RFC 4271, section 4.2).
macro_rules! open {
    (peer) => {
        concat!(
            marker!(),
            "0025 01 04 5ba0 00b4 0a00000a 08 0206 41040001000e"
        )
    };
    (router) => {
        concat!(marker!(), "001d 01 04 fbf0 00b4 c0000201 00")
    };
    (loc_rib) => {
        concat!(
            marker!(),
            "0025 01 04 fbf0 00b4 c0000201 08 0206 41040000fbf0"
        )
    };
    (other) => {
        concat!(
            marker!(),
            "0025 01 04 fbf0 005a c0000201 08 0206 41040000fbf0"
        )
    };
}

/// A Peer Up (RFC 7854, section 4.10): 192.0.2.1 with port 179, and port 40000.
macro_rules! up {
    ($peer:expr) => {
        up!($peer, "000000000000000000000000c0000201 00b3 9c40")
    };
    ($peer:expr, $local:literal) => {
        concat!("03", $peer, $local, open!(router), open!(peer))
    };
}

/// A Peer Up of a Loc-RIB (RFC 9069, section 5.2).
macro_rules! loc_rib_up {
    ($peer:expr) => {
        loc_rib_up!($peer, "00000000000000000000000000000000 0000 0000", "")
    };
    ($peer:expr, $local:literal, $tlvs:literal) => {
        concat!("03", $peer, $local, open!(loc_rib), open!(loc_rib), $tlvs)
    };
}

/// The same with TLVs.
macro_rules! loc_rib_up_with {
    ($tlvs:literal) => {
        loc_rib_up!(
            loc_rib!(),
            "00000000000000000000000000000000 0000 0000",
            $tlvs
        )
    };
}

/// An Initiation with sysDescr "a" and sysName "b" (RFC 7854, sections 4.3 and 4.4).
pub(crate) const INITIATION: &str = "04 0001 0001 61 0002 0001 62";
pub(crate) const UP: &str = up!(peer!());
const LOC_RIB_UP: &str = loc_rib_up!(loc_rib!());

/// An End-of-RIB (RFC 4724, section 2).
macro_rules! end_of_rib {
    () => {
        concat!(marker!(), "0017 02 0000 0000")
    };
}

/// 198.51.100.0/24 with AS numbers of two bytes, which do not fit four.
macro_rules! two_bytes {
    () => {
        concat!(
            marker!(),
            "002d 02 0000 0012 40010100 4002040201fde8 400304c000020a 18c63364"
        )
    };
}

macro_rules! hex_256 {
    () => {
        concat!(hex_256!(64), hex_256!(64), hex_256!(64), hex_256!(64))
    };
    (64) => {
        concat!(hex_256!(16), hex_256!(16), hex_256!(16), hex_256!(16))
    };
    (16) => {
        "61616161616161616161616161616161"
    };
}

/// A NOTIFICATION: Cease, Administrative Shutdown (RFC 4486).
macro_rules! notification {
    () => {
        concat!(marker!(), "0015 03 06 02")
    };
}

mod headers;
mod messages;
pub(crate) mod version_4;

/// Rule, and stream.
pub(crate) fn vectors() -> impl Iterator<Item = (Breach, &'static [&'static str])> {
    let all = headers::VECTORS.iter().chain(messages::VECTORS);
    let all = all.chain(version_4::VECTORS);
    all.copied()
}

/// Streams that break no rule.
pub(crate) const SOUND: &[&[&str]] = &[
    // An Initiation may come again. A name in Peer Up is also in Peer Down, whatever its reason (RFC 9069, section
    // 5.2.1).
    &[
        INITIATION,
        UP,
        concat!("00", peer!(), end_of_rib!()),
        concat!(
            "01",
            peer!(),
            "00000003 0000 0004 00000001 0009 000b 000101 0000000000000001 9999 0001 00"
        ),
        concat!("06", peer!("00 10"), "0001 0002 0000 0000 0004 00000000"),
        INITIATION,
        concat!("02", peer!(), "02 0012 0003 0003 726564"),
        UP,
        concat!("02", peer!(), "01", notification!()),
        "05 0000 0001 61 0001 0002 0000",
    ],
    // One Peer Up for each policy, and a Peer Down for each.
    &[
        INITIATION,
        UP,
        up!(peer!("00 40")),
        concat!("02", peer!(), "04"),
        concat!("00", peer!("00 40"), end_of_rib!()),
        concat!("02", peer!("00 40"), "05"),
    ],
    // A Loc-RIB may have several Peer Ups (RFC 9069, section 6.1.1).
    &[
        INITIATION,
        loc_rib_up_with!("0003 0006 676c6f62616c"),
        loc_rib_up_with!("0003 0003 726564 0003 0006 676c6f62616c"),
        concat!("02", loc_rib!(), "06 0003 0006 676c6f62616c"),
        concat!("00", loc_rib!("03 80"), end_of_rib!()),
        concat!("02", loc_rib!(), "06 0003 0003 726564"),
    ],
];

/// Malformed parts are found too: stream, and the error of its last message.
pub(crate) const MALFORMED: &[(&[&str], &str)] = &[
    (
        &["04 0001 0001 61 0002 0001 62 0000 0003 61"],
        "Initiation TLV 0 at byte 20: 2 bytes are missing",
    ),
    (
        &["04 0001 0001 61 0002 0001 62 00"],
        "Initiation at byte 16: 1 byte is missing",
    ),
    (
        &[INITIATION, UP, concat!("02", peer!(), "06 0000 0003 61")],
        "Peer Down TLV 0 at byte 53: 2 bytes are missing",
    ),
    (
        &[INITIATION, UP, concat!("00", peer!(), marker!(), "0013 04")],
        "BGP header at byte 66: a message of type 4 is not possible here",
    ),
    (
        &[
            INITIATION,
            concat!("01", peer!(), "00000001 0000 0004 0000"),
        ],
        "statistic 0 at byte 56: 2 bytes are missing",
    ),
];
