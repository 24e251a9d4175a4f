#!/bin/bash
# Session tests against every server of the farm, with both client stacks, as a stock machine, with the three settings
# of smb.conf alone, and with the guard as well. Each row checks our verdict and, independently of our own code, what
# tshark finds in a capture of the same seconds, and what smbd itself says of a session.
#
#   unshare -n -m --propagation private bash verify_matrix.sh SESSION_PROBE GPSEAL_SMB GUARD_TOOL
set -u
probe=$1 helper=$2 guard_tool=$3
for tool in smbd smbclient smbpasswd smbstatus nft tshark tcpdump ip; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
# shellcheck source=smb_farm.sh
. "$(dirname "$0")/smb_farm.sh"
farm_begin || exit
# the helper runs without privileges, who may not come into the folder of the build (a clone under /root)
install -m 755 "$probe" "$FARM/session_probe" && install -m 755 "$helper" "$FARM/gpseal-smb" || exit 1
probe=$FARM/session_probe helper=$FARM/gpseal-smb
# shellcheck disable=SC2046 # names without spaces
farm_start $(farm_variants) || exit 1
export GPSEAL_TEST_USER=$FARM_USER GPSEAL_TEST_PASSWORD=$FARM_PASSWORD
work=$FARM
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"

capture_start() {
    tcpdump -i lo -w "$FARM/$1.pcap" --immediate-mode -U -s 0 -B 65536 tcp 2>"$FARM/tcpdump.log" &
    capture=$!
    for _ in $(seq 50); do
        grep -q listening "$FARM/tcpdump.log" && return
        sleep 0.1
    done
}

capture_stop() {
    sleep 0.3
    kill "$capture" 2>/dev/null
    wait "$capture" 2>/dev/null
}

# Requests with content that tshark reads in the clear, and lines of the files that are in the bytes.
leaks() { # PCAP ADDRESS
    tshark -r "$FARM/$1.pcap" -o tcp.desegment_tcp_streams:TRUE -T fields -e frame.number \
        -Y "ip.dst == $2 && !smb2.header.transform.signature && smb2.flags.response == 0 && smb2.cmd >= 5 &&
            !(smb2.cmd == 12) && !(smb2.cmd == 13) && !(smb2.ioctl.function == 0x00140204)" 2>/dev/null | wc -l
}

content() { grep -a -c "$FARM_MARK" "$FARM/$1.pcap"; }

session() { # VARIANT METHOD [SHARE [PATH]]
    "$probe" "$2" "//$(farm_address "$1")/${3:-share}/${4-hello.txt}" "$helper"
}

# ROUND VARIANT METHOD VERDICT DIALECT CIPHER [ERROR]: runs it and checks the row
row() {
    local found verdict dialect cipher signed error name="$1: $3 to $2"
    found=$(session "$2" "$3")
    IFS=$'\t' read -r verdict dialect cipher signed error <<<"$found"
    like "$name" "$verdict $dialect $cipher $error" "$4 $5 $6 ${7:-*}"
    printf '%s %s %s\n' "$2" "$verdict" "$3" >>"$FARM/$1.rows"
}

# What tshark saw to an address must agree with the verdicts about it.
cross_check() { # ROUND
    local variant want found
    for variant in $(cut -d' ' -f1 "$FARM/$1.rows" | sort -u); do
        found=$(leaks "$1" "$(farm_address "$variant")")
        want=0
        grep -q "^$variant plaintext_allowed" "$FARM/$1.rows" && want='[1-9]*'
        like "$1: tshark's readable requests to $variant" "$found" "$want"
    done
}

capable='required desired default gcm256:AES-256-GCM ccm128:AES-128-CCM smb30:AES-128-CCM:3.0 smb302:AES-128-CCM:3.0.2 nodfs'
legacy='off:3.1.1 smb30off:3.0 smb302off:3.0.2'
each() { # LIST FUNCTION ARGUMENTS…: calls it with name, and the two words behind its colons
    local list=$1 entry a b c
    shift
    for entry in $list; do
        IFS=: read -r a b c <<<"$entry"
        "$@" "$a" "$b" "$c"
    done
}
encrypted_row() { row "$1" "$3" "$2" encrypted "${5:-3.1.1}" "${4:-AES-128-GCM}" -; }
plain_row() { row "$1" "$3" "$2" plaintext_allowed "$4" - '*left in the clear and the client succeeded'; }
refused_row() { row "$1" "$3" "$2" refused_as_required "$4" - "$5*"; }

# --- a stock machine: only servers that ask for it are used encrypted
stock() {
    printf '[global]\n' >/etc/samba/smb.conf
    local method
    for method in smbclient libsmbclient; do
        each 'required desired' encrypted_row stock "$method"
        each 'default:3.1.1 nodfs:3.1.1 smb30:3.0 smb302:3.0.2 smb21:2.1' plain_row stock "$method"
        each "$legacy" plain_row stock "$method"
        row stock smb1 "$method" inconclusive - - '*SMB1 only*'
    done
}

# --- the three settings alone: smbclient obeys, libsmbclient reads in the clear
mandate_conf() {
    printf '[global]\nclient smb encrypt = required\nclient signing = required\nclient min protocol = SMB3_00\n' \
        >/etc/samba/smb.conf
}
conf() {
    mandate_conf
    each "$capable" encrypted_row conf smbclient
    each 'off:3.1.1 smb30off:3.0 smb302off:3.0.2' refused_conf
    each 'required desired default gcm256:AES-256-GCM smb30:AES-128-CCM:3.0 smb302:AES-128-CCM:3.0.2' \
        encrypted_row conf libsmbclient
    each "$legacy nodfs:3.1.1" plain_row conf libsmbclient
    row conf smb21 smbclient refused_as_required - - '*no dialect that can encrypt'
    row conf smb21 libsmbclient refused_as_required - - '*no dialect that can encrypt'
}
refused_conf() { refused_row conf smbclient "$1" "$2" 'the server cannot encrypt'; }

# --- with the guard: both are refused by the same servers, encrypted with the others
guard_load() { # enforce|audit
    "$guard_tool" ruleset "$1" >"$FARM/guard.nft" && nft -f "$FARM/guard.nft"
}
guard() {
    mandate_conf
    guard_load enforce || { is "guard: loads" no yes; return; }
    each "$capable" encrypted_row guard smbclient
    each 'required desired default gcm256:AES-256-GCM ccm128:AES-128-CCM smb30:AES-128-CCM:3.0 smb302:AES-128-CCM:3.0.2' \
        encrypted_row guard libsmbclient
    each "$legacy" refused_guard smbclient
    each "$legacy" refused_guard libsmbclient
    refused_row guard libsmbclient nodfs 3.1.1 'the guard cut a request in the clear'
    row guard smb21 smbclient refused_as_required - - '*no dialect that can encrypt'
    row guard smb21 libsmbclient refused_as_required - - '*no dialect that can encrypt'
    row guard smb1 libsmbclient inconclusive - - '*SMB1 only*'
}
refused_guard() { refused_row guard "$1" "$2" "$3" 'the server cannot encrypt'; }

round() {
    capture_start "$1"
    "$1"
    capture_stop
    cross_check "$1"
}

round stock
like "stock: the files' lines are on the wire" "$(content stock)" '[1-9]*'
round conf
like "conf: the files' lines are on the wire" "$(content conf)" '[1-9]*'
round guard
is "guard: no line of a file is on the wire" "$(content guard)" 0

# --- the guard cuts a server whose fixed header says that it cannot encrypt before the password goes out, so a wrong
#     one does not matter; of a 3.1.1 server only its contexts would say so, and there the logon comes first
verdict_of() { cut -f"$1" <<<"$2"; }
for method in smbclient libsmbclient; do
    found=$(GPSEAL_TEST_PASSWORD=wrong session smb302off "$method")
    like "guard: wrong password, $method to smb302off" "$(verdict_of 1 "$found") $(verdict_of 5 "$found")" \
        'refused_as_required *the guard cut the connection'
done

# --- a guard that only counts lets it through, and the verdict says so
nft delete table inet gpseal
guard_load audit
is "audit: libsmbclient to off" "$(verdict_of 1 "$(session off libsmbclient)")" plaintext_allowed
nft delete table inet gpseal

# --- what says nothing about encryption
for method in smbclient libsmbclient; do
    for variant in default off; do
        found=$(GPSEAL_TEST_PASSWORD=wrong session "$variant" "$method")
        like "wrong password, $method to $variant" "$(verdict_of 1 "$found") $(verdict_of 5 "$found")" \
            'inconclusive logon failed: 0xC000006D*'
    done
    found=$(session default "$method" nosuch)
    is "no such share, $method" "$(verdict_of 1 "$found")" inconclusive
    found=$("$probe" "$method" //127.0.77.200/share "$helper")
    is "no server, $method" "$(verdict_of 1 "$found") $(verdict_of 5 "$found")" \
        'unreachable cannot connect: Connection refused'
    is "a folder's list, $method" "$(verdict_of 1 "$(session default "$method" share '')")" encrypted
    is "a large file, $method" "$(verdict_of 1 "$(session gcm256 "$method" share big.txt)")" encrypted
    found=$(setpriv --reuid 65534 --regid 65534 --clear-groups "$probe" "$method" //127.0.77.1/share "$helper")
    like "without the right to watch, $method" "$(verdict_of 1 "$found") $(verdict_of 5 "$found")" \
        'inconclusive the wire could not be observed*'
done

# --- smbd's own word: a client of the same configuration holds a session open
{ echo ls; sleep 3; } | smbclient "//$(farm_address default)/share" -U "$FARM_USER%$FARM_PASSWORD" >/dev/null 2>&1 &
holder=$!
sleep 1
status=$(smbstatus -s "$FARM/default/smb.conf" --json 2>/dev/null | tr -d ' \n')
wait "$holder"
like "smbstatus: the share is fully encrypted" "$status" '*"tcons":*"service":"share"*"degree":"full"*'

finish
