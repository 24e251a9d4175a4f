#include "domain_specs.hpp"

#include "command.hpp"
#include "template_options.hpp"

namespace gpseal::app {

using agent::ExitCode;

CommandSpec snapshot_command()
{
    return {.words = {"snapshot"},
            .summary = "save what the domain says of this computer",
            .description =
                "Asks the domain as refresh does and changes nothing: this computer's groups, its organizational "
                "units, domain and site with their links, the GPOs with their access rights and versions, and their "
                "files. There are no secrets in it. An incomplete snapshot is saved too, and exits with 5.",
            .options = {{.name = "out",
                         .kind = ValueKind::file,
                         .placeholder = "FILE",
                         .help = "write it to FILE, readable by its owner only, instead of standard output (-)"}},
            .examples = {{"gpseal snapshot --out ws17.json", "to look at it elsewhere"}},
            .exits = {ExitCode::ok, ExitCode::usage, ExitCode::stale, ExitCode::permission, ExitCode::not_applied},
            .run = run_snapshot};
}

CommandSpec result_command()
{
    return {
        .words = {"result"},
        .summary = "say which GPOs apply to this computer, which do not, and why",
        .description =
            "The resultant set of the last run that read the domain: the GPOs in order of precedence with their "
            "links, those that do not apply with the reason, and what they come to. With --all or --policy what they "
            "come to by policies of ADMX templates. Asks nobody and changes nothing.\n\n"
            "xml has the shape of gpresult /x, for what reads that; html is one page for people, which loads "
            "nothing and fits on paper.",
        .options =
            {{.name = "snapshot",
              .kind = ValueKind::file,
              .placeholder = "FILE",
              .help = "of what gpseal snapshot saved, instead of the last run"},
             {.name = "format",
              .kind = ValueKind::choice,
              .help = "default: json with --json, or what the name of --out ends with; else text",
              .choices = {"text", "json", "xml", "html"}},
             {.name = "out",
              .kind = ValueKind::file,
              .placeholder = "FILE",
              .help = "write it to FILE, replaced as a whole, instead of standard output (-)"},
             {.name = "all",
              .help = "every policy of the templates that these GPOs configure, as resolve --all shows it",
              .excludes = "policy"},
             {.name = "policy",
              .kind = ValueKind::text,
              .placeholder = "NAME",
              .help = "one policy of the templates: its name, its display name, or the way to it in the policy editor",
              .excludes = "all"},
             templates_option("admx"),
             lang_option()},
        .examples = {{"gpseal result", "the GPOs, highest precedence first"},
                     {"gpseal result --all --admx PolicyDefinitions", "every policy that they configure"},
                     {"gpseal result --json", "the same for a script"},
                     {"gpseal result --out ws17.html", "a page to send or to print"},
                     {"gpseal result --format xml --out ws17.xml", "for a program that reads gpresult /x"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::unknown, ExitCode::stale,
                  ExitCode::permission, ExitCode::not_applied},
        .run = run_result};
}

} // namespace gpseal::app
