# shellcheck shell=bash disable=SC2034
# What the scripts beside this file and tests/run share. Sourced, never run.

source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

bold='' dim='' red='' green='' yellow='' reset=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' reset=$'\e[0m'
fi

step() { printf '%s== %s%s\n' "$bold" "$*" "$reset"; }
say() { printf '%s\n' "$*"; }
die() {
    local code=1
    if [[ $1 == -[0-9]* ]]; then
        code=${1#-}
        shift
    fi
    printf '%s%s: %s%s\n' "$red" "${0##*/}" "$*" "$reset" >&2
    exit "$code"
}

require_root() {
    ((EUID == 0)) || die -6 "needs root: $*"
}

# The build folder goes back to the person who called sudo, who would otherwise be locked out of a later build.
return_build_folder() {
    if [[ ${SUDO_UID:-} =~ ^[0-9]+$ && ${SUDO_GID:-} =~ ^[0-9]+$ && -d $source_root/build && ! -L $source_root/build ]]; then
        chown -hR "$SUDO_UID:$SUDO_GID" "$source_root/build" || true
    fi
}

# build_preset PRESET [TARGET…]: configures and builds; a build that was configured at another path is made anew.
build_preset() {
    local preset=$1 folder=$source_root/build/$1
    shift
    if [[ -f $folder/CMakeCache.txt ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source_root" "$folder/CMakeCache.txt"; then
        rm -rf -- "$folder"
    fi
    mkdir -p "$source_root/build"
    step "build: preset $preset${1:+ ($*)}"
    (cd "$source_root" && cmake --preset "$preset" >"$source_root/build/$preset.configure.log" 2>&1) || {
        cat "$source_root/build/$preset.configure.log" >&2
        die "preset $preset could not be configured"
    }
    (cd "$source_root" && cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}) ||
        die "preset $preset did not build"
}
