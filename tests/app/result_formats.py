"""gpseal result in every format, read by parsers that are not ours. usage: result_formats.py GPSEAL DATA SCHEMAS

XML as the programs read it that read gpresult /x; HTML for structure, escaping and what it may load; JSON by its schema.
Names of the domain are hostile: markup, quotes, control characters, bidirectional overrides.
"""
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import claims  # noqa: E402
from claims import claim  # noqa: E402
from schemas import Schemas  # noqa: E402

GPSEAL, DATA = sys.argv[1:3]
SCHEMA = Schemas(sys.argv[3])
RSOP = "{http://www.microsoft.com/GroupPolicy/Rsop}"
TYPES = "{http://www.microsoft.com/GroupPolicy/Types}"
BASE = "{http://www.microsoft.com/GroupPolicy/Settings/Base}"
SETTINGS = "{http://www.microsoft.com/GroupPolicy/Settings}"
REGISTRY = "{http://www.microsoft.com/GroupPolicy/Settings/Registry}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
HOSTILE = ["\"'<script>alert(1)</script>&amp;]]><!--", "".join(map(chr, range(1, 32))) + "\x7f", "\u202eevil\u2066\u200f",
           "<img src=https://example.org/x onerror=x>", "Gr\u00fcn \u4e2d \U0001f512", "\ufffe\uffff"]


def gpseal(*arguments):
    return subprocess.run([GPSEAL, *arguments], capture_output=True, check=False, timeout=60)


def result(snapshot, form):
    return gpseal("result", "--snapshot", snapshot, "--format", form)


def one_truth(snapshot):
    """The policy of a JSON result names the same GPOs as the result itself, and each is applied or denied."""
    document = json.loads(result(snapshot, "json").stdout)
    name = os.path.basename(snapshot)
    claim(f"{name}: policy.applied is applied", document["policy"]["applied"], document["applied"])
    for row in document["denied"]:
        row.pop("explanation")
    claim(f"{name}: policy.denied is denied", document["policy"]["denied"], document["denied"])
    return document


def rsop(snapshot):
    done = result(snapshot, "xml")
    claim(f"{os.path.basename(snapshot)}: XML is plain ASCII", all(byte < 128 for byte in done.stdout))
    return ET.fromstring(done.stdout).find(RSOP + "ComputerResults")


def gpos(computer):
    """As the readers do: name, GUID, what denied it, the highest place among the applied."""
    rows = []
    for gpo in computer.findall(RSOP + "GPO"):
        text = lambda name: gpo.findtext(RSOP + name)
        applied = [int(link.findtext(RSOP + "AppliedOrder")) for link in gpo.findall(RSOP + "Link")]
        rows.append({"name": text("Name"), "guid": gpo.findtext(f"{RSOP}Path/{TYPES}Identifier"),
                     "domain": gpo.findtext(f"{RSOP}Path/{TYPES}Domain"), "enabled": text("Enabled"),
                     "valid": text("IsValid"), "filter": text("FilterAllowed"), "denied": text("AccessDenied"),
                     "order": max(applied), "links": gpo.findall(RSOP + "Link")})
    return rows


def policies(computer):
    found = []
    for data in computer.findall(RSOP + "ExtensionData"):
        extension = data.find(SETTINGS + "Extension")
        claim("an extension names its type", extension.get(XSI + "type"), "q1:RegistrySettings")
        claim("and its name", data.findtext(SETTINGS + "Name"), "Registry")
        for policy in extension.findall(REGISTRY + "Policy"):
            found.append((policy.findtext(REGISTRY + "Name"), policy.findtext(REGISTRY + "State"),
                          policy.findtext(f"{BASE}GPO/{TYPES}Identifier"), policy.findtext(BASE + "Precedence")))
    return found


def check_whole():
    path = os.path.join(DATA, "whole.json")
    says = json.loads(result(path, "json").stdout)
    computer = rsop(path)
    rows = gpos(computer)
    applied = sorted((row for row in rows if row["order"] > 0), key=lambda row: -row["order"])
    claim("applied GPOs, highest precedence first", [row["name"] for row in applied],
          [gpo["name"] for gpo in says["applied"]])
    claim("every denied GPO is there, with order 0", sorted(row["name"] for row in rows if row["order"] == 0),
          sorted(row["gpo"]["name"] for row in says["denied"]))
    claim("access denied", [row["name"] for row in rows if row["denied"] == "true"],
          [row["gpo"]["name"] for row in says["denied"] if row["reason"] == "security_filter"])
    claim("a GPO that applies is enabled, valid and let through",
          {(row["enabled"], row["valid"], row["filter"], row["denied"]) for row in applied},
          {("true", "true", "true", "false")})
    claim("the domain of every GPO", {row["domain"] for row in rows}, {"corp.example"})
    winner = says["policy"]["winner"]
    claim("the winner, then the loser", policies(computer),
          [("Require Encryption", "Enabled", winner["guid"], "1"),
           ("Require Encryption", "Disabled", says["policy"]["losers"][0]["guid"], "2")])
    link = applied[0]["links"][0]
    claim("its link", [link.findtext(RSOP + name) for name in ("SOMPath", "NoOverride", "Enabled")],
          ["corp.example", "true", "true"])
    claim("scopes", [(som.findtext(RSOP + "Type"), som.findtext(RSOP + "Path"), som.findtext(RSOP + "BlocksInheritance"),
                      som.findtext(RSOP + "Blocked")) for som in computer.findall(RSOP + "SearchedSOM")],
          [("Site", "corp.example/Configuration/Sites/Branch", "false", "true"),
           ("Domain", "corp.example", "false", "true"), ("OU", "corp.example/unit1", "false", "true"),
           ("OU", "corp.example/unit1/unit2", "true", "false")])
    orders = [int(each.findtext(RSOP + "LinkOrder")) for row in rows for each in row["links"]]
    claim("no two links share a place", len(set(orders)), len(orders))
    claim("the domain controller, where readers look for it",
          computer.find(f"{RSOP}EventsDetails/{RSOP}SinglePassEventsDetails").get("DomainControllerName"),
          "dc1.corp.example")


def check_twins(folder):
    """Another domain's GPO of the same GUID and name is a GPO of its own."""
    with open(os.path.join(DATA, "whole.json"), encoding="utf-8") as file:
        text = file.read()
    snapshot = json.loads(text)
    twin = next(gpo["dn"] for gpo in snapshot["gpos"] if gpo["attributes"]["displayName"] == "Lab exceptions")
    other = twin.replace("DC=corp,DC=example", "DC=other,DC=example")
    site = next(som for som in snapshot["soms"] if som["kind"] == "site")
    site["gPLink"] += f"[LDAP://{twin};0][LDAP://{other};2]"
    snapshot["gpos"].append({**next(gpo for gpo in snapshot["gpos"] if gpo["dn"] == twin), "dn": other})
    path = os.path.join(folder, "twins.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(snapshot, file)
    rows = [row for row in gpos(rsop(path)) if row["name"] == "Lab exceptions"]
    claim("twins of two domains stay apart", sorted(row["domain"] for row in rows), ["corp.example", "other.example"])
    claim("each with its links", sorted(len(row["links"]) for row in rows), [1, 2])


class Page(html.parser.HTMLParser):
    """Collects text and attributes, and that every element is closed in its order."""
    void = {"meta", "br", "link", "img"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.attributes, self.text, self.crossed = [], [], [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.text += data


def check_page(name, raw):
    text = raw.decode("utf-8")
    page = Page(text)
    claim(f"{name}: elements are closed in order", (page.open, page.crossed), ([], []))
    claim(f"{name}: nothing that runs or loads", {"script", "img", "link", "iframe", "object", "svg"} & set(page.seen), set())
    names = {attribute for attribute, _ in page.attributes}
    claim(f"{name}: no handler and no address", {each for each in names if each.startswith("on") or each in
                                                ("href", "src", "style", "action")}, set())
    claim(f"{name}: no url() in the style", re.findall(r"url\(|@import|//", text[text.find("<style>"):text.find("</style>")]), [])
    claim(f"{name}: a policy that forbids loading", any(value and value.startswith("default-src 'none'")
                                                       for _, value in page.attributes))
    claim(f"{name}: a language and a title", ("lang", "en") in page.attributes and "title" in page.seen)
    claim(f"{name}: tables have captions and headers", page.seen.count("caption"), page.seen.count("table"))
    claim(f"{name}: no control character, no override", re.findall("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text), [])
    return page


def check_hostile(folder):
    with open(os.path.join(DATA, "whole.json"), encoding="utf-8") as file:
        snapshot = json.load(file)
    for gpo, name in zip(snapshot["gpos"], HOSTILE):
        gpo["attributes"]["displayName"] = name
    snapshot["domain_controller"] = HOSTILE[0]
    snapshot["site"] = HOSTILE[2]
    path = os.path.join(folder, "hostile.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(snapshot, file)
    names = {row["name"] for row in gpos(rsop(path))}
    claim("markup in a name stays text", HOSTILE[0] in names)
    claim("what XML cannot hold is replaced", "\ufffd" * 8 + "\t\n" + "\ufffd" * 21 + "\x7f" in names)
    claim("overrides and other scripts come through", {HOSTILE[2], HOSTILE[4]} <= names)
    page = check_page("hostile page", result(path, "html").stdout)
    claim("markup in a name is shown as text", HOSTILE[0] in page.text)
    claim("an override is shown, not obeyed", "\\u{202e}evil" in page.text.lower())


def check_schema(name, schema, document):
    claim(f"{name}: {schema}", document["schema"], schema)
    claim(f"{name}: as its schema says", SCHEMA.misfits(document), [])


def check_settings(folder):
    """get, set and unset, whatever a machine knows, print what their schema says."""
    root = ["--root", os.path.join(folder, "root"), "--json"]
    os.makedirs(os.path.join(folder, "root", "etc", "samba"))
    for arguments in (["get"], ["set", "require-encryption", "true"], ["get"], ["unset", "require-encryption"]):
        document = json.loads(gpseal(*root, *arguments).stdout)
        check_schema(" ".join(arguments), "gpseal.setting/1", document)
    gpseal(*root, "set", "require-encryption", "false")
    kept = os.path.join(folder, "root", "var", "lib", "gpseal", "preference")
    claim("the preference is private", os.stat(kept).st_mode & 0o777, 0o600)
    with open(kept, "a", encoding="utf-8") as file:
        file.write("#")
    done = gpseal(*root, "get")
    claim("a damaged preference is exit 3", done.returncode, 3)
    check_schema("get, damaged", "gpseal.setting/1", json.loads(done.stdout))
    claim("neither true nor false is exit 2", gpseal(*root, "set", "require-encryption", "yes").returncode, 2)


def check_resolution(folder):
    """resolve --all and --policy, on files with everything that a registry.pol can say, print what the schema says."""
    templates = os.path.join(DATA, "..", "editing")
    edit, files = "Software\\Policies\\Example\\Edit", []

    def pol(name, entries):
        text = lambda words: words.encode("utf-16-le") + b"\0\0"
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(b"PReg\x01\0\0\0")
            for key, value, kind, data in entries:
                sep = ";".encode("utf-16-le")
                file.write("[".encode("utf-16-le") + text(key) + sep + text(value) + sep + kind.to_bytes(4, "little") +
                           sep + len(data).to_bytes(4, "little") + sep + data + "]".encode("utf-16-le"))
        files.append(path)

    one, blank = (1).to_bytes(4, "little"), " \0".encode("utf-16-le")
    pol("low.pol", [(edit, "Plain", 4, one), (edit + "\\All", "On", 4, one), (edit + "\\All", "Number", 4, one),
                    (edit + "\\Prefixed", "p1", 1, "a\0".encode("utf-16-le"))])
    pol("high.pol", [(edit, "**del.Plain", 1, blank), (edit + "\\All", "Mode", 4, (7).to_bytes(4, "little")),
                     (edit + "\\Prefixed", "p2", 1, "b\0".encode("utf-16-le")), ("K", "**SecureKey", 4, one),
                     ("K", "**Unheard.Of", 4, one), ("L", "", 0, b""), ("M", "**DeleteKeys", 1, "N;O\0".encode("utf-16-le")),
                     ("M", "V", 3, b"\1\2")])
    words = ["resolve", "--json", "--admx", templates, "--pol", *files]
    for more in (["--all"], ["--policy", "Everything"], ["--policy", "Plain"]):
        done = gpseal(*words, *more)
        claim(" ".join(more) + ": exit 0", (done.returncode, done.stderr), (0, b""))
        check_schema("resolve " + " ".join(more), "gpseal.report/1", json.loads(done.stdout))


def main():
    check_whole()
    for name in ("whole", "damaged", "failed-search", "unread-file"):
        path = os.path.join(DATA, name + ".json")
        check_schema(name, "gpseal.result/1", json.loads(result(path, "json").stdout))
        one_truth(path)
        rsop(path)
        check_page(name, result(path, "html").stdout)
        claim(f"{name}: one exit code for all formats",
              len({result(path, form).returncode for form in ("text", "json", "xml", "html")}), 1)
    with tempfile.TemporaryDirectory() as folder:
        check_hostile(folder)
        check_twins(folder)
        check_settings(folder)
        check_resolution(folder)
        out = os.path.join(folder, "out.html")
        gpseal("result", "--snapshot", os.path.join(DATA, "whole.json"), "--format", "html", "--out", out)
        with open(out, "rb") as file:
            claim("--out writes what standard output gets", file.read(), result(os.path.join(DATA, "whole.json"), "html").stdout)
        claim("the file is not for everybody", os.stat(out).st_mode & 0o777, 0o640)
    return claims.failures > 0


sys.exit(main())
