#!/usr/bin/python3
"""The link and filter scenarios of tests/data/gpo-links, for real.

serve EXPECTED WORK   in the domain controller: takes a scenario's name on each line of standard input, makes the
                      directory and SYSVOL say what it says, answers "ready". WORK holds 1.pol, 0.pol, del.pol, unset.pol
check EXPECTED NAME RESULT
                      compares `gpseal result --json` with what is expected; prints the differences
names EXPECTED        the scenarios, one a line
"""
import json
import os
import shutil
import sys

DOMAIN = "corp.example"
BASE = "DC=corp,DC=example"
OUTER = "OU=Outer," + BASE
INNER = "OU=Inner," + OUTER
SITE = "CN=Default-First-Site-Name,CN=Sites,CN=Configuration," + BASE
POLICIES = "CN=Policies,CN=System," + BASE
SYSVOL = "/var/lib/samba/sysvol/" + DOMAIN + "/Policies"
APPLY = "(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)"
READ = "(A;CI;RPLCLORC;;;AU)"


def guid(name):
    return "{00000000-0000-4000-8000-%012X}" % int(name.encode().hex(), 16)


class Stage:
    def __init__(self, work):
        from samba.auth import system_session
        from samba.param import LoadParm
        from samba.samdb import SamDB
        parameters = LoadParm()
        parameters.load_default()
        self.sam = SamDB(session_info=system_session(), lp=parameters)
        self.work = work
        self.made = []
        for dn in (OUTER, INNER):
            self.sam.add({"dn": dn, "objectClass": "organizationalUnit"})
        self.sam.rename("CN=CL1,CN=Computers," + BASE, "CN=CL1," + INNER)

    def set(self, dn, name, value):
        import ldb
        message = ldb.Message(ldb.Dn(self.sam, dn))
        message[name] = ldb.MessageElement([value] if value is not None else [], ldb.FLAG_MOD_REPLACE, name)
        self.sam.modify(message)

    def scope(self, dn, wanted, gpos):
        links = wanted.get("gPLink")
        for name in list(gpos) + ["gone"]:
            for prefix in ("LDAP://", "ldap://"):
                links = links and links.replace("[%s%s;" % (prefix, name), "[%sCN=%s,%s;" % (prefix, guid(name), POLICIES))
        self.set(dn, "gPLink", links)
        self.set(dn, "gPOptions", wanted.get("gPOptions"))

    def gpo(self, name, wanted):
        from samba import ndr
        from samba.dcerpc import security
        dn = "CN=%s,%s" % (guid(name), POLICIES)
        self.sam.add({
            "dn": dn, "objectClass": "groupPolicyContainer", "displayName": wanted.get("displayName", name),
            "flags": str(wanted["flags"]), "versionNumber": str(wanted["versionNumber"]),
            "gPCFunctionalityVersion": str(wanted["gPCFunctionalityVersion"]),
            "gPCFileSysPath": "\\\\%s\\sysvol\\%s\\Policies\\%s" % (DOMAIN, DOMAIN, guid(name)),
            "gPCMachineExtensionNames": wanted["gPCMachineExtensionNames"]})
        self.made.append((dn, SYSVOL + "/" + guid(name)))
        if not (wanted["apply"] and wanted["read"]):
            raw = self.sam.search(dn, scope=0, attrs=["nTSecurityDescriptor"])[0]["nTSecurityDescriptor"][0]
            sid = security.dom_sid(self.sam.get_domain_sid())
            sddl = ndr.ndr_unpack(security.descriptor, raw).as_sddl(sid)
            assert APPLY in sddl and READ in sddl
            sddl = sddl if wanted["apply"] else sddl.replace(APPLY, "")
            sddl = sddl if wanted["read"] else sddl.replace(READ, "")
            self.set(dn, "nTSecurityDescriptor", ndr.ndr_pack(security.descriptor.from_sddl(sddl, sid)))
        os.makedirs(self.made[-1][1] + "/Machine")
        with open(self.made[-1][1] + "/GPT.INI", "w", encoding="ascii") as ini:
            ini.write("[General]\r\nVersion=%d\r\n" % wanted["gptVersion"])
        shutil.copyfile("%s/%s.pol" % (self.work, wanted["pol"]), self.made[-1][1] + "/Machine/Registry.pol")

    def play(self, scenario):
        for dn, folder in self.made:
            self.sam.delete(dn, ["tree_delete:1"])
            shutil.rmtree(folder)
        self.made = []
        wanted = scenario["input"]
        for name, gpo in wanted["gpos"].items():
            self.gpo(name, gpo)
        ous = [{}, {}] + wanted.get("ous", [])  # the closest is the last
        for dn, scope in ((INNER, ous[-1]), (OUTER, ous[-2]), (BASE, wanted.get("domain", {})), (SITE, wanted.get("site", {}))):
            self.scope(dn, scope, wanted["gpos"])


def serve(expected, work):
    stage = Stage(work)
    print("ready", flush=True)
    for line in sys.stdin:
        stage.play(expected[line.strip()])
        print("ready", flush=True)


def check(expected, name, result):
    wanted = expected[name]["expected"]
    names = {guid(known): known for known in list(expected[name]["input"]["gpos"]) + ["gone"]}
    winner = result["policy"]["winner"]
    found = {
        "precedence": [names[gpo["guid"]] for gpo in result["applied"]],
        "denied": sorted([names[row["gpo"]["guid"]], row["reason"]] for row in result["denied"]),
        "state": result["policy"]["state"],
        "winner": winner and names[winner["gpo"]["guid"] if "gpo" in winner else winner["guid"]]}
    wanted = dict(wanted, denied=sorted(wanted["denied"]))
    return ["%s: %s, wanted %s" % (key, found[key], wanted[key]) for key in found if found[key] != wanted[key]]


def main():
    mode, path = sys.argv[1:3]
    with open(path, encoding="utf-8") as file:
        expected = json.load(file)
    if mode == "names":
        print("\n".join(expected))
    elif mode == "serve":
        serve(expected, sys.argv[3])
    else:
        with open(sys.argv[4], encoding="utf-8") as file:
            differences = check(expected, sys.argv[3], json.load(file))
        print("; ".join(differences))


main()
