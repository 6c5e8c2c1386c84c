#!/usr/bin/env python3
"""Draws what the bench `scaling` prints: a panel for each quantity, as SVG on standard output.

usage: cargo bench --manifest-path benches/Cargo.toml --bench scaling | benches/plot.py > benches/scaling.svg
"""

import math
import sys

WIDTH, HEIGHT, LEFT, TOP = 360, 240, 56, 40
COLUMNS = 2
INK, LINES = "#404040", ["#0b6bcb", "#b8500c"]

# Titles, and the quantities in each panel.
PANELS = [
    ("Peers that take turns: ns a message", ["ns a message, by peers", "ns a message in one session, by peers"]),
    ("Known peers: bytes of memory a peer", ["bytes a known peer"]),
    ("Routes in a message: ns a byte", ["ns a byte, by routes a message"]),
    (
        "Slow input, by its length: times a loop by hand",
        ["one-byte prefixes withdrawn, times by hand", "errors of empty attributes, times by hand"],
    ),
]


def read(lines):
    """The points of each quantity."""
    found = {}
    for line in lines:
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 3 and parts[0] != "what":
            found.setdefault(parts[0], []).append((float(parts[1]), float(parts[2])))
    return found


def text(x, y, words, anchor="middle", size=11, color=INK):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{color}">{words}</text>'


def panel(title, names, found, left, top):
    series = [(name, sorted(found[name])) for name in names if name in found]
    if not series:
        sys.exit(f"no line of the input is one of {names}")
    xs = [x for _, points in series for x, _ in points]
    most = max(y for _, points in series for _, y in points) * 1.15
    low, high = math.log(min(xs)), math.log(max(xs))
    inner, tall = WIDTH - LEFT - 24, HEIGHT - TOP - 46

    def place(x, y):
        across = (math.log(x) - low) / (high - low) if high > low else 0.5
        return left + LEFT + across * inner, top + TOP + tall * (1 - y / most)

    out = [text(left + WIDTH / 2, top + 18, title, size=13)]
    for step in range(5):
        value = most * step / 4
        _, y = place(min(xs), value)
        out.append(f'<path d="M{left + LEFT} {y:.1f}h{inner}" stroke="#dddddd"/>')
        out.append(text(left + LEFT - 6, y + 4, f"{value:.3g}", "end"))
    for x in sorted(set(xs)):
        across, _ = place(x, 0)
        out.append(text(across, top + TOP + tall + 16, f"{x:g}", size=9))
    for (name, points), color in zip(series, LINES):
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        out.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in (place(*p) for p in points)]
    for number, ((name, _), color) in enumerate(zip(series, LINES)):
        if len(series) > 1:
            legend = name.split(",")[0]
            out.append(text(left + LEFT + 4, top + TOP + tall * 0.78 + 14 * number, legend, "start", 10, color))
    return out


def main():
    found = read(sys.stdin)
    rows = -(-len(PANELS) // COLUMNS)
    wide, tall = WIDTH * COLUMNS, HEIGHT * rows
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" font-family="sans-serif">',
        f'<rect width="{wide}" height="{tall}" fill="white"/>',
    ]
    for number, (title, names) in enumerate(PANELS):
        out += panel(title, names, found, WIDTH * (number % COLUMNS), HEIGHT * (number // COLUMNS))
    print("\n".join([*out, "</svg>"]))


main()
