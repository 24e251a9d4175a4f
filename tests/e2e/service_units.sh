#!/bin/bash
# The service as systemd runs it, with the rights of its units: what they allow must be enough, and what it says it did must
# be seen from outside. Runs by boot_systemd.sh. usage: service_units.sh MAKE_POL
set -u
make_pol=$1
gpseal=/run/programs/gpseal
# shellcheck source=tests/e2e/booted_checks.sh
. "$(realpath "$(dirname "$0")")/booted_checks.sh"
within() { # SECONDS WHAT WANTED COMMAND…
    local end=$(($(date +%s) + $1)) what=$2 wanted=$3 found
    shift 3
    while found=$("$@"); [ "$found" != "$wanted" ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.1; done
    is "$what" "$found" "$wanted"
}
gpo() {
    mkdir -p /run/gpo/Machine
    printf '[General]\r\nVersion=3\r\n' >/run/gpo/gpt.ini
    "$make_pol" /run/gpo/new "$1" && mv /run/gpo/new /run/gpo/Machine/Registry.pol
}
in_force() { # seen from outside the units
    local block guard
    block=$(grep -c '^	client smb encrypt = required' /etc/samba/smb.conf)
    guard=$(nft list table inet gpseal 2>/dev/null | grep -c 'reject with tcp reset')
    if [ "$block" = 2 ] && [ "$guard" -gt 0 ]; then echo required
    elif [ "$block" = 0 ] && [ "$guard" = 0 ]; then echo none
    else echo "half ($block, $guard)"; fi
}
verdict() { "$gpseal" status --json | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["verdict"]["result"])'; }
main() { systemctl show -P MainPID gpseald; }
another_than() { [ "$(main)" != "$1" ] && systemctl is-active gpseald; }

ip link set lo up
systemctl start systemd-journald
mkdir -p /etc/systemd/system/gpseald.service.d
printf '[Service]\nWatchdogSec=4s\nRestartSec=100ms\n' >/etc/systemd/system/gpseald.service.d/quick.conf
systemctl daemon-reload
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
printf '[policy]\nsource = files\nfiles = /run/gpo\n' >/etc/gpseal/gpseal.conf
gpo enabled

systemctl start gpseald
is "it starts, and says when it is ready" "$(systemctl is-active gpseald)" active
within 30 "the mandate is in force for the whole machine" required in_force
within 30 "and proven" pass verdict
is "policy was read without root" "$(journalctl -o json _COMM=gpseal-fetch 2>/dev/null | grep -c '"_UID":"0"')" 0
is "by somebody with a folder of its own" "$([ -d /var/lib/private/gpseal-fetch ] && echo yes)" yes
is "the journal can be asked for a mandate that changed" \
    "$(journalctl -o cat MESSAGE_ID=6f1a2f0e6c0b4b8d9a53d5a8a2f7c101 | grep -c 'required now')" 1
is "its fields, too" "$(journalctl -o cat GPSEAL_MANDATE=required | awk 'END {print (NR > 0)}')" 1

nft flush ruleset
within 15 "drift is taken back" required in_force
sed -i 's/client smb encrypt = required/client smb encrypt = off/' /etc/samba/smb.conf
within 15 "in both layers" required in_force

gpo disabled
is "a refresh goes through it" "$("$gpseal" refresh >/dev/null; echo $?)" 0
is "and lets go" "$(in_force)" none
echo garbage >/run/gpo/Machine/Registry.pol
failed_units() { journalctl -q -o cat _PID=1 | grep -c 'gpseal.*Failed with result'; } # a race with an edit may be one
before=$(failed_units)
is "a damaged policy is stale" "$("$gpseal" refresh >/dev/null; echo $?)" 5
is "which is no failure of a unit" "$(failed_units)" "$before"
gpo enabled
systemctl reload gpseald
within 15 "a reload looks at once" required in_force

kill -STOP "$(main)"
before=$(main)
within 30 "one that hangs is started again" active another_than "$before"
before=$(main)
kill -9 "$before"
within 30 "one that is killed, too" active another_than "$before"
is "what is in force stays so meanwhile" "$(in_force)" required

systemctl stop gpseald
is "it stops in order" "$(systemctl show -P Result gpseald)" success
is "what is in force stays so without it" "$(in_force)" required
nft flush ruleset
systemctl start gpseald
within 30 "the next start repairs" required in_force
systemctl stop gpseald
is "a revert leaves nothing" "$("$gpseal" revert >/dev/null; in_force)" none

echo "$failures failures"
[ "$failures" = 0 ]
