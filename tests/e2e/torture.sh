#!/bin/bash
# torture.sh GUARD_TOOL [SUITE…]: Samba's own SMB2 test suites against a real smbd, encrypted, without the guard and with
# it: no test may fail with it that does not fail without. Runs as root through in_namespace.sh; minutes.
set -u
tool=$(readlink -f "$1")
shift
for program in smbtorture smbd smbpasswd nft; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
# shellcheck source=tests/e2e/smb_farm.sh
. "$(dirname "$(readlink -f "$0")")/smb_farm.sh"
farm_begin || exit
cd "$FARM" || exit 1 # the suites leave folders where they run
printf '[global]\n' >/etc/samba/smb.conf
farm_start default || exit 1
chmod 777 "$FARM/default/share"
(($#)) || set -- smb2.{connect,create,compound,compound_find,credits,delete-on-close-perms,dir,dosmode,durable-open,fileid} \
    smb2.{getinfo,ioctl,lease,lock,maximum_allowed,mkdir,read,rename,rw,session,setinfo,sharemode,streams,tcon}

# each test and how it ended
suites() { # GUARD SUITE…
    local suite
    "$tool" ruleset "$1" | nft -f - || exit 1
    shift
    for suite in "$@"; do
        find "$FARM/default/share" -mindepth 1 ! -name hello.txt ! -name big.txt -delete 2>/dev/null
        timeout 90 smbtorture "//$(farm_address default)/share" -U "$FARM_USER%$FARM_PASSWORD" --client-protection=encrypt \
            --option='torture:progress=no' "$suite" 2>/dev/null </dev/null |
            sed -n "s/^\(success\|failure\|error\|skip\): \([^ ]*\).*/$suite.\2 \1/p"
    done | sort -u
}

suites off "$@" >"$FARM/without"
suites enforce "$@" >"$FARM/with"
echo "without the guard: $(cut -d' ' -f2 "$FARM/without" | sort | uniq -c | tr '\n' ' ')"
echo "with it:           $(cut -d' ' -f2 "$FARM/with" | sort | uniq -c | tr '\n' ' ')"
# a test that sends a request in the clear by itself is cut rightly: the guard that only counts tells
bad=0
for name in $(comm -23 <(grep -E ' (success|skip)$' "$FARM/without") "$FARM/with" | cut -d' ' -f1); do
    suites audit "$name" >/dev/null
    clear=$(nft list table inet gpseal | awk '/^\tcounter/ { name = $2 } /^\t\tpackets/ && name ~ /clear|comp/ { n += $2 } END { print n + 0 }')
    if [ "$clear" -gt 0 ]; then echo "ok   $name sends $clear requests in the clear by itself"; else
        echo "FAIL $name, only with the guard"
        bad=1
    fi
done
[ $bad = 0 ] || exit 1
[ "$(grep -c success "$FARM/with")" -gt 0 ] || { echo "FAIL no test succeeded"; exit 1; }
echo "ok   no test fails with the guard alone"
