#!/bin/sh
# Holds the floors of the house: from the dependency files the compiler wrote, every header that a file
# includes must lie on its own floor's allowance. Usage: floors.sh build/release
set -eu
build=$1
allowed() {
    case $1 in
    firmware/base) echo "firmware/base" ;;
    firmware/core) echo "firmware/base firmware/core" ;;
    firmware/world) echo "firmware/base firmware/core firmware/world" ;;
    firmware/services/trust) echo "firmware/base firmware/services/trust" ;;
    # Sealing, signing and verifying is what trust is for: store, relay and pickup stand on it.
    firmware/services/store) echo "firmware/base firmware/core firmware/world firmware/services/store firmware/services/trust" ;;
    firmware/services/relay) echo "firmware/base firmware/core firmware/world firmware/services/relay firmware/services/trust" ;;
    firmware/services/pickup) echo "firmware/base firmware/core firmware/world firmware/services/pickup firmware/services/trust" ;;
    firmware/services/*) echo "firmware/base firmware/core firmware/world $1" ;;
    drivers) echo "firmware/base drivers" ;;
    ui) echo "firmware/base firmware/core firmware/world ui" ;;
    firmware/app) echo "firmware drivers ui" ;;
    esac
}
room_of() {
    case $1 in
    firmware/services/*) echo "$1" | cut -d/ -f1-3 ;;
    firmware/*) echo "$1" | cut -d/ -f1-2 ;;
    drivers/* | ui/*) echo "$1" | cut -d/ -f1 ;;
    esac
}
bad=0
count=0
for dep in $(find "$build/firmware" "$build/drivers" "$build/ui" "$build/programs/firmware" -name '*.d' 2>/dev/null | LC_ALL=C sort); do
    source=$(tr ' \\' '\n\n' <"$dep" | grep -m1 '\.c$') || continue
    room=$(room_of "$source")
    [ -n "$room" ] || continue
    rooms=$(allowed "$room")
    count=$((count + 1))
    for header in $(tr ' \\' '\n\n' <"$dep" | grep -E '^(firmware|drivers|ui|tools|tests)/.*\.(h|def):?$' | tr -d : | sort -u); do
        ok=0
        for place in $rooms; do
            case $header in "$place"/*) ok=1 ;; esac
        done
        if [ $ok = 0 ]; then
            echo "floors: $source must not see $header"
            bad=$((bad + 1))
        fi
    done
done
[ "$count" -gt 0 ] || { echo "floors: no dependency files below $build"; exit 1; }
[ $bad = 0 ] || exit 1
echo "check: floors ok ($count files)"
