#!/bin/bash
# What `gpseal doctor` says of a domain controller that a firewall, the clock or the keytab keeps from this machine. Run by
# tests/lab/run. usage: doctor_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
host=dc1.$LAB_DOMAIN

refuses() { # what the domain controller does with what the member sends it; nothing: answers
    dc 'nft delete table inet lab 2>/dev/null
        nft add table inet lab; nft add chain inet lab input "{ type filter hook input priority 0 ; }"'
    [ -z "$1" ] || dc "nft add rule inet lab input ip saddr $LAB_MEMBER_ADDRESS $1"
}
look() {
    member "$gpseal" doctor --json "$@" >"$work/doctor" 2>"$work/said"
    /usr/bin/python3 -c 'import json, sys
for row in json.load(open(sys.argv[1]))["checks"]: print(row["state"], row["check"], row["found"], "| fix:", row["fix"])' \
        "$work/doctor" >"$work/out" 2>>"$work/said"
}
states() { # of the steps to the domain, in their order
    awk '$2 ~ /^(dns|kerberos|ldap|controller|clock)$/ { printf "%s%s %s", sep, $1, $2; sep = ", " }' "$work/out"
}

# the first look ever, at a GPO that no editor made: nothing is known, and nobody is told otherwise
dc 'printf "dn: CN=Baseline,CN=Policies,CN=System,%s\nobjectClass: groupPolicyContainer\ndisplayName: Baseline\nflags: 0\nversionNumber: 1\ngPCFunctionalityVersion: 2\ngPCMachineExtensionNames: %s\n" "$LAB_BASE" "$REGISTRY_CSE" | ldbadd -H "$SAM" >/dev/null
    set_attribute "$LAB_BASE" gPLink "[LDAP://CN=Baseline,CN=Policies,CN=System,$LAB_BASE;0]"'
run 5 none "a GPO whose name is no GUID" refresh
says "which one, and what to do" "GPO 'Baseline'.*: its name in the directory, Baseline, is no GUID.*link a GPO that"
run 5 none "result" result
silent_about "that no GPO applies is not said" 'No GPO applies'
silent_about "nor that it was read before it was read" 'could not read the domain'
says "but that it is not known" 'Whether a GPO applies to this computer is not known'
look
says "doctor does not send people to the run that failed" '^problem policy none was ever read completely .* fix: see health below'
is "/run/gpseal is open to all" "$(member stat -c %a /run/gpseal)" 755

dc "gpo A; pol A enabled 1; links $LAB_BASE A"
run 0 required "the mandate" refresh
look
is "all steps" "$(states)" "ok dns, ok kerberos, ok ldap, ok controller, ok clock"
says "who gets a ticket" "^ok kerberos $host gives CL1\$@$LAB_REALM a ticket"
says "a sealed session" "^ok ldap $host answers in a sealed session, site Default-First-Site-Name"
is "no ticket is left" "$(member find /run/gpseal -name 'krb5*' | wc -l)" 0

refuses 'tcp dport 88 drop'
run 5 required "Kerberos is dropped" refresh
says "which port" 'port 88/tcp'
look
is "Kerberos is dropped" "$(states)" "ok dns, problem kerberos, unknown ldap, ok controller, ok clock"
says "what to do" "^problem kerberos .*port 88/tcp cannot be reached.* fix: let this machine reach port 88/tcp of $host"
says "and what is wrong stands above" '^problem health .*fix: mend what is above'

refuses 'tcp dport 389 drop'
run 5 required "LDAP is dropped" refresh
says "which port" 'port 389/tcp cannot be reached: nobody answered within 3000 ms'
look
is "LDAP is dropped" "$(states)" "ok dns, ok kerberos, problem ldap, ok controller, ok clock"
says "what to do" "^problem ldap .*port 389/tcp cannot be reached.* fix: let this machine reach port 389/tcp of $host"

refuses 'tcp dport 445 drop'
look
is "SMB is dropped" "$(states)" "ok dns, ok kerberos, ok ldap, problem controller, unknown clock"
refuses ''
look
says "nothing is wrong any more" '^problem health .*fix: gpseal refresh: nothing above is wrong any more'

# an old key
member cp /etc/krb5.keytab /run/right.keytab
member net ads changetrustpw >"$work/said" 2>&1
member cp /etc/krb5.keytab /run/new.keytab
member cp /run/right.keytab /etc/krb5.keytab
look
is "an old key" "$(states)" "ok dns, problem kerberos, unknown ldap, ok controller, ok clock"
says "what to do" '^problem kerberos .*fix: the keytab holds an old password of this computer: net ads keytab create -P'
member cp /run/new.keytab /etc/krb5.keytab

look --offline
is "--offline asks nobody" "$(states)" "unknown dns, unknown kerberos, unknown ldap, unknown controller, unknown clock"
finish
