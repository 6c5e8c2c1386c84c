#!/bin/sh
# tshark 4.0.17 (Debian 12) takes the Information TLVs of a BMP Peer Up for a third BGP message.
#
# RFC 7854, section 4.10: TLVs may follow the two OPENs of a Peer Up. RFC 9069, section 4.3: the one of type 3 names a VRF. Here
# it says "global-vrf-table".
#     expected: a TLV of type 3, or undecoded bytes
#     seen:     an unknown BGP message, whose marker is not all ones and whose length is invalid
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

opens = [bgp(1, bytes([4, 0xfb, 0xf0, 0, 180, 192, 0, 2, last, 0])) for last in (254, 1)]
name = b"global-vrf-table"
addresses = bytes(12) + bytes([192, 0, 2, 254]) + struct.pack("!HH", 179, 40000)
kind, body = 3, addresses + b"".join(opens) + struct.pack("!HH", 3, len(name)) + name
bmp = struct.pack("!BIB", 3, 6 + len(PEER) + len(body), kind) + PEER + body
tcp = struct.pack("!HHIIBBHHH", 40000, 11019, 1, 1, 0x50, 0x18, 8192, 0, 0) + bmp
ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2]) + tcp
frame = bytes(12) + b"\x08\x00" + ip
with open(sys.argv[1], "wb") as capture:
    capture.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    capture.write(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)
PYTHON

seen=$(tshark -r "$work/bmp.pcap" -d tcp.port==11019,bmp -V | grep -E '^ +Border Gateway Protocol|\[Marker is|\[Length is' | tr -s ' ')
echo "$seen"
[ "$seen" = " Border Gateway Protocol - OPEN Message
 Border Gateway Protocol - OPEN Message
 Border Gateway Protocol - Unknown message type (0x6c)
 [Marker is not all ones]
 [Length is invalid 24930]" ]
