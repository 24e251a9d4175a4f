#!/usr/bin/python3
"""A refresh whose download ends after N bytes, for many N, on the member: cut_trials.py GPSEAL SERVER SECONDS|all
Every run ends with 0 or 5 within its time and the mandate in force, and the next one, undisturbed, with 0. Within SECONDS
as many places as there is time for, spread over all of what was sent (the two halves first, then the quarters, …)."""
import socket
import subprocess
import sys
import time

SERVICES = {"LDAP": 21389, "SYSVOL": 21445}
SLOW = {"LDAP": "stall", "SYSVOL": "dribble"}  # what takes half a minute, each at one of them where time is short
LONGEST = 30.0


def in_force():
    with open("/etc/samba/smb.conf", encoding="utf-8") as file:
        blocks = file.read().count("\n\tclient smb encrypt = required")
    table = subprocess.run(["nft", "list", "table", "inet", "gpseal"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           check=False).stdout
    return blocks == 2 and b"reject with tcp reset" in table


def spread(length):
    """Every number from 0 to length - 1 once, each first few of them far apart."""
    size = 1 << max(0, length - 1).bit_length()
    bits = size.bit_length() - 1
    numbers = (int(format(number, f"0{bits}b")[::-1] or "0", 2) for number in range(size))
    return [number for number in numbers if number < length]


class Trials:
    def __init__(self, gpseal, server):
        self.gpseal, self.server = gpseal, server
        self.failures, self.codes, self.slowest = 0, {}, 0.0

    def plan(self, service, how, most=0):
        with socket.create_connection((self.server, SERVICES[service]), 10) as peer, peer.makefile("rw") as words:
            words.write(f"{how} {most}\n")
            words.flush()
            return int(words.readline())

    def refresh(self, *more):
        begin = time.monotonic()
        done = subprocess.run([self.gpseal, "refresh", *more], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        return done.returncode, time.monotonic() - begin, done.stdout.decode(errors="replace")

    def must(self, holds, claim, said=""):
        if not holds:
            self.failures += 1
            print("FAIL", claim, *said.splitlines()[:12], sep="\n     | ", flush=True)

    def length(self, service):
        self.plan(service, "pass")
        code, _, said = self.refresh("--force")
        self.must(code == 0, f"{service}, undisturbed: exit code {code}", said)
        return self.plan(service, "pass")

    def one(self, service, how, most):
        what = f"{service}, {how} after {most} bytes"
        self.plan(service, how, most)
        code, took, said = self.refresh("--force")
        self.plan(service, "pass")
        self.codes[code] = self.codes.get(code, 0) + 1
        self.slowest = max(self.slowest, took)
        self.must(code in (0, 5), f"{what}: exit code {code}", said)
        self.must(took <= LONGEST, f"{what}: took {took:.1f} s", said)
        self.must(in_force(), f"{what}: the mandate is not in force", said)
        code, _, said = self.refresh()
        self.must(code == 0 and in_force(), f"{what}: the next run ends with {code}", said)

    def several(self, service, hows, places, until):
        tried = 0
        for place in places:
            for how in hows:
                if time.monotonic() > until:
                    return tried
                self.one(service, how, place)
                tried += 1
        return tried


def main():
    gpseal, server, seconds = sys.argv[1:]
    trials = Trials(gpseal, server)
    begin = time.monotonic()
    share = (1e9 if seconds == "all" else float(seconds)) / len(SERVICES)
    for service in SERVICES:
        length = trials.length(service)
        trials.must(length > 500, f"{service}: only {length} bytes came: this trial shows nothing")
        places = spread(length)
        whole = seconds == "all"
        until = time.monotonic() + share
        tried = trials.several(service, ["cut", "reset", "half"], sorted(places) if whole else places, until)
        slow = trials.several(service, ["stall", "dribble"] if whole else [SLOW[service]], places[1:9 if whole else 2], 1e12)
        trials.must(tried > 0, f"{service}: no place was tried")
        print(f"{service}: {length} bytes; cut, reset or half closed at {tried} of {3 * length} places, stalled or dribbling at "
              f"{slow}; exit codes {trials.codes}, the slowest {trials.slowest:.1f} s", flush=True)
        trials.codes, trials.slowest = {}, 0.0
    print(f"{trials.failures} failed, {time.monotonic() - begin:.0f} s")
    sys.exit(trials.failures > 0)


main()
