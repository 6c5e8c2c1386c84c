"""One BMP message as compact JSON, out of the PDML that tshark writes for it.  README.md says what the fields are."""
import ipaddress
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "capture")]
import bmp2pcap  # noqa: E402
import pdml  # noqa: E402

A = "bgp.update.path_attribute."
SAFI_OF_ROUTES = (1, 2, 128, 70)             # those whose routes have a form of their own in routes()
BESIDE = re.compile(r"bgp\.update\.path_attribute\.(flags|type_code|length|mp_(un)?reach_nlri\.\w+)$")
WHOLE = re.compile(r"flags$|\.esi$")       # the parts are bits, or the same octets once more
FIRST_OCTET = 54            # of the BMP message in the packet: Ethernet, IPv4, TCP


def dissect(message):
    """(root element of the packet, octets of a node) of one message; both ends of a TCP segment are known."""
    with tempfile.TemporaryDirectory() as tmp:
        cut = os.path.join(tmp, "cut.pcap")
        bmp2pcap.write([message], cut)
        text = subprocess.run(["tshark", "-r", cut, *pdml.ARGS], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True).stdout
    packets = [p for p in ET.fromstring(text).iter("packet") if p.find("proto[@name='bmp']") is not None]
    assert len(packets) == 1, len(packets)
    return packets[0]


def under(node, *names):
    """The nodes below with one of these names, at any depth, in order."""
    return [n for n in node.iter() if n is not node and n.get("name") in names]


def shows(node, name):
    return [n.get("show") for n in under(node, name)]


def show(node, name):
    found = shows(node, name)
    return found[0] if found else None


def number(node, name):
    found = show(node, name)
    return None if found is None else int(found, 0)


def raw(node, message):
    start = int(node.get("pos")) - FIRST_OCTET
    return message[start:start + int(node.get("size"))].hex()


def fields(node):
    """What tshark says below a node, in its words: "name=value" of everything that has no parts of its own, or whose parts
    are bits.  Without the header of the attribute, its family and its next hop, which have names of their own in the file."""
    out = []
    for n in node:
        name = n.get("name")
        if not name.startswith("_ws.") and not BESIDE.match(name):
            if len(n) and not WHOLE.search(name):
                out += fields(n)
            elif name:
                out.append("%s=%s" % (re.sub(r"^bgp\.(update\.)?(path_attribute\.)?", "", name), n.get("show")))
    return out


def children(node, name):
    return [n for n in node if n.get("name") == name]


def after(text):
    """What tshark's line says behind its label."""
    return text.partition(": ")[2].strip()


def prefix(node):
    """A prefix with its length, and the path identifier if it was read with one."""
    length = number(node, "bgp.prefix_length")
    addresses = [n.get("show") for n in node if n.get("name", "").endswith("prefix")]
    address = addresses[0] if addresses else node.get("show").split("/")[0]
    out = {"prefix": "%s/%d" % (address, length)}
    path_id = number(node, "bgp.nlri_path_id")
    if path_id is not None:
        out["path_id"] = path_id
    return out


def evpn(node):
    out = {"route_type": number(node, "bgp.evpn.nlri.rt"), "length": number(node, "bgp.evpn.nlri.len"),
           "rd": after(under(node, "bgp.evpn.nlri.rd")[0].get("showname")).partition("(")[2].rstrip(")")}
    names = {"esi": "esi", "ethernet_tag": "etag", "mac": "mac_addr", "ip_length": "iplen", "ip": "ip.addr",
             "ipv6": "ipv6.addr", "prefix_length": "prefix_len", "gateway": "ipv4.gtw_addr", "gateway6": "ipv6.gtw_addr"}
    for key, name in names.items():
        found = show(node, "bgp.evpn.nlri." + name)
        if found is not None:
            key = {"ipv6": "ip", "gateway6": "gateway"}.get(key, key)
            out[key] = int(found) if key in ("ethernet_tag", "ip_length", "prefix_length") else found
    labels = shows(node, "bgp.evpn.nlri.vni") + shows(node, "bgp.evpn.nlri.mpls_ls1")
    if labels:
        out["labels"] = [int(v) for v in labels]
    return out


def routes(node, message):
    """The NLRI below a list node."""
    out = []
    for n in node:
        if n.get("name") == "bgp.evpn.nlri":
            out.append(evpn(n))
        elif n.get("name") == "" and under(n, "bgp.rd"):
            length, labels = number(n, "bgp.prefix_length"), show(n, "bgp.label_stack")
            address = [c.get("show") for c in n if c.get("name", "").endswith("prefix")][0]
            stack = labels.replace("(bottom)", "").replace("(withdrawn)", "").split(",")
            out.append({"rd": show(n, "bgp.rd"), "label_stack": labels,
                        "prefix": "%s/%d" % (address, length - 64 - 24 * len(stack))})
        elif under(n, "bgp.prefix_length") and n.get("name") == "":
            out.append(prefix(n))
        elif n.get("name") == "bgp.label_stack":            # VPNv6: one line of text
            labels, dist, address = re.match(r"Label Stack=(.+) RD=(\S+), IPv6=(\S+)$", n.get("showname")).groups()
            out.append({"rd": dist, "label_stack": labels, "prefix": address})
    return out


def as_path(node):
    return [{"type": number(s, A + "as_path_segment.type"),
             "asns": [int(v.get("show")) for v in under(s, A + "as_path_segment.as2", A + "as_path_segment.as4")]}
            for s in children(node, A + "as_path_segment")]


def community(node):
    high = show(node, A + "community_as")
    if high is None:                                    # a well-known one
        high = node.get("show") or node.get("value")
        value = int(high, 0)
        return "%d:%d" % (value >> 16, value & 0xFFFF)
    return "%s:%s" % (high, show(node, A + "community_value"))


def value(code, node, message):
    """The value of an attribute; None where tshark gives no more than its octets or a text."""
    if code == 1:
        return number(node, A + "origin")
    if code in (2, 17):
        return as_path(node) or (None if number(node, A + "length") else [])
    if code == 3:
        return show(node, A + "next_hop")
    if code == 4:
        return number(node, A + "multi_exit_disc")
    if code == 5:
        return number(node, A + "local_pref")
    if code in (7, 18):
        asn = number(node, A + "aggregator_as")
        return None if asn is None else {"asn": asn, "address": show(node, A + "aggregator_origin")}
    if code == 8:
        found = [community(n) for n in under(node, A + "community", A + "community_wellknown")]
        return found or None
    if code == 9:
        return show(node, A + "originator_id")
    if code == 10:
        return shows(node, "bgp.path_attribute.cluster_id")
    if code == 16:
        return [{"octets": raw(n, message), "text": n.get("showname")} for n in under(node, "bgp.ext_community")] or None
    if code == 32:
        return [n.get("showname").split(": ")[1].strip() for n in under(node, "bgp.large_communities")] or None
    if code in (14, 15):
        kind = "mp_reach_nlri" if code == 14 else "mp_unreach_nlri"
        out = {"afi": number(node, A + kind + ".afi"), "safi": number(node, A + kind + ".safi")}
        if code == 14:
            hops = [n for n in node.iter() if n.get("name") == A + kind + ".next_hop"]
            out["next_hop"] = [n.get("show") for n in under(hops[0], *(
                A + kind + ".next_hop." + t for t in ("rd", "ipv4", "ipv6", "ipv6.link_local")))] if hops else []
        octets = bytes.fromhex(raw(node, message))
        octets = octets[4 if octets[0] & 0x10 else 3:]
        hop = octets[3] if code == 14 else 0
        if hop in (4, 16) and not out["next_hop"]:      # of a family that this tshark does not know
            out["next_hop"] = [str(ipaddress.ip_address(octets[4:4 + hop]))]
        lists = children(node, A + kind)
        if out["safi"] in SAFI_OF_ROUTES:
            out["routes"] = routes(lists[0], message) if lists else []
        else:
            out["octets"] = octets[5 + hop if code == 14 else 3:].hex()
        return out
    return None


def attribute(node, message):
    code = number(node, A + "type_code")
    read = value(code, node, message)
    out = {"code": code, "flags": under(node, A + "flags")[0].get("value"), "length": number(node, A + "length"),
           "value": read, "text": node.get("showname").partition(" - ")[2].strip()}
    if code == 16 or code in (14, 15) and read["safi"] not in SAFI_OF_ROUTES or code > 18 and code != 32:
        out["fields"] = [f for f in fields(node) if not f.startswith("path_attributes.unknown=")]
    return out


def update(node, message):
    lists = {name: children(node, "bgp.update." + name) for name in ("withdrawn_routes", "path_attributes", "nlri")}
    return {"length": number(node, "bgp.length"),
            "withdrawn": routes(lists["withdrawn_routes"][0], message) if lists["withdrawn_routes"] else [],
            "attributes": [attribute(n, message) for n in children(lists["path_attributes"][0], A.rstrip("."))]
            if lists["path_attributes"] else [],
            "nlri": routes(lists["nlri"][0], message) if lists["nlri"] else []}


def capability(node, message):
    code = number(node, "bgp.cap.type")
    octets = raw(node, message)
    out = {"code": code, "length": number(node, "bgp.cap.length"), "octets": octets[4:]}
    if code == 1:
        out["value"] = {"afi": number(node, "bgp.cap.mp.afi"), "safi": number(node, "bgp.cap.mp.safi")}
    elif code == 65:
        out["value"] = number(node, "bgp.cap.4as")
    elif code == 64:
        out["value"] = {"restart_time": number(node, "bgp.cap.gr.timers.restart_time")}
    elif code == 69 and out["length"]:
        out["value"] = [{"afi": int(a), "safi": int(s), "send_receive": int(m)} for a, s, m in zip(
            shows(node, "bgp.cap.ap.afi"), shows(node, "bgp.cap.ap.safi"), shows(node, "bgp.cap.ap.sendreceive"))]
    return out


def bgp_open(node, message):
    if number(node, "bgp.open.version") is None:
        return {"length": number(node, "bgp.length")}
    return {"length": number(node, "bgp.length"), "version": number(node, "bgp.open.version"),
            "asn": number(node, "bgp.open.myas"), "hold_time": number(node, "bgp.open.holdtime"),
            "bgp_id": show(node, "bgp.open.identifier"),
            "capabilities": [capability(n, message) for n in under(node, "bgp.cap")]}


def notification(node, message):
    minors = [n for n in node.iter() if n.get("name", "").startswith("bgp.notify.minor_error")]
    size = number(node, "bgp.length")
    start = int(node.get("pos")) - FIRST_OCTET
    return {"length": size, "code": number(node, "bgp.notify.major_error"),
            "subcode": int(minors[0].get("show")) if minors else None,
            "data": message[start + 21:start + size].hex()}


def pdu(node, message):
    kind = number(node, "bgp.type")
    read = {1: bgp_open, 2: update, 3: notification}.get(kind)
    return kind, read(node, message) if read else {"length": number(node, "bgp.length")}


def pdus(root, message):
    return [n for n in root.iter("proto") if n.get("name") == "bgp" and number(n, "bgp.length") is not None]


def peer(bmp):
    addresses = shows(bmp, "bmp.peer.ip.addr") + shows(bmp, "bmp.peer.ipv6.addr")
    return {"type": number(bmp, "bmp.peer.type"),
            "flags": "%02x" % int(show(bmp, "bmp.peer.flags"), 0),
            "distinguisher": under(bmp, "bmp.peer.distinguisher")[0].get("value"),
            "address": str(ipaddress.ip_address(addresses[0])),
            "asn": number(bmp, "bmp.peer.asn"), "bgp_id": show(bmp, "bmp.peer.id"),
            "seconds": number(bmp, "bmp.peer.timestamp.sec"),
            "microseconds": number(bmp, "bmp.peer.timestamp.msec")}
