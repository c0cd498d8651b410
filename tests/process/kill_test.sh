#!/bin/sh
# Kills each process of the kiosk on each screen of the first visit, with SIGKILL, and looks whether
# the world stays whole: the visit goes on to the cleared home screen, a confirmed case is at the
# platform exactly once, and no second paper comes out unasked.
#
# "devices" is all those whose device the visit does not need, killed one after the other.
#
#   tests/process/kill_test.sh          the processes on 6 screens
#   tests/process/kill_test.sh --full   on all 11 screens, as `make test` does
#   tests/process/kill_test.sh --screens "submit result" --processes "kiosk store"
#   JOBS=11                             how many kiosks run at once, each with its own display
#
# Each screen has a kiosk of its own, which is killed by one process after the other; at the end it
# gets a SIGTERM and must leave no process. Closes with "N passed, N failed". What a failed kiosk
# left is kept in build/process/.
set -eu
cd "$(dirname "$0")/../.."
. tools/run/stage.sh

results=build/process
processes="kiosk reader printer store relay voice devices"
devices="pages scanner smartcard locker signals camera"
screens="guide identify review submit printing rating"
screens_full="home guide identify consent choice review submit printing result rating clearing"
settle_s=20 # the outbox may try again before the platform has it all

# What the citizen does on each screen, whatever comes: lays the card down, and once more when it is
# not taken; believes that a paper that may have come out did.
write_habits() {
    cat <<END
limit 60
bench card remove
when home tap situation 0
when home tap service 社会保险
when identify bench card place zhang
when identify tap primary
when identify bench card remove
when guide|consent|review|submit|result|idle|help tap primary
when choice tap choose 0
when choice tap primary
when rating tap rate 4
when leave tap stay
screen home
END
}

# The lines of a script that kill it.
kills() {
    if [ "$1" != devices ]; then echo "kill $1"; else printf 'kill %s\n' $devices; fi
}

# write_script SCREEN PROCESS: the visit with the kill in it. Where a screen is short it is made
# longer from outside: no card yet, a slow platform, a slow printer.
write_script() {
    write_habits
    case $1 in
    home) printf '%s\n' "$(kills "$2")" "wait 3000" "screen home" "go home" ;;
    identify)
        printf '%s\n' "go identify" "$(kills "$2")" "wait 400" "go home"
        ;;
    submit)
        printf '%s\n' "platform slow 1500" "go submit" "$(kills "$2")" "wait 2000" "platform clear" \
            "go home"
        ;;
    printing)
        printf '%s\n' "go review" "bench printer fault slow" "go result" "wait 900" "$(kills "$2")" \
            "go rating|home" "bench printer fault none" "go home"
        # What hung in the printer falls as a piece of its own, and belongs to this visit.
        [ "$2" != printer ] || echo "wait 4000"
        ;;
    clearing) printf '%s\n' "go rating" "tap rate 4" "$(kills "$2")" "screen home" ;;
    *) printf '%s\n' "go $1" "$(kills "$2")" "go home" ;;
    esac
}

count_papers() {
    ls "$stage/paper" | grep -c '^receipt-' || true
}

prove() {
    stage_dump && "$programs/banshi-visit" prove --timeline "$stage/timeline.txt" \
        --dump "$stage/platform.json" >"$stage/proof.txt" 2>&1
}

count_cases() {
    sed -n 's/.*number of cases: \([0-9]*\).*/\1/p' "$stage/proof.txt"
}

# After a visit that got stuck: the kiosk asks, waits and clears by itself; then the next may come.
clear_stage() {
    printf '%s\n' "platform clear" "bench printer fault none" "limit 120" "screen home" \
        >"$stage/script.txt"
    stage_visit "$stage/script.txt" "$stage/log/clear.txt" || true
}

# try_kill SCREEN PROCESS: one visit; prints "PASS|FAIL screen process cases papers why".
try_kill() {
    papers=$(count_papers)
    why=
    write_script "$1" "$2" >"$stage/script.txt"
    stage_visit "$stage/script.txt" "$stage/log/$1-$2.txt" >"$stage/log/$1-$2.err" 2>&1 ||
        why="$(grep -h FAIL "$stage/log/$1-$2.txt" | tail -n 1 | cut -c 11-)"
    stage_wait "$settle_s" prove || why="$why $(grep -h FAIL "$stage/proof.txt" | head -n 1)"
    stage_wait 15 stage_whole || why="$why $(stage_missing) is not there again;"
    papers=$(($(count_papers) - papers))
    cases_now=$(count_cases)
    [ "$papers" -le 1 ] || why="$why $papers papers;"
    [ $((${cases_now:-0} - cases)) -le 1 ] || why="$why $((cases_now - cases)) cases;"
    if [ -z "$why" ]; then verdict=PASS; else verdict=FAIL && clear_stage; fi
    echo "$verdict $1 $2 $((${cases_now:-0} - cases)) $papers $why"
    cases=${cases_now:-$cases}
}

# SIGTERM to the supervisor ends the house: nothing of it is left after ten seconds.
try_term() {
    supervisor=$(stage_below "$stage_bench" | while read -r pid; do
        [ "$(tr '\0' '\n' <"/proc/$pid/cmdline" | head -n 1)" != "$programs/banshi" ] || echo "$pid"
    done)
    [ -n "$supervisor" ] || {
        echo "FAIL $1 SIGTERM 0 0 no supervisor runs"
        return
    }
    house="$supervisor $(stage_below "$supervisor")"
    kill -TERM "$supervisor"
    if stage_wait 10 stage_gone $house; then
        echo "PASS $1 SIGTERM 0 0"
    else
        echo "FAIL $1 SIGTERM 0 0 processes are left"
    fi
}

# One kiosk and its world, for one screen.
run_kiosk() {
    stage_name=$1
    stage_begin banshi-bench banshi-platform banshi-catalogue banshi-visit
    stage_display 1080x1920
    stage_platform
    stage_kiosk --record "$stage/record" --no-pictures
    cases=0
    for process in $processes; do
        try_kill "$1" "$process"
    done >"$results/$1.txt"
    try_term "$1" >>"$results/$1.txt"
    rm -rf "$results/$1"
    if grep -q '^FAIL' "$results/$1.txt"; then
        mkdir "$results/$1"
        cp -r "$stage/log" "$stage/timeline.txt" "$stage/platform.json" "$stage/proof.txt" \
            "$results/$1/" 2>/dev/null || true
    fi
}

# Runs all kiosks, at most $JOBS at once; a kiosk that does not even start is a failure.
run_all() {
    for screen in $screens; do
        echo "$screen"
    done | xargs -P "${JOBS:-11}" -I SCREEN sh "$0" --kiosk SCREEN --processes "$processes" || true
    for screen in $screens; do
        [ -s "$results/$screen.txt" ] ||
            echo "FAIL $screen - 0 0 $(tail -n 1 "$results/$screen.err")" >"$results/$screen.txt"
    done
}

print_table() {
    printf '%-10s %-8s %-5s %5s %6s  %s\n' screen killed "" cases papers why
    for screen in $screens; do
        while read -r verdict at killed case_count paper_count reason; do
            printf '%-10s %-8s %-5s %5s %6s  %s\n' "$at" "$killed" "$verdict" "$case_count" \
                "$paper_count" "$reason"
        done <"$results/$screen.txt"
    done
}

kiosk=
while [ $# -gt 0 ]; do
    case $1 in
    --full) screens=$screens_full ;;
    --screens) screens=$2 && shift ;;
    --processes) processes=$2 && shift ;;
    --kiosk) kiosk=$2 && shift ;;
    *) echo "usage: $0 [--full] [--screens \"...\"] [--processes \"...\"]" >&2 && exit 2 ;;
    esac
    shift
done

mkdir -p "$results"
if [ -n "$kiosk" ]; then
    run_kiosk "$kiosk" 2>"$results/$kiosk.err"
    exit 0
fi
rm -rf "${results:?}"/*
run_all
print_table | tee "$results/table.txt"
passed=$(cat "$results"/*.txt | grep -c '^PASS' || true)
failed=$(cat "$results"/*.txt | grep -c '^FAIL' || true)
echo "process: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
