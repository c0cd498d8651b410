#!/bin/sh
# The tests of processes that `make test` runs: every process killed on the screens where it matters.
# All screens: tests/process/kill_test.sh --full
exec sh "$(dirname "$0")/kill_test.sh" "$@"
