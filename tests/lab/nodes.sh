# shellcheck shell=bash
# The lab's nodes, and a domain on one of them. Sourced by what brings nodes up; $LAB is their memory file system.
# shellcheck source=tests/lab/names.sh
. "$(dirname "${BASH_SOURCE[0]}")/names.sh"

fails() { echo "lab: $1 failed" >&2; tail -n 20 "$2" >&2; exit 1; }
on() { "$(dirname "${BASH_SOURCE[0]}")/on" "$@"; }

# The first process of a node: prepares what the node's own programs expect to find, then holds its namespaces.
node_begin() { # NAME HOST ADDRESS
    mount -t proc proc /proc
    [[ ! -d /proc/fs/cifs ]] || mount -t tmpfs none /proc/fs/cifs # this kernel's flags are no node's
    mount -t overlay -o "lowerdir=/etc,upperdir=$LAB/$1/etc,workdir=$LAB/$1/etc.work" overlay /etc
    mount -t overlay -o "lowerdir=/var,upperdir=$LAB/$1/var,workdir=$LAB/$1/var.work" overlay /var
    mount -t tmpfs -o mode=755 run /run
    hostname "$2"
    printf '127.0.0.1 localhost\n%s %s.%s %s\n' "$3" "$2" "$LAB_DOMAIN" "$2" >"$LAB/$1/hosts"
    printf 'search %s\nnameserver %s\n' "$LAB_DOMAIN" "$LAB_DC_ADDRESS" >"$LAB/$1/resolv.conf"
    printf '[libdefaults]\n default_realm = %s\n dns_lookup_realm = false\n default_ccache_name = FILE:/run/krb5cc\n' \
        "$LAB_REALM" >"$LAB/$1/krb5.conf"
    rm -rf /etc/hosts /etc/resolv.conf /etc/krb5.conf /etc/krb5.keytab /etc/samba /etc/gpseal
    rm -rf /var/lib/samba /var/lib/gpseal /var/cache/samba
    cp "$LAB/$1"/{hosts,resolv.conf,krb5.conf} /etc/
    sed 's/^hosts:.*/hosts: files dns/' /etc/nsswitch.conf >"$LAB/$1/nsswitch.conf"
    cp "$LAB/$1/nsswitch.conf" /etc/
    mkdir -p /etc/samba /var/lib/samba/private /var/cache/samba /var/log/samba /run/samba
    ip link set lo up
    echo $BASHPID >"$LAB/$1/ready"
    # stays this shell: it reaps what is orphaned here, and has no child that dc_stop would count
    mkfifo "$LAB/$1/never"
    exec 9<>"$LAB/$1/never"
    while :; do read -r -u 9 _ || true; done
}

start_node() { # NAME HOST ADDRESS
    local tries
    mkdir -p "$LAB/$1"/{etc,etc.work,var,var.work}
    export -f node_begin
    unshare --net --mount --uts --pid --fork --kill-child --propagation private \
        bash -ec 'node_begin "$@"' node_begin "$@" >"$LAB/$1/log" 2>&1 </dev/null &
    for ((tries = 0; tries < 200; ++tries)); do
        [[ ! -e $LAB/$1/ready ]] || break
        sleep 0.02
    done
    [[ -e $LAB/$1/ready ]] || fails "node $1" "$LAB/$1/log"
    # the init's number outside its own process namespace
    cat "/proc/$!/task/$!/children" >"$LAB/$1/pid"
}

# A new domain on that node. Its names are LAB_REALM and its like: another domain calls it with others.
provision() { # NODE HOST ADDRESS [FORWARDER]
    on "$1" env TDB_NO_FSYNC=1 samba-tool domain provision -q --realm="$LAB_REALM" --domain="$LAB_NETBIOS" \
        --server-role=dc --dns-backend=SAMBA_INTERNAL --adminpass="$LAB_PASSWORD" --host-name="$2" \
        --host-ip="$3" --option='interfaces=lo eth0' --option='bind interfaces only=yes' \
        --option="dns forwarder=${4:-}" --option='server min protocol=SMB2' \
        --option='server services=s3fs, rpc, ldap, cldap, kdc, winbindd, dns' >"$LAB/$1/log" 2>&1 ||
        fails "provisioning" "$LAB/$1/log"
    # the service that would register them does not run here
    on "$1" ldbmodify -H /var/lib/samba/private/sam.ldb >"$LAB/$1/log" 2>&1 <<LDIF || fails "naming the service" "$LAB/$1/log"
dn: CN=${2^^},OU=Domain Controllers,$LAB_BASE
changetype: modify
add: servicePrincipalName
servicePrincipalName: ldap/$2.$LAB_DOMAIN
servicePrincipalName: ldap/$2.$LAB_DOMAIN/$LAB_DOMAIN
LDIF
}
