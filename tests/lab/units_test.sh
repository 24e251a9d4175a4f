#!/bin/bash
# The service as systemd runs it, on a member of a real domain: gpseal-fetch with the rights of its unit and no others, a
# lent keytab, sealed LDAP and SYSVOL over Kerberos, beside the other parts in theirs; what keeps it from policy loosens
# nothing. Run by tests/lab/run. usage: units_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
programs=$(dirname "$gpseal")
DC=dc1.$LAB_DOMAIN

# systemd runs for as long as the unit that waits here; `on booted` is that machine.
TMPDIR=$work member "$here/../e2e/boot_systemd.sh" --member "$programs" /bin/bash -c 'mkfifo /run/end && read -r </run/end' \
    >"$work/boot" 2>&1 &
boot=$!
booted() { "$here/on" booted "$@"; }
boots() {
    local tries
    mkdir -p "$LAB/booted"
    for ((tries = 0; tries < 600; ++tries)); do
        pgrep -o -x systemd >"$LAB/booted/pid" && booted test -p /run/end && return
        kill -0 "$boot" 2>/dev/null || break
        sleep 0.1
    done
    wait "$boot"
    tries=$?
    cat "$work/boot"
    exit $((tries == 0 ? 1 : tries))
}
boots
gpseal=/run/programs/gpseal
machine() { booted "$@"; }
finish_units() {
    [ "$failures" = 0 ] || booted journalctl --no-pager -n 200 -o short-precise | sed 's/^/     | /'
    booted bash -c 'echo >/run/end'
    wait "$boot"
    is "systemd goes down" $? 0
    finish
}

within() { # SECONDS WHAT WANTED COMMAND…
    local end=$(($(date +%s) + $1)) what=$2 wanted=$3 found
    shift 3
    while found=$("$@"); [ "$found" != "$wanted" ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
    is "$what" "$found" "$wanted"
}
status() { # MEMBER of what the service says
    booted setpriv --reuid 65534 --clear-groups "$gpseal" status --json | /usr/bin/python3 -c 'import json,sys
print(json.load(sys.stdin)[sys.argv[1]])' "$1" 2>/dev/null
}
report() { # PYTHON: of the last run's report r
    booted cat /var/lib/gpseal/report.json | /usr/bin/python3 -c "import json,sys; r = json.load(sys.stdin); print($1)"
}
rows() { report '" ".join(sorted(e["server"] + " " + e["verdict"] for e in r["effective"]))'; }
configure() { booted bash -c 'printf "$1" >/etc/gpseal/gpseal.conf' configure "$1"; }
started() { booted journalctl -q -o cat _PID=1 | grep -c "^Started $1@" | awk '{print ($1 > 0)}'; }

# what the domain controller sees of content in the clear (create, read, directory listing), and of what is sealed
on_dc() { "$here/on" dc "$@"; }
on_dc nft -f - <<'NFT'
table inet seen {
    counter sealed {}
    counter clear {}
    chain in {
        type filter hook input priority 0
        tcp dport 445 @ih,32,32 0xfd534d42 counter name sealed
        tcp dport 445 @ih,32,32 0xfe534d42 @ih,128,16 { 0x0500, 0x0800, 0x0e00 } counter name clear
    }
}
NFT
seen() { on_dc nft list counter inet seen "$1" | sed -n 's/.*packets \([0-9]*\).*/\1/p'; }

dc "gpo A; pol A enabled 1; links $LAB_BASE A"
booted systemctl enable -q --now gpseald
is "it starts" "$(booted systemctl is-active gpseald)" active
within 60 "policy of the domain is in force" required in_force
within 60 "proven" pass status verdict
is "and fresh" "$(status health)" ok
for part in gpseal-fetch gpseal-apply gpseal-probe gpseal-look; do
    is "$part ran as a unit" "$(started "$part")" 1
done
is "SYSVOL was read sealed" "$(($(seen sealed) > 0))" 1
is "and never in the clear" "$(seen clear)" 0
is "what was seen is kept by who saw it, a user that systemd lent" \
    "$(booted stat -c %u /var/lib/private/gpseal-fetch/domain | awk '{print ($1 > 61183 && $1 < 65520)}')" 1
is "and by nobody else" "$(booted test -e /var/lib/gpseal/domain; echo $?)" 1
run 0 required "which can be asked" result
says "for who decided" "^Domain  *$LAB_DOMAIN, asked $DC"
run 0 required "a request in the clear" verify
run 0 required "there is nothing to mend" doctor

# nothing has changed: no file is read again. And who looks, while it does
# shellcheck disable=SC2016 # there
booted bash -c 'while ((SECONDS < 30)); do
        for folder in /proc/[0-9]*; do
            read -r name 2>/dev/null <"$folder/comm" && [[ $name == gpseal-fetch ]] || continue
            [[ $(readlink "$folder/ns/user") != "$(readlink /proc/1/ns/user)" ]] && users=own || users=shared
            [[ $(readlink "$folder/ns/net") == "$(readlink /proc/1/ns/net)" ]] && net=shared || net=own
            awk -v users=$users -v net=$net "/^Uid:/ { lent = (\$2 > 61183 && \$2 < 65520 && \$2 == \$3 && \$3 == \$4) }
                /^Cap(Inh|Prm|Eff|Bnd|Amb):/ && \$2 !~ /^0*\$/ { caps = 1 } /^NoNewPrivs:/ { new = \$2 } /^Seccomp:/ { calls = \$2 }
                END { print lent, caps + 0, new, calls, users, net }" "$folder/status" && exit
        done
    done' look >"$work/who" 2>/dev/null &
looking=$!
before=$(seen sealed)
run 0 required "nothing has changed" refresh
wait "$looking"
is "who looked: a lent user, no capability, no new rights, a filter of calls, own users, this network" \
    "$(cat "$work/who")" "1 0 1 2 own shared"
is "no file was read again" "$(seen sealed)" "$before"

# what the domain says counts at the next look
dc 'pol A disabled 2'
run 0 none "a GPO that relaxes" refresh
dc 'pol A enabled 3'
run 0 required "and requires again" refresh
dc "links $LAB_BASE"
run 0 none "without its link" refresh
dc "links $LAB_BASE A"
run 0 required "and with it" refresh

# damage
dc 'head -c 40 /dev/urandom >"$(gpo_folder A)/Machine/Registry.pol"; version A 4'
run 5 required "a damaged Registry.pol" refresh
dc '"$MAKE_POL" "$(gpo_folder A)/Machine/Registry.pol" enabled'
run 0 required "repaired" refresh

# the keytab, which systemd lends for each look: while the domain lets go, and nobody can know
dc "links $LAB_BASE"
booted mv /etc/krb5.keytab /etc/krb5.keytab.away
run 5 required "no keytab" refresh
says "is said" "this machine has no keytab"
is "and stale" "$(status health)" stale
booted bash -c 'head -c 100 /dev/urandom >/etc/krb5.keytab'
run 5 required "a damaged keytab" refresh
says "is said" "this machine's keytab cannot be read"
booted truncate -s 2M /etc/krb5.keytab
run 5 required "a keytab that cannot be lent" refresh
booted rm /etc/krb5.keytab
drop_in=/run/systemd/system/gpseal-fetch@.service.d
booted bash -c 'mkdir -p "$1"; printf "[Service]\nLoadCredential=krb5.keytab:/etc/krb5.keytab.away\n" >"$1/keytab.conf"
    systemctl daemon-reload' drop_in "$drop_in"
run 0 none "one in another place, by a drop-in: the domain is heard" refresh
booted bash -c 'rm -r "$1"; systemctl daemon-reload; mv /etc/krb5.keytab.away /etc/krb5.keytab' drop_in "$drop_in"
dc "links $LAB_BASE A"
run 0 required "on again" refresh

# the domain controller
"$here/dc_stop"
run 5 required "no domain controller" refresh
is "which is stale" "$(status health)" stale
"$here/dc_start" || exit 1
run 0 required "it is back" refresh
is "and fresh" "$(status health)" ok

# connections to it, by who has no ticket
booted bash -c 'printf "username = Administrator\npassword = %s\ndomain = %s\n" "$1" "$2" >/etc/gpseal/probe.credentials
    chmod 600 /etc/gpseal/probe.credentials' credentials "$LAB_PASSWORD" "$LAB_NETBIOS"
configure "[verify]\nservers = //$DC/sysvol\ncredentials = /etc/gpseal/probe.credentials\n"
run 0 required "with a server to connect to" refresh
is "both clients were seen to encrypt" "$(rows)" "$DC encrypted $DC encrypted"
is "which proves it" "$(status verdict)" pass
configure "[verify]\nservers = //$DC/sysvol\n"
run 4 required "without credentials" refresh
is "nothing was seen" "$(rows)" "$DC inconclusive $DC inconclusive"
configure ''
is "in all this nothing went in the clear" "$(seen clear)" 0

# a configuration that who looks cannot use: what counts in its place asks the domain, which requires nothing
dc "links $LAB_BASE"
"$MAKE_POL" "$work/pol" enabled
booted bash -c 'mkdir -p /run/gpo/Machine && cat >/run/gpo/Machine/Registry.pol &&
    printf "[General]\r\nVersion=3\r\n" >/run/gpo/gpt.ini' <"$work/pol"
run 0 none "the domain lets go" refresh
folders='[policy]\nsource = files\nfiles = /run/gpo\n'
configure "$folders"
booted chmod 600 /etc/gpseal/gpseal.conf
booted rm /var/lib/private/gpseal-fetch/gpseal.conf.good
run 5 none "a configuration that only root may read" refresh
says "is said" "gpseal.conf: cannot open: Permission denied, so the defaults count"
booted chmod 644 /etc/gpseal/gpseal.conf
run 0 required "and by who looks, too" refresh
configure "${folders}a mistake\n"
run 5 required "a mistake in it" refresh
says "is said" "gpseal.conf:4: .*, so what it said before counts"
booted chmod 600 /etc/gpseal/gpseal.conf
configure ''
run 5 required "only root may read that the domain counts" refresh
booted chmod 644 /etc/gpseal/gpseal.conf
run 0 none "and it counts" refresh
dc "links $LAB_BASE A"
run 0 required "as before" refresh

booted systemctl stop gpseald
is "it stops in order" "$(booted systemctl show -P Result gpseald)" success
is "what is in force stays so" "$(in_force)" required
run 0 none "a revert" revert
finish_units
