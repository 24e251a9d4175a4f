#include "release_spec.hpp"

namespace gpseal::app {

using agent::ExitCode;

CommandSpec release_command()
{
    return {
        .words = {"release"},
        .summary = "do not enforce the mandate for a while, although policy requires it",
        .description =
            "The way out when encryption that policy requires cuts this machine off, from a domain controller that "
            "cannot encrypt, say. Who did it, until when and why stands in the journal and in every report, whose "
            "verdict is not compliant until it ends.\n\n"
            "It takes effect at once, without asking anybody. Every gpseal refresh reads policy and checks everything "
            "else as before; SYSVOL need not be encrypted meanwhile. It ends by itself at the first refresh after its "
            "time, with --end, or with gpseal revert --all. It lasts 7 days at most; a clock that is set back does not "
            "prolong it, and a damaged file releases nothing.",
        .options = {{.name = "until",
                     .kind = ValueKind::text,
                     .placeholder = "TIME",
                     .help = "2026-12-01T18:00:00Z, with an offset such as +02:00, or 30m, 2h, 3d from now on",
                     .excludes = "end"},
                    {.name = "reason", .kind = ValueKind::text, .placeholder = "TEXT", .help = "why, in one line"},
                    {.name = "end", .help = "end it now", .excludes = "until"}},
        .one_of = {"until", "end"},
        .examples = {{"gpseal release --until 4h --reason 'dc1 is being updated'", "for four hours"},
                     {"gpseal release --end", "enforce again what policy requires"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                  ExitCode::stale, ExitCode::permission, ExitCode::not_applied, ExitCode::refused, ExitCode::busy},
        .run = run_release};
}

} // namespace gpseal::app
