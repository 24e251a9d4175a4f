#!/bin/bash
# The guest's part of `tests/run kernel`: every mount is tried on the wire and judged by gpseal, and the two must agree,
# before the mandate, under it with the guard only counting, and under it with the guard cutting.
. /servers.sh
. /checks.sh

# agree FOLDER ADDRESS WIRE: the wire shows what it must, and gpseal says the same.
agree() {
    local word
    case $3 in encrypted) word=sealed ;; *) word="not sealed" ;; esac
    check "$1 at $2, on the wire" "$(wire "$2" read_file "$1")" "$3"
    check "$1 at $2, judged" "$(judged "$1")" "$word"
}

# tries ADDRESS OPTIONS: whether such a mount succeeds, and what it sent.
tries() {
    local sent
    sent=$(wire "$1" attach "$1" /mnt/a "${2:-}")
    if grep -q ' /mnt/a ' /proc/mounts; then
        umount /mnt/a
        echo "mounted, $sent"
    else
        echo "refused, $sent"
    fi
}

before_the_module() {
    chapter "the mandate comes before cifs is loaded"
    check "flags" "$(flags)" "not loaded"
    gpseal_runs 0 set require-encryption true --refresh
    check "SecurityFlags, judged" "$(found 'kernel cifs SecurityFlags')" "not applicable: cifs is not loaded"
    check "lines for modprobe" "$(lines)" there
    check "the first mount, which loads cifs" "$(wire $default attach $default /mnt/b)" encrypted
    check "flags" "$(flags)" 0x400c5
    agree /mnt/b $default encrypted
    check "plain mount of a server without encryption" "$(tries $off)" "refused, nothing"
    check "mount with seal of the same" "$(tries $off seal)" "refused, nothing"
    check "plain mount of an SMB 2.1 server" "$(tries $smb21)" "refused, nothing"
    check "plain mount of an SMB 3.0 server" "$(tries $smb30)" "mounted, encrypted"
    check "plain mount of a server that requires encryption" "$(tries $requires)" "mounted, encrypted"
    check "verdict" "$(verdict)" COMPLIANT
    umount /mnt/b
    gpseal_runs 0 unset require-encryption --refresh
    check "flags afterwards" "$(flags)" 0xc5
    check "lines for modprobe afterwards" "$(lines)" "not there"
    unload
    modprobe cifs
    check "flags of cifs loaded anew" "$(flags)" 0xc5
}

without_mandate() {
    chapter "mounts from before the mandate"
    attach $off /mnt/a
    attach $default /mnt/b
    attach $default /mnt/c seal
    attach $requires /mnt/d
    attach $smb21 /mnt/e
    attach $smb30 /mnt/f
    agree /mnt/a $off clear
    agree /mnt/b $default clear
    agree /mnt/c $default encrypted
    agree /mnt/d $requires encrypted
    agree /mnt/e $smb21 clear
    agree /mnt/f $smb30 clear
    mount -o remount,seal /mnt/b
    agree /mnt/b $default clear
}

guard_counts() {
    chapter "the mandate, with a guard that only counts"
    printf '[policy]\nsource = none\n[guard]\nmode = audit\n' >/etc/gpseal/gpseal.conf
    gpseal_runs 1 set require-encryption true --refresh
    check "flags" "$(flags)" 0x400c5
    check "verdict" "$(verdict)" "NOT COMPLIANT"
    agree /mnt/a $off clear
    agree /mnt/b $default encrypted
    agree /mnt/c $default encrypted
    agree /mnt/d $requires encrypted
    agree /mnt/e $smb21 clear
    agree /mnt/f $smb30 encrypted
    exec 5</mnt/a/hello.txt
    umount -l /mnt/a
    check "lazily unmounted, by the mount table" "$(judged /mnt/a)" "no row"
    check "lazily unmounted, by its connection" "$(found "connection to" | cut -d: -f1)" "not sealed"
    exec 5<&-
    sleep 2
    check "the same once nobody uses it" "$(found 'connection to' | cut -d: -f1)" "no row"
}

guard_cuts() {
    chapter "the mandate, with a guard that cuts"
    printf '[policy]\nsource = none\n' >/etc/gpseal/gpseal.conf
    gpseal_runs 1 refresh
    check "/mnt/e at $smb21, on the wire" "$(wire $smb21 read_file /mnt/e)" nothing
    check "/mnt/e at $smb21, judged" "$(judged /mnt/e)" "not sealed"
    agree /mnt/b $default encrypted
    agree /mnt/f $smb30 encrypted
    check "verdict, with a finding" "$(verdict)" COMPLIANT
    check "the finding" "$(gpseal status | grep -c 'note: mount /mnt/e .*the guard cuts')" 1
    umount -l /mnt/e
    unmount_all
}

without_gpseal() {
    chapter "modprobe goes on when gpseal is gone"
    unload
    mv /usr/bin/gpseal /run/gpseal-away
    check "mount that loads cifs" "$(tries $default)" "mounted, encrypted"
    check "flags" "$(flags)" 0x400c5
    mv /run/gpseal-away /usr/bin/gpseal
}

definitions() {
    chapter "fstab"
    local options="username=$user,password=$password,noauto"
    printf '# mine\n//%s/share /mnt/a cifs %s 0 0\n//%s/share /mnt/b cifs %s,vers=2.1' $default "$options" $smb30 "$options" >/etc/fstab
    cp /etc/fstab /run/fstab
    gpseal_runs 1 refresh
    check "fstab, judged" "$(found '/etc/fstab:2 ')" "without seal"
    check "fstab, left alone" "$(cmp /etc/fstab /run/fstab && echo same)" same
    printf '[policy]\nsource = none\n[mounts]\nedit = yes\n' >/etc/gpseal/gpseal.conf
    gpseal_runs 0 refresh
    check "mount by fstab" "$(wire $default mount /mnt/a)" encrypted
    check "its options" "$(grep ' /mnt/a ' /proc/mounts | grep -c ',seal,')" 1
    check "mount by fstab, from vers=2.1" "$(wire $smb30 mount /mnt/b)" encrypted
    unmount_all
    gpseal_runs 0 revert --all
    check "fstab after revert" "$(cmp /etc/fstab /run/fstab && echo same)" same
    check "flags after revert" "$(flags)" 0xc5
    check "lines for modprobe after revert" "$(lines)" "not there"
}

signing() {
    chapter "the policy to sign always"
    check "requests signed before it" "$(signed $default attach $default /mnt/a)" none
    umount /mnt/a
    gpseal_runs 0 refresh --gpo /gpo
    check "flags" "$(flags)" 0x10c5
    check "flags, judged" "$(found 'kernel cifs SecurityFlags')" 0x10c5
    check "requests signed after it" "$(signed $default attach $default /mnt/a)" all
    umount /mnt/a
    unload
    check "requests signed by the first mount, which loads cifs" "$(signed $default attach $default /mnt/a)" all
    check "flags" "$(flags)" 0x10c5
    umount /mnt/a
    gpseal_runs 0 revert --all
    check "flags after revert" "$(flags)" 0xc5
}

start_servers
start_witness || echo "BROKEN  no witness"
chapter "servers are up"
gpseal_runs 0 refresh
before_the_module
without_mandate
guard_counts
guard_cuts
without_gpseal
definitions
signing
end_of_checks
