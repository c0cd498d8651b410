#!/bin/sh
# Makes build/tables/*.tbl from Debian's unicode-data and rime-data-stroke, the data of
# assets/writing and the lists in assets/lexicon. Needs no network. Does nothing when all tables are
# younger than all of these.
#
#   tools/run/tables.sh [PROGRAM]     PROGRAM: banshi-tables, build/release/banshi-tables by default
set -eu
LC_ALL=C
export LC_ALL

cd "$(dirname "$0")/../.."
program=${1:-build/release/banshi-tables}
unicode=/usr/share/unicode
strokes=/usr/share/rime-data/stroke.dict.yaml
writing=build/writing
out=build/tables
stamp=$out/.made

for needed in "$program" "$strokes" "$unicode/Unihan_Readings.txt.bz2"; do
    if [ ! -e "$needed" ]; then
        echo "tables: $needed is missing; please run make setup" >&2
        exit 1
    fi
done
# Whether anything the tables are made of is younger than they are.
is_old() {
    [ -e "$stamp" ] || return 0
    for table in readings pinyin places parts hand; do
        [ -e "$out/$table.tbl" ] || return 0
    done
    [ -n "$(find tools/tables ui/input/table.h ui/input/hand_*.[ch] "$strokes" \
        "$unicode"/Unihan_*.txt.bz2 assets/writing/*.xz assets/lexicon tools/run/tables.sh \
        -newer "$stamp" -print -quit)" ]
}
is_old || exit 0

mkdir -p "$out" build/unihan "$writing"
for name in Readings OtherMappings IRGSources; do
    bzip2 -dc "$unicode/Unihan_$name.txt.bz2" >"build/unihan/Unihan_$name.txt"
done
for name in divisions.json regions.json decomposition.txt strokes.txt; do
    xz -dc "assets/writing/$name.xz" >"$writing/$name"
done
"$program" --unihan build/unihan --divisions "$writing" --parts "$writing/decomposition.txt" \
    --strokes "$strokes" --graphics "$writing/strokes.txt" --lexicon assets/lexicon --out "$out"
touch "$stamp"
