#!/bin/sh
# The tests of processes that `make test` runs: every process killed on every screen of the visit.
exec sh "$(dirname "$0")/kill_test.sh" --full "$@"
