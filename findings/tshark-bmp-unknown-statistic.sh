#!/bin/sh
# tshark 4.0.17 (Debian 12) takes the type of a BMP statistic for its length if it does not know the type.
#
# RFC 7854, section 4.8: a station ignores statistics whose type it does not know; each has a length of its own. The report
# here has two of four bytes, of type 100, which is not assigned, and of type 0.
#     expected: both are shown, type 0 with the value 5
#     seen:     after type 100 the message is called malformed: 100 bytes are not there
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

statistics = struct.pack("!HHI", 100, 4, 1) + struct.pack("!HHI", 0, 4, 5)
kind, body = 1, struct.pack("!I", 2) + statistics
bmp = struct.pack("!BIB", 3, 6 + len(PEER) + len(body), kind) + PEER + body
tcp = struct.pack("!HHIIBBHHH", 40000, 11019, 1, 1, 0x50, 0x18, 8192, 0, 0) + bmp
ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2]) + tcp
frame = bytes(12) + b"\x08\x00" + ip
with open(sys.argv[1], "wb") as capture:
    capture.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    capture.write(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)
PYTHON

seen=$(tshark -r "$work/bmp.pcap" -d tcp.port==11019,bmp -V | grep -E 'Type: (Unknown|.*prefixes)|Data:|Malformed Packet: BMP' | tr -s ' ')
echo "$seen"
[ "$seen" = " Type: Unknown (100)
 Data: 00000001
[Malformed Packet: BMP]" ]
