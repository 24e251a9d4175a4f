#!/usr/bin/python3
"""A key distribution centre without the domain's keys, or a man before the real one: kdc.py PORT HOW

  garbage    answers with bytes of no protocol
  hang       takes every question and never answers
  error N    answers with error N of Kerberos ([RFC 4120] 7.5.9), which nobody signs
  wrong-key  what the real one sends in answer to a valid request comes as if made with another key
  no-service the same, but for tickets for the machine; requests for a service's ticket are never answered
"""
import random
import socket
import socketserver
import sys
import time

REAL = ("127.0.0.1", 88)
AS_REP, TGS_REQ = 0x6B, 0x6C


def der(tag, body):
    size = len(body)
    return bytes([tag]) + (bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")) + body


def kerberos_error(code):
    number = lambda value: der(0x02, bytes([value]))  # noqa: E731
    name = der(0x30, der(0xA0, number(2)) +
               der(0xA1, der(0x30, der(0x1B, b"krbtgt") + der(0x1B, b"CORP.EXAMPLE"))))
    stamp = der(0x18, time.strftime("%Y%m%d%H%M%SZ", time.gmtime()).encode())
    return der(0x7E, der(0x30, der(0xA0, number(5)) + der(0xA1, number(30)) + der(0xA4, stamp) + der(0xA5, number(0)) +
                         der(0xA6, number(code)) + der(0xA9, der(0x1B, b"CORP.EXAMPLE")) + der(0xAA, name)))


def ask_real(request):
    with socket.create_connection(REAL) as real:
        real.sendall(len(request).to_bytes(4, "big") + request)
        size = int.from_bytes(real.recv(4, socket.MSG_WAITALL), "big")
        return real.recv(size, socket.MSG_WAITALL)


def reply(request):
    how = sys.argv[2]
    if how == "garbage":
        return random.Random(1).randbytes(600)
    if how == "error":
        return kerberos_error(int(sys.argv[3]))
    if how == "hang" or how == "no-service" and request[0] == TGS_REQ:
        time.sleep(3600)
    answer = ask_real(request)
    if how == "wrong-key" and answer[0] == AS_REP:
        answer = answer[:-40] + bytes(byte ^ 0x55 for byte in answer[-40:])
    return answer


class Datagram(socketserver.BaseRequestHandler):
    def handle(self):
        data, peer = self.request
        peer.sendto(reply(data), self.client_address)


class Stream(socketserver.BaseRequestHandler):
    def handle(self):
        size = int.from_bytes(self.request.recv(4, socket.MSG_WAITALL), "big")
        answer = reply(self.request.recv(size, socket.MSG_WAITALL))
        self.request.sendall(len(answer).to_bytes(4, "big") + answer)


class DatagramServer(socketserver.ThreadingUDPServer):
    daemon_threads = True


class StreamServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main():
    import threading
    place = ("", int(sys.argv[1]))
    stream = StreamServer(place, Stream)
    threading.Thread(target=stream.serve_forever, daemon=True).start()
    datagrams = DatagramServer(place, Datagram)
    print("ready", flush=True)
    datagrams.serve_forever()


main()
