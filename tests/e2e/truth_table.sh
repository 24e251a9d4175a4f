#!/bin/bash
# truth_table.sh GPSEAL MAKE_POL: every kind of server × every client of this machine, as a stock machine, with gpseal's
# lines in smb.conf alone, and under the whole mandate with what users can set against it. What counts is the wire.
# Clients that read no setting of ours are in it: impacket, and a JavaScript one where npm is there and can fetch it.
# As root; nothing of the machine is changed.
set -u
gpseal=$(readlink -f "$1")
make_pol=$(readlink -f "$2")
here=$(dirname "$(readlink -f "$0")")

# The JavaScript client is the one thing here that Debian does not have: fetched while there is a network to fetch it from.
if [ "${GPSEAL_IN_NAMESPACE:-}" != yes ]; then
    modules=$(mktemp -d -t gpseal-javascript-XXXXXX) || exit 1
    trap 'rm -rf "$modules"' EXIT
    command -v npm >/dev/null && (cd "$modules" &&
        timeout 60 npm install --silent --no-audit --no-fund --ignore-scripts @marsaud/smb2@0.18.0) >/dev/null 2>&1
    GPSEAL_IN_NAMESPACE=yes MODULES=$modules "$here/in_namespace.sh" "$0" "$@"
    exit
fi
for program in smbd smbclient smbget smbpasswd nft; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
# shellcheck source=tests/e2e/smb_farm.sh
. "$here/smb_farm.sh"
eval "$(declare -f farm_table | sed '1s/farm_table/common_table/')"
farm_table() { common_table; echo 'ntlmv1|15|ntlm auth = ntlmv1-permitted'; }
farm_begin || exit
[ ! -d "$MODULES/node_modules" ] || cp -a "$MODULES/node_modules" "$FARM/"
# shellcheck disable=SC2046 # names without spaces
farm_start $(farm_variants) || exit 1
for name in $(farm_variants); do echo "$name $(farm_address "$name")"; done >"$FARM/servers"

mkdir -p "$FARM/gpo/Machine" "$FARM/home"
"$make_pol" "$FARM/gpo/Machine/Registry.pol" enabled || exit 1
printf '[General]\nVersion=1\n' >"$FARM/gpo/GPT.INI"
printf '[global]\n' >/etc/samba/smb.conf
chown -R "$FARM_USER" "$FARM/home"

export FARM FARM_USER FARM_PASSWORD FARM_MARK GPSEAL=$gpseal
/usr/bin/python3 "$here/truth_table.py"
