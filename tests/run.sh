#!/bin/sh
# Runs every test program that `make test` has built and counts what each says of itself. The last line
# is "N passed, N failed"; the status is 0 only when nothing failed. Full output: build/test/*.log.
set -u
logs=build/test
export BANSHI_PLATFORM=build/debug/banshi-platform BANSHI_VALIDATE=build/debug/banshi-validate
export BANSHI_LINT=build/debug/banshi-lint BANSHI_CATALOGUE=build/debug/banshi-catalogue
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
# GLib and fontconfig keep caches for the life of a process; they are theirs, not leaks of ours.
export LSAN_OPTIONS=suppressions=tests/leaks.supp:print_suppressions=0 G_SLICE=always-malloc
export SDL_VIDEODRIVER=dummy

export BANSHI_VOICE=build/debug/banshi-voice

# A cmocka program: its own closing lines are counted. Most of them wait for time to pass, so several
# run at once; each leaves its counts in a file, and the screen hears of it when it ends.
cmocka() {
    name=$(echo "${1#build/debug/tests/}" | tr / .)
    began=$(date +%s)
    timeout 300 "$1" >"$logs/$name.log" 2>&1 </dev/null
    status=$?
    good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$logs/$name.log" | awk '{n += $1} END {print n + 0}')
    bad=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$logs/$name.log" | awk '{n += $1} END {print n + 0}')
    skip=$(sed -n 's/^\[  SKIPPED \] \([0-9]*\) test.*/\1/p' "$logs/$name.log" | awk '{n += $1} END {print n + 0}')
    [ $status != 0 ] && [ "$bad" = 0 ] && bad=1
    [ "$good" = 0 ] && [ "$bad" = 0 ] && bad=1
    count "$name" "$good" "$bad" "$skip"
}

# Any other command: one test, passed when it exits 0.
command_test() {
    name=$1
    began=$(date +%s)
    shift
    if "$@" >"$logs/$name.log" 2>&1 </dev/null; then count "$name" 1 0 0; else count "$name" 0 1 0; fi
}

# count NAME PASSED FAILED SKIPPED: keeps it, and prints it with the seconds it took.
count() {
    echo "$2 $3 $4" >"$logs/$1.count"
    took=$(($(date +%s) - began))
    if [ "$3" != 0 ]; then
        printf '  FAIL  %-48s %4d s %4d of %d\n' "$1" "$took" "$3" $(($2 + $3))
        tail -n 25 "$logs/$1.log" | sed 's/^/        /'
    elif [ "$4" != 0 ]; then
        printf '  ok    %-48s %4d s %4d, %d not here\n' "$1" "$took" "$2" "$4"
    else
        printf '  ok    %-48s %4d s %4d\n' "$1" "$took" "$2"
    fi
}

# One of many for the runners below: sh tests/run.sh one PROGRAM, or visit NAME
case "${1-}" in
one)
    cmocka "$2"
    exit 0
    ;;
visit)
    script=${2%-landscape}
    [ "$script" = "$2" ] || export STAGE_BOARD=board/desk-landscape DEMO_DISPLAY=1280x800
    command_test "$2" env DEMO_VISIT="$script" DEMO_OUT="build/visits/$script" sh tools/run/demo.sh
    exit 0
    ;;
esac

clocked="tests/contract/camera_stream.c $(echo tests/unit/firmware/services/voice/*.c)"

# What computes from its first moment to its last.
computing() {
    command_test check make --no-print-directory check
    command_test validate-vectors sh tests/process/validate.sh
    command_test sim build/release/banshi-sim --seed 1 --seeds 1200 --jobs 1
    command_test sim-sanitized build/debug/banshi-sim --seed 900001 --seeds 40 --jobs 1
    command_test mutants sh tests/sim/mutants.sh
    command_test screens build/release/banshi-screens --quick
    command_test screens-mutants build/release/banshi-screens --mutants
    command_test touch build/release/banshi-touch --seed 1 --events 200000
    command_test grammar build/debug/banshi-grammar --seconds 10
    command_test fuzz sh tests/fuzz/run.sh 1
}

# What waits most of its time: several at once. The long ones come first.
waiting() {
    for source in $(find tests/contract -name '*.c' | LC_ALL=C sort) \
        $(find tests/unit tests/story -name '*.c' | LC_ALL=C sort); do
        case " $clocked " in *" $source "*) continue ;; esac
        echo "build/debug/${source%.c}"
    done | xargs -P "${TEST_JOBS:-3}" -n 1 sh tests/run.sh one
}

# Whole machines, each with a display and a citizen of its own. A citizen looks and thinks most of the
# time, so several visit at once.
machines() {
    for visit in captured-visit newborn-visit first-visit offline-visit contrast-visit low-visit \
        english-visit speech-visit certificate-visit pickup-visit elder-visit-landscape; do
        echo "$visit"
    done | xargs -P "${TEST_MACHINES:-4}" -n 1 sh tests/run.sh visit
    command_test kill-each-process sh tests/process/run.sh
    command_test devices sh tests/process/devices.sh
}

rm -rf "$logs" && mkdir -p "$logs"
# Pictures in time and speech without a gap are judged by the clock, so nothing runs beside them.
for source in $clocked; do
    cmocka "build/debug/${source%.c}"
done
computing &
waiting
machines
wait
cat "$logs"/*.count | awk '
    { passed += $1; failed += $2 }
    END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }'
