#!/bin/bash
# Somebody sits between a member and its domain, or in the domain controller's place: never is a value changed. Under a
# mandate each attack ends with exit code 5 within its time, a reason in one sentence, and the mandate in force; when it
# is over, the next run takes the domain's word without a change of version. Run by tests/lab/run.
# usage: mitm_test.sh GPSEAL MAKE_POL [CHAPTER], a pattern: 2_*
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
attacks=$here/attack
OU=OU=Inner,OU=Outer,$LAB_BASE

attack() { "$here/on" dc "$attacks/begin" "$@" </dev/null; } # PORT COMMAND…
truce() { "$here/on" dc "$attacks/begin" end </dev/null; }

# suffers WHAT SECONDS REASON [ARGUMENT…]: a run under attack.
suffers() {
    local what=$1 most=$2 reason=$3 before after
    shift 3
    before=$EPOCHREALTIME
    run 5 required "$what" refresh "$@"
    after=$EPOCHREALTIME
    local took=$(((${after/./} - ${before/./}) / 1000))
    is "$what, within $most s" "$((took <= most * 1000)) ($took ms)" "1 ($took ms)"
    says "$what, says '$reason'" "$reason"
    grep '^            - ' "$work/out" | sed 's/^ */     /'
}
# The attack ends; the domain still requires encryption.
recovers() { truce && run 0 required "$1 is over" refresh; }
# The same, but the domain relaxed meanwhile, so that is what counts.
relaxes() {
    truce
    run 0 none "$1 is over, and what the domain said meanwhile counts" refresh
    dc "links $OU"
    run 0 required "the domain requires it again" refresh
}

dc "ou OU=Outer,$LAB_BASE; ou $OU; move_computer CN=Computers,$LAB_BASE $OU
gpo A B; pol A enabled 1; pol B disabled 1; links $LAB_BASE A"
run 0 required "a linked GPO requires encryption" refresh

for part in "$here"/mitm_part${3:-*}.sh; do
    # shellcheck disable=SC1090 # the chapters
    . "$part"
done
is "no ticket and no setting of ours is left" "$(member find /run/gpseal -name 'krb5*' | wc -l)" 0
exit $((failures > 0))
