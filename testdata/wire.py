"""Reads BMP and UPDATE messages by hand, with nothing but struct: the second opinion beside tshark."""
import os
import struct
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "capture", "lib"))
import bmpcount  # noqa: E402

PREFIX_FAMILIES = {(1, 1): 32, (1, 2): 32, (2, 1): 128, (2, 2): 128}


# How a route of another family says where it ends: octets in front, octets of its length, and whether that is in bits.
BITS, TYPED = (0, 1, True), (1, 1, False)
FRAMES = {(1, 4): BITS, (2, 4): BITS, (1, 128): BITS, (2, 128): BITS, (1, 132): BITS, (1, 73): BITS, (2, 73): BITS,
          (25, 70): TYPED, (1, 5): TYPED, (2, 5): TYPED, (1, 85): (3, 1, False), (2, 85): (3, 1, False),
          (25, 65): (0, 2, False), (16388, 71): (2, 2, False)}
FLOW = {(1, 133), (2, 133), (25, 133), (1, 134), (2, 134), (25, 134)}


class Unreadable(Exception):
    """Lengths that do not fit."""


def attributes(data):
    """(code, value) of every path attribute."""
    pos = 0
    while pos < len(data):
        head = 4 if data[pos] & 0x10 else 3
        if pos + head > len(data):
            raise Unreadable("attribute header cut off")
        size = int.from_bytes(data[pos + 2:pos + head], "big")
        if pos + head + size > len(data):
            raise Unreadable("attribute %d overruns the list" % data[pos + 1])
        yield data[pos + 1], data[pos + head:pos + head + size]
        pos += head + size


def count_prefixes(data, bits, path_id):
    """The number of prefixes in a list; Unreadable if it is no such list."""
    pos = count = 0
    while pos < len(data):
        pos += 4 if path_id else 0
        if pos >= len(data) or data[pos] > bits:
            raise Unreadable("prefix length")
        pos += 1 + (data[pos] + 7) // 8
        count += 1
    if pos != len(data):
        raise Unreadable("prefix cut off")
    return count


def count_framed(family, data, path_id):
    """The number of routes in a list of another family than of prefixes, and whether the last one is whole; None if it is
    not one of these."""
    if family not in FRAMES and family not in FLOW:
        return None
    pos = count = 0
    while pos < len(data):
        pos += 4 if path_id else 0
        front, size, bits = FRAMES.get(family, (0, 2 if data[pos:pos + 1] >= b"\xf0" else 1, False))
        length = int.from_bytes(data[pos + front:pos + front + size], "big")
        if family in FLOW and size == 2:
            length &= 0xFFF
        pos += front + size + ((length + 7) // 8 if bits else length)
        count += pos <= len(data)
    return count, pos == len(data)


def has_path_ids(data):
    """Whether a list of these captures has path identifiers.  Nothing in them announces the default
    route twice in a row, and no identifier reaches 65536: so it has if it begins with two zeros."""
    return data[:2] == b"\0\0"


def update_lists(body, each):
    """Calls each(family, octets) for every list of routes in an UPDATE body that is not empty; returns
    [(family, "announced" | "withdrawn", what each returned)], and ("end_of_rib") with None for End-of-RIB."""
    if len(body) < 4:
        raise Unreadable("too short")
    wlen = struct.unpack_from("!H", body)[0]
    if wlen + 4 > len(body):
        raise Unreadable("withdrawn routes length")
    alen = struct.unpack_from("!H", body, 2 + wlen)[0]
    if wlen + alen + 4 > len(body):
        raise Unreadable("path attributes length")
    withdrawn, attrs, nlri = body[2:2 + wlen], body[4 + wlen:4 + wlen + alen], body[4 + wlen + alen:]
    out = []
    if body == bytes(4):
        out.append(((1, 1), "end_of_rib", None))
    if withdrawn:
        out.append(((1, 1), "withdrawn", each((1, 1), withdrawn)))
    if nlri:
        out.append(((1, 1), "announced", each((1, 1), nlri)))
    for code, value in attributes(attrs):
        if code == 14 and len(value) >= 5:
            family = struct.unpack_from("!HB", value)
            out.append((family, "announced", each(family, value[5 + value[3]:])))
        if code == 15 and len(value) >= 3:
            family = struct.unpack_from("!HB", value)
            if len(value) == 3 and not withdrawn and not nlri and len(attrs) in (6, 7):
                out.append((family, "end_of_rib", None))
            else:
                out.append((family, "withdrawn", each(family, value[3:])))
    return out


def update_routes(body, path_ids):
    """(family, "announced" | "withdrawn" | "end_of_rib", number) for every list of an UPDATE body; the
    number is None for a list of other NLRI than prefixes.  path_ids(family, octets) tells whether a
    list has path identifiers."""
    def count(family, data):
        bits = PREFIX_FAMILIES.get(family)
        return bits and count_prefixes(data, bits, path_ids(family, data))
    return [(family, kind, 1 if kind == "end_of_rib" else number)
            for family, kind, number in update_lists(body, count)]


def capabilities(open_message):
    """(code, value) of every capability of an OPEN."""
    body = open_message[19:]
    if len(body) < 10:
        return
    params, head = body[10:], 2
    if len(params) >= 3 and body[9] == 255 and params[0] == 255:        # RFC 9072
        params, head = params[3:], 3
    pos = 0
    while pos + head <= len(params):
        size = int.from_bytes(params[pos + 1:pos + head], "big")
        value = params[pos + head:pos + head + size]
        if params[pos] == 2:
            at = 0
            while at + 2 <= len(value):
                yield value[at], value[at + 2:at + 2 + value[at + 1]]
                at += 2 + value[at + 1]
        pos += head + size


def add_path(open_message):
    """{family: 1 receive | 2 send | 3 both} of an OPEN."""
    out = {}
    for code, value in capabilities(open_message):
        if code == 69:
            for pos in range(0, len(value) - 3, 4):
                afi, safi, mode = struct.unpack_from("!HBB", value, pos)
                out[afi, safi] = mode
    return out


def opens(message):
    """The two OPENs of a Peer Up (sent, received)."""
    n = struct.unpack_from("!H", message, 68 + 16)[0]
    m = struct.unpack_from("!H", message, 68 + n + 16)[0]
    return message[68:68 + n], message[68 + n:68 + n + m]


def peer_key(message):
    """Peer type, distinguisher and address: who a per-peer header is about."""
    return message[6], message[8:16], message[16:32]


def negotiated(message):
    """The families of a Peer Up for which the router reads path identifiers from the peer."""
    sent, received = opens(message)
    ours, theirs = add_path(sent), add_path(received)
    return sorted(f for f in ours if ours[f] & 1 and theirs.get(f, 0) & 2)
