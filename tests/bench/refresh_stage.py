#!/usr/bin/python3
"""Runs in the lab's domain controller. Takes lines `gpos N` (N GPOs are linked to the domain, with a registry policy each)
and `touch` (all have a new version, here and in SYSVOL); answers "ready". refresh_stage.py FILE.pol"""
import os
import shutil
import sys

from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
import ldb

DOMAIN, BASE = "corp.example", "DC=corp,DC=example"
POLICIES = "/var/lib/samba/sysvol/" + DOMAIN + "/Policies/"
EXTENSION = "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]"


class Stage:
    def __init__(self, pol):
        parameters = LoadParm()
        parameters.load_default()
        self.sam = SamDB(session_info=system_session(), lp=parameters)
        self.pol, self.made, self.version = pol, [], 1

    def set(self, dn, name, value):
        message = ldb.Message(ldb.Dn(self.sam, dn))
        message[name] = ldb.MessageElement([value], ldb.FLAG_MOD_REPLACE, name)
        self.sam.modify(message)

    def gpos(self, count):
        for number in range(len(self.made), count):
            guid = "{00000000-0000-4000-9000-%012X}" % number
            dn = "CN=%s,CN=Policies,CN=System,%s" % (guid, BASE)
            self.sam.add({"dn": dn, "objectClass": "groupPolicyContainer", "displayName": "Bench %d" % number,
                          "flags": "0", "versionNumber": str(self.version), "gPCFunctionalityVersion": "2",
                          "gPCFileSysPath": "\\\\%s\\sysvol\\%s\\Policies\\%s" % (DOMAIN, DOMAIN, guid),
                          "gPCMachineExtensionNames": EXTENSION})
            os.makedirs(POLICIES + guid + "/Machine")
            shutil.copyfile(self.pol, POLICIES + guid + "/Machine/Registry.pol")
            self.made.append((dn, POLICIES + guid))
        self.touch()
        self.set(BASE, "gPLink", "".join("[LDAP://%s;0]" % dn for dn, _ in self.made))

    def touch(self):
        self.version += 1
        for dn, folder in self.made:
            self.set(dn, "versionNumber", str(self.version))
            with open(folder + "/GPT.INI", "w", encoding="ascii") as ini:
                ini.write("[General]\r\nVersion=%d\r\n" % self.version)


def main():
    stage = Stage(sys.argv[1])
    for line in sys.stdin:
        words = line.split()
        stage.gpos(int(words[1])) if words[0] == "gpos" else stage.touch()
        print("ready", flush=True)


main()
