//! Rules of draft-ietf-grow-bmp-tlv-21. Each message begins with `v4`.

use bmp_codec::Breach;

/// Group, with index 0x8001, of the routes 1 and 2.
macro_rules! group {
    () => {
        "0001 0004 8001 0001 0002"
    };
}

/// BGP Message: an UPDATE that withdraws 10.0.0.0/8 and 11.0.0.0/8.
macro_rules! update {
    () => {
        concat!("0004 001b 0000", marker!(), "001b 02 0004 080a 080b 0000")
    };
}

/// Route Monitoring with these TLVs.
macro_rules! routes {
    ($($tlv:expr),*) => {
        concat!("v4 00", peer!(), $($tlv),*)
    };
}

const INITIATION: &str = "v4 04 0001 0001 61 0002 0001 62";
const UP: &str = concat!("v4 ", up!(peer!()));

/// Peer Down with a VRF/Table Name behind an event, Statistics Reports with TLVs and without, and all TLVs of routes.
pub(crate) const SOUND: &[&[&str]] = &[
    &[
        INITIATION,
        UP,
        concat!("v4 02", peer!(), "02 000a 0003 0003 726564"),
    ],
    &[
        INITIATION,
        concat!("v4 01", peer!(), "0001 000c 00000001 0000 0004 00000007"),
    ],
    &[
        INITIATION,
        concat!("v4 01", peer!(), "00000001 0000 0004 00000007"),
    ],
    &[
        INITIATION,
        UP,
        concat!(
            "v4 00",
            peer!("00 01"),
            group!(),
            "0005 0008 0000 0000000000000001",
            "0006 0001 0000 01",
            "0003 0006 0000 4104 0001000e",
            update!(),
            "0002 0003 8001 726564",
            "0007 0005 0002 01 00000001",
            "8002 0005 0002 00007ed9 00"
        ),
    ],
];

/// Rule, and stream.
pub(crate) const VECTORS: &[(Breach, &[&str])] = &[
    (
        Breach::VERSION_CHANGE,
        &[super::INITIATION, "v4 05 0001 0002 0000"],
    ),
    (
        Breach::V4_PEER_TIMESTAMP,
        &[
            INITIATION,
            UP,
            concat!(
                "v4 02 00 00 0000000000000000 000000000000000000000000c000020a",
                "0001000e 0a00000a 00000000 00000000 04"
            ),
        ],
    ),
    (
        Breach::V4_PEER_X_FLAG,
        &[INITIATION, UP, concat!("v4 00", peer!("00 01"), update!())],
    ),
    (
        Breach::V4_PEER_X_FLAG,
        &[INITIATION, UP, routes!("0006 0001 0000 01", update!())],
    ),
    (
        Breach::V4_NO_UPDATE,
        &[INITIATION, UP, routes!("0002 0003 0000 726564")],
    ),
    (
        Breach::V4_SEVERAL_UPDATES,
        &[INITIATION, UP, routes!(update!(), update!())],
    ),
    (
        Breach::V4_NO_STATS,
        &[
            INITIATION,
            concat!("v4 01", peer!(), "0005 0008 0000000000000001"),
        ],
    ),
    (
        Breach::V4_INDEX,
        &[
            INITIATION,
            UP,
            routes!(update!(), "0005 0008 0001 0000000000000001"),
        ],
    ),
    (
        Breach::V4_INDEX,
        &[
            INITIATION,
            UP,
            routes!("0003 0006 0002 4104 0001000e", update!()),
        ],
    ),
    (
        Breach::V4_INDEX_RANGE,
        &[INITIATION, UP, routes!(update!(), "0002 0003 0003 726564")],
    ),
    (
        Breach::V4_INDEX_RANGE,
        &[
            INITIATION,
            UP,
            routes!("0001 0004 8001 0001 0003", update!()),
        ],
    ),
    (
        Breach::V4_NO_GROUP,
        &[
            INITIATION,
            UP,
            routes!(group!(), update!(), "0002 0003 8002 726564"),
        ],
    ),
    (
        Breach::V4_GROUP_INDEX,
        &[
            INITIATION,
            UP,
            routes!("0001 0004 0001 0001 0002", update!()),
        ],
    ),
    (
        Breach::V4_GROUP_TWICE,
        &[INITIATION, UP, routes!(group!(), group!(), update!())],
    ),
    (
        Breach::V4_GROUP_VALUE,
        &[INITIATION, UP, routes!("0001 0002 8001 0001", update!())],
    ),
    (
        Breach::V4_GROUP_VALUE,
        &[
            INITIATION,
            UP,
            routes!("0001 0004 8001 0001 8001", update!()),
        ],
    ),
    (
        Breach::V4_REPEATED,
        &[
            INITIATION,
            UP,
            routes!(
                update!(),
                "0005 0008 0000 0000000000000001",
                "0005 0008 0000 0000000000000001"
            ),
        ],
    ),
    (
        Breach::V4_TABLE_NAME,
        &[INITIATION, UP, routes!(update!(), "0002 0000 0000")],
    ),
    (
        Breach::V4_TABLE_NAME,
        &[
            INITIATION,
            UP,
            routes!("0007 0005 0000 01 00000001", update!(), "0002 0001 0000 ff"),
        ],
    ),
    (
        Breach::V4_TIMESTAMP_ZERO,
        &[
            INITIATION,
            UP,
            routes!(update!(), "0007 0005 0000 01 00000000"),
        ],
    ),
];
