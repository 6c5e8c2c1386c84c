"""A table transfer of realistic shape and size; BMPCAP_ROUTES="N4 N6" sets the size."""
import os

import frr_common as fc
import scenarios_gobgp as sg
from bgp import *
from fulltable import Table
from lab import *
from registry import scenario

SIZE = [int(x) for x in os.environ.get("BMPCAP_ROUTES", "200000 50000").split()]
PEER_AS = 64500


def feed(lab, cap, caps):
    """One IPv4 and one IPv6 session; the transfer, End-of-RIB, then churn."""
    cap.note("routes: %d IPv4, %d IPv6" % tuple(SIZE))
    table = Table(SIZE[0], SIZE[1], seed=1, peer_as=PEER_AS)
    a = Session(inj4(10), R4, PEER_AS, "10.0.0.10", caps)
    b = Session(inj6(10), R6, PEER_AS, "10.0.0.11", caps)
    lab.in_ns("I", a.start)
    lab.in_ns("I", b.start)

    def send(session, messages):
        batch, size = [], 0
        for m in messages:
            batch.append(m)
            size += len(m)
            if size > 60000:
                session.send(b"".join(batch))
                batch, size = [], 0
        session.send(b"".join(batch))
    send(a, table.updates4(inj4(10)))
    a.send(end_of_rib())
    send(b, table.updates6(inj6(10)))
    b.send(end_of_rib(2, 1))
    cap.sink.quiet(6, 500, 1000)
    cap.note("transfer done, %d octets of BMP" % cap.sink.bytes)
    for six, m in table.churn(inj4(10), inj6(10), 3000):
        (b if six else a).send(m)
        time.sleep(0.001)
    cap.sink.quiet(6, 300, 1000)
    cap.note("churn done, %d octets of BMP" % cap.sink.bytes)


CAPS = [cap_mp(1, 1), cap_mp(2, 1), cap_route_refresh(), cap_as4(PEER_AS)]


@scenario("full", "frr", ("sid",))
def full_frr(lab, root, cap):
    """A table transfer as FRR reports it: pre-policy, one prefix a message."""
    cap.big = True
    frr = cap.router(FRR, fc.config([fc.peer(inj4(10), PEER_AS), fc.peer(inj6(10), PEER_AS)],
                                    [fc.CONNECT, "bmp stats interval 10000"]
                                    + fc.monitor(*fc.UNICAST, policies=("pre-policy",))))
    cap.sink_connected()
    feed(lab, cap, CAPS)
    frr.stop()


@scenario("full", "gobgp", ("sid",))
def full_gobgp(lab, root, cap):
    """The same transfer as GoBGP reports it: pre-policy, UPDATEs as received, packed."""
    cap.big = True
    g = cap.router(GoBGP, sg.config([sg.neighbor(inj4(10), PEER_AS), sg.neighbor(inj6(10), PEER_AS)],
                                    "pre-policy", stats=15))
    cap.sink_connected()
    feed(lab, cap, CAPS)
    g.stop(signal.SIGKILL)          # on SIGTERM it would withdraw every route first
