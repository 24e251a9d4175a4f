#!/bin/bash
# What `gpseal doctor` says of the way to the domain: keytab, DNS, a domain controller, its encryption and its clock; the
# servers are stand-ins that answer as little as it asks. Runs by in_namespace.sh.
# usage: doctor_domain.sh GPSEAL
set -u
program=$1
# shellcheck source=tests/e2e/doctor_support.sh
. "$(dirname "$0")/doctor_support.sh"

rm /etc/gpseal/gpseal.conf
printf '[libdefaults]\n\tdefault_realm = LAB.TEST\n' >/etc/krb5.conf
rm -f /etc/krb5.keytab /etc/resolv.conf
echo 'nameserver 127.0.0.1' >/etc/resolv.conf
echo '127.0.0.1 localhost dc1.lab.test' >/etc/hosts
account=$(uname -n | cut -d. -f1 | cut -c1-15 | tr '[:lower:]' '[:upper:]')
keytab() { # of this machine: another one's is refused
    printf 'addent -password -p %s$@LAB.TEST -k 1 -e aes256-cts-hmac-sha1-96\nPassw0rd!\nwkt /etc/krb5.keytab\n' "$account" | ktutil >/dev/null
}
serve() { # DNS|controller ARGUMENTS…
    python3 "$work/$1.py" "${@:2}" >"$work/$1.log" 2>&1 &
    served=$!
    pids+=("$served")
    for _ in $(seq 100); do grep -q ready "$work/$1.log" && return; sleep 0.05; done
}
stop() {
    kill -9 "$1"
    wait "$1" 2>/dev/null
}
cat >"$work/kdc.py" <<'KDC'
# a Kerberos service that knows one answer: an error, kdc.py CODE ([RFC 4120] 5.9.1)
import socket, struct, sys, time
def tlv(tag, *parts):
    body = b''.join(parts)
    return bytes([tag, len(body)] if len(body) < 128 else [tag, 0x81, len(body)]) + body
number = lambda n: tlv(2, n.to_bytes(2, 'big'))
text = lambda t: tlv(27, t.encode())
body = tlv(0x30, tlv(0xa0, number(5)), tlv(0xa1, number(30)), tlv(0xa4, tlv(24, time.strftime('%Y%m%d%H%M%SZ', time.gmtime()).encode())),
           tlv(0xa5, number(1)), tlv(0xa6, number(int(sys.argv[1]))), tlv(0xa9, text('LAB.TEST')),
           tlv(0xaa, tlv(0x30, tlv(0xa0, number(2)), tlv(0xa1, tlv(0x30, text('krbtgt'), text('LAB.TEST'))))))
answer = tlv(0x7e, body)
s = socket.create_server(('127.0.0.1', 88))
print('ready', flush=True)
while True:
    c = s.accept()[0]
    if c.recv(4096):
        c.sendall(struct.pack('>I', len(answer)) + answer)
    c.close()
KDC
cat >"$work/dns.py" <<'DNS'
# answers every SRV question with dc1.lab.test
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 53))
print('ready', flush=True)
while True:
    q, who = s.recvfrom(4096)
    end = q.index(b'\0', 12) + 5
    host = b'\3dc1\3lab\4test\0'
    data = struct.pack('>HHH', 0, 0, 389) + host
    answer = b'\xc0\x0c' + struct.pack('>HHIH', 33, 1, 60, len(data)) + data
    srv = q[end - 4:end - 2] == b'\0\x21'
    s.sendto(q[:2] + b'\x81\x80\0\1' + (b'\0\1' if srv else b'\0\0') + b'\0\0\0\0' + q[12:end] + (answer if srv else b''), who)
DNS
cat >"$work/controller.py" <<'CONTROLLER'
# an SMB server that says NEGOTIATE and no more: controller.py CAPABILITIES SKEW
import socket, struct, sys, time
s = socket.create_server(('127.0.0.1', 445))
print('ready', flush=True)
while True:
    c = s.accept()[0]
    c.recv(4096)
    clock = int((time.time() + int(sys.argv[2]) + 11644473600) * 10**7)
    body = struct.pack('<HHHH16sIIIIQQHHI', 65, 1, 0x0302, 0, b'g' * 16, int(sys.argv[1], 16), 1 << 20, 1 << 20, 1 << 20, clock, 0, 128, 0, 0)
    header = b'\xfeSMB' + struct.pack('<HHIHHIIQIIQ16s', 64, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, b'')
    c.sendall(struct.pack('>I', len(header + body)) + header + body)
    c.close()
CONTROLLER
look
is "no keytab" "$(sees 'problem keytab') $(sees 'unknown dns') $code" "yes yes 1"
keytab
look
is "no name server" "$(sees "ok keytab $account\\\$@LAB.TEST") $(sees 'problem dns') $code" "yes yes 1"
serve dns
dns=$served
serve controller 47 0
controller=$served
look
is "a domain that answers" "$(sees 'ok dns 1') $(sees 'ok controller dc1.lab.test encrypts') $(sees 'ok clock')" "yes yes yes"
is "and does not let it log on" "$(sees 'problem kerberos dc1.lab.test: port 88/tcp cannot be reached') $(sees 'problem ldap dc1.lab.test: port 389/tcp cannot be reached')" "yes yes"
"$program" doctor --offline --json >"$work/out"
is "--offline asks nobody" "$(grep -c 'not asked (--offline)' "$work/out")" 5
kerberos_says() { # CODE FOUND FIX
    serve kdc "$1"
    look
    is "Kerberos says $2" "$(sees "problem kerberos dc1.lab.test: .*$2") $(grep -c -- "$3" "$work/fix")" "yes 1"
    stop "$served"
}
kerberos_says 37 'Clock skew too great' 'timedatectl set-ntp true'
kerberos_says 18 'credentials have been revoked' 'account is disabled or locked'
kerberos_says 24 'Preauthentication failed' 'old password of this computer'
kerberos_says 6 'not found in Kerberos database' 'the domain does not know this computer'
kerberos_says 29 'no Kerberos ticket for' 'KRB5_TRACE=/dev/stderr kinit -k'
stop "$controller"
look
is "a controller that is away" "$(sees 'problem controller dc1.lab.test')" yes
serve controller 07 0
controller=$served
look
is "a controller that cannot encrypt" "$(sees 'problem controller dc1.lab.test cannot encrypt')" yes
stop "$controller"
serve controller 47 900
controller=$served
look
is "a clock that is behind" "$(sees 'problem clock it is 1[45] min behind dc1.lab.test')" yes
stop "$controller"
serve controller 47 -900
look
is "a clock that is before" "$(sees 'problem clock it is 1[45] min before dc1.lab.test')" yes
stop "$served"
stop "$dns"

finish
