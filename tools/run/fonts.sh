#!/bin/sh
# Makes build/fonts/words-*.otf: the shapes of the characters that our own words and services are
# written with, out of Debian's fonts-noto-cjk. A start then reads one megabyte of fonts and not
# forty; every other character still comes from the whole font (assets/fonts.conf). Needs no network.
# Does nothing when both are younger than what they are made of.
#
#   tools/run/fonts.sh
set -eu
cd "$(dirname "$0")/../.."
noto=/usr/share/fonts/opentype/noto
face=2 # Noto Sans CJK SC, which holds the shapes of the other places that write hanzi, too
out=build/fonts
stamp=$out/.made

for needed in hb-subset fc-cache; do
    command -v $needed >/dev/null || {
        echo "fonts: $needed is missing; please run make setup" >&2
        exit 1
    }
done
if [ -e "$stamp" ] && [ -s "$out/words-Regular.otf" ] && [ -s "$out/words-Bold.otf" ] &&
    [ -z "$(find assets/words assets/services assets/fonts.conf board "$noto" tools/run/fonts.sh \
        -newer "$stamp" -print -quit)" ]; then
    exit 0
fi

mkdir -p "$out"
find assets/words assets/services board -name '*.json' -exec cat {} + | tr -d '\n\t' >"$out/words.txt"
for weight in Regular Bold; do
    hb-subset --face-index=$face --layout-features='*' --unicodes=U+0020-007E \
        --text-file="$out/words.txt" --output-file="$out/words-$weight.otf" "$noto/NotoSansCJK-$weight.ttc"
done
# It takes no relative name. Without a cache each start reads the list of fonts anew, which is slow.
FONTCONFIG_FILE="$PWD/assets/fonts.conf" fc-cache || echo "fonts: no cache could be written" >&2
touch "$stamp"
