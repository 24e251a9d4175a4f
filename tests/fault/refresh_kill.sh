#!/bin/bash
# Kills `gpseal refresh` at every call by which it changes something: every file it edits is the old or the new one, byte by
# byte, the next run converges, and revert gives the originals back. usage: refresh_kill.sh GPSEAL MAKE_POL
set -u
gpseal=$1
make_pol=$2
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
command -v strace >/dev/null || { echo "skipped: strace is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
conf=$root/etc/samba/smb.conf
files="etc/samba/smb.conf etc/modprobe.d/gpseal.conf etc/fstab etc/systemd/system/srv-x.mount"
mkdir -p "$root"/etc/{samba,gpseal,systemd/system} "$work/on/Machine" "$work/off/Machine"
for which in on off; do printf '[General]\r\nVersion=1\r\n' >"$work/$which/gpt.ini"; done
"$make_pol" "$work/on/Machine/Registry.pol" enabled
"$make_pol" "$work/off/Machine/Registry.pol" disabled
failures=0
broken() { echo "BROKEN: $*"; failures=$((failures + 1)); }
# keep AS: every file as it is now; same AS: whether they all are as they were then; either: old or new, each of them
keep() { for file in $files; do mkdir -p "$work/$1/$(dirname "$file")"; [ ! -e "$root/$file" ] || cp "$root/$file" "$work/$1/$file"; done; }
same_file() { if [ -e "$work/$1/$2" ]; then cmp -s "$work/$1/$2" "$root/$2"; else [ ! -e "$root/$2" ]; fi; }
same() { for file in $files; do same_file "$1" "$file" || return 1; done; }
either() { for file in $files; do same_file original "$file" || same_file enabled "$file" || return 1; done; }
refresh() { "$gpseal" --root "$root" refresh --gpo "$work/$1" >/dev/null 2>&1; }

printf '[global]\n\tworkgroup = LAB\n# no newline at the end' >"$conf"
printf '# mine\n//files/x /srv/x cifs rw,vers=2.1 0 0' >"$root/etc/fstab"
printf '[Mount]\nWhat=//files/x\nWhere=/srv/x\nType=cifs\nOptions=rw\n' >"$root/etc/systemd/system/srv-x.mount"
printf '[mounts]\nedit = yes\n' >"$root/etc/gpseal/gpseal.conf"
keep original
refresh on
keep enabled
for file in $files; do same_file original "$file" && broken "refresh changed nothing in $file"; done
refresh off
same original || broken "disabling does not give the original back"

# the calls of the process itself, not of the programs that it asks
changing='openat|write|pwrite64|fsync|fdatasync|rename|renameat|renameat2|unlink|unlinkat|mkdir|mkdirat|fchmod|fchown|fsetxattr|ftruncate|flock|rmdir'
points=0
for scenario in on off; do
    if [ $scenario = on ]; then from=off; else from=on; fi
    refresh $from
    strace -qq -e trace="$(tr '|' ',' <<<"$changing")" -o "$work/trace" "$gpseal" --root "$root" refresh --gpo "$work/$scenario" >/dev/null 2>&1
    # reading opens change nothing: only those that create or write count, by their number among all calls of the name
    mapfile -t calls < <(awk 'match($0, /^[a-z0-9_]+\(/) { name = substr($0, 1, RLENGTH - 1); count[name]++
        if (name == "openat" && !/O_CREAT|O_WRONLY|O_RDWR/) next
        if (name == "write" && /^write\([12],/) next
        print name, count[name] }' "$work/trace")
    [ ${#calls[@]} -gt 20 ] || broken "$scenario: only ${#calls[@]} calls in the trace"
    for call in "${calls[@]}"; do
        read -r name k <<<"$call"
        points=$((points + 1))
        refresh $from
        (strace -qq -o /dev/null -e trace="$name" -e inject="$name:signal=KILL:when=$k" \
            "$gpseal" --root "$root" refresh --gpo "$work/$scenario" >/dev/null; exit $?) 2>/dev/null
        [ $? = 137 ] || broken "$scenario, $name $k: was not killed"
        either || broken "$scenario, $name $k: neither old nor new"
        refresh $scenario
        if [ $scenario = on ]; then wanted=enabled; else wanted=original; fi
        same $wanted || broken "$scenario, $name $k: the next run does not converge"
        [ "$(find "$root" -name '*.gpseal-new' | wc -l)" = 0 ] || broken "$scenario, $name $k: litter"
    done
done
"$gpseal" --root "$root" revert --all >/dev/null 2>&1
same original || broken "revert does not give the original back"
[ ! -e "$root/var/lib/gpseal" ] || broken "revert --all leaves state behind"
echo "killed at $points calls, $failures broken"
exit $((failures > 0))
