"""ExaBGP as injector (its own encodings), and OS-Ken (the OpenStack fork of Ryu) as
a BMP speaker."""
import textwrap

import routes
import frr_common as fc
import scenarios_gobgp as sg
from bgp import *
from lab import *
from registry import scenario

EXABGP_AS = 65530


BASE = ["ipv4 unicast", "ipv4 multicast", "ipv4 mpls-vpn", "ipv4 flow", "ipv4 flow-vpn", "ipv6 unicast",
        "ipv6 mpls-vpn", "ipv6 flow", "ipv6 flow-vpn", "l2vpn vpls", "l2vpn evpn"]
LABELED = ["ipv4 nlri-mpls", "ipv6 nlri-mpls"]
NEW = ["ipv4 mup", "ipv6 mup", "ipv4 mcast-vpn", "ipv6 mcast-vpn"]

ROUTES = """
 static {
  route 198.18.80.0/24 next-hop 192.0.2.%(n)d as-path [ %(as)d 64999 ] community [ 64999:1 64999:2 no-export ] med 50;
  route 198.18.81.0/24 next-hop 192.0.2.%(n)d origin egp as-path [ %(as)d 64999 64998 ] large-community [ 64999:1:2 65551:3:4 ] atomic-aggregate aggregator ( 65551:192.0.2.99 );
  route 198.18.82.0/24 next-hop 192.0.2.%(n)d extended-community [ target:64999:1 origin:64999:2 target4:65551:3 bandwidth:64999:100000000 ];
  route 198.18.83.0/24 next-hop 192.0.2.%(n)d attribute [ 0xd5 0xc0 0x0102030405 ];
  route 198.18.84.0/24 next-hop 192.0.2.%(n)d split /26;
  route 2001:db8:80::/48 next-hop 2001:db8:0:1::%(n)d community [ 64999:1 ];
  route 198.18.85.0/24 rd 64999:100 label 800 next-hop 192.0.2.%(n)d extended-community [ target:64999:100 ];
  route 2001:db8:85::/48 rd 64999:100 label 801 next-hop 2001:db8:0:1::%(n)d extended-community [ target:64999:100 ];
 }
 flow {
  route one { match { source 198.18.1.0/24; destination 198.18.2.2/32; port =80 =8080; protocol tcp; tcp-flags [ =SYN =SYN+ACK ]; } then { rate-limit 9600; } }
  route two { match { destination 198.18.3.0/24; source-port >1024&<2048; packet-length >200&<300 >400&<500; fragment [ first-fragment ]; dscp [ =10 ]; } then { redirect 65500:12345; mark 12; } }
  route three { match { destination 198.18.4.0/24; icmp-type [ =echo-request ]; icmp-code 0; } then { action sample-terminal; discard; } }
  route four { match { destination 2001:db8:4::/64/0; next-header [ =udp ]; flow-label =2013; } then { discard; } }
  route five { rd 65535:65536; match { source 198.18.5.0/24; port =22; } then { redirect 65500:5678; } }
 }
 l2vpn {
  vpls one { endpoint 5; base 10702; offset 1; size 8; next-hop 192.0.2.%(n)d; rd 192.0.2.9:124; origin igp; extended-community [ target:64999:6 l2info:19:0:1500:111 ]; }
 }
"""
ROUTES_LABELED = """
 static {
  route 198.18.86.0/24 label [ 900 901 902 ] next-hop 192.0.2.%(n)d;
  route 198.18.86.1/32 label [ 800001 ] bgp-prefix-sid [ 777, [ ( 800000,4096 ), ( 1000000,5000 ) ] ] next-hop 192.0.2.%(n)d;
  route 2001:db8:86::/48 label 903 next-hop 2001:db8:0:1::%(n)d;
 }
"""
ROUTES_NEW = """
 announce {
  ipv4 {
   mup mup-isd 198.18.90.0/24 rd 100:100 next-hop 2001:db8:0:1::%(n)d extended-community [ target:10:10 ] bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x48 [64,24,16,0,0,0] );
   mup mup-dsd 198.18.91.1 rd 100:100 next-hop 2001:db8:0:1::%(n)d extended-community [ target:10:10 mup:10:10 ] bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x13 [64,24,16,0,0,0] );
   mup mup-t2st 198.18.93.1 rd 100:100 teid 12345/32 next-hop 192.0.2.%(n)d extended-community [ target:10:10 mup:10:10 ];
  }
  ipv6 {
   mup mup-isd 2001:db8:90::/64 rd 100:100 next-hop 2001:db8:0:1::%(n)d extended-community [ target:10:10 ] bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x47 [64,24,16,0,0,0] );
  }
 }
"""


def exabgp_neighbor(n, families, *routes):
    text = """
neighbor 192.0.2.1 {
 router-id 10.0.0.%(n)d; local-address 192.0.2.%(n)d; local-as %(as)d; peer-as 64496;
 hold-time 60; description "injector"; group-updates true;
 capability { graceful-restart 120; route-refresh enable; extended-message enable; asn4 enable; }
 family {
%(families)s
 }
""" + "".join(routes) + "}\n"
    return text % {"n": n, "as": EXABGP_AS, "families": "\n".join("  %s;" % f for f in families)}


@scenario("exabgp", "frr", ("bookworm", "sid"))
def exabgp_frr(lab, root, cap):
    """ExaBGP's own encodings of many families, mirrored verbatim by FRR; beside it the
    families that FRR does not know (BGP-LS, SR policy, MUP, MVPN, route targets,
    VPLS), sent by the injector."""
    fams = fc.UNICAST + [(1, 2), (1, 128), (2, 128), (1, 133), (2, 133), (25, 70)]
    quiet = ["route-map NOTHING out"]
    frr = cap.router(FRR, fc.config([fc.peer(inj4(30), EXABGP_AS, families=fams, per_family=quiet),
                                     fc.peer(inj4(32), EXABGP_AS, families=[(1, 4), (2, 4)], per_family=quiet),
                                     fc.peer(inj4(31), 64531)],
                                    [fc.CONNECT, "bmp mirror"], tail="route-map NOTHING deny 10"))
    cap.sink_connected()
    ExaBGP(lab, root, exabgp_neighbor(30, BASE, ROUTES) + exabgp_neighbor(32, LABELED, ROUTES_LABELED))
    s = Session(inj4(31), R4, 64531, "10.0.0.31", [cap_mp(1, 1), cap_mp(2, 1), cap_as4(64531), cap_mp(16388, 71),
                                                  cap_mp(1, 73), cap_mp(1, 85), cap_mp(1, 5), cap_mp(25, 65), cap_mp(1, 132)])
    lab.in_ns("I", s.start)
    for group in (routes.bgp_ls(inj4(31), 64531), routes.sr_policy(inj4(31), inj6(31), 64531),
                  routes.mup(inj4(31), inj6(31), 64531), routes.mvpn(inj4(31), 64531),
                  routes.other_families(inj4(31), inj6(31), 64531)):
        for m in group:
            try:
                s.send(m)
            except OSError:
                pass
            cap.pause(0.1)
            if s.closed.is_set():
                cap.note("FRR ended the session: %s" % s.notifications()[-1:])
                lab.in_ns("I", s.start)
    cap.pause(8)
    frr.stop()


@scenario("exabgp", "gobgp", ("bookworm", "sid"))
def exabgp_gobgp(lab, root, cap):
    """The same ExaBGP routes through GoBGP, pre-policy, post-policy and Loc-RIB."""
    fams = [f for f in sg.ALL if f not in ("opaque", "ls", "ipv4-srpolicy", "ipv6-srpolicy", "rtc", "ipv4-encap",
                                           "ipv6-encap", "l2vpn-flowspec")]
    g = cap.router(GoBGP, sg.config([sg.neighbor(inj4(30), EXABGP_AS, fams),
                                     sg.neighbor(inj4(32), EXABGP_AS, fams)], "all"))
    cap.sink_connected()
    late = os.path.basename(root) == "sid"
    ExaBGP(lab, root, exabgp_neighbor(30, BASE + (NEW if late else []), ROUTES + (ROUTES_NEW if late else ""))
           + exabgp_neighbor(32, LABELED, ROUTES_LABELED))
    wait_for(lambda: cap.sink.bytes > 2000 and time.monotonic() - cap.sink.last > 5, 60, "ExaBGP's routes")
    g.stop()


OSKEN = textwrap.dedent("""
    import os, sys
    os.environ["OSKEN_HUB_TYPE"] = "eventlet"       # with "native" its BMP client stops at once
    import eventlet
    eventlet.monkey_patch()
    import logging
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    from os_ken.services.protocols.bgp.bgpspeaker import BGPSpeaker
    speaker = BGPSpeaker(as_number=64496, router_id="%(r4)s", bgp_server_hosts=["%(r4)s"], bgp_server_port=179)
    speaker.neighbor_add("%(p10)s", 65550, enable_ipv4=True, enable_ipv6=True, connect_mode="passive",
                         enable_four_octet_as_number=True)
    speaker.neighbor_add("%(p11)s", 64501, enable_ipv4=True, enable_vpnv4=True, enable_vpnv6=True, enable_evpn=True,
                         enable_ipv4fs=True, connect_mode="passive")
    speaker.bmp_server_add("%(c4)s", %(port)d)
    eventlet.sleep(90)
    """)


@scenario("session", "os-ken", ("sid",))
def osken(lab, root, cap):
    """OS-Ken's BMP client: initiation, peer up and down, route monitoring of two peers."""
    with open(os.path.join(root, "tmp/osken-speaker.py"), "w") as f:
        f.write(OSKEN % dict(r4=R4, p10=inj4(10), p11=inj4(11), c4=C4, port=BMP_PORT))
    p = lab.spawn("R", ["/usr/bin/python3", "/tmp/osken-speaker.py"], "osken", root)
    cap.sink_connected()
    a = Session(inj4(10), R4, 65550, "10.0.0.10", fc.CAPS4 + [cap_as4(65550)])
    b = Session(inj4(11), R4, 64501, "10.0.0.11", [cap_mp(1, 1), cap_mp(1, 128), cap_mp(2, 128), cap_mp(25, 70),
                                                  cap_mp(1, 133), cap_as4(64501)])
    lab.in_ns("I", a.start)
    for group in (routes.zoo_v4(inj4(10), 65550), routes.zoo_v6(inj6(10), 65550),
                  routes.packed(inj4(10), inj6(10), 65550, 20), routes.churn(inj4(10), inj6(10), 65550)):
        for m in group:
            try:
                a.send(m)
            except OSError:
                pass
            cap.pause(0.05)
            if a.closed.is_set():
                cap.note("OS-Ken ended the session: %s" % a.notifications())
                lab.in_ns("I", a.start)
    try:
        lab.in_ns("I", b.start)
        for m in routes.vpn_routes(inj4(11), inj6(11), 64501) + routes.evpn_routes(inj4(11), 64501) + routes.flowspec(64501):
            try:
                b.send(m)
            except OSError:
                pass
            cap.pause(0.05)
            if b.closed.is_set():
                cap.note("OS-Ken ended the session: %s" % b.notifications())
                lab.in_ns("I", b.start)
    except TimeoutError as e:
        cap.note(str(e))
    cap.pause(3)
    if not a.closed.is_set():
        a.notify(6, 2)
    cap.pause(2)
    lab.stop_process(p)
