#!/bin/bash
# A run whose report could not be kept, or that ended without a word: nobody is shown the report of an older one as if it were
# this one's. Runs by in_namespace.sh. usage: kept_report.sh GPSEAL MAKE_POL, gpseald and its programs beside GPSEAL
set -u
gpseal=$1
make_pol=$2
programs=$(dirname "$gpseal")
work=$(mktemp -d)
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
shown=("$work/log" "$work/out" "$work/said")
trap 'kill -9 "$pid" 2>/dev/null; umount /var/lib/gpseal 2>/dev/null; rm -rf "$work"' EXIT
chmod 755 "$work"

json() { /usr/bin/python3 -c 'import functools, json, sys
print(functools.reduce(lambda value, name: value[name], sys.argv[1].split("."), json.load(sys.stdin)))' "$1"; }
root_says() { "$gpseal" status --json | json "$1"; }
anybody_says() { setpriv --reuid 65534 --clear-groups "$gpseal" status --json | json "$1"; }
refresh() { "$gpseal" refresh "$@" >"$work/out" 2>"$work/said"; echo $?; }

printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
printf '[policy]\nsource = files\nfiles = %s\n[service]\noffset = 0\n' "$work/gpo" >/etc/gpseal/gpseal.conf
mkdir -p "$work/gpo/Machine"
printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
chown -R root:root "$work"
mkdir "$work/programs"
cp "$programs"/gpseal* "$work/programs/"
"$work/programs/gpseald" --programs "$work/programs" >"$work/log" 2>&1 &
pid=$!
within 30 "policy is in force, and proven" pass anybody_says verdict
is "a refresh shows its report" "$(refresh) $(grep -c COMPLIANT "$work/out")" "0 1"

# a state folder that cannot be written
mount --bind /var/lib/gpseal /var/lib/gpseal
mount -o remount,bind,ro /var/lib/gpseal
sleep 1.1 # times are told in seconds
head -c 30 /dev/urandom >"$work/gpo/Machine/Registry.pol"
is "a refresh whose report is not kept" "$(refresh)" 7
is "shows no other" "$(cat "$work/out")" ""
is "and says so" "$(grep -c 'its report was not kept' "$work/said")" 1
is "also to a script" "$(refresh --json) $(json error.code <"$work/out" 2>/dev/null || head -c 60 "$work/out")" "7 io"
is "root is told no more than anybody: verdict" "$(root_says verdict.result)" "$(anybody_says verdict)"
is "and health" "$(root_says health.status)" stale
is "nor by report" "$("$gpseal" report --json | json health.status)" stale
in_force() { grep -c '^	client smb encrypt = required' /etc/samba/smb.conf; }
"$make_pol" "$work/gpo/Machine/Registry.pol" disabled
is "a mandate that ends, which cannot be kept either" "$(refresh)" 7
is "is not let go" "$(in_force)" 2
sleep 3
is "nor let go and taken back" "$(in_force) $(grep -c 'changed by somebody else' "$work/log")" "2 0"
is "nor said to be" "$(grep -c 'not required any more' "$work/log")" 0
umount /var/lib/gpseal
is "with a folder that can be written, it is" "$(refresh) $(in_force)" "0 0"
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
is "with a folder that can be written, all is well again" "$(refresh) $(root_says verdict.result)" "0 pass"

# a run that is killed
cat >"$work/programs/killed" <<'SCRIPT'
#!/bin/sh
kill -9 $$
SCRIPT
chmod 755 "$work/programs/killed"
mv "$work/programs/gpseal-apply" "$work/programs/whole" && mv "$work/programs/killed" "$work/programs/gpseal-apply"
is "a refresh whose run is killed" "$(refresh)" 70
is "shows no report of another" "$(cat "$work/out")" ""
is "the mandate is what it was" "$(anybody_says mandate)" required
is "and nothing proven" "$(anybody_says verdict) $(root_says verdict.result)" "unknown unknown"
is "a person is told" "$(setpriv --reuid 65534 --clear-groups "$gpseal" status | grep -c 'Last run *ended without a word, exit code 70')" 1
is "what is in force stays so" "$(grep -c '^	client smb encrypt = required' /etc/samba/smb.conf)" 2
mv "$work/programs/whole" "$work/programs/gpseal-apply"
is "the next one is good" "$(refresh) $(root_says verdict.result)" "0 pass"

# a run that another one keeps from beginning
/usr/bin/python3 -c 'import fcntl, time; held = open("/run/gpseal/lock"); fcntl.flock(held, fcntl.LOCK_EX); time.sleep(90)' &
holder=$!
sleep 0.5
is "a refresh while another run holds the lock" "$(refresh)" 9
is "is told as that" "$(setpriv --reuid 65534 --clear-groups "$gpseal" status | grep -c 'could not begin, another one held the lock, exit code 9')" 1
kill "$holder"
wait "$holder" 2>/dev/null
is "and the next one is good" "$(refresh) $(root_says verdict.result)" "0 pass"

# a configuration that tightens waits for no look
printf '[guard]\nexempt = 192.0.2.7 445 until %s a test\n' "$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)" >>/etc/gpseal/gpseal.conf
kill -HUP "$pid"
exempted() {
    if nft list set inet gpseal exempt4 >"$work/set" 2>&1; then grep -c 192.0.2.7 "$work/set"; else echo "no such set"; fi
}
within 20 "an exemption" 1 exempted
printf '#!/bin/sh\nexec sleep 100\n' >"$work/programs/slow" && chmod 755 "$work/programs/slow"
mv "$work/programs/gpseal-fetch" "$work/programs/quick" && mv "$work/programs/slow" "$work/programs/gpseal-fetch"
sed -i '/^exempt/d' /etc/gpseal/gpseal.conf
kill -HUP "$pid"
within 20 "is withdrawn while a look hangs" 0 exempted
is "and only that" "$(in_force) $(anybody_says doing | cut -c1-7)" "2 looking"

# nor does the end of a release
"$gpseal" release --until +1h --reason 'a test' >/dev/null
within 20 "a release while a look hangs" 0 in_force
is "its end waits for nobody" "$(timeout 60 "$gpseal" release --end >"$work/out" 2>"$work/said"; echo $?) $(in_force)" "0 2"
is "and has the report of its own run" "$(grep -c COMPLIANT "$work/out")" 1

# an old look that is told late takes nothing back that a newer one required; a configuration that is gone is none
pkill -9 -f 'sleep 100$'
cat >"$work/programs/late" <<SCRIPT
#!/bin/sh
"$work/programs/quick" "\$@" >"$work/record"
[ ! -e "$work/late" ] || sleep 4
cat "$work/record"
SCRIPT
chmod 755 "$work/programs/late" && mv "$work/programs/late" "$work/programs/gpseal-fetch"
"$make_pol" "$work/gpo/Machine/Registry.pol" disabled
is "nothing is required" "$(refresh) $(in_force)" "0 0"
touch "$work/late"
looks() { anybody_says doing; }
kill -HUP "$pid"
within 10 "the service looks" looking looks
sleep 1
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
is "a newer look requires" "$(refresh --force) $(in_force)" "0 2"
within 20 "the older one comes to its end" degraded anybody_says health
is "and takes nothing back" "$(in_force)" 2
rm "$work/late"
is "the next is right again" "$(refresh) $(in_force)" "0 2"
mv /etc/gpseal/gpseal.conf "$work/conf"
is "a configuration that is gone" "$(refresh) $(in_force)" "5 2"
is "is said to be" "$(grep -c 'gpseal.conf: is gone' "$work/out" "$work/said" | awk -F: '{n += $2} END {print (n > 0)}')" 1
mv "$work/conf" /etc/gpseal/gpseal.conf
is "and back" "$(refresh)" 0

finish
