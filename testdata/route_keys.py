#!/usr/bin/env python3
"""Counts the routes of a stream that differ in what identifies them, by the RFCs and by hand: the second opinion for
tests/route_keys/captures.rs.  usage: route_keys.py FILE.bmp...; prints file, family, routes, distinct routes."""
import os
import sys

import wire
from wire import bmpcount

NAMES = {(25, 70): "l2vpn-evpn", (16388, 71): "link-state", (1, 132): "route-target", (1, 5): "ipv4-mcast-vpn", (1, 85): "ipv4-mup"}


def evpn(route):
    """RFC 7432, section 7; RFC 9136, section 3.1; RFC 9251, section 9: without labels, gateways and flags."""
    kind, v = route[0], route[2:]
    if kind == 1:
        return kind, v[:22]
    if kind == 2:                       # RD, not the ESI, tag, MAC, IP; not the labels
        end = 30 + v[29] // 8
        return kind, v[:8], v[18:end]
    if kind == 5:                       # RD, not the ESI, tag, prefix without stray bits; not the gateway
        size = 4 if len(v) == 34 else 16
        bits, address = v[22], int.from_bytes(v[23:23 + size], "big")
        return kind, v[:8], v[18:23], address >> (8 * size - bits)
    if kind in (6, 7):
        return kind, v[:-1]             # the last byte is the flags
    if kind == 8:
        return kind, v[:-9]             # reserved, maximum response time, flags: not in these streams
    return kind, v


def mup(route):
    """draft-ietf-bess-mup-safi: type 1 session transformed is told apart by RD and prefix, all others by all."""
    kind, v = int.from_bytes(route[1:3], "big"), route[4:]
    if kind == 3:
        bits = v[8]
        return kind, v[:9 + (bits + 7) // 8]
    return kind, v


RULES = {(25, 70): evpn, (1, 85): mup}


def routes(family, data):
    """(path identifier, bytes) of every route that is whole."""
    path_id, pos = wire.has_path_ids(data), 0
    # A route of this family may begin with two zeros itself, and then only one reading is whole.
    if family in ((16388, 71), (1, 132)):
        plain = wire.count_framed(family, data, False)[1]
        path_id = path_id and not (plain and not data[:4] == bytes([0, 0, 0, 1]))
    while pos < len(data):
        identifier = data[pos:pos + 4] if path_id else None
        pos += 4 if path_id else 0
        front, size, bits = wire.FRAMES[family]
        length = int.from_bytes(data[pos + front:pos + front + size], "big")
        end = pos + front + size + ((length + 7) // 8 if bits else length)
        if end > len(data) or end == pos:
            return
        yield identifier, data[pos:end]
        pos = end


def count(path):
    found = {}

    def each(family, data):
        if family in NAMES:
            for identifier, route in routes(family, data):
                row = found.setdefault(family, [0, set()])
                row[0] += 1
                row[1].add((identifier, RULES.get(family, bytes)(route)))

    for _, kind, message in bmpcount.frames(bmpcount.load(path)):
        bodies = []
        if kind == 0:
            bodies.append(message[67:48 + int.from_bytes(message[64:66], "big")])
        elif kind == 6:
            pos = 48
            while pos + 4 <= len(message):
                tlv, size = int.from_bytes(message[pos:pos + 2], "big"), int.from_bytes(message[pos + 2:pos + 4], "big")
                pdu = message[pos + 4:pos + 4 + size]
                if tlv == 0 and pdu[18:19] == b"\x02":
                    bodies.append(pdu[19:])
                pos += 4 + size
        for body in bodies:
            try:
                wire.update_lists(body, each)
            except wire.Unreadable:
                pass
    return found


for path in sys.argv[1:]:
    for family, (number, distinct) in sorted(count(path).items()):
        print(os.path.basename(path), NAMES[family], number, len(distinct))
