"""FRR as the BMP speaker (Debian 12: 8.4.4, 13: 10.3, unstable): sessions that come, stay and go."""
import time

import routes
from bgp import *
from frr_common import *
from lab import *
from registry import scenario


@scenario("session", "frr", ("bookworm", "trixie", "sid"))
def session(lab, root, cap):
    """FRR connects to the collector first; then four peers (eBGP over IPv4 with
    4-octet AS, eBGP over IPv6 without the 4-octet AS capability, iBGP route
    reflector client, eBGP carrying both families) come up, announce every common
    attribute, churn, withdraw.  Pre- and post-policy, stats every 4 s.  The
    policy denies two prefixes and adds a community, local-pref and a prepend."""
    peers = [
        peer(inj4(10), 65550, per_family=["route-map IN in"], session=["description first peer"]),
        peer(inj6(11), 64501),
        peer(inj4(12), LOCAL_AS, per_family=["route-reflector-client"]),
        peer(inj4(13), 64502, session=["description v4 and v6 over IPv4"]),
    ]
    frr = cap.router(FRR, config(peers, [CONNECT, "bmp stats interval 4000"] + monitor(*UNICAST), tail=POLICY))
    cap.sink_connected()
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    b = Session(inj6(11), R6, 64501, "10.0.0.11", CAPS4)
    c = Session(inj4(12), R4, LOCAL_AS, "10.0.0.12", CAPS4 + [cap_as4(LOCAL_AS)])
    d = Session(inj4(13), R4, 64502, "10.0.0.13", CAPS4 + [cap_as4(64502)], one_param=True)
    join(lab, a)
    a.send(*routes.zoo_v4(inj4(10), 65550))
    a.send(*routes.odd_lengths(inj4(10), inj6(10), 65550))
    a.send(end_of_rib(), end_of_rib(2, 1))
    join(lab, b)
    b.send(*routes.zoo_v6(inj6(11), 64501, as4=False))
    b.send(*routes.next_hops_v6(64501, inj6(11), as4=False))
    b.send(end_of_rib(2, 1), end_of_rib())
    join(lab, c)
    c.send(*routes.zoo_v4(inj4(12), LOCAL_AS, ibgp=True, base=50))
    c.send(*routes.zoo_v6(inj6(12), LOCAL_AS, ibgp=True, base=0x50))
    c.send(end_of_rib(), end_of_rib(2, 1))
    join(lab, d)
    d.send(*routes.packed(inj4(13), inj6(13), 64502))
    cap.pause(3)
    d.send(*routes.churn(inj4(13), inj6(13), 64502))
    cap.pause(5)
    d.send(*routes.churn(inj4(13), inj6(13), 64502)[:2])
    cap.pause(3)
    a.send(routes.withdraw_v4(*["198.18.%d.0/24" % n for n in range(10)]))
    b.send(routes.withdraw_v6(*[routes.V6 % (0x100 + n) for n in range(10)]))
    c.send(route_refresh(1, 1), route_refresh(2, 1))
    cap.pause(2)
    frr.vtysh("clear bgp ipv4 unicast %s in" % inj4(13))      # soft reset: monitoring again
    cap.pause(4)
    frr.stop()


@scenario("dump", "frr", ("bookworm", "trixie", "sid"))
def dump(lab, root, cap):
    """The collector connects to FRR (`bmp listener`), over IPv6, when the peers are
    up and the table is filled: initiation, peer ups, table dump with End-of-RIB per
    peer and family, then live updates; then the collector closes and connects
    again (second stream)."""
    peers = [peer(inj4(10), 65550, per_family=["route-map IN in"]), peer(inj6(11), 64501),
             peer(inj4(19), 64509)]                            # the last never comes up
    frr = cap.router(FRR, config(peers, ["bmp listener %s port %d" % (R6, BMP_PORT)] + monitor(*UNICAST),
                                 tail=POLICY))
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    b = Session(inj6(11), R6, 64501, "10.0.0.11", CAPS4 + [cap_as4(64501)])
    join(lab, a, b)
    a.send(*routes.zoo_v4(inj4(10), 65550))
    a.send(*routes.packed(inj4(10), inj6(10), 65550, 20))
    a.send(end_of_rib(), end_of_rib(2, 1))
    b.send(*routes.zoo_v6(inj6(11), 64501))
    b.send(end_of_rib(), end_of_rib(2, 1))
    cap.pause(3)
    conn = cap.dial(C6, R6)
    cap.pause(4)
    a.send(*routes.churn(inj4(10), inj6(10), 65550))
    cap.pause(4)
    conn.shutdown(socket.SHUT_RDWR)
    cap.pause(1)
    cap.dial(C6, R6)
    cap.pause(4)
    frr.stop()


@scenario("configured-late", "frr", ("bookworm", "trixie", "sid"))
def configured_late(lab, root, cap):
    """`bmp targets` is configured after the sessions are established, then removed
    again: what FRR puts in Peer Up when it did not see the OPENs, and how it ends."""
    peers = [peer(inj4(10), 65550), peer(inj6(11), 64501)]
    frr = cap.router(FRR, config(peers, []))
    a = Session(inj4(10), R4, 65550, "10.0.0.10", CAPS4 + [cap_as4(65550)])
    b = Session(inj6(11), R6, 64501, "10.0.0.11", CAPS4 + [cap_as4(64501)])
    join(lab, a, b)
    a.send(*routes.zoo_v4(inj4(10), 65550)[:6])
    a.send(end_of_rib(), end_of_rib(2, 1))
    b.send(*routes.zoo_v6(inj6(11), 64501)[:6])
    b.send(end_of_rib(), end_of_rib(2, 1))
    cap.pause(2)
    frr.configure("router bgp %d" % LOCAL_AS, "bmp targets station", *monitor(*UNICAST),
                  "bmp stats interval 1000", CONNECT)
    cap.sink_connected()
    cap.pause(4)
    frr.configure("router bgp %d" % LOCAL_AS, "no bmp targets station")
    cap.pause(2)
    frr.stop()


@scenario("peer-up", "frr", ("bookworm", "trixie", "sid"))
def peer_up(lab, root, cap):
    """Many kinds of OPEN: capabilities of all sorts, one per parameter, all in one,
    RFC 9072 extended parameters, unknown capabilities, none at all, 2-octet AS,
    AS_TRANS, hold time 0, add-path (both ways), extended next hop, graceful
    restart and long-lived graceful restart, extended messages, role, FQDN,
    software version, a link-local session; each announces a few routes."""
    dev = "rtr0"
    ll_i = lab.link_local("I")
    peers = [
        peer(inj4(10), 65550, session=["capability extended-nexthop"]),
        peer(inj6(11), 64501, session=["capability extended-nexthop"]),
        peer(inj4(12), 64502, per_family=["addpath-tx-all-paths"]),
        peer(inj4(13), 64503, session=["timers 0 0"]),
        peer(inj4(14), 64504),
        peer(inj4(15), 64505), peer(inj4(16), 64506), peer(inj4(17), 64507),
        peer(inj6(18), 4200000018), peer(inj4(19), 64509, session=["local-role provider"]),
        peer(ll_i, 64510, session=["interface " + dev, "capability extended-nexthop"]),
        peer(inj4(21), 64511, session=["local-as 65500 no-prepend replace-as"]),
    ]
    for p in peers:
        p["per_family"].append("route-map NOTHING out")
    frr = cap.router(FRR, config(peers, [CONNECT] + monitor(*UNICAST), extra_bgp=[
        "bgp graceful-restart", "bgp long-lived-graceful-restart stale-time 600"],
        tail="route-map NOTHING deny 10"))
    cap.sink_connected()
    uni = [cap_mp(1, 1), cap_mp(2, 1)]
    sessions = []

    def up(where, me, router, asn, caps, announce, **kw):
        s = Session(me, router, asn, "10.0.0.%d" % where, caps, **kw)
        join(lab, s)
        s.send(*announce)
        sessions.append(s)
        cap.pause(0.4)
        return s

    a = origin() + as_path([65550, 64999])
    v4_over_v6 = [
        update(a + mp_reach(AFI_IP, SAFI_UNI, inj6(10), prefix("198.18.1.0/24"))),
        update(a + mp_reach(AFI_IP, SAFI_UNI, ip(inj6(10)) + ip(routes.LINK_LOCAL_NH), prefix("198.18.2.0/24"))),
        end_of_rib()]
    up(10, inj4(10), R4, 65550, uni + [cap_as4(65550), cap_ext_nexthop((1, 1, 2), (1, 128, 2)),
                                       cap_ext_message(), cap_route_refresh(), capability(128),
                                       cap_enhanced_rr()], v4_over_v6)
    a = origin() + as_path([64501, 64999])
    up(11, inj6(11), R6, 64501, uni + [
        cap_ext_nexthop((1, 1, 2)), cap_as4(64501),
        cap_graceful_restart(120, (1, 1, 0x80), (2, 1, 0x80), restarted=True, n_bit=True),
        cap_llgr((1, 1, 0x80, 86400), (2, 1, 0, 16777215))],
       [update(a + mp_reach(AFI_IP, SAFI_UNI, inj6(11), prefix("198.18.3.0/24"))),
        routes.v6(a, inj6(11), "2001:db8:3::/48"), end_of_rib(2, 1)])
    a = origin() + as_path([64502, 64999])
    b = origin() + as_path([64502, 64998, 64997])
    up(12, inj4(12), R4, 64502, uni + [cap_as4(64502), cap_addpath((1, 1, 3), (2, 1, 3))],
       [routes.v4(a, inj4(12), "198.18.4.0/24", path_id=1), routes.v4(b, inj4(12), "198.18.4.0/24", path_id=2),
        routes.v6(a, inj6(12), "2001:db8:4::/48", path_id=77),
        update(withdrawn=prefix("198.18.4.0/24", 1)), end_of_rib()])
    up(13, inj4(13), R4, 64503, uni + [cap_as4(64503)], [
        routes.v4(origin() + as_path([64503]), inj4(13), "198.18.5.0/24")], hold=0, one_param=True)
    up(14, inj4(14), R4, 64504, [], [
        routes.v4(origin() + as_path([64504], as4=False), inj4(14), "198.18.6.0/24")])
    up(15, inj4(15), R4, 64505, uni + [cap_as4(64505), cap_fqdn("injector", "example.net"),
                                       cap_software_version("injector/1.0"), capability(77, b""), capability(200, b"\1\2\3"),
                                       capability(255, bytes(20)), cap_orf(1, 1, (64, 3), (128, 3)), capability(67, bytes([1, 2, 3])),
                                       cap_multi_label((1, 4, 3), (1, 128, 3)), cap_mp(1, 4), cap_mp(25, 70),
                                       cap_mp(1, 133), cap_mp(16388, 71), cap_mp(1, 73), cap_mp(1, 132), cap_mp(1, 85)],
       [routes.v4(origin() + as_path([64505]), inj4(15), "198.18.7.0/24")], one_param=True)
    try:
        up(16, inj4(16), R4, 64506, uni + [cap_as4(64506)] + [capability(200 + n, bytes(40)) for n in range(8)],
           [routes.v4(origin() + as_path([64506]), inj4(16), "198.18.8.0/24")], extended=True)
    except TimeoutError:
        cap.note("OPEN with RFC 9072 extended optional parameters was not accepted")
    up(17, inj4(17), R4, 64507, uni + uni + [cap_as4(64507), cap_as4(64507), cap_route_refresh()], [
        routes.v4(origin() + as_path([64507]), inj4(17), "198.18.9.0/24")])
    up(18, inj6(18), R6, 4200000018, uni + [cap_as4(4200000018)], [
        routes.v6(origin() + as_path([4200000018]), inj6(18), "2001:db8:5::/48")])
    try:
        up(19, inj4(19), R4, 64509, uni + [cap_as4(64509), cap_role(3)], [
            routes.v4(origin() + as_path([64509]), inj4(19), "198.18.10.0/24")])
    except TimeoutError:
        cap.note("role capability: session did not come up")
    try:
        s = Session(ll_i, lab.link_local("R"), 64510, "10.0.0.20", uni + [cap_as4(64510), cap_ext_nexthop((1, 1, 2))],
                    scope="inj0")
        join(lab, s)
        s.send(update(origin() + as_path([64510]) + mp_reach(AFI_IP, SAFI_UNI, ll_i, prefix("198.18.11.0/24"))))
        s.send(routes.v6(origin() + as_path([64510]), "::", "2001:db8:6::/48", link_local=ll_i))
        sessions.append(s)
    except TimeoutError:
        cap.note("link-local session did not come up")
    up(21, inj4(21), R4, 64511, uni + [cap_as4(64511)], [
        routes.v4(origin() + as_path([64511]), inj4(21), "198.18.12.0/24")])
    if os.path.basename(root) == "sid":
        # longer than 4096 octets (RFC 8654)
        sessions[0].send(update(origin() + as_path([65550]) + communities(*["64999:%d" % n for n in range(1500)])
                                + next_hop(inj4(10)), prefix("198.18.60.0/24")))
    cap.pause(3)
    sessions[1].fin()                      # graceful restart: routes are kept, session comes again
    cap.pause(1)
    again = Session(inj6(11), R6, 64501, "10.0.0.11", uni + [
        cap_ext_nexthop((1, 1, 2)), cap_as4(64501),
        cap_graceful_restart(120, (1, 1, 0x80), (2, 1, 0x80), restarted=True)])
    join(lab, again)
    a = origin() + as_path([64501, 64999])
    again.send(routes.v6(a, inj6(11), "2001:db8:3::/48"), end_of_rib(2, 1), end_of_rib())
    cap.pause(3)
    frr.stop()


@scenario("peer-down", "frr", ("bookworm", "trixie", "sid"))
def peer_down(lab, root, cap):
    """Every way to end a session that can be caused from outside or by the operator:
    notification received (with and without data, shutdown communication, hard
    reset), notification sent (hold timer, malformed message, unsupported
    version...), TCP close, TCP reset, administrative shutdown with message, clear,
    remote-as change, neighbor removed, max-prefix, BGP instance removed."""
    n = range(10, 27)
    peers = [peer(inj4(i), 65000 + i, session=["timers 3 9"] if i == 15 else [],
                  per_family=["maximum-prefix 3"] if i == 21 else []) for i in n]
    frr = cap.router(FRR, config(peers, [CONNECT] + monitor(*UNICAST)))
    cap.sink_connected()
    s = {}
    for i in n:
        s[i] = Session(inj4(i), R4, 65000 + i, "10.0.0.%d" % i, CAPS4 + [cap_as4(65000 + i)],
                       hold=9 if i == 15 else 90)
        join(lab, s[i])
        s[i].send(routes.v4(origin() + as_path([65000 + i]), inj4(i), "198.18.%d.0/24" % i), end_of_rib())
    cap.pause(3)

    def step(text, *act):
        cap.note(text)
        for f in act:
            f()
        cap.pause(1.2)

    bgp = "router bgp %d" % LOCAL_AS
    s[15].silent = True
    step("10: remote sends cease/admin shutdown with communication", lambda: s[10].notify(
        6, 2, bytes([24]) + b"maintenance, back at 5pm"))
    step("11: remote sends cease/hard reset", lambda: s[11].notify(6, 9, b"\x06\x04"))
    step("12: remote sends hold timer expired", lambda: s[12].notify(4, 0))
    step("13: remote closes TCP (FIN)", s[13].fin)
    step("14: remote resets TCP (RST)", s[14].rst)
    step("16: operator shuts down with message", lambda: frr.configure(
        bgp, "neighbor %s shutdown message planned work" % inj4(16)))
    step("17: operator clears", lambda: frr.vtysh("clear bgp ipv4 unicast %s" % inj4(17)))
    step("18: neighbor removed", lambda: frr.configure(bgp, "no neighbor %s" % inj4(18)))
    step("19: remote-as changed", lambda: frr.configure(bgp, "neighbor %s remote-as 65999" % inj4(19)))
    step("20: message header with wrong marker", lambda: s[20].send(b"\0" * 16 + b"\0\x13\x04"))
    step("21: prefix limit", lambda: s[21].send(routes.v4(
        origin() + as_path([65021]), inj4(21), *["198.18.%d.0/24" % (100 + k) for k in range(8)])))
    step("22: UPDATE with attribute list longer than the message", lambda: s[22].send(
        message(UPDATE, b"\0\0\xff\xff\0")))
    step("23: unknown message type 9", lambda: s[23].send(message(9, b"")))
    step("24: family deactivated", lambda: frr.configure(
        bgp, "address-family ipv6 unicast", "no neighbor %s activate" % inj4(24)))
    step("25: passive / update-source changed", lambda: frr.configure(
        bgp, "neighbor %s update-source 192.0.2.1" % inj4(25)))
    step("15: hold timer expires (no keepalives from the remote)", lambda: cap.pause(8))
    step("26: FRR stops", frr.stop)
