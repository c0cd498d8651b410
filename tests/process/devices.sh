#!/bin/sh
# Visits in which a device is pulled out and put back, its worker dies in the middle of its act, or
# hangs: what the glass says meanwhile, and that nothing is lost or done twice. One kiosk a script of
# tests/process/devices; each says what it must leave (`expect`), and afterwards every process of the
# house must be there. Closes with "N passed, N failed".
#
#   tests/process/devices.sh [NAME...]      these, or all
#   JOBS=5                                  how many kiosks run at once, each with its own display
set -eu
cd "$(dirname "$0")/../.."
. tools/run/stage.sh

results=build/devices
scripts=tests/process/devices

prove() {
    stage_dump && "$programs/banshi-visit" prove --timeline "$stage/timeline.txt" \
        --dump "$stage/platform.json" --paper "$stage/receipt.txt" --sheets-in "$stage/paper" \
        --cases 1 --sheets 0 --door-events 0 --forced-doors 0 --script "$1" >"$stage/proof.txt" 2>&1
}

# play NAME: prints "PASS|FAIL name why".
play() {
    stage_name=$1
    stage_begin banshi-bench banshi-platform banshi-catalogue banshi-visit
    stage_display 1080x1920
    stage_platform
    stage_kiosk --record "$stage/record"
    why=
    stage_visit "$scripts/$1.txt" "$stage/visit.txt" >"$stage/log/visit.err" 2>&1 ||
        why="$(grep -h FAIL "$stage/visit.txt" "$stage/log/visit.err" | tail -n 1 | cut -c 11-)"
    : >"$stage/receipt.txt"
    [ ! -e "$stage/paper/receipt.png" ] ||
        zbarimg --quiet --raw "$stage/paper/receipt.png" >"$stage/receipt.txt" 2>/dev/null || true
    stage_wait 20 prove "$scripts/$1.txt" || why="$why $(grep -h FAIL "$stage/proof.txt" | head -n 1)"
    stage_wait 15 stage_whole || why="$why $(stage_missing) is not there again;"
    if [ -z "$why" ]; then echo "PASS $1"; else echo "FAIL $1 $why"; fi >"$results/$1.txt"
    [ -z "$why" ] || {
        mkdir -p "$results/$1"
        cp -r "$stage/log" "$stage/visit.txt" "$stage/timeline.txt" "$stage/proof.txt" \
            "$stage/record" "$results/$1/" 2>/dev/null || true
    }
}

if [ "${1-}" = --one ]; then
    play "$2" 2>"$results/$2.err"
    exit 0
fi

names=${*:-$(ls $scripts | sed 's/\.txt$//')}
rm -rf "$results" && mkdir -p "$results"
for name in $names; do
    echo "$name"
done | xargs -P "${JOBS:-5}" -I NAME sh "$0" --one NAME || true
for name in $names; do
    [ -s "$results/$name.txt" ] ||
        echo "FAIL $name $(tail -n 1 "$results/$name.err")" >"$results/$name.txt"
    cat "$results/$name.txt"
done
passed=$(cat "$results"/*.txt | grep -c '^PASS' || true)
failed=$(cat "$results"/*.txt | grep -c '^FAIL' || true)
echo "devices: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
