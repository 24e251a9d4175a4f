#!/usr/bin/env python3
"""guard_wire.py GUARD_TOOL [list]: sends every shape of SMB request through the guard's rules, on loopback.

Each case is a connection of its own and says whether its last segment arrives or is reset. Then each rule of the
ruleset, and each element of its sets and maps, is taken out in turn: at least one case must notice.
Runs as root in a network namespace of its own (tests/e2e/in_namespace.sh).
"""
import ctypes
import json
import os
import re
import select
import socket
import struct
import subprocess
import sys
import time

TOOL = sys.argv[1]
V4, V6 = '127.0.0.1', '::1'
EXEMPT4, EXEMPT6 = ('127.0.0.9', 4450), ('::1', 4460)
NEGOTIATE, SESSION_SETUP, LOGOFF, TREE_CONNECT, TREE_DISCONNECT, CREATE = range(6)
IOCTL, CANCEL, ECHO = 11, 12, 13
EMPTY = (LOGOFF, TREE_DISCONNECT, CANCEL, ECHO)
VALIDATE_NEGOTIATE_INFO = 0x00140204


def header(command, body=b'', following=0, flags=0, status=0):
    """An SMB2 header, MS-SMB2 2.2.1."""
    return b'\xfeSMB' + struct.pack('<HHIHHIIQIIQ16s', 64, 0, status, command, 1, flags, following, 7, 0, 0, 0, b'') + body


def framed(message):
    return struct.pack('>I', len(message)) + message


def request(command, size=24, **more):
    return framed(header(command, b'\0' * size, **more))


def ioctl(code, dialects=3):
    return header(IOCTL, struct.pack('<HHI', 57, 0, code) + b'\0' * (72 + 2 * dialects))


def smb1(command, flags=0):
    return b'\xffSMB' + struct.pack('<BIB', command, 0, flags) + b'\0' * 22 + b'\0\0\0'


def compressed(algorithm=1, flags=0):
    return b'\xfcSMB' + struct.pack('<IHHI', 100, algorithm, flags, 0) + b'x' * 60


KEEP_ALIVE = b'\x85\0\0\0'
TRANSFORM = framed(b'\xfdSMB' + b'z' * 100)


def negotiate_reply(dialect, capabilities=0, contexts=0, status=0):
    """An SMB2 NEGOTIATE response, MS-SMB2 2.2.4."""
    body = struct.pack('<HHHH16sI', 65, 1, dialect, contexts, b'', capabilities) + b'\0' * 36
    return framed(header(NEGOTIATE, body, flags=1, status=status))


class Wire:
    """Listeners that stay, connections that do not."""

    def __init__(self):
        self.listeners = {}

    def listener(self, address, port):
        if (address, port) not in self.listeners:
            listening = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            listening.bind((address, port))
            listening.listen(8)
            self.listeners[address, port] = listening
        return self.listeners[address, port]

    def connect(self, address, port, source=0):
        listening = self.listener(address, port)
        client = socket.socket(listening.family)
        if source:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            client.bind((address, source))
        client.connect((address, port))
        return self.ready(client, listening)

    @staticmethod
    def ready(client, listening):
        server = listening.accept()[0]
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            end.setblocking(False)
        return client, server


WIRE = Wire()
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
# a container behind a bridge, one on a pair of its own, a host of somebody else's, and the world
NETWORKS = {'box': '10.77.0', 'pod': '10.77.1', 'other': '10.77.2', 'far': '10.77.3'}


def sh(text):
    subprocess.run(['sh', '-ec', text], check=True)


def build_networks():
    """This machine routes between four others; what they are is told by the kind of its own interface to them."""
    sh('mkdir -p /run/netns; mount -t tmpfs none /run/netns')
    # arp_ignore: only the interface that has the address answers for it, not the pair below it
    for switch in ('ipv4/ip_forward', 'ipv4/conf/all/arp_ignore', 'ipv6/conf/all/forwarding'):
        sh(f'echo 1 >/proc/sys/net/{switch}')
    for number, (name, net) in enumerate(NETWORKS.items(), 1):
        link = {'box': 'br0', 'pod': 'w-pod'}.get(name, f'w-{name}.5')
        sh(f"""ip netns add {name}
               ip link add w-{name} type veth peer name eth0 netns {name}
               ip link set w-{name} up; ip -n {name} link set eth0 up; ip -n {name} link set lo up""")
        if name == 'box':
            sh('ip link add br0 type bridge; ip link set w-box master br0')
        if name in ('other', 'far'):
            sh(f'ip link add {link} link w-{name} type macvlan mode bridge')
        sh(f"""ip link set {link} up; ip addr add {net}.1/24 dev {link}
               ip addr add fd77:{number}::1/64 dev {link} nodad
               ip -n {name} addr add {net}.2/24 dev eth0; ip -n {name} addr add fd77:{number}::2/64 dev eth0 nodad
               ip -n {name} route add default via {net}.1; ip -n {name} -6 route add default via fd77:{number}::1""")


def address_of(name, ipv6=False):
    return f'fd77:{list(NETWORKS).index(name) + 1}::2' if ipv6 else NETWORKS[name] + '.2'


def inside(name, make):
    """A socket belongs to the network in which it was made, whoever uses it later."""
    with open('/proc/self/ns/net') as home, open(f'/run/netns/{name}') as there:
        assert LIBC.setns(there.fileno(), CLONE_NEWNET) == 0
        try:
            return make()
        finally:
            assert LIBC.setns(home.fileno(), CLONE_NEWNET) == 0


class RoutedWire(Wire):
    """Connections that this machine only forwards."""

    def connect_through(self, sender, receiver, port, ipv6=False):
        listening = inside(receiver, lambda: self.listener(address_of(receiver, ipv6), port))
        client = inside(sender, lambda: socket.socket(listening.family))
        client.settimeout(5)
        client.connect((address_of(receiver, ipv6), port))
        return self.ready(client, listening)


ROUTED = RoutedWire()


def transfer(sender, receiver, segments):
    """'arrives', 'reset' (the sender was told) or 'lost'."""
    for segment in segments[:-1]:
        sender.sendall(segment)
    try:
        sender.sendall(segments[-1])
    except (ConnectionResetError, BrokenPipeError):
        return 'reset'
    return fate(sender, receiver, b''.join(segments))


def fate(sender, receiver, expected):
    got, end = b'', time.monotonic() + 1
    while time.monotonic() < end:
        for ready in select.select([sender, receiver], [], [], max(0, end - time.monotonic()))[0]:
            try:
                data = ready.recv(65536)
            except ConnectionResetError:
                return 'reset' if ready is sender else 'lost'
            if ready is receiver:
                got += data
            if not data:
                return 'lost'
        if len(got) >= len(expected):
            return 'arrives' if got == expected else 'garbled'
    return 'lost'


def sends(*segments, address=V4, port=445):
    def run():
        client, server = WIRE.connect(address, port)
        with client, server:
            return transfer(client, server, segments)
    return run


def replies(*segments, address=V4, port=445):
    """A local server answers."""
    def run():
        client, server = WIRE.connect(address, port)
        with client, server:
            return transfer(server, client, segments)
    return run


def after_reply(reply, *segments, address=V4, port=445):
    """The server says what it can; then the client sends."""
    def run():
        client, server = WIRE.connect(address, port)
        with client, server:
            if transfer(server, client, [reply]) != 'arrives':
                return 'reply was lost'
            return transfer(client, server, segments)
    return run


def forwarded(*segments, sender='box', receiver='far', port=445, ipv6=False):
    def run():
        client, server = ROUTED.connect_through(sender, receiver, port, ipv6)
        with client, server:
            return transfer(client, server, segments)
    return run


def forwarded_reply(*segments, sender='other', receiver='box', port=445):
    """A server in a container answers."""
    def run():
        client, server = ROUTED.connect_through(sender, receiver, port)
        with client, server:
            return transfer(server, client, segments)
    return run


def forwarded_logon(reply, sender='box', ipv6=False):
    def run():
        client, server = ROUTED.connect_through(sender, 'far', 445, ipv6)
        with client, server:
            if transfer(server, client, [reply]) != 'arrives':
                return 'reply was lost'
            return transfer(client, server, [request(SESSION_SETUP, 200)])
    return run


def forwarded_hit(ipv6):
    def run():
        name, port = ('fhits6', 1449) if ipv6 else ('fhits4', 1448)
        found = forwarded(request(CREATE), port=port, ipv6=ipv6)()
        server = address_of('far', ipv6)
        kernel = hits('k' + name[1:]).get((server, port))
        return f"{found} {hits(name).get((server, port, address_of('box', ipv6)))} {kernel}"
    return run


def forwarded_cases():
    """What containers and virtual machines send through this machine; what others do is theirs."""
    for sender in ('box', 'pod'):
        for ipv6 in (False, True):
            for port in (445, 139, 1445):
                where = f'from {sender} to port {port}{", IPv6" if ipv6 else ""}'
                yield f'request {where}', 'reset', forwarded(request(CREATE), sender=sender, port=port, ipv6=ipv6)
                yield f'smb1 {where}', 'reset', forwarded(framed(smb1(0x73)), sender=sender, port=port, ipv6=ipv6)
                yield f'transform {where}', 'arrives', forwarded(TRANSFORM, sender=sender, port=port, ipv6=ipv6)
                yield f'negotiate {where}', 'arrives', forwarded(request(NEGOTIATE), sender=sender, port=port,
                                                                 ipv6=ipv6)
            yield f'logon to 2.1 from {sender}, {ipv6}', 'reset', forwarded_logon(negotiate_reply(0x0210), sender, ipv6)
            able = negotiate_reply(0x0311, 0x07, 2)
            yield f'logon to 3.1.1 from {sender}, {ipv6}', 'arrives', forwarded_logon(able, sender, ipv6)
    yield 'bare request from a container', 'reset', forwarded(*apart(request(CREATE)))
    yield 'compound from a container', 'reset', forwarded(request(TREE_CONNECT, 4, following=72))
    yield 'from a container to a container', 'reset', forwarded(request(CREATE), receiver='pod')
    yield 'request of somebody else', 'arrives', forwarded(request(CREATE), sender='other')
    yield 'smb1 of somebody else', 'arrives', forwarded(framed(smb1(0x73)), sender='other')
    for port in (445, 139):
        yield f'middle of a reply from a container, {port}', 'arrives', forwarded_reply(
            request(8, 80, flags=1), request(CREATE), port=port)
    yield 'hit behind this machine', 'reset 1 None', forwarded_hit(False)
    yield 'hit behind this machine, IPv6', 'reset 1 None', forwarded_hit(True)


def old_port_again(address):
    """A new connection on the port pair of one whose server could not encrypt."""
    def run():
        client, server = WIRE.connect(address, 445, 40445)
        with client, server:
            transfer(server, client, [negotiate_reply(0x0210)])
        client, server = WIRE.connect(address, 445, 40445)
        with client, server:
            return transfer(client, server, [request(SESSION_SETUP)])
    return run


def hits(name):
    """{(server, port[, uid]): packets} of one set."""
    listing = json.loads(subprocess.run(['nft', '-j', 'list', 'set', 'inet', 'gpseal', name], check=True,
                                        capture_output=True).stdout)
    found = {}
    for item in listing['nftables']:
        for element in item.get('set', {}).get('elem', []):
            found[tuple(element['elem']['val']['concat'])] = element['elem']['counter']['packets']
    return found


def hit_of_user(address, name):
    def run():
        port = 1446
        WIRE.listener(address, port)
        child = os.fork()
        if child == 0:
            os.setgid(1001)
            os.setuid(1001)
            os._exit(0 if sends(request(CREATE), address=address, port=port)() == 'reset' else 1)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return f"{status} {hits(name).get((address, port, 1001))} {hits('k' + name).get((address, port))}"
    return run


def hit_without_user(address, name):
    """A program leaves a request in its send queue and goes: the packet has no uid, as those of mount.cifs."""
    def run():
        port = 1447
        client, server = WIRE.connect(address, port)
        with server:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 0, 0))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            filler = b'x' * 300000  # more than the listener's receive window
            client.send(filler, socket.MSG_EOR)
            client.send(request(CREATE), socket.MSG_EOR)
            client.close()
            got = 0
            while select.select([server], [], [], 0.3)[0]:
                try:
                    data = server.recv(65536)
                except ConnectionResetError:
                    break
                if not data:
                    break
                got += len(data)
        return f"{got - len(filler)} {hits(name).get((address, port))}"
    return run


def passing_cases():
    for command in (NEGOTIATE, SESSION_SETUP, TREE_CONNECT):
        for address, port in ((V4, 445), (V6, 445), (V4, 1445)):
            yield f'request {command} to {address} {port}', sends(request(command), address=address, port=port)
        yield f'bare {command}', sends(*apart(request(command)))
    for command in EMPTY:
        yield f'content-free {command}', sends(request(command, 4))
        yield f'bare content-free {command}', sends(*apart(request(command, 4)))
    yield 'transform behind an echo', sends(request(ECHO, 4) + TRANSFORM)
    for dialects in (1, 3, 5):
        validate = framed(ioctl(VALIDATE_NEGOTIATE_INFO, dialects))
        yield f'validate negotiate, {dialects} dialects', sends(validate)
        yield f'bare validate negotiate, {dialects} dialects', sends(*apart(validate))
    for address, port in ((V4, 445), (V6, 445), (V4, 1445)):
        yield f'transform to {address} {port}', sends(TRANSFORM, address=address, port=port)
    yield 'bare transform', sends(*apart(TRANSFORM))
    yield 'smb1 negotiate', sends(framed(smb1(0x72)))
    yield 'bare smb1 negotiate', sends(*apart(framed(smb1(0x72))))
    yield 'session service request', sends(b'\x81\0\0\x44' + b' ' * 68, port=139)
    yield 'other traffic', sends(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n' + b' ' * 200)
    yield 'keep-alive', sends(KEEP_ALIVE)
    yield 'transform behind a keep-alive', sends(KEEP_ALIVE + TRANSFORM)
    yield 'request behind a keep-alive of its own segment', sends(KEEP_ALIVE, request(TREE_CONNECT, 24))
    yield 'three bytes', sends(b'\0\0\0')
    yield 'exempted server', sends(request(CREATE), address=EXEMPT4[0], port=EXEMPT4[1])
    yield 'exempted server, IPv6', sends(request(CREATE), address=EXEMPT6[0], port=EXEMPT6[1])


def reply_cases():
    for port in (445, 139, 1445):
        for command in (CREATE, IOCTL, ECHO):
            yield f'reply {command} from {port}', replies(request(command, 60, flags=1), port=port)
        yield f'compound reply from {port}', replies(request(CREATE, 60, flags=1, following=88), port=port)
        yield f'bare reply from {port}', replies(*apart(request(CREATE, 60, flags=1)), port=port)
    for port in (445, 139):
        yield f'smb1 reply from {port}', replies(framed(smb1(0x2e, 0x80)), port=port)
        yield f'bare smb1 reply from {port}', replies(*apart(framed(smb1(0x2e, 0x80))), port=port)
        yield f'middle of a reply from {port}', replies(request(8, 80, flags=1), request(CREATE), port=port)
        yield f'middle of a bare reply from {port}', replies(request(8, 80, flags=1), header(CREATE), port=port)


def apart(message):
    return message[:4], message[4:]


def cut_cases():
    for command in [*range(5, 11), *range(14, 19)]:
        for address, port in ((V4, 445), (V6, 445), (V4, 139), (V4, 1445)):
            yield f'request {command} to {address} {port}', sends(request(command), address=address, port=port)
        yield f'bare {command}', sends(*apart(request(command)))
    yield 'unknown command', sends(request(0x0105))
    yield 'address exempted, port not', sends(request(CREATE), address=EXEMPT4[0])
    yield 'port exempted, address not', sends(request(CREATE), port=EXEMPT4[1])
    yield 'ioctl', sends(framed(ioctl(0x0011c017)))
    yield 'bare ioctl', sends(*apart(framed(ioctl(0x0011c017))))
    yield 'long validate negotiate', sends(framed(ioctl(VALIDATE_NEGOTIATE_INFO, 60)))
    yield 'long bare validate negotiate', sends(*apart(framed(ioctl(VALIDATE_NEGOTIATE_INFO, 60))))
    yield 'request whose header is cut short', sends(request(CREATE)[:16], request(CREATE)[16:])
    for command in EMPTY:
        yield f'{command} with content', sends(request(command, 24))
        yield f'bare {command} with content', sends(*apart(request(command, 24)))
    for command in (NEGOTIATE, SESSION_SETUP, TREE_CONNECT, *EMPTY):
        yield f'compound {command}', sends(request(command, 4, following=72))
        yield f'bare compound {command}', sends(*apart(request(command, 4, following=72)))
        yield f'second request behind {command}', sends(request(command, 4) + request(CREATE))
    yield 'second request behind validate negotiate', sends(framed(ioctl(VALIDATE_NEGOTIATE_INFO)) + request(CREATE))
    for length in range(68, 248, 2):
        yield f'second request behind {length} bytes', sends(request(TREE_CONNECT, length - 64) + request(CREATE))
    for address, port in ((V4, 445), (V6, 445), (V4, 1445)):
        yield f'compressed to {address} {port}', sends(framed(compressed()), address=address, port=port)
    for algorithm in range(6):
        for flags in (0, 1):
            yield f'bare compressed {algorithm} {flags}', sends(*apart(framed(compressed(algorithm, flags))))
    for address, port in ((V4, 445), (V6, 445), (V4, 139), (V4, 1445)):
        for command in (0x73, 0x75, 0x2d):
            yield f'smb1 {command:x} to {address} {port}', sends(framed(smb1(command)), address=address, port=port)
    yield 'bare smb1', sends(*apart(framed(smb1(0x73))))
    yield from disguised_cases()


def disguised_cases():
    """Requests that a server may obey although something about them says that they are none."""
    for address, port in ((V4, 445), (V6, 445), (V4, 139)):
        yield f'response bit to {address} {port}', sends(request(CREATE, flags=1), address=address, port=port)
        yield f'bare with response bit to {address} {port}', sends(*apart(request(CREATE, flags=1)),
                                                                   address=address, port=port)
    for port in (445, 1445):
        yield f'smb1 with reply bit to {port}', sends(framed(smb1(0x2e, 0x80)), port=port)
        yield f'bare smb1 with reply bit to {port}', sends(*apart(framed(smb1(0x2e, 0x80))), port=port)
    for message in (header(CREATE, b'\0' * 24), compressed(), smb1(0x2d)):
        for kind in (0x85, 0x82, 0):
            yield f'{message[0]:x} behind an empty message {kind:x}', sends(bytes([kind, 0, 0, 0]) + framed(message))
        for count in (2, 3):
            yield f'{message[0]:x} behind {count} keep-alives', sends(KEEP_ALIVE * count + framed(message))


def dialect_cases():
    old = {'2.0.2': (0x0202,), '2.1': (0x0210,), '3.0 without encryption': (0x0300, 0x07),
           '3.0.2 without encryption': (0x0302, 0x07), '3.1.1 with one context': (0x0311, 0x7f, 1),
           '3.1.1 without contexts': (0x0311, 0x7f, 0)}
    able = {'3.0': (0x0300, 0x47), '3.0.2': (0x0302, 0x47), '3.1.1 with two contexts': (0x0311, 0x07, 2),
            'any': (0x02ff,), 'an error': (0x0210, 0, 0, 0xc00000bb)}
    logon = request(SESSION_SETUP, 200)
    for name, reply in old.items():
        for address in (V4, V6):
            yield f'logon after {name} from {address}', 'reset', after_reply(negotiate_reply(*reply), logon,
                                                                            address=address)
        yield f'bare logon after {name}', 'reset', after_reply(negotiate_reply(*reply), *apart(logon))
    for name, reply in able.items():
        yield f'logon after {name}', 'arrives', after_reply(negotiate_reply(*reply), logon)
    for address in (V4, V6):
        yield f'logon on a port pair of old, {address}', 'arrives', old_port_again(address)
        family = address.count(':') and 6 or 4
        yield f'hit of a user, {address}', '0 1 None', hit_of_user(address, f'hits{family}')
        yield f'hit without user, {address}', '0 1', hit_without_user(address, f'khits{family}')


def all_cases():
    cases = [(name, 'reset', run) for name, run in cut_cases()]
    cases += [(name, 'arrives', run) for name, run in (*passing_cases(), *reply_cases())]
    return cases + list(dialect_cases()) + list(forwarded_cases())


def load(text, check=True):
    return subprocess.run(['nft', '-f', '-'], input=text, text=True, check=check, stderr=subprocess.DEVNULL).returncode


def ruleset(mode, *exemptions):
    words = [str(word) for exemption in exemptions for word in exemption]
    return subprocess.run([TOOL, 'ruleset', mode, *words], check=True, capture_output=True, text=True).stdout


def mutations(text):
    """(what, text without it) for every rule and every element."""
    lines = text.split('\n')
    inside = False
    for number, line in enumerate(lines):
        inside = (inside or line.startswith(' chain ')) and line != ' }'
        rule = line.strip()
        if not inside or rule.startswith(('chain ', '#', 'type ', '}')) or rule.endswith('vmap {'):
            continue
        yield rule, '\n'.join(lines[:number] + lines[number + 1:])
        for braces in re.finditer(r'\{ (0x\w+|\d+)(, \w+)+ \}', line):
            elements = braces[0][2:-2].split(', ')
            for element in elements:
                rest = '{ ' + ', '.join(one for one in elements if one != element) + ' }'
                changed = line[:braces.start()] + rest + line[braces.end():]
                yield f'{element} of: {rule}', '\n'.join(lines[:number] + [changed] + lines[number + 1:])


def check_enforce(cases, text):
    load(text)
    wrong = []
    for name, expected, run in cases:
        found = run()
        if found != expected:
            wrong.append(f'{name}: {found}, not {expected}')
    return wrong


def check_mutations(cases, text):
    unnoticed, count = [], 0
    for what, changed in mutations(text):
        load(changed)
        count += 1
        if all(run() == expected for _, expected, run in cases):
            unnoticed.append(f'nothing notices that this is missing: {what}')
    print(f'{count} rules and elements taken out in turn')
    return unnoticed


def check_audit(cases):
    """Audit lets everything through, and counts the same by reason."""
    wrong = []
    load(ruleset('audit', (*EXEMPT4, 600), (*EXEMPT6, 600)))
    expected_total = 0
    for name, expected, run in cases:
        found = run()
        if expected in ('reset', 'arrives') and found != 'arrives':
            wrong.append(f'audit: {name}: {found}, not arrives')
        expected_total += expected not in ('arrives', 'reset') or expected == 'reset'
    listing = json.loads(subprocess.run(['nft', '-j', 'list', 'table', 'inet', 'gpseal'], check=True,
                                        capture_output=True).stdout)
    counts = {item['counter']['name']: item['counter']['packets'] for item in listing['nftables'] if 'counter' in item}
    print(f'audit counted {counts}')
    if sum(counts.values()) < expected_total or 0 in counts.values():
        wrong.append(f'audit: counted {counts}, not the {expected_total} that enforce cuts')
    return wrong


def check_expiry():
    load(ruleset('enforce', (*EXEMPT4, 2)))
    before = sends(request(CREATE), address=EXEMPT4[0], port=EXEMPT4[1])()
    time.sleep(3)
    after = sends(request(CREATE), address=EXEMPT4[0], port=EXEMPT4[1])()
    wrong = [] if (before, after) == ('arrives', 'reset') else [f'exemption of 2 s: {before}, then {after}']
    if ' . 4450' in ruleset('enforce', (*EXEMPT4, -1)):
        wrong.append('an exemption that has ended is in the ruleset')
    load(ruleset('off'))
    gone = sends(request(CREATE))()
    return wrong + ([] if gone == 'arrives' else [f'off: a CREATE is {gone}'])


def main():
    build_networks()
    for mode in ('enforce', 'audit', 'off'):
        subprocess.run(['nft', '-c', '-f', '-'], input=ruleset(mode), text=True, check=True)
    text = ruleset('enforce', (*EXEMPT4, 600), (*EXEMPT6, 600))
    cases = all_cases()
    wrong = check_enforce(cases, text)
    print(f'{len(cases)} cases')
    wrong += check_audit(cases) + check_expiry()
    if not wrong:
        wrong += check_mutations(cases, text)
    print('\n'.join(wrong) or 'every case as expected, every rule needed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
