# shellcheck shell=bash
# Sourced in the guest: five file servers on loopback, and a witness that counts what reaches them.

user=kerneltest
password=Passw0rd-of-the-guest

# server NAME ADDRESS LINES: an smbd of its own; its share holds one file.
server() {
    local dir=/run/$1
    mkdir -p "$dir"/{private,lock,state,cache,pid,ncalrpc,share}
    echo "hello from $1" >"$dir/share/hello.txt"
    chmod -R 777 "$dir/share"
    cat >"$dir/smb.conf" <<CONF
[global]
    netbios name = $1
    workgroup = GUEST
    server role = standalone server
    passdb backend = tdbsam:$dir/private/passdb.tdb
    private dir = $dir/private
    lock directory = $dir/lock
    state directory = $dir/state
    cache directory = $dir/cache
    pid directory = $dir/pid
    ncalrpc dir = $dir/ncalrpc
    interfaces = $2/8
    bind interfaces only = yes
    smb ports = 445
    disable netbios = yes
    load printers = no
    printing = bsd
    printcap name = /dev/null
    disable spoolss = yes
    rpc start on demand helpers = no
    log file = $dir/log
    logging = file
$3
[share]
    path = $dir/share
    read only = no
CONF
    printf '%s\n%s\n' "$password" "$password" | smbpasswd -c "$dir/smb.conf" -s -a "$user" >/dev/null 2>&1 ||
        echo "smbpasswd failed for $1"
    smbd -D -s "$dir/smb.conf" -l "$dir"
}

off=127.0.10.1 default=127.0.10.2 requires=127.0.10.3 smb21=127.0.10.4 smb30=127.0.10.5

start_servers() {
    server off "$off" "    server smb encrypt = off"
    server default "$default" ""
    server requires "$requires" "    server smb encrypt = required"
    server smb21 "$smb21" "    server max protocol = SMB2_10"
    server smb30 "$smb30" "    server max protocol = SMB3_00"
    local address tries
    for address in $off $default $requires $smb21 $smb30; do
        for tries in $(seq 100); do
            (: <>"/dev/tcp/$address/445") 2>/dev/null && break
            sleep 0.2
        done
        ((tries < 100)) || echo "no server at $address"
    done
}

# The witness stands at the input hook, behind whatever gpseal's guard cuts on the way out: what it counts has arrived.
# ENCRYPTED: TRANSFORM headers; CLEAR: SMB2 requests with content (CREATE, READ, WRITE, QUERY_DIRECTORY, QUERY_INFO, …). SIGNED: those
# of them that are signed.
start_witness() {
    local address
    {
        echo 'table inet witness {'
        for address in $off $default $requires $smb21 $smb30; do
            echo "counter e$(tag $address) {}"
            echo "counter c$(tag $address) {}"
            echo "counter s$(tag $address) {}"
        done
        echo 'chain in { type filter hook input priority -300; policy accept;'
        for address in $off $default $requires $smb21 $smb30; do
            echo "ip daddr $address tcp dport 445 @ih,32,32 0xfd534d42 counter name e$(tag $address)"
            echo "ip daddr $address tcp dport 445 @ih,32,32 0xfe534d42 @ih,128,16 {" \
                "0x0500, 0x0600, 0x0700, 0x0800, 0x0900, 0x0e00, 0x1000, 0x1100 } counter name c$(tag $address)" \
                "@ih,160,8 & 0x08 == 0x08 counter name s$(tag $address)"
        done
        printf '}\n}\n'
    } | nft -f -
}

tag() { echo "${1//./_}"; }

count() { nft list counter inet witness "$1" | sed -n 's/.*packets \([0-9]*\).*/\1/p'; }

# watch ADDRESS COMMAND…: sets clear, encrypted and signatures to how many of each COMMAND sent to ADDRESS.
watch() {
    local here
    here=$(tag "$1")
    shift
    clear=$(count "c$here") encrypted=$(count "e$here") signatures=$(count "s$here")
    "$@" >/dev/null 2>&1
    clear=$(($(count "c$here") - clear)) encrypted=$(($(count "e$here") - encrypted))
    signatures=$(($(count "s$here") - signatures))
}

# wire ADDRESS COMMAND…: what COMMAND sent to ADDRESS: clear, encrypted, both or nothing.
wire() {
    local clear encrypted signatures
    watch "$@"
    if ((clear && encrypted)); then echo both; elif ((clear)); then echo clear; elif ((encrypted)); then echo encrypted; else echo nothing; fi
}

# signed ADDRESS COMMAND…: how many of its requests in the clear are signed: all, some, none; nothing: there were none.
signed() {
    local clear encrypted signatures
    watch "$@"
    if ((clear == 0)); then echo nothing; elif ((signatures == 0)); then echo none; elif ((signatures < clear)); then echo some; else echo all; fi
}

# attach ADDRESS FOLDER OPTIONS
attach() { timeout 30 mount -t cifs "//$1/share" "$2" -o "username=$user,password=$password,soft,echo_interval=10${3:+,$3}"; }

# A read that no cache answers.
read_file() {
    echo 3 >/proc/sys/vm/drop_caches
    timeout 20 cat "$1/hello.txt"
    timeout 20 touch "$1/touched"
}
