"""What gpseal prints with --json is as the schema says that it names. usage: json_schemas.py GPSEAL DATA SCHEMAS CMAKE BUILD

One call at least for each schema that needs no server and no mandate (e2e has the others), and for each the form of an error.
"""
import copy
import json
import os
import subprocess
import sys
import tempfile

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import claims  # noqa: E402
from claims import claim  # noqa: E402
from schemas import Schemas  # noqa: E402

GPSEAL, DATA, FOLDER, CMAKE, BUILD = sys.argv[1:6]
EDITING, TEMPLATES = os.path.join(DATA, "editing"), os.path.join(DATA, "admx", "PolicyDefinitions")
ENABLED, DISABLED = (os.path.join(DATA, "registry-pol", name) for name in ("p01_enabled.pol", "p02_disabled.pol"))
SOFT, SNAPSHOT = os.path.join(DATA, "registry-pol", "p40_soft.pol"), os.path.join(DATA, "snapshot", "whole.json")
SCHEMAS = Schemas(FOLDER)


def gpseal(*arguments):
    return subprocess.run([GPSEAL, *arguments, "--json"], capture_output=True, check=False, timeout=60,
                          stdin=subprocess.DEVNULL)


def printed(schema, code, *arguments):
    """The document that a call prints, checked."""
    done = gpseal(*arguments)
    what = " ".join(os.path.basename(word) for word in arguments)
    claim(f"{what}: exit {code}", done.returncode, code)
    document = json.loads(done.stdout)
    claim(f"{what}: {schema}", document.get("schema"), f"gpseal.{schema}/1")
    claim(f"{what}: as its schema says", SCHEMAS.misfits(document), [])
    return document


def check_schemas():
    for name, schema in SCHEMAS.all.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        claim(f"{name}: names itself", schema["properties"]["schema"]["const"],
              name.removeprefix("urn:").replace(":", ".", 1).replace(":", "/"))
        lies = name.removeprefix("urn:").replace(":", ".", 1).replace(":", "-") + ".schema.json"
        claim(f"{name}: lies where its name says", os.path.exists(os.path.join(FOLDER, lies)))


def check_results(folder):
    root = os.path.join(folder, "root")
    os.makedirs(os.path.join(root, "etc", "samba"))
    os.makedirs(os.path.join(root, "gpo", "Machine"))
    with open(ENABLED, "rb") as source, open(os.path.join(root, "gpo", "Machine", "Registry.pol"), "wb") as target:
        target.write(source.read())
    printed("version", 0, "--version")
    printed("pol", 0, "pol", "show", ENABLED)
    printed("pol", 0, "pol", "show", ENABLED, "--admx", TEMPLATES)
    printed("pol", 0, "pol", "show", os.path.join(DATA, "registry-pol", "p48_lone_surrogate.pol"))
    printed("pol", 0, "pol", "export", ENABLED)
    printed("pol", 1, "pol", "diff", ENABLED, DISABLED, "--admx", TEMPLATES)
    printed("pol", 1, "pol", "diff", ENABLED, os.path.join(DATA, "registry-pol", "p38_deletekeys.pol"))
    made = os.path.join(folder, "made.pol")
    printed("pol", 0, "pol", "set", made, "--policy", "Everything", "--state", "enabled", "--element", "Name=x",
            "--element", "Pairs=a=b", "--admx", EDITING)
    printed("pol", 0, "pol", "diff", made, made, "--admx", EDITING)
    printed("pol", 0, "pol", "unset", made, "--policy", "Everything", "--admx", EDITING, "--dry-run")
    printed("exchange", 0, "pol", "export", ENABLED, "--out", os.path.join(folder, "made.reg"))
    printed("exchange", 0, "pol", "import", os.path.join(folder, "made.reg"), "--out", os.path.join(folder, "again.pol"))
    for templates in (EDITING, TEMPLATES):
        listed = printed("admx", 0, "admx", "list", "--dir", templates)
        for policy in listed["policies"]:
            printed("admx", 0, "admx", "show", policy["namespace"] + ":" + policy["name"], "--dir", templates)
    printed("admx", 0, "admx", "search", "sealing", "--dir", TEMPLATES)
    printed("admx", 0, "admx", "lint", "--codes")
    claim("lint says something", len(printed("admx", 1, "admx", "lint", EDITING)["findings"]) > 0)
    printed("report", 0, "resolve", "--pol", ENABLED)
    for name in ("whole", "damaged", "failed-search", "unread-file"):
        with open(os.path.join(DATA, "snapshot", name + ".json"), encoding="utf-8") as file:
            claim(f"{name}.json: as its schema says", SCHEMAS.misfits(json.load(file)), [])
    printed("result", 0, "result", "--snapshot", SNAPSHOT)
    there = ["--root", root]
    printed("setting", 4, *there, "get")
    printed("history", 0, *there, "history")
    changes = printed("changes", 1, *there, "refresh", "--dry-run", "--gpo", os.path.join(root, "gpo"))
    claim("a dry run plans changes", len(changes["changes"]) > 0)
    printed("changes", 1, *there, "refresh", "--dry-run", "-q", "--gpo", os.path.join(root, "gpo"))
    printed("changes", 0, *there, "revert", "-q")


def check_errors(folder):
    none = os.path.join(folder, "none")
    printed("error", 2, "statsu")
    printed("error", 2, "help")
    printed("pol", 3, "pol", "show", none)
    printed("pol", 2, "pol", "set", none, "--policy", "Nobody", "--state", "enabled", "--admx", EDITING)
    printed("pol", 3, "pol", "show", ENABLED, "--admx", folder)
    printed("exchange", 3, "pol", "export", none, "--out", none + ".reg")
    printed("admx", 3, "admx", "list", "--dir", none)
    printed("admx", 2, "admx", "show", "Nobody", "--dir", EDITING)
    claim("lint: a file that is not there", printed("admx", 3, "admx", "lint", none + ".admx")["error"]["message"],
          "cannot be opened: there is no such file or folder")
    claim("lint: a file that is no template", printed("admx", 3, "admx", "lint", ENABLED)["error"]["message"],
          "is not an .admx or .adml file by its name")
    claim("a folder is no list", printed("probe", 3, "probe", "--targets", folder)["error"]["message"], "is a folder, not a file")
    printed("report", 3, "resolve", "--pol", none)
    printed("report", 2, "resolve", "--pol", ENABLED, "--policy", "Nobody", "--admx", EDITING)
    printed("report", 3, "resolve", "--pol", ENABLED, "--all", "--admx", folder)
    printed("result", 3, "result", "--snapshot", none)
    printed("setting", 2, "set", "require-encryption", "yes")
    printed("history", 2, "history", "--limit", "0")
    printed("probe", 3, "probe", "--targets", none)
    printed("probe", 2, "probe", "nas", "--timeout", "0")


def check_strictness(folder):
    """A schema that lets anything pass proves nothing."""
    def broken(document, change):
        other = copy.deepcopy(document)
        change(other)
        return SCHEMAS.misfits(other) != []

    error = json.loads(gpseal("pol", "show", os.path.join(folder, "none")).stdout)
    for name in ("report", "history", "setting", "result", "error", "pol", "admx", "exchange", "probe", "impact", "doctor",
                 "snapshot"):
        error["schema"] = f"gpseal.{name}/1"
        claim(f"{name}: an error fits", SCHEMAS.misfits(error), [])
        claim(f"{name}: not without its message", broken(error, lambda each: each["error"].pop("message")))
        claim(f"{name}: an error has no result beside it", broken(error, lambda each: each.update(policy={})))
        claim(f"{name}: something must be there", broken(error, lambda each: each.pop("error")))
    for name in ("changes", "proof", "version"):
        error["schema"] = f"gpseal.{name}/1"
        claim(f"{name}: never an error", SCHEMAS.misfits(error) != [])
    with open(SNAPSHOT, encoding="utf-8") as file:
        snapshot = json.load(file)
    claim("snapshot: no member that is not named", broken(snapshot, lambda each: each.update(more=1)))
    claim("snapshot: a file that was read has its content",
          broken(snapshot, lambda each: each["gpos"][0]["registry_pol"].update(status="read", content=None)))
    shown = json.loads(gpseal("pol", "show", ENABLED).stdout)
    claim("pol: data is hexadecimal", broken(shown, lambda each: each["entries"][0].update(data="0")))
    claim("pol: an entry has a key", broken(shown, lambda each: each["entries"][0].pop("key")))


def check_effective():
    """history: the last entry that did something decides, whatever those before it did."""
    for files in ([ENABLED, DISABLED], [DISABLED, ENABLED], [ENABLED, SOFT], [SOFT, ENABLED]):
        policy = json.loads(gpseal("resolve", "--pol", *files).stdout)["policy"]
        last = [event for event in policy["history"] if event["effective"]][-1]
        claim("the last effective entry is the winner's", (last["offset"], last["data"], os.path.basename(files[last["gpo"]])),
              (policy["winner"]["offset"], policy["winner"]["data"], os.path.basename(policy["winner"]["path"])))
    found = json.loads(gpseal("resolve", "--pol", ENABLED, SOFT).stdout)["policy"]["history"]
    claim("**soft. that finds the value does nothing", [event["effective"] for event in found if event["gpo"] == 1][-1], False)


def check_installed(folder):
    place = os.path.join(folder, "installed")
    subprocess.run([CMAKE, "--install", BUILD, "--component", "schema"], check=True, stdout=subprocess.DEVNULL, timeout=60,
                   env={**os.environ, "DESTDIR": place})
    there = [os.path.join(at, name) for at, _, names in os.walk(place) for name in names]
    claim("every schema is installed, and nothing else", sorted(map(os.path.basename, there)), sorted(os.listdir(FOLDER)))
    claim("for everybody to read", {os.stat(path).st_mode & 0o777 for path in there}, {0o644})
    claim("in one folder", {os.path.dirname(path).endswith("/share/gpseal/schema") for path in there}, {True})


def main():
    check_schemas()
    with tempfile.TemporaryDirectory() as folder:
        check_results(folder)
        check_errors(folder)
        check_strictness(folder)
        check_effective()
        check_installed(folder)
    return claims.failures > 0


sys.exit(main())
