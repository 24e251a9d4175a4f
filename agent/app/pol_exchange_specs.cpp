#include "pol_exchange_specs.hpp"

namespace gpseal::app {

namespace {

using agent::ExitCode;

OptionSpec format_option(std::string_view help)
{
    return {
        .name = "format", .kind = ValueKind::choice, .help = help, .choices = {"lgpo", "reg", "policyrules", "json"}};
}

OptionSpec scope_option(std::string_view help)
{
    return {.name = "scope", .kind = ValueKind::choice, .help = help, .choices = {"computer", "user"}};
}

OptionSpec replace_option()
{
    return {.name = "replace", .help = "replace FILE if it is there already; its owner and mode stay"};
}

} // namespace

CommandSpec pol_export_command()
{
    return {
        .words = {"pol", "export"},
        .summary = "write a registry.pol as text that other tools read",
        .description =
            "The formats: lgpo, the text of Microsoft's LGPO.exe; reg, a regedit file of version 5.00; policyrules, "
            "the "
            "XML of Microsoft's Policy Analyzer; json, what pol show --json prints.\n\n"
            "What is exported imports again as the same file, byte by byte: that is checked before anything is "
            "written. An entry that has no form in the format is refused with its number and offset (8); json holds "
            "every "
            "file there is.",
        .options = {format_option("default: what the name of --out ends with: .txt, .reg, .PolicyRules, .json"),
                    scope_option("whose settings they are; default: user below a folder named User, else computer"),
                    {.name = "policy-name",
                     .kind = ValueKind::text,
                     .placeholder = "NAME",
                     .help = "the GPO's name in PolicyRules; default: the name of the file"},
                    {.name = "out",
                     .kind = ValueKind::file,
                     .placeholder = "FILE",
                     .help = "write to this file; default: standard output"},
                    replace_option()},
        .positional = PositionalSpec{.name = "file",
                                     .placeholder = "FILE",
                                     .help = "the registry.pol file; - is standard input",
                                     .kind = ValueKind::file},
        .examples = {{"gpseal pol export Registry.pol --format lgpo", "as LGPO.exe /parse would print it"},
                     {"gpseal pol export User/Registry.pol --out user.reg", "for regedit, below HKEY_CURRENT_USER"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied,
                  ExitCode::refused},
        .run = run_pol_export};
}

CommandSpec pol_import_command()
{
    return {
        .words = {"pol", "import"},
        .summary = "make a registry.pol of text that other tools wrote",
        .description =
            "Every setting becomes an entry, in the order of the text. What is not understood is refused with its "
            "line, never skipped; security templates and audit settings of PolicyRules are left out, and that is "
            "said. LGPO text for one account (User:NAME) is refused (8): a registry.pol is for every user.\n\n"
            "A registry.pol is for one scope of one GPO: choose with --scope and --policy-name where the text holds "
            "more. One that goes into the folder of the other side, Machine or User, is warned "
            "of. Clients notice a GPO's new registry.pol by the GPO's version, which is not raised here.",
        .options = {format_option("default: what the content itself tells"),
                    scope_option("take only the computer's or only the user's settings"),
                    {.name = "policy-name",
                     .kind = ValueKind::text,
                     .placeholder = "NAME",
                     .help = "take only this GPO's settings (PolicyRules)"},
                    {.name = "out",
                     .kind = ValueKind::file,
                     .placeholder = "FILE",
                     .help = "the registry.pol to write; - is standard output",
                     .required = true},
                    replace_option()},
        .positional = PositionalSpec{.name = "source",
                                     .placeholder = "SOURCE",
                                     .help = "the text to read; - is standard input",
                                     .kind = ValueKind::file},
        .examples = {{"gpseal pol import lgpo.txt --out Registry.pol", "what LGPO.exe /r /w does"},
                     {"gpseal pol import - --out copy.pol", "from a pipe, such as what pol show --json prints"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied,
                  ExitCode::refused},
        .run = run_pol_import};
}

} // namespace gpseal::app
