#!/bin/bash
# Kills `gpseal set` and `gpseal unset` at every call by which they change something: the preference is the old or the new
# one, never damaged, and the same command done again gives the new one. usage: preference_kill.sh GPSEAL
set -u
gpseal=$1
command -v strace >/dev/null || { echo "skipped: strace is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root/etc/samba"
failures=0
points=0
broken() { echo "BROKEN: $*"; failures=$((failures + 1)); }
does() { # VALUE
    case $1 in
    none) "$gpseal" --root "$root" unset require-encryption ;;
    *) "$gpseal" --root "$root" set require-encryption "$1" ;;
    esac >/dev/null 2>&1
}
kept() { "$gpseal" --root "$root" get --json | python3 -c 'import json, sys
view = json.load(sys.stdin)
print("damaged" if view["preference_problem"] else {None: "none", True: "true", False: "false"}[view["preference"]])'; }

changing=openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fchmod,fchown,flock
does true # the folders are there before anything is traced
for scenario in "false true" "true none"; do
    read -r from to <<<"$scenario"
    if [ "$to" = none ]; then command=(unset require-encryption); else command=(set require-encryption "$to"); fi
    does "$from"
    strace -qq -e trace=$changing -o "$work/trace" "$gpseal" --root "$root" "${command[@]}" >/dev/null 2>&1
    mapfile -t calls < <(awk 'match($0, /^[a-z0-9_]+\(/) { name = substr($0, 1, RLENGTH - 1); count[name]++
        if (name == "openat" && !/O_CREAT|O_WRONLY|O_RDWR/) next
        if (name == "write" && /^write\([12],/) next
        print name, count[name] }' "$work/trace")
    [ ${#calls[@]} -gt 3 ] || broken "$scenario: only ${#calls[@]} calls in the trace"
    for call in "${calls[@]}"; do
        read -r name k <<<"$call"
        points=$((points + 1))
        does "$from"
        (strace -qq -o /dev/null -e trace="$name" -e inject="$name:signal=KILL:when=$k" \
            "$gpseal" --root "$root" "${command[@]}" >/dev/null 2>&1; exit $?) 2>/dev/null
        [ $? = 137 ] || broken "$scenario, $name $k: was not killed"
        found=$(kept)
        [ "$found" = "$from" ] || [ "$found" = "$to" ] || broken "$scenario, $name $k: $found"
        does "$to"
        [ "$(kept)" = "$to" ] || broken "$scenario, $name $k: done again it is $(kept)"
        [ "$(find "$root" -name '*.gpseal-new' | wc -l)" = 0 ] || broken "$scenario, $name $k: litter"
    done
done
echo "killed at $points calls, $failures broken"
exit $((failures > 0))
