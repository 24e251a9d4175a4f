# shellcheck shell=bash
# Throwaway smbd servers on loopback, to be sourced by a bash script that runs as root in a network and a mount
# namespace of its own:
#
#   unshare -n -m --propagation private bash script-that-sources-this.sh
#
#   farm_begin                 a temporary folder ($FARM), loopback up, a private copy of the parts of /etc and /var
#                              that Samba reads and writes, a user ($FARM_USER, $FARM_PASSWORD); farm_end at exit
#   farm_start VARIANT…        starts servers of these variants (farm_variants lists them)
#   farm_address VARIANT       prints a variant's address
#   farm_stop VARIANT…         stops servers, by the process numbers they wrote
#   farm_end                   stops all, unmounts, removes the folder; returns what farm_begin's caller exited with
#
# Every server has the shares `share` (user only) and, in the variant guest, `pub`. Each holds hello.txt (one line that
# starts with "$FARM_MARK") and big.txt (256 KiB of such lines).

FARM_USER=gpsealfarm
FARM_PASSWORD='Farm-Passw0rd!'
FARM_MARK=gpseal-farm-content

# name, last byte of the address, lines for [global]
farm_table() {
    cat <<'TABLE'
required|1|server smb encrypt = required
desired|2|server smb encrypt = desired
default|3|server smb encrypt = default
off|4|server smb encrypt = off
smb21|5|server max protocol = SMB2_10
smb30|6|server max protocol = SMB3_00
smb302|7|server max protocol = SMB3_02
smb30off|8|server max protocol = SMB3_00;server smb encrypt = off
smb302off|9|server max protocol = SMB3_02;server smb encrypt = off
gcm256|10|server smb3 encryption algorithms = AES-256-GCM
nodfs|11|host msdfs = no
guest|12|map to guest = bad user;guest account = gpsealfarm
smb1|13|server min protocol = NT1;server max protocol = NT1
ccm128|14|server smb3 encryption algorithms = AES-128-CCM
TABLE
}

farm_variants() { farm_table | cut -d'|' -f1; }

farm_address() {
    local byte
    byte=$(farm_table | awk -F'|' -v name="$1" '$1 == name { print $2 }')
    [ -n "$byte" ] || { echo "farm: no variant $1" >&2; return 2; }
    echo "127.0.77.$byte"
}

farm_private_folder() {
    [ -d "$1" ] || return 0
    mkdir -p "$FARM/private$1"
    [ "${2:-empty}" = copy ] && cp -a "$1/." "$FARM/private$1/"
    mount --bind "$FARM/private$1" "$1"
}

farm_private_etc() {
    local file
    for file in passwd group; do
        cp "/etc/$file" "$FARM/$file"
    done
    grep -q "^$FARM_USER:" "$FARM/passwd" || echo "$FARM_USER:x:64777:64777::/nonexistent:/usr/sbin/nologin" >>"$FARM/passwd"
    grep -q "^$FARM_USER:" "$FARM/group" || echo "$FARM_USER:x:64777:" >>"$FARM/group"
    mount --bind "$FARM/passwd" /etc/passwd
    mount --bind "$FARM/group" /etc/group
    farm_private_folder /etc/samba copy
    farm_private_folder /var/lib/samba
    farm_private_folder /var/cache/samba
    farm_private_folder /run/samba
}

farm_begin() {
    [ "$(id -u)" = 0 ] || { echo "farm: needs root" >&2; return 77; }
    if [ "$(readlink /proc/self/ns/net)" = "$(readlink /proc/1/ns/net 2>/dev/null)" ] ||
        [ "$(readlink /proc/self/ns/mnt)" = "$(readlink /proc/1/ns/mnt 2>/dev/null)" ]; then
        echo "farm: run me in namespaces of my own: unshare -n -m --propagation private" >&2
        return 2
    fi
    FARM=$(mktemp -d -t gpseal-farm-XXXXXX) || return 1
    trap 'farm_end' EXIT
    mount -t tmpfs -o mode=755 gpseal-farm "$FARM" || return 1 # smbd syncs its databases all the time
    ip link set lo up || return 1
    farm_private_etc
}

farm_write_conf() { # NAME ADDRESS LINES
    local name=$1 address=$2 lines=$3 dir=$FARM/$1
    cat <<CONF
[global]
	netbios name = ${name^^}
	workgroup = FARM
	server role = standalone server
	security = user
	passdb backend = tdbsam:$dir/private/passdb.tdb
	private dir = $dir/private
	lock directory = $dir/lock
	state directory = $dir/state
	cache directory = $dir/cache
	pid directory = $dir/pid
	ncalrpc dir = $dir/ncalrpc
	usershare max shares = 0
	interfaces = $address/8
	bind interfaces only = yes
	smb ports = ${FARM_PORT:-445}
	disable netbios = yes
	dns proxy = no
	load printers = no
	printing = bsd
	printcap name = /dev/null
	disable spoolss = yes
	map to guest = never
	logging = file
	log file = $dir/log/log.%m
	log level = 1
	max log size = 0
$(tr ';' '\n' <<<"$lines" | sed 's/^/\t/')
[share]
	path = $dir/share
	read only = no
CONF
    if [ "$name" = guest ]; then
        printf '[pub]\n\tpath = %s\n\tguest ok = yes\n' "$dir/share"
    fi
}

farm_start_one() {
    local name=$1 address lines dir=$FARM/$1 line
    address=$(farm_address "$name") || return
    lines=$(farm_table | awk -F'|' -v name="$name" '$1 == name { print $3 }')
    mkdir -p "$dir"/{private,lock,state,cache,pid,ncalrpc,log,share}
    chmod 755 "$dir" "$dir/share"
    echo "$FARM_MARK of $name" >"$dir/share/hello.txt"
    for ((line = 0; line < 256; ++line)); do
        printf '%-1023s\n' "$FARM_MARK $name $line"
    done >"$dir/share/big.txt"
    farm_write_conf "$name" "$address" "$lines" >"$dir/smb.conf"
    printf '%s\n%s\n' "$FARM_PASSWORD" "$FARM_PASSWORD" |
        smbpasswd -c "$dir/smb.conf" -s -a "$FARM_USER" >"$dir/log/smbpasswd" 2>&1 || { cat "$dir/log/smbpasswd" >&2; return 1; }
    smbd -D -s "$dir/smb.conf" -l "$dir/log"
}

farm_start() {
    local name
    for name in "$@"; do
        farm_start_one "$name" || return
    done
    for name in "$@"; do
        farm_wait "$name" || return
    done
}

farm_wait() { # until it listens, 10 s at most
    local address tries
    address=$(farm_address "$1")
    for ((tries = 0; tries < 100; ++tries)); do
        if (exec 3<>"/dev/tcp/$address/${FARM_PORT:-445}") 2>/dev/null; then
            return 0
        fi
        sleep 0.1
    done
    echo "farm: $1 does not listen" >&2
    tail -5 "$FARM/$1/log/"log.* >&2
    return 1
}

farm_pids() {
    local name
    for name in "$@"; do
        cat "$FARM/$name"/pid/smbd*.pid 2>/dev/null
    done
}

farm_stop() {
    local pid tries
    # shellcheck disable=SC2046 # numbers
    set -- $(farm_pids "$@")
    for pid in "$@"; do
        kill "$pid" 2>/dev/null
    done
    for pid in "$@"; do # a dead process that nobody reaped yet has no program any more
        for ((tries = 0; tries < 100; ++tries)); do
            readlink "/proc/$pid/exe" >/dev/null 2>&1 || break
            sleep 0.05
        done
    done
}

farm_end() {
    local status=$?
    [ -n "${FARM:-}" ] || return "$status"
    # shellcheck disable=SC2046 # names without spaces
    farm_stop $(farm_variants)
    umount -l /etc/passwd /etc/group /etc/samba /var/lib/samba /var/cache/samba /run/samba "$FARM" 2>/dev/null
    rmdir "$FARM"
    unset FARM
    return "$status"
}
