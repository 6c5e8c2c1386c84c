"""What the scenarios with nodes in namespaces of their own share: networks, FRR nodes, a topology, neighbors, tables."""
import gzip
import json
import os
import re
import time

from bgp import *
from lab import *
import scenarios_gobgp

import scenarios_gobgp

LOCAL_AS = 64496                        # GoBGP's
IGP_AS = 64500                          # of the FRR nodes
G4 = "198.51.100.1"                     # GoBGP, on the link to the first node
N4 = "198.51.100.2"


class Net:
    """Namespaces N1, N2, ... beside those of the Lab, joined by veth pairs and bridges."""

    def __init__(self, lab):
        self.lab = lab

    def namespace(self, which):
        if which not in self.lab.ns:
            name = self.lab.tag + which.lower()
            self.lab.ns[which] = name
            sh("ip", "netns", "add", name)
            sh("ip", "-n", name, "link", "set", "lo", "up")
            self.sysctl(which, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1",
                        "net.ipv6.conf.all.seg6_enabled=1", "net.ipv6.conf.default.accept_dad=0")
        return self.lab.ns[which]

    def sysctl(self, which, *settings):
        sh("ip", "netns", "exec", self.lab.ns[which], "sysctl", "-q", "-w", *settings, check=False)

    def up(self, which, dev, *addrs):
        ns = self.namespace(which)
        lines = ["addr add %s dev %s%s" % (a, dev, " nodad" if ":" in a else "") for a in addrs]
        Lab.batch(ns, lines + (["link set %s mtu 9000" % dev] if dev != "lo" else []) + ["link set %s up" % dev])

    def link(self, a, dev_a, addrs_a, b, dev_b, addrs_b):
        sh("ip", "-n", self.namespace(a), "link", "add", dev_a, "type", "veth", "peer", "name", dev_b,
           "netns", self.namespace(b))
        self.up(a, dev_a, *addrs_a)
        self.up(b, dev_b, *addrs_b)

    def lan(self, bridge, *ends):
        """ends: (namespace, device, addresses); the bridge is in namespace S."""
        s = self.namespace("S")
        sh("ip", "-n", s, "link", "add", bridge, "mtu", "9000", "type", "bridge")
        sh("ip", "-n", s, "link", "set", bridge, "up")
        for which, dev, addrs in ends:
            port = "%s-%s" % (bridge, which.lower())
            sh("ip", "-n", s, "link", "add", port, "type", "veth", "peer", "name", dev, "netns", self.namespace(which))
            sh("ip", "-n", s, "link", "set", port, "mtu", "9000", "master", bridge, "up")
            self.up(which, dev, *addrs)

    def stub(self, which, dev, *addrs):
        """An interface that goes nowhere (a bridge without ports has no carrier: a veth pair)."""
        s = self.namespace("S")
        sh("ip", "-n", self.namespace(which), "link", "add", dev, "type", "veth", "peer", "name", "%s-%s" % (which.lower(), dev),
           "netns", s)
        sh("ip", "-n", s, "link", "set", "%s-%s" % (which.lower(), dev), "up")
        self.up(which, dev, *addrs)


class Node:
    """An FRR router with several daemons in a namespace of its own; the configuration goes in by vtysh -f."""

    def __init__(self, lab, root, which, config, daemons="zebra staticd isisd bgpd", bmp=False, hostname=None,
                 bgpd_args=("-n",)):
        self.lab, self.root, self.which = lab, root, which
        base = os.path.join(lab.run_dir, "node-" + which)
        uid = re.search(r"^frr:x:(\d+):(\d+)", open(os.path.join(root, "etc/passwd")).read(), re.M).groups()
        for d in ("run", "etc", "lib"):
            os.makedirs(os.path.join(base, d), exist_ok=True)
            os.chown(os.path.join(base, d), int(uid[0]), int(uid[1]))
        with open(os.path.join(base, "etc/vtysh.conf"), "w") as f:
            f.write("no service integrated-vtysh-config\n")
        with open(os.path.join(base, "etc/all.conf"), "w") as f:
            f.write(config)
        os.makedirs(os.path.join(root, "var/lib/frr"), exist_ok=True)
        self.prepare = "mount --bind %s/run \"$0/run/frr\"; mount --bind %s/etc \"$0/etc/frr\"; mount --bind %s/lib \"$0/var/lib/frr\"; " % (base, base, base)
        os.makedirs(os.path.join(root, "run/frr"), exist_ok=True)
        self.enter = ["unshare", "--uts", "sh", "-c", "hostname %s; mount -t proc proc \"$0/proc\"; %s exec chroot \"$0\" \"$@\"" % (
            hostname or "r" + which[1:], self.prepare), root]
        self.daemons = {}
        for d in ["mgmtd"] + daemons.split():
            if not os.path.exists(os.path.join(root, "usr/lib/frr", d)):
                continue
            args = ["/usr/lib/frr/" + d, "-A", "127.0.0.1", "--log", "stdout"]
            if d == "bgpd":
                args += list(bgpd_args) + (["-M", "bmp"] if bmp else [])
            self.daemons[d] = lab.spawn(which, self.enter + args, "%s-%s" % (which, d))
            wait_for(lambda: os.path.exists(os.path.join(base, "run", d + ".vty")), 20, d)
        time.sleep(1)
        text = self.sh("vtysh", "-f", "/etc/frr/all.conf", timeout=90)
        said = [l for l in text.splitlines() if not re.search(r"\] (sending configuration|done)$|^Waiting for|^Warning: this version|^However, part", l)]
        if said:
            log("%s: %s" % (which, "\n".join(said)))

    def sh(self, *args, timeout=60):
        return self.lab.run(self.which, self.enter + list(args), timeout=timeout)

    def vtysh(self, *commands, timeout=60):
        args = []
        for c in commands:
            args += ["-c", c]
        return self.sh("vtysh", *args, timeout=timeout)

    def configure(self, *lines):
        text = self.vtysh("configure terminal", *lines)
        if "%" in text:
            log("%s said: %s" % (self.which, text.strip()))
        return text

    def stop(self):
        for p in reversed(list(self.daemons.values())):
            self.lab.stop_process(p)


# ------------------------------------------------------------------ topology
# IS-IS: r1 == r2 (point to point), r2 r3 r4 on one LAN, r1 == r4 (point to point); r1, r2 area 49.0001,
# r3, r4 area 49.0002.  GoBGP (namespace R) is a neighbor of r1.
def p2p(n, host):
    return ["198.18.%d.%d/24" % (n, host), "2001:db8:%d::%d/64" % (n, host)]


def isis_net(lab):
    net = Net(lab)
    net.link("R", "to-n1", [G4 + "/30"], "N1", "to-gobgp", [N4 + "/30"])
    net.link("N1", "to-r2", p2p(12, 1), "N2", "to-r1", p2p(12, 2))
    net.link("N1", "to-r4", p2p(14, 1), "N4", "to-r1", p2p(14, 4))
    net.lan("lan0", ("N2", "lan", p2p(24, 2)), ("N3", "lan", p2p(24, 3)), ("N4", "lan", p2p(24, 4)))
    for n in (1, 2, 3, 4):
        net.up("N%d" % n, "lo", "192.0.2.%d/32" % (100 + n), "2001:db8:100::%d/128" % n)
        net.stub("N%d" % n, "sr0", "2001:db8:fff:%d::1/64" % n)
        net.stub("N%d" % n, "cust", *p2p(100 + n, 1))
        net.sysctl("N%d" % n, "net.ipv6.conf.to-r2.seg6_enabled=1", "net.ipv6.conf.lan.seg6_enabled=1")
    return net


TE = """ link-params
  metric %(metric)d
  max-bw 1.25e+09
  max-rsv-bw 1e+09
  unrsv-bw 0 1e+09
  unrsv-bw 1 9e+08
  unrsv-bw 2 8e+08
  unrsv-bw 3 7e+08
  unrsv-bw 4 6e+08
  unrsv-bw 5 5e+08
  unrsv-bw 6 4e+08
  unrsv-bw 7 3e+08
  %(group)s
  delay %(delay)d min %(low)d max %(high)d
  delay-variation 1500
  packet-loss 0.03
  res-bw 1e+09
  ava-bw 5e+08
  use-bw 7.5e+08
 exit-link-params
"""


def link_params(metric=77, group="admin-grp 0xa5", delay=10000):
    return TE % dict(metric=metric, group=group, delay=delay, low=delay - 1000, high=delay + 2000)


def bgp_producer(asn=IGP_AS, rid="192.0.2.101", extra="", family="", neighbors=((G4, LOCAL_AS),)):
    text = "router bgp %d\n bgp router-id %s\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n" % (asn, rid)
    for addr, peer_as in neighbors:
        text += " neighbor %s remote-as %d\n neighbor %s timers 3 9\n neighbor %s timers connect 1\n" % (addr, peer_as, addr, addr)
    text += extra + " address-family link-state link-state\n"
    for addr, _ in neighbors:
        text += "  neighbor %s activate\n" % addr
    return text + family + " exit-address-family\nexit\n"


# ------------------------------------------------------------- what a scenario does
MIRROR_PORT = 11020
M4, MN4 = "198.51.100.5", "198.51.100.6"        # an FRR with `bmp mirror` in namespace R, and the first node's end


class MirrorSink(Sink):
    """A second collector, for the mirroring FRR."""

    @staticmethod
    def _listen():
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((C4, MIRROR_PORT))
        sock.listen(8)
        sock.settimeout(0.5)
        return sock


def gobgp(cap, neighbors, policy="pre-policy", families=("ls",), extra=""):
    text = scenarios_gobgp.config([scenarios_gobgp.neighbor(a, n, list(families), extra) for a, n in neighbors], policy)
    return cap.router(GoBGP, text)


def mirroring_frr(lab, root, cap, asn, addr=MN4):
    """FRR in namespace R that only receives: route mirroring holds the UPDATEs as they were sent."""
    sink = MirrorSink(lab, re.sub(r"gobgp-[^-]*-", "frr-%s-" % cap.frr_version, cap.path))
    config = ("route-map NOTHING deny 10\nexit\nrouter bgp %d\n bgp router-id %s\n no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n"
              " neighbor %s remote-as %d\n neighbor %s timers connect 1\n address-family link-state link-state\n  neighbor %s activate\n"
              "  neighbor %s route-map NOTHING out\n exit-address-family\n bmp targets station\n"
              "  bmp connect %s port %d min-retry 200 max-retry 2000\n  bmp mirror\n exit\nexit\n"
              % (LOCAL_AS, M4, addr, asn, addr, addr, addr, C4, MIRROR_PORT))
    node = Node(lab, root, "R", config, "zebra bgpd", bmp=True, hostname="mirror", bgpd_args=("-n", "-p", "0"))
    wait_for(lambda: sink.files, 40, "the BMP connection of the mirroring FRR")
    return node, sink


def truth(cap, name, text):
    """A router's own table beside the capture; gzip if it is long."""
    path = "%s.%s" % (cap.path, name)
    for old in (path, path + ".gz"):
        if os.path.exists(old):
            os.unlink(old)
    if len(text) > 12000:
        with open(path + ".gz", "wb") as f:
            f.write(gzip.compress(text.encode(), 9, mtime=0))
    else:
        with open(path, "w") as f:
            f.write(text)


def frr_version(root):
    text = sh("dpkg-query", "--admindir=" + os.path.join(root, "var/lib/dpkg"), "-W", "-f=${Version}", "frr")
    return text.split("-")[0]


def routes_of(node):
    try:
        return json.loads(node.vtysh("show bgp link-state link-state json")).get("numRoutes", 0)
    except ValueError:
        return 0


def settled(node, cap, at_least, timeout=90):
    """Wait until the node's table has so many routes and has not changed for 5 seconds."""
    last = [0, time.monotonic()]

    def same():
        n = routes_of(node)
        if n != last[0]:
            last[:] = [n, time.monotonic()]
        return n >= at_least and time.monotonic() - last[1] > 5
    wait_for(same, timeout, "%d BGP-LS routes" % at_least, 1)
    cap.note("%d routes in the table of %s" % (last[0], node.which))


def originator(lab, root, neighbor, asn, families=("ls",), local=N4):
    """A second GoBGP, in namespace N1, that only announces what the CLI is told to."""
    text = '[global.config]\n as = %d\n router-id = "%s"\n local-address-list = ["%s"]\n' % (asn, local, local)
    text += '[[neighbors]]\n [neighbors.config]\n  neighbor-address = "%s"\n  peer-as = %d\n' % neighbor
    for f in families:
        text += ' [[neighbors.afi-safis]]\n  [neighbors.afi-safis.config]\n   afi-safi-name = "%s"\n' % f
    return GoBGP(lab, root, text, name="gobgpd-origin", which="N1", port=50052)


def add_all(cap, g, family, items, verb="add"):
    for item in items:
        text = g.cli("global", "rib", verb, "-a", family, *item.split())
        cap.note("%s -a %s %s%s" % (verb, family, item, ": " + text.strip()[:150] if text.strip() else ""))
