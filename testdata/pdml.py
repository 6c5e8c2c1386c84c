"""Runs tshark over a BMP stream cut into one message per TCP segment, and counts what its PDML says."""
import collections
import os
import re
import subprocess
import sys
import tempfile
import xml.parsers.expat

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "capture"))
import bmp2pcap  # noqa: E402

ARGS = ["-d", "tcp.port==11019,bmp", "-Y", "bmp", "-T", "pdml", "-J", "bmp bgp"]
COMMAND = "capture/bmp2pcap.py STREAM cut.pcap && tshark -r cut.pcap " + " ".join(
    '"%s"' % a if " " in a else a for a in ARGS)
# The fields of which tshark shows one for each route of other families than those of prefixes.
ROUTES = {"bgp.label_stack", "bgp.evpn.nlri.rt", "bgp.flowspec_nlri.length", "bgp.originating_as", "bgp.vplsad.length",
          "bgp.wildcard_route_target", "bgp.mcast_vpn_nlri_route_type", "bgp.sr_policy_nlri_length", "bgp.ls.nlri_type"}
ATTRIBUTE = "bgp.update.path_attribute."


def version():
    text = subprocess.run(["tshark", "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, check=True).stdout
    return re.search(r"\d+(\.\d+)+", text).group()


def run(data, start, end=None):
    """Feeds the PDML of a stream to expat handlers start(name, attributes), end(name)."""
    with tempfile.TemporaryDirectory() as tmp:
        cut = os.path.join(tmp, "cut.pcap")
        bmp2pcap.write([data], cut)
        with subprocess.Popen(["tshark", "-r", cut, *ARGS], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as tshark:
            parser = xml.parsers.expat.ParserCreate()
            parser.StartElementHandler = start
            parser.EndElementHandler = end
            parser.ParseFile(tshark.stdout)
        if tshark.returncode:
            raise RuntimeError("tshark failed")


class Message:
    """One BMP message as tshark reads it."""
    __slots__ = ("kind", "routes", "lists", "framed", "malformed", "path_ids", "_section", "_state")

    def __init__(self):
        self.kind, self.malformed, self.path_ids = None, [], 0
        self.routes = collections.Counter()     # (family, "announced" | "withdrawn" | "end_of_rib")
        self.lists = collections.Counter()      # MP_REACH and MP_UNREACH of other families
        self.framed = collections.Counter()     # their routes, as far as tshark reads them
        self._section, self._state = None, {}


def messages(data, each):
    """Calls each(Message) for every message of a stream, in order."""
    m, families = None, {(1, 1), (1, 2), (2, 1), (2, 2)}

    def start(tag, a):
        nonlocal m
        name = a.get("name", "")
        if tag == "packet":
            m = Message()
        if tag == "packet" or m is None:
            return
        s = m._state
        if tag == "proto":
            if name == "_ws.malformed":
                m.malformed.append(a["showname"])
            elif name == "bmp" and m.kind is not None:
                raise RuntimeError("two messages in one segment")
            return
        if name == "bgp.prefix_length":
            if m._section and m._section[0] in families:
                m.routes[m._section] += 1
        elif name in ROUTES:
            if m._section:
                m.framed[m._section] += 1
        elif name == "bgp.nlri_path_id":
            m.path_ids += 1
        elif name == "bmp.type":
            if m.kind is not None:
                raise RuntimeError("two messages in one segment")
            m.kind = int(a["show"])
        elif name == "bgp.length":
            s["length"] = int(a["show"])
        elif name == "bgp.update.withdrawn_routes":
            m._section = ((1, 1), "withdrawn")
        elif name == "bgp.update.nlri":
            m._section = ((1, 1), "announced")
        elif name == "bgp.update.path_attributes.length":
            s["attributes"], m._section = int(a["show"]), None
            if s["length"] == 23 and s["attributes"] == 0:
                m.routes[(1, 1), "end_of_rib"] += 1
        elif name == ATTRIBUTE + "type_code":
            m._section = None
        elif name == ATTRIBUTE + "length":
            s["attribute"] = int(a["show"])
        elif name in (ATTRIBUTE + "mp_reach_nlri.afi", ATTRIBUTE + "mp_unreach_nlri.afi",
                      ATTRIBUTE + "mp_reach_nlri.address_family"):
            s["afi"] = int(a["show"])
        elif name in (ATTRIBUTE + "mp_reach_nlri.safi", ATTRIBUTE + "mp_unreach_nlri.safi"):
            family = s["afi"], int(a["show"])
            reach = "mp_reach" in name
            if not reach and s["attribute"] == 3 and s["length"] == 23 + s["attributes"] and s["attributes"] < 8:
                m.routes[family, "end_of_rib"] += 1
            elif family in families:
                m._section = (family, "announced" if reach else "withdrawn")
            else:
                m._section = (family, "announced" if reach else "withdrawn")
                m.lists[m._section] += 1

    def end(tag):
        if tag == "packet" and m.kind is not None:
            each(m)

    run(data, start, end)
