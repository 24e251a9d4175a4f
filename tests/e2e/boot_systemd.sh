#!/bin/bash
# boot_systemd.sh [--member] PROGRAMS COMMAND…: boots systemd as PID 1 in its own process, network, mount and control group
# namespaces, over copies of /etc and empty /var/lib, /var/log and /run, with gpseal's units and the programs of the folder
# PROGRAMS installed, and runs COMMAND there as a unit. Its output and exit code are this script's. Exit 77: not possible here.
# --member: in the caller's network, with a copy of its /var/lib/samba: the member of a domain that the caller is.
set -u
skip() { echo "skipped: $1"; exit 77; }
[ "$(id -u)" = 0 ] || skip "needs root"
for program in unshare nft /lib/systemd/systemd; do command -v "$program" >/dev/null || skip "$program is not installed"; done
unshare --pid --fork --mount --net --cgroup --uts true 2>/dev/null || skip "no namespaces here"
network=(--net)
membership=
if [ "$1" = --member ]; then
    network=()
    membership=/var/lib/samba
    shift
fi

programs=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$programs"/gpseal "$programs"/gpseald "$programs"/gpseal-fetch "$programs"/gpseal-apply "$programs"/gpseal-probe \
    "$programs"/gpseal-look "$programs"/gpseal-smb "$work/"
printf '%q ' "$@" >"$work/command"
for unit in "$here"/../../installer/systemd/*; do
    name=$(basename "${unit%.in}")
    sed 's|@CMAKE_INSTALL_FULL_SBINDIR@|/run/programs|; s|@CMAKE_INSTALL_FULL_LIBEXECDIR@/gpseal|/run/programs|' "$unit" \
        >"$work/$name"
done

timeout -k 5 300 unshare --pid --fork --kill-child --mount "${network[@]}" --cgroup --uts --ipc --propagation private bash -c '
    set -e
    work=$1
    membership=$2
    mount -t proc proc /proc
    mount --bind /proc/sys /proc/sys
    mount -o remount,ro,bind /proc/sys # the kernel is everybody'"'"'s
    [ ! -d /proc/fs/cifs ] || mount -t tmpfs none /proc/fs/cifs
    mount -t tmpfs -o mode=755 none /run
    mkdir -p /run/etc /run/lock /run/programs /run/result /run/kept
    cp "$work"/gpseal* /run/programs/
    mount --bind "$work" /run/result
    cp -a /etc/. /run/etc/ && mount --bind /run/etc /etc
    hostname >/etc/hostname # systemd calls the machine what stands there
    [ -z "$membership" ] || cp -a "$membership" /run/kept/
    mount -t tmpfs -o mode=755 none /var/lib
    [ -z "$membership" ] || mv "/run/kept/${membership##*/}" "$membership"
    mount -t tmpfs -o mode=755 none /var/log
    mount -t tmpfs -o mode=1777 none /tmp
    mount -t sysfs -o ro none /sys
    mount -t cgroup2 none /sys/fs/cgroup
    rm -rf /etc/gpseal /etc/systemd/system /etc/fstab
    mkdir -p /etc/gpseal /etc/systemd/system
    for unit in /lib/systemd/system/{sysinit,local-fs,sockets,timers}.target.wants/*; do
        case ${unit##*/} in systemd-journald*) ;; *) ln -s /dev/null "/etc/systemd/system/${unit##*/}" ;; esac
    done
    ln -s /dev/null /etc/systemd/system/systemd-remount-fs.service
    mv /run/programs/*.service /run/programs/*.socket /etc/systemd/system/
    cat >/etc/systemd/system/test.target <<UNIT
[Unit]
Requires=test.service systemd-journald.service
UNIT
    cat >/etc/systemd/system/test.service <<UNIT
[Unit]
DefaultDependencies=no
After=systemd-journald.service
[Service]
Type=oneshot
TimeoutStartSec=280
StandardOutput=file:/run/result/out
StandardError=inherit
ExecStart=/bin/bash -c "eval \"\$(cat /run/result/command)\"; echo \$? >/run/result/code"
ExecStopPost=/bin/systemctl exit 0
UNIT
    mount --make-rshared / # as systemd does outside a container: what it mounts for a unit is seen there
    export container=other
    exec /lib/systemd/systemd --system --unit=test.target --show-status=0 --log-target=journal' boot "$work" "$membership" >"$work/boot" 2>&1
[ -e "$work/code" ] || { [ -e "$work/out" ] || { sed 's/^/     | /' "$work/boot"; skip "systemd does not boot here"; }; cat "$work/out"; echo "FAIL it did not come to its end"; exit 1; }
cat "$work/out"
exit "$(cat "$work/code")"
