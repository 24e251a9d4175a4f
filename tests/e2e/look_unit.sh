#!/bin/bash
# gpseal-look as systemd runs it, and settings as gpseal-probe reads them, which has no rights: what other users have that
# goes around the machine's settings reaches the report although gpseal-apply cannot see it, and where nobody answers the
# report says so and proves nothing. Runs by boot_systemd.sh. usage: look_unit.sh MAKE_POL
set -u
make_pol=$1
gpseal=/run/programs/gpseal
# shellcheck source=tests/e2e/booted_checks.sh
. "$(realpath "$(dirname "$0")")/booted_checks.sh"
report() { # PYTHON: of the last run's report r
    /usr/bin/python3 -c "import json,sys; r = json.load(open('/var/lib/gpseal/report.json')); print($1)"
}
verdict() { report 'r["verdict"]["result"]'; }
overrides() { report '" ".join(sorted(e["code"] + ":" + e["effect"] for e in r["overrides"]))'; }
in_force() {
    [ "$(grep -c '^	client smb encrypt = required' /etc/samba/smb.conf)" = 2 ] &&
        nft list table inet gpseal 2>/dev/null | grep -q 'reject with tcp reset' && echo required
}
as_user() { # what `client smb encrypt` is to users without rights, and whether their uid is one that systemd lends
    report '[(e["found"], e["drift"], 61183 < int(e["target"].split()[-1][:-1]) < 65520) for e in r["configured"]
        if e["target"].startswith("client smb encrypt (as uid ")]'
}
refresh() { "$gpseal" refresh >/dev/null; }

ip link set lo up
systemctl start systemd-journald
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
printf '[policy]\nsource = files\nfiles = /run/gpo\n' >/etc/gpseal/gpseal.conf
mkdir -p /run/gpo/Machine
printf '[General]\r\nVersion=3\r\n' >/run/gpo/gpt.ini
"$make_pol" /run/gpo/Machine/Registry.pol enabled
systemctl start gpseald
refresh
is "the mandate is in force" "$(in_force)" required
is "and proven" "$(verdict)" pass
is "nothing goes around it" "$(overrides)" ""
is "an ordinary user reads it so, too" "$(as_user)" "[('required', False, True)]"

# another user's home, which only they may enter, and a process of theirs
printf 'jo:x:64778:64778::/run/homes/jo:/bin/sh\n' >>/etc/passwd
mkdir -p /run/homes/jo/.smb && touch /run/homes/jo/.smb/smb.conf
chown -R 64778:64778 /run/homes/jo && chmod 700 /run/homes/jo /run/homes/jo/.smb
setpriv --reuid 64778 --regid 64778 --clear-groups env SMB_CONF_PATH=/run/homes/jo/mine.conf sleep 300 &
sleeper=$!
sleep 0.3
refresh
is "both are seen, and held by the guard" "$(overrides)" "smb_conf_path:held user_smb_conf:held"
is "whose they are" "$(report 'sorted({e["uid"] for e in r["overrides"]})')" "[64778]"

chmod 600 /etc/samba/smb.conf
refresh
is "a file that users cannot read is none to them" "$(as_user | tr -d ' ' | grep -c "'required',False")" 0
is "which is no pass" "$([ "$(verdict)" = pass ] || echo yes)" yes
chmod 644 /etc/samba/smb.conf
refresh
is "and is one again" "$(as_user)" "[('required', False, True)]"

# what smb.conf includes from a home is read by the units, too: off, and a line where Samba stops
mount -t tmpfs -o mode=755 none /home
mkdir -p /home/admin && printf '[global]\n\tclient smb encrypt = off\n[broken\n' >/home/admin/extra.conf
cp /etc/samba/smb.conf /run/smb.conf.before
sed -i 's|workgroup = LAB|&\n\tinclude = /home/admin/extra.conf|' /etc/samba/smb.conf
refresh
is "an include in a home counts" "$(report '{e["known"] and not e["drift"] for e in r["configured"] if e["target"].startswith("client smb encrypt")}')" "{False}"
is "so it is no pass" "$([ "$(verdict)" = pass ] || echo yes)" yes
cat /run/smb.conf.before >/etc/samba/smb.conf
umount /home
refresh
is "without it, it is one again" "$(verdict)" pass

instead() { # UNIT COMMAND
    mkdir -p "/run/systemd/system/$1@.service.d"
    printf '[Service]\nExecStart=\nExecStart=/bin/sh -c "%s"\n' "$2" >"/run/systemd/system/$1@.service.d/instead.conf"
    systemctl daemon-reload
}
printf '[policy]\nsource = files\nfiles = /run/gpo\n[verify]\nservers = //127.0.0.1/share\n' >/etc/gpseal/gpseal.conf
blind() { # WHAT
    refresh
    is "$1: the report says that users were not seen" "$(overrides)" "users_not_seen:note"
    is "$1: a connection without sight of packets proves nothing" "$(report '{e["verdict"] for e in r["effective"]}')" "{'inconclusive'}"
    is "$1: the mandate stays" "$(in_force)" required
}
instead gpseal-look 'exit 0'
blind "no answer"
instead gpseal-look 'head -c 3000 /dev/urandom'
blind "nonsense"
instead gpseal-look 'head -c 3000000 /dev/zero'
blind "too much"
instead gpseal-look 'kill -9 $$$$'
blind "a kill"
instead gpseal-look 'exec sleep 100'
started=$(date +%s)
refresh
is "no end: the run ends all the same" "$([ $(($(date +%s) - started)) -lt 75 ] && overrides)" "users_not_seen:note"
instead gpseal-look 'echo look has $$(id -u) $$(sed -n s/CapEff:.//p /proc/self/status) $$(for f in /etc/x /run/x /var/lib/x; do touch $$f 2>/dev/null && echo wrote; done | grep -c .) >&2'
refresh
is "it has the rights to see and no others, and writes nothing" \
    "$(journalctl -o cat | sed -n 's/^look has \([0-9]*\) \(.*\)/\1 \2/p' | sort -u | awk '{print ($1 > 61183 && $1 < 65520), $2, $3}')" \
    "1 0000000000082004 0"
rm -r /run/systemd/system/gpseal-look@.service.d
systemctl daemon-reload
systemctl mask --runtime --now gpseal-look.socket 2>/dev/null
blind "masked"
systemctl unmask --runtime gpseal-look.socket 2>/dev/null
systemctl start gpseal-look.socket

printf '[policy]\nsource = files\nfiles = /run/gpo\n' >/etc/gpseal/gpseal.conf
instead gpseal-probe 'exit 0'
refresh
is "without gpseal-probe nobody knows what users read" "$(report '{e["known"] for e in r["configured"] if "(as uid " in e["target"]}')" "{False}"
is "which is no pass, either" "$(verdict)" unknown
rm -r /run/systemd/system/gpseal-probe@.service.d
systemctl daemon-reload
kill "$sleeper"
rm -r /run/homes
refresh
is "once all are there again, it is proven again" "$(verdict) $(overrides)" "pass "

systemctl stop gpseald
echo "$failures failures"
[ "$failures" = 0 ]
