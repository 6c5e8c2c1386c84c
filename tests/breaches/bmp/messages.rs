//! Rules of what follows the per-peer header, and of messages without one.

use bmp_codec::Breach;

use super::{INITIATION, LOC_RIB_UP, UP};

/// Rule, and stream.
pub(crate) const VECTORS: &[(Breach, &[&str])] = &[
    // Initiation and Termination.
    (Breach::INITIATION_SYS_DESCR, &["04 0002 0001 62"]),
    (Breach::INITIATION_SYS_NAME, &["04 0001 0001 61"]),
    (
        Breach::SYSTEM_TEXT_LENGTH,
        &[concat!("04 0002 0001 62 0001 0100", hex_256!())],
    ),
    (
        Breach::SYSTEM_TEXT_ASCII,
        &["04 0001 0001 61 0002 0002 c3a9"],
    ),
    (
        Breach::INFORMATION_UTF_8,
        &["04 0001 0001 61 0002 0001 62 0000 0001 e9"],
    ),
    (Breach::TERMINATION_REASON, &[INITIATION, "05 0000 0001 61"]),
    (
        Breach::TERMINATION_REASON_LENGTH,
        &[INITIATION, "05 0001 0001 00"],
    ),
    (
        Breach::TERMINATION_UTF_8,
        &[INITIATION, "05 0001 0002 0000 0000 0001 e9"],
    ),
    // Route Monitoring.
    (
        Breach::ROUTE_MONITORING_TRAILING,
        &[INITIATION, UP, concat!("00", peer!(), end_of_rib!(), "00")],
    ),
    (
        Breach::PEER_A_FLAG,
        &[INITIATION, UP, concat!("00", peer!(), two_bytes!())],
    ),
    (
        Breach::LOC_RIB_ASN_WIDTH,
        &[
            INITIATION,
            LOC_RIB_UP,
            concat!("00", loc_rib!(), two_bytes!()),
        ],
    ),
    // 2001:db8::/32 is withdrawn; the OPEN has no Multiprotocol Extensions capability for IPv6.
    (
        Breach::LOC_RIB_FAMILY,
        &[
            INITIATION,
            LOC_RIB_UP,
            concat!(
                "00",
                loc_rib!(),
                marker!(),
                "0022 02 0000 000b 800f08 000201 2020010db8"
            ),
        ],
    ),
    // Path identifier 1.
    (
        Breach::LOC_RIB_ADD_PATH,
        &[
            INITIATION,
            LOC_RIB_UP,
            concat!(
                "00",
                loc_rib!(),
                marker!(),
                "0033 02 0000 0014 40010100 40020602010000fde8 400304c000020a 00000001 18c63364"
            ),
        ],
    ),
    // Statistics Reports.
    (
        Breach::STATISTICS_EMPTY,
        &[INITIATION, concat!("01", peer!(), "00000000")],
    ),
    (
        Breach::STATISTICS_COUNT,
        &[
            INITIATION,
            concat!("01", peer!(), "00000002 0000 0004 00000001"),
        ],
    ),
    (
        Breach::STATISTICS_O_FLAG,
        &[
            INITIATION,
            concat!("01", peer!("00 10"), "00000001 0000 0004 00000001"),
        ],
    ),
    // A counter of 64 bits.
    (
        Breach::STATISTIC_LENGTH,
        &[
            INITIATION,
            concat!("01", peer!(), "00000001 000d 0008 0000000000000001"),
        ],
    ),
    // A gauge without a family.
    (
        Breach::STATISTIC_LENGTH,
        &[
            INITIATION,
            concat!("01", peer!(), "00000001 0009 0008 0000000000000001"),
        ],
    ),
    (
        Breach::ADJ_RIB_OUT_STATISTIC_LENGTH,
        &[
            INITIATION,
            concat!("01", peer!(), "00000001 000e 0004 00000001"),
        ],
    ),
    (
        Breach::RIB_STATISTIC_LENGTH,
        &[
            INITIATION,
            concat!("01", peer!(), "00000001 0012 0004 00000001"),
        ],
    ),
    // Peer Up.
    (
        Breach::PEER_UP_DOWN_O_FLAG,
        &[INITIATION, up!(peer!("00 10"))],
    ),
    (
        Breach::LOCAL_ADDRESS_PADDING,
        &[
            INITIATION,
            up!(peer!(), "20010db80000000000000000c0000201 00b3 9c40"),
        ],
    ),
    (
        Breach::PEER_UP_PORTS,
        &[
            INITIATION,
            up!(peer!(), "000000000000000000000000c0000201 00b3 0000"),
        ],
    ),
    (
        Breach::PEER_UP_AS,
        &[
            INITIATION,
            up!(peer!(
                "00 00",
                "0000000000000000",
                "000000000000000000000000c000020a",
                "0001000d 0a00000a",
                "00000002"
            )),
        ],
    ),
    (
        Breach::PEER_UP_BGP_ID,
        &[
            INITIATION,
            up!(peer!(
                "00 00",
                "0000000000000000",
                "000000000000000000000000c000020a",
                "0001000e 00000000",
                "00000002"
            )),
        ],
    ),
    // The router is its own peer, as in RFC 7854, section 8.2.
    (
        Breach::LOCALLY_SOURCED_PEER,
        &[
            INITIATION,
            up!(peer!(), "000000000000000000000000c000020a 0000 0000"),
        ],
    ),
    (
        Breach::LOC_RIB_LOCAL_ADDRESS,
        &[
            INITIATION,
            loc_rib_up!(loc_rib!(), "000000000000000000000000c0000201 0000 0000", ""),
        ],
    ),
    (
        Breach::LOC_RIB_PORTS,
        &[
            INITIATION,
            loc_rib_up!(loc_rib!(), "00000000000000000000000000000000 00b3 0000", ""),
        ],
    ),
    (
        Breach::LOC_RIB_FOUR_OCTET_AS,
        &[
            INITIATION,
            concat!(
                "03",
                loc_rib!(),
                "00000000000000000000000000000000 0000 0000",
                open!(router),
                open!(router)
            ),
        ],
    ),
    (
        Breach::LOC_RIB_OPENS,
        &[
            INITIATION,
            concat!(
                "03",
                loc_rib!(),
                "00000000000000000000000000000000 0000 0000",
                open!(loc_rib),
                open!(other)
            ),
        ],
    ),
    (
        Breach::LOC_RIB_GLOBAL_NAME,
        &[INITIATION, loc_rib_up_with!("0003 0007 64656661756c74")],
    ),
    (
        Breach::TABLE_NAME_LENGTH,
        &[
            INITIATION,
            loc_rib_up_with!("0003 0006 676c6f62616c 0003 0000"),
        ],
    ),
    (
        Breach::TABLE_NAME_UTF_8,
        &[
            INITIATION,
            loc_rib_up_with!("0003 0006 676c6f62616c 0003 0001 e9"),
        ],
    ),
    (
        Breach::ADMIN_LABEL_UTF_8,
        &[INITIATION, loc_rib_up_with!("0004 0001 e9")],
    ),
    // Peer Down.
    (
        Breach::PEER_DOWN_NOTIFICATION,
        &[INITIATION, UP, concat!("02", peer!(), "01")],
    ),
    (
        Breach::PEER_DOWN_NOTIFICATION,
        &[INITIATION, UP, concat!("02", peer!(), "03")],
    ),
    (
        Breach::PEER_DOWN_EVENT,
        &[INITIATION, UP, concat!("02", peer!(), "02")],
    ),
    (
        Breach::PEER_DOWN_EVENT,
        &[INITIATION, UP, concat!("02", peer!(), "02 00")],
    ),
    (
        Breach::PEER_DOWN_TRAILING,
        &[INITIATION, UP, concat!("02", peer!(), "04 00")],
    ),
    (
        Breach::PEER_DOWN_TRAILING,
        &[
            INITIATION,
            UP,
            concat!("02", peer!(), "02 0012 0000 0001 61"),
        ],
    ),
    (
        Breach::PEER_DOWN_TRAILING,
        &[
            INITIATION,
            UP,
            concat!("02", peer!(), "03", notification!(), "00"),
        ],
    ),
    (
        Breach::LOC_RIB_DOWN_REASON,
        &[INITIATION, LOC_RIB_UP, concat!("02", loc_rib!(), "05")],
    ),
    (
        Breach::LOC_RIB_DOWN_NAME,
        &[
            INITIATION,
            loc_rib_up_with!("0003 0006 676c6f62616c"),
            concat!("02", loc_rib!(), "06 0000 0001 61"),
        ],
    ),
    (
        Breach::TABLE_NAME_LENGTH,
        &[
            INITIATION,
            LOC_RIB_UP,
            concat!("02", loc_rib!(), "06 0003 0000"),
        ],
    ),
    // Route Mirroring.
    (
        Breach::MIRRORING_EMPTY,
        &[INITIATION, UP, concat!("06", peer!())],
    ),
    (
        Breach::MIRRORING_ORDER,
        &[
            INITIATION,
            UP,
            concat!(
                "06",
                peer!(),
                "0000 0013",
                marker!(),
                "0013 04 0001 0002 0001"
            ),
        ],
    ),
    (
        Breach::MIRRORING_ERRORED_PDU,
        &[INITIATION, UP, concat!("06", peer!(), "0001 0002 0000")],
    ),
    (
        Breach::MIRRORING_INFORMATION_LENGTH,
        &[INITIATION, UP, concat!("06", peer!(), "0001 0001 01")],
    ),
    (
        Breach::LOC_RIB_MIRRORING,
        &[
            INITIATION,
            LOC_RIB_UP,
            concat!("06", loc_rib!(), "0001 0002 0001"),
        ],
    ),
];
