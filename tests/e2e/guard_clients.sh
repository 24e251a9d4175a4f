#!/bin/bash
# guard_clients.sh GUARD_TOOL: why smb.conf alone is not enough, and that the guard closes the gap, with real smbd,
# smbclient and a libsmbclient program (smbget). Runs as root through in_namespace.sh.
set -u
TOOL=$1
for program in smbd smbclient smbget smbpasswd; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done

LAB=$(mktemp -d /tmp/gpseal-guard-XXXXXX)
failures=0
cleanup() {
    for file in "$LAB"/*/pid/smbd*.pid; do
        [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    sleep 0.3
    rm -rf "$LAB"
}
trap cleanup EXIT
chmod 755 "$LAB"

# a server of its own at ADDRESS, serving one file: server NAME ADDRESS "extra global lines"
server() {
    local folder=$LAB/$1
    mkdir -p "$folder"/{private,lock,state,cache,pid,ncalrpc,share,log}
    echo "hello from $1" >"$folder/share/hello.txt"
    chmod -R a+rX "$folder/share"
    cat >"$folder/smb.conf" <<CONF
[global]
	server role = standalone server
	passdb backend = tdbsam:$folder/private/passdb.tdb
	private dir = $folder/private
	lock directory = $folder/lock
	state directory = $folder/state
	cache directory = $folder/cache
	pid directory = $folder/pid
	ncalrpc dir = $folder/ncalrpc
	interfaces = $2/8
	bind interfaces only = yes
	smb ports = 445
	disable netbios = yes
	load printers = no
	printcap name = /dev/null
	disable spoolss = yes
	map to guest = never
	log file = $folder/log/log.%m
	$3
[share]
	path = $folder/share
	read only = yes
CONF
    printf 'Passw0rd!\nPassw0rd!\n' | smbpasswd -c "$folder/smb.conf" -s -a nobody >/dev/null
    smbd -D -s "$folder/smb.conf" -l "$folder/log"
}

# whether a client got the file: get CLIENT ADDRESS
get() {
    rm -f "$LAB/out"
    case $1 in
    smbclient) timeout 20 smbclient "//$2/share" -U 'nobody%Passw0rd!' -c "get hello.txt $LAB/out" >"$LAB/log" 2>&1 ;;
    smbget) HOME=/nonexistent timeout 20 smbget -o "$LAB/out" -U 'nobody%Passw0rd!' "smb://$2/share/hello.txt" \
        >"$LAB/log" 2>&1 ;;
    esac
    if grep -q '^hello from ' "$LAB/out" 2>/dev/null; then echo read; else echo refused; fi
}

# how the client got it: with the file's words readable on the wire, or not. The sniffer is python's, on loopback
get_on_wire() {
    python3 - "$LAB" <<'SNIFF' &
import select, socket, sys, os
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 20)
raw.bind(('lo', 0))
seen = b''
open(sys.argv[1] + '/sniffing', 'w').close()
while not os.path.exists(sys.argv[1] + '/enough') or select.select([raw], [], [], 0.05)[0]:
    if select.select([raw], [], [], 0.05)[0]:
        seen += raw.recv(1 << 18)
words = ' '.join(w for w, sign in (('content', b'hello from '), ('sealed', b'\xfdSMB')) if sign in seen)
open(sys.argv[1] + '/wire', 'w').write(words or 'nothing')
SNIFF
    local sniffer=$!
    until [ -e "$LAB/sniffing" ]; do sleep 0.05; done
    local got
    got=$(get "$1" "$2")
    touch "$LAB/enough"
    wait $sniffer
    rm -f "$LAB/enough" "$LAB/sniffing"
    echo "$got, wire: $(cat "$LAB/wire")"
}

expect() {
    if [ "$2" = "$3" ]; then
        echo "ok: $1: $2"
    else
        echo "FAILED: $1: $2, not $3"
        sed 's/^/    /' "$LAB/log"
        failures=$((failures + 1))
    fi
}

server off 127.0.66.1 'server smb encrypt = off'
server old 127.0.66.2 'server max protocol = SMB2_10'
server able 127.0.66.3 'server smb encrypt = default'
server must 127.0.66.4 'server smb encrypt = required'
for name in off old able must; do
    for _ in $(seq 50); do
        ls "$LAB/$name"/pid/smbd*.pid >/dev/null 2>&1 && break
        sleep 0.1
    done
done

# what the machine's own smb.conf says, seen only in this mount namespace
cat >"$LAB/smb.conf" <<'CONF'
[global]
	client smb encrypt = required
	client signing = required
	client min protocol = SMB3_00
CONF
chmod 644 "$LAB/smb.conf"
mount --bind "$LAB/smb.conf" /etc/samba/smb.conf || { echo "skipped: no /etc/samba/smb.conf to cover"; exit 77; }

echo "# smb.conf alone"
expect "smbclient, server cannot encrypt" "$(get_on_wire smbclient 127.0.66.1)" "refused, wire: nothing"
expect "smbget, server cannot encrypt" "$(get_on_wire smbget 127.0.66.1)" "read, wire: content"
printf '[global]\n\tclient smb encrypt = required\n' >"$LAB/smb.conf"
expect "smbget, SMB 2.1, only 'client smb encrypt'" "$(get_on_wire smbget 127.0.66.2)" "read, wire: content"
expect "smbget, capable server, only 'client smb encrypt'" "$(get_on_wire smbget 127.0.66.3)" "read, wire: content"
printf '\tclient signing = required\n\tclient min protocol = SMB3_00\n' >>"$LAB/smb.conf"

echo "# and the guard"
"$TOOL" ruleset enforce | nft -f - || exit 1
for address in 127.0.66.1 127.0.66.2; do
    for client in smbclient smbget; do
        expect "$client, $address cannot encrypt" "$(get_on_wire "$client" "$address")" "refused, wire: nothing"
    done
done
for address in 127.0.66.3 127.0.66.4; do
    for client in smbclient smbget; do
        expect "$client, $address can" "$(get_on_wire "$client" "$address")" "read, wire: sealed"
    done
done
: >"$LAB/smb.conf"
expect "smbget without any smb.conf, SMB 2.1" "$(get_on_wire smbget 127.0.66.2)" "refused, wire: nothing"
expect "smbclient without any smb.conf, able server" "$(get_on_wire smbclient 127.0.66.3)" "refused, wire: nothing"
counted=$(nft list counter inet gpseal cannot_encrypt | grep -c 'packets [1-9]')
expect "SMB 2.1 was cut before the logon" "$counted" 1

echo "# audit and off"
"$TOOL" ruleset audit | nft -f - || exit 1
expect "smbget, audit" "$(get_on_wire smbget 127.0.66.1)" "read, wire: content"
expect "audit counted it" "$(nft list counter inet gpseal clear_smb2 | grep -c 'packets [1-9]')" 1
"$TOOL" ruleset off | nft -f - || exit 1
expect "smbget, off" "$(get_on_wire smbget 127.0.66.1)" "read, wire: content"

[ $failures = 0 ] || exit 1
