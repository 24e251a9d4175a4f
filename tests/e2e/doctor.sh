#!/bin/bash
# Every problem that `gpseal doctor` knows is made for real: it is named, its fix is what mends it (where the fix is a
# command it is run as it stands), and nothing is changed by looking. Runs by in_namespace.sh.
# usage: doctor.sh GPSEAL MAKE_POL
set -u
program=$1
make_pol=$2
# shellcheck source=tests/e2e/doctor_support.sh
. "$(dirname "$0")/doctor_support.sh"

# --- a machine on which all is well: policy from a folder
mkdir -p "$work/gpo/Machine"
printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
rm -rf /etc/samba && mkdir /etc/samba
printf '# mine\n[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
config() { printf '[policy]\nsource = files\nfiles = %s\n' "$work/gpo" >/etc/gpseal/gpseal.conf; }

look
is "before the first run" "$(sees 'problem policy') $(sees 'problem last_run') $code" "yes yes 1"
config
gpseal refresh
look
is "all is well" "$(sees problem) $(sees unknown) $code" "no no 0"
state() { find /var/lib/gpseal /etc/samba /etc/gpseal -type f -exec sha256sum {} + | sort | sha256sum; nft list table inet gpseal | grep -v packets | sha256sum; }
before=$(state)
look
is "looking changes nothing" "$([ "$(state)" = "$before" ] && echo yes)" yes
COLUMNS=60 "$program" doctor --color always >"$work/out"
is "the table has headers, and is for people" "$(sed -n 1p "$work/out" | grep -c 'STATE *CHECK *FOUND')" 1
"$program" doctor | awk '!/fix:/ && length > 80 {long = 1} END {exit long}'
is "and fits 80 columns" "$?" 0
look setpriv --reuid 65534 --regid 65534 --clear-groups
is "without root it says what it could not see" "$(sees 'unknown rights') $(sees 'unknown effect')" "yes yes"
"$program" doctor extra >/dev/null 2>&1
is "usage" "$?" 2

# --- programs and kernel
hide() { # a folder of links to all programs of a folder but one
    local folder
    folder=$(dirname "$(readlink -f "$(command -v "$1")")")
    mkdir -p /run/real /run/few && mount --bind "$folder" /run/real
    find /run/real -mindepth 1 -maxdepth 1 ! -name "$1" -exec ln -s -t /run/few {} +
    mount --bind /run/few "$folder"
    hidden=$folder
}
show() {
    umount "$hidden" /run/real
    rm -r /run/few
}
make_no_nft() { hide nft; }
mend_no_nft() { show; }
problem no_nft 'nft not installed'
make_no_testparm() {
    printf '#!/bin/sh\necho no such library >&2\nexit 1\n' >"$work/broken" && chmod 755 "$work/broken"
    mount --bind "$work/broken" "$(readlink -f "$(command -v testparm)")"
}
mend_no_testparm() { umount "$(readlink -f "$(command -v testparm)")"; }
problem no_testparm 'testparm it does not run: no such library'
look setarch --uname-2.6
is "a kernel that is too old" "$(sees 'problem kernel Linux 2\.6')" yes

make_no_cifs() { # a share that nothing could mount
    printf '//srv/share /mnt/share cifs seal,noauto 0 0\n' >>/etc/fstab
    printf '#!/bin/sh\nexit 1\n' >"$work/broken" && chmod 755 "$work/broken"
    mount --bind "$work/broken" "$(readlink -f "$(command -v modprobe)")"
}
mend_no_cifs() { umount "$(readlink -f "$(command -v modprobe)")" && sed -i '$d' /etc/fstab; }
if [ -e /proc/fs/cifs ] || [ -e /sys/module/cifs ] || ! command -v modprobe >/dev/null; then
    echo "not tried: cifs is loaded here, or there is no modprobe"
else
    problem no_cifs "cifs the kernel's SMB client cannot be loaded, so the share at /etc/fstab:[0-9]* is not mounted"
fi

# --- the service, as systemd would tell of it
systemd_says() { # ACTIVE: of gpseald.service
    local systemctl
    systemctl=$(readlink -f "$(command -v systemctl)")
    {
        echo '#!/bin/sh'
        printf 'echo Id=%s; echo LoadState=loaded; echo ActiveState=%s; echo UnitFileState=enabled; echo\n' \
            gpseald.service "$1" gpseal-fetch.socket active
    } >"$work/systemctl"
    chmod 755 "$work/systemctl"
    mount --bind "$work/systemctl" "$systemctl"
}
mend_service() { umount "$(readlink -f "$(command -v systemctl)")"; }
make_stopped_service() { systemd_says inactive; }
mend_stopped_service() { mend_service; }
make_failed_service() { systemd_says failed; }
mend_failed_service() { mend_service; }
if command -v systemctl >/dev/null; then
    problem stopped_service 'service gpseald.service does not run'
    problem failed_service 'service gpseald.service has failed'
fi
make_silent_service() { # it runs, and does not answer
    mkdir -p /run/gpseal
    python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX); s.bind("/run/gpseal/gpseald.sock"); s.listen(); time.sleep(600)' &
    service=$!
    pids+=("$service")
    for _ in $(seq 100); do [ -S /run/gpseal/gpseald.sock ] && return; sleep 0.05; done
}
mend_silent_service() { kill -9 "$service"; wait "$service" 2>/dev/null; rm /run/gpseal/gpseald.sock; }
problem silent_service 'service gpseald runs and does not answer'

# --- files
make_bad_config() { printf '[guard]\nmode = sometimes\n' >/etc/gpseal/gpseal.conf; }
mend_bad_config() { config; }
problem bad_config 'config .*gpseal.conf:2'
make_open_config() { chmod 666 /etc/gpseal/gpseal.conf; }
problem open_config config
make_closed_config() { chmod 600 /etc/gpseal/gpseal.conf; }
problem closed_config 'config /etc/gpseal/gpseal.conf is closed to users'
make_open_state() { chmod 755 /var/lib/gpseal; }
problem open_state 'state /var/lib/gpseal is open'
make_foreign_state() { chown 4711 /var/lib/gpseal; }
problem foreign_state 'state /var/lib/gpseal belongs to uid 4711'
make_frozen_state() { mount --bind /var/lib/gpseal /var/lib/gpseal && mount -o remount,bind,ro /var/lib/gpseal; }
mend_frozen_state() { umount /var/lib/gpseal; }
problem frozen_state 'state .*read-only'
make_full_state() {
    cp -a /var/lib/gpseal "$work/kept"
    mount -t tmpfs -o mode=700,size=1m none /var/lib/gpseal && cp -a "$work/kept/." /var/lib/gpseal/
}
mend_full_state() { umount /var/lib/gpseal; }
problem full_state 'state .*full'
make_closed_conf() { chmod 600 /etc/samba/smb.conf; }
problem closed_conf 'smb.conf /etc/samba/smb.conf is closed to users'
make_closed_folder() { chmod 700 /etc/samba; }
problem closed_folder 'smb.conf /etc/samba is closed to users'
make_open_conf() { chmod 666 /etc/samba/smb.conf; }
problem open_conf 'smb.conf /etc/samba/smb.conf can be written'
make_frozen_conf() { mount --bind /etc/samba /etc/samba && mount -o remount,bind,ro /etc/samba; }
mend_frozen_conf() { umount /etc/samba; }
problem frozen_conf 'smb.conf /etc/samba is on a read-only'

# --- what is known, and what suspends it
make_no_folder() { mv "$work/gpo" "$work/away"; }
mend_no_folder() { mv "$work/away" "$work/gpo"; }
problem no_folder 'source .*is no folder'
make_no_folders() { printf '[policy]\nsource = files\n' >/etc/gpseal/gpseal.conf; }
mend_no_folders() { config; }
problem no_folders "config .*needs 'files = DIR"
make_damaged_policy() { sed -i 's/"winner"/"winnes"/' /var/lib/gpseal/last-known-good; }
problem damaged_policy policy
make_damaged_preference() { gpseal set require-encryption true && truncate -s -1 /var/lib/gpseal/preference; }
problem damaged_preference preference
gpseal unset require-encryption
make_release() { gpseal release --until +1h --reason 'a test'; }
problem release 'release nothing is enforced until .* a test'
make_damaged_release() { gpseal release --until +1h --reason 'a test' && gpseal refresh && truncate -s -1 /var/lib/gpseal/release; }
mend_damaged_release() { gpseal release --end; gpseal refresh; }
problem damaged_release release
make_old_run() { sed -i 's/"time": "20[0-9]*/"time": "2020/' /var/lib/gpseal/report.json; }
mend_old_run() { gpseal refresh; }
problem old_run 'last_run it is [0-9]* days old'
make_future_run() { sed -i 's/"time": "20[0-9]*/"time": "2099/' /var/lib/gpseal/report.json; }
mend_future_run() { gpseal refresh; }
problem future_run 'last_run it says that it was made in the future'
make_no_run() { rm /var/lib/gpseal/report.json; }
problem no_run 'last_run there was none'
make_stale_run() { gpseal refresh --gpo "$work/none"; }
mend_stale_run() { gpseal refresh; }
problem stale_run 'health stale'

# --- what is set, and what happens
make_no_guard() { nft delete table inet gpseal; }
problem no_guard 'guard nft table inet gpseal: absent'
make_drift() { printf '[global]\n\tclient smb encrypt = off\n' >>/etc/samba/smb.conf; }
problem drift 'setting client smb encrypt (as root): No, wanted required'
make_audit() {
    printf '[policy]\nsource = files\nfiles = %s\n[guard]\nmode = audit\n' "$work/gpo" >/etc/gpseal/gpseal.conf
    gpseal refresh
}
mend_audit() { config && gpseal refresh; }
problem audit 'guard the guard cuts nothing: mode = audit'
make_exemption() {
    printf '[policy]\nsource = files\nfiles = %s\n[guard]\nexempt = 192.0.2.7 445 until 2099-01-01T00:00:00Z scanner\n' \
        "$work/gpo" >/etc/gpseal/gpseal.conf
    gpseal refresh
}
mend_exemption() { config && gpseal refresh; }
problem exemption 'exemption 192.0.2.7 port 445 may be read in the clear until 2099'
make_ended_exemption() {
    printf '[policy]\nsource = files\nfiles = %s\n[guard]\nexempt = 192.0.2.7 445 until 2020-01-01T00:00:00Z scanner\n' \
        "$work/gpo" >/etc/gpseal/gpseal.conf
}
mend_ended_exemption() { config; }
problem ended_exemption 'exemption 192.0.2.7 port 445 is cut again since 2020'
make_canary() { # the table is as it was loaded, and yet nothing is cut
    nft 'table inet gpseal { flags dormant; }'
}
mend_canary() { nft delete table inet gpseal; gpseal refresh; }
problem canary 'canary a file request in the clear gets through'
make_writer() { sed -i '1s/^/# Ansible managed\n/' /etc/samba/smb.conf; }
mend_writer() { sed -i 1d /etc/samba/smb.conf; }
problem writer "override /etc/samba/smb.conf:1"
mkdir -p /home/ann/.smb && : >/home/ann/.smb/smb.conf
look
is "what the guard holds is told, and is no problem" "$(sees 'ok override 1 pass') $code" "yes 0"
rm -r /home/ann

echo "$problems problems with their mending"
finish
