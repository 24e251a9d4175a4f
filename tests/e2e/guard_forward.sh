#!/bin/bash
# guard_forward.sh GPSEAL MAKE_POL: a container behind this machine's bridge, with an smb.conf of its own and real
# clients, against real servers in the world; what every report says of it; and another firewall's table beside ours.
# Runs as root through in_namespace.sh.
set -u
gpseal=$1
make_pol=$2
for program in smbd smbclient smbget smbpasswd; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
work=$(mktemp -d)
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
shown=("$work/log")
chmod 755 "$work"
# shellcheck disable=SC2317
tidy() {
    for file in "$work"/*/pid/smbd*.pid; do
        [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
    done
    sleep 0.3
    rm -rf "$work"
}
trap tidy EXIT
json() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$work/out" "$1"; }

# the container behind br0, the world behind an interface that is neither bridge nor pair
mkdir -p /run/netns && mount -t tmpfs none /run/netns
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore # only the interface that has the address answers for it
for name in box far; do
    ip netns add "$name"
    ip link add "w-$name" type veth peer name eth0 netns "$name"
    ip link set "w-$name" up
    ip -n "$name" link set eth0 up
    ip -n "$name" link set lo up
done
ip link add br0 type bridge && ip link set w-box master br0
ip link add uplink link w-far type macvlan mode bridge || { echo "skipped: no macvlan in this kernel"; exit 77; }
ip link set br0 up
ip link set uplink up
ip addr add 10.77.0.1/24 dev br0
ip addr add 10.77.3.1/24 dev uplink
ip -n box addr add 10.77.0.2/24 dev eth0
ip -n box route add default via 10.77.0.1
for last in 2 3; do ip -n far addr add "10.77.3.$last/24" dev eth0; done
ip -n far route add default via 10.77.3.1

server() { # NAME ADDRESS "extra global line"
    local folder=$work/$1
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
	interfaces = $2/24
	bind interfaces only = yes
	smb ports = 445
	disable netbios = yes
	load printers = no
	printcap name = /dev/null
	disable spoolss = yes
	log file = $folder/log/log.%m
	$3
[share]
	path = $folder/share
	read only = yes
CONF
    printf 'Passw0rd!\nPassw0rd!\n' | smbpasswd -c "$folder/smb.conf" -s -a nobody >/dev/null
    ip netns exec far smbd -D -s "$folder/smb.conf" -l "$folder/log"
    for _ in $(seq 50); do ls "$folder"/pid/smbd*.pid >/dev/null 2>&1 && return; sleep 0.1; done
}
server off 10.77.3.2 'server smb encrypt = off'
server able 10.77.3.3 'server smb encrypt = default'

get() { # CLIENT ADDRESS OPTION…: in the container, with no smb.conf at all
    rm -f "$work/got"
    case $1 in
    smbclient) ip netns exec box timeout 20 smbclient -s /dev/null "//$2/share" -U 'nobody%Passw0rd!' "${@:3}" \
        -c "get hello.txt $work/got" >"$work/log" 2>&1 ;;
    smbget) HOME=/nonexistent ip netns exec box timeout 20 smbget -o "$work/got" -U 'nobody%Passw0rd!' \
        "smb://$2/share/hello.txt" >"$work/log" 2>&1 ;;
    esac
    if grep -q '^hello from ' "$work/got" 2>/dev/null; then echo read; else echo refused; fi
}

# --- another firewall's table, and policy from a folder
mkdir -p "$work/gpo/Machine"
printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
nft -f - <<'OTHER'
table inet firewalld {
 chain filter_OUTPUT { type filter hook output priority 10; policy accept; tcp dport 445 accept; }
 chain filter_FORWARD { type filter hook forward priority -10; policy accept; tcp dport 445 accept; }
}
OTHER
other=$(nft -s list table inet firewalld | sha256sum)
is "before, smbclient of the container" "$(get smbclient 10.77.3.2)" read

"$gpseal" refresh --gpo "$work/gpo" --json >"$work/out" 2>"$work/log"
is "the report holds the hash of what is loaded" "$(json "r['guard']['listing_sha256']")" \
    "$(nft -s -t list table inet gpseal | sha256sum | cut -d' ' -f1)"
is "and the digest in the table's comment" "$(json "r['guard']['rules']")" \
    "$(nft list table inet gpseal | sed -n 's/^\tcomment "gpseal enforce \([0-9a-f]*\)"$/\1/p')"
is "and its mode" "$(json "r['guard']['mode']")" enforce
for client in smbclient smbget; do
    is "$client of the container, a server that cannot encrypt" "$(get $client 10.77.3.2)" refused
done
is "smbclient of the container without encryption, a server that can" "$(get smbclient 10.77.3.3)" refused
is "smbclient of the container with encryption" "$(get smbclient 10.77.3.3 --client-protection=encrypt)" read
"$gpseal" verify --json >"$work/out" 2>"$work/log"
is "the report names the container" \
    "$(json "sorted({(q['server'], q['port'], q['source'], q['uid']) for q in r['guard']['requests']})[0]")" \
    "('10.77.3.2', 445, '10.77.0.2', None)"
"$gpseal" status >"$work/out" 2>"$work/log"
is "status says it in words" \
    "$(grep -c '10.77.3.2 port 445, 10.77.0.2 behind this machine: [0-9]* requests\? in the clear cut' "$work/out")" 1
"$gpseal" impact --json 2>/dev/null | grep '"10.77.3.2"' >"$work/out"
is "impact counts the container among who uses the server" "$(json "r['used_by'][0]['source']")" 10.77.0.2

# --- beside others: theirs stays as it is, and what they do to all rules is mended by the next refresh
is "the other table is untouched" "$(nft -s list table inet firewalld | sha256sum)" "$other"
nft flush ruleset
is "after somebody flushed all rules" "$(get smbclient 10.77.3.2)" read
"$gpseal" refresh --gpo "$work/gpo" >/dev/null 2>"$work/log"
is "and after the next refresh" "$(get smbclient 10.77.3.2)" refused

# --- audit: let through, and named
printf '[guard]\nmode = audit\n' >/etc/gpseal/gpseal.conf
"$gpseal" refresh --gpo "$work/gpo" >/dev/null 2>"$work/log"
is "audit, smbclient of the container" "$(get smbclient 10.77.3.2)" read
"$gpseal" verify --json >"$work/out" 2>"$work/log"
is "audit, the report has it" "$(json "r['guard']['mode'], r['guard']['requests'][0]['source']")" "('audit', '10.77.0.2')"
"$gpseal" revert --all >/dev/null 2>"$work/log"
is "after revert" "$(get smbclient 10.77.3.2) $(nft list tables)" "read "
finish
