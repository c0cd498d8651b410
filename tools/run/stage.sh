# The stage: a whole machine with its world on one computer, for the demo, the desk and the tests of
# processes. To be sourced by a script that stands in the root of the tree; POSIX sh. Everything lies
# in one folder ($stage), everything listens on 127.0.0.1 or on sockets in that folder, and stage_end
# ends every process that was started here, by its number.
#
#   stage_begin PROGRAM...     makes $stage, when the house and these programs were built, and sees to
#                              it that stage_end comes, whatever happens
#   stage_display SIZE [OPTION...]  an X server without a screen, as $DISPLAY
#   stage_platform             keys, catalogue and the reference platform
#   stage_kiosk [ARGUMENT...]  virtual devices and the kiosk; waits until it is at home. A visit needs
#                              --record "$stage/record": it presses what the kiosk says it shows
#   stage_whole                whether every process of the house runs
#   stage_dump                 writes platform.json, what the platform holds
#   stage_end                  ends it all
#
# $stage/log holds what each program said, $stage/record what the kiosk showed, $stage/paper what
# was printed, $stage/timeline.txt what happened.

programs=${BANSHI_PROGRAMS:-build/release}
stage_processes=$(sed -n 's/^PROCESS([A-Z]*, "\([a-z]*\)".*/\1/p' firmware/app/processes.def)
stage_pids=

stage_say() {
    echo "$stage_name: $*"
}

stage_fail() {
    echo "FAIL $stage_name: $*" >&2
    exit 1
}

stage_begin() {
    for program in banshi $(printf 'banshi-%s ' $stage_processes) "$@"; do
        [ -x "$programs/$program" ] || stage_fail "$programs/$program is missing: run make first"
    done
    stage=$(mktemp -d "${TMPDIR:-/tmp}/banshi.XXXXXX")
    mkdir "$stage/log" "$stage/record" "$stage/paper" "$stage/data" "$stage/tmp"
    export TMPDIR="$stage/tmp" # whatever a program forgets goes with the stage
    trap stage_end EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# stage_start NAME COMMAND...: starts a program of the stage in the background; its number is $!.
stage_start() {
    stage_log=$stage/log/$1.log
    shift
    "$@" >"$stage_log" 2>&1 </dev/null &
    stage_pids="$! $stage_pids"
}

# stage_wait SECONDS TEST...: until the test succeeds; fails when the time is over.
stage_wait() {
    stage_until=$(($(date +%s) + $1))
    shift
    while ! "$@"; do
        [ "$(date +%s)" -le "$stage_until" ] || return 1
        sleep 0.1
    done
}

# The numbers of all processes below process $1, one a line. The name in /proc/N/stat stands in
# brackets and may hold anything, so fields are counted from the last bracket. Dead ones that only
# wait to be collected do not count.
stage_below() {
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v above="$1" '
        { pid = $1; sub(/^.*\) /, ""); if ($1 != "Z") parent[pid] = $2 }
        END {
            found[above] = 1
            do {
                more = 0
                for (pid in parent)
                    if (!(pid in found) && (parent[pid] in found)) {
                        found[pid] = 1; more = 1; print pid
                    }
            } while (more)
        }'
}

# Whether none of the processes $1... lives.
stage_gone() {
    for stage_pid in "$@"; do
        if [ -d "/proc/$stage_pid" ] && ! grep -qs '^State:.Z' "/proc/$stage_pid/status"; then
            return 1
        fi
    done
}

# Asks a program and all below it to end; after five seconds it is ended.
stage_stop() {
    stage_below_pids=$(stage_below "$1")
    kill -TERM "$1" 2>/dev/null || true
    stage_wait 5 stage_gone "$1" $stage_below_pids ||
        kill -KILL "$1" $stage_below_pids 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

stage_end() {
    stage_status=$?
    trap - EXIT HUP INT TERM
    for stage_pid_started in $stage_pids; do
        stage_stop "$stage_pid_started"
    done
    stage_pids=
    [ -n "${stage_keep-}" ] || rm -rf "$stage"
    exit "$stage_status"
}

# Two servers that look for a free number at the same moment may hit on one; the loser tries again.
stage_display() {
    stage_size=$1
    shift
    for stage_try in 1 2 3; do
        stage_start "xvfb-$stage_try" Xvfb -displayfd 1 -screen 0 "${stage_size}x24" -nolisten tcp \
            -noreset "$@"
        if stage_wait 30 grep -qs '^[0-9][0-9]*$' "$stage_log"; then
            DISPLAY=:$(grep -m 1 '^[0-9][0-9]*$' "$stage_log")
            SDL_VIDEODRIVER=x11
            export DISPLAY SDL_VIDEODRIVER
            return 0
        fi
    done
    stage_fail "Xvfb does not start: $(tail -n 2 "$stage_log")"
}

stage_platform() {
    tools/platform/pki.sh "$stage/pki" >"$stage/log/pki.log" 2>&1 || stage_fail "no keys were made"
    "$programs/banshi-catalogue" build assets/services --version 1 >"$stage/catalogue.json" \
        2>"$stage/log/catalogue.log" || stage_fail "no catalogue: $(cat "$stage/log/catalogue.log")"
    stage_start platform "$programs/banshi-platform" --port 0 --port-file "$stage/port" \
        --dir "$stage/platform" --pki "$stage/pki" --catalogue "$stage/catalogue.json" \
        --control "$stage/platform.socket"
    stage_wait 60 test -s "$stage/port" ||
        stage_fail "the platform does not start: $(tail -n 3 "$stage/log/platform.log")"
}

# The board of the stage: as it stands, with a port for the A4 printer that nobody else has.
stage_board() {
    cp -r "${STAGE_BOARD:-board/desk-portrait}" "$stage/board"
    stage_pages_port=$(awk 'BEGIN { srand('"$$"'); print 20000 + int(rand() * 12000) }')
    sed -i "s|127.0.0.1:8631/|127.0.0.1:$stage_pages_port/|" "$stage/board/board.json"
}

# Hardware needs none of the processor's time: the threads of the program that plays it come first, as
# far as this user may say so. To be run by that program as the shell before its own child.
stage_devices_first='
    for thread in /proc/$PPID/task/*; do renice -n -10 -p "${thread##*/}"; done >/dev/null 2>&1
    exec "$@"'

stage_kiosk() {
    SDL_AUDIODRIVER=${SDL_AUDIODRIVER:-dummy} # a voice that nobody hears is still a voice
    export SDL_AUDIODRIVER
    stage_board
    stage_start kiosk "$programs/banshi-bench" serve --socket "$stage/bench.socket" \
        --paper "$stage/paper" --pages-port "$stage_pages_port" \
        --preload "$(realpath "$programs")/libbanshi-camera.so" -- \
        sh -c "$stage_devices_first" sh "$programs/banshi" --board "$stage/board" --assets assets \
        --data "$stage/data" --pki "$stage/pki" --platform "https://127.0.0.1:$(cat "$stage/port")" \
        --timeline "$stage/timeline.txt" "$@"
    stage_bench=$!
    stage_wait 60 grep -qs 'view=home' "$stage/timeline.txt" ||
        stage_fail "the kiosk shows nothing: $(tail -n 5 "$stage/log/kiosk.log")"
    # Home changes once more when the last device is there; a finger would wait for that, too.
    stage_wait 60 grep -qs 'all processes are up' "$stage/log/kiosk.log" || true
    stage_wait 15 grep -qs 'device=locker state=online' "$stage/timeline.txt" || true
}

# The processes of the house that do not run, by their names in processes.def.
stage_missing() {
    for stage_pid in $(stage_below "$stage_bench"); do
        tr '\0' ' ' <"/proc/$stage_pid/cmdline" 2>/dev/null || true
        echo
    done | sed 's|^[^ ]*/||' >"$stage/house.txt"
    for stage_process in $stage_processes; do
        grep -q "^banshi-$stage_process " "$stage/house.txt" || echo "$stage_process"
    done
}

stage_whole() {
    [ -z "$(stage_missing)" ]
}

# stage_visit SCRIPT LOG: plays a visit; its status is the visit's.
stage_visit() {
    "$programs/banshi-visit" --record "$stage/record" --bench "$stage/bench.socket" \
        --platform "$stage/platform.socket" --above "$stage_bench" --script "$1" --log "$2"
}

stage_dump() {
    "$programs/banshi-platform" --dir "$stage/platform" --pki "$stage/pki" \
        --dump "$stage/platform.json" >"$stage/log/dump.log" 2>&1
}
