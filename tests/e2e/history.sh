#!/bin/bash
# gpseal history: what changed, by whose doing, also with hostile names and a journal that is damaged. Runs by
# in_namespace.sh. usage: history.sh GPSEAL MAKE_POL
set -u
gpseal=$1
make_pol=$2
schema=$(dirname "$0")/../../installer/schema/gpseal.report-1.schema.json
history_schema=$(dirname "$0")/../../installer/schema/gpseal.history-1.schema.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '[global]\n\tworkgroup = LAB\n' >/etc/samba/smb.conf
state=/var/lib/gpseal
gpo="/var/lib/Baseline $(printf '\033[2J\302\205')'x\"<b>"
# shellcheck source=tests/support/checks.sh
. "$(dirname "$0")/../support/checks.sh"

last() { # MEMBER of the newest change
    "$gpseal" history --limit 1 --json >"$work/out" 2>"$work/said"
    json "changes.0.$1"
}
mkdir -p "$gpo/Machine" /etc/gpseal
printf '[General]\r\nVersion=3\r\n' >"$gpo/gpt.ini"
"$make_pol" "$gpo/Machine/Registry.pol" enabled

run 0 none "no change yet" history
says "which it says" 'No change is known'
run 0 required "the mandate" refresh --gpo "$gpo"
run 0 required "history" history --json
is "it fits its schema" "$(misfits "$work/out" "$history_schema")" ""
is "by policy" "$(json changes.0.cause)" policy
is "two at least" "$(json changes.1.cause)" policy
sed -i 's/^	client smb encrypt = required/	client smb encrypt = off/' /etc/samba/smb.conf
run 0 required "an edit is taken back" refresh --gpo "$gpo"
is "and told as such" "$(last cause) $(last target)" "local_edit /etc/samba/smb.conf"
is "with what it did" "$(last diff | grep -c '^-	client smb encrypt = off')" 2
nft delete table inet gpseal
run 0 required "a table that somebody removed" refresh --gpo "$gpo"
is "is told, too" "$(last cause) $(last target)" "local_edit nft table inet gpseal"
run 1 none "released" release --until +2h --reason x
is "by a release" "$(last cause) $(last uid)" "release $(id -u)"
run 5 required "the release ends; there is no domain to ask" release --end
run 0 any "a preference" set require-encryption true
is "by a preference" "$(last cause) $(last target)" "preference $state/preference"

# what cannot be done says why
mount --bind /etc/samba/smb.conf /etc/samba/smb.conf
"$make_pol" "$gpo/Machine/Registry.pol" disabled
run 7 any "a file that cannot be replaced" refresh --gpo "$gpo"
umount /etc/samba/smb.conf
is "is told with the reason" "$(last made) $(last not_made | grep -c smb.conf)" "False 1"
"$make_pol" "$gpo/Machine/Registry.pol" enabled

# for people
run 0 any "as a table" history
is "nothing that acts on a terminal" "$(LC_ALL=C grep -c $'\033\\|\302\205' "$work/out")" 0
says "the GPO's name is there, made harmless" "GPO 'Baseline"
says "with headers" '^TIME  *CHANGED  *BY  *LINES'
says "local edits by name" 'a local edit, taken back'
COLUMNS=60 script -qec "$gpseal history" /dev/null >"$work/out" 2>"$work/said" </dev/null
says "on a terminal, too" 'CHANGED'
is "it fits the terminal" "$(tr -d '\r' <"$work/out" | sed 's/\x1b\[[0-9;]*m//g' | awk 'length > 60' | wc -l)" 0
run 0 any "with diffs" history --diff
says "the diff" '^-	client smb encrypt = off'
is "nothing that acts on a terminal there either" "$(LC_ALL=C grep -c $'\033\\|\302\205' "$work/out")" 0

# bounds
"$gpseal" history --json >"$work/out"
all=$(/usr/bin/python3 -c 'import json,sys; print(len(json.load(open(sys.argv[1]))["changes"]))' "$work/out")
run 0 any "limited" history --limit 2 --json
is "to two" "$(json left_out)" "$((all - 2))"
run 0 any "since a time to come" history --since 2099-01-01T00:00:00Z
says "there is none" 'No change is known'
run 0 any "of an hour" history --since 1h --json
is "all of them" "$(json left_out)" 0
for wrong in "--limit 0" "--limit -1" "--limit x" "--limit 100001" "--since yesterday" "--since 2026-13-01T00:00:00Z"; do
    # shellcheck disable=SC2086 # two words
    run 2 any "refused: $wrong" history $wrong
done

# a write that was cut off, and damage
printf '{"at":"2026-11-23T10:00' >>"$state/journal.jsonl"
run 0 any "a cut last line" history
says "is said" '1 line of the journal cannot be read'
run 0 any "and the next change" unset require-encryption
is "is not lost with it" "$(last cause)" preference
head -c 100000 /dev/urandom >>"$state/journal.jsonl"
run 0 any "noise" history --json
is "hides nothing" "$(json changes.0.cause)" preference
is "and is counted" "$([ "$(json unreadable)" -gt 1 ] && echo yes)" yes
rm "$state/journal.jsonl" && mkdir "$state/journal.jsonl"
run 3 any "no file at all" history
rmdir "$state/journal.jsonl"
is "who is not root is told" "$(setpriv --reuid 65534 --clear-groups "$gpseal" history 2>&1; echo $?)" \
    "gpseal: gpseal history needs root: run it with sudo
6"
finish
