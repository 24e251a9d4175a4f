#include "preference_specs.hpp"

#include "command.hpp"

namespace gpseal::app {

using agent::ExitCode;

namespace {

OptionSpec refresh_option()
{
    return {.name = "refresh", .help = "apply it at once: run gpseal refresh afterwards, and end as that does"};
}

std::vector<ExitCode> exits()
{
    return {ExitCode::ok,    ExitCode::not_compliant, ExitCode::usage,       ExitCode::malformed, ExitCode::unknown,
            ExitCode::stale, ExitCode::permission,    ExitCode::not_applied, ExitCode::refused,   ExitCode::busy};
}

} // namespace

CommandSpec get_command()
{
    return {.words = {"get"},
            .summary = "say whether encryption is required, and whether policy or the local preference says so",
            .description =
                "The one setting as Get-SmbClientConfiguration shows its own: the effective value by the last known "
                "policy and the local preference, its source (policy, preference or default), the preference, and "
                "whether policy outranks it. Pending means that the last run went by something else. Asks nobody and "
                "changes nothing.\n\n"
                "A damaged preference is exit 3; an effective value that is not known is exit 4.",
            .examples = {{"gpseal get", "the effective value and its source"},
                         {"gpseal get --json", "the same for a script"}},
            .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::unknown, ExitCode::permission,
                      ExitCode::not_applied},
            .run = run_get};
}

CommandSpec set_command()
{
    return {
        .words = {"set", "require-encryption"},
        .summary = "require encryption on this machine where no GPO says anything, or do not",
        .description =
            "Keeps the local preference, as Set-SmbClientConfiguration -RequireEncryption does on Windows. Policy "
            "outranks it: a GPO that enables or disables Require Encryption decides, and the preference waits "
            "until no GPO configures it any more.\n\n"
            "The preference is stored and nothing else is changed; gpseald applies it at once where it runs, else the "
            "next gpseal refresh does, or --refresh. A file that is damaged later never loosens: what is in force "
            "stays until it is set "
            "again.",
        .options = {refresh_option()},
        .positional =
            PositionalSpec{
                .name = "value", .placeholder = "true|false", .help = "the preference", .choices = {"true", "false"}},
        .examples = {{"gpseal set require-encryption true", "store it; gpseald or the next refresh applies it"},
                     {"gpseal set require-encryption true --refresh", "store it and apply it now"}},
        .exits = exits(),
        .run = run_set};
}

CommandSpec unset_command()
{
    return {.words = {"unset", "require-encryption"},
            .summary = "remove the local preference",
            .description =
                "Policy alone decides again, at the next gpseal refresh that reads it completely; where no GPO says "
                "anything encryption is then not required.",
            .options = {refresh_option()},
            .examples = {{"gpseal unset require-encryption", "forget what gpseal set kept"}},
            .exits = exits(),
            .run = run_unset};
}

} // namespace gpseal::app
