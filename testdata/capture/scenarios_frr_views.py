"""FRR as the BMP speaker: mirroring, VPN families, Loc-RIB, views and VRFs."""
import time

import routes
from bgp import *
from frr_common import *
from lab import *
from registry import scenario


@scenario("mirror", "frr", ("bookworm", "trixie", "sid"))
def mirror(lab, root, cap):
    """Route Mirroring only: verbatim copies of what peers send, of families that
    Route Monitoring does not know (labeled unicast, flowspec, add-path, extended
    messages), notifications, route refresh, keepalives and malformed UPDATEs."""
    lu = [(AFI_IP, SAFI_LABEL), (AFI_IP6, SAFI_LABEL)]
    fs = [(AFI_IP, SAFI_FLOW), (AFI_IP6, SAFI_FLOW)]
    vpns = [(AFI_IP, SAFI_VPN), (AFI_IP6, SAFI_VPN), (AFI_L2VPN, SAFI_EVPN)]
    mc = [(AFI_IP, SAFI_MULTI), (AFI_IP6, SAFI_MULTI)]
    peers = [
        peer(inj4(10), 65550), peer(inj4(11), 64501),
        peer(inj4(12), 64502, per_family=["addpath-tx-all-paths"]),
        peer(inj4(13), 64503, families=lu), peer(inj4(14), 64504, families=fs),
        peer(inj4(15), LOCAL_AS, families=vpns), peer(inj4(16), 64506, families=mc),
        peer(inj4(17), 64507), peer(inj4(18), 64508, session=["timers 3 9"]),
    ]
    frr = cap.router(FRR, config(peers, [CONNECT, "bmp mirror"]))
    cap.sink_connected()

    def fam(fs):
        return [cap_mp(*f) for f in fs] + [cap_route_refresh()]
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550), cap_enhanced_rr()])
    b = Session(inj4(11), R4, 64501, "10.0.0.11", CAPS4)
    c = Session(inj4(12), R4, 64502, "10.0.0.12", CAPS4 + [cap_as4(64502), cap_addpath((1, 1, 3), (2, 1, 3))])
    d = Session(inj4(13), R4, 64503, "10.0.0.13", fam(lu) + [cap_as4(64503)])
    e = Session(inj4(14), R4, 64504, "10.0.0.14", fam(fs) + [cap_as4(64504)])
    f = Session(inj4(15), R4, LOCAL_AS, "10.0.0.15", fam(vpns) + [cap_as4(LOCAL_AS)])
    g = Session(inj4(16), R4, 64506, "10.0.0.16", fam(mc) + [cap_as4(64506)])
    h = Session(inj4(17), R4, 64507, "10.0.0.17", CAPS4 + [cap_as4(64507), cap_ext_message()])
    k = Session(inj4(18), R4, 64508, "10.0.0.18", CAPS4 + [cap_as4(64508)], hold=9)
    join(lab, a, b, c, d, e, f, g, h, k)
    a.send(*routes.zoo_v4(inj4(10), 65550))
    a.send(*routes.packed(inj4(10), inj6(10), 65550, 200))
    a.send(end_of_rib(), route_refresh(1, 1), route_refresh(2, 1), route_refresh(1, 1, 1), route_refresh(1, 1, 2))
    a.send(*routes.tunnel_encapsulation(inj4(10), 65550))
    b.send(*routes.zoo_v4(inj4(11), 64501, as4=False))
    base = origin() + as_path([64502, 64999])
    c.send(*[routes.v4(base, inj4(12), "198.18.4.0/24", "198.18.5.0/24", path_id=n) for n in (0, 1, 4294967295)])
    c.send(routes.v6(base, inj6(12), "2001:db8:4::/48", path_id=77), update(withdrawn=prefix("198.18.4.0/24", 1)))
    d.send(*routes.labeled_unicast(inj4(13), inj6(13), 64503))
    e.send(*routes.flowspec(64504))
    f.send(*routes.vpn_routes(inj4(15), inj6(15)))
    f.send(*routes.evpn_routes(inj4(15)))
    g.send(*routes.multicast(inj4(16), inj6(16), 64506))
    cap.pause(2)
    # an UPDATE that is longer than 4096 octets (RFC 8654), then one of the largest size
    h.send(routes.v4(origin() + as_path([64507]) + communities(*["64507:%d" % (n % 65536) for n in range(1500)]),
                     inj4(17), "198.18.60.0/24"))
    cap.pause(1)
    base = origin() + as_path([64507]) + next_hop(inj4(17))
    room = 65535 - 23 - len(base)
    nlri = b"".join(prefix("10.%d.%d.0/24" % (n >> 8, n & 255)) for n in range(room // 4))
    h.send(update(base, nlri))
    cap.pause(2)
    for name, msg in routes.malformed(inj4(10), 65550):
        cap.note("malformed: " + name)
        try:
            a.send(msg)
        except OSError:
            pass
        cap.pause(0.3)
        if a.closed.is_set():
            cap.note("  FRR ended the session: %s" % a.notifications())
            a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
            join(lab, a)
    cap.pause(4)                           # keepalives of the session with hold time 9
    b.notify(6, 4)
    c.fin()
    cap.pause(1)
    frr.stop()


@scenario("mirror-lost", "frr", ("bookworm", "sid"))        # not with 10.3
def mirror_lost(lab, root, cap):
    """Route Mirroring with a very small buffer and a collector that stops reading:
    the "messages lost" information code."""
    peers = [peer(inj4(10), 65550)]
    frr = cap.router(FRR, config(peers, [CONNECT, "bmp mirror"], extra_bgp=["bmp mirror buffer-limit 8192"]))
    cap.sink_connected()
    cap.sink.hold.set()
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    join(lab, a)
    attrs = origin() + as_path([65550, 64999]) + communities(*["64999:%d" % n for n in range(200)])
    sent = 0
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for n in range(100):
            a.send(update(attrs + next_hop(inj4(10)), b"".join(
                prefix("198.18.%d.0/24" % ((n * 7 + k) % 250)) for k in range(200))))
        sent += 100
        text = frr.vtysh("show bmp")
        row = [l.split() for l in text.splitlines() if ("%s:%d" % (C4, BMP_PORT)) in l and len(l.split()) >= 7]
        lost = [int(r[4]) for r in row if r[2:5] and all(x.isdigit() for x in r[2:5])]
        if (lost and lost[-1] > 0) or sent >= 6000:
            break
        if "2097152" in text and sent > 3000:
            break
    cap.note("sent %d updates of %d octets" % (sent, len(update(attrs)) + 800))
    cap.pause(1)
    cap.sink.hold.clear()
    cap.pause(2)
    a.send(*routes.zoo_v4(inj4(10), 65550)[:5])
    cap.pause(3)
    frr.stop()


@scenario("vpn-evpn", "frr", ("bookworm", "trixie", "sid"))
def vpn_evpn(lab, root, cap):
    """Route Monitoring, pre- and post-policy, of VPNv4, VPNv6, EVPN and multicast."""
    vpns = [(AFI_IP, SAFI_VPN), (AFI_IP6, SAFI_VPN), (AFI_L2VPN, SAFI_EVPN)]
    mc = [(AFI_IP, SAFI_MULTI), (AFI_IP6, SAFI_MULTI)]
    peers = [peer(inj4(15), LOCAL_AS, families=vpns), peer(inj6(16), 64506, families=vpns + mc)]
    frr = cap.router(FRR, config(peers, [CONNECT, "bmp stats interval 5000"] + monitor(*(vpns + mc))))
    cap.sink_connected()
    f = Session(inj4(15), R4, LOCAL_AS, "10.0.0.15", [cap_mp(*x) for x in vpns] + [cap_route_refresh(), cap_as4(LOCAL_AS)])
    g = Session(inj6(16), R6, 64506, "10.0.0.16", [cap_mp(*x) for x in vpns + mc] + [cap_route_refresh(), cap_as4(64506)])
    join(lab, f, g)
    f.send(*routes.vpn_routes(inj4(15), inj6(15)))
    f.send(*routes.evpn_routes(inj4(15)))
    g.send(*routes.evpn_routes(inj6(16), 64506))
    g.send(*routes.vpn_routes(inj4(16), inj6(16), 64506))
    g.send(*routes.multicast(inj4(16), inj6(16), 64506))
    cap.pause(6)
    f.send(*[update(mp_unreach(AFI_IP, SAFI_VPN, vpn("198.18.20.0/24", "192.0.2.9:2", WITHDRAW_LABEL)))])
    cap.pause(3)
    # the station connects anew: dump with End-of-RIB for these families
    cap.sink.drop.set()
    cap.pause(6)
    frr.stop()


@scenario("loc-rib", "frr", ("trixie", "sid"))
def loc_rib(lab, root, cap):
    """Loc-RIB (RFC 9069) beside pre- and post-policy, unicast, VPN and EVPN; best path
    changes, a locally originated network, peers leaving."""
    vpns = [(AFI_IP, SAFI_VPN), (AFI_L2VPN, SAFI_EVPN)]
    peers = [peer(inj4(10), 65550, per_family=["route-map IN in"]), peer(inj4(11), 64501),
             peer(inj6(12), 64502), peer(inj4(15), LOCAL_AS, families=vpns)]
    pols = ("pre-policy", "post-policy", "loc-rib")
    frr = cap.router(FRR, config(peers, [CONNECT, "bmp stats interval 5000"]
                                 + monitor(*(UNICAST + vpns), policies=pols),
                                 extra_bgp=["bgp bestpath as-path multipath-relax"], tail=POLICY))
    frr.configure("router bgp %d" % LOCAL_AS, "address-family ipv4 unicast", "maximum-paths 4",
                  "network 192.0.2.0/24", "aggregate-address 198.18.0.0/16 as-set")
    cap.sink_connected()
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    b = Session(inj4(11), R4, 64501, "10.0.0.11", CAPS4 + [cap_as4(64501)])
    c = Session(inj6(12), R6, 64502, "10.0.0.12", CAPS4 + [cap_as4(64502)])
    f = Session(inj4(15), R4, LOCAL_AS, "10.0.0.15", [cap_mp(*x) for x in vpns] + [cap_route_refresh(), cap_as4(LOCAL_AS)])
    join(lab, a, b, c, f)
    a.send(*routes.zoo_v4(inj4(10), 65550)[:8])
    b.send(*routes.zoo_v4(inj4(11), 64501)[:8])
    b.send(*routes.packed(inj4(11), inj6(11), 64501, 10))
    c.send(*routes.zoo_v6(inj6(12), 64502)[:8])
    f.send(*routes.vpn_routes(inj4(15), inj6(15)))
    f.send(*routes.evpn_routes(inj4(15)))
    for s in (a, b, c):
        s.send(end_of_rib(), end_of_rib(2, 1))
    cap.pause(6)
    a.send(routes.withdraw_v4("198.18.0.0/24", "198.18.1.0/24"))       # best path moves to the other peer
    cap.pause(3)
    b.notify(6, 2)
    cap.pause(3)
    cap.sink.drop.set()                                             # the station connects anew: dump
    cap.pause(6)
    frr.configure("router bgp %d" % LOCAL_AS, "bgp router-id 192.0.2.99")
    cap.pause(3)
    frr.stop()


@scenario("import-view", "frr", ("trixie", "sid"))
def import_view(lab, root, cap):
    """`bmp import-vrf-view`: peers of another BGP instance (a view) beside those of
    the default one; peer distinguisher and VRF/table name as FRR fills them."""
    peers = [peer(inj4(10), 65550)]
    pols = ("pre-policy", "post-policy", "loc-rib")
    view = """
router bgp 64497 view customers
 bgp router-id 192.0.2.2
 no bgp ebgp-requires-policy
 neighbor 192.0.2.20 remote-as 64520
 neighbor 192.0.2.20 timers connect 3
 neighbor 2001:db8:0:1::21 remote-as 64521
 neighbor 2001:db8:0:1::21 timers connect 3
 address-family ipv4 unicast
  neighbor 192.0.2.20 soft-reconfiguration inbound
 exit-address-family
 address-family ipv6 unicast
  neighbor 2001:db8:0:1::21 activate
  neighbor 2001:db8:0:1::21 soft-reconfiguration inbound
 exit-address-family
exit
"""
    frr = cap.router(FRR, config(peers, ["bmp import-vrf-view customers", CONNECT, "bmp stats interval 5000",
                                         "bmp mirror"]
                                 + monitor(*UNICAST, policies=pols), tail=view))
    cap.sink_connected()
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    # FRR does not accept connections for a view, it connects itself
    b = Session(inj4(20), R4, 64520, "10.0.0.20", CAPS4 + [cap_as4(64520)], passive=True)
    c = Session(inj6(21), R6, 64521, "10.0.0.21", CAPS4 + [cap_as4(64521)], passive=True)
    lab.in_ns("I", a.start)
    lab.in_ns("I", lambda: b.start(90))
    lab.in_ns("I", lambda: c.start(90))
    a.send(*routes.zoo_v4(inj4(10), 65550)[:4])
    b.send(*routes.zoo_v4(inj4(20), 64520)[:4])
    c.send(*routes.zoo_v6(inj6(21), 64521)[:4])
    for s in (a, b, c):
        s.send(end_of_rib(), end_of_rib(2, 1))
    cap.pause(6)
    b.send(routes.withdraw_v4("198.18.0.0/24"))
    cap.pause(2)
    b.notify(6, 2)
    cap.pause(2)
    frr.configure("no router bgp 64497 view customers")
    cap.pause(2)
    frr.stop()


@scenario("vrf", "frr", ("bookworm", "trixie", "sid"))
def vrf(lab, root, cap):
    """Peers in a VRF (here: a network namespace, FRR's netns backend): peer type and
    distinguisher with and without a route distinguisher.  BMP is configured in the
    VRF's own instance and, where FRR can, imported into the default one."""
    ns = lab.add_vrf_namespace()
    rd_lines = " address-family ipv4 unicast\n  rd vpn export 64497:7\n exit-address-family\n"
    inst = """
router bgp 64497 vrf customers
 bgp router-id 203.0.113.1
 no bgp ebgp-requires-policy
 neighbor 203.0.113.20 remote-as 64520
 neighbor 203.0.113.20 timers connect 3
 neighbor 2001:db8:0:2::21 remote-as 64521
 neighbor 2001:db8:0:2::21 timers connect 3
 address-family ipv4 unicast
  neighbor 203.0.113.20 soft-reconfiguration inbound
 exit-address-family
 address-family ipv6 unicast
  neighbor 2001:db8:0:2::21 activate
  neighbor 2001:db8:0:2::21 soft-reconfiguration inbound
 exit-address-family
%s bmp targets vrfstation
  bmp connect 192.0.2.250 port %d min-retry 200 max-retry 2000
  bmp stats interval 5000
  %s
 exit
exit
""" % (rd_lines, BMP_PORT, "\n  ".join(monitor(*UNICAST) + ["bmp mirror"]))
    late = os.path.basename(root) != "bookworm"
    main = [CONNECT] + monitor(*UNICAST, policies=("pre-policy", "post-policy") + (("loc-rib",) if late else ()))
    if late:
        main.insert(0, "bmp import-vrf-view customers")
    frr = cap.router(FRR, config([peer(inj4(10), 65550)], main, tail=inst), vrfs=[("customers", ns)])
    cap.sink_connected()
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    b = Session("203.0.113.20", "203.0.113.1", 64520, "10.0.0.20", CAPS4 + [cap_as4(64520)])
    c = Session("2001:db8:0:2::21", "2001:db8:0:2::1", 64521, "10.0.0.21", CAPS4 + [cap_as4(64521)])
    join(lab, a, b, c)
    a.send(*routes.zoo_v4(inj4(10), 65550)[:4])
    b.send(*routes.zoo_v4("203.0.113.20", 64520)[:4])
    c.send(*routes.zoo_v6("2001:db8:0:2::21", 64521)[:4])
    for s in (a, b, c):
        s.send(end_of_rib(), end_of_rib(2, 1))
    cap.pause(3)
    cap.pause(3)
    frr.configure("router bgp 64497 vrf customers", "address-family ipv4 unicast", "no rd vpn export 64497:7")
    cap.pause(2)
    b.send(routes.withdraw_v4("198.18.0.0/24"))
    cap.pause(2)
    b.notify(6, 2)
    cap.pause(2)
    frr.stop()
