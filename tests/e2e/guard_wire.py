#!/usr/bin/env python3
"""guard_wire.py GUARD_TOOL: sends every shape of SMB request through the guard's rules, on loopback.

Each case is a connection of its own and says whether its last segment arrives or is reset. Then each rule of the
ruleset, and each element of its sets and maps, is taken out in turn: at least one case must notice.
Runs as root in a network namespace of its own (tests/e2e/in_namespace.sh).
"""
import json
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # a test leaves no files in the tree
from guard_cases import EXEMPT4, EXEMPT6, all_cases  # noqa: E402
from guard_connections import build_networks, sends  # noqa: E402
from guard_messages import CREATE, request  # noqa: E402

TOOL = sys.argv[1]


def load(text, check=True):
    return subprocess.run(['nft', '-f', '-'], input=text, text=True, check=check, stderr=subprocess.DEVNULL).returncode


def ruleset(mode, *exemptions):
    words = [str(word) for exemption in exemptions for word in exemption]
    return subprocess.run([TOOL, 'ruleset', mode, *words], check=True, capture_output=True, text=True).stdout


def mutations(text):
    """(what, text without it) for every rule and every element."""
    lines = text.split('\n')
    inside = False
    for number, line in enumerate(lines):
        inside = (inside or line.startswith(' chain ')) and line != ' }'
        rule = line.strip()
        if not inside or rule.startswith(('chain ', '#', 'type ', '}')) or rule.endswith('vmap {'):
            continue
        yield rule, '\n'.join(lines[:number] + lines[number + 1:])
        for braces in re.finditer(r'\{ (0x\w+|\d+)(, \w+)+ \}', line):
            elements = braces[0][2:-2].split(', ')
            for element in elements:
                rest = '{ ' + ', '.join(one for one in elements if one != element) + ' }'
                changed = line[:braces.start()] + rest + line[braces.end():]
                yield f'{element} of: {rule}', '\n'.join(lines[:number] + [changed] + lines[number + 1:])


def check_enforce(cases, text):
    load(text)
    wrong = []
    for name, expected, run in cases:
        found = run()
        if found != expected:
            wrong.append(f'{name}: {found}, not {expected}')
    return wrong


def check_mutations(cases, text):
    unnoticed, count = [], 0
    for what, changed in mutations(text):
        load(changed)
        count += 1
        if all(run() == expected for _, expected, run in cases):
            unnoticed.append(f'nothing notices that this is missing: {what}')
    print(f'{count} rules and elements taken out in turn')
    return unnoticed


def check_audit(cases):
    """Audit lets everything through, and counts the same by reason."""
    wrong = []
    load(ruleset('audit', (*EXEMPT4, 600), (*EXEMPT6, 600)))
    expected_total = 0
    for name, expected, run in cases:
        found = run()
        if expected in ('reset', 'arrives') and found != 'arrives':
            wrong.append(f'audit: {name}: {found}, not arrives')
        expected_total += expected not in ('arrives', 'reset') or expected == 'reset'
    listing = json.loads(subprocess.run(['nft', '-j', 'list', 'table', 'inet', 'gpseal'], check=True,
                                        capture_output=True).stdout)
    counts = {item['counter']['name']: item['counter']['packets'] for item in listing['nftables'] if 'counter' in item}
    print(f'audit counted {counts}')
    if sum(counts.values()) < expected_total or 0 in counts.values():
        wrong.append(f'audit: counted {counts}, not the {expected_total} that enforce cuts')
    return wrong


def check_expiry():
    load(ruleset('enforce', (*EXEMPT4, 2)))
    before = sends(request(CREATE), address=EXEMPT4[0], port=EXEMPT4[1])()
    time.sleep(3)
    after = sends(request(CREATE), address=EXEMPT4[0], port=EXEMPT4[1])()
    wrong = [] if (before, after) == ('arrives', 'reset') else [f'exemption of 2 s: {before}, then {after}']
    if ' . 4450' in ruleset('enforce', (*EXEMPT4, -1)):
        wrong.append('an exemption that has ended is in the ruleset')
    load(ruleset('off'))
    gone = sends(request(CREATE))()
    return wrong + ([] if gone == 'arrives' else [f'off: a CREATE is {gone}'])


def main():
    build_networks()
    for mode in ('enforce', 'audit', 'off'):
        subprocess.run(['nft', '-c', '-f', '-'], input=ruleset(mode), text=True, check=True)
    text = ruleset('enforce', (*EXEMPT4, 600), (*EXEMPT6, 600))
    cases = all_cases()
    wrong = check_enforce(cases, text)
    print(f'{len(cases)} cases')
    wrong += check_audit(cases) + check_expiry()
    if not wrong:
        wrong += check_mutations(cases, text)
    print('\n'.join(wrong) or 'every case as expected, every rule needed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
