"""The machine on which gpseal-apply is broken: what it may change is kept as it was, put back, and compared. Runs in the
namespaces of in_namespace.sh, so that nothing here is the machine's own."""
import hashlib
import json
import os
import re
import shutil
import subprocess

from system_calls import system_calls

CONF = "/etc/samba/smb.conf"
FILES = (CONF, "/etc/modprobe.d/gpseal.conf")
STATE = "/var/lib/gpseal"
TOPS = ("/etc/samba", "/etc/modprobe.d", STATE)
TABLE = ("inet", "gpseal")
# what differs from run to run and decides nothing
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|"
                    rb"\"(clear_smb[12]|compound|compressed|cannot_encrypt|seq)\": \d+")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}  # what gpseald gives it
ORIGINAL = b"# mine\n[global]\n\tworkgroup = LAB\n\n[data]\n\tpath = /srv\n# no newline at the end"


def run(arguments, **options):
    return subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **options)


def slurp(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def rules():
    """The table without what it counted: values, and whom it saw; None: not there."""
    listed = run(["nft", "-s", "list", "table", *TABLE])
    seen = re.compile(rb"\n\t\telements = \{[^}]*\}")
    return seen.sub(b"", listed.stdout) if listed.returncode == 0 else None


class Machine:
    def __init__(self, programs, make_pol, work):
        self.apply = os.path.join(programs, "gpseal-apply")
        self.fetch = os.path.join(programs, "gpseal-fetch")
        self.gpseal = os.path.join(programs, "gpseal")
        self.work = work
        self.records = {what: self.look(make_pol, what) for what in ("enabled", "disabled")}
        self.kept = {}
        self.table = None  # rules(), since the last run

    def look(self, make_pol, what):
        """The record that gpseal-fetch makes of such a GPO."""
        folder = os.path.join(self.work, what)
        os.makedirs(folder + "/Machine")
        with open(folder + "/gpt.ini", "w", encoding="ascii", newline="") as file:
            file.write("[General]\r\nVersion=3\r\n")
        subprocess.run([make_pol, folder + "/Machine/Registry.pol", what], check=True)
        os.makedirs("/etc/gpseal", exist_ok=True)
        with open("/etc/gpseal/gpseal.conf", "w", encoding="ascii") as file:
            file.write(f"[policy]\nsource = files\nfiles = {folder}\n")
        return run([self.fetch], input=b"look\n").stdout

    def once(self, what, before=(), environment=None):
        """One run of gpseal-apply with that record, behind the words of `before`."""
        done = run([*before, self.apply], input=self.records[what], env={**ENVIRONMENT, **(environment or {})})
        self.table = rules()
        return done

    def keep(self, name):
        """All that it may change, as it is now."""
        folder = f"{self.work}/kept-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(STATE, folder, dirs_exist_ok=True) if os.path.isdir(STATE) else os.makedirs(folder)
        self.table = rules()
        self.kept[name] = ({path: slurp(path) for path in FILES}, self.table, folder)

    def put_back(self, name):
        """In place, so that a folder may be a file system of its own."""
        files, table, folder = self.kept[name]
        for litter in self.litter():
            os.unlink(litter)
        for path, content in files.items():
            if content is None:
                if os.path.exists(path):
                    os.unlink(path)
            else:
                with open(path, "wb") as file:
                    file.write(content)
        for old in os.listdir(STATE):
            os.unlink(os.path.join(STATE, old))
        shutil.copytree(folder, STATE, dirs_exist_ok=True)
        os.chmod(STATE, 0o700)
        if table != self.table:
            script = b"add table inet gpseal\ndelete table inet gpseal\n" + (table or b"")
            subprocess.run(["nft", "-f", "-"], input=script, check=True)
            self.table = table

    @staticmethod
    def litter():
        found = []
        for top in TOPS:
            for folder, _, names in os.walk(top):
                found += [os.path.join(folder, name) for name in names if name.endswith(".gpseal-new")]
        return found

    def left_behind(self):
        """A number for all that the next run finds: two that differ in moments and names of runs only have the same."""
        found = hashlib.sha256(repr(self.table).encode())
        for top in TOPS:
            for folder, inner, names in os.walk(top):
                inner.sort()
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    content = slurp(path)
                    first, _, rest = content.partition(b"\n")
                    if first.endswith(hashlib.sha256(rest).hexdigest().encode()):
                        content = first[:-64] + rest  # the last known good, and its own sum, right in both
                    found.update(repr((path, os.stat(path).st_mode, MOMENT.sub(b"", content))).encode())
        return found.digest()

    def which(self, names):
        """Of every part: the states of `names` that it is in."""
        parts = {path: [name for name in names if self.kept[name][0][path] == slurp(path)] for path in FILES}
        parts["table"] = [name for name in names if self.kept[name][1] == self.table]
        return parts

    def cuts(self):
        return b"reject with tcp reset" in (self.table or b"")

    def journal_is_readable(self):
        told = run([self.gpseal, "history", "--json"])
        return told.returncode == 0 and json.loads(told.stdout)["unreadable"] <= 1

    def calls(self, what):
        """(name, k) of every system call of one run's first thread, k counting calls of that name."""
        trace = self.work + "/trace"
        run(["strace", "-qq", "-o", trace, self.apply], input=self.records[what], env=ENVIRONMENT)
        self.table = rules()
        return system_calls(trace)


def older(text):
    """smb.conf as an older version wrote it."""
    return text.replace(b"what: ", b"what, in an older version's words: ", 1)
