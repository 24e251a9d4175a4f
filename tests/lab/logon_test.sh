#!/bin/bash
# A member that lets domain users log on through winbindd, under the mandate: with a domain controller that requires
# encryption, and with one that only allows it. Run by tests/lab/run. usage: logon_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
for program in winbindd wbinfo; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed (installer/install-packages test)"; exit 77; }
done

dc_encrypts() { # required, default
    "$here/on" dc sed -i "/^\s*server smb encrypt = /d; s|^\[global\]|&\n\tserver smb encrypt = $1|" /etc/samba/smb.conf
    "$here/dc_stop" && "$here/dc_start" || exit 1
}
winbindd_start() {
    member bash -c 'pkill -9 winbindd; while pgrep -x winbindd >/dev/null; do sleep 0.05; done; 
        rm -rf /run/samba/winbindd /var/cache/samba/*.tdb /var/lib/samba/{winbindd_cache,netsamlogon_cache}.tdb
        winbindd -D && for i in {1..100}; do wbinfo --ping >/dev/null 2>&1 && exit; sleep 0.1; done; exit 1'
}
works() { # WHAT COMMAND…: on the member
    local what=$1 code=0
    shift
    member timeout 40 "$@" >"$work/out" 2>"$work/said" || code=$?
    is "$what" "$code" 0
}
cut_for() { # ADDRESS: how many requests of this machine to it were cut
    member nft list set inet gpseal hits4 | grep -o "$1 [^,}]*packets [0-9]*" | awk '{ n += $NF } END { print n + 0 }'
}
logons() {
    works "$1, the machine's account" net ads testjoin
    works "$1, the machine's trust" wbinfo -t
    works "$1, a logon" wbinfo -a "$LAB_NETBIOS\\Administrator%$LAB_PASSWORD"
    works "$1, a user's groups" wbinfo --user-domgroups "$(member wbinfo -n "$LAB_NETBIOS\\Administrator" | cut -d' ' -f1)"
    works "$1, who is that" wbinfo -i "$LAB_NETBIOS\\Administrator"
}
member sed -i 's|^\[global\]|&\n\tidmap config * : backend = tdb\n\tidmap config * : range = 100000-199999\n\twinbind use default domain = no|' /etc/samba/smb.conf
dc "gpo A; pol A enabled 1; links $LAB_BASE"
winbindd_start
logons "no mandate"

dc_encrypts required
dc "links $LAB_BASE A"
run 0 required "the mandate" refresh
winbindd_start
logons "the domain controller requires encryption"
is "and nothing of it was cut" "$(cut_for "$LAB_DC_ADDRESS")" 0

# winbindd does not encrypt of its own accord: its pipes are cut, and it goes on by RPC over TCP
dc_encrypts default
winbindd_start
logons "the domain controller only allows it"
is "its pipes in the clear were cut" "$(($(cut_for "$LAB_DC_ADDRESS") > 0))" 1
run 0 required "impact" impact
says "impact names them" "^$LAB_DC_ADDRESS .*uid 0: [0-9]* requests in the clear"

# where RPC over TCP is not let through either, logons need the domain controller exempted
on_dc() { "$here/on" dc "$@"; }
on_dc nft -f - <<'NFT'
table inet lab { chain in { type filter hook input priority 0; tcp dport { 135, 49152-65535 } reject with tcp reset; }; }
NFT
winbindd_start
is "without RPC over TCP the trust cannot be checked" "$(member timeout 40 wbinfo -t >/dev/null 2>&1; echo $(($? > 0)))" 1
member bash -c 'mkdir -p /etc/gpseal; printf "[guard]\nexempt = %s 445 until %s logons\n" "$1" "$2" >/etc/gpseal/gpseal.conf' conf \
    "$LAB_DC_ADDRESS" "$(date -ud '+1 hour' +%FT%TZ)"
run 1 required "the domain controller is exempted" refresh
winbindd_start
logons "the domain controller is exempted, no RPC over TCP"
exit $((failures > 0))
