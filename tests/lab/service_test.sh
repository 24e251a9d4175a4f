#!/bin/bash
# gpseald as a member of a real domain: policy taken up, a domain controller that dies, damage that is repaired without a new
# version, a network that comes back, a link that goes. Run by tests/lab/run. usage: service_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
programs=$(dirname "$gpseal")
log=$work/gpseald.log

start() { member bash -c '"$1" >>"$2" 2>&1 </dev/null & echo $! >/run/gpseald.pid' start "$programs/gpseald" "$log"; }
stop() { member bash -c 'pid=$(cat /run/gpseald.pid); kill "$pid"; while grep -qs "^State:.[RSD]" "/proc/$pid/status"; do sleep 0.1; done'; }
within() { # SECONDS WHAT WANTED COMMAND…
    local end=$(($(date +%s) + $1)) what=$2 wanted=$3 found
    shift 3
    while found=$("$@"); [ "$found" != "$wanted" ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
    is "$what" "$found" "$wanted"
    [ "$found" = "$wanted" ] || tail -5 "$log" | sed 's/^/     | /'
}
status() { # MEMBER of what the service says
    member setpriv --reuid 65534 --clear-groups "$gpseal" status --json | /usr/bin/python3 -c 'import json,sys
print(json.load(sys.stdin)[sys.argv[1]])' "$1" 2>/dev/null
}

dc "gpo A; pol A enabled 1; links $LAB_BASE A"
start
within 60 "policy of the domain is in force after the start" required in_force
within 30 "proven" pass status verdict
is "and fresh" "$(status health)" ok
run 0 required "a refresh is the service's" refresh

# a domain controller that dies: nothing is loosened, drift is repaired meanwhile, and it ends in time
"$here/dc_stop"
began=$(date +%s)
member "$gpseal" refresh >"$work/out" 2>"$work/said" &
asked=$!
sleep 1
member nft delete table inet gpseal
within 20 "drift is repaired while nobody answers" required in_force
wait "$asked"
is "the look ends stale" $? 5
is "in 40 s at most" "$(($(date +%s) - began <= 40))" 1
is "the mandate stays" "$(in_force)" required
is "and is said to be stale" "$(status health)" stale

# back: a network that changes is reason enough to look again
"$here/dc_start" || exit 1
member ip address add 192.0.2.77/32 dev lo
within 60 "it is looked at again without being asked" ok status health
is "the mandate stays all the time" "$(in_force)" required

# damage, and its repair without a new version
dc 'head -c 40 /dev/urandom >"$(gpo_folder A)/Machine/Registry.pol"; version A 2'
run 5 required "a damaged Registry.pol" refresh
dc '"$MAKE_POL" "$(gpo_folder A)/Machine/Registry.pol" disabled'
run 0 none "repaired under the same version, it counts at the next look" refresh
dc 'pol A enabled 3'
run 0 required "and on again" refresh

# a link that goes is let go
dc "links $LAB_BASE"
run 0 none "without its link it is let go at the next look" refresh
is "the log tells of both" "$(grep -c 'SMB encryption is' "$log" | awk '{print ($1 >= 4)}')" 1

# the interval is the domain's to set
dc "gpo B; pol B interval 1; links $LAB_BASE B"
run 0 none "a GPO that sets the refresh interval" refresh
is "is honoured" "$(status interval_s)" 900

dc "links $LAB_BASE A"
run 0 required "once more" refresh
stop
is "what is in force stays so without the service" "$(in_force)" required
exit $((failures > 0))
