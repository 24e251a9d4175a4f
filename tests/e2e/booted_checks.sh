# shellcheck shell=bash
# Sourced by what boot_systemd.sh runs: a check, which shows the journal's end where it does not hold.
failures=0
is() { # WHAT FOUND WANTED
    if [ "$2" = "$3" ]; then echo "ok   $1: $2"; else
        echo "FAIL $1: $2, wanted $3"
        journalctl --no-pager -n 12 -o cat | sed 's/^/     | /'
        failures=$((failures + 1))
    fi
}
