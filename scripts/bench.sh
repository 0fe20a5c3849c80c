#!/usr/bin/env bash
# make bench: (a) signed requests over HTTP, (b) the store's operations on both
# engines, (c) growth to a million deals. docs/performance.md has the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
GO=${GO:-go}
BENCHTIME=${BENCHTIME:-2s}

if [ -d storage ]; then
	echo '## Store operations'
	"$GO" test -run '^$' -bench . -benchmem -benchtime "$BENCHTIME" -timeout 20m ./storage/...
fi
if [ -d internal/benchmark ]; then
	echo '## HTTP and growth'
	"$GO" run ./internal/benchmark "$@"
fi
