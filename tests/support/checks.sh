# shellcheck shell=bash
# What the tests in shell share: one check, one run of gpseal, what is in force. Sourced; failures are counted in
# `failures`, checks in `rows`. Set before: work (a folder of the test's own), and for run(): gpseal; schema (what a
# report is checked against), smb_conf_before (smb.conf's SHA-256 as it was) where they matter.
failures=0
rows=0
shown=() # files of which a check that fails shows the end; none: $work/out and $work/said

# Runs a command where gpseal runs: here, or where a test says by a function of its own.
machine() { "$@"; }

is() { # WHAT FOUND WANTED
    rows=$((rows + 1))
    if [ "$2" = "$3" ]; then echo "ok   $1: $2"; else
        echo "FAIL $1: '$2', wanted '$3'"
        [ ${#shown[@]} -gt 0 ] || shown=("$work/out" "$work/said")
        for file in "${shown[@]}"; do tail -n 30 "$file" 2>/dev/null | sed 's/^/     | /'; done
        failures=$((failures + 1))
    fi
}
within() { # SECONDS WHAT WANTED COMMAND…: the command's output becomes WANTED
    local end=$(($(date +%s%N) + $1 * 1000000000)) what=$2 wanted=$3 found
    shift 3
    while found=$("$@"); [ "$found" != "$wanted" ] && [ "$(date +%s%N)" -lt "$end" ]; do sleep 0.05; done
    is "$what" "$found" "$wanted"
}
like() { # WHAT FOUND PATTERN
    # shellcheck disable=SC2053 # a pattern it is
    if [[ $2 == $3 ]]; then is "$1" "$3" "$3"; else is "$1" "$2" "$3"; fi
}
says() { is "$1" "$(cat "$work/out" "$work/said" | grep -c -- "$2" | awk '{print ($1 > 0)}')" 1; }
silent_about() { is "$1" "$(cat "$work/out" "$work/said" | grep -c -- "$2")" 0; }

in_force() { # required, none, or half with its numbers
    local block guard
    block=$(machine grep -c '^	client smb encrypt = required' /etc/samba/smb.conf)
    guard=$(machine nft list table inet gpseal 2>/dev/null | grep -c 'reject with tcp reset')
    if [ "$block" = 2 ] && [ "$guard" -gt 0 ]; then echo required
    elif [ "$block" = 0 ] && [ "$guard" = 0 ] && untouched; then echo none
    else echo "half ($block blocks, $guard cutting rules)"; fi
}
untouched() { # where the test knows what smb.conf was: nothing of ours is left at all
    [ -z "${smb_conf_before:-}" ] || { ! machine nft list table inet gpseal >/dev/null 2>&1 &&
        [ "$(machine sha256sum /etc/samba/smb.conf | cut -d' ' -f1)" = "$smb_conf_before" ]; }
}

# What the file at $1 has against the schema $2; nothing: it fits.
misfits() {
    /usr/bin/python3 -c 'import json, jsonschema, sys
jsonschema.Draft202012Validator(json.load(open(sys.argv[2]))).validate(json.load(open(sys.argv[1])))' "$1" "$2" 2>&1 | tail -1
}

# Its words are in $work/out and $work/said; a report of it fits the schema.
run() { # EXIT IN_FORCE WHAT ARGUMENT…
    local wanted=$1 state=$2 what=$3 code
    shift 3
    machine "$gpseal" "$@" >"$work/out" 2>"$work/said" </dev/null
    code=$?
    is "$what, exit code" "$code" "$wanted"
    if [ -n "${schema:-}" ] && head -n 2 "$work/out" | grep -q '"gpseal.report/1"'; then
        is "$what, schema" "$(misfits "$work/out" "$schema")" ""
    fi
    [ "$state" = any ] || is "$what, in force" "$(in_force)" "$state"
}
json() { # PATH.TO.MEMBER of what the last run printed
    /usr/bin/python3 -c 'import json,sys; j=json.load(open(sys.argv[1]))
for k in sys.argv[2].split("."): j = j[int(k)] if isinstance(j, list) else j[k]
print(j)' "$work/out" "$1"
}
finish() { # the last line of a test
    printf '%d rows, %d failed\n' "$rows" "$failures"
    exit $((failures > 0))
}
