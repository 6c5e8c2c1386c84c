#!/usr/bin/env python3
"""Brings the tables that routers showed (`capture/scenarios_tables.py`) into one form.

usage: router_tables.py DIR/NAME OUT.json        reads DIR/NAME.ipv4.json.gz and so on

The form: {"PEER VIEW": {PREFIX: {"next_hop", "path", "origin", "med", "local_pref", "communities"}}}, where the view is that
of BMP.  Absent is null.  What FRR does not show of a route is left out."""
import gzip
import ipaddress
import json
import os
import re
import sys

WELL_KNOWN = {0xffff0000: "graceful-shutdown", 0xffff029a: "blackhole", 0xffffff01: "no-export", 0xffffff02: "no-advertise",
              0xffffff03: "no-export-subconfed", 0xffffff04: "no-peer"}


ORIGINS = {"i": "igp", "e": "egp", "?": "incomplete"}


def load(path):
    for name, call in ((path, open), (path + ".gz", gzip.open)):
        if os.path.exists(name):
            with call(name, "rt") as f:
                return json.load(f)
    return None


def community(number):
    return WELL_KNOWN.get(number, "%d:%d" % (number >> 16, number & 0xffff))


def frr(tables):
    for name, table in tables.items():
        view = {"received-routes": "adj-rib-in-pre", "routes": "adj-rib-in-post"}.get(name.split()[-1])
        out = {}
        for prefix, routes in table.get("receivedRoutes", table.get("routes", {})).items():
            routes = [routes] if isinstance(routes, dict) else routes
            if name == "loc-rib":
                routes = [r for r in routes if r.get("bestpath")]
            for r in routes:
                hops = r.get("nexthops")
                # The link-local one that FRR uses itself is not in the UPDATE of others.
                hop = r.get("nextHop") or r.get("nextHopGlobal") or [
                    h["ip"] for h in hops if h.get("scope") != "link-local"][0]
                local = r.get("locPrf")
                out[prefix] = {"next_hop": hop, "path": r["path"], "origin": ORIGINS[r["bgpOriginCode"]] if "bgpOriginCode" in r else r["origin"].lower(),
                               "med": r.get("metric"), "local_pref": local}
        yield name if name == "loc-rib" else "%s %s" % (name.split()[0], view), out


def gobgp_path(segments):
    text = []
    for s in segments:
        asns = [str(a) for a in s["asns"]]
        text.append({1: "{%s}" % ",".join(asns), 2: " ".join(asns), 3: "(%s)" % " ".join(asns),
                     4: "[%s]" % ",".join(asns)}[s["segment_type"]])
    return " ".join(t for t in text if t)


def gobgp_route(r):
    attrs = {a["type"]: a for a in r["attrs"]}
    hop = attrs.get(3, attrs.get(14, {})).get("nexthop")
    return {"next_hop": hop, "path": gobgp_path(attrs.get(2, {}).get("as_paths", [])),
            "origin": ["igp", "egp", "incomplete"][attrs[1]["value"]],
            "med": attrs.get(4, {}).get("metric"), "local_pref": attrs.get(5, {}).get("value"),
            "communities": sorted(community(c) for c in attrs.get(8, {}).get("communities", []))}


def gobgp(tables):
    for name, table in tables.items():
        out = {}
        for prefix, routes in table.items():
            for r in routes:
                if name != "loc-rib" or r["best"]:
                    out[prefix] = gobgp_route(r)
        yield name if name == "loc-rib" else name.replace("adj-in", "adj-rib-in-pre"), out
    # The global table has all routes that the policy accepted, also those that are not the best.
    accepted = {}
    for prefix, routes in tables["loc-rib"].items():
        for r in routes:
            accepted.setdefault("%s adj-rib-in-post" % r.get("peer-address", r.get("neighbor-ip")), {})[prefix] = gobgp_route(r)
    yield from accepted.items()


def bird_communities(text):
    pairs = re.findall(r"\((\d+),\s*(\d+)\)", text or "")
    return sorted(community(int(a) << 16 | int(b)) for a, b in pairs)


def bird(tables):
    out = {}
    for name, text in tables.items():
        peer, _, *view = name.split()
        table = out.setdefault("%s adj-rib-in-%s" % (peer, "pre" if view else "post"), {})
        prefix, route = None, {}
        for line in text.splitlines() + ["end"]:
            m = re.match(r"\s+BGP\.(\w+):\s*(.*)$", line)
            if m:
                route[m[1]] = m[2]
                continue
            if route:
                number = {k: int(route[k]) if k in route else None for k in ("med", "local_pref")}
                path = re.sub(r"\s+", " ", route.get("as_path", "").replace("{", "{ ").replace("}", " }")).strip()
                path = re.sub(r"\{ ([\d ]+) \}", lambda m: "{%s}" % m[1].replace(" ", ","), path)
                table[prefix] = {"next_hop": route.get("next_hop", "").split(" ")[0] or None, "path": path,
                                 "origin": route["origin"].lower(), "communities": bird_communities(route.get("community")),
                                 **number}
                route = {}
            m = re.match(r"(\S+/\d+)\s", line)
            if m:
                prefix = m[1]
    yield from out.items()


def main():
    path, to = sys.argv[1:]
    software = os.path.basename(path).split("-")[0]
    read = {"frr": frr, "gobgp": gobgp, "bird": bird}[software]
    out = {}
    parts = [load("%s.json" % path)] if software == "bird" else [load("%s.%s.json" % (path, f)) for f in ("ipv4", "ipv6")]
    for part in parts:
        for view, table in read(part):
            out.setdefault(view, {}).update((str(ipaddress.ip_network(p)), r) for p, r in table.items())
    with open(to, "w") as f:
        json.dump(out, f, sort_keys=True, separators=(",", ":"))


main()
