#!/bin/sh
# Tests the tester: builds banshi-sim once with each planted bug of mutants.txt and lets it live up to
# 1,000 seeds. A bug that no seed finds is a missing check, and so is a violation without a bug.
#
#   tests/sim/mutants.sh [BUILD_FOLDER]        from the root of the repository
#
# CC, CFLAGS, LIBS and SEEDS may be set. Only core, store and the simulator see the macro.
set -eu

here=tests/sim
out=${1:-build/mutants}
cc=${CC:-cc}
flags="${CFLAGS:--O1 -g} -std=gnu11 -D_GNU_SOURCE -I."
libs=${LIBS:--lsqlite3 -lmbedtls -lmbedx509 -lmbedcrypto -ljansson}
seeds=${SEEDS:-1000}
tab=$(printf '\t')

common="$(ls firmware/base/*.c) firmware/world/world.c $(ls firmware/services/trust/*.c)
        $(ls firmware/services/pickup/*.c)
        firmware/services/relay/relay_backoff.c"
mutated="$(ls firmware/core/*.c) $(ls firmware/services/store/*.c) $(ls $here/*.c $here/checks/*.c)"

# compile FOLDER FLAG SOURCES: one object each, quietly.
compile() {
    folder=$1 flag=$2
    shift 2
    mkdir -p "$folder"
    for source in "$@"; do
        poison=
        case $source in firmware/core/*) poison="-include firmware/core/poison.h" ;; esac
        # shellcheck disable=SC2086
        $cc $flags $flag $poison -w -c "$source" -o "$folder/$(echo "$source" | tr / _).o"
    done
}

# The plain objects once; a mutant compiles again only what names its macro.
compile "$out/common" "" $common
compile "$out/plain" "" $mutated
# shellcheck disable=SC2086
$cc $flags "$out"/common/*.o "$out"/plain/*.o -o "$out/banshi-sim" $libs

build() {
    rm -rf "$out/one"
    cp -r "$out/plain" "$out/one"
    # A macro may stand in a header too: then everything that could see it is compiled again.
    if grep -q "MUTANT_$1" firmware/core/*.h firmware/services/store/*.h 2>/dev/null &&
        ! grep -lq "MUTANT_$1" firmware/core/*.c firmware/services/store/*.c; then
        touched=$mutated
    else
        touched=$(grep -l "MUTANT_$1" $mutated || true)
    fi
    [ -n "$touched" ] || return 1
    compile "$out/one" "-DMUTANT_$1" $touched
    # shellcheck disable=SC2086
    $cc $flags "$out"/common/*.o "$out"/one/*.o -o "$out/mutant" $libs
}

# first PROGRAM OPTIONS: the first violation as "seed invariant: what", nothing when there is none.
first() {
    "$@" --stop --seed 1 --seeds "$seeds" | sed -n 's/^VIOLATION seed //p' | head -n 1
}

survivors=0
clean=$(first "$out/banshi-sim")
printf '%-30s %s\n' "(no planted bug)" "${clean:-clean over $seeds seeds}"
[ -z "$clean" ] || survivors=1

while IFS=$tab read -r name file meaning; do
    case $name in
    '#'* | '') continue ;;
    --*) caught=$(first "$out/banshi-sim" "$name") ;;
    *)
        if build "$name"; then
            caught=$(first "$out/mutant")
        else
            caught=
            meaning="NOT PLANTED: $file"
        fi
        ;;
    esac
    if [ -n "$caught" ]; then
        printf '%-30s caught by seed %s\n' "$name" "$caught"
    else
        printf '%-30s SURVIVED (%s)\n' "$name" "$meaning"
        survivors=$((survivors + 1))
    fi
done <$here/mutants.txt

[ "$survivors" -eq 0 ]
