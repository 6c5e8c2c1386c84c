#!/bin/sh
# tshark 4.0.17 (Debian 12) reads the label base of a VPLS route as a stack of labels, into the next attribute.
#
# RFC 4761, section 3.2.2: the label base is three bytes, and the last field of the route. Here it is 029ce0: label 10702. An
# extended community follows behind the attribute.
#     expected: Label Block Base: 10702
#     seen:     10702,786688,47 (bottom): c01008 and 0002fd are of the next attribute
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

python3 - "$work/bmp.pcap" <<'PYTHON'
import struct, sys

PEER = struct.pack("!BBQ12x4BI4BII", 0, 0, 0, 192, 0, 2, 1, 64496, 192, 0, 2, 1, 1, 0)

def bgp(kind, body):
    return b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body

attributes = bytes.fromhex("40010100 40020602010000fbf0 800e1c 0019 41 04c0000201 00 0011 0000fbf000000001 0005 0001 0008 029ce0 c01008 0002fbf000000001")
kind, body = 0, bgp(2, struct.pack("!HH", 0, len(attributes)) + attributes)
bmp = struct.pack("!BIB", 3, 6 + len(PEER) + len(body), kind) + PEER + body
tcp = struct.pack("!HHIIBBHHH", 40000, 11019, 1, 1, 0x50, 0x18, 8192, 0, 0) + bmp
ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2]) + tcp
frame = bytes(12) + b"\x08\x00" + ip
with open(sys.argv[1], "wb") as capture:
    capture.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    capture.write(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)
PYTHON

seen=$(tshark -r "$work/bmp.pcap" -d tcp.port==11019,bmp -V | grep -E 'Label Block Base|Route Target: ' | tr -s ' ')
echo "$seen"
[ "$seen" = " Label Block Base: 10702,786688,47 (bottom)
 Route Target: 64496:1 [Transitive 2-Octet AS-Specific]" ]
