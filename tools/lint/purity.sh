#!/bin/sh
# Holds the purity of the core: whatever its objects and those of base leave undefined must be theirs or
# one of a few functions that only move bytes. Usage: purity.sh build/release
set -eu
build=$1
nm -u "$build/libcore.a" "$build/libbase.a" | awk '/ U / {print $2}' | sort -u >"$build/pure.wants"
nm --defined-only "$build/libcore.a" "$build/libbase.a" | awk 'NF==3 {print $3}' | sort -u >"$build/pure.has"
extra=$(comm -23 "$build/pure.wants" "$build/pure.has" |
    grep -vxE 'mem(cpy|set|cmp|move|chr)|str(len|n?cmp|chr|nlen|rchr|spn|cspn)|__(memcpy|memset|memmove)_chk|__stack_chk_fail|check_failed|_GLOBAL_OFFSET_TABLE_' || true)
if [ -n "$extra" ]; then
    echo "purity: the core reaches outside:"
    echo "$extra"
    exit 1
fi
statics=$(size -A "$build/libcore.a" | awk '/^(\.data|\.bss|\.tdata|\.tbss)[. ]/ && $1 !~ /rel\.ro/ && $2 > 0' || true)
if [ -n "$statics" ]; then
    echo "purity: the core keeps state outside of struct core:"
    echo "$statics"
    exit 1
fi
echo "check: core is pure"
