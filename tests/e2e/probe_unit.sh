#!/bin/bash
# gpseal-probe as systemd runs it: its test connections are real (a server that encrypts, one that does not), what they show
# reaches the report, and without an answer that counts the verdict is unknown and the mandate stays. And what the units of
# the service may at most be exposed to. Runs by boot_systemd.sh. usage: probe_unit.sh MAKE_POL
set -u
here=$(realpath "$(dirname "$0")")
make_pol=$1
gpseal=/run/programs/gpseal
# shellcheck source=tests/e2e/booted_checks.sh
. "$here/booted_checks.sh"
report() { # PYTHON: of the last run's report r
    "$gpseal" status --json | /usr/bin/python3 -c "import json,sys; r = json.load(sys.stdin); print($1)"
}
verdict() { report 'r["verdict"]["result"]'; }
rows() { report '" ".join(sorted(e["server"] + " " + e["verdict"] for e in r["effective"]))'; }
in_force() {
    local block guard
    block=$(grep -c '^	client smb encrypt = required' /etc/samba/smb.conf)
    guard=$(nft list table inet gpseal 2>/dev/null | grep -c 'reject with tcp reset')
    if [ "$block" = 2 ] && [ "$guard" -gt 0 ]; then echo required; else echo "half ($block, $guard)"; fi
}
exposure() { # UNIT, in tenths
    systemd-analyze security --offline=true "/etc/systemd/system/$1" --no-pager 2>/dev/null |
        sed -n 's/.*Overall exposure level for .*: \([0-9]*\)\.\([0-9]\) .*/\1\2/p'
}
at_most() { # UNIT TENTHS
    local found
    found=$(exposure "$1")
    is "$1 is exposed to at most $2 tenths (${found:-?})" "$([ -n "$found" ] && [ "$found" -le "$2" ] && echo yes)" yes
}

at_most gpseald.service 14
at_most gpseal-fetch@.service 11
at_most gpseal-probe@.service 12
at_most gpseal-apply@.service 18
at_most gpseal-look@.service 19

# a server that encrypts and one that cannot, in the clear
# shellcheck source-path=SCRIPTDIR source=smb_farm.sh
. "$here/smb_farm.sh"
command -v smbd >/dev/null || { echo "skipped: smbd is not installed"; exit 77; }
FARM=/run/farm
ip link set lo up
mkdir -p "$FARM" /var/lib/samba/private /var/cache/samba /run/samba
echo "$FARM_USER:x:64777:64777::/nonexistent:/usr/sbin/nologin" >>/etc/passwd
echo "$FARM_USER:x:64777:" >>/etc/group
farm_start required off || { echo "FAIL no server"; exit 1; }
good=$(farm_address required)
bad=$(farm_address off)

systemctl start systemd-journald
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
printf 'username = %s\npassword = %s\n' "$FARM_USER" "$FARM_PASSWORD" >/etc/gpseal/probe.credentials
chmod 600 /etc/gpseal/probe.credentials
configure() { # SERVERS
    printf '[policy]\nsource = files\nfiles = /run/gpo\n[verify]\nservers = %s\ncredentials = /etc/gpseal/probe.credentials\n' "$1" \
        >/etc/gpseal/gpseal.conf
}
mkdir -p /run/gpo/Machine
printf '[General]\r\nVersion=3\r\n' >/run/gpo/gpt.ini
"$make_pol" /run/gpo/Machine/Registry.pol enabled
configure "//$good/share/big.txt"
systemctl start gpseald
refresh() { "$gpseal" refresh >/dev/null; }

refresh
is "the mandate is in force" "$(in_force)" required
is "both clients' data moved, and encrypted" "$(rows)" "$good encrypted $good encrypted"
is "the wire says in what" "$(report '{e["dialect"] + " " + e["cipher"] for e in r["effective"]}.pop()')" "3.1.1 AES-128-GCM"
is "so it is proven" "$(verdict)" pass
is "the canary was cut" "$(report 'r["canary"]["refused"]')" True

configure "//$good/share //$bad/share"
refresh
is "a server that cannot encrypt is refused, by the guard or the client" "$(rows)" \
    "$good encrypted $good encrypted $bad refused_as_required $bad refused_as_required"
is "which the mandate is for" "$(verdict)" pass

configure "//$good/share"
unproven() { # WHAT
    refresh
    is "$1: nothing is proven" "$(verdict) $(report '{e["verdict"] for e in r["effective"]}')" "unknown {'inconclusive'}"
    is "$1: the canary, too" "$(report 'r["canary"]["refused"]')" None
    is "$1: the mandate stays" "$(in_force)" required
}
# what stands in its place: one that says nothing, one that says nonsense, one that dies, one that never ends
instead() { # COMMAND
    mkdir -p /run/systemd/system/gpseal-probe@.service.d
    printf '[Service]\nExecStart=\nExecStart=/bin/sh -c "%s"\n' "$1" >/run/systemd/system/gpseal-probe@.service.d/instead.conf
    systemctl daemon-reload
}
instead 'exit 0'
unproven "no answer"
instead 'head -c 3000 /dev/urandom'
unproven "nonsense"
instead "printf 'gpseal.probe-answer/1\\\\n%%064d' 0"
unproven "a record that was not sealed"
instead 'head -c 500000 /dev/zero'
unproven "too much"
instead 'kill -9 $$$$'
unproven "a kill"
instead 'exec sleep 100'
started=$(date +%s)
unproven "no end"
waited=$(($(date +%s) - started))
# each connection that it asks for would be waited for 30 s; a busy machine needs some more for the rest
is "no end: a run waits once, and not long" "$([ $waited -lt 55 ] && echo yes || echo "$waited s")" yes
instead 'echo probe has $$(id -u) $$(grep -c CapEff:.0000000000000000 /proc/self/status) >&2'
refresh
is "it is no root and has no right" \
    "$(journalctl -o cat | sed -n 's/^probe has \([0-9]*\) 1$/\1/p' | sort -u | awk '{print ($1 > 61183 && $1 < 65520)}')" 1
rm -r /run/systemd/system/gpseal-probe@.service.d
systemctl daemon-reload

systemctl stop gpseal-probe.socket
unproven "no socket"
systemctl mask --runtime --now gpseal-probe.socket 2>/dev/null
unproven "masked"
systemctl unmask --runtime gpseal-probe.socket 2>/dev/null
systemctl start gpseal-probe.socket
refresh
is "once it is there again, it is proven again" "$(verdict)" pass

systemctl stop gpseald
farm_stop required off
echo "$failures failures"
[ "$failures" = 0 ]
