#!/bin/bash
# The guest's part of `tests/run kernel` for Debian 11's kernel, 5.10: it refuses "must seal", and nftables there cannot look
# into a segment, so that there is no guard. gpseal has to tell both apart from a failure, and must not call it compliant.
. /servers.sh
. /checks.sh

# kernel_takes FLAGS: how the kernel answers when they are written, past gpseal.
kernel_takes() { if { echo "$1" >/proc/fs/cifs/SecurityFlags; } 2>/run/said; then echo yes; else sed 's/.*: //' /run/said; fi; }

the_facts() {
    chapter "what this kernel is"
    modprobe cifs
    check "flags at the start" "$(flags)" 0x85
    check "must seal, written by hand" "$(kernel_takes 0x40040)" "Invalid argument"
    check "flags after that" "$(flags)" 0x85
    gpseal_runs 0 refresh
    attach $default /mnt/b
    attach $default /mnt/c seal
}

the_mandate() {
    chapter "the mandate"
    gpseal_runs 7 set require-encryption true --refresh
    check "flags" "$(flags)" 0x85
    check "flags, judged" "$(found 'kernel cifs SecurityFlags' | grep -c 'this kernel knows no')" 1
    check "verdict" "$(verdict)" "NOT COMPLIANT"
    gpseal_runs 7 refresh
    check "why there is no guard" "$(grep -c '^gpseal: .*the guard needs Linux 5.16' /run/said)" 1
    check "nothing is changed twice" "$(grep -c '^Nothing was changed' /run/said)" 1
    check "/mnt/b, judged" "$(judged /mnt/b)" "not sealed"
    check "/mnt/c with seal, judged" "$(judged /mnt/c)" sealed
    check "lines for modprobe" "$(lines)" there
    unmount_all
    unload
    attach $default /mnt/b seal
    check "a mount with seal loads cifs by these lines" "$(cat /mnt/b/hello.txt)" "hello from default"
    check "flags of cifs loaded anew" "$(flags)" 0x85
    unmount_all
}

signing() {
    chapter "the policy to sign always, beside the mandate"
    gpseal_runs 7 refresh --gpo /gpo
    check "flags" "$(flags)" 0x1085
    unload
    attach $default /mnt/b seal
    check "flags of cifs loaded anew" "$(flags)" 0x1085
    unmount_all
}

the_end() {
    chapter "the end of the mandate"
    gpseal_runs 0 unset require-encryption --refresh
    check "flags" "$(flags)" 0x85
    check "lines for modprobe" "$(lines)" "not there"
    gpseal_runs 0 revert --all
}

start_servers
chapter "servers are up"
the_facts
the_mandate
signing
the_end
end_of_checks
