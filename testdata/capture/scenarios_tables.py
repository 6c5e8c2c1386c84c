"""Streams with the tables of the router beside them: what the messages must lead to, for each RIB view.

The stream is cut where the tables were read: what a router sends when it ends is not in it."""
import json
import os

import routes
import scenarios_bird as sb
import scenarios_gobgp as sg
from bgp import *
from frr_common import *
from lab import *
from node_common import truth
from registry import scenario

SUITES = ("bookworm", "trixie", "sid")


def peers_come(lab, caps):
    """Three peers announce, change and withdraw; one of them goes and comes again with fewer routes."""
    a = Session(inj4(10), R4, 65550, "10.0.0.10", caps + [cap_as4(65550)])
    b = Session(inj4(12), R4, 64496, "10.0.0.12", caps + [cap_as4(64496)])
    c = Session(inj4(13), R4, 64502, "10.0.0.13", caps + [cap_as4(64502)])
    join(lab, a, b, c)
    a.send(*routes.zoo_v4(inj4(10), 65550))
    a.send(*routes.odd_lengths(inj4(10), inj6(10), 65550))
    b.send(*routes.zoo_v4(inj4(12), 64496, ibgp=True, base=0))
    b.send(*routes.zoo_v6(inj6(12), 64496, ibgp=True, base=0x50))
    c.send(*routes.packed(inj4(13), inj6(13), 64502))
    c.send(*routes.churn(inj4(13), inj6(13), 64502))
    for s in (a, b, c):
        s.send(end_of_rib(), end_of_rib(2, 1))
    return a, b, c


def changes(lab, cap, caps, sessions):
    a, b, c = sessions
    cap.pause(3)
    a.send(routes.withdraw_v4("198.18.0.0/24", "198.18.1.0/24"))
    a.send(routes.v4(origin() + as_path([65550, 64990]) + med(7), inj4(10), "198.18.2.0/24"))
    c.notify(6, 4)
    cap.pause(3)
    d = Session(inj4(13), R4, 64502, "10.0.0.13", caps + [cap_as4(64502)])
    join(lab, d)
    d.send(*routes.packed(inj4(13), inj6(13), 64502, 20))
    d.send(end_of_rib(), end_of_rib(2, 1))
    cap.pause(6)


def cut(cap):
    """Remembers how much of the stream there is: the tables are read now."""
    cap.pause(1)
    return {path: os.path.getsize(path) for path in cap.sink.files}


def end(cap, sizes):
    cap.pause(1)
    cap.sink.quiet(1.0, 10)
    for path, size in sizes.items():
        cap.note("the tables are those of the first %d bytes of %s" % (size, os.path.basename(path)))
        truth(cap, "cut.json", json.dumps({os.path.basename(path): size}))


@scenario("tables", "frr", SUITES)
def frr_tables(lab, root, cap):
    """FRR with soft-reconfiguration; the policy of the first peer denies two prefixes, adds a community, sets LOCAL_PREF and
    prepends.  Pre-policy, post-policy and (10.x) Loc-RIB; beside them received-routes, routes and the table."""
    peers = [peer(inj4(10), 65550, per_family=["route-map IN in"]), peer(inj4(12), LOCAL_AS), peer(inj4(13), 64502)]
    is_old = "/bookworm" in str(root)
    policies = ("pre-policy", "post-policy") + (() if is_old else ("loc-rib",))
    frr = cap.router(FRR, config(peers, [CONNECT] + monitor(*UNICAST, policies=policies), tail=POLICY))
    cap.sink_connected()
    changes(lab, cap, CAPS4, peers_come(lab, CAPS4))
    sizes = cut(cap)
    for family in ("ipv4", "ipv6"):
        tables = {"loc-rib": json.loads(frr.vtysh("show bgp %s unicast json" % family))}
        for n in (10, 12, 13):
            for view in ("received-routes", "routes"):
                text = frr.vtysh("show bgp %s unicast neighbors %s %s json" % (family, inj4(n), view))
                tables["%s %s" % (inj4(n), view)] = json.loads(text or "{}")
        truth(cap, family + ".json", json.dumps(tables, sort_keys=True))
    end(cap, sizes)
    frr.stop()


@scenario("tables", "gobgp", SUITES)
def gobgp_tables(lab, root, cap):
    """GoBGP with pre-policy, post-policy and Loc-RIB; the policy rejects two prefixes and adds a community.  Beside them
    adj-in and the global table."""
    gobgp = cap.router(GoBGP, sg.config([sg.neighbor(inj4(10), 65550), sg.neighbor(inj4(12), 64496), sg.neighbor(inj4(13), 64502)],
                                        "all"))
    cap.sink_connected()
    caps = [cap_mp(*f) for f in sg.UNI] + [cap_route_refresh()]
    changes(lab, cap, caps, peers_come(lab, caps))
    sizes = cut(cap)
    for family in ("ipv4", "ipv6"):
        tables = {"loc-rib": json.loads(gobgp.cli("global", "rib", "-a", family, "-j") or "{}")}
        for n in (10, 12, 13):
            text = gobgp.cli("neighbor", inj4(n), "adj-in", "-a", family, "-j")
            tables["%s adj-in" % inj4(n)] = json.loads(text or "{}")
        truth(cap, family + ".json", json.dumps(tables, sort_keys=True))
    end(cap, sizes)
    gobgp.stop()


@scenario("tables", "bird", ("trixie", "sid"))
def bird_tables(lab, root, cap):
    """BIRD with import tables; the filter rejects two prefixes, adds a community and sets LOCAL_PREF.  Beside the stream the
    import tables and what each channel brought into the table."""
    names = {10: "p10", 12: "p12", 13: "p13"}
    asns = {10: 65550, 12: 64496, 13: 64502}
    bird = cap.router(Bird, sb.config([sb.neighbor(names[n], inj4(n), asns[n]) for n in names], sb.STATION))
    cap.sink_connected()
    caps = [cap_mp(*f) for f in sb.UNI] + [cap_route_refresh()]
    changes(lab, cap, caps, peers_come(lab, caps))
    sizes = cut(cap)
    tables = {}
    for family in ("ipv4", "ipv6"):
        for n, name in names.items():
            tables["%s %s import" % (inj4(n), family)] = bird.cli("show route import table %s.%s all" % (name, family))
            tables["%s %s" % (inj4(n), family)] = bird.cli("show route protocol %s all table %s" % (name, sb.TABLES[family]))
    truth(cap, "json", json.dumps(tables, sort_keys=True))
    end(cap, sizes)
    bird.stop()
