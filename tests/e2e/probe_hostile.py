#!/usr/bin/python3
"""gpseal probe against servers that do what no server should: each gets the right verdict, and no later than the
time-out and 0.2 s, whatever it does. Runs by in_namespace.sh. usage: probe_hostile.py GPSEAL"""

import json
import socket
import struct
import subprocess
import sys
import threading
import time

TIMEOUT = 1.0
GRACE = 0.2


def framed(message):
    return struct.pack(">I", len(message)) + message


def smb2(status=0, body=b"", command=0, flags=1, message_id=0):
    return struct.pack("<4sHHIHHIIQIIQ16s", b"\xfeSMB", 64, 0, status, command, 1, flags, 0, message_id, 0, 0, 0, b"") + body


def reply(dialect=0x0311, cipher=2, offset=128, caps=1):
    """MS-SMB2 2.2.4, with the contexts of 2.2.3.1."""
    contexts = struct.pack("<HHIHHH2x", 1, 6, 0, 1, 0, 1) + struct.pack("<HHIHH", 2, 4, 0, 1, cipher)
    count = 2 if dialect == 0x0311 else 0
    body = struct.pack("<HHHH16sI28sHHI", 65, 1, dialect, count, b"", caps, b"", 128, 0, offset if count else 0)
    return framed(smb2(body=body + (contexts if count else b"")))


PENDING = framed(smb2(status=0x103, body=b"\x09" + bytes(8)))
KEEP_ALIVE = b"\x85\0\0\0"


def tarpit(peer):
    time.sleep(60)


def dribble(data, pause, piece=1):
    def serve(peer):
        peer.recv(4096)
        for i in range(0, len(data), piece):
            peer.sendall(data[i : i + piece])
            time.sleep(pause)

    return serve


def say(data, then=lambda peer: None):
    def serve(peer):
        peer.recv(4096)
        peer.sendall(data)
        then(peer)

    return serve


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half_close(peer):
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(4096):
        pass


def endless(data, pause=0.0):
    def serve(peer):
        peer.recv(4096)
        while True:
            peer.sendall(data)
            time.sleep(pause)

    return serve


def echo(peer):
    peer.sendall(peer.recv(4096))
    time.sleep(60)


def wait(peer):
    time.sleep(60)


def late(peer):
    peer.recv(4096)
    time.sleep(TIMEOUT / 2)
    peer.sendall(reply())


def many(data):
    return say(data * 20000, wait)


# name, behaviour, verdict, what the reason holds, whether it lasts until the time-out
MODES = [
    ("tarpit", tarpit, "unknown", "gives no answer", True),
    ("a late answer is an answer", late, "works", None, False),
    ("dribble, too slow", dribble(reply(), 0.1), "unknown", "not whole", True),
    ("dribble, fast enough", dribble(reply(), 0.001, 4), "works", None, False),
    ("reset at once", reset, "unknown", "hangs up", False),
    ("reset after the question", say(b"", reset), "unknown", "hangs up", False),
    ("half-close", half_close, "unknown", "hangs up", False),
    ("half-close in the answer", say(reply()[:50], half_close), "unknown", "in the middle", False),
    ("reset in the answer", say(reply()[:50], reset), "unknown", "", False),
    ("garbage", say(bytes(range(255, 0, -1)) * 40, wait), "unknown", "not SMB", False),
    ("HTTP", say(b"HTTP/1.1 400 Bad Request\r\n\r\n", wait), "unknown", "not SMB", False),
    ("16 MiB announced", say(b"\0\xff\xff\xff" + bytes(70000), wait), "unknown", "16777215 bytes", False),
    ("the longest answer, never whole", say(b"\0\0\xff\xff" + bytes(60000), wait), "unknown", "not whole", True),
    ("endless interim answers", endless(PENDING), "unknown", "without end", False),
    ("endless interim answers, slowly", endless(PENDING, 0.3), "unknown", "", True),
    ("endless keep-alives", endless(KEEP_ALIVE), "unknown", "without end", False),
    ("an interim answer first", say(PENDING + reply()), "works", None, False),
    ("endless zeros", many(b"\0\0\0\0"), "unknown", "without end", False),
    ("our own question", echo, "unknown", "not one to our question", False),
    ("another message's answer", say(framed(smb2(message_id=1, body=reply()[68:])), wait), "unknown", "not one", False),
    ("contexts out of the message", say(reply(offset=0xFFFFFFF8), wait), "unknown", "context", False),
    ("a cipher that was not offered", say(reply(cipher=9), wait), "unknown", "cipher", False),
    ("a dialect that was not offered", say(reply(dialect=0x02FF), wait), "unknown", "not offered", False),
    ("an answer and ten thousand more", many(reply()), "works", None, False),
    ("every dialect refused", say(framed(smb2(status=0xC00000BB, body=b"\x09" + bytes(8))), wait), "unknown", "refuses", False),
    ("no common cipher", say(reply(cipher=0), wait), "breaks", "no common cipher", False),
    ("2.1", say(reply(dialect=0x0210), wait), "breaks", "2.1 at most", False),
]


class Server(threading.Thread):
    def __init__(self, behaviour):
        super().__init__(daemon=True)
        self.behaviour = behaviour
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            peer, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        with peer:
            try:
                self.behaviour(peer)
            except OSError:
                pass  # it hung up on us, as it should


def full_backlog():
    """A listener whose queue is full drops what comes: a host that answers nothing."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    return listener, fillers


def probe(gpseal, ports, extra=()):
    command = [gpseal, "probe", "--json", "--timeout", str(TIMEOUT), *extra, *(f"127.0.0.1:{port}" for port in ports)]
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    took = time.monotonic() - begin
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {int(row["server"].split(":")[1]): row for row in rows}, took, done


def judge(name, row, wanted, reason, lasts):
    faults = []
    if row["verdict"] != wanted:
        faults.append(f"verdict {row['verdict']}, wanted {wanted}")
    if (row["error"] is None) != (reason is None) or (reason and reason not in row["error"]):
        faults.append(f"error {row['error']!r}, wanted {reason!r}")
    if row["ms"] > (TIMEOUT + GRACE) * 1000:
        faults.append(f"took {row['ms']} ms")
    if lasts and row["ms"] < TIMEOUT * 1000:
        faults.append(f"gave up after {row['ms']} ms")
    print(f"{'FAIL' if faults else 'ok  '} {name}: {row['ms']} ms, {row['verdict']}: {row['error']} {'; '.join(faults)}")
    return not faults


def main():
    gpseal = sys.argv[1]
    good = True
    servers = [Server(mode[1]) for mode in MODES]
    for server in servers:
        server.start()
    silent, fillers = full_backlog()
    silent_port = silent.getsockname()[1]

    rows, took, done = probe(gpseal, [server.port for server in servers] + [silent_port])
    for server, (name, _, wanted, reason, lasts) in zip(servers, MODES):
        good &= judge(name, rows[server.port], wanted, reason, lasts)
    good &= judge("nobody takes the connection", rows[silent_port], "unknown", "nobody answers", True)
    good &= rows[silent_port]["reachable"] is False
    print(f"all {len(MODES) + 1} at once: {took:.2f} s")
    good &= took < TIMEOUT + GRACE + 0.5 and done.returncode == 1 and done.stderr == ""

    for server, (name, _, wanted, reason, lasts) in zip(servers, MODES):
        rows, took, _ = probe(gpseal, [server.port])
        good &= judge("alone: " + name, rows[server.port], wanted, reason, lasts)
    for server, (name, _, wanted, reason, lasts) in zip(servers, MODES):
        rows, took, _ = probe(gpseal, [server.port], ["--details"])
        row = rows[server.port]
        if row["verdict"] != wanted or row["ms"] > (TIMEOUT + GRACE) * 1000:
            print(f"FAIL with details: {name}: {row}")
            good = False
    print("all well" if good else "something failed")
    sys.exit(0 if good else 1)


main()
