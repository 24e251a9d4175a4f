#!/bin/bash
# A real domain: what its directory and SYSVOL hold, and what the member makes of it. Run by tests/lab/run.
# usage: domain_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"

# ---- every link and filter scenario of the fixtures, in the directory and in SYSVOL ---------------------------------
expected=$here/../data/gpo-links/expected.json
for content in 1:enabled 0:disabled del:deleted unset:empty; do
    "$MAKE_POL" "$work/${content%:*}.pol" "${content#*:}"
done
coproc STAGE { "$here/on" dc /usr/bin/python3 "$here/domain_scenarios.py" serve "$expected" "$work" 2>"$work/stage.log"; }
# shellcheck disable=SC2034 # what it says does not matter
read -r answer <&"${STAGE[0]}" || cat "$work/stage.log"
for scenario in $(python3 "$here/domain_scenarios.py" names "$expected"); do
    echo "$scenario" >&"${STAGE[1]}"
    read -r answer <&"${STAGE[0]}" || { cat "$work/stage.log"; break; }
    member "$gpseal" snapshot --out "$work/snapshot.json" 2>"$work/said"
    is "$scenario: snapshot, exit code" $? 0
    "$gpseal" result --snapshot "$work/snapshot.json" --json >"$work/out" 2>>"$work/said"
    is "$scenario" "$(python3 "$here/domain_scenarios.py" check "$expected" "$scenario" "$work/out")" ""
done
exec {STAGE[1]}>&-
wait "$STAGE_PID"

# ---- the whole cycle -------------------------------------------------------------------------------------------------
OU=OU=Inner,OU=Outer,$LAB_BASE
dc "links $LAB_BASE; links $OU; links OU=Outer,$LAB_BASE; unblock $LAB_BASE; links \$SITE_DN
gpo A B C; pol A enabled 1; pol B disabled 1; pol C disabled 1"
run 0 none "nothing linked" refresh
dc "links $LAB_BASE A"
run 1 none "a linked GPO requires encryption, dry run" refresh --dry-run
run 0 required "a linked GPO requires encryption" refresh
run 0 required "result" result
says "the result names the GPO and its link" '^1  *A  *DC=corp,DC=example  *1  *1'
run 0 required "again, nothing changed" refresh
says "nothing was changed" 'Nothing was changed'
dc "set_attribute $LAB_BASE gPLink '[LDAP://$(dc 'gpo_dn A');x]'"
run 5 required "a link whose options are no number" refresh
dc "set_attribute $LAB_BASE gPLink '[LDAP://CN={00000000-0000-4000-8000-000000000041},CN=Policies,CN=System,DC=child,$LAB_BASE;0]'"
run 5 required "a link into a domain that DNS does not know" refresh
dc "links $LAB_BASE A"
run 0 required "a link as it should be" refresh
dc "links $OU B"
run 0 none "a closer link relaxes" refresh
dc "links $LAB_BASE A:2; links $OU B:2"
run 0 required "an enforced link of the domain beats one of the OU" refresh
dc "links $OU; block $OU; links $LAB_BASE A"
run 0 none "a block keeps the domain's links out" refresh
dc "unblock $OU"
run 0 required "and lets them in again" refresh
dc 'flags A 2'
run 0 none "the GPO's computer side is switched off" refresh
dc 'flags A 1'
run 0 required "and its user side, which does not matter" refresh

# another computer's keytab: its account would get that computer's policy
member cp /etc/samba/smb.conf /etc/samba/smb.conf.joined
member sed -i '/netbios name/d' /etc/samba/smb.conf
run 0 required "the host name alone" refresh
member hostname ws99
run 5 required "another computer's keytab" refresh
says "whose it is, and what to do" 'the keytab is of CL1\$, and this machine is called ws99'
member cp /etc/samba/smb.conf.joined /etc/samba/smb.conf
run 0 required "smb.conf says what the machine is called in the domain" refresh
member hostname cl1

# what a killed run left
member touch /run/gpseal/krb5cc.999999 /run/gpseal/krb5.999999.conf

# security filtering: by the access rights in the directory
dc 'save_sddl A; set_sddl A "$(sddl_of A | sed "s/$AU_APPLY//")"'
run 0 none "this computer may not apply the GPO" refresh
run 0 none "result" result
says "the result says why" '^A (security_filter)'
run 0 none "report" report --json
says "and the report" '"reason": "security_filter"'
says "with the realm" '"realm": "CORP.EXAMPLE"'
says "and who said so" '"domain_controller": "dc1.corp.example"'
dc 'restore_sddl A'
run 0 required "it may again" refresh
dc 'set_sddl A "$(sddl_of A | sed "s/D:P/D:P(OD;CI;CR;$APPLY;;$(computer_sid))/")"'
run 0 none "this computer is denied the GPO by name" refresh
dc 'restore_sddl A'
run 0 required "and not any more" refresh

# ---- an error never loosens ------------------------------------------------------------------------------------------
dc "pol B disabled 2; links $OU B"
dc 'truncate -s -3 "$(gpo_folder B)/Machine/Registry.pol"; version B 3'
run 5 required "the GPO that would relax is damaged" refresh
dc "links $OU; head -c 100 /dev/urandom >\"\$(gpo_folder A)/Machine/Registry.pol\"; version A 4"
run 5 required "the GPO that requires is garbage" refresh
says "its last good copy counts" 'last_good\|last good\|damaged'
dc 'pol A enabled 5; rm "$(gpo_folder A)/Machine/Registry.pol"; version A 6'
run 5 required "Registry.pol is missing although the version says otherwise, first run" refresh
says "which file, where, by whom" "GPO 'A' .* at dc1.corp.example: has no Registry.pol, looked for at sysvol/corp.example/Policies/"
run 5 required "the same, second run" refresh
run 5 required "and however many runs there are within an hour" refresh
dc 'pol A enabled 7'
run 0 required "it is there again" refresh
dc 'printf "Version=9\r\n" >"$(gpo_folder A)/GPT.INI"; directory_version A 9; "$MAKE_POL" "$(gpo_folder A)/Machine/Registry.pol" disabled'
run 5 required "gpt.ini without [General]" refresh
dc 'pol A enabled 10; directory_version A 11'
run 0 required "SYSVOL lags behind the directory" refresh
says "the lag is said" "note: GPO 'A' .*its computer version is 11"
run 0 required "status" status
says "status says it, too" "note: GPO 'A' .*its computer version is 11"
run 0 required "verify" verify
says "and so does verify" "note: GPO 'A' .*its computer version is 11"
run 0 required "result" result
says "and result" 'its computer version is 11'
dc 'pol A disabled 8'
run 0 none "a restored GPO with a lower version counts" refresh
says "that it went back is said" 'its version is lower than it was before'
dc 'pol A enabled 12'
run 0 required "and is on again" refresh

# the way to SYSVOL is closed: what the directory alone says is not enough to relax
dc 'nft add table inet lab; nft add chain inet lab input "{ type filter hook input priority 0 ; }"; nft add rule inet lab input tcp dport 445 reject with tcp reset'
run 0 required "unchanged GPOs need no SYSVOL" refresh
dc 'version A 13; "$MAKE_POL" "$(gpo_folder A)/Machine/Registry.pol" disabled'
run 5 required "a changed GPO, and SYSVOL refuses" refresh
is "one reason for both files" "$(grep -c "GPO 'A' .* could not be read" "$work/out")" 1
dc 'nft flush chain inet lab input'
run 0 none "SYSVOL is back" refresh
dc 'pol A enabled 14'
run 0 required "and on again" refresh
dc 'nft add rule inet lab input tcp dport 389 drop'
run 5 required "LDAP is dropped" refresh
run 5 required "result says that what it shows is the past" result
says "and why" 'could not read the domain'
says "with refresh's word and an age" '^Health  *stale, what was known before is .* old'
run 5 required "report" report --json
says "the realm is known all the same" '"realm": "CORP.EXAMPLE"'
is "and the past is not this run's" "$(grep -c '"domain_controller"' "$work/out")" 0
dc 'nft flush chain inet lab input'

# a domain controller that is dead costs a try
dc 'samba-tool dns add 127.0.0.1 "$LAB_DOMAIN" dc0 A 192.0.2.9 -U"Administrator%$LAB_PASSWORD" &&
    for name in _ldap._tcp.dc _ldap._tcp.Default-First-Site-Name._sites.dc; do
        samba-tool dns delete 127.0.0.1 "_msdcs.$LAB_DOMAIN" "$name" SRV "dc1.$LAB_DOMAIN 389 0 100" -U"Administrator%$LAB_PASSWORD"
        samba-tool dns add 127.0.0.1 "_msdcs.$LAB_DOMAIN" "$name" SRV "dc1.$LAB_DOMAIN 389 5 100" -U"Administrator%$LAB_PASSWORD"
        samba-tool dns add 127.0.0.1 "_msdcs.$LAB_DOMAIN" "$name" SRV "dc0.$LAB_DOMAIN 389 0 100" -U"Administrator%$LAB_PASSWORD"
    done' >"$work/dns" 2>&1 || cat "$work/dns"
dc "links $OU B; pol B disabled 5"
run 0 none "one of two domain controllers is dead" refresh
dc "links $OU"
run 0 required "and on again" refresh

# the domain controller dies while it is asked, and stays dead
(
    while ! member bash -c 'ss -Htn state established dport = :389' 2>/dev/null | grep -q 389; do :; done
    "$here/dc_stop"
) &
watcher=$!
dc "links $OU B; pol B disabled 6"
run 5 required "the domain controller is killed in the middle" refresh
wait "$watcher"
run 5 required "it is dead" refresh
run 5 any "status" status
"$here/dc_start" || exit 1
run 0 none "it is back, and its word counts" refresh
# security settings: a GPO that has nothing else
security='[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]'
dc "gpo S; mkdir -p \"\$(gpo_folder S)/Machine/Microsoft/Windows NT/SecEdit\""
dc 'printf "[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters\\RequireSecuritySignature=4,1\r\n" \
    >"$(gpo_folder S)/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf"'
dc "set_attribute \"\$(gpo_dn S)\" gPCMachineExtensionNames '$security'; version S 1; links $OU B S"
client_signing() { member testparm -s -v 2>/dev/null | sed -n 's/^\tclient signing = //p'; }
run 0 none "signing from GptTmpl.inf" refresh
is "it is in force" "$(client_signing)" required
run 0 none "result" result
says "result has it among the applied" '^[0-9]  *S  *OU=Inner[^ ]*  *[12]  *1'
dc 'mv "$(gpo_folder S)" "$(gpo_folder S).away"'
run 5 none "its folder is gone" refresh --force
is "what it set stays" "$(client_signing)" required
dc 'mv "$(gpo_folder S).away" "$(gpo_folder S)"'
run 0 none "and is back" refresh
dc "links $OU B"
run 0 none "and no longer linked" refresh
is "it is gone" "$(client_signing)" default
# a WMI filter on what would loosen: nobody knows whether it passes
dc "gpo W; pol W disabled 1; set_attribute \"\$(gpo_dn W)\" gPCWQLFilter '[$LAB_DOMAIN;{B0F1FF0A-0000-0000-0000-000000000000};0]'
links $LAB_BASE A; links $OU W"
run 0 required "a GPO with a WMI filter takes nothing back" refresh
says "which is said" "note: GPO 'W' .*its WMI filter cannot be evaluated here"
dc "links $OU"
is "no ticket and no setting of ours is left" "$(member find /run/gpseal -name 'krb5*' | wc -l)" 0

# what is in force by something else than the domain's word
dc "links $OU; links $LAB_BASE"
run 0 required "the local preference" set require-encryption true --refresh
run 0 required "result" result
says "the result says whose word it is" '^  by  *the local preference'
run 0 none "it is taken back" unset require-encryption --refresh
mkdir -p "$work/gpo/Machine"
printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
"$MAKE_POL" "$work/gpo/Machine/Registry.pol" enabled
run 0 required "policy from a folder" refresh --gpo "$work/gpo"
run 0 required "result" result
says "the result says that it is not what is in force" 'did not take its policy from'

exit $((failures > 0))
