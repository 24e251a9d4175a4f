#!/bin/bash
# gpseal release: the mandate that policy requires is not enforced for a while, every answer says so, and it ends. Runs by
# in_namespace.sh. usage: release.sh GPSEAL MAKE_POL
set -u
gpseal=$1
make_pol=$2
schema=$(dirname "$0")/../../installer/schema/gpseal.report-1.schema.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '# mine\n[global]\n\tworkgroup = LAB\n[data]\n\tpath = /srv\n' >/etc/samba/smb.conf
smb_conf_before=$(sha256sum </etc/samba/smb.conf | cut -d' ' -f1)
state=/var/lib/gpseal
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"

policy() { "$make_pol" "$state.gpo/Machine/Registry.pol" "$1"; }
# forge FIELD VALUE: another release, as gpseal itself would have written it
forge() {
    sed -i "1d; s|^$1 .*|$1 $2|" "$state/release"
    sed -i "1i gpseal.release/1 $(sha256sum <"$state/release" | cut -d' ' -f1)" "$state/release"
}

mkdir -p "$state.gpo/Machine" /etc/gpseal
printf '[General]\r\nVersion=3\r\n' >"$state.gpo/gpt.ini"
printf '[policy]\nsource = files\nfiles = %s\n' "$state.gpo" >/etc/gpseal/gpseal.conf
chmod -R go-w "$state.gpo" /etc/gpseal/gpseal.conf
policy enabled

run 2 none "without a reason" release --until +2h
run 2 none "without a time" release --reason x
run 2 none "a time that is over" release --until 2020-01-01T00:00:00Z --reason x
run 2 none "longer than there is" release --until +8d --reason x
run 2 none "a reason of two lines" release --until +2h --reason $'a\nb'
run 2 none "both at once" release --until +2h --end --reason x
run 0 required "the mandate" refresh
run 0 required "nothing to end" release --end

policy disabled
run 0 none "nothing is required" refresh
run 0 none "a release all the same" release --until +2h --reason 'for later'
says "says that it waits" 'gpseal release holds until .*for later.*: a mandate that comes before is not enforced'
run 0 none "and ends" release --end
silent_about "without a word of it" 'gpseal release holds'
policy enabled
run 0 required "the mandate again" refresh

run 1 none "released" release --until +2h --reason 'dc1 is being updated'
says "released, says who and why" 'released until .* by uid [0-9]*: dc1 is being updated'
silent_about "and not of an option that nobody typed" '--offline'
is "the file's mode" "$(stat -c '%a %u' "$state/release")" "600 0"
is "in the journal" "$(grep -c 'gpseal release.*"loosens":true' "$state/journal.jsonl" | awk '{print ($1 > 0)}')" 1
run 1 none "status" status
says "status says it" 'Released.*until'
run 0 none "get" get
says "get says it too" 'nothing of it is enforced until'
run 1 none "report" report --json
is "report's release" "$(json release.reason)" 'dc1 is being updated'
run 1 none "it survives a refresh" refresh
run 1 none "verify" verify
printf '\tclient smb encrypt = required\n' >>/etc/samba/smb.conf # an administrator's own line is no drift of ours
is "the mandate is not asked for again" "$("$gpseal" refresh >/dev/null; nft list table inet gpseal 2>&1 | grep -c reject)" 0
sed -i '$d' /etc/samba/smb.conf
run 0 required "ended" release --end
is "its file is gone" "$([ -e "$state/release" ]; echo $?)" 1

# a release that fails does not come true later, and one that cannot be written of ends all the same
unwritable() { mv "$state/$1" "$state/$1.kept" && mkdir "$state/$1"; }
writable() { rmdir "$state/$1" && mv "$state/$1.kept" "$state/$1"; }
unwritable report.json
run 8 required "one that cannot be kept" release --until +1h --reason x
says "is taken back" 'the release is taken back'
writable report.json
run 0 required "and stays so" refresh
run 1 none "released once more" release --until +1h --reason x
unwritable journal.jsonl
run 7 required "an end that cannot be written" release --end
writable journal.jsonl
run 0 required "and all is well" refresh

# it ends by itself, and no clock brings it back
run 1 none "released again" release --until +1h --reason x
forge from 2020-01-01T00:00:00Z
run 0 required "one that was to last longer than there is" refresh
is "is taken away" "$([ -e "$state/release" ]; echo $?)" 1
run 1 none "released again" release --until +1h --reason x
forge until "$(date -u -d '-1 second' +%FT%TZ)"
run 1 none "its time is over, status before the next refresh" status
says "status does not call it released" 'drift\|not as they must be'
run 0 required "the next refresh" refresh
is "is taken away, too" "$([ -e "$state/release" ]; echo $?)" 1
run 1 none "released again" release --until +1h --reason x
forge from "$(date -u -d '+10 minutes' +%FT%TZ)"
run 0 required "the clock went back to before it began" refresh

# a damaged one releases nothing
run 1 none "released again" release --until +1h --reason x
printf x >>"$state/release"
run 5 required "damaged" refresh
says "and says so" 'release is damaged'
run 0 required "taken away" release --end

# it does not outlive what it is for
run 1 none "released again" release --until +1h --reason x
policy disabled
run 0 none "policy relaxes" refresh
policy enabled
run 1 none "and requires again" refresh
run 0 none "revert --all" revert --all
run 0 required "and there is no release any more" refresh
"$gpseal" --root "$work/root" release --until +1h --reason x >"$work/out" 2>&1
is "under --root nothing of this machine" "$(in_force)" required

finish
