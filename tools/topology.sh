#!/bin/sh
# Draws topology.svg, the picture of the README: level 2 of the IS-IS network in a capture, when the router's table was full.
set -eu
cd "$(dirname "$0")/.."
cargo run --quiet -p bmp-tools -- topology testdata/captures/gobgp-4.8.0-ls-isis.bmp.zst \
    --after 400 --protocol isis-l2 --dot | dot -Tsvg >tools/topology.svg
