#!/usr/bin/python3
"""How much of each parser its fuzz target's seeds reach by themselves, without a fuzzer running.

usage: coverage.py BUILD_FOLDER [--least PERCENT] [--missing TARGET]

BUILD_FOLDER is that of the preset `coverage`, with its fuzzers built. Prints a table in Markdown: the target, its
inputs, and how many of its parser's regions (clang's: the pieces of code between two decisions) they ran through, of
those that tests/fuzz/parsers names. Ends with 1 if one of them is below PERCENT.

--missing names the places that no input of one target reached, each with its line.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
source_root = here.parent.parent


def parsers():
    """Target: its sources, as paths from the root."""
    table = {}
    for line in (here / "parsers").read_text().splitlines():
        if line and not line.startswith("#"):
            target, sources = line.split("|")
            folder, names = sources.split(":")
            table[target.strip()] = [source_root / folder.strip() / name for name in names.split()]
    return table


def targets(build):
    """Target: its folders of seeds, as the build lists them."""
    listed = (line.split(";") for line in (build / "fuzzers.txt").read_text().splitlines())
    return {name: [folder for folder in folders if folder] for name, *folders in listed}


def program_of(build, target):
    return next(path for path in build.rglob(f"fuzz_{target}") if path.is_file() and os.access(path, os.X_OK))


def replay(build, target, seeds):
    """Runs every input once; the profile of that, and how many there were."""
    profile = build / "profiles" / target
    profile.parent.mkdir(exist_ok=True)
    raw = profile.with_suffix(".raw")
    raw.unlink(missing_ok=True)
    subprocess.run([program_of(build, target), "-runs=0", "-max_len=1048576", "-rss_limit_mb=4096", "-timeout=120", *seeds],
                   check=True, stderr=subprocess.DEVNULL, env={**os.environ, "LLVM_PROFILE_FILE": str(raw)})
    subprocess.run(["llvm-profdata-14", "merge", "-sparse", raw, "-o", profile], check=True)
    raw.unlink()
    return profile, sum(1 for folder in seeds for path in pathlib.Path(folder).rglob("*") if path.is_file())


def regions(build, target, profile, sources):
    """(reached, all) of the parser's regions."""
    told = json.loads(subprocess.run(["llvm-cov-14", "export", "-summary-only", f"-instr-profile={profile}",
                                      program_of(build, target), *sources], check=True, capture_output=True).stdout)
    found = {pathlib.Path(each["filename"]).resolve(): each["summary"]["regions"] for each in told["data"][0]["files"]}
    absent = [str(path) for path in sources if path not in found]
    if absent:
        sys.exit(f"coverage: {target} does not contain {', '.join(absent)}: see tests/fuzz/parsers")
    return sum(found[path]["covered"] for path in sources), sum(found[path]["count"] for path in sources)


def missing(build, target, profile, sources):
    """Where a region of the parser begins that was not reached; a template's counts as reached when one of it was."""
    told = json.loads(subprocess.run(["llvm-cov-14", "export", f"-instr-profile={profile}", program_of(build, target),
                                      *sources], check=True, capture_output=True).stdout)
    most = {}
    for function in told["data"][0]["functions"]:
        for line, column, end_line, end_column, count, file_number, _, kind in function["regions"]:
            place = (pathlib.Path(function["filenames"][file_number]).resolve(), line, column, end_line, end_column)
            if kind == 0 and place[0] in sources:
                most[place] = max(most.get(place, 0), count)
    for path, line, column, _, _ in sorted(place for place, count in most.items() if count == 0):
        yield f"{path.relative_to(source_root)}:{line}:{column}: {path.read_text().splitlines()[line - 1].strip()}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("build", type=pathlib.Path)
    arguments.add_argument("--least", type=float, default=95.0)
    arguments.add_argument("--missing")
    given = arguments.parse_args()
    build, table, listed = given.build.resolve(), parsers(), targets(given.build)
    if set(table) != set(listed):
        sys.exit(f"coverage: tests/fuzz/parsers and the targets differ: {sorted(set(table) ^ set(listed))}")
    if given.missing:
        profile, _ = replay(build, given.missing, listed[given.missing])
        print(*missing(build, given.missing, profile, table[given.missing]), sep="\n")
        return 0
    below = []
    print("| target | inputs | regions | reached |\n|---|---|---|---|")
    for target, sources in sorted(table.items()):
        profile, inputs = replay(build, target, listed[target])
        reached, whole = regions(build, target, profile, sources)
        percent = 100 * reached / whole
        print(f"| {target} | {inputs} | {reached} of {whole} | {percent:.1f} % |", flush=True)
        if percent < given.least:
            below.append(target)
    print(f"\n{len(table) - len(below)} of {len(table)} targets at {given.least:g} % or more")
    return 1 if below else 0


sys.exit(main())
