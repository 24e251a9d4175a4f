#!/bin/bash
# A look whose download from the directory or from SYSVOL ends after N bytes: closed, reset, half closed, stalled, dribbling.
# Run by tests/lab/run. usage: cut_test.sh GPSEAL MAKE_POL SECONDS|all
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
dc "gpo A; pol A enabled 1; links $LAB_BASE A"
run 0 required "a linked GPO requires encryption" refresh
for port in 389 445; do
    "$here/on" dc "$here/attack/begin" $port "$here/attack/cut.py" $((port + 20000)) $port $((port + 21000)) </dev/null
done
member /usr/bin/python3 "$here/cut_trials.py" "$gpseal" "$LAB_DC_ADDRESS" "$3"
is "every run kept its promises" $? 0
"$here/on" dc "$here/attack/begin" end </dev/null
run 0 required "the attack is over" refresh
finish
