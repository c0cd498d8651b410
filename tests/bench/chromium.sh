#!/bin/sh
# The kiosk beside Debian's Chromium in kiosk mode with the same page, measured from outside by the
# same eye (rival/watch.c) on the same kind of display, in turns: medians, and their ratios against
# the goals. Fails when a goal is missed. What was measured stays in build/bench/.
#
#   tests/bench/chromium.sh
#   RIVAL_ROUNDS=20 tests/bench/chromium.sh      ten is the least that counts
#
# Where the two differ, Chromium has the lighter task: its page needs no network, no devices and no
# store, and both its pages are built at its start (rival/page.html). The kiosk is the whole house:
# supervisor, glass, store, relay and devices; only the world around it (virtual devices, platform)
# is not counted. Each start finds an empty folder for its data, and no file in the page cache but
# what running processes hold: the world keeps some of the kiosk's libraries there (libc, Cairo).
set -eu
cd "$(dirname "$0")/../.."
. tools/run/stage.sh
stage_name=bench
out=build/bench
rounds=${RIVAL_ROUNDS:-10}
presses=3      # a round
settle=5       # seconds until memory is read
quiet=60       # seconds until idle processor time is read: a browser has much to do at first
window=12      # seconds, each of the reads of idle processor time
failures=0

# Only this comparison needs them, so that packages.txt does not name them.
install_rival() {
    missing=
    for name in chromium libxdamage-dev; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' $name 2>/dev/null)" = installed ] ||
            missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    stage_say "installing$missing"
    for try in install update install; do
        case $try in
        install) set -- install -y --no-install-recommends $missing ;;
        update) set -- update ;;
        esac
        if $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
            -o Acquire::Retries=3 "$@" >"$out/install.log" 2>&1 && [ $try = install ]; then
            return 0
        fi
    done
    stage_fail "apt-get failed: $(tail -n 5 "$out/install.log")"
}

build_watch() {
    ${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o "$stage/watch" \
        tests/bench/rival/watch.c $(pkg-config --cflags --libs x11 xext xtst xdamage jansson)
}

# ---- the two ----

# Puts `kiosk` or `chromium` on the display. `root` is its first process; what else was started
# for it (the virtual devices) is no part of it.
start_kiosk() {
    rm -rf "$stage/data" "$stage/stamp"
    mkdir "$stage/data"
    stage_start kiosk "$programs/banshi-bench" serve --socket "$stage/bench.socket" \
        --paper "$stage/paper" -- "$stage/watch" start "$stage/stamp" \
        "$programs/banshi" --board board/desk-portrait --assets assets --data "$stage/data" \
        --pki "$stage/pki" --platform "https://127.0.0.1:$(cat "$stage/port")" "$@"
}

start_chromium() {
    rm -rf "$stage/profile" "$stage/stamp"
    mkdir "$stage/profile"
    stage_start chromium "$stage/watch" start "$stage/stamp" \
        chromium --kiosk --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --window-position=0,0 --window-size=1080,1920 --user-data-dir="$stage/profile" \
        "file://$stage/page/page.html"
}

# start NAME: what stage_end would end is put back by stop, because numbers are used again.
start() {
    others=$stage_pids
    "start_$1"
    started=$!
    stage_wait 10 test -s "$stage/stamp" || stage_fail "$1 does not start"
    root=$(cut -d ' ' -f 2 "$stage/stamp")
}

stop() {
    stage_stop "$1"
    stage_pids=$others
    sleep 1
}

# ---- what is measured ----

is_cold=
forget_files() {
    sync
    if echo 3 2>/dev/null >/proc/sys/vm/drop_caches; then is_cold=1; fi
}

# note NAME WHAT VALUE: one line a value, for everything that follows.
note() {
    echo "$1 $2 $3" >>"$out/rival.txt"
}

tree_of() {
    echo "$1" && stage_below "$1"
}

pss_mib() {
    for pid in $(tree_of "$1"); do
        cat "/proc/$pid/smaps_rollup" 2>/dev/null
    done | awk '/^Pss:/ { kib += $2 } END { printf "%.1f", kib / 1024 }'
}

# Nanoseconds on a processor of all threads that live: finer than the ticks of /proc/N/stat.
cpu_ns() {
    for pid in $(tree_of "$1"); do
        cat /proc/"$pid"/task/*/schedstat 2>/dev/null
    done | awk '{ ns += $1 } END { printf "%.0f", ns }'
}

# round NAME: start, memory, presses.
round() {
    "$stage/watch" wait "$out/$1-home.ppm" "$stage/page/home.json" "$stage/stamp" \
        >"$stage/painted" &
    eye=$!
    sleep 0.5
    forget_files
    start "$1"
    wait "$eye" || stage_fail "$1 never showed its home page: $(tail -n 3 "$stage/log/$1.log")"
    note "$1" start "$(cat "$stage/painted")"
    sleep "$settle"
    note "$1" memory "$(pss_mib "$root")"
    for press in $(seq "$presses"); do
        note "$1" press "$("$stage/watch" press "$stage/page/home.json" service \
            "$out/$1-guide.ppm" "$stage/page/guide.json")"
        "$stage/watch" press "$stage/page/guide.json" back "$out/$1-home.ppm" \
            "$stage/page/home.json" >/dev/null
    done
    stop "$started"
}

# Both at once, each on its own display: the same seconds for both.
idle() {
    start kiosk
    kiosk=$root
    stage_display 1080x1920
    start chromium
    chromium=$root
    sleep "$quiet"
    for read in $(seq "$rounds"); do
        kiosk_before=$(cpu_ns "$kiosk")
        chromium_before=$(cpu_ns "$chromium")
        sleep "$window"
        kiosk_after=$(cpu_ns "$kiosk")
        chromium_after=$(cpu_ns "$chromium")
        note kiosk idle "$(percent $((kiosk_after - kiosk_before)))"
        note chromium idle "$(percent $((chromium_after - chromium_before)))"
    done
}

percent() {
    awk -v ns="$1" -v seconds="$window" 'BEGIN { printf "%.4f", ns / seconds / 1e7 }'
}

# ---- the same page ----

# The kiosk plays the first steps of a visit and says what it shows: that is Chromium's page. What
# each of the two makes of it, undisturbed, is what the eye waits for later.
learn_kiosk() {
    printf '%s\n' 'screen home' 'tap service 0' 'screen guide' >"$stage/visit.txt"
    others=$stage_pids
    start_kiosk --record "$stage/record"
    started=$!
    "$programs/banshi-visit" --record "$stage/record" --script "$stage/visit.txt" \
        --log "$stage/visit.log" || stage_fail "no guide page: $(tail -n 1 "$stage/visit.log")"
    mkdir "$stage/page"
    cp tests/bench/rival/page.html "$stage/page/"
    for page in home guide; do
        cp "$(ls "$stage"/record/*-$page.json | head -n 1)" "$stage/page/$page.json"
    done
    {
        echo 'const screens = {'
        echo "home: $(cat "$stage/page/home.json"),"
        echo "guide: $(cat "$stage/page/guide.json")};"
    } >"$stage/page/screens.js"
    "$stage/watch" keep "$out/kiosk-guide.ppm"
    stop "$started"
    start kiosk
    stage_wait 20 "$stage/watch" keep "$out/kiosk-home.ppm"
    stop "$started"
}
