#!/bin/bash
# A real domain: what its directory and SYSVOL hold, and what the member makes of it. Run by tests/lab/run.
# usage: domain_test.sh GPSEAL MAKE_POL
set -u
gpseal=$(readlink -f "$1")
MAKE_POL=$(readlink -f "$2")
export MAKE_POL
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/lab/names.sh
. "$here/names.sh"
work=$LAB/work
mkdir -p "$work"
failures=0

dc() { "$here/on" dc bash -c '. "$1"; eval "$2"' dc "$here/directory.sh" "$*"; }
member() { "$here/on" member "$@"; }
is() { # WHAT FOUND WANTED
    if [ "$2" = "$3" ]; then echo "ok   $1: $2"; else
        echo "FAIL $1: $2, wanted $3"
        sed 's/^/     | /' "$work/out" "$work/said" 2>/dev/null | head -40
        failures=$((failures + 1))
    fi
}

# the lab itself: the member has a ticket, sees its own object and reads a GPO that our writer made
dc 'gpo smoke; pol smoke enabled 1'
printf 'include /etc/krb5.conf\n[libdefaults]\n rdns = false\n' >"$work/krb5.conf" # the lab has no reverse names
member kinit -k 'CL1$'
is "the member's object in the directory" "$(member env KRB5_CONFIG="$work/krb5.conf" ldapsearch -o ldif-wrap=no -Q -N -Y GSSAPI -H "ldap://dc1.$LAB_DOMAIN" \
    -b "$LAB_BASE" '(sAMAccountName=CL1$)' dn 2>&1 | grep '^dn')" "dn: CN=CL1,CN=Computers,$LAB_BASE"
folder=$(dc 'guid smoke')
is "a GPO's registry policy in SYSVOL" "$(member smbclient --use-kerberos=required -N --client-protection=encrypt -E \
    "//dc1.$LAB_DOMAIN/sysvol" -c "get \"$LAB_DOMAIN\\Policies\\$folder\\MACHINE\\REGISTRY.POL\" -" 2>/dev/null | head -c 4)" PReg

exit $((failures > 0))
