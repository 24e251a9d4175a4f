#!/usr/bin/python3
"""A name server that lies: dns.py PORT HOW [NAME [ADDRESS]]

  srv NAME   every service is on NAME (any bytes, as \\xNN; a dot ends a label), every name has ADDRESS,
             the domain controller's where there is none
  no-srv     there are no services
  nothing    there are no names
  no-address services are where they were, but no name has an address
  garbage    bytes of no protocol
  hang       never answers
  stream     "ask again by TCP", where it accepts and never answers
"""
import random
import socket
import sys
import time

ADDRESS = socket.inet_aton(sys.argv[4] if len(sys.argv) > 4 else "192.0.2.1")
A, SRV = 1, 33
OK, NXDOMAIN = 0, 3
TRUNCATED = 0x0200


def encode(name):
    labels = [label for label in name.encode("latin-1").decode("unicode_escape").encode("latin-1").split(b".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def record(kind, data):
    return b"\xc0\x0c" + kind.to_bytes(2, "big") + b"\0\1" + b"\0\0\0\5" + len(data).to_bytes(2, "big") + data


def reply(question):
    how = sys.argv[2]
    end = 12
    while question[end]:
        end += 1 + question[end]
    kind = int.from_bytes(question[end + 1:end + 3], "big")
    host = sys.argv[3] if how == "srv" else "dc1.corp.example"
    answers, code, flags = [], OK, 0x8580
    if how == "nothing" or how == "no-srv" and kind == SRV or how == "no-address" and kind != SRV:
        code = NXDOMAIN
    elif kind == SRV:
        answers.append(record(SRV, b"\0\0\0\0" + (389).to_bytes(2, "big") + encode(host)))
    elif kind == A:
        answers.append(record(A, ADDRESS))
    if how == "stream":
        answers, flags = [], flags | TRUNCATED
    return (question[:2] + (flags | code).to_bytes(2, "big") + b"\0\1" + len(answers).to_bytes(2, "big") + b"\0\0\0\0" +
            question[12:end + 5] + b"".join(answers))


def main():
    how = sys.argv[2]
    port = ("", int(sys.argv[1]))
    listener = socket.create_server(port)  # accepts by itself, says nothing
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(port)
    print("ready", flush=True)
    while how == "hang":
        time.sleep(3600)
    while True:
        question, peer = datagrams.recvfrom(4096)
        answer = question[:2] + random.Random(1).randbytes(300) if how == "garbage" else reply(question)
        datagrams.sendto(answer, peer)
    listener.close()


main()
