#!/bin/sh
# The checker for people and scripts gives every verdict of the vectors, and refuses what is malformed.
set -eu
program=build/release/banshi-validate
out=$(mktemp)
trap 'rm -f "$out"' EXIT
tail -n +2 tests/vectors/identifiers.tsv | cut -f1,2 | "$program" >"$out"
tail -n +2 tests/vectors/identifiers.tsv | cut -f1-3 | diff - "$out"
status=0
printf 'nokind\t1\nid without a tab\n' | "$program" >/dev/null 2>"$out" || status=$?
[ $status = 2 ] && grep -q 1 "$out" && grep -q 2 "$out"
