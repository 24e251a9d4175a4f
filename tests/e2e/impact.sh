#!/bin/bash
# gpseal impact: who uses which server, by mounts, fstab, configuration, bookmarks and the guard's hits, and what a
# mandate does to each. Its domain controllers: tests/lab/preflight_test.sh.
#
#   unshare -n -m --propagation private bash impact.sh GPSEAL GUARD_TOOL
set -u
gpseal=$1 guard_tool=$2
schema=$(cd "$(dirname "$0")/../../installer/schema" && pwd)/gpseal.impact-1.schema.json
for tool in smbd smbclient smbpasswd nft ip; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
# shellcheck source=smb_farm.sh
. "$(dirname "$0")/smb_farm.sh"
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
impact() { # ARGUMENT…: rows of server, verdict, needs a new mount, error, uses
    "$gpseal" impact --json "$@" >"$FARM/out" 2>"$FARM/said" </dev/null
    code=$?
    /usr/bin/python3 -c 'import json, jsonschema, sys
judge = jsonschema.Draft202012Validator(json.load(open(sys.argv[2])))
for row in map(json.loads, open(sys.argv[1])):
    judge.validate(row)
    uses = ["+".join(str(v) for v in use.values()) for use in row["used_by"]]
    print(row["server"], row["verdict"], row["needs_new_mount"], row["error"], *uses)' "$FARM/out" "$schema" >"$FARM/rows"
}
row() { sed -n "s/^$1 //p" "$FARM/rows"; }

farm_begin || exit
work=$FARM
farm_start required nodfs off smb21 || exit 1
good=$(farm_address required) nodfs=$(farm_address nodfs) off=$(farm_address off) old=$(farm_address smb21)

# --- a sandbox: mounts, fstab, configuration
root=$FARM/root
mkdir -p "$root"/{proc,etc/gpseal}
impact --root "$root"
is "nothing known: exit code" "$code" 4
is "nothing known: said" "$(grep -c 'no use of an SMB server' "$FARM/said")" 1
printf '//files/a /a cifs rw,seal,addr=%s 0 0\n//plain/b /b smb3 rw,addr=%s 0 0\n' "$good" "$nodfs" >"$root/proc/mounts"
impact --root "$root"
is "mounts: exit code" "$code" 1
is "mounts: sealed" "$(row files)" "works False None mount+/a+True"
is "mounts: not sealed, no DFS" "$(row plain | cut -d' ' -f1,2)" "works_not_for_libsmbclient True"
sed -i 2d "$root/proc/mounts"
impact --root "$root"
is "what works: exit code" "$code" 0
printf '//files/a /a cifs seal 0 0\n//%s/c /c cifs noauto\n' "$off" >"$root/etc/fstab"
printf '[verify]\nservers = //%s/share //127.0.77.200/share\n' "$old" >"$root/etc/gpseal/gpseal.conf"
impact --root "$root"
is "all three: exit code" "$code" 1
is "fstab: the mount's server" "$(row files)" "works False None mount+/a+True fstab+/a+True"
is "fstab: encryption off" "$(row "$off")" "breaks False encryption is off fstab+/c+False"
is "configuration: 2.1" "$(row "$old")" "breaks False SMB 2.1 at most config+//$old/share"
is "configuration: nobody there" "$(row 127.0.77.200 | cut -d' ' -f1)" unknown
mkdir -p "$root/home/ann/.config/gtk-3.0" "$root/var/lib/gpseal"
printf 'file:///tmp\nsmb://user:secret@%s/d Label\n' "$nodfs" >"$root/home/ann/.config/gtk-3.0/bookmarks"
printf '{"at":"%s","reason":"x","packets":{},"hits":[{"server":"%s","port":445,"uid":7,"packets":3},{"server":"127.0.0.1","port":445,"uid":0,"packets":1}],"hits_total":2}\n' \
    "$(date -u +%FT%TZ)" "$old" >"$root/var/lib/gpseal/guard-counters.jsonl"
impact --root "$root"
is "bookmark of a user" "$(row "$nodfs" | cut -d' ' -f1,2)" "works_not_for_libsmbclient False"
is "bookmark, who and where, no password" "$(grep -c "bookmark+smb://$nodfs/d+0\$" "$FARM/rows")" 1
is "counts of a table that is gone" "$(row "$old")" "breaks False SMB 2.1 at most config+//$old/share guard+7+3"
echo '{' >>"$root/var/lib/gpseal/guard-counters.jsonl"
impact --root "$root"
is "damaged counts: said, and the rest stands" "$code $(grep -c 'what the guard saw before is not known' "$FARM/said") $(row "$old")" \
    "1 1 breaks False SMB 2.1 at most config+//$old/share"
is "damaged counts: set aside, and said" "$(grep -c 'set aside as guard-counters.jsonl.damaged' "$FARM/said")" 1
impact --root "$root"
is "damaged counts: said once" "$(wc -c <"$FARM/said") $(ls "$root/var/lib/gpseal")" "0 guard-counters.jsonl.damaged"
printf 'nas:/x /x cifs rw\n' >"$root/etc/fstab"
impact --root "$root"
is "fstab without a server: exit code" "$code" 3

# --- this machine: what the guard saw in audit
"$guard_tool" ruleset audit >"$FARM/guard.nft" && nft -f "$FARM/guard.nft" || exit 1
printf '[global]\n' >/etc/samba/smb.conf
: >"$FARM/fstab" && mount --bind "$FARM/fstab" /etc/fstab
smbclient "//$off/share" -U "$FARM_USER%$FARM_PASSWORD" -c ls >/dev/null 2>&1
"$guard_tool" canary >/dev/null
impact --timeout 2
is "guard: exit code" "$code" 1
is "guard: one server" "$(wc -l <"$FARM/rows")" 1
is "guard: who" "$(row "$off" | sed 's/+[0-9]*$/+N/')" "breaks False encryption is off guard+0+N"
"$gpseal" impact >"$FARM/out"
is "guard: as a table" "$(grep -c "^$off *breaks *uid 0: [0-9]* requests in the clear *encryption is off" "$FARM/out")" 1
install -m 755 "$gpseal" "$FARM/gpseal"
printf '//%s/a /a cifs rw\n' "$good" >"$FARM/fstab"
setpriv --reuid 65534 --regid 65534 --clear-groups "$FARM/gpseal" impact >"$FARM/out" 2>"$FARM/said"
is "as nobody: exit code" "$?" 0
is "as nobody: said" "$(grep -c 'what the guard saw is not known' "$FARM/said")" 1

finish
