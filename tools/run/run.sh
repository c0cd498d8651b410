#!/bin/sh
# The whole machine on a desk: the kiosk in a window and a panel that plays the world around it
# (cards, faults, network). Ends when either window is closed. Without a display it plays the
# scripted visit instead and says where its pictures are.
#
#   tools/run/run.sh
#   STAGE_BOARD=board/desk-portrait tools/run/run.sh    this board, whether or not it fits
set -eu
cd "$(dirname "$0")/../.."
. tools/run/stage.sh
stage_name=run

if [ -z "${DISPLAY-}" ] && [ -z "${WAYLAND_DISPLAY-}" ]; then
    stage_say "there is no display; playing the scripted visit"
    sh tools/run/demo.sh
    stage_say "look at build/demo/screens/*.png and build/demo/receipt.png"
    exit 0
fi

stage_begin banshi-bench banshi-platform banshi-catalogue banshi-desk
# The portrait panel is 1080x1920; most desks have less, and its lower keys would be out of reach.
if [ -z "${STAGE_BOARD-}" ]; then
    size=$("$programs/banshi-desk" --display 2>"$stage/log/display.log") ||
        stage_fail "the display cannot be used: $(cat "$stage/log/display.log")"
    STAGE_BOARD=board/desk-portrait
    [ "${size#* }" -ge 1920 ] || STAGE_BOARD=board/desk-landscape
fi
stage_platform
stage_kiosk --windowed
stage_start desk "$programs/banshi-desk" --bench "$stage/bench.socket" \
    --platform "$stage/platform.socket" --paper "$stage/paper"
desk=$!
stage_say "the kiosk runs; its data lie in $stage until the windows are closed"
while ! stage_gone "$desk" && ! stage_gone "$stage_bench"; do
    sleep 0.5
done
