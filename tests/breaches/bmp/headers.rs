//! Rules of the place in the stream, and of per-peer headers.

use bmp_codec::Breach;

use super::{INITIATION, UP};

/// Rule, and stream.
pub(crate) const VECTORS: &[(Breach, &[&str])] = &[
    (Breach::STREAM_BEGINNING, &[UP]),
    (
        Breach::STREAM_END,
        &[INITIATION, "05 0001 0002 0000", INITIATION],
    ),
    (
        Breach::PEER_UP_MISSING,
        &[INITIATION, concat!("00", peer!(), end_of_rib!())],
    ),
    (
        Breach::PEER_UP_MISSING,
        &[INITIATION, concat!("06", peer!(), "0001 0002 0001")],
    ),
    (
        Breach::PEER_UP_MISSING,
        &[
            INITIATION,
            UP,
            concat!("02", peer!(), "04"),
            concat!("00", peer!(), end_of_rib!()),
        ],
    ),
    (Breach::PEER_UP_TWICE, &[INITIATION, UP, UP]),
    (
        Breach::PEER_DOWN_WITHOUT_UP,
        &[INITIATION, concat!("02", peer!(), "04")],
    ),
    // Per-peer headers.
    (Breach::PEER_FLAGS, &[INITIATION, up!(peer!("00 08"))]),
    (
        Breach::GLOBAL_PEER_DISTINGUISHER,
        &[
            INITIATION,
            up!(peer!(
                "00 00",
                "0000fde800000001",
                "000000000000000000000000c000020a"
            )),
        ],
    ),
    (
        Breach::PEER_ADDRESS,
        &[
            INITIATION,
            up!(peer!(
                "00 00",
                "0000000000000000",
                "00000000000000000000000000000000"
            )),
        ],
    ),
    (
        Breach::PEER_ADDRESS_PADDING,
        &[
            INITIATION,
            up!(peer!(
                "00 00",
                "0000000000000000",
                "20010db80000000000000000c000020a"
            )),
        ],
    ),
    // An IPv4 address in the first four bytes.
    (
        Breach::PEER_ADDRESS_PADDING,
        &[
            INITIATION,
            up!(peer!(
                "01 00",
                "0000fde800000001",
                "c000020a000000000000000000000000"
            )),
        ],
    ),
    (
        Breach::PEER_AS,
        &[
            INITIATION,
            UP,
            concat!(
                "00",
                peer!(
                    "00 00",
                    "0000000000000000",
                    "000000000000000000000000c000020a",
                    "00000000 0a00000a",
                    "00000002"
                ),
                end_of_rib!()
            ),
        ],
    ),
    (
        Breach::PEER_BGP_ID,
        &[
            INITIATION,
            UP,
            concat!(
                "00",
                peer!(
                    "00 00",
                    "0000000000000000",
                    "000000000000000000000000c000020a",
                    "0001000e 00000000",
                    "00000002"
                ),
                end_of_rib!()
            ),
        ],
    ),
    (
        Breach::PEER_MICROSECONDS,
        &[
            INITIATION,
            UP,
            concat!(
                "00",
                peer!(
                    "00 00",
                    "0000000000000000",
                    "000000000000000000000000c000020a",
                    "0001000e 0a00000a",
                    "000f4240"
                ),
                end_of_rib!()
            ),
        ],
    ),
    (
        Breach::LOC_RIB_FLAGS,
        &[INITIATION, loc_rib_up!(loc_rib!("03 40"))],
    ),
    // F is defined, A is not.
    (
        Breach::LOC_RIB_FLAGS,
        &[INITIATION, loc_rib_up!(loc_rib!("03 a0"))],
    ),
    (
        Breach::LOC_RIB_ADDRESS,
        &[
            INITIATION,
            loc_rib_up!(loc_rib!(
                "000000000000000000000000c0000201",
                "0000fbf0 c0000201"
            )),
        ],
    ),
    (
        Breach::LOC_RIB_AS,
        &[
            INITIATION,
            loc_rib_up!(loc_rib!(
                "00000000000000000000000000000000",
                "00000000 c0000201"
            )),
        ],
    ),
    (
        Breach::LOC_RIB_BGP_ID,
        &[
            INITIATION,
            loc_rib_up!(loc_rib!(
                "00000000000000000000000000000000",
                "0000fbf0 00000000"
            )),
        ],
    ),
];
