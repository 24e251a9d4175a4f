#!/bin/bash
# Breaks SambaStack::apply at every system call it makes: killed there, or told an error there, on a full disk, and
# with an administrator editing the file at the worst moment. usage: samba_apply_fault.sh DRIVER
set -u
driver=$1
[[ $(id -u) == 0 ]] || { echo "skipped: needs root, for a small file system of its own"; exit 77; }
command -v strace >/dev/null || { echo "skipped: strace is not installed"; exit 77; }
if [[ -z ${GPSEAL_FAULT_INSIDE:-} ]]; then
  GPSEAL_FAULT_INSIDE=1 exec unshare -m --propagation private "$0" "$@"
fi

work=$(mktemp -d)
trap 'umount "$work" 2>/dev/null; rmdir "$work"' EXIT
mount -t tmpfs -o size=4m none "$work" || { echo "skipped: cannot mount a tmpfs"; exit 77; }
root=$work/root
conf=$root/etc/samba/smb.conf
failures=0
points=0
killed=0
reported=0

broken() { echo "BROKEN: $*"; failures=$((failures + 1)); }

# One run with one fault, and what is left of it.
try() { # SCENARIO STRACE_INJECTION
  points=$((points + 1))
  local said rc
  said=$({ strace -qq -o /dev/null -e "inject=$2" "$driver" run "$root" "$1"; } 2>&1)
  rc=$?
  ((rc == 137)) && killed=$((killed + 1))
  ((rc == 1)) && reported=$((reported + 1))
  said=$("$driver" settle "$root" "$1" $rc 2>&1) || { broken "$1, $2, exit $rc: $said"; "$driver" prepare "$root" "$1"; }
}

# NAME K of every system call between the mark and the end; K counts calls of that name from the start of the process,
# as strace's when= does.
calls_of() { # SCENARIO
  strace -qq -o "$work/trace" "$driver" run "$root" "$1" 2>/dev/null
  awk 'match($0, /^[a-z_0-9]+\(/) {
         name = substr($0, 1, RLENGTH - 1); count[name]++
         if (marked) print name, count[name]
         if (/gpseal-start-of-apply/) marked = 1
       }' "$work/trace"
}

expected_kills=0
for scenario in enable disable upgrade create uncreate symlink; do
  "$driver" prepare "$root" $scenario
  mapfile -t calls < <(calls_of $scenario)
  ((${#calls[@]} > 8)) || broken "$scenario: only ${#calls[@]} calls in the reference trace"
  "$driver" settle "$root" $scenario 0 || broken "$scenario without a fault"
  for call in "${calls[@]}"; do
    read -r name k <<<"$call"
    expected_kills=$((expected_kills + 1))
    try $scenario "$name:signal=KILL:when=$k"
    case $name in
      exit_group | exit | brk | mmap | munmap | close) continue ;; # no error of theirs is the file's
    esac
    for errno in ENOSPC EIO EROFS EACCES EMFILE EINTR; do
      try $scenario "$name:error=$errno:when=$k"
    done
  done
done
echo "$points faults at system calls: $killed runs killed, $reported failures reported"
((killed == expected_kills)) || broken "of $expected_kills kills only $killed hit"

# A disk with 0, 4, … KiB left: the old file or the new one, and the next run mends it.
for ((left = 0; left <= 24; left += 4)); do
  for scenario in enable disable upgrade create; do
    "$driver" prepare "$root" $scenario
    free=$(df --output=avail -k "$work" | tail -1)
    dd if=/dev/zero of="$work/ballast" bs=1k count=$((free - left)) 2>/dev/null
    "$driver" run "$root" $scenario 2>/dev/null
    rc=$?
    rm "$work/ballast"
    ((left > 0 || rc != 0)) || broken "$scenario with no space left reported success"
    "$driver" settle "$root" $scenario $rc || broken "$scenario with $left KiB left"
  done
done

# An administrator's edit between reading and replacing: in place, and by renaming as editors do.
# Before the check (fsync) and after it (renameat2).
for when in fsync renameat2; do
  for how in inplace rename; do
    "$driver" prepare "$root" enable
    strace -qq -o /dev/null -e inject=$when:delay_enter=500000:when=1 "$driver" run "$root" enable &
    pid=$!
    sleep 0.25
    if [[ $how == inplace ]]; then
      printf '\n# edited meanwhile\n' >>"$conf"
    else
      { cat "$conf"; printf '\n# edited meanwhile\n'; } >"$conf.new" && mv "$conf.new" "$conf"
    fi
    wait $pid || broken "$how edit before $when: apply failed"
    grep -q '^# edited meanwhile$' "$conf" || broken "$how edit before $when was lost"
    grep -q '^#</gpseal last' "$conf" || broken "$how edit before $when: the block is not there"
  done
done

echo "$points faults, $failures broken promises, ${SECONDS} s"
((failures == 0))
