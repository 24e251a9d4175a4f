#!/bin/bash
# A computer of the domain that poses as its domain controller: it has a Kerberos key and the service ldap/ITS-NAME, as
# every computer may, a copy of the domain in which nothing is required, and DNS that names it. Then the names by which a
# real controller is known. Run by tests/lab/run. usage: impostor_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
attacks=$here/attack
evil_address=192.0.2.3
evil_key='Ev1l-machine-Passw0rd!'

# An ordinary member that gives itself the service by its own rights, as far as the domain lets it.
join_evil() {
    dc "samba-tool computer create EVIL && samba-tool user setpassword 'EVIL\$' --newpassword='$evil_key' &&
        set_attribute CN=EVIL,CN=Computers,$LAB_BASE dNSHostName evil.$LAB_DOMAIN" >"$work/said" 2>&1 &&
        member bash -c "echo '$evil_key' | KRB5CCNAME=/run/evilcc kinit 'EVIL\$@$LAB_REALM'" >>"$work/said" 2>&1
}
evil_names_itself() { # SERVICE
    printf 'dn: CN=EVIL,CN=Computers,%s\nchangetype: modify\nadd: servicePrincipalName\nservicePrincipalName: %s\n' \
        "$LAB_BASE" "$1" >"$work/ldif"
    member env KRB5CCNAME=/run/evilcc ldapmodify -Q -Y GSSAPI -N -H "ldap://dc1.$LAB_DOMAIN" <"$work/ldif" >"$work/said" 2>&1
}
evil_domain() (
    # shellcheck source=tests/lab/nodes.sh
    . "$here/nodes.sh"
    LAB_DC_ADDRESS=$evil_address
    start_node evil evil "$evil_address"
    ip link add eth1 netns "$(tr -d ' ' <"$LAB/member/pid")" type veth peer name eth0 netns "$(tr -d ' ' <"$LAB/evil/pid")"
    ip link add eth2 netns "$(tr -d ' ' <"$LAB/dc/pid")" type veth peer name eth2 netns "$(tr -d ' ' <"$LAB/evil/pid")"
    on evil bash -c "ip addr add $evil_address/24 dev eth0; ip link set eth0 up
        ip addr add 10.9.9.2/24 dev eth2; ip link set eth2 up; ip route add 192.0.2.1 via 10.9.9.1"
    on member bash -c "ip link set eth1 up; ip route add $evil_address dev eth1 src $LAB_MEMBER_ADDRESS"
    on dc bash -c 'ip addr add 10.9.9.1/24 dev eth2; ip link set eth2 up'
    local sid
    sid=$(on dc ldbsearch -H /var/lib/samba/private/sam.ldb -b "$LAB_BASE" -s base objectSid | sed -n 's/^objectSid: //p')
    on evil env TDB_NO_FSYNC=1 samba-tool domain provision -q --realm="$LAB_REALM" --domain="$LAB_NETBIOS" \
        --server-role=dc --dns-backend=SAMBA_INTERNAL --adminpass="$LAB_PASSWORD" --machinepass="$evil_key" \
        --domain-sid="$sid" --host-name=evil --host-ip="$evil_address" --option='interfaces=lo eth0' \
        --option='bind interfaces only=yes' --option='server services=s3fs, rpc, ldap, cldap, winbindd' || return
    for name in "EVIL\$" "HOST/evil.$LAB_DOMAIN" "ldap/evil.$LAB_DOMAIN"; do
        on dc samba-tool domain exportkeytab /run/evil.keytab --principal="$name"
    done
    on dc cat /run/evil.keytab | on evil tee /var/lib/samba/private/secrets.keytab >"$work/keytab"
    on evil samba-tool computer create CL1
    on evil env TDB_NO_FSYNC=1 setsid samba --foreground --no-process-group >"$LAB/evil/samba.log" 2>&1 </dev/null &
    on evil setsid "$attacks/forward.py" 88 192.0.2.1 88 >"$LAB/evil/forward.log" 2>&1 </dev/null &
    for ((tries = 0; tries < 300; ++tries)); do
        ! on evil bash -c "for port in 88 389 445; do exec 3<>/dev/tcp/$evil_address/\$port || exit 1; done" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
)

dc "gpo A; pol A enabled 1; links $LAB_BASE A"
run 0 required "the domain requires encryption" refresh
join_evil || { cat "$work/said"; exit 1; }
is "a computer names itself" "$(evil_names_itself "HOST/evil.$LAB_DOMAIN" && evil_names_itself "ldap/evil.$LAB_DOMAIN"; echo $?)" 0
for name in "ldap/evil.$LAB_DOMAIN/$LAB_DOMAIN" "HOST/evil.$LAB_DOMAIN/evil.$LAB_DOMAIN"; do
    is "but not $name" "$(evil_names_itself "$name" && echo yes || echo no)" no
done
is "there is a ticket for what it says it is" "$(member env KRB5CCNAME=/run/evilcc kvno "ldap/evil.$LAB_DOMAIN" >/dev/null && echo yes)" yes
evil_domain >"$work/said" 2>&1 || { tail -n 20 "$work/said" "$LAB/evil"/*.log; exit 1; }
"$here/on" dc "$attacks/begin" 53 "$attacks/dns.py" 20053 srv "evil.$LAB_DOMAIN" "$evil_address" </dev/null
run 5 required "it poses as the domain controller" refresh
says "and is none" "evil.$LAB_DOMAIN: is no domain controller of $LAB_DOMAIN"
run 5 required "again, everything read anew" refresh --force
"$here/on" dc "$attacks/begin" end </dev/null
run 0 required "DNS tells the truth again" refresh

# ---- a real one, by the names that its account has ------------------------------------------------------------------
dc_name() { # add|delete NAME
    printf 'dn: CN=DC1,OU=Domain Controllers,%s\nchangetype: modify\n%s: servicePrincipalName\nservicePrincipalName: %s\n' \
        "$LAB_BASE" "$1" "$2" | "$here/on" dc ldbmodify -H /var/lib/samba/private/sam.ldb >"$work/said" 2>&1
}
full=ldap/dc1.$LAB_DOMAIN/$LAB_DOMAIN
made_with_it=HOST/dc1.$LAB_DOMAIN/dc1.$LAB_DOMAIN
dc_name delete "$made_with_it"
run 0 required "known as $full alone" refresh
dc_name delete "$full"
run 5 required "known by neither name" refresh
says "what to do is said" samba_spnupdate
dc_name add "$made_with_it"
run 0 required "known as $made_with_it alone, as Samba makes it" refresh
exit $((failures > 0))
