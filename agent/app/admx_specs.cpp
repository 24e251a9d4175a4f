#include "admx_specs.hpp"

#include "template_options.hpp"

namespace gpseal::app {

using agent::ExitCode;

OptionSpec lang_option()
{
    return {.name = "lang",
            .kind = ValueKind::language,
            .placeholder = "xx-YY",
            .help = "language of the texts taken from ADML files, such as en-US"};
}

OptionSpec templates_option(std::string_view name)
{
    return {.name = name,
            .kind = ValueKind::folder,
            .placeholder = "DIR",
            .help = "one folder with ADMX files and their language folders; give it again for another; "
                    "default: /usr/share/gpseal/PolicyDefinitions",
            .times = Times::repeated};
}

CommandSpec admx_list_command()
{
    return {.words = {"admx", "list"},
            .summary = "list the policies that ADMX templates define",
            .description = "Every policy of the templates with its class, names, category, key and value, then every "
                           "file with what it holds. A policy that another one takes the place of, by its name or by "
                           "its file's namespace, is left out, as everywhere; a finding names it. --json has the "
                           "findings, too: an error is a file that was left out, anything else a warning; admx lint "
                           "grades the same codes by what Windows makes of them.",
            .options = {templates_option("dir"), lang_option()},
            .examples = {{"gpseal admx list --dir PolicyDefinitions", "the policies of a central store"}},
            .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied},
            .run = run_admx_list};
}

CommandSpec admx_show_command()
{
    return {
        .words = {"admx", "show"},
        .summary = "show one policy of the ADMX templates",
        .description = "What the policy editor would show: category, explanation, supported systems, and which "
                       "registry values each state writes. Names match without regard to case. Where several policies "
                       "have a name, its categories in front tell them apart, as the policy editor has them, with "
                       "\\ or / between: from any category on, or from Computer Configuration\\Administrative "
                       "Templates. A name that no policy has, or several, is a mistake in the line, as it is for "
                       "every command that takes one (2).",
        .options = {templates_option("dir"), lang_option()},
        .positional =
            PositionalSpec{.name = "name",
                           .placeholder = "NAME",
                           .help = "the policy's display name, its name in the ADMX file, also as NAMESPACE::NAME, or "
                                   "its display name behind its categories"},
        .examples = {{"gpseal admx show --dir PolicyDefinitions 'Require Encryption'",
                      "what the policy means and writes"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied},
        .run = run_admx_show};
}

CommandSpec admx_lint_command()
{
    return {.words = {"admx", "lint"},
            .summary = "check ADMX and ADML files for those who write them",
            .description =
                "What Windows would refuse or leave out (errors), what is probably not meant (warnings) and "
                "style (notes), each with its place, a stable code and what to do. Folders are checked whole, "
                "with the texts of every language, each by itself; a file is checked by itself, read beside its "
                "neighbours.",
            .options = {{.name = "dir",
                         .kind = ValueKind::folder,
                         .placeholder = "DIR",
                         .help = "folder with files that may be referred to and are not checked",
                         .times = Times::repeated},
                        {.name = "level",
                         .kind = ValueKind::choice,
                         .help = "the least that is shown; default: note",
                         .choices = {"error", "warning", "note"}},
                        {.name = "codes", .help = "list every code with what it means, and check nothing"}},
            .positional = PositionalSpec{.name = "path",
                                         .placeholder = "PATH",
                                         .help = "an ADMX or ADML file, or a folder with ADMX files",
                                         .many = true,
                                         .required = false},
            .examples = {{"gpseal admx lint Contoso.admx --dir PolicyDefinitions",
                          "one file, which refers to what Windows defines"},
                         {"gpseal admx lint --level error --json templates/", "for a build"}},
            .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::permission,
                      ExitCode::not_applied},
            .run = run_admx_lint};
}

CommandSpec admx_search_command()
{
    return {
        .words = {"admx", "search"},
        .summary = "find policies by their names, texts or registry keys",
        .description = "The policies in which every word stands somewhere, in any case and as a part of a word "
                       "too: in the name, the registry key or value, the category, the supported systems or the "
                       "explanation; matches in names come first. A key may have its hive in front, as registry "
                       "editors and PowerShell write it (Computer\\HKEY_LOCAL_MACHINE\\, HKLM:\\), and its value's "
                       "name behind it, KEY\\VALUE or KEY!VALUE: HKLM finds policies of computers, HKCU those of "
                       "users. Nothing found exits with 1.",
        .options = {templates_option("dir"), lang_option()},
        .positional =
            PositionalSpec{
                .name = "word", .placeholder = "WORD", .help = "what to look for", .many = true, .may_be_empty = true},
        .examples = {{"gpseal admx search --dir PolicyDefinitions smb encryption", "both words, anywhere"},
                     {"gpseal admx search 'HKLM\\Software\\Policies\\Google'", "which policies write below this key?"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::permission,
                  ExitCode::not_applied},
        .run = run_admx_search};
}

} // namespace gpseal::app
