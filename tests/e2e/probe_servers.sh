#!/bin/bash
# gpseal probe against real smbd of every kind: verdict, dialect and cipher of each, as an unprivileged user, and the
# same with the guard in force. Each wanted row follows from the server's configuration. What else can be done with
# the command line, and its exit codes, is at the end.
#
#   unshare -n -m --propagation private bash probe_servers.sh GPSEAL GUARD_TOOL
set -u
gpseal=$1 guard_tool=$2
schema=$(cd "$(dirname "$0")/../../installer/schema" && pwd)/gpseal.probe-1.schema.json
for tool in smbd smbpasswd nft ip python3 setpriv; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
# shellcheck source=smb_farm.sh
. "$(dirname "$0")/smb_farm.sh"
eval "$(declare -f farm_table | sed '1s/farm_table/first_servers/')"
farm_table() {
    first_servers
    cat <<'TABLE'
smb202|21|server min protocol = SMB2_02;server max protocol = SMB2_02
from311|22|server min protocol = SMB3_11
fromnt1|23|server min protocol = NT1
signed|24|server signing = mandatory
ccm256|25|server smb3 encryption algorithms = AES-256-CCM
only256|26|server smb3 encryption algorithms = AES-256-GCM;server max protocol = SMB3_02
sealedshare|27|server smb encrypt = off;[sealed];path = /tmp;server smb encrypt = required
ports|28|smb ports = 445 1445;server smb encrypt = required
TABLE
}
# variant, verdict, dialect, cipher, signing, DFS, error: '-' is null; only256 takes nobody who offers 3.0 or later
wanted() {
    cat <<'TABLE'
required works 3.1.1 AES-128-GCM enabled true -
desired works 3.1.1 AES-128-GCM enabled true -
default works 3.1.1 AES-128-GCM enabled true -
off breaks 3.1.1 - enabled true encryption is off
smb21 breaks 2.1 - enabled true SMB 2.1 at most
smb30 works 3.0 AES-128-CCM enabled true -
smb302 works 3.0.2 AES-128-CCM enabled true -
smb30off breaks 3.0 - enabled true encryption is off
smb302off breaks 3.0.2 - enabled true encryption is off
gcm256 works 3.1.1 AES-256-GCM enabled true -
nodfs works 3.1.1 AES-128-GCM enabled false -
guest works 3.1.1 AES-128-GCM enabled true -
smb1 breaks 1.0 - - - SMB1 only
ccm128 works 3.1.1 AES-128-CCM enabled true -
smb202 breaks 2.0.2 - enabled true SMB 2.0.2 at most
from311 works 3.1.1 AES-128-GCM enabled true -
fromnt1 works 3.1.1 AES-128-GCM enabled true -
signed works 3.1.1 AES-128-GCM required true -
ccm256 works 3.1.1 AES-256-CCM enabled true -
only256 unknown - - - - refuses every offer: STATUS_INVALID_PARAMETER
sealedshare breaks 3.1.1 - enabled true encryption is off
ports works 3.1.1 AES-128-GCM enabled true -
TABLE
}
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
# fields FILE KEY…: a line a server, its name and these values
fields() { /usr/bin/python3 -c 'import json, sys
for row in map(json.loads, open(sys.argv[1])):
    value = lambda v: "-" if v is None else str(v).lower() if isinstance(v, bool) else str(v)
    print(row["server"], *(value(row[key]) for key in sys.argv[2:]))' "$@"; }
# fits_schema FILE: nothing, or the first line that is not as the shipped schema says
fits_schema() { /usr/bin/python3 -c 'import json, jsonschema, sys
judge = jsonschema.Draft202012Validator(json.load(open(sys.argv[2])))
for row in map(json.loads, open(sys.argv[1])):
    judge.validate(row)' "$1" "$schema" 2>&1 | tail -n 1; }
row_of() { sed -n "s/^$1 //p" "$2"; }

farm_begin || exit
work=$FARM
install -m 755 "$gpseal" "$FARM/gpseal" || exit 1 # an unprivileged user may not come into the folder of the build
gpseal=$FARM/gpseal
# shellcheck disable=SC2046 # names without spaces
farm_start $(farm_variants) || exit 1
addresses() { wanted | while read -r variant _; do farm_address "$variant"; done; }

round() { # NAME COMMAND…: asks every server and compares its row
    local name=$1 code variant row
    shift
    # shellcheck disable=SC2046 # addresses
    "$@" "$gpseal" probe --json $(addresses) >"$FARM/out" 2>"$FARM/said" </dev/null
    code=$?
    is "$name: exit code" "$code" 1
    is "$name: nothing on standard error" "$(cat "$FARM/said")" ""
    is "$name: schema" "$(fits_schema "$FARM/out")" ""
    is "$name: rows" "$(wc -l <"$FARM/out")" "$(wanted | wc -l)"
    fields "$FARM/out" verdict dialect cipher signing dfs error >"$FARM/rows"
    while read -r variant row; do
        is "$name: $variant" "$(row_of "$(farm_address "$variant")" "$FARM/rows")" "$row"
    done < <(wanted)
}
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
round "as root" env
round "as nobody" nobody
"$guard_tool" ruleset enforce >"$FARM/guard.nft" && nft -f "$FARM/guard.nft" || exit 1
round "with the guard" nobody
nft delete table inet gpseal

# --- every dialect and cipher that a server has
# shellcheck disable=SC2046 # addresses
"$gpseal" probe --json --details $(addresses) >"$FARM/out"
is "details: schema" "$(fits_schema "$FARM/out")" ""
fields "$FARM/out" dialects ciphers >"$FARM/rows"
details() { row_of "$(farm_address "$1")" "$FARM/rows"; }
all_ciphers="['AES-128-CCM', 'AES-128-GCM', 'AES-256-CCM', 'AES-256-GCM']"
is "details: default" "$(details default)" "['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] $all_ciphers"
is "details: from311" "$(details from311)" "['3.1.1'] $all_ciphers"
is "details: fromnt1" "$(details fromnt1)" "['1.0', '2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] $all_ciphers"
is "details: smb21" "$(details smb21)" "['2.0.2', '2.1'] []"
is "details: ccm128" "$(details ccm128)" "['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] ['AES-128-CCM']"
is "details: smb1" "$(details smb1)" "['1.0'] []"

# --- ports, names, families, lists, and what they end with
code() { # WANTED NAME ARGUMENT…
    local wanted=$1 name=$2
    shift 2
    "$gpseal" probe "$@" >"$FARM/out" 2>"$FARM/said" </dev/null
    is "$name: exit code" "$?" "$wanted"
}
works=$(farm_address required) breaks=$(farm_address off)
printf '%s files.test\n::1 six.test\n127.0.77.200 six.test\n' "$works" >"$FARM/hosts" && mount --bind "$FARM/hosts" /etc/hosts
code 0 "another port" "$(farm_address ports):1445"
code 0 "a name" files.test
code 4 "nobody listens" 127.0.77.200
code 4 "a name that is none" no-such.test
code 4 "works and unknown" files.test 127.0.77.200
code 1 "works, unknown and breaks" files.test 127.0.77.200 "$breaks"
/usr/bin/python3 -m http.server --bind 127.0.77.201 445 >/dev/null 2>&1 &
web=$!
for _ in $(seq 50); do (exec 3<>/dev/tcp/127.0.77.201/445) 2>/dev/null && break; sleep 0.1; done
code 4 "a web server" 127.0.77.201 --json
is "a web server: schema" "$(fits_schema "$FARM/out")" ""
is "a web server: why" "$(fields "$FARM/out" reachable error)" "127.0.77.201 true its answer is not SMB"
kill "$web"
code 2 "no server named"
code 2 "what is no server" //nas/share
code 2 "a network" 127.0.77.0/30
code 1 "a network of one's own" 127.0.77.0/29 --i-own-this-network
is "a network of one's own: rows" "$(grep -c '^127' "$FARM/out")" 6
code 2 "time-out" --timeout 0 "$works"
code 2 "parallel" --parallel none "$works"
printf '%s # one\n\n%s\n' "$works" "$breaks" >"$FARM/list"
code 1 "a list" --targets "$FARM/list"
"$gpseal" probe --targets - <"$FARM/list" >"$FARM/out"
is "standard input: exit code" "$?" 1
is "standard input: summary" "$(tail -n 1 "$FARM/out")" "2 servers: 1 works, 1 breaks, 0 unknown"
printf '//nas/x\n' >"$FARM/list"
code 3 "a list with a wrong line" --targets "$FARM/list"
is "a list with a wrong line: where" "$(grep -c 'list:1' "$FARM/said")" 1
code 3 "a list that is not there" --targets "$FARM/none"
mkdir -p "$FARM/root/proc" "$FARM/root/etc"
printf '//files/a /a cifs rw,addr=%s 0 0\n//other/b /b smb3 rw,addr=%s 0 0\n' "$works" "$breaks" >"$FARM/root/proc/mounts"
printf '//files.test/a /a cifs rw\n' >"$FARM/root/etc/fstab"
code 1 "mounts" --root "$FARM/root" --from-mounts --json
is "mounts: servers at their addresses" "$(fields "$FARM/out" address verdict | sort)" "files $works works
other $breaks breaks"
code 0 "fstab" --root "$FARM/root" --from-fstab
code 4 "no SMB mount" --from-mounts
code 0 "two addresses, one of them works" files.test --parallel 1 --timeout 0.5

finish
