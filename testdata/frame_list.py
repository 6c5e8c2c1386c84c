"""The messages that cut_frames.py cuts: name, capture, index of the message in it, what it shows, and the
width of AS numbers where the A flag does not tell it (mirrored messages), or the families in whose routes
there may be several labels.  BY_HAND is what tshark does not read in them."""

BIRD, BIRD_FAMILIES, BIRD_DUMP = "bird-2.20.0-session.bmp.zst", "bird-2.20.0-families.bmp", "bird-2.20.0-dump.bmp"
GOBGP, GOBGP_PRE, GOBGP_FAMILIES = "gobgp-4.8.0-all.bmp.zst", "gobgp-4.8.0-pre-policy.bmp", "gobgp-4.8.0-families.bmp"
GOBGP_FAMILIES_2, GOBGP_EXABGP, FRR_EXABGP = "gobgp-4.8.0-families.2.bmp", "gobgp-4.8.0-exabgp.bmp", "frr-10.7.1-exabgp.bmp"
FRR_UP, FRR_DOWN, FRR_VPN = "frr-10.7.1-peer-up.bmp", "frr-10.7.1-peer-down.bmp", "frr-10.7.1-vpn-evpn.bmp"
FRR_MIRROR, FRR_VRF, FRR_LOC = "frr-10.7.1-mirror.bmp", "frr-10.7.1-vrf.bmp", "frr-10.7.1-loc-rib.bmp"

FRAMES = [
    ("initiation", BIRD_DUMP, 0, "Initiation: sysDescr, sysName"),
    ("initiation-string", "os-ken-4.2.2-session.bmp", 0, "Initiation: a free-form string alone"),
    ("termination-administratively-closed", BIRD_DUMP, 366, "Termination: reason 0"),
    ("termination-permanently-closed", GOBGP_PRE, 144, "Termination: reason 4"),

    ("peer-up-ipv4", BIRD, 1, "Peer Up over IPv4, a 4-octet AS number, AS_TRANS in the received OPEN"),
    ("peer-up-ipv6", BIRD, 6, "Peer Up over IPv6, no 4-octet AS capability in the OPENs, extended next hop"),
    ("peer-up-add-path", BIRD, 21, "Peer Up: ADD-PATH in both OPENs"),
    ("peer-up-header-only-opens", "frr-8.4.4-configured-late.bmp", 1, "Peer Up with OPENs of 19 octets, header only"),
    ("peer-up-rfc9072", FRR_UP, 44, "Peer Up: RFC 9072 extended optional parameters"),
    ("peer-up-one-parameter", FRR_UP, 41, "Peer Up: many capabilities in one parameter, FQDN, software version, unknown ones"),
    ("peer-up-no-parameters", FRR_UP, 38, "Peer Up: an OPEN without optional parameters"),
    ("peer-up-link-local", FRR_UP, 56, "Peer Up of a session between link-local addresses"),
    ("peer-up-loc-rib", FRR_UP, 1, "Peer Up of a Loc-RIB: table name, ADD-PATH capability of length 0"),
    ("peer-up-distinguisher", FRR_VRF, 7, "Peer Up of a peer in a VRF: peer type 1, distinguisher 64497:7"),
    ("peer-up-length-modulo-256", GOBGP_FAMILIES, 242,
     "Peer Up with more than 255 octets of capabilities, their length written modulo 256 (malformed)"),
    ("peer-up-loc-rib-gobgp", GOBGP, 1, "Peer Up of a Loc-RIB by GoBGP: ADD-PATH"),

    ("peer-down-local-notification", BIRD, 771, "Peer Down, reason 1: Cease with a shutdown communication; peer type 2"),
    ("peer-down-local-event", FRR_DOWN, 75, "Peer Down, reason 2: event code 0"),
    ("peer-down-remote-notification", FRR_DOWN, 70, "Peer Down, reason 3: Cease with a shutdown communication"),
    ("peer-down-remote-no-notification", GOBGP_PRE, 142, "Peer Down, reason 3, without a NOTIFICATION (malformed)"),
    ("peer-down-remote-no-data", FRR_DOWN, 73, "Peer Down, reason 4"),
    ("peer-down-loc-rib", "frr-10.7.1-import-view.bmp", 2, "Peer Down, reason 6, with the table name"),

    ("statistics-frr", "frr-10.7.1-configured-late.bmp", 37, "Statistics: counters and gauges, type 65531"),
    ("statistics-gobgp", GOBGP, 1247, "Statistics: gauges of 8 octets, counters of 4"),

    ("mirroring-open", FRR_MIRROR, 11, "Route Mirroring of an OPEN"),
    ("mirroring-update", FRR_MIRROR, 30, "Route Mirroring of an UPDATE"),
    ("mirroring-two-octet-as", FRR_MIRROR, 58, "Route Mirroring of an UPDATE with 2-octet AS numbers, A flag clear", 2),
    ("mirroring-add-path", FRR_MIRROR, 71, "Route Mirroring of an UPDATE with path identifiers"),
    ("mirroring-notification", FRR_MIRROR, 153, "Route Mirroring of a NOTIFICATION"),
    ("mirroring-keepalive", FRR_MIRROR, 130, "Route Mirroring of a KEEPALIVE"),
    ("mirroring-route-refresh", FRR_MIRROR, 51, "Route Mirroring of a ROUTE-REFRESH"),
    ("mirroring-messages-lost", "frr-10.7.1-mirror-lost.bmp.zst", 62, "Route Mirroring: messages lost"),
    ("mirroring-malformed-as-path", FRR_MIRROR, 134, "Route Mirroring: an AS_PATH segment overruns"),
    ("mirroring-malformed-overrun", FRR_MIRROR, 150, "Route Mirroring: an attribute overruns the list"),

    ("monitoring-ipv4", GOBGP_PRE, 6, "one IPv4 route, pre-policy"),
    ("monitoring-ipv4-post-policy", BIRD, 52, "one IPv4 route, post-policy"),
    ("monitoring-ipv4-many", GOBGP_PRE, 31, "14 IPv4 routes of lengths from 0 to 32, the default route first"),
    ("monitoring-ipv4-withdraw", BIRD, 711, "an IPv4 route withdrawn"),
    ("monitoring-ipv4-end-of-rib", BIRD, 2, "End-of-RIB, IPv4 unicast"),
    ("monitoring-ipv6", BIRD, 120, "an IPv6 route, next hop of 16 octets"),
    ("monitoring-ipv6-link-local", GOBGP_PRE, 56, "an IPv6 route, next hop of 32 octets; 2-octet AS numbers"),
    ("monitoring-ipv6-withdraw", BIRD, 715, "an IPv6 route withdrawn"),
    ("monitoring-ipv6-end-of-rib", BIRD, 4, "End-of-RIB, IPv6 unicast"),
    ("monitoring-ipv4-over-ipv6", BIRD, 192, "an IPv4 route with an IPv6 next hop (RFC 8950)"),
    ("monitoring-reach-and-unreach", GOBGP_PRE, 120, "an IPv6 route withdrawn and one announced in one UPDATE"),
    ("monitoring-path-id-ipv4", BIRD, 730, "an IPv4 route with path identifier, post-policy"),
    ("monitoring-path-id-ipv6", BIRD, 731, "an IPv6 route with path identifier"),
    ("monitoring-path-id-withdraw", BIRD, 733, "an IPv4 route with path identifier withdrawn"),
    ("monitoring-loc-rib", FRR_LOC, 6, "a Loc-RIB route"),
    ("monitoring-loc-rib-path-id", GOBGP, 10, "a Loc-RIB route with path identifier"),
    ("monitoring-two-octet-as", GOBGP_PRE, 54, "A flag: 2-octet AS_PATH and AGGREGATOR, AS4_PATH, AS4_AGGREGATOR"),
    ("monitoring-aggregator", GOBGP_PRE, 14, "ATOMIC_AGGREGATE, AGGREGATOR"),
    ("monitoring-well-known-communities", GOBGP_PRE, 15, "COMMUNITIES: well-known ones"),
    ("monitoring-extended-communities", GOBGP_PRE, 18, "EXTENDED COMMUNITIES of many types"),
    ("monitoring-large-communities", GOBGP_PRE, 19, "LARGE_COMMUNITY"),
    ("monitoring-cluster-list", GOBGP_PRE, 79, "ORIGINATOR_ID, CLUSTER_LIST"),
    ("monitoring-aigp", GOBGP_PRE, 80, "AIGP"),
    ("monitoring-attr-set", GOBGP_PRE, 82, "ATTR_SET"),
    ("monitoring-only-to-customer", GOBGP_PRE, 21, "ONLY_TO_CUSTOMER"),
    ("monitoring-unknown-attribute", GOBGP_PRE, 22, "an attribute of an unknown code"),
    ("monitoring-tunnel-encapsulation", BIRD, 142, "Tunnel Encapsulation"),
    ("monitoring-extended-message", BIRD, 144, "an UPDATE of 6058 octets (RFC 8654): 1500 communities"),
    ("monitoring-malformed-origin", GOBGP_PRE, 126, "ORIGIN of two octets (malformed)"),
    ("monitoring-malformed-communities", GOBGP_PRE, 133, "COMMUNITIES of 7 octets (malformed)"),
    ("monitoring-malformed-next-hop", GOBGP_PRE, 131, "NEXT_HOP of 3 octets (malformed)"),
    ("monitoring-duplicate-attribute", GOBGP_PRE, 138, "MULTI_EXIT_DISC twice"),
    ("monitoring-confederation", GOBGP_PRE, 140, "AS_CONFED_SEQUENCE, AS_CONFED_SET"),

    ("monitoring-vpnv4", BIRD_FAMILIES, 16, "VPNv4: a label, an RD; route targets"),
    ("monitoring-vpnv6", BIRD_FAMILIES, 28, "VPNv6"),
    ("monitoring-ipv4-multicast", BIRD_FAMILIES, 34, "IPv4 multicast"),
    ("monitoring-ipv6-multicast", BIRD_FAMILIES, 38, "IPv6 multicast"),
    ("monitoring-flowspec", BIRD_FAMILIES, 42, "IPv4 flow specification"),
    ("monitoring-evpn-ad", FRR_VPN, 44, "EVPN type 1, Ethernet auto-discovery"),
    ("monitoring-evpn-mac-ip", FRR_VPN, 32, "EVPN type 2, MAC and IPv4 address, IPv4 next hop"),
    ("monitoring-evpn-imet", FRR_VPN, 56, "EVPN type 3, PMSI tunnel, IPv6 next hop"),
    ("monitoring-evpn-es", FRR_VPN, 47, "EVPN type 4, Ethernet segment"),
    ("monitoring-evpn-prefix", FRR_VPN, 50, "EVPN type 5, IPv6 prefix"),

    ("monitoring-vpnv4-ospf", GOBGP_FAMILIES, 34, "VPNv4 with the extended communities of OSPF"),
    ("monitoring-vpnv4-withdraw", GOBGP_FAMILIES, 46, "VPNv4 withdrawn: 0x800000 in place of a label"),
    ("monitoring-vpnv4-withdraw-zero", "frr-10.3-vpn-evpn.bmp", 14, "VPNv4 withdrawn as FRR does: 0x000000 in place of a label"),
    ("monitoring-vpnv6-withdraw", GOBGP_FAMILIES, 49, "VPNv6 withdrawn: 0x800000 in place of a label"),
    ("monitoring-vpnv4-link-bandwidth", GOBGP_EXABGP, 22, "EXTENDED COMMUNITIES: route origin, link bandwidth"),
    ("monitoring-labeled", GOBGP_FAMILIES, 8, "labelled IPv4 unicast; BGP Prefix-SID: label index, originator SRGB"),
    ("monitoring-labeled-ipv6", GOBGP_EXABGP, 67, "labelled IPv6 unicast"),
    ("monitoring-labeled-stack", GOBGP_EXABGP, 61, "labelled IPv4 unicast with three labels", [(1, 4)]),
    ("monitoring-labeled-withdraw", GOBGP_FAMILIES, 17, "labelled IPv4 unicast withdrawn"),
    ("monitoring-evpn-mac-mobility", GOBGP_FAMILIES, 66, "EVPN type 2, a sticky MAC address; MAC mobility"),
    ("monitoring-evpn-mac-ipv6", GOBGP_FAMILIES, 69, "EVPN type 2, MAC and IPv6 address; ARP/ND"),
    ("monitoring-evpn-esi-label", GOBGP_FAMILIES, 70, "EVPN type 1, ESI label"),
    ("monitoring-evpn-df-election", GOBGP_FAMILIES, 76, "EVPN type 4, ES-Import, DF election"),
    ("monitoring-evpn-router-mac", GOBGP_FAMILIES, 77, "EVPN type 5, IPv4 prefix; router's MAC"),
    ("monitoring-evpn-ingress-replication", GOBGP_FAMILIES, 52, "EVPN type 3, PMSI_TUNNEL: ingress replication"),
    ("monitoring-vxlan", GOBGP_PRE, 29, "Tunnel Encapsulation: VXLAN"),
    ("monitoring-flowspec-ports", GOBGP_EXABGP, 49, "IPv4 flow specification: ranges, DSCP, fragment; redirect, marking"),
    ("monitoring-flowspec-icmp", GOBGP_EXABGP, 52, "IPv4 flow specification: ICMP; rate, action"),
    ("monitoring-flowspec-tcp-flags", GOBGP_FAMILIES, 109, "IPv4 flow specification: TCP flags"),
    ("monitoring-flowspec-ipv6", GOBGP_FAMILIES, 112, "IPv6 flow specification: flow label"),
    ("monitoring-flowspec-vpnv4", GOBGP_EXABGP, 58, "VPNv4 flow specification"),
    ("monitoring-flowspec-vpnv4-path-id", GOBGP_FAMILIES_2, 225, "VPNv4 flow specification with path identifier withdrawn"),
    ("monitoring-flowspec-vpnv6", GOBGP_FAMILIES_2, 48, "VPNv6 flow specification"),
    ("monitoring-flowspec-l2vpn", GOBGP_FAMILIES_2, 50, "flow specification of a layer-2 VPN"),
    ("monitoring-route-target", GOBGP_FAMILIES_2, 42, "route target membership"),
    ("monitoring-route-target-default", GOBGP_FAMILIES_2, 41, "route target membership: the default route"),
    ("monitoring-route-target-withdraw", GOBGP_FAMILIES_2, 208, "route target membership withdrawn"),
    ("monitoring-vpls", GOBGP_EXABGP, 70, "VPLS; layer-2 info"),
    ("monitoring-sr-policy", GOBGP_FAMILIES, 196, "SR policy for IPv4: MPLS segments"),
    ("monitoring-sr-policy-ipv6", GOBGP_FAMILIES_2, 60, "SR policy for IPv6: SRv6 segments"),
    ("monitoring-mup-isd", GOBGP_FAMILIES, 208, "MUP for IPv6: interwork segment discovery; SRv6 L3 service, transposed"),
    ("monitoring-mup-dsd", GOBGP_EXABGP, 7, "MUP: direct segment discovery; SRv6 L3 service"),
    ("monitoring-mup-t1st", GOBGP_FAMILIES, 217, "MUP: type 1 session transformed, with a source"),
    ("monitoring-mup-t2st", GOBGP_FAMILIES_2, 62, "MUP: type 2 session transformed"),
    ("mirroring-mcast-vpn-i-pmsi", FRR_EXABGP, 82, "MCAST-VPN type 1, intra-AS I-PMSI"),
    ("mirroring-mcast-vpn-source-active", FRR_EXABGP, 86, "MCAST-VPN type 5, source active"),
    ("mirroring-mcast-vpn-source-tree", FRR_EXABGP, 90, "MCAST-VPN type 7, source tree join"),
]

# What tshark 4.0.17 does not read, by the code of the attribute: the routes of an attribute in the text form of the crate, or
# the text of the value, with what was announced: by capture/lib/routes.py, or by capture/scenarios_other.py (exabgp).
BY_HAND = {
    "monitoring-tunnel-encapsulation": ("sub-TLVs of eight octets are read as four, and what is left as other sub-TLVs", {
        23: "gre [malformed 01080000000000000000, protocol IPv4, color 100]"}),
    "monitoring-only-to-customer": ("attribute 35 is not known", {35: "64999"}),
    "monitoring-flowspec-ipv6": ("component 13, flow label, is not known", {
        14: "dst 2001:db8:40::/48 proto =6 flow-label =703710"}),
    "monitoring-flowspec-vpnv4-path-id": ("path identifiers of SAFI 134 are not known: the octets are taken for several routes", {
        15: "192.0.2.9:7 dst 198.18.60.0/24 proto =6 path-id 1"}),
    "monitoring-flowspec-l2vpn": ("AFI 25, SAFI 134 is not known", {14: "192.0.2.9:7 ether-type =2048"}),
    "monitoring-sr-policy": ("the next hop of SAFI 73 is called malformed", {
        14: "color 100 endpoint 192.0.2.200 distinguisher 1"}),
    "monitoring-sr-policy-ipv6": ("the next hop of SAFI 73 is called malformed, and four octets of the endpoint are looked at", {
        14: "color 100 endpoint 2001:db8::200 distinguisher 1"}),
    "monitoring-mup-isd": ("SAFI 85 is not known", {14: "interwork-segment-discovery 64999:100 2001:db8:70::/48"}),
    "monitoring-mup-dsd": ("SAFI 85 is not known", {14: "direct-segment-discovery 100:100 198.18.91.1"}),
    "monitoring-mup-t1st": ("SAFI 85 is not known", {
        14: "type-1-session-transformed 64999:100 198.18.70.1/32 teid 12346 qfi 9 endpoint 192.0.2.203 source 192.0.2.204"}),
    "monitoring-mup-t2st": ("SAFI 85 is not known", {
        14: "type-2-session-transformed 64999:100 endpoint 192.0.2.205 teid 12347"}),
}
