#!/usr/bin/env python3
"""Cuts single messages out of the captures: frames/NAME.hex, and frames/NAME.tshark.json with the values.

usage: cut_frames.py [NAME ...]

The values are tshark's (frame_json.py).  What tshark does not read right is put in by hand, from the
octets, and said under "tshark_wrong"; where wire.py and tshark differ and this file does not know why,
it is an error."""
import ipaddress
import json
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import frame_json as fj  # noqa: E402
import wire  # noqa: E402
from expect import write  # noqa: E402
from frame_list import BY_HAND, FRAMES  # noqa: E402
from bmpcount import frames, load, tlvs  # noqa: E402

OUT = os.path.join(HERE, "frames")
TYPES = ["route_monitoring", "statistics_report", "peer_down", "peer_up", "initiation", "termination",
         "route_mirroring"]
TUNNEL = "attribute 23: tshark loses its place in the sub-TLVs, an exception ends it; what follows comes from the octets"


def prefixes(data, family):
    """Prefixes by hand, with path identifiers where there are some."""
    out, pos, path_id = [], 0, wire.has_path_ids(data)
    size = 4 if family[0] == 1 else 16
    while pos < len(data):
        route = {}
        if path_id:
            route, pos = {"path_id": int.from_bytes(data[pos:pos + 4], "big")}, pos + 4
        octets = data[pos + 1:pos + 1 + (data[pos] + 7) // 8]
        address = ipaddress.ip_address(octets + bytes(size - len(octets)))
        out.append({"prefix": "%s/%d" % (address, data[pos]), **route})
        pos += 1 + len(octets)
    return out


def attribute_by_hand(flags, code, data):
    out = {"code": code, "flags": "%02x" % flags, "length": len(data), "value": None, "text": None}
    if code == 1 and len(data) == 1:
        out["value"] = data[0]
    elif code == 2 and len(data) >= 6 and len(data) == 2 + 4 * data[1]:     # one segment; tshark has the others
        out["value"] = [{"type": data[0], "asns": [int.from_bytes(data[i:i + 4], "big")
                                                   for i in range(2, len(data), 4)]}]
    elif code == 3 and len(data) == 4:
        out["value"] = str(ipaddress.ip_address(data))
    elif code in (4, 5):
        out["value"] = int.from_bytes(data, "big")
    elif code == 8 and len(data) % 4 == 0:
        out["value"] = ["%d:%d" % (int.from_bytes(data[i:i + 2], "big"), int.from_bytes(data[i + 2:i + 4], "big"))
                        for i in range(0, len(data), 4)]
    return out


def update_by_hand(message, start):
    size = int.from_bytes(message[start + 16:start + 18], "big")
    body = message[start + 19:start + size]
    wlen = int.from_bytes(body[:2], "big")
    alen = int.from_bytes(body[2 + wlen:4 + wlen], "big")
    attrs, nlri = body[4 + wlen:4 + wlen + alen], body[4 + wlen + alen:]
    found, pos = [], 0
    while pos < len(attrs):
        head = 4 if attrs[pos] & 0x10 else 3
        n = int.from_bytes(attrs[pos + 2:pos + head], "big")
        if pos + head + n > len(attrs):
            found.append({"code": attrs[pos + 1], "flags": "%02x" % attrs[pos], "length": n, "overruns": True})
            break
        found.append(attribute_by_hand(attrs[pos], attrs[pos + 1], attrs[pos + head:pos + head + n]))
        pos += head + n
    return {"length": size, "withdrawn": prefixes(body[2:2 + wlen], (1, 1)), "attributes": found,
            "nlri": prefixes(nlri, (1, 1))}


def settle_update(read, message, start, wrong):
    """tshark's UPDATE, or the one by hand where tshark did not get to its end."""
    hand = update_by_hand(message, start)
    if hand["length"] > 4096:
        wrong.append("RFC 8654: a length above 4096 is \"invalid\"; nothing behind it was read, all of it comes from the octets")
        return hand
    shape = [[(a["code"], a["flags"], a["length"]) for a in u["attributes"]] for u in (read, hand)]
    if shape[0] != shape[1] or read["nlri"] != hand["nlri"] or read["withdrawn"] != hand["withdrawn"]:
        if 23 in [a["code"] for a in hand["attributes"]] and shape[1][:len(shape[0])] == shape[0]:
            wrong.append(TUNNEL)
            read["attributes"] += hand["attributes"][len(shape[0]):]
            read["nlri"] = hand["nlri"]
        elif "overruns" in hand["attributes"][-1] and shape[0] == shape[1] and not read["nlri"]:
            wrong.append("the last attribute overruns the list: tshark stops there; the NLRI comes from the octets")
            read["attributes"][-1], read["nlri"] = hand["attributes"][-1], hand["nlri"]
        else:
            raise SystemExit("the UPDATE differs: %s / %s" % (read, hand))
    return read


def settle_open(read, octets, wrong, which):
    """tshark's OPEN, or its capabilities by hand where tshark lost them."""
    if len(octets) < 29:
        return {"length": len(octets)}
    fixed = {"length": len(octets), "version": octets[19], "asn": int.from_bytes(octets[20:22], "big"),
             "hold_time": int.from_bytes(octets[22:24], "big"), "bgp_id": str(ipaddress.ip_address(octets[24:28]))}
    if octets[28] != len(octets) - 29 and octets[28:30] != b"\xff\xff":
        wrong.append("%s: malformed, its optional parameters are longer than their length says" % which)
        return {**fixed, "optional_parameters_length": octets[28], "optional_parameters_octets": len(octets) - 29}
    caps = [{"code": c, "length": len(v), "octets": v.hex()} for c, v in wire.capabilities(octets)]
    if read is None or "capabilities" not in read or [
            (c["code"], c["octets"]) for c in read["capabilities"]] != [(c["code"], c["octets"]) for c in caps]:
        wrong.append("%s: the capabilities come from the octets%s" % (
            which, " (RFC 9072 is not known to this tshark)" if octets[28:30] == b"\xff\xff" else
            " (an exception in tshark ended its reading)" if read is None else ""))
        read = {**fixed, "capabilities": caps}
    return read


def peer_up(root, message, wrong):
    bmp = root.find("proto[@name='bmp']")
    sent, received = wire.opens(message)
    opens = [fj.bgp_open(n, message) for n in fj.pdus(root, message)]
    got = [o for o in opens if o] + [None, None]
    address = message[48:64] if message[7] & 0x80 and message[6] != 3 else message[60:64]
    shown = fj.shows(bmp, "bmp.peer.up.ip.addr") + fj.shows(bmp, "bmp.peer.up.ipv6.addr")
    assert str(ipaddress.ip_address(shown[0])) == str(ipaddress.ip_address(address)), (shown, address.hex())
    information = [{"type": t, "octets": v.hex()} for t, v in tlvs(message[68 + len(sent) + len(received):])]
    if information:
        wrong.append("information: the TLVs behind the OPENs come from the octets")
    return {"local_address": shown[0], "local_port": fj.number(bmp, "bmp.peer.up.port.local"),
            "remote_port": fj.number(bmp, "bmp.peer.up.port.remote"),
            "sent_open": settle_open(got[0], sent, wrong, "sent_open"),
            "received_open": settle_open(got[1], received, wrong, "received_open"), "information": information}


def peer_down(root, message, wrong):
    bmp = root.find("proto[@name='bmp']")
    out = {"reason": fj.number(bmp, "bmp.peer.down.reason")}
    if out["reason"] in (1, 3) and len(message) > 49:
        out["notification"] = fj.pdu(fj.pdus(root, message)[0], message)[1]
    elif out["reason"] == 2 and len(message) == 51:
        wrong.append("event_code: tshark leaves it unread, it comes from the octets")
        out["event_code"] = int.from_bytes(message[49:], "big")
    elif out["reason"] == 6:
        wrong.append("information: tshark takes the TLV for BGP, it comes from the octets")
        out["information"] = [{"type": t, "octets": v.hex()} for t, v in tlvs(message[49:])]
    out["data_octets"] = len(message) - 49
    return out


def mirroring(root, message, wrong):
    wrong.append("mirrored: tshark looks for a BGP message and does not show the TLV; type, length and code come from the octets")
    out = {"mirrored": []}
    nodes, pos = fj.pdus(root, message), 48
    for kind, octets in tlvs(message[48:]):
        item = {"type": kind, "length": len(octets)}
        if kind == 0:
            bgp, value = fj.pdu(nodes.pop(0), message)
            item["bgp_type"] = octets[18]
            assert bgp in (octets[18], None)
            if octets[18] == 1:
                item["open"] = settle_open(value, octets, wrong, "open")
            elif octets[18] == 2:
                item["update"] = settle_update(value, message, pos + 4, wrong)
            elif octets[18] == 3:
                item["notification"] = value
        else:
            item["code"] = int.from_bytes(octets, "big")
        out["mirrored"].append(item)
        pos += 4 + len(octets)
    return out


def statistics(root, message, wrong):
    count, pos, hand = int.from_bytes(message[48:52], "big"), 52, []
    while pos < len(message):
        kind, size = int.from_bytes(message[pos:pos + 2], "big"), int.from_bytes(message[pos + 2:pos + 4], "big")
        hand.append({"type": kind, "length": size, "octets": message[pos + 4:pos + 4 + size].hex()})
        pos += 4 + size
    nodes = [n for n in root.iter() if n.get("name") == "bmp.stats.type"]
    read = [{"type": int(n.get("show")), "length": fj.number(n, "bmp.stats.length"),
             "octets": fj.under(n, "bmp.stats.data")[0].get("value")} for n in nodes]
    if read != hand:
        assert 65531 in [s["type"] for s in hand] and hand[:len(read)] == read
        wrong.append("statistics: type 65531 is taken for 8 octets; it and what follows come from the octets")
    assert count == fj.number(root, "bmp.stats.count")
    return {"count": count, "statistics": hand}


def information(root, message, _):
    bmp = root.find("proto[@name='bmp']")
    if message[5] == 5:
        return {"information": [{"type": fj.number(bmp, "bmp.term.type"), "length": fj.number(bmp, "bmp.term.length"),
                                 "reason": fj.number(bmp, "bmp.term.reason")}]}
    return {"information": [{"type": int(n.get("show")), "length": fj.number(n, "bmp.init.length"),
                             "text": fj.show(n, "bmp.init.info")}
                            for n in fj.under(bmp, "bmp.init.type")]}


def monitoring(root, message, wrong):
    return {"update": settle_update(fj.pdu(fj.pdus(root, message)[0], message)[1], message, 48, wrong)}


KINDS = [monitoring, statistics, peer_down, peer_up, information, information, mirroring]


def session(message, width, several):
    """What has to be known to read the UPDATE: the width of AS numbers, and families with path identifiers, and with
    several labels."""
    add_path = set()

    def look(family, data):
        if wire.has_path_ids(data):
            add_path.add(family)
    if message[5] in (0, 6):
        start = 48 if message[5] == 0 else 52
        if message[start + 18:start + 19] == b"\x02":
            try:
                wire.update_lists(message[start + 19:], look)
            except wire.Unreadable:
                pass
    out = {"asn_width": width, "add_path": [{"afi": a, "safi": s} for a, s in sorted(add_path)]}
    if several:
        out["multiple_labels"] = [{"afi": a, "safi": s} for a, s in several]
    return out


def by_hand(name, update, wrong):
    """Adds what tshark does not know to the attributes that hold it."""
    why, texts = BY_HAND[name]
    for attribute in update["attributes"]:
        if attribute["code"] in texts:
            wrong.append("attribute %d: %s" % (attribute["code"], why))
            attribute.update(fields=[], by_hand=texts[attribute["code"]])


def main(wanted):
    os.makedirs(OUT, exist_ok=True)
    for name, capture, index, what, *rest in FRAMES:
        if wanted and name not in wanted:
            continue
        message = [m for _, _, m in frames(load(os.path.join(HERE, "captures", capture)))][index]
        root, wrong = fj.dissect(message), []
        bmp = root.find("proto[@name='bmp']")
        assert fj.number(bmp, "bmp.length") == len(message)
        result = {"what": what, "capture": capture, "message": index, "length": len(message),
                  "type": TYPES[fj.number(bmp, "bmp.type")]}
        if message[5] in (0, 6):
            width = [x for x in rest if isinstance(x, int)] or [2 if message[7] & 0x20 and message[6] != 3 else 4]
            result["session"] = session(message, width[0], [f for x in rest if isinstance(x, list) for f in x])
        if message[5] not in (4, 5):
            result["peer"] = fj.peer(bmp)
        result.update(KINDS[message[5]](root, message, wrong))
        if name in BY_HAND:
            by_hand(name, result["update"], wrong)
        result["tshark_wrong"] = wrong
        path = os.path.join(OUT, name)
        text = message.hex()
        with open(path + ".hex", "w") as f:
            f.write("".join(text[i:i + 96] + "\n" for i in range(0, len(text), 96)))
        write(path + ".tshark.json", result)


if __name__ == "__main__":
    main(sys.argv[1:])
