#!/bin/bash
# A member whose clock is wrong, its children's clocks too. By default both Kerberos libraries (MIT's here, Heimdal's in
# smbclient) go by the domain controller's clock, so policy is read all the same; where the administrator has told libkrb5
# not to, it fails, the cause is named and nothing is let go. Run by tests/lab/run. usage: clock_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
library=$(echo /usr/lib/*/faketime/libfaketime.so.1)
[ -e "$library" ] || { echo "skipped: libfaketime is not installed (installer/install-packages test)"; exit 77; }
# read by every process of the member, whatever its environment
clock() { # OFFSET, or nothing: right
    member bash -c 'if [ -z "$2" ]; then rm -f /etc/ld.so.preload; else
        echo "$2" >/etc/faketimerc && echo "$1" >/etc/ld.so.preload; fi' clock "$library" "${1:-}"
}
version=0
says_now() { # CONTENT: what policy says from now on
    version=$((version + 1))
    dc "pol A $1 $version"
}

dc "gpo A; links $LAB_BASE A"
says_now enabled
run 0 required "the clock is right" refresh
for offset in +10m -10m; do
    clock "$offset"
    is "$offset, the member's clock is off" "$(($(member date +%s) - $(date +%s) > 300 || $(date +%s) - $(member date +%s) > 300))" 1
    says_now disabled
    run 0 none "$offset, a GPO that relaxes" refresh
    says_now enabled
    run 0 required "$offset, and one that requires" refresh
    member sed -i '/\[libdefaults\]/a kdc_timesync = 0' /etc/krb5.conf
    says_now disabled
    run 5 required "$offset, and no other clock counts" refresh
    says "$offset, the cause" 'no Kerberos ticket .*Clock skew too great'
    run 5 required "$offset, status" status
    member sed -i '/kdc_timesync/d' /etc/krb5.conf
    says_now enabled
    clock
    run 0 required "the clock is right again" refresh
done
finish
