//! SRv6 endpoint behaviors ([RFC 8986, section 10.2](https://www.rfc-editor.org/rfc/rfc8986#section-10.2)).
//!
//! ```
//! use bmp_codec::bgp::attribute::prefix_sid::EndpointBehavior;
//!
//! assert_eq!(EndpointBehavior::from(19), EndpointBehavior::EndDt4);
//! assert_eq!(EndpointBehavior::EndDt46NextCsid.to_string(), "End.DT46 with NEXT-CSID");
//! assert_eq!(EndpointBehavior::from(104).to_string(), "End with REPLACE-CSID, PSP & USP");
//! assert_eq!(u16::from(EndpointBehavior::Opaque), 0xffff);
//! ```

use crate::registry::registry;

registry! {
    /// The behavior of an SRv6 endpoint: what it does with packets to its SID.
    ///
    /// The flavors PSP, USP and USD define where on the path the segment routing header or the outer header is removed
    /// ([RFC 8986, section 4.16](https://www.rfc-editor.org/rfc/rfc8986#section-4.16)). NEXT-CSID and REPLACE-CSID are
    /// the flavors of compressed SIDs ([RFC 9800](https://www.rfc-editor.org/rfc/rfc9800)). Text and JSON are the names
    /// in the registry.
    ///
    /// The registry has further behaviors (85 to 99, 140 to 145, 156 to 173, 180 to 187), whose names are unconfirmed:
    /// they are unknown numbers here.
    EndpointBehavior(u16) {
        /// Endpoint.
        1 End "End",
        /// Endpoint, with PSP.
        2 EndPsp "End with PSP",
        /// Endpoint, with USP.
        3 EndUsp "End with USP",
        /// Endpoint, with PSP & USP.
        4 EndPspUsp "End with PSP & USP",
        /// Endpoint to a neighbor.
        5 EndX "End.X",
        /// Endpoint to a neighbor, with PSP.
        6 EndXPsp "End.X with PSP",
        /// Endpoint to a neighbor, with USP.
        7 EndXUsp "End.X with USP",
        /// Endpoint to a neighbor, with PSP & USP.
        8 EndXPspUsp "End.X with PSP & USP",
        /// Endpoint by a routing table.
        9 EndT "End.T",
        /// Endpoint by a routing table, with PSP.
        10 EndTPsp "End.T with PSP",
        /// Endpoint by a routing table, with USP.
        11 EndTUsp "End.T with USP",
        /// Endpoint by a routing table, with PSP & USP.
        12 EndTPspUsp "End.T with PSP & USP",
        /// Endpoint bound to an SRv6 policy, with insertion.
        13 EndB6Insert "End.B6.Insert",
        /// Endpoint bound to an SRv6 policy, with encapsulation.
        14 EndB6Encaps "End.B6.Encaps",
        /// Endpoint bound to an SR-MPLS policy.
        15 EndBm "End.BM",
        /// Decapsulation, to an IPv6 neighbor.
        16 EndDx6 "End.DX6",
        /// Decapsulation, to an IPv4 neighbor.
        17 EndDx4 "End.DX4",
        /// Decapsulation, and look-up in an IPv6 table.
        18 EndDt6 "End.DT6",
        /// Decapsulation, and look-up in an IPv4 table.
        19 EndDt4 "End.DT4",
        /// Decapsulation, and look-up in an IP table.
        20 EndDt46 "End.DT46",
        /// Decapsulation, to an L2 interface.
        21 EndDx2 "End.DX2",
        /// Decapsulation, and look-up in a VLAN table.
        22 EndDx2v "End.DX2V",
        /// Decapsulation, and look-up of a unicast MAC address.
        23 EndDt2u "End.DT2U",
        /// Decapsulation, and flooding.
        24 EndDt2m "End.DT2M",
        /// Endpoint bound to an SRv6 policy, with reduced insertion.
        26 EndB6InsertRed "End.B6.Insert.Red",
        /// Endpoint bound to an SRv6 policy, with reduced encapsulation.
        27 EndB6EncapsRed "End.B6.Encaps.Red",
        /// Endpoint, with USD.
        28 EndUsd "End with USD",
        /// Endpoint, with PSP & USD.
        29 EndPspUsd "End with PSP & USD",
        /// Endpoint, with USP & USD.
        30 EndUspUsd "End with USP & USD",
        /// Endpoint, with PSP, USP & USD.
        31 EndPspUspUsd "End with PSP, USP & USD",
        /// Endpoint to a neighbor, with USD.
        32 EndXUsd "End.X with USD",
        /// Endpoint to a neighbor, with PSP & USD.
        33 EndXPspUsd "End.X with PSP & USD",
        /// Endpoint to a neighbor, with USP & USD.
        34 EndXUspUsd "End.X with USP & USD",
        /// Endpoint to a neighbor, with PSP, USP & USD.
        35 EndXPspUspUsd "End.X with PSP, USP & USD",
        /// Endpoint by a routing table, with USD.
        36 EndTUsd "End.T with USD",
        /// Endpoint by a routing table, with PSP & USD.
        37 EndTPspUsd "End.T with PSP & USD",
        /// Endpoint by a routing table, with USP & USD.
        38 EndTUspUsd "End.T with USP & USD",
        /// Endpoint by a routing table, with PSP, USP & USD.
        39 EndTPspUspUsd "End.T with PSP, USP & USD",
        /// Mobile user plane: the outer address is replaced.
        40 EndMap "End.MAP",
        /// Mobile user plane: the rate is limited.
        41 EndLimit "End.Limit",
        /// Endpoint, with compressed SIDs only.
        42 EndNextOnlyCsid "End with NEXT-ONLY-CSID",
        /// Endpoint, with compressed SIDs.
        43 EndNextCsid "End with NEXT-CSID",
        /// Endpoint, with compressed SIDs, PSP.
        44 EndNextCsidPsp "End with NEXT-CSID & PSP",
        /// Endpoint, with compressed SIDs, USP.
        45 EndNextCsidUsp "End with NEXT-CSID & USP",
        /// Endpoint, with compressed SIDs, PSP & USP.
        46 EndNextCsidPspUsp "End with NEXT-CSID, PSP & USP",
        /// Endpoint, with compressed SIDs, USD.
        47 EndNextCsidUsd "End with NEXT-CSID & USD",
        /// Endpoint, with compressed SIDs, PSP & USD.
        48 EndNextCsidPspUsd "End with NEXT-CSID, PSP & USD",
        /// Endpoint, with compressed SIDs, USP & USD.
        49 EndNextCsidUspUsd "End with NEXT-CSID, USP & USD",
        /// Endpoint, with compressed SIDs, PSP, USP & USD.
        50 EndNextCsidPspUspUsd "End with NEXT-CSID, PSP, USP & USD",
        /// Endpoint to a neighbor, with compressed SIDs only.
        51 EndXNextOnlyCsid "End.X with NEXT-ONLY-CSID",
        /// Endpoint to a neighbor, with compressed SIDs.
        52 EndXNextCsid "End.X with NEXT-CSID",
        /// Endpoint to a neighbor, with compressed SIDs, PSP.
        53 EndXNextCsidPsp "End.X with NEXT-CSID & PSP",
        /// Endpoint to a neighbor, with compressed SIDs, USP.
        54 EndXNextCsidUsp "End.X with NEXT-CSID & USP",
        /// Endpoint to a neighbor, with compressed SIDs, PSP & USP.
        55 EndXNextCsidPspUsp "End.X with NEXT-CSID, PSP & USP",
        /// Endpoint to a neighbor, with compressed SIDs, USD.
        56 EndXNextCsidUsd "End.X with NEXT-CSID & USD",
        /// Endpoint to a neighbor, with compressed SIDs, PSP & USD.
        57 EndXNextCsidPspUsd "End.X with NEXT-CSID, PSP & USD",
        /// Endpoint to a neighbor, with compressed SIDs, USP & USD.
        58 EndXNextCsidUspUsd "End.X with NEXT-CSID, USP & USD",
        /// Endpoint to a neighbor, with compressed SIDs, PSP, USP & USD.
        59 EndXNextCsidPspUspUsd "End.X with NEXT-CSID, PSP, USP & USD",
        /// Decapsulation, to an IPv6 neighbor, with compressed SIDs.
        60 EndDx6NextCsid "End.DX6 with NEXT-CSID",
        /// Decapsulation, to an IPv4 neighbor, with compressed SIDs.
        61 EndDx4NextCsid "End.DX4 with NEXT-CSID",
        /// Decapsulation, and look-up in an IPv6 table, with compressed SIDs.
        62 EndDt6NextCsid "End.DT6 with NEXT-CSID",
        /// Decapsulation, and look-up in an IPv4 table, with compressed SIDs.
        63 EndDt4NextCsid "End.DT4 with NEXT-CSID",
        /// Decapsulation, and look-up in an IP table, with compressed SIDs.
        64 EndDt46NextCsid "End.DT46 with NEXT-CSID",
        /// Decapsulation, to an L2 interface, with compressed SIDs.
        65 EndDx2NextCsid "End.DX2 with NEXT-CSID",
        /// Decapsulation, and look-up in a VLAN table, with compressed SIDs.
        66 EndDx2vNextCsid "End.DX2V with NEXT-CSID",
        /// Decapsulation, and look-up of a unicast MAC address, with compressed SIDs.
        67 EndDt2uNextCsid "End.DT2U with NEXT-CSID",
        /// Decapsulation, and flooding, with compressed SIDs.
        68 EndDt2mNextCsid "End.DT2M with NEXT-CSID",
        /// Mobile user plane: from GTP over IPv6 to SRv6.
        69 EndMGtp6D "End.M.GTP6.D",
        /// Mobile user plane: from GTP over IPv6 to SRv6, drop-in.
        70 EndMGtp6Di "End.M.GTP6.Di",
        /// Mobile user plane: from SRv6 to GTP over IPv6.
        71 EndMGtp6E "End.M.GTP6.E",
        /// Mobile user plane: from SRv6 to GTP over IPv4.
        72 EndMGtp4E "End.M.GTP4.E",
        /// Decapsulation, and look-up in an MPLS table.
        73 EndDtm "End.DTM",
        /// Mirror SID: protection of an egress router.
        74 EndM "End.M",
        /// Replication.
        75 EndReplicate "End.Replicate",
        /// Decapsulation, and look-up in an IPv4 multicast table.
        76 EndDtmc4 "End.DTMC4",
        /// Decapsulation, and look-up in an IPv6 multicast table.
        77 EndDtmc6 "End.DTMC6",
        /// Decapsulation, and look-up in an IP multicast table.
        78 EndDtmc46 "End.DTMC46",
        /// Cross-connect to a link of another layer.
        79 EndBxc "End.BXC",
        /// Cross-connect to a link of another layer, with PSP.
        80 EndBxcPsp "End.BXC with PSP",
        /// Cross-connect to a link of another layer, with USP.
        81 EndBxcUsp "End.BXC with USP",
        /// Cross-connect to a link of another layer, with USD.
        82 EndBxcUsd "End.BXC with USD",
        /// Cross-connect to a link of another layer, with PSP, USP & USD.
        83 EndBxcPspUspUsd "End.BXC with PSP, USP & USD",
        /// Service function chaining.
        84 EndNsh "End.NSH",
        /// Path segment.
        100 EndPsid "End.PSID",
        /// Endpoint, with replaced compressed SIDs.
        101 EndReplaceCsid "End with REPLACE-CSID",
        /// Endpoint, with replaced compressed SIDs, PSP.
        102 EndReplaceCsidPsp "End with REPLACE-CSID & PSP",
        /// Endpoint, with replaced compressed SIDs, USP.
        103 EndReplaceCsidUsp "End with REPLACE-CSID & USP",
        /// Endpoint, with replaced compressed SIDs, PSP & USP.
        104 EndReplaceCsidPspUsp "End with REPLACE-CSID, PSP & USP",
        /// Endpoint to a neighbor, with replaced compressed SIDs.
        105 EndXReplaceCsid "End.X with REPLACE-CSID",
        /// Endpoint to a neighbor, with replaced compressed SIDs, PSP.
        106 EndXReplaceCsidPsp "End.X with REPLACE-CSID & PSP",
        /// Endpoint to a neighbor, with replaced compressed SIDs, USP.
        107 EndXReplaceCsidUsp "End.X with REPLACE-CSID & USP",
        /// Endpoint to a neighbor, with replaced compressed SIDs, PSP & USP.
        108 EndXReplaceCsidPspUsp "End.X with REPLACE-CSID, PSP & USP",
        /// Endpoint by a routing table, with replaced compressed SIDs.
        109 EndTReplaceCsid "End.T with REPLACE-CSID",
        /// Endpoint by a routing table, with replaced compressed SIDs, PSP.
        110 EndTReplaceCsidPsp "End.T with REPLACE-CSID & PSP",
        /// Endpoint by a routing table, with replaced compressed SIDs, USP.
        111 EndTReplaceCsidUsp "End.T with REPLACE-CSID & USP",
        /// Endpoint by a routing table, with replaced compressed SIDs, PSP & USP.
        112 EndTReplaceCsidPspUsp "End.T with REPLACE-CSID, PSP & USP",
        /// Endpoint bound to an SRv6 policy, with encapsulation, with replaced compressed SIDs.
        114 EndB6EncapsReplaceCsid "End.B6.Encaps with REPLACE-CSID",
        /// Endpoint bound to an SR-MPLS policy, with replaced compressed SIDs.
        115 EndBmReplaceCsid "End.BM with REPLACE-CSID",
        /// Decapsulation, to an IPv6 neighbor, with replaced compressed SIDs.
        116 EndDx6ReplaceCsid "End.DX6 with REPLACE-CSID",
        /// Decapsulation, to an IPv4 neighbor, with replaced compressed SIDs.
        117 EndDx4ReplaceCsid "End.DX4 with REPLACE-CSID",
        /// Decapsulation, and look-up in an IPv6 table, with replaced compressed SIDs.
        118 EndDt6ReplaceCsid "End.DT6 with REPLACE-CSID",
        /// Decapsulation, and look-up in an IPv4 table, with replaced compressed SIDs.
        119 EndDt4ReplaceCsid "End.DT4 with REPLACE-CSID",
        /// Decapsulation, and look-up in an IP table, with replaced compressed SIDs.
        120 EndDt46ReplaceCsid "End.DT46 with REPLACE-CSID",
        /// Decapsulation, to an L2 interface, with replaced compressed SIDs.
        121 EndDx2ReplaceCsid "End.DX2 with REPLACE-CSID",
        /// Decapsulation, and look-up in a VLAN table, with replaced compressed SIDs.
        122 EndDx2vReplaceCsid "End.DX2V with REPLACE-CSID",
        /// Decapsulation, and look-up of a unicast MAC address, with replaced compressed SIDs.
        123 EndDt2uReplaceCsid "End.DT2U with REPLACE-CSID",
        /// Decapsulation, and flooding, with replaced compressed SIDs.
        124 EndDt2mReplaceCsid "End.DT2M with REPLACE-CSID",
        /// Endpoint bound to an SRv6 policy, with reduced encapsulation, with replaced compressed SIDs.
        127 EndB6EncapsRedReplaceCsid "End.B6.Encaps.Red with REPLACE-CSID",
        /// Endpoint, with replaced compressed SIDs, USD.
        128 EndReplaceCsidUsd "End with REPLACE-CSID & USD",
        /// Endpoint, with replaced compressed SIDs, PSP & USD.
        129 EndReplaceCsidPspUsd "End with REPLACE-CSID, PSP & USD",
        /// Endpoint, with replaced compressed SIDs, USP & USD.
        130 EndReplaceCsidUspUsd "End with REPLACE-CSID, USP & USD",
        /// Endpoint, with replaced compressed SIDs, PSP, USP & USD.
        131 EndReplaceCsidPspUspUsd "End with REPLACE-CSID, PSP, USP & USD",
        /// Endpoint to a neighbor, with replaced compressed SIDs, USD.
        132 EndXReplaceCsidUsd "End.X with REPLACE-CSID & USD",
        /// Endpoint to a neighbor, with replaced compressed SIDs, PSP & USD.
        133 EndXReplaceCsidPspUsd "End.X with REPLACE-CSID, PSP & USD",
        /// Endpoint to a neighbor, with replaced compressed SIDs, USP & USD.
        134 EndXReplaceCsidUspUsd "End.X with REPLACE-CSID, USP & USD",
        /// Endpoint to a neighbor, with replaced compressed SIDs, PSP, USP & USD.
        135 EndXReplaceCsidPspUspUsd "End.X with REPLACE-CSID, PSP, USP & USD",
        /// Endpoint by a routing table, with replaced compressed SIDs, USD.
        136 EndTReplaceCsidUsd "End.T with REPLACE-CSID & USD",
        /// Endpoint by a routing table, with replaced compressed SIDs, PSP & USD.
        137 EndTReplaceCsidPspUsd "End.T with REPLACE-CSID, PSP & USD",
        /// Endpoint by a routing table, with replaced compressed SIDs, USP & USD.
        138 EndTReplaceCsidUspUsd "End.T with REPLACE-CSID, USP & USD",
        /// Endpoint by a routing table, with replaced compressed SIDs, PSP, USP & USD.
        139 EndTReplaceCsidPspUspUsd "End.T with REPLACE-CSID, PSP, USP & USD",
        /// Endpoint to an underlay interface.
        150 EndXu "End.XU",
        /// Endpoint to an underlay interface, with PSP.
        151 EndXuPsp "End.XU with PSP",
        /// Endpoint to an underlay interface, with USP.
        152 EndXuUsp "End.XU with USP",
        /// Endpoint to an underlay interface, with USD.
        153 EndXuUsd "End.XU with USD",
        /// Endpoint to an underlay interface, with PSP, USP & USD.
        154 EndXuPspUspUsd "End.XU with PSP, USP & USD",
        /// Endpoint to an underlay interface, with replaced compressed SIDs.
        155 EndXuReplaceCsid "End.XU with REPLACE-CSID",
        /// The SID that RFC 8754 defines.
        32767 Rfc8754Sid "SID of RFC 8754",
        /// The behavior is local to the router.
        0xffff Opaque "Opaque",
    }
}
