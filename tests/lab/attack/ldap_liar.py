#!/usr/bin/python3
"""An LDAP server that holds no key of the domain and says that nothing is linked: ldap_liar.py PORT HOW

HOW it treats a bind by GSSAPI:
  code N     refuses with result N, says so in words of its own
  success    "you are bound", at once and in the clear; every search completes without an entry
  done       answers the bind as if it were a search that completed without an entry
  referral   sends the client to a server of its own
  garbage    sends bytes of no protocol
  huge       announces a message of 1 GiB
  hang       accepts and never says anything
  drip       sends a long answer, one byte in half a second
  close      hangs up
"""
import random
import socket
import sys
import threading
import time


def tlv(tag, body):
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    return bytes([tag, 0x84]) + size.to_bytes(4, "big") + body


def read_exactly(peer, count):
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def read_message(peer):
    """(number, tag of the operation)"""
    head = read_exactly(peer, 2)
    size = head[1]
    if size & 0x80:
        size = int.from_bytes(read_exactly(peer, size & 0x7F), "big")
    body = read_exactly(peer, size)
    return body[2:2 + body[1]], body[2 + body[1]]


def answer(number, tag, code, words=b"", referral=b""):
    result = tlv(0x0A, bytes([code])) + tlv(0x04, b"") + tlv(0x04, words)
    return tlv(0x30, tlv(0x02, number) + tlv(tag, result + (tlv(0xA3, tlv(0x04, referral)) if referral else b"")))


def say(peer, how, number):
    if how[0] == "code":
        peer.sendall(answer(number, 0x61, int(how[1]), b"says the attacker"))
    elif how[0] == "success":
        peer.sendall(answer(number, 0x61, 0))
    elif how[0] == "done":
        peer.sendall(answer(number, 0x65, 0))
    elif how[0] == "referral":
        peer.sendall(answer(number, 0x61, 10, referral=b"ldap://attacker.corp.example/"))
    elif how[0] == "garbage":
        peer.sendall(random.Random(1).randbytes(4096))
    elif how[0] == "huge":
        peer.sendall(b"\x30\x84\x40\x00\x00\x00" + b"\x02\x01\x01" + b"A" * 65536)
    elif how[0] == "hang":
        time.sleep(3600)
    elif how[0] == "drip":
        for byte in tlv(0x30, tlv(0x02, number) + tlv(0x61, b"A" * 65536)):
            peer.sendall(bytes([byte]))
            time.sleep(0.5)
    else:
        raise EOFError


def serve(peer, how):
    try:
        while True:
            number, operation = read_message(peer)
            if operation == 0x63:
                peer.sendall(answer(number, 0x65, 0))
            elif operation == 0x60:
                say(peer, how, number)
    except (EOFError, OSError):
        peer.close()


def main():
    listener = socket.create_server(("", int(sys.argv[1])))
    print("ready", flush=True)
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=serve, args=(peer, sys.argv[2:]), daemon=True).start()


main()
