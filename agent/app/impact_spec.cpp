#include "impact_spec.hpp"

#include "probe_spec.hpp"

namespace gpseal::app {

using agent::ExitCode;

CommandSpec impact_command()
{
    return {
        .words = {"impact"},
        .summary = "say who on this machine breaks if encryption is required",
        .description =
            "Looks for the servers that this machine uses: the domain controllers of its domain, which it reads policy "
            "from, its SMB mounts, /etc/fstab, [verify] servers of the configuration, desktop bookmarks, and what the "
            "guard saw go out in the clear in the last 7 days. Root sees all of it; others the part that is theirs. "
            "Each server is asked what it can do, as by gpseal probe. Nothing is changed, and nobody logs on.\n\n"
            "A server works, breaks (it cannot encrypt) or is unknown, with the reason. One without DFS works, but "
            "not for libsmbclient programs such as GNOME Files, unless it demands encryption. A mount without seal is "
            "cut until it is mounted anew.\n\n"
            "What is not in use now and stands nowhere is not seen: let the guard watch in mode = audit for some days "
            "first.\n\n"
            "With --json there is one object a server, a line each. Exit code 8: the domain controller that policy "
            "came "
            "from, or every one of them, cannot encrypt: gpseal refresh would stop; 1: something else breaks, or needs "
            "a new mount; 4: none of that, but a server is unknown, or none is known at all.",
        .options = {timeout_option()},
        .examples = {{"gpseal impact", "before the policy is turned on"},
                     {"gpseal impact --json", "for a script; without root neither guard nor keytab can be read"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                  ExitCode::permission, ExitCode::not_applied, ExitCode::refused},
        .run = run_impact};
}

} // namespace gpseal::app
