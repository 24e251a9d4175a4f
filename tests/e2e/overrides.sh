#!/bin/bash
# Everything by which a client passes over the machine's settings, or which undoes them: each is made for real, found
# and named by `gpseal verify`, and gone once it is closed the way the report says; what a refresh mends, it mends.
# Runs by in_namespace.sh. usage: overrides.sh GPSEAL MAKE_POL
set -u
gpseal=$1
make_pol=$2
for program in smbclient testparm setpriv; do
    command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
for folder in /home /root /opt /var/cache; do # users and caches of our own
    mount -t tmpfs -o mode=755 none "$folder" || { echo "skipped: cannot cover $folder"; exit 77; }
done
work=$(mktemp -d)
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
shown=("$work/seen" "$work/said")
pids=()
# shellcheck disable=SC2317
tidy() {
    for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null; done
    rm -rf "$work"
}
trap tidy EXIT
cases=0

verify() { # one line a fact: "override CODE EFFECT WHERE", "row STATE TARGET", "verdict RESULT", "exit N"
    "$gpseal" verify --json >"$work/out" 2>"$work/said"
    local code=$?
    python3 - "$work/out" >"$work/seen" <<'LOOK'
import json, sys
report = json.load(open(sys.argv[1]))
for row in report['overrides']:
    print('override', row['code'], row['effect'], row['where'], '| uid', row['uid'])
    assert row['what'] and row['fix']
for row in report['configured']:
    print('row', 'unknown' if not row['known'] else 'drift' if row['drift'] else 'ok', row['target'])
for reason in report['verdict']['reasons']:
    print('reason', reason)
print('verdict', report['verdict']['result'])
LOOK
    echo "exit $code" >>"$work/seen"
}
sees() { grep -q -- "^$1" "$work/seen" && echo yes || echo no; }

# override NAME CODE EFFECT WHERE VERDICT: make_NAME makes it, close_NAME closes it as its fix says
override() {
    local name=$1 code=$2 effect=$3 where=$4 verdict=$5
    cases=$((cases + 1))
    "make_$name"
    verify
    is "$name is found and named" "$(sees "override $code $effect ${where//PID/[0-9]*}")" yes
    is "$name, verdict" "$(sed -n 's/^verdict //p' "$work/seen")" "$verdict"
    "close_$name"
    verify
    is "$name is closed" "$(sees "override $code") $(sed -n 's/^verdict //p' "$work/seen")" "no pass"
}

# drift NAME ROW VERDICT: make_NAME makes it; a refresh mends it
drift() {
    local name=$1 row=$2 verdict=$3
    cases=$((cases + 1))
    "make_$name"
    verify
    is "$name is found" "$(sees "row $row")" yes
    is "$name, verdict" "$(sed -n 's/^verdict //p' "$work/seen")" "$verdict"
    "$gpseal" refresh --gpo "$work/gpo" >/dev/null 2>"$work/said"
    verify
    is "$name is mended" "$(sed -n 's/^verdict //p; s/^exit //p' "$work/seen" | tr '\n' ' ')" "pass 0 "
}

held() { # NAME CODE WHERE: as override, by the guard
    override "$1" "$2" held "$3" pass
}

# --- the machine: policy from a folder, one user in passwd, an smb.conf of the administrator's
mkdir -p "$work/gpo/Machine" /home/ann
printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
echo 'ann:x:4711:4711::/home/ann:/bin/sh' >>/etc/passwd
chown 4711:4711 /home/ann
rm -rf /etc/samba && mkdir /etc/samba
rm -f /etc/profile.d/zz-smb.sh
printf '# mine\n[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
"$gpseal" refresh --gpo "$work/gpo" >/dev/null || { echo "FAIL the first refresh"; exit 1; }
cp /etc/samba/smb.conf "$work/good.conf"
verify
is "nothing to find" "$(grep -c '^override' "$work/seen") $(sees 'exit 0')" "0 yes"

background() { "$@" >/dev/null 2>&1 & pids+=($!); last=$!; }
close_process() {
    kill -9 "$last"
    wait "$last" 2>/dev/null
}
# until a process shows what it shall show
await() { for _ in $(seq 100); do grep -qs -- "$2" "/proc/$last/$1" && return; sleep 0.1; done; }
uses_libsmbclient='import ctypes, time; ctypes.CDLL("libsmbclient.so.0"); time.sleep(600)'

# --- users' own files: libsmbclient reads them, root's settings or not
make_home_conf() { mkdir -p /home/ann/.smb && : >/home/ann/.smb/smb.conf; }
close_home_conf() { rm -r /home/ann/.smb; }
held home_conf user_smb_conf '/home/ann/.smb/smb.conf | uid 4711'
make_home_append() { mkdir -p /home/ann/.smb && echo '[global]' >/home/ann/.smb/smb.conf.append; }
close_home_append() { rm -r /home/ann/.smb; }
held home_append user_smb_conf_append '/home/ann/.smb/smb.conf.append | uid 4711'
make_domain_home() { mkdir -p /home/LAB/bob/.smb && : >/home/LAB/bob/.smb/smb.conf; }
close_domain_home() { rm -r /home/LAB; }
held domain_home user_smb_conf '/home/LAB/bob/.smb/smb.conf'
make_linked_folder() { mkdir -p "$work/elsewhere" && ln -s "$work/elsewhere" /home/ann/.smb; }
close_linked_folder() { rm /home/ann/.smb; }
held linked_folder user_smb_conf '/home/ann/.smb/smb.conf'
make_linked_file() { mkdir /home/ann/.smb && ln -s /dev/null /home/ann/.smb/smb.conf; }
close_linked_file() { rm -r /home/ann/.smb; }
held linked_file user_smb_conf '/home/ann/.smb/smb.conf'
make_fifo() { mkdir /home/ann/.smb && mkfifo /home/ann/.smb/smb.conf; }
close_fifo() { rm -r /home/ann/.smb; }
held fifo user_smb_conf '/home/ann/.smb/smb.conf'
make_root_conf() { mkdir -p /root/.smb && : >/root/.smb/smb.conf; }
close_root_conf() { rm -r /root/.smb; }
held root_conf user_smb_conf '/root/.smb/smb.conf | uid 0'
make_other_home() {
    mkdir -p /opt/elsewhere/.smb && : >/opt/elsewhere/.smb/smb.conf
    background env HOME=/opt/elsewhere python3 -c "$uses_libsmbclient"
    await maps libsmbclient
}
close_other_home() { close_process; }
held other_home user_smb_conf /opt/elsewhere/.smb/smb.conf

# --- processes
make_stale() {
    background setpriv --reuid 4711 --regid 4711 --clear-groups python3 -c "$uses_libsmbclient"
    await maps libsmbclient
    sleep 0.1
    cp /etc/samba/smb.conf "$work/again" && mv "$work/again" /etc/samba/smb.conf # written anew, as an apply does
}
close_stale() { close_process; }
held stale stale_process 'process PID (python3) | uid 4711'
make_own_files() {
    background unshare -m --propagation private sh -c 'mount -t tmpfs none /etc/samba && exec python3 -c "$1"' sh \
        "$uses_libsmbclient"
    await maps libsmbclient
}
close_own_files() { close_process; }
held own_files own_files 'process PID (python3) | uid 0'
make_service() { # a namespace of its own, with the machine's files in it: nothing is wrong with that
    background unshare -m --propagation private python3 -c "$uses_libsmbclient"
    await maps libsmbclient
}
make_service
verify
is "a service in a namespace of its own sees the machine's smb.conf" "$(grep -c '^override' "$work/seen")" 0
close_process
make_variable() {
    background env SMB_CONF_PATH=/dev/null setpriv --reuid 4711 --regid 4711 --clear-groups sleep 600
    await comm sleep
}
close_variable() { close_process; }
held variable smb_conf_path 'process PID (sleep) | uid 4711'
make_option() {
    background python3 -c 'import socket, time
s = socket.create_server(("127.0.0.1", 4445)); time.sleep(600)'
    listener=$last
    for _ in $(seq 100); do ss -Hltn 'sport = :4445' 2>/dev/null | grep -q . && break; sleep 0.1; done
    background smbclient //127.0.0.1/x -p 4445 -U x%x --option='client smb encrypt=off'
    await comm smbclient
}
close_option() {
    close_process
    kill -9 "$listener"
}
held option client_option 'process PID (smbclient)'

# --- what sets SMB_CONF_PATH for everybody
make_environment() { echo 'SMB_CONF_PATH=/dev/null' >>/etc/environment; }
close_environment() { sed -i '/SMB_CONF_PATH/d' /etc/environment; }
held environment environment_file /etc/environment
make_profile() { echo 'export SMB_CONF_PATH=/dev/null' >/etc/profile.d/zz-smb.sh; }
close_profile() { rm /etc/profile.d/zz-smb.sh; }
held profile environment_file /etc/profile.d/zz-smb.sh

# --- a Samba that does not know the setting
make_old_samba() {
    printf '#!/bin/sh\n[ "$1" = --version ] && echo "Version 4.13.17-Debian" && exit\necho "Loaded services file OK." >&2\necho "[global]"\n' \
        >"$work/testparm"
    chmod 755 "$work" "$work/testparm"
    mount --bind "$work/testparm" "$(command -v testparm)"
}
close_old_samba() { umount "$(command -v testparm)"; }
override old_samba old_samba held 'Samba, Version 4.13.17-Debian' unknown

# --- smb.conf that not everybody may read: root's look at it shows nothing wrong, a user's does
only_users_see() { # after a verify
    is "$1: root's own check misses it" "$(grep -c '^row ok client .*as root' "$work/seen")" 3
    is "$1: the unprivileged check does not" "$(grep -c '^row unknown client .*as uid 65534' "$work/seen")" 3
}
make_conf_0600() { chmod 600 /etc/samba/smb.conf; }
close_conf_0600() { only_users_see conf_0600; chmod o+r /etc/samba/smb.conf; chmod 644 /etc/samba/smb.conf; }
override conf_0600 smb_conf_unreadable held /etc/samba/smb.conf unknown
make_folder_0700() { chmod 700 /etc/samba; }
close_folder_0700() { only_users_see folder_0700; chmod 755 /etc/samba; }
override folder_0700 smb_conf_unreadable held /etc/samba unknown
make_include_0600() {
    printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/more.conf && chmod 600 /etc/samba/more.conf
    sed -i 's|^\tworkgroup = LAB|\tclient smb encrypt = off\n\tinclude = /etc/samba/more.conf|' /etc/samba/smb.conf
}
close_include_0600() { only_users_see include_0600; chmod o+r /etc/samba/more.conf; }
override include_0600 include_unreadable note /etc/samba/more.conf unknown
cp "$work/good.conf" /etc/samba/smb.conf

# --- settings from elsewhere, and other writers
line_in_conf() { sed -i "s|^\tworkgroup = LAB|&\n\t$1|" /etc/samba/smb.conf; }
restore_conf() { cp "$work/good.conf" /etc/samba/smb.conf; }
make_registry() { line_in_conf 'include = registry'; }
close_registry() { restore_conf; }
override registry smb_conf_indirection note '/etc/samba/smb.conf:' unknown
make_backend() { line_in_conf 'config backend = registry'; }
close_backend() { restore_conf; }
override backend smb_conf_indirection held '/etc/samba/smb.conf:' fail
make_config_file() { line_in_conf 'config file = /etc/samba/other.conf'; }
close_config_file() { restore_conf; }
override config_file smb_conf_indirection note '/etc/samba/smb.conf:' unknown
make_macro() { line_in_conf 'include = /etc/samba/%U.conf'; }
close_macro() { restore_conf; }
override macro smb_conf_indirection note '/etc/samba/smb.conf:' unknown
make_gpupdate() { line_in_conf 'apply group policies = yes'; }
close_gpupdate() { restore_conf; }
override gpupdate second_writer note '/etc/samba/smb.conf:' pass
make_ansible() { sed -i '1s|^|# Ansible managed\n|' /etc/samba/smb.conf; }
close_ansible() { restore_conf; }
override ansible second_writer note '/etc/samba/smb.conf:' pass
make_gpo_tdb() { mkdir -p /var/cache/samba && : >/var/cache/samba/gpo.tdb; }
close_gpo_tdb() { rm /var/cache/samba/gpo.tdb; }
override gpo_tdb second_writer note /var/cache/samba/gpo.tdb pass

# --- drift, which a refresh mends
make_edited() { sed -i 's/^\tclient smb encrypt = required/\tclient smb encrypt = desired/' /etc/samba/smb.conf; }
drift edited 'drift client smb encrypt (as uid 65534)' fail
cp "$work/good.conf" /etc/samba/smb.conf
make_rewritten() { # as samba-gpupdate and testparm write it
    testparm -s /etc/samba/smb.conf 2>/dev/null >"$work/dump" && cp "$work/dump" /etc/samba/smb.conf
}
drift rewritten "drift gpseal's blocks in smb.conf" fail
cp "$work/good.conf" /etc/samba/smb.conf
make_behind() { printf '[global]\n\tclient smb encrypt = off\n' >>/etc/samba/smb.conf; }
drift behind "drift client smb encrypt (as root)" fail
cp "$work/good.conf" /etc/samba/smb.conf
make_gone() { rm /etc/samba/smb.conf; }
drift gone "drift gpseal's blocks in smb.conf" fail
cp "$work/good.conf" /etc/samba/smb.conf
make_no_table() { nft delete table inet gpseal; }
drift no_table 'drift nft table inet gpseal' fail
make_no_ruleset() { nft flush ruleset; }
drift no_ruleset 'drift nft table inet gpseal' fail
make_rule_gone() { nft flush chain inet gpseal smb1; }
drift rule_gone 'drift nft table inet gpseal' fail
make_accept_first() { nft insert rule inet gpseal outbound tcp dport 445 accept; }
drift accept_first 'drift nft table inet gpseal' fail

# --- the administrator's own configuration: reported, never mended
configured() { # NAME LINE REASON
    cases=$((cases + 1))
    printf '[guard]\n%s\n' "$2" >/etc/gpseal/gpseal.conf
    "$gpseal" refresh --gpo "$work/gpo" >/dev/null 2>"$work/said"
    verify
    is "$1 is reported" "$(sees "reason $3") $(sees 'verdict fail')" "yes yes"
}
configured exemption 'exempt = 192.0.2.7 445 until 2099-01-01T00:00:00Z old scanner' '192.0.2.7 port 445 is exempt'
configured audit 'mode = audit' 'the guard cuts nothing'

# --- without the guard an override is what it is: open
printf '[guard]\nmode = off\n' >/etc/gpseal/gpseal.conf
"$gpseal" refresh --gpo "$work/gpo" >/dev/null 2>"$work/said"
for name in home_conf environment stale variable own_files; do
    "make_$name"
    verify
    is "$name without the guard is open, and a reason" \
        "$(sees 'override [a-z_]* open') $(grep -c '^reason.*\(smb.conf\|SMB_CONF_PATH\)' "$work/seen")" "yes 1"
    "close_$name"
done
rm /etc/gpseal/gpseal.conf

# --- more of a kind than anybody reads, and what is on the screen
"$gpseal" refresh --gpo "$work/gpo" >/dev/null 2>"$work/said"
for number in $(seq 40); do mkdir -p "/home/u$number/.smb" && : >"/home/u$number/.smb/smb.conf"; done
verify
is "of 40 files 32 are named and 8 counted" \
    "$(grep -c '^override user_smb_conf held /home/u' "$work/seen") $(sees 'override user_smb_conf held 8 more')" "32 yes"
find /home -mindepth 1 -maxdepth 1 -name 'u*' -exec rm -r {} +
make_home_conf
"$gpseal" status >"$work/out"
is "status names it, with how to close it" \
    "$(grep -c '^Overrides *held */home/ann/.smb/smb.conf of uid 4711: ' "$work/out") $(grep -c '^ *to close it: remove it' "$work/out")" "1 1"
"$gpseal" revert --all >/dev/null
"$gpseal" verify --json >"$work/out" 2>/dev/null
is "without a mandate nothing is an override" "$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["overrides"])' "$work/out")" "[]"
close_home_conf

echo "$cases cases"
[ "$cases" -ge 25 ] || failures=$((failures + 1))
finish
