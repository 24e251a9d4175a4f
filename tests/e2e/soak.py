"""gpseald for many cycles: what stays of each. First with stand-ins for gpseal-fetch and gpseal-apply, so that a cycle
takes no time and gpseald, the one part that lives on, is what is measured; then with the real ones, with drift in every
fifth cycle. Runs by in_namespace.sh. usage: soak.py PROGRAMS MAKE_POL CYCLES [--rest SECONDS]

Ends with 1 when gpseald grows by more than 1 KiB in 1,000 cycles, keeps a descriptor, uses more than 0.1 % of a processor
at rest, or when the journal outgrows its bound or the mandate is not in force at the end."""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

DOOR = "/run/gpseal/gpseald.sock"
STATE = "/var/lib/gpseal"
SUMMARY = """gpseal.run/1
exit 0
mandate required
verdict pass
health ok
changes 0
repairs 0
sysvol_encrypted 1
again_in -1
time 2026-12-01T00:00:00Z
seq 1
"""


def ask(line):
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(300)
        door.connect(DOOR)
        door.sendall(line.encode() + b"\n")
        answer = b""
        while part := door.recv(4096):
            answer += part
        return answer.decode().strip()


class Daemon:
    def __init__(self, programs):
        self.child = subprocess.Popen([programs + "/gpseald"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while not os.path.exists(DOOR) and time.monotonic() < end:
            time.sleep(0.05)
        self.settle()

    def settle(self):
        """Until nothing is under way."""
        end = time.monotonic() + 60
        while '"doing":"waiting"' not in ask("status") and time.monotonic() < end:
            time.sleep(0.02)

    def proc(self, name):
        with open(f"/proc/{self.child.pid}/{name}", encoding="ascii") as file:
            return file.read()

    def resident(self):
        return int(re.search(r"VmRSS:\s+(\d+) kB", self.proc("status")).group(1))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.child.pid}/fd"))

    def processor(self):
        fields = self.proc("stat").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """The largest of it and its programs, in KiB."""
        self.child.terminate()
        _, _, usage = os.wait4(self.child.pid, 0)
        self.child.returncode = 0
        os.path.exists(DOOR) and os.unlink(DOOR)
        return usage.ru_maxrss


def slope(samples):
    """Of least squares, in KiB for 1,000 cycles."""
    count = len(samples)
    mean_x = sum(x for x, _ in samples) / count
    mean_y = sum(y for _, y in samples) / count
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return 1000 * sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0


class Soak:
    def __init__(self):
        self.failures = 0

    def must(self, holds, claim):
        print(("ok   " if holds else "FAIL ") + claim, flush=True)
        self.failures += not holds

    def cycles(self, daemon, count, what, drift=None):
        """A tenth of them to warm up: what is made once is no growth."""
        samples, wrong = [], 0
        descriptors = None
        for cycle in range(count + count // 10):
            if drift is not None and cycle % 5 == 4:
                drift()
            wrong += ask("refresh") not in ("done 0", "done 1")
            if cycle >= count // 10 and (cycle % max(1, count // 200) == 0):
                daemon.settle()
                samples.append((cycle, daemon.resident()))
                descriptors = descriptors or daemon.descriptors()
        daemon.settle()
        grows = slope(samples)
        self.must(wrong == 0, f"{what}: {count} cycles after {count // 10}, {wrong} of them wrong")
        # what one page more makes of the slope over so few cycles is no growth: a page is 4 KiB
        least = 4000 / max(1, count)
        self.must(grows <= max(1.0, least), f"{what}: resident {samples[0][1]} to {samples[-1][1]} KiB, slope {grows:.2f} KiB "
                                            f"for 1,000 cycles")
        self.must(daemon.descriptors() == descriptors, f"{what}: {descriptors} descriptors, then {daemon.descriptors()}")


def stand_ins(programs, work, record):
    folder = work + "/programs"
    os.makedirs(folder)
    shutil.copy(programs + "/gpseald", folder)
    for name, content in (("record", record), ("summary", SUMMARY.encode())):
        with open(f"{work}/{name}", "wb") as file:
            file.write(content)
    for name, says in (("gpseal-fetch", "record"), ("gpseal-apply", "summary")):
        with open(f"{folder}/{name}", "w", encoding="ascii") as file:
            file.write(f"#!/bin/sh\nexec cat {work}/{says}\n")
        os.chmod(f"{folder}/{name}", 0o755)
    return folder


def drift():
    subprocess.run(["nft", "delete", "table", "inet", "gpseal"], check=False, stderr=subprocess.DEVNULL)


def main():
    arguments = sys.argv[1:]
    rest = 600.0
    if "--rest" in arguments:
        at = arguments.index("--rest")
        rest = float(arguments[at + 1])
        del arguments[at:at + 2]
    programs, make_pol, count = arguments[0], arguments[1], int(arguments[2])
    soak = Soak()
    with tempfile.TemporaryDirectory(dir="/run") as work:
        gpo = work + "/gpo"
        os.makedirs(gpo + "/Machine")
        with open(gpo + "/gpt.ini", "w", encoding="ascii", newline="") as file:
            file.write("[General]\r\nVersion=3\r\n")
        subprocess.run([make_pol, gpo + "/Machine/Registry.pol", "enabled"], check=True)
        os.makedirs("/etc/gpseal", exist_ok=True)
        with open("/etc/gpseal/gpseal.conf", "w", encoding="ascii") as file:
            file.write(f"[policy]\nsource = files\nfiles = {gpo}\n")
        with open("/etc/samba/smb.conf", "w", encoding="ascii") as file:
            file.write("[global]\n\tworkgroup = LAB\n")
        record = subprocess.run([programs + "/gpseal-fetch"], input=b"look\n", stdout=subprocess.PIPE, check=True).stdout
        daemon = Daemon(stand_ins(programs, work, record))
        soak.cycles(daemon, count, "gpseald alone")
        before = daemon.processor()
        time.sleep(rest)
        used = 100 * (daemon.processor() - before) / rest
        soak.must(used <= 0.1, f"at rest for {rest:.0f} s: {used:.3f} % of a processor")
        daemon.stop()
        daemon = Daemon(programs)
        soak.cycles(daemon, max(10, count // 20), "all parts, drift in every fifth cycle", drift)
        listed = subprocess.run(["nft", "list", "table", "inet", "gpseal"], stdout=subprocess.PIPE, check=False).stdout
        soak.must(b"reject with tcp reset" in listed, "the mandate is in force at the end")
        kept = sum(os.path.getsize(os.path.join(STATE, name)) for name in os.listdir(STATE))
        soak.must(kept < 8 << 20, f"{kept} bytes of state")
        largest = daemon.stop()
        print(f"     largest process, those that gpseal-apply starts included: {largest} KiB")
    sys.exit(soak.failures > 0)


main()
