#!/bin/sh
# Runs every contract suite that `make devices` has built on every driver of its class and prints one
# table a class: a line for each case, a column for each driver. ok: passed; -: this driver cannot have
# that case, or this machine not its other end; FAIL. Full output: build/devices/*.log.
set -u
out=build/devices
rm -rf "$out" && mkdir -p "$out"
export BANSHI_PLATFORM=build/debug/banshi-platform
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=tests/leaks.supp:print_suppressions=0 G_SLICE=always-malloc
failed=0
for source in tests/contract/*.c; do
    name=$(basename "$source" .c)
    case $name in platform*) continue ;; esac
    timeout 400 "build/debug/tests/contract/$name" >"$out/$name.log" 2>&1 </dev/null || failed=$((failed + 1))
    echo "== $name"
    awk '
        function put(line, what,    name, at, driver) {
            name = line
            sub(/^\[[^]]*\] /, "", name)
            at = index(name, ": ")
            driver = at > 0 ? substr(name, 1, at - 1) : "all"
            name = at > 0 ? substr(name, at + 2) : name
            if (!(driver in known)) { known[driver] = 1; drivers[++columns] = driver }
            if (!(name in seen)) { seen[name] = 1; cases[++rows] = name }
            if (cell[name, driver] != "FAIL") cell[name, driver] = what
        }
        /^\[ +OK \]/ { put($0, "ok") }
        /^\[  SKIPPED \] .*[^.]$/ && !/test\(s\)/ { put($0, "-") }
        /^\[  FAILED  \]/ && !/test\(s\)/ { put($0, "FAIL") }
        END {
            wide = 6
            for (i = 1; i <= rows; i++) if (length(cases[i]) > wide) wide = length(cases[i])
            printf "%-" wide "s", "case"
            for (j = 1; j <= columns; j++) printf "  %s", drivers[j]
            print ""
            for (i = 1; i <= rows; i++) {
                printf "%-" wide "s", cases[i]
                for (j = 1; j <= columns; j++) {
                    what = cell[cases[i], drivers[j]]
                    printf "  %-" length(drivers[j]) "s", what == "" ? "." : what
                    count[what]++
                }
                print ""
            }
            printf "%d passed, %d not here, %d failed\n\n", count["ok"], count["-"], count["FAIL"]
        }' "$out/$name.log"
done
[ "$failed" = 0 ]
