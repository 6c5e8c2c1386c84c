#!/usr/bin/env python3
"""Writes expected.json: what every capture holds, as tshark reads it.

usage: expect.py [NAME ...]        NAME: only these captures, beside what the file has

Where tshark cannot read a message its own count is kept, with the reason, and the number that
holds comes from wire.py.  A difference that is not known here is an error."""
import collections
import gzip
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "capture")]
import pdml  # noqa: E402
import verify  # noqa: E402
import wire  # noqa: E402
from bmpcount import frames, load  # noqa: E402

CAPTURES = os.path.join(HERE, "captures")
OUTPUT = os.path.join(HERE, "expected.json")
TYPES = ["route_monitoring", "statistics_report", "peer_down", "peer_up", "initiation", "termination",
         "route_mirroring", "unknown"]
PREFIXES = ["announced", "withdrawn", "end_of_rib"]
LISTS = ["announcing_updates", "withdrawing_updates", "end_of_rib"]
NOT_READ = {(1, 85), (2, 85), (25, 134)}                    # families that tshark does not know
NO_PATH_IDS = wire.FLOW | {(1, 132), (1, 73), (2, 73), (25, 65), (16388, 71)}     # in which it knows no path identifiers

ROUTE_TYPE = b"\x02\x17\0\1"                                # TLV 535 of BGP-LS: tshark does not know it and reads no further


def view(message):
    if message[6] == 3:
        return "loc-rib"
    side = "adj-rib-out" if message[7] & 0x10 else "adj-rib-in"
    return side + ("-post-policy" if message[7] & 0x40 else "-pre-policy")


def by_hand(message):
    """The same counts as pdml.Message has, from the octets."""
    routes, lists = collections.Counter(), collections.Counter()
    for family, kind, number in wire.update_routes(message[67:], lambda _, data: wire.has_path_ids(data)):
        if kind == "end_of_rib" or number is not None:
            routes[family, kind] += number
        else:
            lists[family, kind] += 1
    return routes, lists


def framed(message, read):
    """The routes of the other families from the octets, and the families with a route that is not whole.  tshark has the
    same, where it reads them."""
    out, unread, cut_off = collections.Counter(), set(), set()

    def look(family, data):
        path_id = wire.has_path_ids(data)
        number, whole = wire.count_framed(family, data, path_id) or (None, True)
        if not whole:
            cut_off.add(family)
        unknown = family == (16388, 71) and ROUTE_TYPE in data
        if family in NOT_READ or not whole or unknown or path_id and family in NO_PATH_IDS:
            unread.add(family)
        return number
    for family, kind, number in wire.update_lists(message[67:], look):
        if kind != "end_of_rib" and number is not None:
            out[family, kind] += number
    for key, number in out.items():
        if key[0] not in unread and read.framed[key] != number and not read.malformed:
            raise SystemExit("%s: tshark has %d routes, by hand %d: %s" % (key, read.framed[key], number, message.hex()))
    return out, cut_off


def why_unread(message):
    """Why tshark does not read the UPDATE of this Route Monitoring message to its end."""
    size = int.from_bytes(message[64:66], "big")
    if size > 4096:
        return "a BGP message of %d octets (RFC 8654): tshark calls its length invalid and reads no further" % size
    body = message[67:]
    start = 4 + int.from_bytes(body[:2], "big")
    end = start + int.from_bytes(body[start - 2:start], "big")
    if 23 in [code for code, _ in wire.attributes(body[start:end])]:
        return "tshark loses its place in the sub-TLVs of the Tunnel Encapsulation attribute (23) and ends with " \
               "an exception; what follows stays unread"
    raise SystemExit("tshark and wire.py differ, and the reason is not known: " + message.hex())


def table(routes, lists, numbers=None):
    """The families in order, each with its numbers."""
    families = sorted({f for f, _ in [*routes, *lists]})
    out = []
    for f in families:
        row = {"afi": f[0], "safi": f[1]}
        if f in wire.PREFIX_FAMILIES:
            row.update((k, routes[f, k]) for k in PREFIXES)
        else:
            row.update(zip(LISTS, (lists[f, "announced"], lists[f, "withdrawn"], routes[f, "end_of_rib"])))
            if numbers is not None and f in {*wire.FRAMES, *wire.FLOW}:
                row.update((k, numbers[f, k]) for k in PREFIXES[:2])
        out.append(row)
    return out


def add_path_untrue(found, index, message, negotiated):
    """Notes every list of a message that the negotiated reading gets wrong; True if any has path identifiers."""
    present = False

    def look(family, data):
        nonlocal present
        has = wire.has_path_ids(data)
        present |= has
        if has != (family in negotiated):
            key = (message[6], message[8:16].hex(), wire.bmpcount.peer(message)[3], view(message), family, has)
            if index not in found[key]:
                found[key].append(index)
        return has
    wire.update_lists(message[67:], look)
    return present


def stream(data):
    cut = [(kind, m) for _, kind, m in frames(data)]
    rest = cut.pop()[1] if cut and cut[-1][0] < 0 else b""
    read = []
    pdml.messages(data, read.append)
    if [kind for kind, _ in cut] != [m.kind for m in read]:
        raise SystemExit("tshark does not see the same messages")
    types = collections.Counter(TYPES[min(m.kind, 7)] for m in read)
    routes, lists, theirs, their_lists, numbers = (collections.Counter() for _ in range(5))
    differs, negotiated = collections.defaultdict(list), {}
    untrue, present, cut_off = collections.defaultdict(list), False, collections.defaultdict(list)
    for i, ((kind, message), m) in enumerate(zip(cut, read)):
        if kind == 3:
            negotiated[wire.peer_key(message)] = wire.negotiated(message)
        elif kind == 2:
            negotiated.pop(wire.peer_key(message), None)
        if kind != 0:
            continue
        own = by_hand(message)
        theirs += m.routes
        their_lists += m.lists
        if (m.routes, m.lists) != own:
            if not m.malformed:
                raise SystemExit("message %d: tshark %s, by hand %s" % (i, m.routes, own))
            differs[why_unread(message)].append(
                {"message": i, "tshark": table(m.routes, m.lists), "is": table(*own)})
        routes += own[0]
        lists += own[1]
        found, families = framed(message, m)
        numbers += found
        for family in families:
            cut_off[family].append(i)
        present |= add_path_untrue(untrue, i, message, negotiated.get(wire.peer_key(message), ()))
    out = {"octets": len(data), "messages": {t: types[t] for t in TYPES}, "routes": table(routes, lists, numbers)}
    if rest:
        out["incomplete_octets"] = len(rest)
    if cut_off:
        out["routes_cut_off"] = [{"afi": f[0], "safi": f[1], "messages": ms} for f, ms in sorted(cut_off.items())]
    if differs:
        out["tshark_routes"] = table(theirs, their_lists)
        out["tshark_differs"] = [{"why": why, "messages": ms} for why, ms in differs.items()]
    out["add_path"] = "untrue" if untrue else "as-negotiated" if present else "none"
    if untrue:
        out["add_path_untrue"] = [
            {"peer_type": k[0], "distinguisher": k[1], "address": k[2], "view": k[3], "afi": k[4][0],
             "safi": k[4][1], "negotiated": not k[5], "path_identifiers": k[5], "messages": ms}
            for k, ms in sorted(untrue.items())]
    return out


def total(parts):
    """A pcap: the sum of its connections."""
    messages, rows = collections.Counter(), {}
    for p in parts:
        messages.update(p["messages"])
        for row in p["routes"]:
            key = row["afi"], row["safi"]
            rows.setdefault(key, collections.Counter()).update(
                {k: v for k, v in row.items() if k not in ("afi", "safi")})
    return ({t: messages[t] for t in TYPES},
            [{"afi": f[0], "safi": f[1], **row} for f, row in sorted(rows.items())])


def capture(name, done):
    path = os.path.join(CAPTURES, name)
    if ".pcap" not in name:
        return stream(load(path))
    flows = verify.payload(path)
    octets = {n: load(os.path.join(CAPTURES, n)) for n in done if ".pcap" not in n and
              n.startswith(name.split(".pcap")[0] + ".")}
    names = []
    for flow in flows:
        same = [n for n, data in octets.items() if data == flow]
        if len(same) != 1:
            raise SystemExit("%s: a connection is not one of the streams" % name)
        names += same
    messages, routes = total([done[n] for n in names])
    with (gzip.open if name.endswith(".gz") else open)(path, "rb") as f:
        link = int.from_bytes(f.read(24)[20:24], "little")
    return {"link_type": link, "tcp_connections": names, "messages": messages, "routes": routes}


def main(wanted):
    done = {}
    if wanted and os.path.exists(OUTPUT):
        with open(OUTPUT) as f:
            done = json.load(f)["captures"]
    every = sorted(n for n in os.listdir(CAPTURES) if not n.endswith(".notes"))
    for name in sorted(every, key=lambda n: ".pcap" in n):
        if not wanted or name in wanted:
            print(name, file=sys.stderr, flush=True)
            done[name] = capture(name, done)
    result = {"tshark": pdml.version(), "command": pdml.COMMAND,
              "captures": {n: done[n] for n in every if n in done}}
    write(OUTPUT, result)


def write(path, result):
    """JSON that breaks a line only where it would be long: small, and still to be read and compared."""
    def text(value, indent):
        line, pad = json.dumps(value), " " * indent
        if len(line) + indent < 150 and indent:
            return line
        if isinstance(value, dict) and any(isinstance(v, (dict, list)) and v for v in value.values()) and value:
            inner = ",\n".join("%s %s: %s" % (pad, json.dumps(k), text(v, indent + 1)) for k, v in value.items())
            return "{\n%s\n%s}" % (inner, pad)
        if isinstance(value, list) and any(isinstance(v, dict) for v in value):
            return "[\n%s\n%s]" % (",\n".join(pad + " " + text(v, indent + 1) for v in value), pad)
        return json.dumps(value)
    with open(path, "w") as f:
        f.write(text(result, 0) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
