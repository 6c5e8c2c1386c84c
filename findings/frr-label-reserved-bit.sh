#!/bin/sh
# FRR 8.4.4 (Debian 12) sets a reserved bit in the label of each VPN route that it passes on.
#
# RFC 8277, section 2.2: behind the 20 bits of a label stand three bits Rsrv, which should be zero when sent, and the bit S.
# A route reflector gets a route with label 100, Rsrv 0, S 1, and passes it on without a change of the label:
#     expected: 000641
#     seen:     000643, Rsrv 1
# Programs that show Rsrv as the traffic class of a label show 1 where nobody set one. FRR 10.3 and 10.7.1 write the same
# into BMP.
#
# Exit status 0: still so. Needs Debian 12 and python3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(
    cd "$work"
    apt-get download -q frr=8.4.4-1.1~deb12u2 libyang2 libjson-c5 libcap2 libpcre2-8-0 >/dev/null 2>&1
    for package in *.deb; do dpkg -x "$package" package; done
)
libraries=$work/package/usr/lib/$(uname -m)-linux-gnu
export LD_LIBRARY_PATH="$libraries:$libraries/frr:$work/package/lib/$(uname -m)-linux-gnu"
"$work/package/usr/lib/frr/bgpd" --version | grep -q 'version 8.4.4'

python3 - "$work" <<'PYTHON'
import socket, struct, subprocess, sys, time

work = sys.argv[1]
unused = socket.socket()
unused.bind(("127.0.0.1", 0))
port = unused.getsockname()[1]
unused.close()
clients = ["127.0.0.2", "127.0.0.3"]
with open(work + "/bgpd.conf", "w") as config:
    config.write("router bgp 64500\n bgp router-id 192.0.2.1\n no bgp default ipv4-unicast\n")
    for client in clients:
        config.write(f" neighbor {client} remote-as 64500\n neighbor {client} passive\n")
    config.write(" address-family ipv4 vpn\n")
    for client in clients:
        config.write(f"  neighbor {client} activate\n  neighbor {client} route-reflector-client\n")
daemon = subprocess.Popen(
    [work + "/package/usr/lib/frr/bgpd", "-f", work + "/bgpd.conf", "-i", work + "/pid", "-n", "-Z", "-S", "-P", "0",
     "-p", str(port), "-l", "127.0.0.1", "--vty_socket", work],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def exactly(stream, count):
    octets = b""
    while len(octets) < count:
        more = stream.recv(count - len(octets))
        if not more:
            sys.exit("FRR closed the session")
        octets += more
    return octets

def message(stream):
    header = exactly(stream, 19)
    return header[18], exactly(stream, struct.unpack("!H", header[16:18])[0] - 19)

def send(stream, kind, body):
    stream.sendall(b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body)

def session(address):
    for _ in range(100):
        try:
            stream = socket.create_connection(("127.0.0.1", port), 10, (address, 0))
            break
        except OSError:
            time.sleep(0.2)
    else:
        sys.exit("FRR does not listen")
    stream.settimeout(30)
    # Multiprotocol Extensions for VPN-IPv4 unicast, and 4-octet AS numbers.
    capabilities = bytes([1, 4, 0, 1, 0, 128, 65, 4]) + struct.pack("!I", 64500)
    parameters = bytes([2, len(capabilities)]) + capabilities
    identifier = socket.inet_aton(address)
    send(stream, 1, struct.pack("!BHH4sB", 4, 64500, 90, identifier, len(parameters)) + parameters)
    while message(stream)[0] != 4:
        pass
    send(stream, 4, b"")
    return stream

# Length, label, route distinguisher 64500:7, 198.51.104.0/24.
behind = bytes.fromhex("0000fbf400000007c63368")
try:
    one, other = session(clients[0]), session(clients[1])
    time.sleep(2)
    reach = bytes([0, 1, 128, 12]) + bytes(8) + bytes([192, 0, 2, 9, 0]) + bytes.fromhex("70000641") + behind
    # ORIGIN, AS_PATH, LOCAL_PREF; MP_REACH_NLRI; route target 64500:7.
    attributes = bytes.fromhex("40010100" "400200" "40050400000064") + bytes([0x80, 14, len(reach)]) + reach
    attributes += bytes.fromhex("c010080002fbf400000007")
    send(one, 2, bytes(2) + struct.pack("!H", len(attributes)) + attributes)
    kind, update = message(other)
    while kind != 2 or behind not in update:
        kind, update = message(other)
finally:
    daemon.terminate()
place = update.index(behind)
label = update[place - 3:place].hex()
print("expected 000641, seen", label)
sys.exit(label != "000643")
PYTHON
