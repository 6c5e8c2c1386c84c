#!/bin/sh
# GoBGP 3.10.0 (Debian 12) withdraws routes with a stack of labels, from a peer that accepts one label.
#
# RFC 8277, section 2.1: a speaker must not send multiple labels unless both sent the Multiple Labels capability. Section
# 2.4: a withdrawn route has one label field, whatever labels were announced: 24 bits, which should be 0x800000.
#     expected: 30 800000 c61251 (198.18.81.0/24 behind one label)
# The peer here has no Multiple Labels capability. GoBGP sends it a stack, and withdraws with the same stack:
#     seen:     48 05dc10 05dc21 c61251
# A receiver that follows the RFC takes the second label for the beginning of the prefix. Of IPv4 the prefix is then too
# long, and of IPv6 it is another one than was announced, so the route stays. GoBGP 4.8.0 writes the same into BMP.
#
# Exit status 0: still so. Needs Debian 12 and python3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get download -q gobgpd=3.10.0-1+b4 >/dev/null 2>&1 && dpkg -x gobgpd_*.deb package)
PATH=$work/package/usr/bin:$PATH
[ "$(gobgpd --version)" = "gobgpd version 3.10.0" ]

python3 - "$work" <<'PYTHON'
import socket, struct, subprocess, sys, time

work = sys.argv[1]

def listener(address):
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((address, 0))
    listening.listen(1)
    listening.settimeout(30)
    return listening, listening.getsockname()[1]

# GoBGP connects to its peer: this one.
peer, port = listener("127.0.0.2")
unused, api = listener("127.0.0.1")
unused.close()
with open(work + "/gobgpd.toml", "w") as config:
    config.write(f"""[global.config]
as = 64500
router-id = "192.0.2.1"
port = -1
[[neighbors]]
[neighbors.config]
neighbor-address = "127.0.0.2"
peer-as = 64500
[neighbors.transport.config]
remote-port = {port}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv4-labelled-unicast"
""")
daemon = subprocess.Popen(
    ["gobgpd", "-f", work + "/gobgpd.toml", "--api-hosts", f"127.0.0.1:{api}", "--pprof-disable"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def exactly(stream, count):
    octets = b""
    while len(octets) < count:
        more = stream.recv(count - len(octets))
        if not more:
            sys.exit("GoBGP closed the session")
        octets += more
    return octets

def update(stream):
    while True:
        header = exactly(stream, 19)
        body = exactly(stream, struct.unpack("!H", header[16:18])[0] - 19)
        if header[18] == 2:
            return body
        if header[18] == 3:
            sys.exit("NOTIFICATION " + body.hex())

def send(stream, kind, body):
    stream.sendall(b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body)

try:
    stream, _ = peer.accept()
    stream.settimeout(20)
    # Multiprotocol Extensions for IPv4 labeled unicast, 4-octet AS numbers, and no other capability.
    capabilities = bytes([1, 4, 0, 1, 0, 4, 65, 4]) + struct.pack("!I", 64500)
    parameters = bytes([2, len(capabilities)]) + capabilities
    send(stream, 1, struct.pack("!BHH4sB", 4, 64500, 90, bytes([192, 0, 2, 2]), len(parameters)) + parameters)
    send(stream, 4, b"")
    time.sleep(2)
    rib = ["gobgp", "-p", str(api), "global", "rib"]
    route = ["-a", "ipv4-mpls", "198.18.81.0/24", "24001/24002"]
    subprocess.run(rib + ["add"] + route, check=True)
    # MP_REACH_NLRI, then MP_UNREACH_NLRI, of AFI 1, SAFI 4; the route is at the end of its attribute.
    route_of = bytes.fromhex("4805dc1005dc21c61251")
    announced = update(stream)
    while bytes([0, 1, 4]) not in announced or len(announced) < 30:
        announced = update(stream)
    subprocess.run(rib + ["del"] + route, check=True)
    withdrawn = update(stream)
finally:
    daemon.terminate()
place = withdrawn.index(bytes([0, 1, 4])) + 3
print("announced", announced.hex())
print("expected 30800000c61251, seen", withdrawn[place:].hex())
sys.exit(route_of not in announced or withdrawn[place:] != route_of)
PYTHON
