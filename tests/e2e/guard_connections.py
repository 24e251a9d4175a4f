"""Connections through the guard's rules, on loopback and between networks that this machine routes, and what becomes of
a segment there."""
import ctypes
import json
import os
import select
import socket
import struct
import subprocess
import time

from guard_messages import CREATE, SESSION_SETUP, negotiate_reply, request

V4, V6 = '127.0.0.1', '::1'


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
