#!/bin/bash
# A domain whose SYSVOL lags behind its directory, as replication leaves it for a while: GPOs of which SYSVOL has nothing
# but what it had when they were made. Run by tests/lab/run. usage: lag_test.sh GPSEAL MAKE_POL
set -u
# shellcheck source=tests/lab/checks.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/checks.sh"
# shellcheck disable=SC2016 # within the node
folder='$(gpo_folder A)'
registry=$(. "$here/directory.sh"; echo "$REGISTRY_CSE")
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

finish
