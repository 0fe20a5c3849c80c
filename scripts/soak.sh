#!/usr/bin/env bash
# make soak: what is too slow for every run. Each fuzz target for FUZZTIME, then
# the crash and interleaving tests COUNT times.
set -euo pipefail
cd "$(dirname "$0")/.."
GO=${GO:-go}
FUZZTIME=${FUZZTIME:-30s}
COUNT=${COUNT:-5}

"$GO" list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./... | while read -r package; do
	"$GO" test -list '^Fuzz' "$package" | grep '^Fuzz' | while read -r target; do
		echo "make soak: $package $target for $FUZZTIME"
		"$GO" test -run '^$' -fuzz "^$target\$" -fuzztime "$FUZZTIME" "$package"
	done || [ $? -eq 1 ] # grep finds no target in most packages
done
echo "make soak: crash and interleaving tests, $COUNT times"
"$GO" test -count "$COUNT" -timeout 60m -run 'Crash|Kill|Interleav|Concurrent|Random' ./...
echo "make soak: a long simulation of what owners are told"
SIMULATE_DEALS=${SIMULATE_DEALS:-2000} SIMULATE_DAYS=${SIMULATE_DAYS:-60} "$GO" test -timeout 60m -run TestTheRightPersonIsToldOnce ./desk
echo "make soak: the same through the local workspace, with replicas killed and the store cut off"
SIMULATE_DEALS=${WORKSPACE_DEALS:-5000} SIMULATE_DAYS=${WORKSPACE_DAYS:-60} "$GO" test -v -timeout 20m -run TestEveryAlertIsDeliveredOnce ./internal/app
