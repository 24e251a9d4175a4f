# shellcheck shell=bash
# What the tests of the lab share: the nodes, one check, one run of gpseal. Sourced with GPSEAL and MAKE_POL as arguments;
# failures are counted in `failures`.
gpseal=$(readlink -f "$1")
MAKE_POL=$(readlink -f "$2")
export MAKE_POL
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/lab/names.sh
. "$here/names.sh"
work=$LAB/work
mkdir -p "$work"
failures=0

dc() { "$here/on" dc bash -c '. "$1"; eval "$2"' dc "$here/directory.sh" "$*"; }
member() { "$here/on" member "$@"; }
is() { # WHAT FOUND WANTED
    if [ "$2" = "$3" ]; then echo "ok   $1: $2"; else
        echo "FAIL $1: $2, wanted $3"
        sed 's/^/     | /' "$work/out" "$work/said" 2>/dev/null | head -40
        failures=$((failures + 1))
    fi
}
in_force() {
    local block guard
    block=$(member grep -c '^	client smb encrypt = required' /etc/samba/smb.conf)
    guard=$(member nft list table inet gpseal 2>/dev/null | grep -c 'reject with tcp reset')
    if [ "$block" = 2 ] && [ "$guard" -gt 0 ]; then echo required
    elif [ "$block" = 0 ] && [ "$guard" = 0 ]; then echo none
    else echo "half ($block blocks, $guard cutting rules)"; fi
}
run() { # EXIT IN_FORCE WHAT ARGUMENT…
    local wanted=$1 state=$2 what=$3 code
    shift 3
    member "$gpseal" "$@" >"$work/out" 2>"$work/said" </dev/null
    code=$?
    is "$what, exit code" "$code" "$wanted"
    [ "$state" = any ] || is "$what, in force" "$(in_force)" "$state"
}
says() { is "$1" "$(cat "$work/out" "$work/said" | grep -c -- "$2" | awk '{print ($1 > 0)}')" 1; }
