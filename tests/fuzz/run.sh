#!/bin/sh
# libFuzzer on every parser of outside bytes, value profile on, ASan and UBSan: tests/fuzz/run.sh SECONDS
# Each target is built with clang together with the rooms it reads; as many at once as there are
# processors. A finding fails and stays in build/fuzz/<target>.crash-*.
set -eu
out=build/fuzz
flags="-std=gnu11 -D_GNU_SOURCE -I. -g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined"
# Checksums are off here (FUZZING_...): no input would come past them.
flags="$flags -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
flags="$flags $(pkg-config --cflags libusb-1.0 libcurl jansson libpcsclite libmodbus libgpiod zbar)"
libraries="$(pkg-config --libs libusb-1.0 libcurl jansson libpcsclite libmodbus libgpiod zbar) \
    -lmbedx509 -lmbedcrypto -lturbojpeg -lcups -ldl -lm"

# What this script does to one file, when it is called by itself: compile SOURCE OBJECT, or
# fuzz SECONDS TARGET.
# shellcheck disable=SC2086
case ${1-} in
compile)
    exec clang $flags -c "$2" -o "$3"
    ;;
fuzz)
    name=$(basename "$3" .c)
    clang $flags -fsanitize=fuzzer "$3" "$out/rooms.a" $libraries -o "$out/$name"
    mkdir -p "$out/corpus/$name"
    "$out/$name" -use_value_profile=1 -max_total_time="$2" -timeout=5 -rss_limit_mb=1024 \
        -artifact_prefix="$out/$name.crash-" -print_final_stats=1 "$out/corpus/$name" >"$out/$name.log" 2>&1 ||
        { tail -n 30 "$out/$name.log"; echo "fuzz: $name FAILED"; exit 1; }
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name.log")
    echo "fuzz: $name ok, $runs inputs"
    exit 0
    ;;
esac

seconds=$1
mkdir -p "$out"
rooms=$(find firmware/base firmware/core firmware/world firmware/services/relay firmware/services/trust \
    firmware/services/catalogue firmware/services/pickup firmware/services/vision drivers -name '*.c' | LC_ALL=C sort)
objects=
stale=
for source in $rooms firmware/app/check.c; do
    object=$out/$(echo "${source%.c}" | tr / .).o
    objects="$objects $object"
    if [ ! -f "$object" ] || [ -n "$(find firmware drivers -newer "$object" -name '*.[ch]' | head -n 1)" ]; then
        stale="$stale $source $object"
    fi
done
# shellcheck disable=SC2086
[ -z "$stale" ] || printf '%s\n' $stale | xargs -P "$(nproc)" -n 2 sh "$0" compile
rm -f "$out/rooms.a"
# shellcheck disable=SC2086
ar rcs "$out/rooms.a" $objects
find tests/fuzz -name '*.c' | LC_ALL=C sort | xargs -P "$(nproc)" -n 1 sh "$0" fuzz "$seconds"
