#!/usr/bin/env python3
"""Samba's own registry.pol parser (NDR, python3-samba) on the same files: the peer of bench_registry_policy.

usage: samba_ndr_bench.py FILE_OR_FOLDER…
"""
import pathlib
import sys
import time

from samba.dcerpc import preg
from samba.ndr import ndr_unpack


def files(names):
    for name in map(pathlib.Path, names):
        yield from (name.rglob("*") if name.is_dir() else [name])


def readable(raw):
    try:
        ndr_unpack(preg.file, raw)
        return True
    except Exception:  # whatever Samba's bindings raise, the file is not one to time
        return False


data = [p.read_bytes() for p in files(sys.argv[1:]) if p.suffix == ".pol"]
data = [raw for raw in data if readable(raw)]
best = 1e9
for _ in range(30):
    begin = time.perf_counter()
    for raw in data:
        ndr_unpack(preg.file, raw)
    best = min(best, time.perf_counter() - begin)
size = sum(map(len, data)) / 1e6
print(f"{len(data)} files, {size:.2f} MB\nsamba   {size / best:8.0f} MB/s")
