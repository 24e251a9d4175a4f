#!/bin/bash
# gpseald at work, in a namespace of its own: policy taken up, drift taken back, asks answered, faults survived.
# Runs by in_namespace.sh. usage: service.sh GPSEAL MAKE_POL, gpseald and its programs beside GPSEAL
set -u
gpseal=$1
make_pol=$2
programs=$(dirname "$gpseal")
work=$(mktemp -d)
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
shown=("$work/log")
door=/run/gpseal/gpseald.sock
pid=

gpo() { # CONTENT
    mkdir -p "$work/gpo/Machine"
    printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
    "$make_pol" "$work/new" "$1" && mv "$work/new" "$work/gpo/Machine/Registry.pol"
}
ask() { # LINE [UID]: what the service answers
    setpriv --reuid "${2:-0}" --clear-groups /usr/bin/python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX); s.settimeout(60); s.connect(sys.argv[1]); s.sendall(sys.argv[2].encode() + b"\n")
answer = b""
while part := s.recv(4096): answer += part
sys.stdout.write(answer.decode().strip() + "\n")' "$door" "$1"
}
status() { ask status | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
start() {
    "$programs/gpseald" >>"$work/log" 2>&1 &
    pid=$!
    within 10 "gpseald is there" yes sh -c "[ -S $door ] && echo yes"
}
stop() {
    kill "$pid"
    wait "$pid"
    is "it ends in order" $? 0
}
tidy() {
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
    rm -rf "$work"
}
trap tidy EXIT

chmod 755 "$work"
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
printf '[policy]\nsource = files\nfiles = %s\n[service]\noffset = 0\n' "$work/gpo" >/etc/gpseal/gpseal.conf
chown -R root:root "$work"
gpo enabled

# a start makes policy true
start
within 20 "the mandate is in force after the start" required in_force
within 20 "and proven" pass status verdict
is "a first start is no alarm" "$(grep -cE 'policy is stale|compliance is unknown' "$work/log")" 0
is "a second one refuses to start" "$("$programs/gpseald" 2>&1; echo $?)" "gpseald: runs already
9"

# drift is taken back
sleep 1
nft delete table inet gpseal
within 10 "the guard's table is there again" required in_force
sed -i 's/^	client smb encrypt = required/	client smb encrypt = off/' /etc/samba/smb.conf
within 10 "the settings are there again" required in_force
nft flush ruleset
within 10 "the guard is there again after a flush" required in_force
rm /etc/samba/smb.conf
within 10 "a lost smb.conf is there again" required in_force
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf.new && mv /etc/samba/smb.conf.new /etc/samba/smb.conf
within 10 "a replaced one has the settings again" required in_force
repairs() { [ "$(status repairs)" -ge 4 ] && echo yes; }
within 20 "repairs are counted" yes repairs
is "and told" "$(grep -c 'had been changed by somebody else' "$work/log" | awk '{print ($1 >= 4)}')" 1

# what the folder of the file tells nothing of
/usr/bin/python3 -c 'import os, sys, time
text = open("/etc/samba/smb.conf").read().replace("= required", "= off")
fd = os.open("/etc/samba/smb.conf", os.O_WRONLY | os.O_TRUNC); os.write(fd, text.encode())
print("open", flush=True); time.sleep(30)' >"$work/open" &
writer=$!
within 10 "somebody writes and does not close" open cat "$work/open"
within 10 "the settings are there again all the same" required in_force
kill "$writer"
printf '[global]\n' >"$work/other.conf"
mount --bind "$work/other.conf" /etc/samba/smb.conf
within 10 "another file mounted over it is told" fail status verdict
umount /etc/samba/smb.conf
within 10 "its end, too" pass status verdict
is "and nothing is left to do" "$(in_force)" required
is "what could not be looked at is not said of a repair" "$(status health)" ok

# what gpseal-apply cannot read is no empty record
is "a record that cannot be read is a failed run" "$("$programs/gpseal-apply" </ 2>&1; echo $?)" \
    "gpseal-apply: what was sent: cannot be read: Is a directory
7"

# asks
is "anybody may ask how it is" "$(ask status 65534 | grep -c '"mandate":"required"')" 1
is "and for numbers" "$(ask metrics 65534 | grep -c '^gpseal_mandate_required 1$')" 1
is "only root may ask for a refresh" "$(ask refresh 65534)" "root only"
is "nonsense has an answer" "$(ask nonsense 65534)" unknown
gpo disabled
is "a refresh answers when all is done" "$(ask refresh)" "done 0"
is "and is applied then" "$(in_force)" none
gpo enabled
before=$(status looks)
for _ in $(seq 32); do ask refresh >>"$work/answers" & done
for job in $(jobs -p); do [ "$job" = "$pid" ] || wait "$job"; done
is "32 who ask at once all get their answer" "$(sort "$work/answers" | uniq -c | tr -s ' ')" " 32 done 0"
is "by two looks at most" "$(($(status looks) - before <= 2))" 1
is "which is in force" "$(in_force)" required

# the command line
is "gpseal refresh asks the service" "$("$gpseal" refresh >"$work/out"; echo $?; grep -c COMPLIANT "$work/out")" "0
1"
is "gpseal status names it" "$("$gpseal" status | grep -c '^Service  *running')" 1
public() { setpriv --reuid 65534 --clear-groups "$gpseal" "$@"; }
is "and tells anybody the public part" "$(public status | grep -c '^Verdict  *COMPLIANT')" 1
is "also as JSON" "$(public status --json | grep -c gpseal.service/1)" 1
from=$(date +%s%N)
for _ in 1 2 3 4 5; do "$gpseal" status >/dev/null; done
is "in less than 50 ms on an idle machine, 500 here" "$((($(date +%s%N) - from) / 5000000 < 500))" 1

sed 's/= required/= off/' /etc/samba/smb.conf >"$work/other.conf"
is "what root undid is told where the service sees nothing of it" \
    "$(unshare -m sh -c "mount --bind '$work/other.conf' /etc/samba/smb.conf && exec '$gpseal' status" | grep -c '^Verdict  *NOT COMPLIANT')" 1

is "a revert is refused while it runs" "$("$gpseal" revert 2>&1 | grep -c 'stop gpseald first'; "$gpseal" revert >/dev/null 2>&1; echo $?)" "1
8"

refuses() { "$gpseal" revert 2>&1 | grep -c 'stop gpseald first'; }
kill -STOP "$pid"
is "also while it is stopped" "$(refuses) $(in_force)" "1 required"
kill -CONT "$pid"
rm $door; is "and while its socket is away" "$(refuses) $(in_force)" "1 required"
rm -rf /run/gpseal
within 10 "its socket is there again, with its folder, at once" required status mandate
rm /run/gpseal/gpseald.lock
within 10 "its lock, too" 1 sh -c 'ls /run/gpseal | grep -c gpseald.lock'
is "so that no second one starts" "$("$programs/gpseald" 2>&1; echo $?)" "gpseald: runs already
9"
is "all of it is told" "$(grep -c 'the socket of gpseald, or its lock, had been taken away' "$work/log" | awk '{print ($1 >= 2)}')" 1
kill -STOP "$pid"
rm /run/gpseal/gpseald.lock
is "nor one that finds its lock away and it stopped" "$("$programs/gpseald" 2>&1; echo $?)" "gpseald: $door: another service listens there
9"
rm -r /run/gpseal
"$programs/gpseald" >"$work/second" 2>&1 &
second=$!
within 10 "where nothing of it is left, another one starts" yes sh -c "[ -S $door ] && echo yes"
kill -CONT "$pid"
wait "$pid"
is "one that another took the place of ends" "$? $(grep -c 'another gpseald runs now' "$work/log")" "9 1"
kill "$second"
wait "$second"
is "the other one ends in order" $? 0
is "whoever ends takes the socket along" "$(ls $door 2>&1 | grep -c 'No such file')" 1
start
within 20 "all is well again" pass status verdict

# strangers cannot fill it
setpriv --reuid 65534 --clear-groups /usr/bin/python3 -c 'import socket, sys, time
many = []
for i in range(500):
    s = socket.socket(socket.AF_UNIX); s.settimeout(1)
    try: s.connect(sys.argv[1]); s.send(b"sta")
    except OSError: pass
    many.append(s)
print("full", flush=True); time.sleep(3)' "$door" >"$work/full" &
hog=$!
within 10 "500 connections of a stranger are open" full cat "$work/full"
is "root is answered all the same" "$(ask status | grep -c gpseal.service/1)" 1
wait "$hog"
is "and later anybody" "$(ask status 65534 | grep -c gpseal.service/1)" 1

users=()
for user in 100001 100002 100003 100004 100005; do
    setpriv --reuid $user --clear-groups /usr/bin/python3 -c 'import socket, sys, time
many, end = [], time.time() + 8
while time.time() < end:
    s = socket.socket(socket.AF_UNIX)
    try: s.connect(sys.argv[1]); s.send(b"s")
    except OSError: pass
    many = (many + [s])[-200:]; time.sleep(0.002)' "$door" &
    users+=($!)
done
sleep 1
answered() { for _ in $(seq 10); do public status >"$work/out" 2>"$work/said" && echo yes; done | grep -c yes; }
is "five users together deny nobody the answer" "$(answered)" 10
kill "${users[@]}"
wait "${users[@]}" 2>/dev/null

# a source that fails keeps what is in force, and is noticed when it is back
mv "$work/gpo/gpt.ini" "$work/gpt.ini"
is "a damaged source is stale" "$(ask refresh)" "done 5"
is "and keeps the mandate" "$(in_force)" required
is "the service says so" "$(status health)" degraded
nft delete table inet gpseal
within 10 "drift is repaired while the source is away" required in_force
sleep 1
is "a repair does not make policy fresh" "$(status health)" degraded
mv "$work/gpt.ini" "$work/gpo/gpt.ini"
is "the source is back" "$(ask refresh)" "done 0"
is "and policy fresh" "$(status health)" ok

# a configuration with a mistake stops neither policy nor repair
cp /etc/gpseal/gpseal.conf "$work/conf"
echo 'nonsense' >>/etc/gpseal/gpseal.conf
is "a mistake in gpseal.conf: what it said before counts" "$(ask refresh)" "done 5"
mv "$work/gpo/Machine/Registry.pol" "$work/pol"
printf 'PReg\001\000\000\000' >"$work/gpo/Machine/Registry.pol"
is "a policy that says nothing meanwhile" "$(ask refresh)" "done 5"
is "takes nothing away" "$(in_force)" required
mv "$work/pol" "$work/gpo/Machine/Registry.pol"
nft delete table inet gpseal
within 10 "drift is repaired in spite of it" required in_force
cp "$work/conf" /etc/gpseal/gpseal.conf
kill -HUP "$pid"
within 10 "mended, and read again at SIGHUP" ok status health

# an administrator's word is taken at once: no refresh is asked for
mv "$work/gpo/Machine/Registry.pol" "$work/pol"
printf 'PReg\001\000\000\000' >"$work/gpo/Machine/Registry.pol"
is "a policy that says nothing" "$(ask refresh)" "done 0"
is "requires nothing" "$(in_force)" none
is "set says who applies it" "$("$gpseal" set require-encryption true | grep -c 'gpseald applies it now')" 1
within 20 "a preference is applied" required in_force
"$gpseal" unset require-encryption >/dev/null
within 20 "and taken back" none in_force
mv "$work/pol" "$work/gpo/Machine/Registry.pol"
is "policy again" "$(ask refresh)" "done 0"
before=$(status repairs)
"$gpseal" release --until +1h --reason 'a test' >/dev/null
within 10 "a release" none in_force
sleep 1
is "stays while the service runs" "$(in_force)" none
rm /var/lib/gpseal/release
within 20 "one that is gone ends at once" required in_force
"$gpseal" release --until +1h --reason 'a test' >/dev/null
is "ended by its word" "$("$gpseal" release --end >/dev/null; in_force)" required
is "and history says so" "$("$gpseal" history --limit 1 | grep -c 'gpseal release --end, by uid 0')" 1
is "the log tells who released it and why" "$(grep -c 'SMB encryption is released until 20.*, by uid 0: a test' "$work/log")" 2
is "and that it is over" "$(grep -c 'the release is over' "$work/log")" 2
is "none of it is called a repair" "$(($(status repairs) - before))" 0
nft delete table inet gpseal
within 10 "a local edit is" required in_force
rm /run/gpseal/gpseald.sock
nft delete table inet gpseal # the next thing that happens; else it is seen within a minute
within 10 "its socket, taken away, is there again" required status mandate
within 10 "and drift is repaired" required in_force
told() { "$gpseal" history --limit 1 --json | grep -o '"cause": "[a-z_]*"'; }
within 5 "and stands in the history" '"cause": "local_edit"' told

# a look that hangs does not keep a repair waiting; a killed one is made again
mkdir -p "$work/programs"
cp "$programs"/gpseald "$programs"/gpseal-apply "$programs"/gpseal-smb "$work/programs/"
printf '#!/bin/sh\nsleep 1000\n' >"$work/programs/gpseal-fetch" && chmod 755 "$work/programs/gpseal-fetch"
stop
is "what is in force stays so without the service" "$(in_force)" required
real=$programs programs=$work/programs
start
within 10 "a look hangs" looking status doing
nft delete table inet gpseal
within 10 "drift is repaired meanwhile" required in_force
cp "$real/gpseal-fetch" "$work/programs/fetch" && mv "$work/programs/fetch" "$work/programs/gpseal-fetch"
pkill -9 -f 'sleep 1000'
died() { grep -c 'gpseal-fetch: ended with' "$work/log" | awk '{print ($1 > 0)}'; }
within 10 "a look that died is told" 1 died
is "the next one is good" "$(ask refresh)" "done 0"

# killed at once, with all that it started; the next one begins where it stood
nft delete table inet gpseal
kill -9 "$pid"
wait "$pid" 2>/dev/null
within 5 "nothing of it goes on" "" pgrep -f "$programs/gpseal-(apply|fetch)"
start
within 10 "the next one repairs" required in_force
gpo disabled
kill -HUP "$pid"
within 10 "a policy that ends is let go" none in_force
stop
programs=$real

finish
