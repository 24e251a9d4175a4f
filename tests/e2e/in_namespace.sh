#!/bin/sh
# in_namespace.sh COMMAND…: runs COMMAND as root in its own network and mount namespace, with loopback up, over a copy of
# /etc and empty state folders: nothing of the machine's own settings, state, firewall or kernel flags is in reach. Exit 77 (skipped)
# when this is not possible.
set -u
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
for program in unshare ip nft python3; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
unshare -n -m true 2>/dev/null || { echo "skipped: no namespaces here"; exit 77; }
exec unshare -n -m --propagation private sh -c '
    mount -t tmpfs -o mode=755 none /run && mkdir /run/etc && cp -a /etc/. /run/etc/ && mount --bind /run/etc /etc &&
        rm -rf /etc/gpseal && mkdir /etc/gpseal && mount -t tmpfs -o mode=755 none /var/lib && ip link set lo up ||
        { echo "skipped: cannot prepare the namespace"; exit 77; }
    [ ! -d /proc/fs/cifs ] || mount -t tmpfs none /proc/fs/cifs || { echo "skipped: cannot cover /proc/fs/cifs"; exit 77; }
    nft list ruleset >/dev/null 2>&1 || { echo "skipped: no nftables in this kernel"; exit 77; }
    exec "$@"' sh "$@"
