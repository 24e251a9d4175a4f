# shellcheck shell=bash
# What the tests of `gpseal doctor` share; sourced after `program`, the gpseal under test, was set.
schema=$(dirname "$0")/../../installer/schema/gpseal.doctor-1.schema.json
for tool in smbclient testparm ktutil setarch setpriv; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
for folder in /home /root; do mount -t tmpfs -o mode=755 none "$folder"; done
work=$(mktemp -d)
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
shown=("$work/seen")
pids=()
# shellcheck disable=SC2317
tidy() {
    for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null; done
    rm -rf "$work"
}
trap tidy EXIT
chmod 755 "$work"
problems=0
gpseal() { "$program" "$@" >/dev/null 2>&1; }

look() { # PREFIX…: a line a check "STATE CHECK FOUND"; $fix of the first problem; $code
    "${@:-env}" "$program" doctor --json >"$work/out" 2>"$work/said"
    code=$?
    /usr/bin/python3 - "$work/out" "$schema" "$work/fix" >"$work/seen" <<'LOOK'
import json, jsonschema, sys
report = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator(json.load(open(sys.argv[2]))).validate(report)
fix = ''
for row in report['checks']:
    print(row['state'], row['check'], row['found'])
    assert (row['fix'] is not None) == (row['state'] == 'problem'), row
    fix = fix or row['fix'] or ''
open(sys.argv[3], 'w').write(fix)
LOOK
    fix=$(cat "$work/fix")
}
sees() { grep -q -- "^$1" "$work/seen" && echo yes || echo no; }

# problem NAME "CHECK FOUND": make_NAME makes it, mend_NAME mends it; without mend_NAME the fix is run as it stands
problem() {
    problems=$((problems + 1))
    "make_$1"
    look
    is "$1 is named" "$(sees "problem $2") $code" "yes 1"
    if declare -F "mend_$1" >/dev/null; then "mend_$1"; else eval "$fix" >/dev/null 2>&1; fi
    look
    is "$1 is mended" "$(sees 'problem') $code" "no 0"
}
