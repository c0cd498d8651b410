#!/bin/sh
# Installs what is missing to build, test and show Banshi on Debian 12, by name.
#
#   tools/run/setup.sh            installs, as root or through sudo; quiet when nothing is missing
#   tools/run/setup.sh --check    only says what is missing; fails if anything is
#
# The list, with a reason for each, is packages.txt beside this file.
set -eu
LC_ALL=C
export LC_ALL

list=$(dirname "$0")/packages.txt
wanted=$(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$list")

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "setup: this is no Debian. Please install what these Debian packages hold:" >&2
    echo "$wanted" | tr '\n' ' ' >&2
    echo >&2
    exit 1
fi

# What of the list is not installed whole, one name a line.
list_missing() {
    have=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | sed -n 's/^ii *//p')
    for name in $wanted; do
        echo "$have" | grep -qxF "$name" || echo "$name"
    done
}

missing=$(list_missing)
[ -n "$missing" ] || exit 0
if [ "${1-}" = --check ]; then
    echo "setup: missing:" $missing >&2
    exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "setup: please run as root: apt-get install" $missing >&2
        exit 1
    fi
    as_root=sudo
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# apt_get ARGUMENTS: waits for another apt, asks nothing, tries again when a mirror stumbles.
apt_get() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=3 "$@" >>"$log" 2>&1
}

# Some packages bring a service (pcscd, CUPS). Nothing of this needs it running: our tests start their own,
# apart from the machine. Debian asks this file before it starts one; it is ours only for that while.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '$as_root rm -f "$policy"; rm -f "$log"' EXIT
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
fi

echo "setup: installing" $missing
if ! apt_get install -y --no-install-recommends $missing; then
    # The lists of packages are old or absent: fetch them and try once more.
    if ! { apt_get update && apt_get install -y --no-install-recommends $missing; }; then
        echo "setup: apt-get failed:" >&2
        tail -n 30 "$log" >&2
        exit 1
    fi
fi

missing=$(list_missing)
if [ -n "$missing" ]; then
    echo "setup: still missing:" $missing >&2
    exit 1
fi
