"""gpseald and its parts stand still (SIGSTOP; a machine that sleeps) for longer than their deadlines, and the time of day
jumps by ten years, while somebody takes the mandate away: it comes back, nothing is loosened, nothing is made up, and
what is due is done. Runs by in_namespace.sh. usage: standstill.py PROGRAMS MAKE_POL SHIFT_CLOCK
[BREAK_CALL], without which it is never stopped between two changes"""
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

DOOR = "/run/gpseal/gpseald.sock"
CONF = "/etc/samba/smb.conf"
SHIFT = "/run/clock-shift"
LOOK_DEADLINE, RUN_DEADLINE, RETRY, INTERVAL = 300, 600, 60, 90 * 60  # of the service, in seconds
YEARS = 10 * 365 * 86400


def slurp(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def ask(line):
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(60)
        door.connect(DOOR)
        door.sendall(line.encode() + b"\n")
        answer = b""
        while part := door.recv(4096):
            answer += part
        return answer.decode().strip()


def status(name):
    return json.loads(ask("status"))[name]


def in_force():
    blocks = slurp(CONF).count("\n\tclient smb encrypt = required")
    table = subprocess.run(["nft", "list", "table", "inet", "gpseal"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           check=False).stdout
    return (blocks, b"reject with tcp reset" in table) == (2, True)


def drift():
    """Somebody takes away both."""
    subprocess.run(["nft", "delete", "table", "inet", "gpseal"], check=True)
    with open(CONF, "w", encoding="utf-8") as file:
        file.write("[global]\n\tworkgroup = LAB\n")


class Clock:
    def __init__(self, library):
        self.wall = self.boot = 0
        self.write()
        shutil.copy(library, "/run/shift_clock.so")
        with open("/etc/ld.so.preload", "w", encoding="ascii") as file:
            file.write("/run/shift_clock.so\n")

    def write(self):
        handle = os.open(SHIFT, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(handle, struct.pack("qq", self.wall, self.boot), 0)  # in place: it is mapped
        os.close(handle)

    def set_wall(self, seconds):
        self.wall = seconds
        self.write()

    def sleep(self, seconds):
        """What a machine that sleeps does to both clocks."""
        self.wall += seconds
        self.boot += seconds
        self.write()


class Standstill:
    def __init__(self, work, programs, make_pol, library, break_call=None):
        self.work, self.real, self.break_call, self.failures = work, programs, break_call, 0
        self.programs, self.log = work + "/programs", work + "/log"
        os.makedirs(self.programs)
        for name in os.listdir(programs):
            if name.startswith("gpseal") and os.path.isfile(f"{programs}/{name}"):
                os.symlink(f"{programs}/{name}", f"{self.programs}/{name}")
        self.gpo = work + "/gpo"
        os.makedirs(self.gpo + "/Machine")
        with open(self.gpo + "/gpt.ini", "w", encoding="ascii", newline="") as file:
            file.write("[General]\r\nVersion=3\r\n")
        subprocess.run([make_pol, self.gpo + "/Machine/Registry.pol", "enabled"], check=True)
        with open("/etc/gpseal/gpseal.conf", "w", encoding="ascii") as file:
            file.write(f"[policy]\nsource = files\nfiles = {self.gpo}\n[service]\noffset = 0\n")
        with open(CONF, "w", encoding="ascii") as file:
            file.write("[global]\n\tworkgroup = LAB\n")
        self.clock = Clock(library)
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen([programs + "/gpseald", "--programs", self.programs], stdout=log, stderr=log)

    def must(self, claim, holds):
        print(("ok   " if holds else "FAIL ") + claim, flush=True)
        self.failures += not holds

    def becomes(self, claim, holds, seconds=15.0):
        end = time.monotonic() + seconds
        while not (true := self.true(holds)) and time.monotonic() < end:
            time.sleep(0.1)
        self.must(claim, true)
        if not true:
            print(*slurp(self.log).splitlines()[-6:], ask("status"), sep="\n     | ")

    @staticmethod
    def true(holds):
        try:
            return holds()
        except OSError:
            return False

    def stops_itself(self, part, at=None):
        """That program stands still as soon as it begins, or behind the system call `at`, until it is let go on."""
        path = f"{self.programs}/{part}"
        with open(path + ".new", "w", encoding="ascii") as file:
            first = "kill -STOP $$\nexec" if at is None else f"exec {self.break_call} {at}:signal=STOP:when=1"
            file.write(f'#!/bin/sh\n{first} {self.real}/{part} "$@"\n')
        os.chmod(path + ".new", 0o755)
        os.rename(path + ".new", path)

    def goes_on(self, part):
        os.unlink(f"{self.programs}/{part}")
        os.symlink(f"{self.real}/{part}", f"{self.programs}/{part}")

    def stopped(self, parent=None):
        """What stands still below gpseald."""
        found = []
        for pid in slurp(f"/proc/{parent or self.daemon.pid}/task/{parent or self.daemon.pid}/children").split():
            state = slurp(f"/proc/{pid}/stat").rpartition(")")[2].split()[:1]
            found += ([int(pid)] if state == ["T"] else []) + self.stopped(int(pid))
        return found

    def health(self):
        return status("doing") == "waiting" and status("health")

    def settled(self, what):
        self.becomes(f"{what}: a refresh is good", lambda: ask("refresh") == "done 0")
        self.becomes(f"{what}: nothing is left to do", lambda: self.health() == "ok" and status("verdict") == "pass")
        self.must(f"{what}: the mandate is in force", in_force())


def the_service(test):
    """gpseald itself stands still."""
    for seconds in (0, RUN_DEADLINE + 60, 2 * INTERVAL):
        what = f"gpseald stopped, {seconds} s asleep"
        before = json.loads(ask("status"))
        test.daemon.send_signal(signal.SIGSTOP)
        drift()
        time.sleep(1)
        test.clock.sleep(seconds)
        test.must(f"{what}: nobody repairs meanwhile", not in_force())
        test.daemon.send_signal(signal.SIGCONT)
        test.becomes(f"{what}: the drift is taken back", in_force)
        test.becomes(f"{what}: and counted", lambda: status("repairs") > before["repairs"])
        test.becomes(f"{what}: the policy is as it was", lambda: test.health() == "ok")
        test.must(f"{what}: no look is said to have failed", status("looks_failed") == before["looks_failed"])
        if seconds > INTERVAL:
            test.becomes(f"{what}: a look that was due is made", lambda: status("looks") > before["looks"])
        test.must(f"{what}: the next look is not beyond the interval", status("next_look_s") <= INTERVAL)


def a_look(test):
    """gpseal-fetch stands still."""
    for late in (False, True):
        what = "gpseal-fetch stopped " + ("beyond its deadline" if late else "and let go on")
        before = json.loads(ask("status"))
        test.stops_itself("gpseal-fetch")
        test.daemon.send_signal(signal.SIGHUP)  # a look
        test.becomes(f"{what}: it stands still", lambda: test.stopped() and status("doing") == "looking")
        drift()
        test.becomes(f"{what}: the drift is taken back all the same", in_force)
        stopped = test.stopped()
        test.goes_on("gpseal-fetch")
        if late:
            test.clock.sleep(LOOK_DEADLINE - 20)
            test.must(f"{what}: shortly before it, it is waited for", ask("status") and test.stopped() == stopped)
            test.clock.sleep(30)
            test.becomes(f"{what}: it is ended", lambda: ask("status") and not test.stopped(), 5)
            test.becomes(f"{what}: policy is said to be stale", lambda: test.health() == "stale")
            test.must(f"{what}: the look failed, and is told", status("looks_failed") == before["looks_failed"] + 1 and
                      "did not end in time" in slurp(test.log))
            test.must(f"{what}: the mandate is in force", in_force())
            test.clock.sleep(2 * RETRY)
            test.becomes(f"{what}: it is tried again by itself", lambda: ask("status") and test.health() == "ok")
        else:
            os.kill(stopped[0], signal.SIGCONT)
            test.becomes(f"{what}: its look counts", lambda: test.health() == "ok")
            test.must(f"{what}: and did not fail", status("looks_failed") == before["looks_failed"])
        test.settled(what)


def a_run(test):
    """gpseal-apply stands still, at its begin or between two changes."""
    for at, late in ((None, False), (None, True), ("renameat2", False), ("renameat2", True)):
        if at is not None and test.break_call is None:
            continue
        what = f"gpseal-apply stopped at {at or 'its begin'} " + ("beyond its deadline" if late else "and let go on")
        test.stops_itself("gpseal-apply", at)
        drift()
        test.becomes(f"{what}: it stands still", lambda: test.stopped())
        stopped = test.stopped()
        test.goes_on("gpseal-apply")
        if late:
            test.clock.sleep(RUN_DEADLINE - 20)
            test.must(f"{what}: shortly before it, it is waited for", ask("status") and test.stopped() == stopped)
            test.clock.sleep(30)
            test.becomes(f"{what}: it is ended", lambda: ask("status") and not test.stopped(), 5)
            test.must(f"{what}: no proof is made up", status("verdict") != "pass" or in_force())
            test.clock.sleep(2 * RETRY)
        else:
            os.kill(stopped[0], signal.SIGCONT)
        test.becomes(f"{what}: the drift is taken back", lambda: ask("status") and in_force())
        test.settled(what)
        test.must(f"{what}: without litter", not [name for name in os.listdir("/etc/samba") if "gpseal-new" in name])


def all_of_it(test):
    """The machine sleeps while a look is under way."""
    what = "all asleep for an hour in a look"
    test.stops_itself("gpseal-fetch")
    test.daemon.send_signal(signal.SIGHUP)
    test.becomes(f"{what}: it looks", lambda: test.stopped())
    stopped = test.stopped()
    test.goes_on("gpseal-fetch")
    test.daemon.send_signal(signal.SIGSTOP)
    drift()
    test.clock.sleep(3600)
    for pid in (*stopped, test.daemon.pid):
        os.kill(pid, signal.SIGCONT)
    test.becomes(f"{what}: the drift is taken back", in_force)
    test.becomes(f"{what}: policy is known or said to be stale", lambda: test.health() in ("ok", "stale"))
    test.settled(what)


def the_clock(test):
    """The time of day is set while it runs."""
    for where, seconds in (("ten years on", YEARS), ("ten years back", -YEARS), ("back to the right one", 0)):
        next_look = status("next_look_s")
        test.clock.set_wall(seconds)
        drift()
        test.becomes(f"{where}: drift is taken back", in_force)
        test.becomes(f"{where}: nothing else is said", lambda: test.health() == "ok" and status("verdict") == "pass")
        test.must(f"{where}: the service sees it", slurp("/var/lib/gpseal/report.json").count(
            time.strftime('"time": "%Y-', time.gmtime(time.time() + seconds))) == 1)
        test.must(f"{where}: the next look is due when it was", next_look - 30 <= status("next_look_s") <= next_look)
        idle = processor(test.daemon.pid)
        os.rename(test.gpo + "/gpt.ini", test.work + "/gpt.ini")
        test.must(f"{where}: a damaged source is stale", ask("refresh") == "done 5" and status("mandate") == "required")
        test.must(f"{where}: and loosens nothing", in_force())
        os.rename(test.work + "/gpt.ini", test.gpo + "/gpt.ini")
        test.settled(where)
        test.must(f"{where}: the service is at rest", processor(test.daemon.pid) - idle < 1.0)
        looks = status("looks")
        test.clock.boot += INTERVAL + 60
        test.clock.write()
        test.becomes(f"{where}: the schedule goes on", lambda: status("looks") > looks and test.health() == "ok")


def processor(pid):
    fields = slurp(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    with tempfile.TemporaryDirectory(dir="/run") as work:
        os.chmod(work, 0o755)
        test = Standstill(work, *sys.argv[1:])
        begin = time.monotonic()
        try:
            test.becomes("the mandate is in force", lambda: in_force() and test.health() == "ok", 30)
            for part in (the_service, a_look, a_run, all_of_it, the_clock):
                part(test)
        finally:
            test.daemon.send_signal(signal.SIGCONT)
            test.daemon.terminate()
            test.must("it ends in order", test.daemon.wait(30) == 0)
        print(f"{test.failures} failed, {time.monotonic() - begin:.0f} s")
        sys.exit(test.failures > 0)


main()
