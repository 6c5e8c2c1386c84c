"""What the FRR scenarios share: configuration, capabilities, policies."""
from bgp import *
from lab import *

LOCAL_AS = 64496
UNICAST = [(AFI_IP, SAFI_UNI), (AFI_IP6, SAFI_UNI)]
NAMES = {(AFI_IP, SAFI_UNI): "ipv4 unicast", (AFI_IP6, SAFI_UNI): "ipv6 unicast",
         (AFI_IP, SAFI_MULTI): "ipv4 multicast", (AFI_IP6, SAFI_MULTI): "ipv6 multicast",
         (AFI_IP, SAFI_VPN): "ipv4 vpn", (AFI_IP6, SAFI_VPN): "ipv6 vpn",
         (AFI_L2VPN, SAFI_EVPN): "l2vpn evpn", (AFI_IP, SAFI_LABEL): "ipv4 labeled-unicast",
         (AFI_IP6, SAFI_LABEL): "ipv6 labeled-unicast",
         (AFI_IP, SAFI_FLOW): "ipv4 flowspec", (AFI_IP6, SAFI_FLOW): "ipv6 flowspec"}


def peer(addr, asn, families=UNICAST, session=(), per_family=()):
    return dict(addr=addr, asn=asn, families=families, session=list(session), per_family=list(per_family))


def config(peers, bmp, extra_bgp=(), tail=""):
    lines = ["hostname rtr", "router bgp %d" % LOCAL_AS, " bgp router-id %s" % R4,
             " no bgp ebgp-requires-policy", " no bgp default ipv4-unicast"]
    lines += [" " + l for l in extra_bgp]
    families = []
    for p in peers:
        lines.append(" neighbor %s remote-as %s" % (p["addr"], p["asn"]))
        lines += [" neighbor %s %s" % (p["addr"], l) for l in p["session"]]
        families += [f for f in p["families"] if f not in families]
    for f in families:
        lines.append(" address-family " + NAMES[f])
        for p in peers:
            if f in p["families"]:
                lines.append("  neighbor %s activate" % p["addr"])
                if f[1] != SAFI_FLOW:
                    lines.append("  neighbor %s soft-reconfiguration inbound" % p["addr"])
                lines += ["  neighbor %s %s" % (p["addr"], l) for l in p["per_family"]
                          if f in UNICAST or "route-map IN" not in l]
        lines.append(" exit-address-family")
    if bmp:
        lines.append(" bmp targets station")
        lines += ["  " + l for l in bmp]
        lines.append(" exit")
    return "\n".join(lines + ["exit", tail]) + "\n"


CONNECT = "bmp connect %s port %d min-retry 200 max-retry 2000" % (C4, BMP_PORT)


def monitor(*families, policies=("pre-policy", "post-policy")):
    return ["bmp monitor %s %s" % (NAMES[f], p) for f in families for p in policies]


CAPS4 = [cap_mp(1, 1), cap_mp(2, 1), cap_route_refresh()]

POLICY = """
ip prefix-list DENIED seq 5 permit 198.18.5.0/24
ip prefix-list DENIED seq 10 permit 198.18.6.0/24
bgp community-list standard ANY seq 5 permit 65535:666
route-map IN deny 10
 match ip address prefix-list DENIED
route-map IN permit 20
 set community 64496:1 additive
 set local-preference 200
 set as-path prepend 64499
"""


def join(lab, *sessions):
    for s in sessions:
        lab.in_ns("I", s.start)
