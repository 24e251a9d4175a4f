"""Power is lost while gpseal changes smb.conf and its own state: on xfs and ext4 in files of their own, gpseal killed at
each call by which it changes something and the file system shut down at once, with and without its log being written.
After the next mount every file is the old or the new one, byte by byte; after a run that ended with success, the new
one; the next run converges without litter. usage: power_loss.py GPSEAL MAKE_POL [--seconds N]"""
import fcntl
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # a test leaves no files in the tree
from system_calls import system_calls  # noqa: E402

GOING_DOWN = 0x8004587D  # XFS_IOC_GOINGDOWN, which ext4 has as EXT4_IOC_SHUTDOWN
MODES = {"log written": 1, "log lost": 2}
SYSTEMS = {"xfs": (["mkfs.xfs", "-q", "-f"], "xfs", ""), "ext4": (["mkfs.ext4", "-q", "-F"], "ext4", ""),
           "ext4 noauto_da_alloc": (["mkfs.ext4", "-q", "-F"], "ext4", "noauto_da_alloc")}
CHANGING = re.compile(r"(openat|write|pwrite64|fsync|fdatasync|rename|renameat2?|unlink|unlinkat|mkdir|mkdirat|fchmod|fchown|"
                      r"rmdir|ftruncate)$")
FILES = ("etc/samba/smb.conf", "etc/modprobe.d/gpseal.conf")


def run(arguments):
    return subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def must(arguments):
    done = run(arguments)
    if done.returncode != 0:
        print(f"skipped: {' '.join(arguments)}: {done.stdout.decode(errors='replace').strip()}")
        sys.exit(77)


def contents(folder):
    found = {}
    for name in FILES:
        try:
            with open(f"{folder}/{name}", "rb") as file:
                found[name] = file.read()
        except FileNotFoundError:
            found[name] = None
    return found


class Disk:
    def __init__(self, work, system):
        self.make, self.kind, self.options = SYSTEMS[system]
        self.image, self.place = f"{work}/image", f"{work}/disk"
        os.makedirs(self.place, exist_ok=True)

    def begin(self):
        with open(self.image, "wb") as file:
            file.truncate(320 << 20)
        must(self.make + [self.image])
        self.mount()

    def mount(self):
        must(["mount", "-t", self.kind, "-o", ",".join(filter(None, ["loop", self.options])), self.image, self.place])

    def lose_power(self, mode):
        handle = os.open(self.place, os.O_RDONLY)
        fcntl.ioctl(handle, GOING_DOWN, struct.pack("I", MODES[mode]))
        os.close(handle)
        must(["umount", self.place])
        self.mount()


    def forgets(self):
        """Whether what nobody synced is lost with the power: else this trial would show nothing."""
        with open(self.place + "/unsynced", "wb") as file:
            file.write(b"x" * 4096)
        self.lose_power("log lost")
        try:
            return os.path.getsize(self.place + "/unsynced") == 0
        except FileNotFoundError:
            return True


class Trial:
    def __init__(self, gpseal, gpos, disk):
        self.gpseal, self.gpos, self.disk = gpseal, gpos, disk
        self.failures = self.points = 0

    def refresh(self, which, before=()):
        return run([*before, self.gpseal, "--root", self.disk.place, "refresh", "--gpo", self.gpos[which]]).returncode

    def start_from(self, which):
        if self.refresh(which) not in (0, 1, 4):
            sys.exit("cannot prepare")
        os.sync()
        return contents(self.disk.place)

    def calls(self, which, trace):
        run(["strace", "-qq", "-o", trace, self.gpseal, "--root", self.disk.place, "refresh", "--gpo", self.gpos[which]])
        found = []
        for name, k, line in system_calls(trace):
            changes = CHANGING.match(name) and (name != "openat" or re.search("O_CREAT|O_WRONLY|O_RDWR", line))
            if changes and not re.match(r"write\([12],", line):
                found.append(f"{name}:signal=KILL:when={k}")
        return found

    def broken(self, what):
        self.failures += 1
        print("BROKEN:", what, flush=True)

    def one(self, scenario, injection, mode, states):
        """injection None: the run comes to its end, and power is lost after it."""
        self.points += 1
        old, new = scenario
        self.start_from(old)
        before = () if injection is None else ("strace", "-qq", "-o", "/dev/null", "-e", "inject=" + injection)
        ended = self.refresh(new, before)
        self.disk.lose_power(mode)
        what = f"{self.disk.kind} {self.disk.options} {old} to {new}, {injection}, {mode}, exit {ended}"
        now = contents(self.disk.place)
        for name, content in now.items():
            if content not in (states[old][name], states[new][name]):
                self.broken(f"{what}: {name} is neither the old nor the new one: {(content or b'')[:60]!r}")
            if injection is None and content != states[new][name]:
                self.broken(f"{what}: {name} is not the new one")
        self.refresh(new)
        if contents(self.disk.place) != states[new]:
            self.broken(f"{what}: the next run does not converge")
        litter = run(["find", self.disk.place, "-name", "*.gpseal-new"]).stdout
        if litter:
            self.broken(f"{what}: litter: {litter!r}")


def on_disk(trial, work, until):
    trial.disk.begin()
    if not trial.disk.forgets():
        trial.broken("what was never synced is still there: this trial shows nothing")
    place = trial.disk.place
    os.makedirs(place + "/etc/samba")
    with open(place + "/etc/samba/smb.conf", "wb") as file:
        file.write(b"# mine\n[global]\n\tworkgroup = LAB\n# no newline at the end")
    states = {"off": trial.start_from("off"), "on": trial.start_from("on")}
    jobs = []
    for scenario in (("off", "on"), ("on", "off")):
        trial.start_from(scenario[0])
        for injection in [None, *trial.calls(scenario[1], work + "/trace")]:
            jobs += [(scenario, injection, mode) for mode in MODES]
    random.Random(1).shuffle(jobs)
    jobs.sort(key=lambda job: job[1] is not None)
    done = 0
    for job in jobs:
        if time.monotonic() > until:
            break
        trial.one(*job, states)
        done += 1
    run(["umount", place])
    if done == 0 or all(injection is None for _, injection, _ in jobs):
        trial.broken(f"{done} of {len(jobs)} points: this trial shows nothing")
    return done, len(jobs)


def main():
    arguments = sys.argv[1:]
    seconds = 1e9
    if "--seconds" in arguments:
        at = arguments.index("--seconds")
        seconds = float(arguments[at + 1])
        del arguments[at:at + 2]
    gpseal, make_pol = arguments
    for program in ("strace", "mkfs.xfs", "mkfs.ext4"):
        if shutil.which(program) is None:
            print(f"skipped: {program} is not installed")
            sys.exit(77)
    failures = 0
    with tempfile.TemporaryDirectory(dir="/var/tmp") as work:
        gpos = {}
        for which, what in (("on", "enabled"), ("off", "disabled")):
            gpos[which] = f"{work}/{which}"
            os.makedirs(gpos[which] + "/Machine")
            with open(gpos[which] + "/gpt.ini", "w", encoding="ascii", newline="") as file:
                file.write("[General]\r\nVersion=3\r\n")
            subprocess.run([make_pol, gpos[which] + "/Machine/Registry.pol", what], check=True)
        begin = time.monotonic()
        for number, system in enumerate(SYSTEMS, 1):
            trial = Trial(gpseal, gpos, Disk(work, system))
            try:
                done, all_jobs = on_disk(trial, work, begin + seconds * number / len(SYSTEMS))
            finally:
                run(["umount", "-q", f"{work}/disk"])
            print(f"{system}: {done} of {all_jobs} points, {trial.failures} broken promises", flush=True)
            failures += trial.failures
    sys.exit(failures > 0)


main()
