#!/bin/bash
# A real domain controller that cannot encrypt: impact finds it, refresh stops before it cuts itself off, release is the
# way out where the mandate stands already. Run by tests/lab/run. usage: preflight_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
DC=dc1.$LAB_DOMAIN
dc_encrypts() { # off, desired…
    "$here/on" dc sed -i "/^\s*server smb encrypt = /d; s|^\[global\]|&\n\tserver smb encrypt = $1|" /etc/samba/smb.conf
    "$here/dc_stop"
    "$here/dc_start" || exit 1
}
preflight() { member bash -c "mkdir -p /etc/gpseal; printf '[policy]\npreflight = %s\n' $1 >/etc/gpseal/gpseal.conf"; }

run 0 none "impact, before any run" impact
says "the domain controller comes first" "^$DC  *works  *domain controller"
dc "gpo A; pol A disabled 1; links $LAB_BASE A"
run 0 none "a policy that relaxes" refresh
run 0 none "impact" impact
says "policy came from it" "^$DC  *works  *domain controller that policy came from"
member mv /etc/krb5.keytab /etc/krb5.keytab.away
run 0 none "impact, the keytab is gone" impact
says "the domain controller that policy came from is still named" "^$DC  *works  *domain controller that policy came from"
member mv /etc/krb5.keytab.away /etc/krb5.keytab

dc_encrypts off
run 8 none "impact, the domain controller cannot encrypt" impact
says "and why" "^$DC  *breaks  *domain controller that policy came from  *encryption is off"
dc 'pol A enabled 2'
run 8 none "dry run" refresh --dry-run
run 8 none "refresh stops" refresh
says "and names the domain controller" "$DC cannot encrypt (encryption is off)"
run 8 none "and the next one" refresh
run 1 none "status" status
says "status names it, too" "$DC cannot encrypt"
preflight maybe
run 3 none "a configuration that nobody understands" refresh
preflight off
dc 'pol A enabled 3'
run 0 required "pre-flight is off" refresh
dc 'pol A disabled 4'
run 5 required "and the machine has cut itself off" refresh
run 5 required "again" refresh
run 1 none "release is the way out" release --until +1h --reason 'dc1 cannot encrypt'
run 0 none "the domain controller is heard again: nothing is required" refresh
run 0 none "and it ends" release --end
dc 'pol A enabled 5'
preflight warn
run 1 required "pre-flight warns" refresh
says "the warning" "note.*$DC cannot encrypt"
run 1 none "released while the mandate stands" release --until +1h --reason 'dc1 cannot encrypt'
preflight stop
dc_encrypts desired
run 0 required "repaired, and the release ended" release --end
run 0 required "impact" impact
says "works" "^$DC  *works"

dc 'pol A disabled 6'
run 0 none "relaxed" refresh
dc 'pol A enabled 7'
run 0 required "and back, with a domain controller that encrypts" refresh

exit $((failures > 0))
