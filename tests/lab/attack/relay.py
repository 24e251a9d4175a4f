#!/usr/bin/python3
"""A man between a client and the real server: relay.py LISTEN TARGET_PORT HOW [NUMBER]

Messages are those of SMB (four bytes of length first) or, for HOW that begins with `ldap-`, of LDAP up to the bind and
of SASL afterwards; `ldap-` counts the sealed messages behind the bind. NUMBER says which message of the server.
  flip        one bit in the middle of it is turned over; `flip-all`: of it and all that follow
  cut         hangs up in the middle of it
  stall       sends half of it, keeps the connection
  drip        sends it, and all that follows, one byte in half a second
  huge        replaces its length by 1 GiB
  layer       (ldap-) the security layers that the server offers: only "none" is left of them
  downgrade   (SMB) the client's dialects are replaced by NUMBER, as in 0202
  clear       (SMB) capabilities and encryption contexts are struck from what the server negotiates
"""
import socket
import sys
import threading
import time

SERVER = "127.0.0.1"


def read_exactly(peer, count):
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def read_smb(peer):
    head = read_exactly(peer, 4)
    return head + read_exactly(peer, int.from_bytes(head[1:], "big"))


def read_sasl(peer):
    head = read_exactly(peer, 4)
    return head + read_exactly(peer, int.from_bytes(head, "big"))


def read_ldap(peer):
    head = read_exactly(peer, 2)
    size = head[1]
    if size & 0x80:
        more = read_exactly(peer, size & 0x7F)
        head, size = head + more, int.from_bytes(more, "big")
    return head + read_exactly(peer, size)


def is_bound(message):
    """Whether it is a bind response that says success."""
    return b"\x61" in message[:12] and b"\x0a\x01\x00" in message[:24]


def turn(message):
    middle = 4 + (len(message) - 4) // 2
    return message[:middle] + bytes([message[middle] ^ 1]) + message[middle + 1:]


def without_layers(message):
    """The last token of GSSAPI wraps four bytes, integrity only: which layers there are, and the largest message."""
    at = message.find(b"\x05\x04")
    return message if at < 0 else message[:at + 16] + bytes([1]) + message[at + 17:]


def downgraded(message, dialect):
    """An SMB2 NEGOTIATE request: the number of dialects stands at 36 of the message, the dialects at 100."""
    smb = message[4:]
    if smb[:4] != b"\xfeSMB" or smb[12:14] != b"\0\0":
        return message
    count = int.from_bytes(smb[66:68], "little")
    return message[:4] + smb[:100] + bytes.fromhex(dialect)[::-1] * count + smb[100 + 2 * count:]


def cleared(message):
    smb = message[4:]
    if smb[:4] != b"\xfeSMB" or smb[12:14] != b"\0\0":
        return message
    smb = smb[:88] + bytes([smb[88] & 0xBF]) + smb[89:]  # SMB2_GLOBAL_CAP_ENCRYPTION
    return message[:4] + smb.replace(b"\x02\x00\x04\x00\0\0\0\0\x01\x00", b"\xf0\x00\x04\x00\0\0\0\0\x01\x00")


def deliver(client, message, how):
    half = len(message) // 2
    if how.startswith("flip"):
        client.sendall(turn(message))
    elif how == "cut":
        client.sendall(message[:half])
        raise EOFError
    elif how == "stall":
        client.sendall(message[:half])
        time.sleep(3600)
    elif how == "huge":
        client.sendall(b"\x40\0\0\0" + message[4:])
    elif how == "drip":
        for byte in message:
            client.sendall(bytes([byte]))
            time.sleep(0.5)


def from_server(server, client, how, number):
    sealed, count = False, 0
    ldap = how.startswith("ldap-")
    how = how.removeprefix("ldap-")
    while True:
        message = (read_sasl if sealed else read_ldap if ldap else read_smb)(server)
        if how == "layer" and not sealed:
            message = without_layers(message)
        if how == "clear":
            message = cleared(message)
        count += sealed or not ldap
        if how in ("layer", "clear", "downgrade") or count < number or ldap and not sealed:
            client.sendall(message)
        elif count == number or how in ("drip", "flip-all"):
            deliver(client, message, how)
        else:
            client.sendall(message)
        sealed = sealed or ldap and is_bound(message)


def from_client(client, server, how, argument):
    while True:
        if how == "downgrade":
            server.sendall(downgraded(read_smb(client), argument))
            continue
        data = client.recv(65536)
        if not data:
            raise EOFError
        server.sendall(data)


def pump(work, *arguments):
    try:
        work(*arguments)
    except (EOFError, OSError):
        for peer in arguments[:2]:
            try:
                peer.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    listen, target, how = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    argument = sys.argv[4] if len(sys.argv) > 4 else "1"
    listener = socket.create_server(("", listen))
    print("ready", flush=True)
    while True:
        client, _ = listener.accept()
        server = socket.create_connection((SERVER, target))
        for way in ((from_server, server, client, how, int(argument)), (from_client, client, server, how, argument)):
            threading.Thread(target=pump, args=way, daemon=True).start()


main()
