#!/bin/bash
# The whole cycle through the command line, in every state that policy, source and machine can be in: what is in force
# afterwards, and the exit code (DESIGN: 0 1 2 3 4 5 7 9). Runs by in_namespace.sh. usage: refresh_states.sh GPSEAL MAKE_POL
set -u
gpseal=$1
make_pol=$2
schema=$(dirname "$0")/../../installer/schema/gpseal.report-1.schema.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '# mine\n[global]\n\tworkgroup = LAB\n[data]\n\tpath = /srv\n' >/etc/samba/smb.conf
smb_conf_before=$(sha256sum </etc/samba/smb.conf | cut -d' ' -f1)
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"

gpo() { # CONTENT: the GPO folder says this
    rm -rf "$work/gpo"
    mkdir -p "$work/gpo/Machine"
    printf '[General]\r\nVersion=3\r\n' >"$work/gpo/gpt.ini"
    [ "$1" = missing ] || "$make_pol" "$work/gpo/Machine/Registry.pol" "$1"
}

# nothing known yet
run 4 none "status before the first run" status
run 4 none "report before the first run" report
run 4 none "verify before the first run" verify
says "nothing is known, which is not healthy" 'Health *unknown'
run 5 none "refresh without any source" refresh
run 5 none "refresh, first, from a folder that is not there" refresh --gpo "$work/none"
gpo text
run 5 none "refresh, first, with an unrecognised value" refresh --gpo "$work/gpo" --json
is "its mandate" "$(json policy.mandate)" None
is "its state" "$(json policy.state)" unrecognised

# enabling
gpo enabled
run 1 none "dry run" refresh --gpo "$work/gpo" --dry-run --diff
says "dry run shows the line" '^+.client smb encrypt = required'
run 0 required "enable" refresh --gpo "$work/gpo"
run 0 required "enable again" refresh --gpo "$work/gpo"
says "nothing to do the second time" 'Nothing was changed'
run 0 required "dry run when all is done" refresh --gpo "$work/gpo" --dry-run
run 0 required "verify" verify
run 0 required "status" status
run 0 required "report" report --format json
is "verdict" "$(json verdict.result)" pass
is "canary" "$(json canary.refused)" True
run 0 required "report into a file" report --format json --out "$work/report.json"
is "the file" "$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["schema"])' "$work/report.json")" gpseal.report/1

run 2 required "two formats at once" report --format text --json
run 7 required "report into a folder that is not there" report --out "$work/none/report"
run 7 required "report over a folder" report --out "$work"
run 2 required "result in two formats at once" result --format html --json
says "one sentence" '^gpseal: --json and --format html ask for two formats; leave one out$'
run 7 required "result into a folder that is not there" result --out "$work/none/x"
run 7 required "snapshot into a folder that is not there" snapshot --out "$work/none/x"
says "the domain was not asked" '^gpseal: .*/none/x: cannot make a file in its folder: No such file or directory$'
chmod 755 "$work" && install -m 755 "$gpseal" "$work/gpseal"
for command in status report get result; do
    setpriv --reuid 65534 --regid 65534 --clear-groups "$work/gpseal" $command >"$work/out" 2>"$work/said"
    is "$command as nobody, exit code" $? 6
    is "$command as nobody" "$(cat "$work/said")" "gpseal: gpseal $command needs root: run it with sudo"
done
cp /var/lib/gpseal/report.json "$work/kept" && echo '{' >/var/lib/gpseal/report.json
run 3 required "a damaged report" status
says "what to do" 'report.json: .*run gpseal refresh'
cp "$work/kept" /var/lib/gpseal/report.json

# an error never loosens
run 5 required "no source at all" refresh
run 5 required "offline" refresh --gpo "$work/gpo" --offline
run 5 required "the folder is gone" refresh --gpo "$work/none"
gpo enabled && truncate -s -3 "$work/gpo/Machine/Registry.pol"
run 5 required "Registry.pol truncated" refresh --gpo "$work/gpo" --json
is "health" "$(json health.status)" stale
is "the winner is the last known one" "$(json policy.winner.state)" enabled
gpo enabled && : >"$work/gpo/Machine/Registry.pol"
run 5 required "Registry.pol empty" refresh --gpo "$work/gpo"
gpo disabled && printf 'Xreg' | dd of="$work/gpo/Machine/Registry.pol" conv=notrunc 2>/dev/null
run 5 required "bad signature" refresh --gpo "$work/gpo"
gpo missing
run 5 required "Registry.pol not there although the version is 3" refresh --gpo "$work/gpo"
gpo disabled && printf 'Version=3\r\n' >"$work/gpo/gpt.ini"
run 5 required "gpt.ini without [General]" refresh --gpo "$work/gpo"
gpo disabled && rm "$work/gpo/gpt.ini"
run 5 required "gpt.ini not there" refresh --gpo "$work/gpo"
gpo missing && printf '[General]\r\nVers' >"$work/gpo/gpt.ini"
run 5 required "gpt.ini cut off and no Registry.pol" refresh --gpo "$work/gpo"
mkdir -p "$work/backup/DomainSysvol"
run 5 required "a backup that is not whole" refresh --gpo "$work/backup"
gpo text
run 5 required "an unrecognised value" refresh --gpo "$work/gpo"
gpo disabled
run 5 required "one of two GPOs unreadable, the other says disabled" refresh --gpo "$work/gpo" "$work/none"
sed -i 's/"winner"/"winnes"/' /var/lib/gpseal/last-known-good
run 5 required "no source, and last known good damaged" refresh
gpo enabled
run 0 required "the source is back" refresh --gpo "$work/gpo"

# drift is found and mended
nft delete table inet gpseal
run 1 any "verify without the guard" verify
run 1 any "status without the guard" status
run 0 required "refresh mends the guard" refresh --gpo "$work/gpo"
sed -i 's/^	client smb encrypt = required/	client smb encrypt = off/' /etc/samba/smb.conf
run 1 any "verify with edited settings" verify
run 0 required "refresh mends the settings" refresh --gpo "$work/gpo"
run 0 any "revert after somebody edited within the marks" revert
is "what somebody wrote stays theirs" "$(grep -c '^	client smb encrypt = off' /etc/samba/smb.conf)" 2
printf '# mine\n[global]\n\tworkgroup = LAB\n[data]\n\tpath = /srv\n' >/etc/samba/smb.conf
run 0 required "and once more from the start" refresh --gpo "$work/gpo"
nft flush ruleset
run 5 required "the guard is mended while the source is away" refresh

# what is in force stays so when nothing is known any more
rm -r /var/lib/gpseal/last-known-good
run 5 required "last known good lost, source away" refresh
gpo enabled && run 0 required "the source is back" refresh --gpo "$work/gpo"
run 0 any "revert" revert
run 4 any "report after a revert is not the old one" report
run 0 required "and on again" refresh --gpo "$work/gpo"

# policy lets go
gpo disabled
run 0 none "disable" refresh --gpo "$work/gpo"
run 0 none "verify without a mandate" verify
gpo enabled && run 0 required "enable once more" refresh --gpo "$work/gpo"
gpo deleted && run 0 none "deleted by policy" refresh --gpo "$work/gpo"
gpo enabled && run 0 required "and again" refresh --gpo "$work/gpo"
gpo empty && run 0 none "not configured" refresh --gpo "$work/gpo"

# the local preference: policy outranks it, and it decides where policy is not configured
gpo empty
run 0 none "get, not set" get --json
is "its source" "$(json source)" default
run 0 none "set stores and applies nothing" set require-encryption true --json
is "and says that it is pending" "$(json pending)" True
run 0 required "refresh applies the preference" refresh --gpo "$work/gpo" --json
is "the report names it" "$(json policy.source)" preference
run 0 required "verify" verify
run 0 required "status" status
says "status names it" 'the local preference'
run 0 required "get, in force" get --json
is "nothing is pending" "$(json pending)" False
run 5 required "the source is away" refresh --gpo "$work/none"
gpo disabled && run 0 none "disabled by policy outranks it" refresh --gpo "$work/gpo"
run 0 none "get says so" get
says "in words" 'policy outranks it'
gpo enabled && run 0 required "enabled by policy" refresh --gpo "$work/gpo"
run 0 required "the preference says no, policy outranks it" set require-encryption false
run 0 required "refresh" refresh --gpo "$work/gpo"
run 0 required "set back" set require-encryption true
gpo empty && run 0 required "policy lets go, the preference holds" refresh --gpo "$work/gpo"
run 0 required "unset applies nothing" unset require-encryption
says "the next run decides" 'Pending'
silent_about "no riddle beside it" 'does not tell why'
run 0 required "set back once more" set require-encryption true
truncate -s -1 /var/lib/gpseal/preference
run 5 required "a damaged preference never loosens" refresh --gpo "$work/gpo"
run 3 required "get says that it is damaged" get
silent_about "and no policy outranks it" 'outranks'
run 0 required "unset" unset require-encryption
says "the next run decides, of a damaged one, too" 'Pending'
silent_about "no riddle beside that either" 'does not tell why'
run 5 required "while the source is away it stays" refresh --gpo "$work/none"
run 0 none "a complete run takes it back" refresh --gpo "$work/gpo"
silent_about "and does not say that it stays" 'stays so'
run 5 required "set and apply at once; no source is configured" set require-encryption true --refresh
mkdir -p /var/lib/private/gpseal-fetch/domain && ln -s private/gpseal-fetch /var/lib/gpseal-fetch # as systemd has it
run 0 none "revert --all" revert --all
is "and what gpseal-fetch kept is gone" "$(find /var/lib -name '*gpseal*' | wc -l)" 0
says "says what it forgets" '^Removed /var/lib/gpseal'
run 0 none "revert --all of a machine that nothing is set on" revert --all
silent_about "does not say that it did nothing" 'Nothing was changed'
is "removes the preference" "$([ -e /var/lib/gpseal/preference ] && echo there)" ""
run 2 none "neither true nor false" set require-encryption yes
run 0 none "policy of before" refresh --gpo "$work/gpo"

# configuration
printf '[policy]\nsource = none\n' >/etc/gpseal/gpseal.conf
run 0 none "no GPO is for this machine" refresh
run 0 required "the preference alone decides" set require-encryption true --refresh
run 0 none "and lets go" unset require-encryption --refresh
gpo enabled
printf '[policy]\nsource = files\nfiles = %s\n' "$work/gpo" >/etc/gpseal/gpseal.conf
run 0 required "from the configured folder" refresh
printf '[policy]\nsource = files\nfiles = %s\n[guard]\nmode = audit\n' "$work/gpo" >/etc/gpseal/gpseal.conf
run 1 any "guard in audit mode" refresh
is "the guard is there, and only watches" "$(nft list tables | grep -c 'inet gpseal') $(nft list table inet gpseal |
    grep -c 'reject with')" "1 0"
printf '[policy]\nsource = files\nfiles = %s\n[guard]\nexempt = 192.0.2.7 445 until 2099-01-01T00:00:00Z old scanner\n' "$work/gpo" >/etc/gpseal/gpseal.conf
run 1 required "an exemption" refresh --json
is "every report shows it" "$(json exemptions.0.reason)" "old scanner"
printf '[policy]\nsource = files\nfiles = %s\n[guard]\nexempt = 192.0.2.7 445 until 2001-01-01T00:00:00Z old scanner\n' "$work/gpo" >/etc/gpseal/gpseal.conf
run 0 required "an exemption that is over" refresh
printf '[policy]\nsource = files\nfiles = %s\n[verify]\nservers = //127.0.0.1/x\ncredentials = /nowhere\n' "$work/gpo" >/etc/gpseal/gpseal.conf
nft delete table inet gpseal
run 4 required "test credentials that are not there do not keep policy from being applied" refresh
chmod 777 "$work/gpo/Machine/Registry.pol" && "$make_pol" "$work/gpo/Machine/Registry.pol" disabled
printf '[policy]\nsource = files\nfiles = %s\n' "$work/gpo" >/etc/gpseal/gpseal.conf
run 5 required "a configured GPO that anybody can write does not loosen" refresh
gpo enabled
printf '[guard]\nmode = sometimes\n' >/etc/gpseal/gpseal.conf
run 3 required "a configuration with a mistake" refresh --gpo "$work/gpo"
says "it names the line" 'gpseal.conf:2'
rm /etc/gpseal/gpseal.conf
printf '[policy]\nbootstrap = enforce\n' >/etc/gpseal/gpseal.conf
run 0 none "revert with everything kept" revert --all
is "nothing is left" "$(ls -A /var/lib/gpseal 2>/dev/null | wc -l)" 0
run 5 required "bootstrap = enforce on a machine that knows nothing" refresh
rm /etc/gpseal/gpseal.conf

# the proof of a moment
gpo enabled && run 0 required "a mandate to prove" refresh --gpo "$work/gpo"
run 0 required "verify saves a proof" verify --proof "$work/proof.json"
is "its hash is printed, and stands in the journal" "$(grep -c "$(sha256sum "$work/proof.json" | cut -d' ' -f1)" "$work/out" /var/lib/gpseal/journal.jsonl | tr '\n' ' ')" \
    "$work/out:1 /var/lib/gpseal/journal.jsonl:1 "
is "its owner alone may read it" "$(stat -c %a "$work/proof.json")" 600
is "every exhibit is what its hash says, and the table is the loaded one" "$(/usr/bin/python3 - "$work/proof.json" "$(dirname "$schema")" <<'PY'
import hashlib, json, jsonschema, subprocess, sys
proof = json.load(open(sys.argv[1]))
schemas = [json.load(open(f"{sys.argv[2]}/gpseal.{name}-1.schema.json")) for name in ("proof", "report")]
del schemas[0]["properties"]["report"]["$ref"] # of the other file, which is asked itself
jsonschema.Draft202012Validator(schemas[0]).validate(proof)
jsonschema.Draft202012Validator(schemas[1]).validate(proof["report"])
shown = {e["what"]: e for e in proof["exhibits"]}
wrong = [e["what"] for e in proof["exhibits"] if "text" in e and hashlib.sha256(e["text"].encode()).hexdigest() != e["sha256"]]
table = subprocess.run(["nft", "list", "table", "inet", "gpseal"], capture_output=True, text=True).stdout
same = [t.split("elements")[0] for t in (table, shown["guard table"]["text"])]
settings = "client smb encrypt = required" in shown["smb.conf as Samba reads it, without rights"]["text"]
print(wrong, proof["report"]["verdict"]["result"], settings, same[0] == same[1])
PY
)" "[] pass True True"
is "every exhibit is there, with its text or the reason why not" "$(/usr/bin/python3 - "$work/proof.json" <<'PY'
import json, sys
shown = json.load(open(sys.argv[1]))["exhibits"]
print(", ".join(e["what"] for e in shown), all(("text" in e) != (e.get("problem", "") != "" and "sha256" not in e) for e in shown))
PY
)" "policy as it was last known, gpseal.conf, smb.conf, how cifs is loaded, smb.conf as Samba reads it, smb.conf as Samba reads\
 it, without rights, guard table, kernel cifs flags, kernel cifs sessions, SMB mounts, kernel, nft's version, Samba's version True"
run 2 required "a proof to standard output" verify --proof -
run 7 required "a proof that cannot be written" verify --proof "$work/no-such-folder/proof.json"
run 0 required "the proof is replaced by a later one" verify --proof "$work/proof.json"
before=$(sha256sum <"$work/proof.json")
chmod 644 "$work/proof.json"
run 7 required "a proof over a file that others may read" verify --proof "$work/proof.json"
says "which is said" "^gpseal: $work/proof.json: is there already, and others than its owner have rights to it"
is "it is as it was" "$(sha256sum <"$work/proof.json")" "$before"
chmod 600 "$work/proof.json" && ln "$work/proof.json" "$work/proof.too"
run 7 required "a proof that cannot be put in place" verify --json --proof "$work/proof.json"
is "the report is all that is on standard output" "$(json verdict.result)" pass
says "the reason is not" 'more than one hard link'
echo precious >"$work/precious" && mkdir -m 1777 "$work/common" && mkfifo -m 600 "$work/common/fifo"
ln -s "$work/precious" "$work/common/link" && chown -h 65534 "$work/common/link"
for name in link fifo; do
    run 7 required "a proof over somebody's $name" verify --proof "$work/common/$name"
done
is "what it leads to is as it was" "$(cat "$work/precious")" precious

# any user can make servers that cannot encrypt, on any port: the sets of what the guard learned are full
/usr/bin/python3 - >"$work/full.nft" <<'PY'
for name, address in (("legacy4", "127.0.0.1"), ("legacy6", "fd00:1111:2222:3333:4444:5555:6666:7777")):
    pairs = ((20000 + n // 1000, 30000 + n % 1000) for n in range(16384))
    print("add element inet gpseal %s { %s }" % (name, ", ".join("%s . %d . %d timeout 10m" % (address, *p) for p in pairs)))
PY
nft -f "$work/full.nft"
run 0 required "a proof of a table that is full" verify --json --proof "$work/full.json"
is "the verdict" "$(json verdict.result)" pass
is "it shows the table, more than a MiB of it" "$(/usr/bin/python3 -c 'import json, sys
shown = {e["what"]: e for e in json.load(open(sys.argv[1]))["exhibits"]}["guard table"]
print(shown.get("bytes", 0) > 1 << 20, shown.get("text", "").count("7777 .") == 16384, shown.get("problem"))' "$work/full.json")" \
    "True True None"
nft flush set inet gpseal legacy4 && nft flush set inet gpseal legacy6

# what cannot be done
mount --bind /etc/samba /etc/samba && mount -o remount,bind,ro /etc/samba
"$gpseal" revert >"$work/out" 2>"$work/said"
is "revert on a read-only /etc/samba, exit code" "$?" 7
umount /etc/samba
mount --bind /var/lib/gpseal /var/lib/gpseal && mount -o remount,bind,ro /var/lib/gpseal
run 7 required "a read-only state folder" refresh --gpo "$work/gpo"
is "the report that could not be kept is said once" "$(grep -c 'report.json' "$work/said")" 1
umount /var/lib/gpseal
exec 9>/run/gpseal/lock && flock 9
run 9 any "while another run holds the lock" refresh --gpo "$work/gpo"
exec 9>&-
run 0 none "revert" revert --all
run 2 any "usage" refresh --no-such-option
gpo enabled && run 0 any "resolve" resolve --gpo "$work/gpo" --json
run 3 any "resolve on a damaged file" resolve --pol /etc/hostname
finish
