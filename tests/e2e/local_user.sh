#!/bin/bash
# What a user without rights can do to the service: nothing, and learn nothing. Forty routes, each judged by the mandate
# still being in force, the service still answering, no file of ours being another one, and no secret in what was said.
# Runs by in_namespace.sh. usage: local_user.sh GPSEAL MAKE_POL, gpseald and its programs beside GPSEAL
set -u
gpseal=$1
make_pol=$2
programs=$(dirname "$gpseal")
work=$(mktemp -d)
home=$(mktemp -d) # the user's own
door=/run/gpseal/gpseald.sock
secret=Xq7-the-machines-secret
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
is() { # quieter than that of checks.sh: a route says what it is when it fails
    rows=$((rows + 1))
    [ "$2" = "$3" ] || { echo "FAIL $1: $2, wanted $3"; failures=$((failures + 1)); }
}
user() { setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs "$@"; }
ends() { [ -z "${pid:-}" ] || kill -9 "$pid" 2>/dev/null; rm -rf "$work" "$home"; }
trap ends EXIT

chown 65534:65534 "$home"
chmod 755 "$work"
mkdir -p "$work/gpo/Machine" /etc/gpseal
printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
"$make_pol" "$work/gpo/Machine/Registry.pol" enabled
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
printf '[policy]\nsource = files\nfiles = %s\n' "$work/gpo" >/etc/gpseal/gpseal.conf
printf '%s' "$secret" >/etc/krb5.keytab && chmod 600 /etc/krb5.keytab
"$programs/gpseald" >"$work/log" 2>&1 &
pid=$!
ask() { /usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX); s.settimeout(20); s.connect(sys.argv[1]); s.sendall(sys.argv[2].encode() + b"\n")
answer = b""
while part := s.recv(4096): answer += part
sys.stdout.write(answer.decode().strip() + "\n")' "$door" "$1"; }
for _ in $(seq 300); do
    [ "$(in_force)" = required ] && ask status 2>/dev/null | grep -q '"verdict":"pass"' && break
    sleep 0.1
done
is "the mandate is in force before" "$(in_force)" required
fingerprint() { # of all that is ours to keep; what a run of the service writes anew is left out
    find /etc/gpseal /etc/samba /etc/modprobe.d /etc/krb5.keytab /run/gpseal -type f -printf '%p %m %u ' -exec sha256sum {} \; |
        sort | sha256sum
    stat -c '%n %a %u' /var/lib/gpseal /run/gpseal "$door"
}
before=$(fingerprint)
for program in gpseal gpseald gpseal-apply gpseal-fetch; do # else every route below ends at the door of the build folder
    user "$programs/$program" --version >"$home/out" 2>&1 </dev/null
    is "this user can start $program" "$(($? < 126))" 1
done
# route WHAT COMMAND…: the user tries; then all is as it was
route() {
    local what=$1
    shift
    (cd "$home" && user timeout 10 "$@") >"$home/out" 2>&1 </dev/null
    is "$what: in force" "$(in_force)" required
    is "$what: nothing is another" "$(fingerprint)" "$before"
    is "$what: no secret" "$(grep -ac -- "$secret" "$home/out")" 0
    is "$what: the service answers" "$(ask status | grep -c '"mandate":"required"')" 1
    routes=$((routes + 1))
}
routes=0
talk() { # WHAT PYTHON with s, a socket to the service
    route "$1" /usr/bin/python3 -c "import socket, os, struct, array, time
s = socket.socket(socket.AF_UNIX); s.settimeout(3); s.connect('$door')
$2
try:
    while (part := s.recv(4096)): print(part)
except OSError as error: print(error)"
}

# the socket
talk "asks for a refresh" 's.sendall(b"refresh\n")'
is "and is refused" "$(grep -c 'root only' "$home/out")" 1
talk "a refresh behind another word" 's.sendall(b"status\nrefresh\n")'
talk "a refresh with a NUL" 's.sendall(b"refresh\0\n")'
talk "an endless line" 's.sendall(b"x" * 1000000)'
talk "no line at all" 'time.sleep(2.2)'
talk "half a line, then gone" 's.sendall(b"refr"); s.close()'
talk "reads nothing" 's.sendall(b"metrics\n"); time.sleep(2.2)'
talk "hands over a descriptor" 's.sendmsg([b"status\n"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 100))])'
talk "claims to be root" 's.sendmsg([b"refresh\n"], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, struct.pack("iII", os.getpid(), 0, 0))])'
talk "out of band" 's.send(b"r", socket.MSG_OOB)'
talk "500 connections" 'many = []
for i in range(500):
    t = socket.socket(socket.AF_UNIX); t.settimeout(1)
    try: t.connect("'"$door"'")
    except OSError: pass
    many.append(t)
time.sleep(1)'
talk "every byte there is" 's.sendall(bytes(range(256)) + b"\n")'
route "removes the socket" rm -f "$door"
route "puts one in its place" /usr/bin/python3 -c "import socket; s = socket.socket(socket.AF_UNIX); s.bind('/run/gpseal/x.sock')"
route "renames its folder" mv /run/gpseal /run/gpseal.old
route "asks fetch's socket" /usr/bin/python3 -c "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/gpseal/fetch.sock')"

# the programs, as this user
for program in "gpseal refresh" "gpseal refresh --offline" "gpseal revert --all" "gpseal release --until +1h --reason x" \
    "gpseal set require-encryption false" "gpseal unset require-encryption" "gpseal verify" "gpseal history" "gpseald" \
    "gpseal-apply" "gpseal-fetch"; do
    # shellcheck disable=SC2086 # words
    route "runs $program" "$programs"/$program
done
route "a root of its own that leads here" sh -c "mkdir r; ln -s /etc r/etc; ln -s /var r/var; '$gpseal' --root r refresh --gpo '$work/gpo'"
route "a configuration of its own" sh -c "printf '[guard]\nmode = off\n' >c; '$gpseal' --config c refresh"
route "another home and library path" env HOME="$home" LD_LIBRARY_PATH="$home" LD_PRELOAD="$home/x.so" LD_AUDIT="$home/x.so" "$gpseal" refresh
route "Kerberos's environment" env KRB5_CONFIG="$home/k" KRB5CCNAME="FILE:$home/cc" KRB5_KTNAME=FILE:/etc/krb5.keytab KRB5_TRACE=/dev/stderr "$gpseal" refresh
route "Samba's environment" env SMB_CONF_PATH="$home/s" "$gpseal" status
route "systemd's environment" env STATE_DIRECTORY=/etc RUNTIME_DIRECTORY=/etc CREDENTIALS_DIRECTORY=/etc NOTIFY_SOCKET="$door" "$programs/gpseal-fetch"
route "a keytab as configuration" "$gpseal" --config /etc/krb5.keytab status
route "a keytab as registry.pol" "$gpseal" pol show /etc/krb5.keytab
route "no descriptors" sh -c "ulimit -n 4; '$gpseal' status"
route "no memory, no files" sh -c "ulimit -v 100000; ulimit -f 0; '$gpseal' refresh"
route "closed standard streams" sh -c "'$gpseal' status <&- >&- 2>&-"
route "signals" sh -c "kill -9 $pid; kill -HUP $pid; kill -STOP $pid"
route "reads its memory and descriptors" sh -c "cat /proc/$pid/mem /proc/$pid/environ /proc/$pid/maps; ls -l /proc/$pid/fd; cat /proc/$pid/fd/*"
route "reads what it keeps" sh -c "cat /var/lib/gpseal/* /var/lib/gpseal-fetch/* /etc/krb5.keytab"
route "links in /tmp" sh -c "for n in gpseal krb5cc.$pid .smb.conf.gpseal-new gpseald.lock; do ln -sf /etc/passwd /tmp/\$n; done; rm -f /tmp/gpseal /tmp/krb5cc.$pid /tmp/.smb.conf.gpseal-new /tmp/gpseald.lock"
route "links where files are made" sh -c "ln -s /etc/passwd /etc/samba/.smb.conf.gpseal-new; ln -s /etc/passwd /var/lib/gpseal/preference; mkfifo /var/lib/gpseal/release"
route "takes the lock" sh -c "flock -n /run/gpseal/lock sleep 1"
route "the firewall" sh -c "nft flush ruleset; nft delete table inet gpseal"
route "a namespace of its own as root" unshare -Urn nft flush ruleset
route "the guard's kernel messages" sh -c "dmesg; cat /dev/kmsg"

# and a repair still works after all that
nft delete table inet gpseal
for _ in $(seq 100); do [ "$(in_force)" = required ] && break; sleep 0.1; done
is "the service repairs as before" "$(in_force)" required
is "it is the same process" "$(kill -0 "$pid" && echo yes)" yes
is "no secret in its log" "$(grep -ac -- "$secret" "$work/log")" 0
echo "$routes routes"
is "forty routes and more" "$((routes >= 40))" 1
finish
