"""Families other than BGP-LS, originated by routers themselves: by GoBGP's CLI, and by FRR."""
import json

from node_common import *
from registry import scenario

EVPN = ["a-d esi ARBITRARY 11:22:33:44:55:66:77:88:99 etag 100 label 24100 rd 64500:100 rt 64500:100 encap vxlan esi-label 300 single-active",
        "a-d esi LACP aa:bb:cc:dd:ee:ff 100 etag 4294967295 label 0 rd 192.0.2.101:1 rt 64500:100",
        "a-d esi MSTP aa:bb:cc:dd:ee:ff 200 etag 0 label 16 rd 192.0.2.101:1 rt 64500:100 esi-label 400 all-active",
        "a-d esi MAC aa:bb:cc:dd:ee:ff 300 etag 0 label 16 rd 4200000000:7 rt 4200000000:7",
        "macadv 00:00:5e:00:53:01 0.0.0.0 etag 100 label 1000 rd 64500:100 rt 64500:100 encap vxlan",
        "macadv 00:00:5e:00:53:02 198.51.100.77 esi AS 64500 100 etag 0 label 1000 rd 64500:100 rt 64500:100 encap vxlan router-mac 00:00:5e:00:53:ff",
        "macadv 00:00:5e:00:53:03 2001:db8::77 esi ROUTERID 192.0.2.101 77 etag 0 label 1000 rd 64500:100 rt 64500:100 encap mpls default-gateway",
        "multicast 192.0.2.101 etag 100 rd 64500:100 rt 64500:100 encap vxlan pmsi ingress-repl 1000 192.0.2.101",
        "multicast 2001:db8::101 etag 0 rd 64500:100 rt 64500:100",
        "esi 192.0.2.101 esi LACP aa:bb:cc:dd:ee:ff 100 rd 192.0.2.101:0 rt 64500:100",
        "prefix 198.51.101.0/24 gw 192.0.2.77 esi ARBITRARY 11:22:33:44:55:66:77:88:99 etag 10 label 5000 rd 64500:500 rt 64500:500 encap vxlan "
        "router-mac 00:00:5e:00:53:fe",
        "prefix 2001:db8:101::/48 gw 2001:db8::77 etag 0 label 5000 rd 64500:500 rt 64500:500 encap vxlan router-mac 00:00:5e:00:53:fe"]
MUP4 = ["isd 198.51.100.0/24 rd 64500:100 prefix 2001:db8:f:1::/64 locator-node-length 24 function-length 16 behavior ENDM_GTP4E rt 64500:10 mup direct 64500:10 nexthop 2001:db8:51::2",
        "dsd 192.0.2.101 rd 64500:100 prefix 2001:db8:f:2::/64 locator-node-length 24 function-length 16 behavior END_DT4 rt 64500:10 mup interwork 64500:11 nexthop 2001:db8:51::2",
        "t1st 198.18.70.1/32 rd 64500:100 rt 64500:10 teid 12345 qfi 9 endpoint 192.0.2.102",
        "t1st 198.18.70.2/32 rd 64500:100 rt 64500:10 teid 4294967295 qfi 63 endpoint 192.0.2.102 source 192.0.2.103",
        "t2st 192.0.2.104 rd 64500:100 rt 64500:10 endpoint-address-length 64 teid 12347 mup 64500:10",
        "t2st 192.0.2.105 rd 64500:100 rt 64500:10 endpoint-address-length 48 teid 4660 mup 64500:10",
        "t2st 192.0.2.106 rd 64500:100 rt 64500:10 endpoint-address-length 64 teid 12348 mup 64500:10 session-teid 777 session-qfi 5",
        "t2st 192.0.2.107 rd 64500:100 rt 64500:10 endpoint-address-length 32 teid 0 mup 64500:10 interwork-endpoint 192.0.2.108 source-address 192.0.2.109",
        "t2st 192.0.2.110 rd 64500:100 rt 64500:10 endpoint-address-length 64 teid 9 mup 64500:10 session-teid 778 session-qfi 6 interwork-endpoint 192.0.2.111 "
        "source-address 192.0.2.112"]
MUP6 = ["isd 2001:db8:70::/48 rd 64500:100 prefix 2001:db8:f:1::/64 locator-node-length 24 function-length 16 behavior ENDM_GTP6E rt 64500:10 nexthop 2001:db8:51::2",
        "dsd 2001:db8::101 rd 64500:100 prefix 2001:db8:f:2::/64 locator-node-length 24 function-length 16 behavior END_DT6 rt 64500:10 mup 64500:10 nexthop 2001:db8:51::2",
        "t1st 2001:db8:70::1/128 rd 64500:100 rt 64500:10 teid 12345 qfi 9 endpoint 2001:db8::102 source 2001:db8::103",
        "t2st 2001:db8::104 rd 64500:100 rt 64500:10 endpoint-address-length 160 teid 12347 mup 64500:10 session-teid 779 session-qfi 7 "
        "interwork-endpoint 2001:db8::105 source-address 2001:db8::106"]
FLOW4 = ["match destination 198.18.40.0/24 source 203.0.113.0/24 protocol tcp destination-port >=8080&<=8090 ==443 tcp-flags =S &=!A then discard",
         "match destination 198.18.41.1/32 protocol udp fragment is-fragment packet-length >1000 dscp 46 then rate-limit 1000 as 64500",
         "match destination 198.18.42.0/24 icmp-type 8 icmp-code 0 then redirect 64500:100",
         "match source 198.18.43.0/24 port 53 then mark 10",
         "match protocol gre then action sample-terminal",
         "match destination 198.18.44.0/24 then redirect 192.0.2.101:7",
         "match destination 198.18.45.0/24 then redirect 2001:db8::101:7"]
FLOW6 = ["match destination 2001:db8:40::/48 source 2001:db8::/32 protocol tcp port 80 label 12345 then discard",
         "match destination 2001:db8:41:0:1::/80 64 then rate-limit 0",
         "match destination 2001:db8:42::/48 then redirect 2001:db8::101:7"]
RTC = ["64500:64500:100", "asn 64500 rt 192.0.2.101:7", "default", "asn 4200000000 rt 4200000000:7", "64500:64500:100/64"]
LABELED4 = ["198.18.80.0/24 24001", "198.18.81.0/24 24001/24002", "198.18.82.0/24 3", "198.18.83.0/25 1048575/16/17"]
LABELED6 = ["2001:db8:80::/48 24001", "2001:db8:81::/48 24001/24002/24003"]
VPN4 = ["198.18.90.0/24 label 24010 rd 64500:1 rt 64500:1", "198.18.91.0/24 label 24011 rd 192.0.2.101:2 rt 192.0.2.101:2",
        "198.18.92.0/24 label 24012 rd 4200000000:3 rt 4200000000:3", "0.0.0.0/0 label 24013 rd 64500:1 rt 64500:1"]
VPN6 = ["2001:db8:90::/48 label 24010 rd 64500:1 rt 64500:1"]
CLI_FAMILIES = [("evpn", "l2vpn-evpn", EVPN), ("ipv4-mup", "ipv4-mup", MUP4), ("ipv6-mup", "ipv6-mup", MUP6),
                ("ipv4-flowspec", "ipv4-flowspec", FLOW4), ("ipv6-flowspec", "ipv6-flowspec", FLOW6),
                ("ipv4-mpls", "ipv4-labelled-unicast", LABELED4), ("ipv6-mpls", "ipv6-labelled-unicast", LABELED6),
                ("vpnv4", "l3vpn-ipv4-unicast", VPN4), ("vpnv6", "l3vpn-ipv6-unicast", VPN6)]


@scenario("cli-families", "gobgp", ("sid",))
def cli_families(lab, root, cap):
    """What GoBGP's CLI can announce of EVPN, MUP, flowspec, labeled unicast and VPN, encoded by GoBGP:
    announced by a second GoBGP, pre-policy, post-policy and Loc-RIB; half of it withdrawn."""
    run_cli(lab, root, cap, CLI_FAMILIES, "all")


@scenario("cli-rtc", "gobgp", ("sid",))
def cli_rtc(lab, root, cap):
    """Route targets from GoBGP's CLI, and VPN routes filtered by them."""
    run_cli(lab, root, cap, [("rtc", "rtc", RTC), ("vpnv4", "l3vpn-ipv4-unicast", VPN4)], "pre-policy")


def run_cli(lab, root, cap, families, policy):
    net = Net(lab)
    net.link("R", "to-n1", [G4 + "/30", "2001:db8:51::1/64"], "N1", "to-gobgp", [N4 + "/30", "2001:db8:51::2/64"])
    names = [f for _, f, _ in families]
    g = gobgp(cap, [(N4, IGP_AS)], policy, names)
    cap.sink_connected()
    o = originator(lab, root, (G4, LOCAL_AS), IGP_AS, names)
    wait_for(lambda: "Establ" in g.cli("neighbor"), 40, "the session")
    for family, _, items in families:
        add_all(cap, o, family, items)
    cap.pause(3)
    if "Establ" not in g.cli("neighbor"):
        cap.note("the session is down")
    text = {family: json.loads(g.cli("global", "rib", "-a", family, "-j") or "{}") for family, _, _ in families}
    truth(cap, "rib.json", json.dumps(text, indent=1))
    truth(cap, "rib.txt", "".join("== %s\n%s" % (family, g.cli("global", "rib", "-a", family)) for family, _, _ in families))
    for family, _, items in families:
        add_all(cap, o, family, items[::2], "del")
    cap.pause(3)
    o.stop()
    g.stop()


# ------------------------------------------------------------------ FRR: EVPN with kernel VXLAN, SRv6 services, link bandwidth
def vtep(lab, net, which, n, vnis=(100, 200), hosts=()):
    """Bridges, VXLAN devices and hosts' ports; the hosts' addresses are learned by static entries."""
    ns = net.namespace(which)
    for vni in vnis:
        lines = ["link add br%d type bridge" % vni, "link set br%d up addrgenmode none" % vni,
                 "link add vxlan%d type vxlan id %d dstport 4789 local 192.0.2.%d nolearning" % (vni, vni, 100 + n),
                 "link set vxlan%d master br%d addrgenmode none" % (vni, vni), "link set vxlan%d up" % vni,
                 "addr add 198.18.%d.%d/24 dev br%d" % (vni, n, vni), "addr add 2001:db8:%d::%d/64 dev br%d nodad" % (vni, n, vni)]
        Lab.batch(ns, lines)
        net.stub(which, "host%d" % vni)
        sh("ip", "-n", ns, "link", "set", "host%d" % vni, "master", "br%d" % vni)
        sh("ip", "netns", "exec", ns, "bridge", "link", "set", "dev", "vxlan%d" % vni, "neigh_suppress", "on", "learning", "off", check=False)
    for vni, mac_, addrs, sticky in hosts:
        host(net, which, vni, mac_, addrs, sticky)


def host(net, which, vni, mac_, addrs=(), sticky=False, verb="replace"):
    ns = net.namespace(which)
    kind = ["sticky", "static"] if sticky else ["dynamic"]
    sh("ip", "netns", "exec", ns, "bridge", "fdb", verb, mac_, "dev", "host%d" % vni, "master", *kind, check=False)
    for a in addrs:
        sh("ip", "-n", ns, "neigh", verb, a, "lladdr", mac_, "dev", "br%d" % vni, "nud", "reachable", check=False)


@scenario("frr-evpn", "gobgp", ("sid",))
def frr_evpn(lab, root, cap):
    """EVPN from two FRR VTEPs with kernel VXLAN devices: types 1 to 5, static (sticky) and moving MACs, IPv4 and IPv6
    neighbors, SVI addresses, an Ethernet segment, prefixes by `network`; GoBGP as their peer passes it on."""
    net = Net(lab)
    net.link("R", "to-n1", [G4 + "/30"], "N1", "to-gobgp", [N4 + "/30"])
    net.link("N1", "to-r2", p2p(12, 1), "N2", "to-r1", p2p(12, 2))
    for n in (1, 2):
        net.up("N%d" % n, "lo", "192.0.2.%d/32" % (100 + n))
        other = 3 - n
        sh("ip", "-n", net.namespace("N%d" % n), "route", "add", "192.0.2.%d/32" % (100 + other), "via", "198.18.12.%d" % other)
    vtep(lab, net, "N1", 1)
    vtep(lab, net, "N2", 2)
    g = gobgp(cap, [(N4, IGP_AS)], "all", ("l2vpn-evpn",))
    cap.sink_connected()
    nodes = {}
    for n in (1, 2):
        other = "198.18.12.%d" % (3 - n)
        text = ("interface host100\n evpn mh es-id %d\n evpn mh es-sys-mac 00:00:5e:00:53:a%d\n evpn mh es-df-pref 5%d00\nexit\n" % (n, n, n)
                + "router bgp %d\n bgp router-id 192.0.2.%d\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n" % (IGP_AS, 100 + n)
                + " neighbor %s remote-as %d\n neighbor %s timers connect 1\n" % (other, IGP_AS, other))
        if n == 1:
            text += " neighbor %s remote-as %d\n neighbor %s timers connect 1\n" % (G4, LOCAL_AS, G4)
        text += " address-family l2vpn evpn\n  neighbor %s activate\n" % other
        if n == 1:
            text += "  neighbor %s activate\n" % G4
        text += "  advertise-all-vni\n  advertise-svi-ip\n"
        text += ("  network 198.51.101.0/24 rd 192.0.2.%d:500 ethtag 0 label 5000 esi 00:00:00:00:00:00:00:00:00:00 gwip 192.0.2.77 routermac 00:00:5e:00:53:fe\n"
                 "  network 2001:db8:5101::/48 rd 64500:501 ethtag 7 label 5001 esi 03:00:00:5e:00:53:a1:00:00:01 gwip 2001:db8::77 routermac 00:00:5e:00:53:fe\n"
                 % (100 + n) if n == 1 else "")
        text += " exit-address-family\nexit\n"
        nodes[n] = Node(lab, root, "N%d" % n, text, "zebra bgpd")
    cap.pause(5)
    for which, vni, mac_, addrs, sticky in (
            ("N1", 100, "00:00:5e:00:53:01", ["198.18.100.101"], False), ("N1", 100, "00:00:5e:00:53:02", ["198.18.100.102", "2001:db8:100::102"], False),
            ("N1", 200, "00:00:5e:00:53:03", [], True), ("N2", 200, "00:00:5e:00:53:04", ["198.18.200.104"], False),
            ("N2", 100, "00:00:5e:00:53:05", ["2001:db8:100::105"], False)):
        host(net, which, vni, mac_, addrs, sticky)
    cap.pause(6)
    cap.note("00:00:5e:00:53:01 moves from r1 to r2, and back, and again")
    for where, away in (("N2", "N1"), ("N1", "N2"), ("N2", "N1")):
        sh("ip", "netns", "exec", net.namespace(away), "bridge", "fdb", "del", "00:00:5e:00:53:01", "dev", "host100", "master", check=False)
        host(net, where, 100, "00:00:5e:00:53:01", ["198.18.100.101"])
        cap.pause(3)
    truth(cap, "rib.txt", g.cli("global", "rib", "-a", "evpn"))
    truth(cap, "rib.json", g.cli("global", "rib", "-a", "evpn", "-j"))
    truth(cap, "frr-rib.txt", nodes[1].vtysh("show bgp l2vpn evpn", "show evpn vni detail", "show evpn es detail", "show evpn mac vni all",
                                            "show evpn arp-cache vni all"))
    truth(cap, "frr-rib.json", nodes[1].vtysh("show bgp l2vpn evpn json"))
    cap.note("r1's VNI 200 goes")
    sh("ip", "-n", net.namespace("N1"), "link", "del", "vxlan200")
    cap.pause(4)
    for x in nodes.values():
        x.stop()
    g.stop()


@scenario("frr-services", "gobgp", ("sid",))
def frr_services(lab, root, cap):
    """IPv4 and IPv6 unicast with SRv6 SIDs (`sid export`), link bandwidth as extended community and in attribute 25
    (`extended-link-bandwidth`), color; IPv4 routes over an IPv6 session; from FRR to GoBGP (all RIBs)."""
    net = Net(lab)
    net.link("R", "to-n1", [G4 + "/30", "2001:db8:51::1/64"], "N1", "to-gobgp", [N4 + "/30", "2001:db8:51::2/64"])
    net.up("N1", "lo", "192.0.2.101/32", "2001:db8:100::1/128")
    net.stub("N1", "sr0", "2001:db8:fff:1::1/64")
    families = ("ipv4-unicast", "ipv6-unicast")
    g6 = "2001:db8:51::1"
    g = gobgp(cap, [(N4, IGP_AS), ("2001:db8:51::2", IGP_AS)], "all", families)
    cap.sink_connected()
    text = ("hostname r1\nip route 198.18.1.0/24 Null0\nip route 198.18.2.0/24 Null0\nip route 198.18.3.0/24 Null0\nipv6 route 2001:db8:1::/48 Null0\n"
            "ipv6 route 2001:db8:2::/48 Null0\n"
            "segment-routing\n srv6\n  encapsulation\n   source-address 2001:db8:100::1\n  exit\n  locators\n   locator MAIN\n"
            "    prefix 2001:db8:f1::/48 block-len 32 node-len 16 func-bits 16\n    behavior usid\n   exit\n  exit\n exit\nexit\n"
            "route-map BW permit 10\n match ip address prefix-list ONE\n set extcommunity bandwidth 100000\nexit\n"
            "route-map BW permit 20\n match ip address prefix-list TWO\n set extcommunity bandwidth 4000000000 non-transitive\n set extcommunity color 01:100\nexit\n"
            "route-map BW permit 30\n set extcommunity bandwidth num-multipaths\nexit\n"
            "ip prefix-list ONE seq 5 permit 198.18.1.0/24\nip prefix-list TWO seq 5 permit 198.18.2.0/24\n"
            "router bgp %d\n bgp router-id 192.0.2.101\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n" % IGP_AS)
    for a in (G4, g6):
        text += " neighbor %s remote-as %d\n neighbor %s timers connect 1\n neighbor %s extended-link-bandwidth\n" % (a, LOCAL_AS, a, a)
    text += " neighbor %s capability extended-nexthop\n" % g6
    text += " segment-routing srv6\n  locator MAIN\n exit\n"
    for family, nets in (("ipv4", "198.18"), ("ipv6", "2001:db8")):
        text += " address-family %s unicast\n  redistribute static\n  sid export auto\n" % family
        for a in (G4, g6):
            if family == "ipv6" and a == G4:
                continue
            text += "  neighbor %s activate\n  neighbor %s route-map BW out\n  neighbor %s send-community all\n" % (a, a, a)
            if ":" in a:
                text += "  neighbor %s encapsulation-srv6\n" % a
        text += " exit-address-family\n"
    text += "exit\n"
    n1 = Node(lab, root, "N1", text, "zebra staticd bgpd")
    cap.pause(12)
    truth(cap, "rib.txt", "".join("== %s\n%s" % (f, g.cli("global", "rib", "-a", f)) for f in ("ipv4", "ipv6")))
    truth(cap, "frr-rib.txt", n1.vtysh("show bgp ipv4 unicast detail", "show bgp ipv6 unicast detail", "show segment-routing srv6 sid",
                                      "show bgp ipv4 unicast neighbors %s advertised-routes" % G4))
    cap.note("198.18.1.0/24 and 2001:db8:1::/48 go")
    n1.configure("no ip route 198.18.1.0/24 Null0", "no ipv6 route 2001:db8:1::/48 Null0")
    cap.pause(4)
    n1.stop()
    g.stop()
