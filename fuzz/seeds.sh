#!/bin/sh
# Makes corpora to start from in fuzz/corpus: the inputs that are kept (fuzz/kept), and those that recorded frames and captures
# give.
set -eu
cd "$(dirname "$0")/.."
mkdir -p fuzz/corpus/stream fuzz/corpus/update fuzz/corpus/openbmp fuzz/corpus/captures
for kept in fuzz/kept/*.tar.gz; do
    target=$(basename "$kept" .tar.gz)
    mkdir -p "fuzz/corpus/$target"
    tar -xzf "$kept" -C "fuzz/corpus/$target"
done
# An OpenBMP header without texts (78 octets), and a message of 6.
{ printf 'OBMP\1\7\0\116\0\0\0\6\200\14'; head -c 64 /dev/zero; printf '\3\0\0\0\6\5'; } >fuzz/corpus/openbmp/empty
for frame in testdata/frames/*.hex; do
    name=$(basename "$frame" .hex)
    xxd -r -p "$frame" >"fuzz/corpus/stream/$name"
    case $name in
        # The session that names no family, and what is behind the headers of BMP (6), peer (42) and BGP (19).
        monitoring-*) { printf '\0\0\0\0\0\0\0\0'; tail -c +68 "fuzz/corpus/stream/$name"; } >"fuzz/corpus/update/$name" ;;
    esac
done
for capture in testdata/captures/*.bmp; do
    head -c 4096 "$capture" >"fuzz/corpus/stream/$(basename "$capture")"
done
# Beginnings of files of all kinds that are small enough.
for capture in $(find testdata/captures tools/testdata -name '*.pcap*' -size -40k 2>/dev/null); do
    head -c 8192 "$capture" >"fuzz/corpus/captures/$(basename "$capture")"
done
