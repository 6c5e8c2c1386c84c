#!/bin/sh
# GoBGP 3.10.0 (Debian 12) encodes the prefix of an IPv6 flow specification with an offset too long.
#
# RFC 8956, section 3.1: the pattern has length minus offset bits. For 2001:db8:41:0:1::/80 with offset 64 these are 16 bits:
#     expected: 05 01 50 40 0001
# GoBGP encodes all 80 bits behind length and offset:
#     seen:     0d 01 50 40 20010db8004100000001
# A receiver that follows the RFC takes the bits 20 01 as the pattern, and the next byte, 0d, as the type of the next
# component: the rule is malformed. The rule comes from GoBGP's own command line. GoBGP 4.8.0 does the same.
#
# Exit status 0: still so. Needs Debian 12 and python3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get download -q gobgpd=3.10.0-1+b4 >/dev/null 2>&1 && dpkg -x gobgpd_*.deb package)
PATH=$work/package/usr/bin:$PATH
[ "$(gobgpd --version)" = "gobgpd version 3.10.0" ]

python3 - "$work" <<'PYTHON'
import socket, subprocess, sys, time

work = sys.argv[1]

def listener():
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1)
    listening.settimeout(20)
    return listening, listening.getsockname()[1]

# GoBGP sends its table to a BMP station: this one.
station, bmp = listener()
unused, api = listener()
unused.close()
with open(work + "/gobgpd.toml", "w") as config:
    config.write(f"""[global.config]
as = 64500
router-id = "192.0.2.1"
port = -1
[[bmp-servers]]
[bmp-servers.config]
address = "127.0.0.1"
port = {bmp}
route-monitoring-policy = "local-rib"
""")
daemon = subprocess.Popen(
    ["gobgpd", "-f", work + "/gobgpd.toml", "--api-hosts", f"127.0.0.1:{api}", "--pprof-disable"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    stream, _ = station.accept()
    stream.settimeout(5)
    time.sleep(1)
    rule = "match destination 2001:db8:41:0:1::/80 64 then discard"
    subprocess.run(["gobgp", "-p", str(api), "global", "rib", "add", "-a", "ipv6-flowspec"] + rule.split(), check=True)
    seen = b""
    # MP_REACH_NLRI of AFI 2, SAFI 133, without a next hop; behind it the rule.
    start = bytes([0, 2, 133, 0, 0])
    while start not in seen or len(seen) < seen.index(start) + 19:
        seen += stream.recv(65536)
finally:
    daemon.terminate()
place = seen.index(start) + len(start)
nlri = seen[place:place + 1 + seen[place]].hex()
print("expected 050150400001, seen", nlri)
sys.exit(nlri != "0d01504020010db8004100000001")
PYTHON
