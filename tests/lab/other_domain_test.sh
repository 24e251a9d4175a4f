#!/bin/bash
# A GPO of another domain, which this computer's own domain trusts, and what hardened UNC paths ask of SYSVOL. Run by
# tests/lab/run. usage: other_domain_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"

other() { LAB_WHICH=other "$here/on" dc2 bash -c '. "$1"; eval "$2"' dc2 "$here/directory.sh" "$*"; }
set_smb_conf() { # NODE NAME VALUE
    "$here/on" "$1" sed -i "/^\s*$2 = /d; s|^\[global\]|&\n\t$2 = $3|" /etc/samba/smb.conf
}

# The second domain stands behind the first domain's controller, which routes between them and asks it for its names.
bring_up_other() (
    export LAB_WHICH=other
    # shellcheck source=tests/lab/nodes.sh
    . "$here/nodes.sh"
    start_node dc2 dc2 "$LAB_DC_ADDRESS"
    ip link add eth1 netns "$(tr -d ' ' <"$LAB/dc/pid")" type veth peer name eth0 netns "$(tr -d ' ' <"$LAB/dc2/pid")"
    on dc ip addr add 198.51.100.1/24 dev eth1
    on dc2 ip addr add "$LAB_DC_ADDRESS/24" dev eth0
    on dc ip link set eth1 up
    on dc2 ip link set eth0 up
    on dc sysctl -qw net.ipv4.ip_forward=1
    on dc2 ip route add 192.0.2.0/24 via 198.51.100.1
    on member ip route add 198.51.100.0/24 via 192.0.2.1
    provision dc2 dc2 "$LAB_DC_ADDRESS" 192.0.2.1
    "$here/dc_start"
)

trust_other() {
    set_smb_conf dc 'dns forwarder' 198.51.100.2
    "$here/dc_stop" && "$here/dc_start" || exit 1
    "$here/on" dc samba-tool domain trust create other.test --type=forest --direction=both --create-location=both \
        --skip-validation -U "Administrator@OTHER.TEST%$LAB_PASSWORD" >"$work/said" 2>&1
}

: >"$work/out"
bring_up_other || exit 1
# the controllers' RPC services may take some seconds longer than LDAP and SMB to answer
for ((tries = 0; tries < 15; ++tries)); do
    ! trust_other || break
    sleep 2
done
is "the domains trust each other" "$((tries < 15))" 1

other 'gpo X; pol X enabled 1'
link="[LDAP://$(other 'gpo_dn X');0]"
dc "set_attribute $LAB_BASE gPLink '$link'"
run 0 required "a GPO of another domain" refresh
run 0 required "result" result
says "the result names where its file lies" 'sysvol/other.test/Policies/'
run 0 required "again, nothing changed" refresh

LAB_WHICH=other "$here/dc_stop"
run 5 required "the other domain is away" refresh
dc "gpo A; pol A disabled 1; set_attribute $LAB_BASE gPLink '$link[LDAP://$(dc 'gpo_dn A');2]'"
run 5 required "an enforced GPO would relax, but the other domain does not say what it wants" refresh
LAB_WHICH=other "$here/dc_start" || exit 1
run 0 none "it is back, and outranked" refresh
dc "set_attribute $LAB_BASE gPLink '$link'"
run 0 required "and counts again" refresh

dc "set_attribute $LAB_BASE gPLink '[LDAP://CN={00000000-0000-4000-8000-000000000058},CN=Policies,CN=System,DC=nowhere,DC=test;0]'"
run 5 required "a link into a domain that does not exist" refresh
dc "set_attribute $LAB_BASE gPLink '[LDAP://CN={00000000-0000-4000-8000-000000000058},CN=Policies,CN=System,DC=no where\\0A,DC=test;0]'"
run 5 required "a link into a domain with no name for a domain" refresh
dc "links $LAB_BASE"
run 0 none "no such link any more" refresh

# hardened UNC paths: a domain controller that only signs is good enough, until the policy says otherwise
set_smb_conf dc 'server smb encrypt' off
"$here/dc_stop" && "$here/dc_start" || exit 1
dc "pol A disabled 2; links $LAB_BASE A"
run 0 none "SYSVOL is signed only" refresh
"$here/on" dc "$gpseal" pol set --quiet --key 'Software\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths' \
    --value '\\*\SYSVOL' --type SZ --data 'RequireMutualAuthentication=1, RequireIntegrity=1, RequirePrivacy=1' \
    "$(dc gpo_folder A)/Machine/Registry.pol" >"$work/out" 2>&1
dc 'version A 3'
run 0 none "the policy asks for privacy" refresh
dc 'version A 4'
run 5 none "and gets it from the next run on: SYSVOL is refused" refresh
says "the reason names encryption" 'encrypt'
set_smb_conf dc 'server smb encrypt' desired
"$here/dc_stop" && "$here/dc_start" || exit 1
run 0 none "SYSVOL is encrypted" refresh

exit $((failures > 0))
