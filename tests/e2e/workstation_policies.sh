#!/bin/bash
# The policies beside Require Encryption, from a GPO to what a real server sees: dialects, ciphers, NTLM, conflicts, and
# the way back, byte for byte. Runs by in_namespace.sh. usage: workstation_policies.sh GPSEAL
set -u
gpseal=$1
schema=$(dirname "$0")/../../installer/schema/gpseal.report-1.schema.json
for tool in smbd smbclient smbpasswd smbstatus testparm tcpdump tshark; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
# shellcheck source=tests/e2e/smb_farm.sh
. "$(dirname "$0")/smb_farm.sh"
farm_begin || exit
work=$FARM/work
mkdir "$work"
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
farm_start default smb21 smb30 guest || exit 1
printf '# mine\n[global]\n\tworkgroup = LAB\n[data]\n\tpath = /srv' >/etc/samba/smb.conf # no newline at its end
smb_conf_before=$(sha256sum </etc/samba/smb.conf | cut -d' ' -f1)
lanman='Software\Policies\Microsoft\Windows\LanmanWorkstation'

gpo() { # [NAME TYPE DATA[,DATA…]]…: the GPO says this
    rm -rf "$work/gpo"
    mkdir -p "$work/gpo/Machine"
    printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
    local pol=$work/gpo/Machine/Registry.pol data
    "$gpseal" pol set "$pol" --key 'Software\Example' --value Note --type SZ --data x >"$work/said" 2>&1 || exit 1
    while [ $# -gt 0 ]; do
        data=()
        for each in ${3//,/ }; do data+=(--data "$each"); done
        "$gpseal" pol set "$pol" --key "$lanman" --value "$1" --type "$2" "${data[@]}" >"$work/said" 2>&1 || exit 1
        shift 3
    done
}
refresh() { # EXIT IN_FORCE WHAT [OPTION…]
    local wanted=$1 state=$2 what=$3
    shift 3
    run "$wanted" "$state" "$what" refresh --gpo "$work/gpo" "$@"
}
client() { # USER VARIANT [OPTION…]: ok, or the NT status with which this user's smbclient is refused
    local user=$1 server
    server=$(farm_address "$2")
    shift 2
    timeout 20 setpriv --reuid "$user" --clear-groups smbclient "//$server/share" -U "$FARM_USER%$FARM_PASSWORD" "$@" \
        -c 'get hello.txt /dev/null' >"$work/client" 2>&1 && echo ok ||
        { grep -o 'NT_STATUS_[A-Z_]*' "$work/client" || echo failed; } | head -1
}
setting() { # NAME: as testparm reads it for a user without privileges
    setpriv --reuid 65534 --regid 65534 --clear-groups testparm -s -v --section-name=global /etc/samba/smb.conf \
        2>/dev/null | sed -n "s/^\t$1 = //p"
}
session() { # MEMBER VARIANT [OPTION…]: of the session as the server's own smbstatus has it
    local member=$1 variant=$2
    shift 2
    {
        sleep 1
        smbstatus --json -s "$FARM/$variant/smb.conf" >"$work/status" 2>/dev/null
    } | timeout 20 smbclient "//$(farm_address "$variant")/share" -U "$FARM_USER%$FARM_PASSWORD" "$@" >/dev/null 2>&1
    python3 -c 'import json, sys
for s in json.load(open(sys.argv[1]))["sessions"].values():
    print(s["session_dialect"] if sys.argv[2] == "dialect" else s["encryption"]["cipher"])' "$work/status" "$member"
}

offered() { # the ciphers of this client's NEGOTIATE, in its order, as tshark reads them
    tcpdump -i lo -w "$work/offer.pcap" --immediate-mode -U -s 0 tcp 2>"$work/tcpdump.log" &
    local capture=$!
    for _ in $(seq 50); do grep -q listening "$work/tcpdump.log" && break || sleep 0.1; done
    client 0 default >/dev/null
    sleep 0.3
    kill $capture && wait $capture 2>/dev/null
    tshark -r "$work/offer.pcap" -Y 'smb2.cmd == 0 && smb2.flags.response == 0 && smb2.negotiate_context.cipher_id' -T fields \
        -E occurrence=a -e smb2.negotiate_context.cipher_id 2>/dev/null | tail -1
}

# before: everything works
for variant in default smb21 smb30; do is "before, $variant" "$(client 0 $variant)" ok; done
is "before, cipher" "$(session cipher default --client-protection=encrypt)" AES-128-GCM
is "before, dialect" "$(session dialect default)" SMB3_11

# a minimum of 3.1.1, without a mandate
gpo MinSmb2Dialect DWORD 785
refresh 1 any "dry run" --dry-run --diff
says "the diff shows the line" '^+.client min protocol = SMB3_11'
refresh 0 any "minimum 3.1.1"
says "the report names the policy" 'Mandate the minimum version of SMB: SMB 3.1.1'
refresh 0 any "minimum 3.1.1, again"
says "nothing to do the second time" 'Nothing was changed'
is "testparm as nobody" "$(setting 'client min protocol')" SMB3
for user in 0 65534; do
    is "a server limited to 3.0 is refused, uid $user" "$(client $user smb30)" NT_STATUS_NOT_SUPPORTED
    is "a server of 3.1.1 works, uid $user" "$(client $user default)" ok
done
is "no mandate by it" "$(nft list table inet gpseal 2>/dev/null | wc -l)" 0

# the maximum is what the server sees
gpo MaxSmb2Dialect DWORD 770
refresh 0 any "maximum 3.0.2"
is "the dialect that the server sees" "$(session dialect default)" SMB3_02
is "the minimum is gone" "$(setting 'client min protocol')" SMB2_02

# drift is seen, and mended
sed -i 's/client max protocol = SMB3_02/client max protocol = SMB3_11/' /etc/samba/smb.conf
run 1 any "verify after an edit" verify
says "it names the setting" 'client max protocol'
refresh 0 any "mended"
is "mended, testparm" "$(setting 'client max protocol')" SMB3_02

# the order of the ciphers, on the wire
gpo CipherSuiteOrder MULTI_SZ AES_256_CCM,AES_128_CCM
refresh 0 any "cipher order"
is "testparm" "$(setting 'client smb3 encryption algorithms')" "AES-256-CCM, AES-128-CCM"
is "what the client offers, in its order" "$(offered)" 0x0003,0x0001
gpo CipherSuiteOrder MULTI_SZ AES_128_CCM,AES_256_CCM
refresh 0 any "cipher order, turned round"
is "what the client offers then" "$(offered)" 0x0001,0x0003
gpo CipherSuiteOrder MULTI_SZ AES_256_CCM
refresh 0 any "one cipher"
is "the cipher that the server has to choose" "$(session cipher default --client-protection=encrypt)" AES-256-CCM

# together with the mandate
gpo RequireEncryption DWORD 1 MinSmb2Dialect DWORD 528
refresh 0 required "the mandate's floor wins over a weaker minimum"
is "testparm as nobody" "$(setting 'client min protocol')" SMB3_00
gpo RequireEncryption DWORD 1 MinSmb2Dialect DWORD 785 CipherSuiteOrder MULTI_SZ AES_256_GCM
refresh 0 required "a stricter minimum raises it"
is "a server limited to 3.0 is refused" "$(client 0 smb30)" NT_STATUS_NOT_SUPPORTED
is "the cipher under the mandate" "$(session cipher default)" AES-256-GCM
run 0 required "verify" verify
run 0 required "status" status

# what speaks against the mandate is refused, and nothing is loosened
before=$(sha256sum </etc/samba/smb.conf)
gpo RequireEncryption DWORD 1 MinSmb2Dialect DWORD 785 CipherSuiteOrder MULTI_SZ AES_256_GCM MaxSmb2Dialect DWORD 528
refresh 8 required "a maximum of 2.1 under the mandate"
says "the finding" "'Mandate the maximum version of SMB' is SMB 2.1, but .*SMB 3.1.1, is above it; it is not applied"
is "smb.conf is as it was" "$(sha256sum </etc/samba/smb.conf)" "$before"
run 1 required "verify tells, too" verify
refresh 8 required "the same as JSON" --json
is "refused in JSON" "$(python3 -c 'import json, sys
print([(s["policy"], s["in_force"]) for s in json.load(open(sys.argv[1]))["policy"]["workstation"] if s["conflict"]])' \
    "$work/out")" "[('max_dialect', None)]"
is "servers of 3.1.1 still work" "$(client 0 default)" ok

# an error never loosens
gpo RequireEncryption DWORD 1 MinSmb2Dialect DWORD 785
refresh 0 required "without the maximum"
run 5 required "the folder is gone" refresh --gpo "$work/none"
is "the minimum stays" "$(setting 'client min protocol')" SMB3
gpo RequireEncryption DWORD 1 MinSmb2Dialect DWORD 777
refresh 5 required "a number that is no dialect"
says "the finding" 'MinSmb2Dialect is 777, which is no version of SMB'
is "the minimum that was in force stays" "$(setting 'client min protocol')" SMB3

# NTLM and guests
gpo BlockNTLM DWORD 1
refresh 0 any "block NTLM"
is "NTLM is refused" "$(client 0 default | sed 's/^NT_STATUS_.*/refused/')" refused
gpo AllowInsecureGuestAuth DWORD 0
guest() { # ok, or refused
    timeout 20 smbclient "//$(farm_address guest)/pub" -U nobody-we-know%x -c 'get hello.txt /dev/null' >"$work/client" 2>&1 &&
        echo ok || echo refused
}
run 0 none "revert" revert
is "before, a guest gets in" "$(guest)" ok
refresh 0 any "no guests"
is "a guest is refused" "$(guest)" refused
is "a user gets in" "$(client 0 default)" ok

# signing, from the security settings of a GPO
inf=$work/gpo/Machine/Microsoft/Windows\ NT/SecEdit/GptTmpl.inf
signing() { # DATA: GptTmpl.inf in UTF-16, as Windows writes it
    gpo
    mkdir -p "${inf%/*}"
    printf '[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\n%s=%s\r\n' \
        'MACHINE\System\CurrentControlSet\Services\LanmanWorkstation\Parameters\RequireSecuritySignature' "$1" |
        iconv -t UTF-16 >"$inf"
}
run 0 none "revert before signing" revert
signing 4,1
refresh 0 any "signing"
is "testparm as nobody" "$(setting 'client signing')" required
is "lines for modprobe" "$(grep -c 'flags | 4097' /etc/modprobe.d/gpseal.conf)" 1
says "the report names where it stands" 'Digitally sign communications (always): enabled'
truncate -s -21 "$inf"
refresh 5 any "GptTmpl.inf cut off"
is "signing stays" "$(setting 'client signing')" required
signing 4,0
refresh 0 none "no signing"

# the guard watches where the audit policy asks for it
gpo AuditServerDoesNotSupportEncryption DWORD 1
refresh 0 any "audit"
is "the guard's table is there, and cuts nothing" "$(nft list tables | grep -c 'inet gpseal') $(nft list table inet gpseal |
    grep -c 'reject with tcp reset')" "1 0"
is "a request in the clear passes" "$(client 0 smb21)" ok
refresh 0 any "audit, again" --json
is "it is counted" "$(python3 -c 'import json, sys
print(any(r["server"] == sys.argv[2] for r in json.load(open(sys.argv[1]))["guard"]["requests"]))' \
    "$work/out" "$(farm_address smb21)")" True
run 5 any "the folder is gone" refresh --gpo "$work/none"
is "the table stays" "$(nft list tables | grep -c 'inet gpseal')" 1
is "and cuts nothing" "$(nft list table inet gpseal | grep -c 'reject with tcp reset')" 0
gpo
refresh 0 none "audit no more"

# who wants the guard off in gpseal.conf is told that nobody counts then
gpo AuditServerDoesNotSupportEncryption DWORD 1
mkdir -p /etc/gpseal && printf '[guard]\nmode = off\n' >/etc/gpseal/gpseal.conf
refresh 1 none "audit with the guard switched off"
says "the verdict" 'is enabled, but nothing counts: the configuration wants the guard off'
run 1 none "verify says so, too" verify
run 1 none "and status" status
rm /etc/gpseal/gpseal.conf
refresh 0 any "audit with the guard as it is by default"

# what no client here can be held to is said
gpo EnableSMBQUIC DWORD 1 BlockNTLMServerExceptionList MULTI_SZ nas1,nas2
refresh 0 none "not mappable"
says "the reason" 'Samba before 4.23 and the kernel have no SMB over QUIC'
says "the exceptions" 'Block NTLM Server Exception List: 2 entries'

# and back
gpo MinSmb2Dialect DWORD 785 MaxSmb2Dialect DWORD 785 BlockNTLM DWORD 1
refresh 0 any "several"
run 0 none "revert leaves smb.conf byte for byte" revert
gpo MinSmb2Dialect DWORD 785
refresh 0 any "once more"
gpo
refresh 0 none "and policy that says nothing any more"
finish
