#!/usr/bin/env python3
"""Captures BMP streams from router software.  See README.md and capture.sh."""
import argparse
import importlib
import os
import socket
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "lib")]
sys.dont_write_bytecode = True

import bmpcount                                                   # noqa: E402
from lab import BMP_PORT, Chroots, Lab, Sink, log, wait_for       # noqa: E402
from registry import SCENARIOS                                    # noqa: E402

for module in ("scenarios_frr", "scenarios_frr_views", "scenarios_gobgp", "scenarios_bird", "scenarios_other", "scenarios_full",
               "scenarios_ls", "scenarios_origin", "scenarios_tables"):
    if os.path.exists(os.path.join(HERE, module + ".py")):
        importlib.import_module(module)


class Capture:
    """What a scenario function works with."""

    def __init__(self, lab, root, path):
        self.lab, self.root, self.path = lab, root, path
        self.notes, self.began, self.big = [], time.monotonic(), False
        self.dump = lab.tcpdump(path + ".pcap")
        self.sink = Sink(lab, path)

    def router(self, cls, config, **kw):
        return cls(self.lab, self.root, config, **kw)

    def note(self, text):
        self.notes.append("%6.2f %s" % (time.monotonic() - self.began, text))

    @staticmethod
    def pause(seconds):
        time.sleep(seconds)

    def sink_connected(self, n=1, timeout=40):
        wait_for(lambda: len(self.sink.files) >= n, timeout, "the BMP connection")
        time.sleep(0.7)

    def dial(self, local, remote, timeout=20):
        """The collector connects to a router that listens for BMP."""
        def connect():
            return socket.create_connection((remote, BMP_PORT), 5, source_address=(local, 0))

        def attempt():
            try:
                return self.lab.in_ns("I", connect)
            except OSError:
                return None
        conn = wait_for(attempt, timeout, "the BMP listener of the router")
        self.sink.adopt(conn)
        return conn

    def close(self):
        try:
            self.sink.close()
        finally:
            time.sleep(1.5)
            self.lab.stop_process(self.dump)


def version(chroots, suite, software):
    package = {"bird": {"trixie": "bird3", "sid": "bird2"}.get(suite), "gobgp": "gobgpd", "os-ken": "python3-os-ken"}.get(software, software)
    v = chroots.versions(suite)[package]
    return v.split("-")[0].split("+")[0]


def run_one(sc, out, chroots):
    root = chroots.get(sc["suite"])
    name = "%s-%s-%s" % (sc["software"], version(chroots, sc["suite"], sc["software"]), sc["name"])
    path = os.path.join(out, name)
    for f in os.listdir(out):
        if f.startswith(name + ".") and f.rsplit(".", 1)[-1] in ("bmp", "pcap", "notes", "zst"):
            os.unlink(os.path.join(out, f))
    lab, cap = Lab(out, name), None
    log("scenario " + name)
    try:
        lab.up()
        cap = Capture(lab, root, path)
        sc["run"](lab, root, cap)
    finally:
        try:
            if cap:
                cap.close()
        finally:
            lab.down()
    if cap.notes:
        with open(path + ".notes", "w") as f:
            f.write("\n".join(cap.notes) + "\n")
    for f in cap.sink.files:
        counts, _ = bmpcount.summary(bmpcount.load(f))
        log("  %s: %d octets, %s" % (os.path.basename(f), os.path.getsize(f),
                                     ", ".join("%s %d" % kv for kv in sorted(counts.items()))))


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--out", required=True, help="directory that gets everything (captures, chroots, logs)")
    ap.add_argument("--list", action="store_true")
    ap.add_argument("--suite", action="append", help="only these Debian suites")
    ap.add_argument("pattern", nargs="*", help="only scenarios whose software-name contains one of these")
    args = ap.parse_args()
    chosen = [s for s in SCENARIOS
              if (not args.suite or s["suite"] in args.suite)
              and (not args.pattern or any(p in "%s-%s" % (s["software"], s["name"]) for p in args.pattern))]
    if args.list:
        for s in chosen:
            print("%-10s %-10s %-18s %s" % (s["suite"], s["software"], s["name"], s["text"]))
        return 0
    out = os.path.abspath(args.out)
    os.makedirs(out, exist_ok=True)
    chroots = Chroots(os.path.join(out, "chroots"))
    failed = []
    for s in chosen:
        try:
            run_one(s, out, chroots)
        except Exception:
            traceback.print_exc()
            failed.append("%(software)s %(name)s on %(suite)s" % s)
    for f in failed:
        log("FAILED: " + f)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
