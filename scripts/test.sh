#!/usr/bin/env bash
# make test: every test, with the race detector. What the tests need and is
# missing is installed from Debian's packages where that is allowed; where it is
# not, this says exactly what is skipped and why. With CI=true nothing may be.
set -euo pipefail
cd "$(dirname "$0")/.."
GO=${GO:-go}
ci=${CI:-}

skipped=()
missing=()

# skip WHAT BECAUSE: remember what this run does without.
skip() { skipped+=("$1: $2"); }

have_any() {
	local name
	for name in "$@"; do
		command -v "$name" >/dev/null 2>&1 && return 0
	done
	return 1
}

have_compiler() {
	have_any gcc || return 1
	# A compiler without the C library's headers is no use to -race.
	gcc -E -x c - <<<'#include <stdlib.h>' >/dev/null 2>&1
}

have_chinese_font() {
	find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" \
		-iname '*cjk*' -print -quit 2>/dev/null | grep -q .
}

look() {
	missing=()
	have_any redis-server || missing+=(redis-server)
	have_any chromium chromium-browser google-chrome || missing+=(chromium)
	have_compiler || missing+=(gcc libc6-dev)
	have_chinese_font || missing+=(fonts-noto-cjk)
	[ -f /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || missing+=(fonts-wqy-microhei)
}

install_missing() {
	local as_root=()
	if ! have_any apt-get; then
		reason='there is no apt-get here'
		return 1
	fi
	if [ "$(id -u)" != 0 ]; then
		if ! have_any sudo || ! sudo -n true 2>/dev/null; then
			reason='installing needs root or sudo without a password'
			return 1
		fi
		as_root=(sudo -n)
	fi
	echo "make test: installing ${missing[*]}"
	reason='apt-get could not install it'
	"${as_root[@]}" apt-get update -q >/dev/null || true
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

reason=''
look
if [ ${#missing[@]} -gt 0 ]; then
	install_missing || true
	look
fi

race=(-race)
for package in "${missing[@]}"; do
	case $package in
	redis-server) skip 'tests against redis-server and a Redis Cluster' "redis-server is missing; $reason" ;;
	chromium) skip 'journeys in a real browser' "chromium is missing; $reason" ;;
	gcc)
		skip 'the race detector' "gcc or libc6-dev is missing; $reason"
		race=()
		;;
	fonts-wqy-microhei) skip 'pictures with Chinese names' "a TrueType font is missing; $reason" ;;
	fonts-noto-cjk) skip 'nothing, but Chinese in screenshots shows as boxes' "fonts-noto-cjk is missing; $reason" ;;
	esac
done

tell_skipped() {
	local line
	for line in "${skipped[@]}"; do
		echo "make test: skipped: $line"
	done
}

if [ "$ci" = true ] && [ ${#skipped[@]} -gt 0 ]; then
	tell_skipped
	echo 'make test: CI=true and nothing may be skipped' >&2
	exit 1
fi
tell_skipped

log=$(mktemp "${TMPDIR:-/tmp}/dealmate-test.XXXXXX")
trap 'rm -f "$log"' EXIT

# -v only to see which tests were skipped; what is shown are the packages' lines
# and failures.
status=0
# -parallel: plays mostly wait for each other.
"$GO" test "${race[@]}" -parallel 6 -timeout 15m -v ./... >"$log" 2>&1 &
tests=$!
tail -n +1 -f --pid=$tests "$log" | grep -E --line-buffered '^(ok|FAIL|\?|panic:|WARNING: DATA RACE)|^ *--- (FAIL|SKIP)' || true
wait $tests || status=$?

if [ $status -ne 0 ]; then
	echo 'make test: what the failing tests said:'
	# Without the lines of tests that passed, and what libraries log.
	grep -vE '^ *(=== (RUN|PAUSE|CONT|NAME)|--- PASS)|^PASS$|^(ok|\?) |event-dispatch is ready|^redis: ' "$log" | tail -n 400
fi

skips=$(grep -cE '^ *--- SKIP' "$log" || true)
passed=$(grep -cE '^ *--- PASS' "$log" || true)
failed=$(grep -cE '^ *--- FAIL' "$log" || true)
if [ "$ci" = true ] && [ "$skips" -gt 0 ]; then
	grep -A3 -E '^ *--- SKIP' "$log"
	echo 'make test: CI=true and nothing may be skipped' >&2
	status=1
fi
tell_skipped
with='without the race detector'
[ ${#race[@]} -gt 0 ] && with='with the race detector'
echo "make test: $passed passed, $failed failed, $skips skipped, $with, in ${SECONDS} s"
exit $status
