"""What the guard lets through and what it resets: (name, what happens, run) for every shape of SMB request."""
from guard_connections import (V4, V6, after_reply, forwarded, forwarded_hit, forwarded_logon, forwarded_reply,
                               hit_of_user, hit_without_user, old_port_again, replies, sends)
from guard_messages import (CREATE, ECHO, EMPTY, IOCTL, KEEP_ALIVE, NEGOTIATE, SESSION_SETUP, TRANSFORM, TREE_CONNECT,
                            VALIDATE_NEGOTIATE_INFO, apart, compressed, framed, header, ioctl, negotiate_reply,
                            request, smb1)

EXEMPT4, EXEMPT6 = ('127.0.0.9', 4450), ('::1', 4460)


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


def all_cases():
    cases = [(name, 'reset', run) for name, run in cut_cases()]
    cases += [(name, 'arrives', run) for name, run in (*passing_cases(), *reply_cases())]
    return cases + list(dialect_cases()) + list(forwarded_cases())
