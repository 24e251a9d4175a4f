#!/bin/bash
# Two domain controllers that do not agree, the closer one's SYSVOL out of reach; then one file in SYSVOL that is larger
# than all of them may be. Run by tests/lab/run. usage: failover_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
OU=OU=Inner,OU=Outer,$LAB_BASE

# A second domain controller, dc2: a copy of the first one as it is now, which no replication will ever reach. It has the
# first one's account, under whose other name tickets are given for it.
name_second() {
    {
        printf 'dn: CN=DC1,OU=Domain Controllers,%s\nchangetype: modify\nadd: servicePrincipalName\n' "$LAB_BASE"
        printf 'servicePrincipalName: %s\n' "ldap/dc2.$LAB_DOMAIN" "ldap/dc2.$LAB_DOMAIN/$LAB_DOMAIN" "HOST/dc2.$LAB_DOMAIN"
    } >"$work/ldif"
    "$here/on" dc ldbmodify -H /var/lib/samba/private/sam.ldb <"$work/ldif" >"$work/said" 2>&1 &&
        dc 'samba-tool dns add 127.0.0.1 "$LAB_DOMAIN" dc2 A 192.0.2.3 -U"Administrator%$LAB_PASSWORD" &&
            for name in _ldap._tcp.dc _ldap._tcp.Default-First-Site-Name._sites.dc; do
                samba-tool dns add 127.0.0.1 "_msdcs.$LAB_DOMAIN" "$name" SRV "dc2.$LAB_DOMAIN 389 5 100" \
                    -U"Administrator%$LAB_PASSWORD" || exit
            done' >"$work/said" 2>&1
}
bring_up_second() (
    export LAB_WHICH=copy
    # shellcheck source=tests/lab/nodes.sh
    . "$here/nodes.sh"
    start_node copy dc1 "$LAB_DC_ADDRESS"
    ip link add eth1 netns "$(tr -d ' ' <"$LAB/member/pid")" type veth peer name eth0 netns "$(tr -d ' ' <"$LAB/copy/pid")"
    on copy ip addr add "$LAB_DC_ADDRESS/24" dev eth0
    on copy ip link set eth0 up
    on member ip link set eth1 up
    on member ip route add "$LAB_DC_ADDRESS" dev eth1 src "$LAB_MEMBER_ADDRESS"
    # shellcheck disable=SC2016 # within the node
    on dc bash -c 'kill -STOP -1; tar --xattrs --xattrs-include="*" --acls -cC / etc/samba var/lib/samba; kill -CONT -1' \
        2>"$work/said" | on copy tar --xattrs --xattrs-include='*' --acls -xC / || return
    "$here/dc_start"
)

# What dc1 does with what the member sends it, its questions for names aside; nothing: answers.
first_refuses() {
    dc 'nft delete table inet lab 2>/dev/null
        nft add table inet lab; nft add chain inet lab input "{ type filter hook input priority 0 ; }"'
    [ -z "$1" ] || dc "nft add rule inet lab input ip saddr $LAB_MEMBER_ADDRESS $1"
}
keeps_unread() { member grep -ac '^unread [1-9]' /var/lib/gpseal/domain; }

# ---- the domain controller that answers last has not heard of the GPO that requires --------------------------------
dc "ou OU=Outer,$LAB_BASE; ou $OU; move_computer CN=Computers,$LAB_BASE $OU
gpo A B; pol A enabled 1; pol B disabled 1; links $OU B"
name_second || { cat "$work/said"; exit 1; }
bring_up_second || { cat "$work/said"; exit 1; }
dc "links $LAB_BASE A:2"
run 0 required "an enforced GPO, which dc2 has not heard of" refresh
first_refuses 'meta l4proto tcp reject with tcp reset'
run 0 none "dc1 was always dead: dc2's older word counts, and it relaxes" refresh
first_refuses ''
run 0 required "dc1 is there" refresh

differs="dc2.$LAB_DOMAIN: its directory is not that of dc1.$LAB_DOMAIN, whose files could not be read: GPO 'A' .* does not apply there"
dc 'pol A enabled 2'
first_refuses 'tcp dport 445 drop'
run 5 required "dc1 gives its list and no files, dc2 an older list" refresh
says "both are named, and what differs" "$differs"
is "dc1's list is kept" "$(keeps_unread)" 1
first_refuses 'meta l4proto tcp reject with tcp reset'
run 5 required "dc1 is dead, its list is not" refresh
says "both are still named" "$differs"
run 5 required "status" status
says "and there" "$differs"
run 5 required "however many runs there are" refresh
is "its list is still kept" "$(keeps_unread)" 1
first_refuses ''
run 0 required "dc1 is back, and requires" refresh
is "no list is kept" "$(keeps_unread)" 0
first_refuses 'meta l4proto tcp reject with tcp reset'
run 0 none "which is why dc2 counts again when dc1 is dead" refresh
first_refuses ''
run 0 required "dc1 is back" refresh
dc 'pol A disabled 3'
first_refuses 'tcp dport 445 reject with tcp reset'
run 5 required "dc1 changed, and gives no files: dc2's word is doubted even where both would relax" refresh
first_refuses ''
run 0 none "dc1 is back, and its word counts" refresh

# ---- a Registry.pol that is larger than all files together may be ----------------------------------------------------
dc "gpo L C; pol L empty 1; pol C disabled 1; links $OU; links $LAB_BASE C A L"
run 0 none "three GPOs" refresh
dc 'truncate -s 33M "$(gpo_folder L)/Machine/Registry.pol"; version L 2; pol A enabled 4'
run 5 required "the strongest is too large, and a weaker one requires" refresh
says "which one, and why" "GPO 'L' .*too large: at least [0-9]* bytes, and 33554432 is the limit of all files together"
is "and no other GPO" "$(grep -c '^            - ' "$work/out")" 1
run 5 required "result" result
says "result has what the other GPO says now" '^[0-9]  *A  *DC=corp,DC=example  *2  *4'
dc 'pol A disabled 5'
run 5 required "that one relaxes, which the large one might not" refresh
dc 'pol L empty 3'
run 0 none "it is small again" refresh
is "no ticket and no setting of ours is left" "$(member find /run/gpseal -name 'krb5*' | wc -l)" 0

finish
