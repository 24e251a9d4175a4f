# shellcheck shell=bash
# Sourced in the guest: what a check is, and what gpseal says of this kernel.

checks=0 failed=0
check() { # WHAT FOUND WANTED
    checks=$((checks + 1))
    if [[ $2 == "$3" ]]; then
        echo "ok      $1: $2"
    else
        failed=$((failed + 1))
        echo "BROKEN  $1: $2, wanted: $3"
    fi
}
end_of_checks() { echo "MATRIX $checks checks, $failed broken"; } # the line that run_machine looks for
chapter() { echo "--- $1 ($(cut -d' ' -f1 /proc/uptime) s)"; }

flags() { if [[ -e /proc/fs/cifs/SecurityFlags ]]; then cat /proc/fs/cifs/SecurityFlags; else echo "not loaded"; fi; }
lines() { if [[ -e /etc/modprobe.d/gpseal.conf ]]; then echo there; else echo "not there"; fi; }

# found TARGET: what gpseal found of the row whose target begins so; "no row" when there is none.
found() {
    gpseal status --json 2>/dev/null | awk -v start="\"target\": \"$1" '
        index($0, start) { here = 1 }
        here && /"found":/ { sub(/.*"found": "/, ""); sub(/",?$/, ""); print; seen = 1; exit }
        END { if (!seen) print "no row" }'
}
judged() { found "mount $1 of" | cut -d: -f1; }

unmount_all() { for folder in /mnt/?; do umount "$folder" 2>/dev/null; done; }
unload() { sleep 1; modprobe -r cifs; }

# gpseal_runs CODE ARGUMENT…
gpseal_runs() {
    local wanted=$1 code=0
    shift
    gpseal "$@" >/run/said 2>&1 || code=$?
    check "gpseal $*, exit code" "$code" "$wanted"
    [[ $code == "$wanted" ]] || cat /run/said
}
verdict() { gpseal status | sed -n 's/^Verdict *\([A-Z ]*[A-Z]\).*/\1/p'; }
