#!/usr/bin/python3
"""Carries connections to another server: forward.py PORT SERVER TARGET_PORT"""
import socket
import sys
import threading


def carry(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


listener = socket.create_server(("", int(sys.argv[1])))
print("ready", flush=True)
while True:
    client = listener.accept()[0]
    server = socket.create_connection((sys.argv[2], int(sys.argv[3])))
    for pair in ((client, server), (server, client)):
        threading.Thread(target=carry, args=pair, daemon=True).start()
