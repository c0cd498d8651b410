#!/bin/sh
# The kiosk beside Debian's Chromium in kiosk mode with the same page, measured from outside by the
# same eye (rival/watch.c) on the same kind of display, in turns: medians, and their ratios against
# the goals. Fails when a goal is missed. What was measured stays in build/bench/.
#
#   tests/bench/chromium.sh
#   RIVAL_ROUNDS=20 tests/bench/chromium.sh      ten is the least that counts
#
# Where the two differ, Chromium has the lighter task: its page needs no network, no devices and no
# store, and both its pages are built at its start (rival/page.html). The kiosk that starts and is
# pressed is the whole house: supervisor, glass, store, relay, guard, voice and drivers; only the world
# around it (virtual devices, pcscd, platform) is not counted. Memory and idle time are compared by what
# shows the page, and the whole house stands below with its own ratio. Each start finds an empty folder
# for its data, and no file in the page cache but what running processes hold: the world keeps some of
# the kiosk's libraries there (libc, Cairo).
set -eu
cd "$(dirname "$0")/../.."
. tools/run/stage.sh
stage_name=bench
out=build/bench
rounds=${RIVAL_ROUNDS:-10}
presses=5  # a round; most are not the first after a start, as in a kiosk's life
settle=5   # seconds until memory is read
quiet=60   # seconds until idle processor time is read: a browser has much to do at first
window=12  # seconds, each of the reads of idle processor time
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
    # shellcheck disable=SC2086
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
    # shellcheck disable=SC2046
    ${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o "$stage/watch" \
        tests/bench/rival/watch.c $(pkg-config --cflags --libs x11 xtst xdamage jansson)
}

# display: a screen that the eye may look into, without the pointer's arrow in the picture.
display() {
    stage_display 1080x1920 -shmem -nocursor
    WATCH_SCREEN=$(sed -n 's/^screen 0 shmid //p' "$stage_log")
    export WATCH_SCREEN
}

# ---- the two ----

# The world of a kiosk was there before it: its devices stand ready, and pcscd runs since the machine
# was switched on.
start_kiosk() {
    rm -rf "$stage/data" "$stage/stamp"
    mkdir "$stage/data"
    SDL_AUDIODRIVER=dummy # a voice that nobody hears is still a voice
    export SDL_AUDIODRIVER
    stage_start kiosk "$programs/banshi-bench" serve --socket "$stage/bench.socket" \
        --paper "$stage/paper" -- sh -c "sleep 1; $stage_devices_first" sh "$stage/watch" start "$stage/stamp" \
        "$programs/banshi" --board board/desk-portrait --assets assets --data "$stage/data" \
        --pki "$stage/pki" --platform "https://127.0.0.1:$(cat "$stage/port")" "$@"
}

start_chromium() {
    rm -rf "$stage/profile" "$stage/stamp"
    mkdir "$stage/profile"
    stage_start chromium "$stage/watch" start "$stage/stamp" \
        chromium --kiosk --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --disable-features=Translate --window-position=0,0 --window-size=1080,1920 \
        --user-data-dir="$stage/profile" "file://$stage/page/page.html"
}

# start NAME: puts `kiosk` or `chromium` on the display. `root` is its first process; what else was
# started for it (the virtual devices) is no part of it.
start() {
    "start_$1"
    started=$!
    stage_wait 10 test -s "$stage/stamp" || stage_fail "$1 does not start"
    root=$(cut -d ' ' -f 2 "$stage/stamp")
}

# What start put there. Numbers of processes are used again: stage_end must not meet the old ones.
stop() {
    stage_stop "$started"
    stage_pids=$world
    sleep 1
}

# ---- what is measured ----

temperature=warm
forget_files() {
    sync
    if sh -c 'echo 3 >/proc/sys/vm/drop_caches' 2>/dev/null; then temperature=cold; fi
}

# note NAME WHAT VALUE: one line a value, for everything that follows.
note() {
    echo "$1 $2 $3" >>"$out/rival.txt"
}

tree_of() {
    echo "$1" && stage_below "$1"
}

# pss_mib PROCESS...
pss_mib() {
    for pid in "$@"; do
        cat "/proc/$pid/smaps_rollup" 2>/dev/null
    done | awk '/^Pss:/ { kib += $2 } END { printf "%.1f", kib / 1024 }'
}

# cpu_ns PROCESS...: nanoseconds on a processor of all their threads that live: finer than the ticks
# of /proc/N/stat.
cpu_ns() {
    for pid in "$@"; do
        cat /proc/"$pid"/task/*/schedstat 2>/dev/null
    done | awk '{ ns += $1 } END { printf "%.0f", ns }'
}

# The process of the house that shows the page.
glass_of() {
    for pid in $(tree_of "$1"); do
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != banshi-kiosk ] || echo "$pid"
    done
}

# page_of NAME ROOT: what shows the page. Of Chromium that is all of it.
page_of() {
    if [ "$1" = kiosk ]; then glass_of "$2"; else tree_of "$2"; fi
}

# round NAME NUMBER: start, memory, presses.
round() {
    stage_start eye "$stage/watch" wait "$out/$1-home.ppm" "$stage/page/home.json" "$stage/stamp"
    eye=$!
    sleep 0.5
    forget_files
    start "$1"
    wait "$eye" || stage_fail "$1 never showed its home page: $(tail -n 3 "$stage/log/$1.log")"
    note "$1" start "$(cat "$stage/log/eye.log")"
    sleep "$settle"
    # shellcheck disable=SC2046
    note "$1" tree "$(pss_mib $(tree_of "$root"))"
    # shellcheck disable=SC2046
    note "$1" memory "$(pss_mib $(page_of "$1" "$root"))"
    for _ in $(seq "$presses"); do
        note "$1" press "$("$stage/watch" press "$stage/page/home.json" service \
            "$out/$1-opened.ppm" "$stage/page/opened.json")"
        "$stage/watch" press "$stage/page/opened.json" back "$out/$1-home.ppm" \
            "$stage/page/home.json" >/dev/null
    done
    stop
    cp "$stage/log/$1.log" "$out/rival-$1-$2.log"
}

# Both at once, each on its own display: the same seconds for both. What shows the page is compared
# with what shows the page; what the house does besides (it asks reader and printer every three
# seconds how they are, and no browser does that) is a line of its own.
idle() {
    start kiosk
    kiosk=$root
    display
    start chromium
    chromium=$root
    sleep "$quiet"
    house=$(tree_of "$kiosk")
    browser=$(tree_of "$chromium")
    glass=$(glass_of "$kiosk")
    # shellcheck disable=SC2086
    for _ in $(seq "$rounds"); do
        glass_before=$(cpu_ns $glass)
        house_before=$(cpu_ns $house)
        chromium_before=$(cpu_ns $browser)
        sleep "$window"
        glass_after=$(cpu_ns $glass)
        house_after=$(cpu_ns $house)
        chromium_after=$(cpu_ns $browser)
        note kiosk idle "$(percent $((glass_after - glass_before)))"
        note kiosk house "$(percent $((house_after - house_before)))"
        note chromium idle "$(percent $((chromium_after - chromium_before)))"
    done
}

percent() {
    awk -v ns="$1" -v seconds="$window" 'BEGIN { printf "%.4f", ns / seconds / 1e7 }'
}

# ---- the same page ----

# The kiosk plays the first steps of a visit and says what it shows: that is Chromium's page.
make_page() {
    printf '%s\n' 'screen home' 'tap situation 0' 'wait 500' >"$stage/visit.txt"
    start_kiosk --record "$stage/record"
    started=$!
    "$programs/banshi-visit" --record "$stage/record" --script "$stage/visit.txt" \
        --log "$stage/visit.log" || stage_fail "no second page: $(tail -n 1 "$stage/visit.log")"
    stop
    mkdir "$stage/page"
    cp tests/bench/rival/page.html "$stage/page/"
    cp "$(ls "$stage"/record/*-home.json | head -n 1)" "$stage/page/home.json"
    cp "$(ls "$stage"/record/*-home.json | tail -n 1)" "$stage/page/opened.json"
    {
        echo 'const screens = {'
        echo "home: $(cat "$stage/page/home.json"),"
        echo "opened: $(cat "$stage/page/opened.json")};"
    } >"$stage/page/screens.js"
}

# learn NAME: what it makes of both pages, undisturbed, is what the eye waits for later. This first
# run of each does not count.
learn() {
    start "$1"
    sleep "$settle"
    "$stage/watch" keep "$out/$1-home.ppm"
    "$stage/watch" press "$stage/page/home.json" service
    "$stage/watch" keep "$out/$1-opened.ppm"
    stop
}

# ---- the table ----

# median NAME WHAT
median() {
    awk -v name="$1" -v what="$2" '$1 == name && $2 == what { print $3 }' "$out/rival.txt" |
        sort -n | awk '{ value[NR] = $1 }
            END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'
}

# compare WHAT TITLE UNIT PART: the kiosk may have one PARTth of what Chromium has.
compare() {
    line=$(awk -v title="$2" -v unit="$3" -v part="$4" -v kiosk="$(median kiosk "$1")" \
        -v chromium="$(median chromium "$1")" 'BEGIN {
            ratio = 9999
            if (kiosk > 0)
                ratio = chromium / kiosk
            printf "%-34s %9.2f %9.2f %-11s 1/%-5.1f goal 1/%-3d %s\n", title, kiosk, chromium,
                unit, ratio, part, kiosk * part <= chromium ? "ok" : "MISSED" }')
    echo "$line" | tee -a "$out/rival-table.txt"
    case $line in *MISSED) failures=$((failures + 1)) ;; esac
}

# house WHAT BESIDE UNIT: with all that no browser has: drivers, voice, guard, store, relay.
house() {
    awk -v unit="$3" -v kiosk="$(median kiosk "$1")" -v chromium="$(median chromium "$2")" 'BEGIN {
        printf "%-34s %9.2f %9.2f %-11s 1/%-5.1f\n", "  of the whole house", kiosk, chromium, unit,
            chromium / kiosk }'
}

mkdir -p "$out"
rm -f "$out"/rival* "$out"/*.ppm
install_rival
stage_begin banshi-bench banshi-platform banshi-catalogue banshi-visit
build_watch
HOME=$stage/home # both may keep what they like, and nothing of it stays
export HOME
mkdir "$HOME"
display
stage_platform
world=$stage_pids
make_page
learn kiosk
learn chromium
for round in $(seq "$rounds"); do
    round kiosk "$round"
    round chromium "$round"
done
idle

version=$(dpkg-query -W -f '${Version}' chromium)
stage_say "the kiosk beside Chromium $version, medians of $rounds rounds"
printf '%-34s %9s %9s\n' "" kiosk Chromium
compare start "$temperature start to painted home" ms 5
compare memory "proportional memory, idle" MiB 8
house tree memory MiB
compare press "press to painted page" ms 3
compare idle "idle processor time" "% of a core" 10
house house idle "% of a core"
echo
[ "$failures" = 0 ]
