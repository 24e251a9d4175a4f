#include "history_spec.hpp"

namespace gpseal::app {

using agent::ExitCode;

CommandSpec history_command()
{
    return {
        .words = {"history"},
        .summary = "say what was changed on this machine, when, and by whose doing",
        .description =
            "Every change that gpseal made, the newest first: what was changed, and whether a GPO, an administrator's "
            "command or gpseal.conf was the cause, or somebody else's edit of what gpseal had set, which was taken "
            "back. A change that could not be made is there with the reason.\n\n"
            "It is read from /var/lib/gpseal/journal.jsonl, which is written before anything is changed. It holds 1 "
            "MiB, and as much of what was before; what is older is gone.",
        .options = {{.name = "since",
                     .kind = ValueKind::text,
                     .placeholder = "TIME",
                     .help = "not what is older: 2026-12-01T18:00:00Z, with an offset such as +02:00, or 30m, 2h, 3d "
                             "before now"},
                    {.name = "limit",
                     .kind = ValueKind::text,
                     .placeholder = "N",
                     .help = "the newest N changes; default: 50, at most 100000"},
                    {.name = "diff", .help = "print every change as a unified diff"}},
        .examples = {{"gpseal history", "the last changes"},
                     {"gpseal history --since 7d --json", "those of a week, for a script"},
                     {"gpseal history --limit 1 --diff", "the last one, line by line"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied},
        .run = run_history};
}

} // namespace gpseal::app
