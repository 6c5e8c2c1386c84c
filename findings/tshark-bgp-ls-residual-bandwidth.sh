#!/bin/sh
# tshark 4.0.17 (Debian 12) shows the residual bandwidth of a BGP-LS link as the bits of the number.
#
# RFC 8571, section 2.5: the TLV 1118, Unidirectional Residual Bandwidth, is a number in IEEE floating point format, in
# bytes per second, as the Maximum link bandwidth TLV, 1089. Both are in the attribute here: 1.25 and 1 gigabyte a second.
#     expected: a number near 1000000000, or 8000 Mbps
#     seen:     1315859240, which is 0x4e6e6b28
# The TLV 1089 beside it is shown as 10000.00 Mbps. The TLVs 1119 and 1120 are shown like 1118.
#
# Exit status 0: still so. Needs Debian 12 and python3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(
    cd "$work"
    packages=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
        --no-enhances tshark | grep '^lib' | grep -v '^libc6$\|:' | sort -u)
    # Of packages with several names, some cannot be downloaded. What is needed is seen below.
    for package in tshark=4.0.17-0+deb12u3 wireshark-common $packages; do
        apt-get download -q "$package" >/dev/null 2>&1 || true
    done
    for package in *.deb; do dpkg -x "$package" package; done
)
libraries=$work/package/usr/lib/$(uname -m)-linux-gnu
export LD_LIBRARY_PATH="$libraries:$work/package/lib/$(uname -m)-linux-gnu"
tshark() { "$work/package/usr/bin/tshark" "$@" 2>/dev/null; }
tshark --version | grep -q '4\.0\.17'

python3 - "$work/link.pcap" <<'PYTHON'
import struct, sys

def tlv(kind, value):
    return struct.pack("!HH", kind, len(value)) + value

def node(kind, number):
    return tlv(kind, tlv(512, struct.pack("!I", 64496)) + tlv(515, bytes([0, 0, 0, 0, 0, number])))

nlri = bytes([2]) + bytes(8) + node(256, 1) + node(257, 2)
reach = struct.pack("!HBB", 16388, 71, 4) + bytes([192, 0, 2, 1, 0]) + struct.pack("!HH", 2, len(nlri)) + nlri
link = tlv(1089, struct.pack("!f", 1.25e9)) + tlv(1118, struct.pack("!f", 1e9))
attributes = bytes([0x80, 14, len(reach)]) + reach + bytes([0x40, 1, 1, 0, 0x40, 2, 0, 0x80, 29, len(link)]) + link
body = struct.pack("!HH", 0, len(attributes)) + attributes
tcp = struct.pack("!HHIIBBHHH", 40000, 179, 1, 1, 0x50, 0x18, 8192, 0, 0)
tcp += b"\xff" * 16 + struct.pack("!HB", 19 + len(body), 2) + body
ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2]) + tcp
frame = bytes(12) + b"\x08\x00" + ip
with open(sys.argv[1], "wb") as capture:
    capture.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    capture.write(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)
PYTHON

seen=$(tshark -r "$work/link.pcap" -V | grep -E 'Maximum link bandwidth:|Residual Bandwidth:' | tr -s ' ')
echo "$seen"
[ "$seen" = " Maximum link bandwidth: 10000.00 Mbps
 Residual Bandwidth: 1315859240" ]
