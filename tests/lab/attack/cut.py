#!/usr/bin/python3
"""A man between a client and the real server who lets so many bytes of the server's pass, over all connections since he
was told, and no more: cut.py LISTEN TARGET_PORT CONTROL

At the port CONTROL he takes a line `HOW NUMBER` and answers how many bytes came since the last one:
  pass        lets all pass
  cut         closes the connection; `reset`: by a reset
  half        says that the server sends nothing more, and listens on
  stall       says nothing more
  dribble     sends the rest one byte in 50 milliseconds
"""
import socket
import struct
import sys
import threading
import time

SERVER = "127.0.0.1"


class Plan:
    def __init__(self):
        self.lock = threading.Lock()
        self.how, self.most, self.turn, self.seen = "pass", 0, 0, 0

    def set(self, how, most):
        with self.lock:
            seen, self.seen = self.seen, 0
            self.how, self.most, self.turn = how, most, self.turn + 1
        return seen

    def passes(self, turn, count):
        """How many of `count` bytes more of a connection of that turn may pass."""
        with self.lock:
            if turn != self.turn:
                return 0
            left = self.most - self.seen
            self.seen += count
            return count if self.how == "pass" else max(0, min(count, left))


def end(client, server, how):
    if how == "reset":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if how in ("cut", "reset", "pass"):
        for peer in (server, client):
            try:
                peer.shutdown(socket.SHUT_RDWR) if how != "reset" else None
            except OSError:
                pass
            peer.close()
    elif how == "half":
        client.shutdown(socket.SHUT_WR)


def from_server(server, client, plan, turn, how):
    while data := server.recv(4096):
        count = plan.passes(turn, len(data))
        client.sendall(data[:count])
        if count == len(data):
            continue
        if how == "dribble":
            for byte in data[count:]:
                client.sendall(bytes([byte]))
                time.sleep(0.05)
            continue
        end(client, server, how)
        while how in ("half", "stall") and server.recv(4096):
            pass
        return
    end(client, server, "cut")


def from_client(client, server):
    while data := client.recv(65536):
        server.sendall(data)
    server.shutdown(socket.SHUT_WR)


def pump(work, *arguments):
    try:
        work(*arguments)
    except OSError:
        end(arguments[0], arguments[1], "cut")


def control(listener, plan):
    while True:
        peer, _ = listener.accept()
        with peer, peer.makefile("rw") as words:
            how, most = words.readline().split()
            words.write(f"{plan.set(how, int(most))}\n")


def main():
    listen, target, told_at = (int(word) for word in sys.argv[1:])
    plan = Plan()
    listener, told = socket.create_server(("", listen)), socket.create_server(("", told_at))
    threading.Thread(target=control, args=(told, plan), daemon=True).start()
    print("ready", flush=True)
    while True:
        client, _ = listener.accept()
        turn, how = plan.turn, plan.how
        server = socket.create_connection((SERVER, target))
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for way in ((from_server, server, client, plan, turn, how), (from_client, client, server)):
            threading.Thread(target=pump, args=way, daemon=True).start()


main()
