"""Breaks gpseal-apply, the program that changes the machine for the service: killed at its system calls, told an error
there, on a full disk, without memory. What it sets is the old or the new state, part by part; success is never said of
less; the next run gives the new state without litter; and nothing that stood is loosened. Runs by in_namespace.sh.

usage: apply_matrix.py PROGRAMS MAKE_POL MALLOC_FAIL [--seconds N] [--part K/N] [--done FILE] [--break-call PROGRAM]
       [KIND…]
KIND is kill, errno, full or memory; without one, all of them.
--seconds N: as many points of each kind as N seconds allow, in an order that is random and always the same.
--part K/N: every N-th point from the K-th on, so that N of them side by side try all.
--done FILE: what FILE names is not tried again, and what is tried is written there: a matrix that goes on tomorrow.
--break-call PROGRAM: break_call.c, which breaks a call at less cost than strace."""
import argparse
import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # a test leaves no files in the tree
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apply_machine import CONF, ENVIRONMENT, ORIGINAL, STATE, Machine, older, run, slurp  # noqa: E402
from points import Points  # noqa: E402

NEVER_CAME = 124  # break_call's word
KINDS = ["kill", "errno", "full", "memory"]

ERRNOS = ("EIO", "EINTR", "ENOMEM", "ENOSPC", "EACCES", "EMFILE", "EROFS")
CHANGING = re.compile(r"(write|pwrite64|fsync|fdatasync|rename|renameat2?|unlink|unlinkat|mkdir|mkdirat|fchmod|fchown|"
                      r"fsetxattr|ftruncate|rmdir|clone3?|wait4|sendto|flock)$")
NO_ERROR = {"exit_group", "brk", "mmap", "munmap", "mprotect", "close", "execve", "arch_prctl", "rseq", "wait4", "futex",
            "set_tid_address", "set_robust_list", "rt_sigprocmask", "rt_sigaction", "restart_syscall"}
SCENARIOS = {"enable": ("original", "enforced", "enabled"), "disable": ("enforced", "original", "disabled"),
             "upgrade": ("older", "enforced", "enabled")}


class Matrix:
    def __init__(self, machine, asked):
        self.machine, self.malloc_fail, self.breaker = machine, asked.malloc_fail, asked.break_call
        self.points_of = Points(asked.part, asked.done)
        self.failures = self.points = self.missed = 0
        self.converges = set()  # (scenario, what was left behind) from which the next run did all that it must

    def broken(self, what):
        self.failures += 1
        print("BROKEN:", what, flush=True)

    def prepare(self):
        machine = self.machine
        os.unlink("/etc/gpseal/gpseal.conf")
        with open(CONF, "wb") as file:
            file.write(ORIGINAL)
        os.makedirs(STATE, exist_ok=True)
        machine.keep("original")
        with open("/etc/gpseal/gpseal.conf", "w", encoding="ascii") as file:
            file.write("[guard]\nmode = audit\n")
        machine.once("enabled")
        machine.keep("audit")
        os.unlink("/etc/gpseal/gpseal.conf")
        machine.put_back("original")
        if machine.once("enabled").returncode != 0:
            sys.exit("cannot enforce without a fault")
        machine.keep("enforced")
        machine.put_back("enforced")
        again = machine.once("enabled")
        if b"\nchanges 0\n" not in again.stdout:
            sys.exit("what is put back is not what was kept: " + again.stdout.decode())
        with open(CONF, "wb") as file:
            file.write(older(machine.kept["enforced"][0][CONF]))
        machine.keep("older")
        if slurp(CONF) == machine.kept["enforced"][0][CONF]:
            sys.exit("the older version's words are not older")

    def judge(self, scenario, fault, ended):
        """What is left, and what the next run makes of it."""
        base, end, record = SCENARIOS[scenario]
        machine = self.machine
        what = f"{scenario}, {fault}, exit {ended}"
        parts = machine.which([base, end, "audit"])
        for part, names in parts.items():
            if not [name for name in names if name in (base, end) or part == "table"]:
                self.broken(f"{what}: {part} is neither the old nor the new one")
            if ended == 0 and end not in names:
                self.broken(f"{what}: {part} is not the new one")
        if base != "original" and end != "original" and not machine.cuts():
            self.broken(f"{what}: the guard does not cut any more")
        left = (scenario, machine.left_behind())
        if left in self.converges:
            return
        before = self.failures
        again = machine.once(record)
        if again.returncode != 0 or any(end not in names for names in machine.which([end]).values()):
            self.broken(f"{what}: the next run ends with {again.returncode} and does not converge: "
                        f"{again.stderr.decode(errors='replace')[:300]} {machine.which([base, end, 'audit'])}")
        if machine.litter():
            self.broken(f"{what}: litter: {machine.litter()}")
        if not machine.journal_is_readable():
            self.broken(f"{what}: the journal cannot be read")
        if self.failures == before:
            self.converges.add(left)

    def fault(self, scenario, what, **how):
        self.points += 1
        self.machine.put_back(SCENARIOS[scenario][0])
        ended = self.machine.once(SCENARIOS[scenario][2], **how).returncode
        if ended == NEVER_CAME:
            self.missed += 1  # how often it polls and reads is not the same each time
        else:
            self.judge(scenario, what, ended)
        return ended

    def each(self, kind, jobs, until, attempt):
        """Tries `attempt(*job)` with as many of this part's jobs as there is time for."""
        left, of = self.points_of.mine(jobs)
        tried = 0
        missed = self.missed
        for job in left:
            if time.monotonic() > until:
                break
            before = self.failures + self.missed
            attempt(*job)
            tried += 1
            if self.failures + self.missed == before:
                self.points_of.kept(job)
        if tried == 0 and left:
            self.broken(f"{kind}: no point was tried, of {of}")
        print(f"{kind}: {of - len(left) + tried} of {of} points, {tried} of them now, "
              f"{self.missed - missed} of which did not come", flush=True)

    def system_calls(self, kind):
        """Every call that changes something, and where another process is waited for: what lies between two of them
        is one state. kill: before the call is made."""
        jobs = []
        for scenario, (base, _, record) in SCENARIOS.items():
            self.machine.put_back(base)
            for name, k, line in self.machine.calls(record):
                changes = CHANGING.match(name) or (name == "openat" and re.search("O_CREAT|O_WRONLY|O_RDWR", line))
                if kind == "kill" and changes:
                    jobs.append((scenario, f"{name}:signal=KILL:when={k}"))
                if kind == "errno" and name not in NO_ERROR:
                    jobs += [(scenario, f"{name}:error={error}:when={k}") for error in ERRNOS]
        return jobs

    def at_calls(self, kind, until):
        jobs = self.system_calls(kind)
        random.Random(1).shuffle(jobs)
        jobs.sort(key=self.rank)
        self.each(kind, jobs, until, self.at_call)

    @staticmethod
    def rank(job):
        """What matters most, first; then one error at every call before the next one."""
        name, how, _ = job[1].split(":")
        error = how.removeprefix("error=")
        return not CHANGING.match(name), ERRNOS.index(error) if error in ERRNOS else 0

    def at_call(self, scenario, injection):
        name = injection.split(":")[0]
        before = ("strace", "-qq", "-o", "/dev/null", "-e", "trace=" + name, "-e", "inject=" + injection)
        if self.breaker is not None:
            before = (self.breaker, re.sub("E[A-Z]+", lambda match: str(getattr(errno, match.group())), injection))
        ended = self.fault(scenario, injection, before=before)
        if "signal" in injection and ended not in (-signal.SIGKILL, 137, NEVER_CAME):
            self.broken(f"{scenario}, {injection}: was not killed")

    def full_disk(self, until):
        """/etc/samba and the state on file systems of their own with 0, 512, … bytes left, 129 levels."""
        levels = list(range(0, 65536 + 1, 512))
        random.Random(1).shuffle(levels)
        levels.sort(key=lambda level: level not in (0, 4096, 8192))
        folders = ("/etc/samba", STATE)
        for folder in folders:
            kept = tempfile.mkdtemp(dir=self.machine.work)
            shutil.copytree(folder, kept, dirs_exist_ok=True)
            if run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=755", "none", folder]).returncode != 0:
                sys.exit("cannot mount a tmpfs")
            shutil.copytree(kept, folder, dirs_exist_ok=True)
        jobs = [(scenario, level, "bytes") for level in levels for scenario in SCENARIOS]
        self.each("full", jobs, until, lambda scenario, level, _: self.on_full_disk(scenario, level, folders))
        for folder in folders:
            run(["umount", folder])

    def on_full_disk(self, scenario, level, folders):
        self.points += 1
        machine = self.machine
        machine.put_back(SCENARIOS[scenario][0])
        for folder in folders:
            space = os.statvfs(folder)
            with open(folder + "/.ballast", "wb") as file:
                file.write(b"\0" * max(0, space.f_bavail * space.f_bsize - level))
        ended = machine.once(SCENARIOS[scenario][2]).returncode
        for folder in folders:
            os.unlink(folder + "/.ballast")
        self.judge(scenario, f"{level} bytes left", ended)

    def without_memory(self, until):
        """One allocation fails, or all from one on; in gpseal-apply, and in gpseal-fetch, whose record is whole or none."""
        chance = random.Random(1)
        count = 0
        codes = {}
        if self.fault("enable", "every allocation fails", environment={"LD_PRELOAD": self.malloc_fail,
                                                                       "GPSEAL_FAIL_MALLOC": "1+"}) == 0:
            self.broken("memory: no allocation fails: this trial shows nothing")
        self.fetch_confining_itself(until)
        while time.monotonic() < until:
            wish = str(int(10 ** chance.uniform(0, 5))) + chance.choice(("", "+"))
            environment = {"LD_PRELOAD": self.malloc_fail, "GPSEAL_FAIL_MALLOC": wish}
            scenario = chance.choice(list(SCENARIOS))
            ended = self.fault(scenario, f"allocation {wish} fails", environment=environment)
            codes[ended] = codes.get(ended, 0) + 1
            self.fetch_without_memory(environment, wish)
            count += 1
        print(f"memory: {count} points, gpseal-apply's exit codes {codes}", flush=True)

    def fetch_confining_itself(self, until):
        """Every sixth of these allocations sent libseccomp round for ever."""
        for number in range(335, 360):
            if time.monotonic() < until:
                wish = str(number)
                self.fetch_without_memory({"LD_PRELOAD": self.malloc_fail, "GPSEAL_FAIL_MALLOC": wish}, wish)

    def fetch_without_memory(self, environment, wish):
        folder = self.machine.work + "/enabled"
        with open("/etc/gpseal/fetch.conf", "w", encoding="ascii") as file:
            file.write(f"[policy]\nsource = files\nfiles = {folder}\n")
        try:
            said = run([self.machine.fetch, "--config", "/etc/gpseal/fetch.conf"], input=b"look\n", timeout=60,
                       env={**ENVIRONMENT, **environment}).stdout
        except subprocess.TimeoutExpired:
            self.broken(f"fetch, allocation {wish} fails: it does not end")
            return
        body = said.split(b"\n", 1)[-1][64:]
        if said and said != self.machine.records["enabled"] and (len(said) < 80 or body[:1] != b"\0"):
            self.broken(f"fetch, allocation {wish} fails: a complete record that is another one")


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("programs", "make_pol", "malloc_fail"):
        parser.add_argument(name)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--done")
    parser.add_argument("--break-call")
    parser.add_argument("kinds", nargs="*")
    asked = parser.parse_intermixed_args()
    if not set(asked.kinds) <= set(KINDS):
        parser.error("a kind is " + ", ".join(KINDS))
    return asked


def alone():
    """Goes on in a process namespace: gpseal-apply reads /proc, and what else runs here would be part of its calls."""
    if os.environ.get("GPSEAL_FAULT_INSIDE") != "1":
        os.environ["GPSEAL_FAULT_INSIDE"] = "1"
        os.execvp("unshare", ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, *sys.argv])


def main():
    asked = arguments()
    if shutil.which("strace") is None:
        print("skipped: strace is not installed")
        sys.exit(77)
    alone()
    kinds = asked.kinds or KINDS
    with tempfile.TemporaryDirectory(dir="/run") as work:
        machine = Machine(asked.programs, asked.make_pol, work)
        matrix = Matrix(machine, asked)
        matrix.prepare()
        share = (asked.seconds or 1e9) / len(kinds)
        begin = time.monotonic()
        for number, kind in enumerate(kinds, 1):
            until = begin + share * number if asked.seconds else (time.monotonic() + 600 if kind == "memory" else 1e12)
            if kind in ("kill", "errno"):
                matrix.at_calls(kind, until)
            elif kind == "full":
                matrix.full_disk(until)
            else:
                matrix.without_memory(until)
        print(f"{matrix.points} faults, {matrix.failures} broken promises, {len(matrix.converges)} different states left "
              f"behind, {time.monotonic() - begin:.0f} s")
        sys.exit(matrix.failures > 0)


main()
