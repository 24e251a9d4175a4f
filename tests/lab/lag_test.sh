#!/bin/bash
# A domain whose SYSVOL lags behind its directory, as replication leaves it for a while: GPOs of which SYSVOL has nothing
# but what it had when they were made. Run by tests/lab/run. usage: lag_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
# shellcheck disable=SC2016 # within the node
folder='$(gpo_folder A)' registry=$(dc 'echo "$REGISTRY_CSE"')
lacks() { says "$1" "GPO '$2' .* has no Registry.pol"; }

# ---- SYSVOL falls back behind what it had ----------------------------------------------------------------------------
dc "gpo A B C; pol A enabled 3; links $LAB_BASE A"
run 0 required "a GPO that requires" refresh
dc "rm $folder/Machine/Registry.pol; sysvol_version A 0"
run 5 required "SYSVOL is as it was when the GPO was made, first run" refresh --force
for run in second third; do
    run 5 required "the same, $run run" refresh
    lacks "and it is said" A
done
dc 'pol A enabled 5'
run 0 required "it is there again" refresh
dc "rm $folder/Machine/Registry.pol; sysvol_version A 0; directory_version A 6"
for run in first second third; do
    run 5 required "an edit in the directory, and SYSVOL without anything, $run run" refresh
done
dc 'pol A enabled 7'
run 0 required "it is there again" refresh

# ---- another GPO in its place, which is not there yet ----------------------------------------------------------------
dc "set_attribute \"\$(gpo_dn C)\" gPCMachineExtensionNames '$registry'; directory_version C 1; links $LAB_BASE C"
for run in first second third; do
    run 5 required "a GPO that is in the directory alone, $run run" refresh
    lacks "and it is said" C
done
dc "links $LAB_BASE A B; set_attribute \"\$(gpo_dn B)\" gPCMachineExtensionNames '$registry'"
run 0 required "a GPO that was never edited beside one that requires" refresh
run 0 required "again" refresh
dc "links $LAB_BASE B; version B 1"
for run in first second third; do
    run 5 required "it alone, edited, its Registry.pol not there yet, $run run" refresh
    lacks "and it is said" B
done
dc 'pol B empty 1'
run 0 none "it is there, and its word counts" refresh

# ---- a GPO of security settings that was never edited ----------------------------------------------------------------
security='[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]'
signing() { # NAME VALUE VERSION
    dc "mkdir -p \"\$(gpo_folder $1)/Machine/Microsoft/Windows NT/SecEdit\"
        printf '[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\nMACHINE\\\\System\\\\CurrentControlSet\\\\Services\\\\LanmanWorkstation\\\\Parameters\\\\RequireSecuritySignature=4,$2\r\n' \
            >\"\$(gpo_folder $1)/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf\"
        set_attribute \"\$(gpo_dn $1)\" gPCMachineExtensionNames '$security'; version $1 $3"
}
client_signing() { member testparm -s -v 2>/dev/null | sed -n 's/^\tclient signing = //p'; }
dc 'gpo S E L'
signing S 1 3
signing E 0 0
dc "links $LAB_BASE S"
run 0 none "a GPO that signs" refresh
is "it is in force" "$(client_signing)" required
dc "links $LAB_BASE S E"
run 0 none "a stronger one of version 0 that does not" refresh
is "signing stays in force" "$(client_signing)" required
run 0 none "result" result
says "the empty one is denied as such" '^E (empty)'
dc "set_attribute \"\$(gpo_dn L)\" gPCMachineExtensionNames '$security'; directory_version L 3; links $LAB_BASE L"
for run in first second third; do
    run 5 none "one in its place that is in the directory alone, $run run" refresh
    is "signing stays in force" "$(client_signing)" required
done
says "and it is said" "GPO 'L' .* its GptTmpl.inf could not be read: is not there yet"
signing L 0 3
run 0 none "it is there, and its word counts" refresh
is "signing is gone" "$(client_signing)" default

finish
