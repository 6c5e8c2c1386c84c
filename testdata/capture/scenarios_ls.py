"""BGP-LS (AFI 16388, SAFI 71): FRR nodes in namespaces of their own run IS-IS, OSPF or BGP only and originate link
state; GoBGP receives it and passes it on over BMP."""
from node_common import *
from registry import scenario


def isis_config(n, links, level="level-1-2", te=True, area=1, extra="", extra_if=None, srv6=True, sr=True, mt=True,
                algorithms=(128, 129)):
    """links: (device, circuit type, point to point, metric)"""
    text = "hostname r%d\n" % n
    text += "affinity-map RED bit-position 3\naffinity-map GREEN bit-position 5\naffinity-map VIOLET bit-position 70\n"
    if srv6:
        text += ("segment-routing\n srv6\n  encapsulation\n   source-address 2001:db8:100::%d\n  exit\n  locators\n   locator MAIN\n"
                 "    prefix 2001:db8:f:%d00::/56 block-len 40 node-len 16 func-bits 16\n   exit\n  exit\n exit\nexit\n" % (n, n))
    for dev, circuit, ptp, metric in links:
        text += "interface %s\n ip router isis A\n ipv6 router isis A\n isis circuit-type %s\n isis metric %d\n" % (dev, circuit, metric)
        text += " isis hello-interval 1\n isis hello-multiplier 4\n"
        if ptp:
            text += " isis network point-to-point\n"
        if te and ptp:
            text += link_params(70 + n, "affinity GREEN VIOLET", 10000 * n)
        elif te:        # FRR writes an empty LSP when one neighbor's sub-TLVs are longer than 255 octets
            text += " link-params\n  metric %d\n  admin-grp 0x%x\n  max-bw 1.25e+08\n exit-link-params\n" % (70 + n, 0xA0 + n)
        text += (extra_if or {}).get(dev, "") + "exit\n"
    text += "interface lo\n ip router isis A\n ipv6 router isis A\n isis passive\nexit\n"
    text += "interface cust\n ip router isis A\n ipv6 router isis A\n isis passive\n isis metric %d\nexit\n" % (1000 * n)
    text += "router isis A\n net 49.%04d.0000.0000.%04d.00\n is-type %s\n lsp-gen-interval 1\n lsp-mtu 4352\n" % (area, n, level)
    if mt:
        text += " topology ipv6-unicast\n"
    text += " mpls-te on\n mpls-te router-address 192.0.2.%d\n mpls-te router-address ipv6 2001:db8:100::%d\n" % (100 + n, n)
    if sr:
        text += (" segment-routing on\n segment-routing global-block 16000 23999 local-block 15000 15999\n segment-routing node-msd %d\n"
                 " segment-routing prefix 192.0.2.%d/32 index %d\n segment-routing prefix 2001:db8:100::%d/128 index %d explicit-null\n"
                 % (8 + n, 100 + n, 100 + n, n, 600 + n))
        for a in algorithms:
            text += " segment-routing prefix 192.0.2.%d/32 algorithm %d index %d\n" % (100 + n, a, a * 10 + n)
            text += " flex-algo %d\n  dataplane sr-mpls\n  advertise-definition\n  metric-type %s\n  priority %d\n" % (
                a, "delay" if a % 2 else "te", 100 + n)
            text += "  affinity exclude-any RED\n  affinity include-any GREEN VIOLET\n  affinity include-all VIOLET\n exit\n"
    if srv6:
        text += " segment-routing srv6\n  locator MAIN\n  node-msd\n   max-segs-left 3\n   max-end-pop 4\n   max-h-encaps 2\n   max-end-d 5\n  exit\n exit\n"
    return text + extra + "exit\n"


LINKS = {1: [("to-r2", "level-1-2", True, 10), ("to-r4", "level-2-only", True, 300)],
         2: [("to-r1", "level-1-2", True, 10), ("lan", "level-2-only", False, 20)],
         3: [("lan", "level-2-only", False, 30)],
         4: [("lan", "level-2-only", False, 40), ("to-r1", "level-2-only", True, 70000)]}


def isis_tables(cap, node, g, when=""):
    truth(cap, "rib%s.json" % when, g.cli("global", "rib", "-a", "ls", "-j"))
    truth(cap, "frr-rib%s.json" % when, node.vtysh("show bgp link-state link-state json"))
    truth(cap, "isis%s.txt" % when, node.vtysh("show isis hostname", "show isis database detail"))
    if not when:            # only while all routers are there
        truth(cap, "ted.txt", node.vtysh("show isis mpls-te database detail"))


@scenario("ls-isis", "gobgp", ("sid",))
def ls_isis(lab, root, cap):
    """BGP-LS from IS-IS by FRR: four routers, two areas, both levels, a LAN, two topologies, TE attributes, SR-MPLS,
    flex-algo, SRv6, node MSD; metric changed, overload bit, link lost and back, router lost.  GoBGP passes it on
    (pre-policy, post-policy, Loc-RIB); a second FRR mirrors what it got."""
    cap.frr_version = frr_version(root)
    net = isis_net(lab)
    net.link("R", "to-n1m", [M4 + "/30"], "N1", "to-mirror", [MN4 + "/30"])
    g = gobgp(cap, [(N4, IGP_AS)], "all")
    cap.sink_connected()
    mirror, sink = mirroring_frr(lab, root, cap, IGP_AS)
    n = {}
    for i in (1, 2, 3, 4):          # what FRR exports depends on the order in which LSPs come
        config = isis_config(i, LINKS[i], area=1 if i < 3 else 2, extra=" mpls-te export\n" if i == 1 else "")
        if i == 1:
            config += bgp_producer(neighbors=((G4, LOCAL_AS), (M4, LOCAL_AS)))
        n[i] = Node(lab, root, "N%d" % i, config, "zebra staticd isisd" + (" bgpd" if i == 1 else ""))
    settled(n[1], cap, 30)
    isis_tables(cap, n[1], g)
    cap.note("metric of r2's interface to r1 is 11 now, and its delay 21000")
    n[2].configure("interface to-r1", "isis metric 11", "link-params", "delay 21000 min 20000 max 23000")
    cap.pause(4)
    cap.note("r3 sets the overload bit")
    n[3].configure("router isis A", "set-overload-bit")
    cap.pause(4)
    cap.note("the link between r1 and r4 goes down")
    sh("ip", "-n", lab.ns["N1"], "link", "set", "to-r4", "down")
    cap.pause(6)
    cap.note("and comes up")
    sh("ip", "-n", lab.ns["N1"], "link", "set", "to-r4", "up")
    Lab.batch(lab.ns["N1"], ["addr replace 2001:db8:14::1/64 dev to-r4 nodad"])
    cap.pause(8)
    cap.note("r3 stops")
    n[3].stop()
    cap.pause(10)
    isis_tables(cap, n[1], g, "-end")
    cap.note("%d routes in the table of r1 at the end" % routes_of(n[1]))
    cap.note("the session of GoBGP is reset by r1")
    n[1].vtysh("clear bgp link-state link-state %s" % G4)
    cap.pause(4)
    for x in (mirror, n[1], n[2], n[4]):
        x.stop()
    sink.close()
    g.stop()


# ------------------------------------------------------------------ OSPF
def ospf_config(n, links, extra="", sr=True, extra_if=None):
    """links: (device, area, point to point, cost)"""
    text = "affinity-map GREEN bit-position 5\naffinity-map VIOLET bit-position 70\n"
    text += "ip route 203.0.113.%d/32 Null0 tag 4242\nip route 203.0.113.%d/32 Null0 tag 5\n" % (n, 100 + n)
    for dev, area, ptp, cost in links:
        text += "interface %s\n ip ospf area %s\n ip ospf cost %d\n ip ospf hello-interval 1\n ip ospf dead-interval 4\n" % (dev, area, cost)
        text += " ip ospf network point-to-point\n" if ptp else ""
        text += link_params(70 + n, "affinity GREEN VIOLET" if ptp else "admin-grp 0x%x" % (0xA0 + n), 10000 * n)
        text += (extra_if or {}).get(dev, "") + "exit\n"
    text += "interface lo\n ip ospf area %s\n ip ospf passive\nexit\n" % links[0][1]
    text += "interface cust\n ip ospf area %s\n ip ospf passive\n ip ospf cost %d\nexit\n" % (links[0][1], 1000 * n)
    text += "router ospf\n ospf router-id 192.0.2.%d\n capability opaque\n mpls-te on\n mpls-te router-address 192.0.2.%d\n router-info area\n" % (
        100 + n, 100 + n)
    if sr:
        text += (" segment-routing on\n segment-routing global-block 16000 23999 local-block 15000 15999\n segment-routing node-msd %d\n"
                 " segment-routing prefix 192.0.2.%d/32 index %d %s\n" % (8 + n, 100 + n, 100 + n, ("", "explicit-null", "no-php-flag")[n % 3]))
    return text + extra + "exit\n"


OSPF_LINKS = {1: [("to-r2", "0.0.0.0", True, 10), ("to-r4", "0.0.0.1", True, 300)],
              2: [("to-r1", "0.0.0.0", True, 11), ("lan", "0.0.0.0", False, 20)],
              3: [("lan", "0.0.0.0", False, 30)],
              4: [("lan", "0.0.0.0", False, 40), ("to-r1", "0.0.0.1", True, 60000)]}


def ospf_tables(cap, node, g, when=""):
    truth(cap, "rib%s.json" % when, g.cli("global", "rib", "-a", "ls", "-j"))
    truth(cap, "frr-rib%s.json" % when, node.vtysh("show bgp link-state link-state json"))
    truth(cap, "ospf%s.txt" % when, node.vtysh("show ip ospf database router", "show ip ospf database network", "show ip ospf database summary",
                                               "show ip ospf database external", "show ip ospf database opaque-area"))
    truth(cap, "ted%s.txt" % when, node.vtysh("show ip ospf mpls-te database verbose"))


def run_ospf(lab, root, cap, links, policy="pre-policy", extra=None, extra_if=None, change=None, sr=True, at_least=12):
    net = isis_net(lab)
    g = gobgp(cap, [(N4, IGP_AS)], policy)
    cap.sink_connected()
    n = {}
    for i in sorted(links):
        config = ospf_config(i, links[i], (extra or {}).get(i, "") + (" mpls-te export\n" if i == 1 else ""), sr,
                             (extra_if or {}).get(i))
        if i == 1:
            config += bgp_producer()
        n[i] = Node(lab, root, "N%d" % i, config, "zebra staticd ospfd" + (" bgpd" if i == 1 else ""))
    settled(n[1], cap, at_least)
    ospf_tables(cap, n[1], g)
    if change:
        change(net, n)
        ospf_tables(cap, n[1], g, "-end")
    cap.note("%d routes in the table of r1 at the end" % routes_of(n[1]))
    for x in n.values():
        x.stop()
    g.stop()


@scenario("ls-ospf", "gobgp", ("sid",))
def ls_ospf(lab, root, cap):
    """BGP-LS from OSPFv2 by FRR: four routers, two areas, a LAN with a designated router, external routes with tags,
    TE attributes, SR-MPLS with node MSD; cost changed, max-metric, link lost, router lost.  Pre-policy."""
    def change(net, n):
        cap.note("cost of r2's interface to r1 is 70 now")
        n[2].configure("interface to-r1", "ip ospf cost 70")
        cap.pause(6)
        cap.note("r2: max-metric router-lsa administrative")
        n[2].configure("router ospf", "max-metric router-lsa administrative")
        cap.pause(6)
        cap.note("the link between r1 and r4 goes down")
        sh("ip", "-n", lab.ns["N1"], "link", "set", "to-r4", "down")
        cap.pause(8)
        cap.note("r3 stops")
        n[3].stop()
        cap.pause(12)
    redistribute = " redistribute static metric-type %d route-map STATIC\n"
    maps = "exit\nroute-map STATIC permit 10\n set metric 555\nexit\nrouter ospf\n"
    run_ospf(lab, root, cap, OSPF_LINKS, extra={3: maps + redistribute % 1, 4: maps + redistribute % 2}, change=change)


# ------------------------------------------------------------------ BGP only (draft-ietf-idr-bgp-ls-bgp-only-fabric)
def fabric_config(n, asn, neighbors, ls, srv6=True, instance="77", links=None):
    """neighbors: (address, AS); ls: those with BGP-LS beside unicast; links: address -> (local id, remote id)"""
    text = "ip route 203.0.113.%d/32 Null0\nipv6 route 2001:db8:dead:%d::/64 Null0\n" % (n, n)
    if srv6:
        text += ("segment-routing\n srv6\n  encapsulation\n   source-address 2001:db8:100::%d\n  exit\n  locators\n   locator MAIN\n"
                 "    prefix 2001:db8:f%d::/48 block-len 32 node-len 16 func-bits 16\n    behavior usid\n   exit\n  exit\n  static-sids\n"
                 "   sid 2001:db8:f%d::/48 locator MAIN behavior uN\n" % (n, n, n))
        for i, (addr, _) in enumerate(neighbors):
            dev = {"2001:db8:12:": "to-r%d" % (3 - n), "2001:db8:14:": "to-r%d" % (5 - n)}.get(addr[:12])
            if dev:
                text += "   sid 2001:db8:f%d:e00%d::/64 locator MAIN behavior uA interface %s nexthop %s\n" % (n, i, dev, addr)
        text += "  exit\n exit\nexit\n"
    text += "router bgp %d\n bgp router-id 192.0.2.%d\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n" % (asn, 100 + n)
    for addr, peer_as in neighbors:
        text += " neighbor %s remote-as %d\n neighbor %s timers 3 9\n neighbor %s timers connect 1\n" % (addr, peer_as, addr, addr)
        if addr in (links or {}):
            text += " neighbor %s local-link-id %d\n neighbor %s remote-link-id %d\n" % (addr, links[addr][0], addr, links[addr][1])
    if srv6:
        text += " segment-routing srv6\n  locator MAIN\n exit\n"
    for family, colon in (("ipv4 unicast", False), ("ipv6 unicast", True)):
        text += " address-family %s\n  redistribute connected\n  redistribute static\n" % family
        if colon:
            text += "  network 2001:db8:beef:%d::/64\n" % n
        for addr, _ in neighbors:
            if (":" in addr) == colon and addr not in (G4,):
                text += "  neighbor %s activate\n" % addr
        text += " exit-address-family\n"
    text += " address-family link-state link-state\n  distribute bgp-fabric-link-state%s\n" % (" instance-id " + instance if instance else "")
    for addr in ls:
        text += "  neighbor %s activate\n" % addr
    return text + " exit-address-family\nexit\n"


def fabric_tables(cap, node, g, when=""):
    truth(cap, "rib%s.json" % when, g.cli("global", "rib", "-a", "ls", "-j"))
    truth(cap, "frr-rib%s.json" % when, node.vtysh("show bgp link-state link-state json"))
    truth(cap, "bgp%s.txt" % when, node.vtysh("show bgp ipv4 unicast", "show bgp ipv6 unicast", "show bgp summary",
                                             "show segment-routing srv6 sid", "show segment-routing srv6 locator"))


M6, MN6 = "2001:db8:51::5", "2001:db8:51::6"


def fabric(lab, root, cap, others, srv6, instance, links, ls_over=("198.18.14.1", "198.18.14.4")):
    """r1 and r2 in AS 64510, r4 in AS 4200000004; others: further BGP-LS neighbors of r1."""
    v4, v6, w6 = "198.18.12.%d", "2001:db8:12::%d", "2001:db8:14::%d"
    to_4, to_1 = ls_over[1], ls_over[0]
    n = {}
    n[1] = Node(lab, root, "N1", fabric_config(
        1, 64510, list(others) + [(v4 % 2, 64510), (v6 % 2, 64510), (w6 % 4, 4200000004), (to_4, 4200000004)],
        [a for a, _ in others] + [v4 % 2, to_4], srv6, instance,
        {v4 % 2: (112, 121), w6 % 4: (114, 141)} if links else None), "zebra staticd bgpd")
    n[2] = Node(lab, root, "N2", fabric_config(
        2, 64510, [(v4 % 1, 64510), (v6 % 1, 64510)], [v4 % 1], srv6, instance, {v4 % 1: (121, 112)} if links else None),
        "zebra staticd bgpd")
    n[4] = Node(lab, root, "N4", fabric_config(
        4, 4200000004, [(w6 % 1, 64510), (to_1, 64510)], [to_1], srv6, instance, {w6 % 1: (141, 114)} if links else None),
        "zebra staticd bgpd")
    return n


def fabric_changes(cap, n):
    cap.note("r2 redistributes static routes no more")
    n[2].configure("router bgp 64510", "address-family ipv4 unicast", "no redistribute static")
    cap.pause(5)
    cap.note("r4's unicast session to r1 is shut down")
    n[4].configure("router bgp 4200000004", "neighbor 2001:db8:14::1 shutdown")
    cap.pause(6)


def run_fabric(lab, root, cap, policy="pre-policy", instance="77", links=True, change=True):
    isis_net(lab)
    g = gobgp(cap, [(N4, 64510)], policy)
    cap.sink_connected()
    n = fabric(lab, root, cap, [(G4, LOCAL_AS)], False, instance, links)
    settled(n[1], cap, 40)
    fabric_tables(cap, n[1], g)
    if change:
        fabric_changes(cap, n)
        fabric_tables(cap, n[1], g, "-end")
    cap.note("%d routes in the table of r1 at the end" % routes_of(n[1]))
    for x in n.values():
        x.stop()
    g.stop()


@scenario("ls-fabric", "gobgp", ("sid",))
def ls_fabric(lab, root, cap):
    """BGP-LS from BGP itself (`distribute bgp-fabric-link-state instance-id 77`): iBGP and eBGP links of three FRR
    routers with link identifiers, prefixes of every BGP route type, one router's passed on by another; routes
    withdrawn, a session shut."""
    run_fabric(lab, root, cap)


def run_fabric_mirror(lab, root, cap, v6, at_least=60):
    net = isis_net(lab)
    net.link("R", "to-n1m", [M4 + "/30", M6 + "/64"], "N1", "to-mirror", [MN4 + "/30", MN6 + "/64"])
    me, first = (M6, MN6) if v6 else (M4, MN4)
    config = ("route-map NOTHING deny 10\nexit\nrouter bgp %d\n bgp router-id %s\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n"
              " neighbor %s remote-as 64510\n neighbor %s timers connect 1\n address-family link-state link-state\n  neighbor %s activate\n"
              "  neighbor %s route-map NOTHING out\n exit-address-family\n bmp targets station\n"
              "  bmp connect %s port %d min-retry 200 max-retry 2000\n  bmp mirror\n exit\nexit\n"
              % (LOCAL_AS, M4, first, first, first, first, C4, BMP_PORT))
    mirror = Node(lab, root, "R", config, "zebra bgpd", bmp=True, hostname="mirror", bgpd_args=("-n", "-p", "0"))
    cap.sink_connected()
    n = fabric(lab, root, cap, [(me, LOCAL_AS)], True, "77", True)
    settled(n[1], cap, at_least)
    truth(cap, "frr-rib.json", n[1].vtysh("show bgp link-state link-state json"))
    truth(cap, "mirror-rib.json", mirror.vtysh("show bgp link-state link-state json"))
    truth(cap, "srv6.txt", n[1].vtysh("show segment-routing srv6 sid", "show segment-routing srv6 locator", "show bgp summary"))
    if not v6:
        fabric_changes(cap, n)
        truth(cap, "mirror-rib-end.json", mirror.vtysh("show bgp link-state link-state json"))
    for x in list(n.values()) + [mirror]:
        x.stop()


@scenario("ls-fabric", "frr", ("sid",))
def ls_fabric_mirror(lab, root, cap):
    """Route Mirroring of BGP-LS from BGP itself, with static SRv6 SIDs and locators (GoBGP does not keep this session)."""
    run_fabric_mirror(lab, root, cap, False)


@scenario("ls-fabric-v6", "frr", ("sid",))
def ls_fabric_v6(lab, root, cap):
    """The same over an IPv6 session: FRR writes an MP_REACH_NLRI whose next hop has length 4 and 16 octets, and the
    receiver ends the session."""
    run_fabric_mirror(lab, root, cap, True)


# ------------------------------------------------------------------ GoBGP's own
LS_NODE = [
    "node protocol 7 identifier 0 local-asn 64500 local-bgp-ls-id 0 local-bgp-router-id 192.0.2.101",
    "node protocol 2 identifier 1 local-asn 64500 local-bgp-ls-id 7 local-igp-router-id 0000.0000.0001 node-name router-one "
    "isis-area-id 490001 sr-algorithm 0 sr-algorithm 1",
    "node protocol 3 identifier 4294967296 local-asn 4200000000 local-bgp-ls-id 1 local-igp-router-id 192.0.2.102 node-name r2.example",
]
LS_LINK = [
    "link protocol 7 identifier 0 local-asn 64500 local-bgp-ls-id 0 local-bgp-router-id 192.0.2.101 remote-asn 64501 remote-bgp-ls-id 0 "
    "remote-bgp-router-id 192.0.2.102 ipv4-interface-address 198.51.100.9 ipv4-neighbor-address 198.51.100.10 sid 24001 sid-type node v-flag l-flag "
    "weight 10",
    "link protocol 7 identifier 0 local-asn 64500 local-bgp-ls-id 0 local-bgp-router-id 192.0.2.101 remote-asn 64502 remote-bgp-ls-id 0 "
    "remote-bgp-router-id 192.0.2.103 ipv6-interface-address 2001:db8:9::1 ipv6-neighbor-address 2001:db8:9::2 sid 24002 sid-type adj v-flag l-flag p-flag",
    "link protocol 7 identifier 0 local-asn 64500 local-bgp-ls-id 0 local-bgp-router-id 192.0.2.101 local-bgp-confederation-member 65101 "
    "remote-asn 64503 remote-bgp-ls-id 0 remote-bgp-router-id 192.0.2.104 remote-bgp-confederation-member 65102 link-local-id 5 link-remote-id 6 "
    "sid 24003 sid-type set v-flag l-flag b-flag",
    "link protocol 2 identifier 1 local-asn 64500 local-bgp-ls-id 0 local-igp-router-id 0000.0000.0001 remote-asn 64500 remote-bgp-ls-id 0 "
    "remote-igp-router-id 0000.0000.0002 ipv4-interface-address 198.51.100.13 ipv4-neighbor-address 198.51.100.14 max-link-bandwidth 1250000000 "
    "te-default-metric 77 metric 10",
    "link protocol 2 identifier 1 local-asn 64500 local-bgp-ls-id 0 local-igp-router-id 0000.0000.0001 remote-asn 64500 remote-bgp-ls-id 0 "
    "remote-igp-router-id 0000.0000.0003 ipv6-interface-address 2001:db8:a::1 ipv6-neighbor-address 2001:db8:a::3 srv6-endpoint-behavior 5 "
    "srv6-sids 2001:db8:f:1:100:: srv6-weight 1 srv6-flags 128 srv6-algo 128 srv6-structure-lb 40 srv6-structure-ln 24 srv6-structure-fun 16 "
    "srv6-structure-arg 0",
]
LS_PREFIX = [
    "prefixv6 protocol 2 identifier 1 local-asn 64500 local-bgp-ls-id 0 local-igp-router-id 0000.0000.0001 ip-reachability-info 2001:db8:50::/48",
    "prefixv6 protocol 6 identifier 0 local-asn 64500 local-bgp-ls-id 0 local-igp-router-id 192.0.2.101 ip-reachability-info 2001:db8::1/128",
    # not ::/0: a GoBGP that receives it from GoBGP ends the session
    "prefixv6 protocol 2 identifier 1 local-asn 64500 local-bgp-ls-id 0 local-igp-router-id 0000.0000.0001 ip-reachability-info 2001:db8:51::/49",
]
LS_SID = [
    "srv6sid protocol 7 identifier 0 local-asn 64500 local-bgp-ls-id 0 local-bgp-router-id 192.0.2.101 sids 2001:db8:f:1:200:: "
    "multi-topology-id 0 peer-as 64501 peer-bgp-id 192.0.2.102 flags 128 weight 5 srv6-endpoint-behavior 5 srv6-flags 0 srv6-algo 0 "
    "srv6-structure-lb 40 srv6-structure-ln 24 srv6-structure-fun 16 srv6-structure-arg 0",
    "srv6sid protocol 2 identifier 1 local-asn 64500 local-bgp-ls-id 0 local-igp-router-id 0000.0000.0001 sids 2001:db8:f:1:: "
    "multi-topology-id 2 srv6-endpoint-behavior 48 srv6-flags 0 srv6-algo 128",
]


@scenario("ls-gobgp", "gobgp", ("sid",))
def ls_gobgp(lab, root, cap):
    """BGP-LS routes that GoBGP's CLI can make, from a second GoBGP: BGP nodes, peer node, adjacency and peer set SIDs,
    IS-IS and OSPF nodes, TE link attributes, End.X, IPv6 prefixes, SRv6 SIDs; pre-policy, post-policy, Loc-RIB; withdrawn."""
    net = Net(lab)
    net.link("R", "to-n1", [G4 + "/30"], "N1", "to-gobgp", [N4 + "/30"])
    g = gobgp(cap, [(N4, IGP_AS)], "all")
    cap.sink_connected()
    o = originator(lab, root, (G4, LOCAL_AS), IGP_AS)
    wait_for(lambda: "Establ" in g.cli("neighbor"), 40, "the session")
    for items in (LS_NODE, LS_LINK, LS_PREFIX, LS_SID):
        add_all(cap, o, "ls", items)
    cap.pause(3)
    truth(cap, "rib.json", g.cli("global", "rib", "-a", "ls", "-j"))
    truth(cap, "rib.txt", g.cli("global", "rib", "-a", "ls"))
    truth(cap, "origin.json", o.cli("global", "rib", "-a", "ls", "-j"))
    for items in (LS_NODE[:2], LS_LINK[:2], LS_PREFIX[2:], LS_SID[:1]):
        add_all(cap, o, "ls", items, "del")
    cap.pause(3)
    truth(cap, "rib-end.txt", g.cli("global", "rib", "-a", "ls"))
    o.stop()
    g.stop()
