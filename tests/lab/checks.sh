# shellcheck shell=bash
# What the tests of the lab share: the nodes, and the checks, made on the member. Sourced with GPSEAL and MAKE_POL as
# arguments.
gpseal=$(readlink -f "$1")
MAKE_POL=$(readlink -f "$2")
export MAKE_POL
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/lab/names.sh
. "$here/names.sh"
work=$LAB/work
mkdir -p "$work"
# shellcheck source=tests/support/checks.sh
. "$here/../support/checks.sh"

dc() { "$here/on" dc bash -c '. "$1"; eval "$2"' dc "$here/directory.sh" "$*"; }
member() { "$here/on" member "$@"; }
machine() { member "$@"; }
