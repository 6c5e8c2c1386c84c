#!/bin/sh
# tshark 4.0.17 (Debian 12) does not read the extended form of the optional parameters of an OPEN.
#
# RFC 9072, section 2: behind the length 255 and the type 255 the length has two bytes, and so has the length of each parameter.
# The first OPEN here has one parameter with one capability: multiprotocol, IPv4 unicast.
#     expected: one parameter, Capability, with Multiprotocol extensions
#     seen:     parameters of types 255, 9, 0 and 1, the last one shown as Authentication
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

extended = bytes.fromhex("ffff0009 020006 010400010001")
head = bytes([4, 0xfb, 0xf0, 0, 180, 192, 0, 2])
addresses = bytes(12) + bytes([192, 0, 2, 254]) + struct.pack("!HH", 179, 40000)
kind, body = 3, addresses + bgp(1, head + bytes([254]) + extended) + bgp(1, head + bytes([1, 0]))
bmp = struct.pack("!BIB", 3, 6 + len(PEER) + len(body), kind) + PEER + body
tcp = struct.pack("!HHIIBBHHH", 40000, 11019, 1, 1, 0x50, 0x18, 8192, 0, 0) + bmp
ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2]) + tcp
frame = bytes(12) + b"\x08\x00" + ip
with open(sys.argv[1], "wb") as capture:
    capture.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    capture.write(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)
PYTHON

seen=$(tshark -r "$work/bmp.pcap" -d tcp.port==11019,bmp -V | grep -E '^ +Optional Parameter: |Multiprotocol' | tr -s ' ')
echo "$seen"
[ "$seen" = " Optional Parameter: Unknown Parameter 255
 Optional Parameter: Unknown Parameter 9
 Optional Parameter: Unknown Parameter 0
 Optional Parameter: Authentication" ]
