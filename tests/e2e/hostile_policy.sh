#!/bin/bash
# GPOs whose folder, names and values are hostile, the service's way: what gpseal-apply changes is byte for byte what it
# changes for a harmless one, no file is touched elsewhere, and nothing that it says acts on a terminal or a log. Symlinks
# that lie where it writes lead nowhere. Runs by in_namespace.sh.
# usage: hostile_policy.sh GPSEAL MAKE_POL, gpseal-fetch and gpseal-apply beside GPSEAL
set -u
gpseal=$1
make_pol=$2
programs=$(dirname "$gpseal")
work=$(mktemp -d -p /run)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"
mount -t tmpfs none /tmp || exit 77 # which others use
quiet() { [ "$2" = "$3" ] && rows=$((rows + 1)) || is "$@"; }
mkdir -p /etc/gpseal
original() { printf '# mine\n[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf; }
# Everything outside of what gpseal keeps for itself.
elsewhere() {
    find /etc /var/lib /run /tmp -xdev \( -path /var/lib/gpseal -o -path "$work" -o -path /etc/gpseal \
        -o -path /run/gpseal -o -path /run/etc \) -prune -o -printf '%p %y %m %u %s %l\n' | sort | sha256sum
}
table() { nft -s list table inet gpseal | grep -v 'elements = \|: :1\|^			     ' | sha256sum; }
record() { # FOLDER: what gpseal-fetch says of it
    printf '[policy]\nsource = files\nfiles = %s\n' "$1" >/etc/gpseal/gpseal.conf
    echo look | "$programs/gpseal-fetch" 2>"$work/said"
}
apply() { "$programs/gpseal-apply" >"$work/out" 2>"$work/said"; }
start_anew() {
    nft delete table inet gpseal 2>/dev/null
    rm -rf /var/lib/gpseal /etc/modprobe.d/gpseal.conf
    original
}

mkdir -p "$work/plain/Machine"
printf '[General]\r\nVersion=3\r\n' >"$work/plain/gpt.ini"
"$make_pol" "$work/plain/Machine/Registry.pol" enabled
original
record "$work/plain" >"$work/record"
apply <"$work/record"
wanted_conf=$(sha256sum </etc/samba/smb.conf)
wanted_modprobe=$(sha256sum </etc/modprobe.d/gpseal.conf)
wanted_table=$(table)
wanted_elsewhere=$(elsewhere)
is "a harmless one is in force" "$(in_force)" required

hostile=$(/usr/bin/python3 - "$work" "$work/plain" <<'P'
import os, struct, sys
work, plain = sys.argv[1:]
names = ["x\n\tclient smb encrypt = off\n", "x\r\n[evil]\r\npath = \\", "$(touch \\tmp\\pwned)`id`", "\x1b[2J\x1b]0;t\x07", "\u202egnp\u2066",
         "} flush ruleset; table inet x {", "\" comment \"; off", "'; rm -rf ~; '", "=cmd|' \\C calc'!A1", "%s%n%x%p", "<script>alert(1)<\\script>",
         "]]><!ENTITY a SYSTEM \"x\">", "\\..\\..\\..\\etc", "..", "-rf", "--config", "#</gpseal last", "\x85\u2028\u2029", "A" * 200, "\udcff\udcfe"]
def u(text): return (text + "\0").encode("utf-16-le", "surrogatepass")
def entry(key, value, kind, data):
    return "[".encode("utf-16-le") + u(key) + ";".encode("utf-16-le") + u(value) + ";".encode("utf-16-le") + struct.pack("<I", kind) + \
        ";".encode("utf-16-le") + struct.pack("<I", len(data)) + ";".encode("utf-16-le") + data + "]".encode("utf-16-le")
with open(plain + "/Machine/Registry.pol", "rb") as file: pol = file.read()
for number, name in enumerate(names):
    folder = os.path.join(work, f"{number:02}" if name == ".." else f"{number:02}" + name.replace("/", "\\"))
    os.makedirs(os.fsencode(folder) + b"/Machine")
    with open(os.fsencode(folder) + b"/gpt.ini", "wb") as file:
        file.write(b"[General]\r\nVersion=3\r\ndisplayName=" + os.fsencode(name).replace(b"\n", b" ").replace(b"\r", b" ") + b"\r\n")
    text = name.replace("\\", "-").replace("\udcff\udcfe", "\ud800")
    with open(os.fsencode(folder) + b"/Machine/Registry.pol", "wb") as file:
        file.write(pol + entry("Software\\Policies\\" + text, text, 1, u(text)) + entry("Software\\" + text, "x", 7, u(text) + b"\0\0"))
    os.symlink(os.fsencode(folder), f"{work}/link{number:02}")
print(len(names))
P
)
hear() { # what is said of it, and the same by its own name
    "$gpseal" status >"$work/out" 2>>"$work/said"
    "$gpseal" history --diff >>"$work/out" 2>>"$work/said"
    "$gpseal" refresh --gpo "$work/$(printf '%02d' "$number")"* >>"$work/out" 2>>"$work/said"
    quiet "GPO $number: what is said acts on nothing" \
        "$(cat "$work/out" "$work/said" | LC_ALL=C grep -ac $'\033\|\007\|\302\205\|\342\200\256\|\342\201\246\|\342\200\250')" 0
    quiet "GPO $number: applied by its own name, too" "$(sha256sum </etc/samba/smb.conf)" "$wanted_conf"
    "$gpseal" report --json | /usr/bin/python3 -c 'import json,sys; json.load(sys.stdin)' || is "GPO $number: JSON" no yes
}
taken=0
for number in $(seq 0 $((hostile - 1))); do
    link=$(printf '%s/link%02d' "$work" "$number")
    start_anew
    # by its own name where gpseal.conf can hold one, else by a link to it
    record "$link" >"$work/record"
    quiet "GPO $number: its record's size" "$(($(stat -c %s "$work/record") <= 1024))" 1
    apply <"$work/record"
    quiet "GPO $number: smb.conf" "$(sha256sum </etc/samba/smb.conf)" "$wanted_conf"
    quiet "GPO $number: modprobe.d" "$(sha256sum </etc/modprobe.d/gpseal.conf)" "$wanted_modprobe"
    quiet "GPO $number: the table" "$(table)" "$wanted_table"
    quiet "GPO $number: nothing elsewhere" "$(elsewhere)" "$wanted_elsewhere"
    if ((number % 10 == 0)); then hear; fi
    taken=$((taken + 1))
done
is "hostile GPOs" "$taken" "$hostile"

# symlinks of somebody else where it writes: the file behind them is what it was (root may link its own files elsewhere)
echo precious >"$work/precious"
start_anew
mkdir -p -m 700 /var/lib/gpseal
for name in report.json last-known-good journal.jsonl guard.json preference release held-back gpseal.conf.good \
    .report.json.gpseal-new .last-known-good.gpseal-new; do
    ln -s "$work/precious" "/var/lib/gpseal/$name"
done
chown -h 65534 /var/lib/gpseal/* /var/lib/gpseal/.[!.]*
ln -s "$work/precious" /etc/samba/.smb.conf.gpseal-new
ln -s "$work/precious" /etc/modprobe.d/.gpseal.conf.gpseal-new
record "$work/plain" | apply
echo "     exit code $? with every file of its own a link"
is "links where it writes lead nowhere" "$(cat "$work/precious")" precious
rm -rf /var/lib/gpseal /etc/samba/.smb.conf.gpseal-new /etc/modprobe.d/.gpseal.conf.gpseal-new
record "$work/plain" | apply
is "without them it is in force" "$(in_force)" required
finish
