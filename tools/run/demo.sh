#!/bin/sh
# The scripted first visit, unattended: its own display, devices and platform; a citizen who presses
# the glass with real pointer events, lays the card down and takes the paper. Ends with 0 only when
# the platform holds exactly what was confirmed, once, the paper carries its number, and all that the
# script expects is there: sheets, attachments, signatures, opened doors.
#
#   tools/run/demo.sh             leaves build/demo/: screens/NN-name.png, receipt.png,
#                                 platform.json, timeline.txt
#   DEMO_VISIT=elder-visit tools/run/demo.sh    another script of tools/visit
#   DEMO_OUT=build/elder tools/run/demo.sh      another folder than build/demo
#   STAGE_BOARD=board/desk-landscape DEMO_DISPLAY=1280x800 tools/run/demo.sh    the small panel
set -eu
cd "$(dirname "$0")/../.."
. tools/run/stage.sh

stage_name=demo
out=${DEMO_OUT:-build/demo}
visit=tools/visit/${DEMO_VISIT:-first-visit}.txt

command -v Xvfb >/dev/null && command -v zbarimg >/dev/null ||
    stage_fail "Xvfb or zbarimg is missing: run make setup"

# What the visit leaves, whether it went well or not.
keep_results() {
    rm -rf "$out"
    mkdir -p "$out/screens"
    cp "$stage"/record/*.png "$out/screens/" 2>/dev/null || true
    for name in paper/receipt.png paper/sheet-1.pdf platform.json timeline.txt visit.txt receipt.txt proof.txt; do
        [ ! -s "$stage/$name" ] || cp "$stage/$name" "$out/"
    done
    cp -r "$stage/log" "$out/log"
}

# Pictures that a person would see, by their numbers; the current one may be without a picture.
count_screens() {
    ls "$out/screens" | grep -c '^[0-9].*\.png$' || true
}

stage_begin banshi-bench banshi-platform banshi-catalogue banshi-visit
stage_display "${DEMO_DISPLAY:-1080x1920}"
stage_platform
stage_kiosk --record "$stage/record"

good=1
stage_visit "$visit" "$stage/visit.txt" || {
    good=0
    grep FAIL "$stage/visit.txt" >&2 || stage_say "the visit could not be played" >&2
}

# What is not expected by the script must not be there.
prove() {
    stage_dump && "$programs/banshi-visit" prove --timeline "$stage/timeline.txt" \
        --dump "$stage/platform.json" --paper "$stage/receipt.txt" --sheets-in "$stage/paper" \
        --cases 1 --sheets 0 --door-events 0 --forced-doors 0 --script "$visit" >"$stage/proof.txt"
}

: >"$stage/receipt.txt"
[ ! -e "$stage/paper/receipt.png" ] ||
    zbarimg --quiet --raw "$stage/paper/receipt.png" >"$stage/receipt.txt" 2>/dev/null || {
    good=0
    echo "FAIL demo: no QR code can be read on the printed receipt" >&2
}
# What was done last (a door, an attachment) may be on its way to the platform still; a line that
# was down is found up again with the next sign of life, half a minute apart.
stage_wait 45 prove || good=0
[ -e "$stage/platform.json" ] ||
    echo "FAIL demo: the platform could not be read: $(cat "$stage/log/dump.log")" >&2
sed 's/^/demo: /' "$stage/proof.txt"

keep_results
stage_say "$(count_screens) screens, receipt, platform and timeline are in $out"
if [ "$good" -ne 1 ]; then
    echo "FAIL demo: see $out/visit.txt, $out/proof.txt and $out/log" >&2
    exit 1
fi
stage_say "the visit is proven"
