#include "pol_edit_specs.hpp"

#include "template_options.hpp"

namespace gpseal::app {

namespace {

using agent::ExitCode;

OptionSpec class_option()
{
    return {.name = "class",
            .kind = ValueKind::choice,
            .help = "the side of a policy that both have; default: user for a file in a folder User, else machine",
            .choices = {"machine", "user"}};
}

OptionSpec policy_option()
{
    return {.name = "policy",
            .kind = ValueKind::text,
            .placeholder = "NAME",
            .help =
                "a policy of the templates: its name, its display name, or the way to it in the policy editor, such as "
                "'Lanman Workstation\\Require Encryption'",
            .excludes = "key"};
}

OptionSpec key_option()
{
    return {.name = "key",
            .kind = ValueKind::text,
            .placeholder = "KEY",
            .help = "a registry key; what regedit or PowerShell puts in front (Computer\\HKEY_LOCAL_MACHINE\\, "
                    "HKLM:\\) is taken off",
            .excludes = "policy"};
}

OptionSpec value_option()
{
    return {.name = "value",
            .kind = ValueKind::text,
            .placeholder = "NAME",
            .help = "a value of the key; (default) or '' is its default value, **del.NAME and its kin are directives",
            .may_be_empty = true};
}

OptionSpec dry_run_option()
{
    return {.name = "dry-run", .help = "write nothing; say what would be changed"};
}

PositionalSpec file_argument()
{
    return {.name = "file", .placeholder = "FILE", .help = "the registry.pol file", .kind = ValueKind::file};
}

const std::vector<ExitCode> edit_exits{ExitCode::ok,         ExitCode::usage,       ExitCode::malformed,
                                       ExitCode::permission, ExitCode::not_applied, ExitCode::refused,
                                       ExitCode::busy};

} // namespace

CommandSpec pol_set_command()
{
    return {
        .words = {"pol", "set"},
        .summary = "set a policy or a value in a registry.pol file",
        .description =
            "Writes the policy as the Group Policy editor would: its value, its lists and its elements. What is not "
            "given of its elements stays as it is set, or starts as the editor's dialog does. Every other entry stays "
            "where and as it is. What was written is read back first: where it would be another state or value than "
            "was asked for, as with a policy whose boxes are all unchecked, two elements on one value, or a foreign "
            "value in the key of a list, nothing is written (8); nor where pol unset could not give back the file as "
            "it was, "
            "as with a list's line that another policy stands for.\n\n"
            "With --key and --value it sets one value, whatever policy it belongs to. A file that is not there is "
            "made, but for --state not-configured. The file is replaced as a whole or left alone; what changed is "
            "printed. A GPO's version in gpt.ini "
            "and in the directory is left alone: clients look at the file again when it grows.",
        .options = {policy_option(),
                    {.name = "state",
                     .kind = ValueKind::choice,
                     .help = "what the policy is to be",
                     .choices = {"enabled", "disabled", "not-configured"}},
                    {.name = "element",
                     .kind = ValueKind::text,
                     .placeholder = "ID=VALUE",
                     .help = "an element of the enabled policy: true or false, a number, a text, an item's name, its "
                             "value, or its place as admx show prints it (#1 is the first); a list's lines one by one, "
                             "NAME=DATA where it has names; ID= alone empties it",
                     .times = Times::repeated},
                    key_option(),
                    value_option(),
                    {.name = "type",
                     .kind = ValueKind::text,
                     .placeholder = "TYPE",
                     .help = "DWORD, QWORD, SZ, EXPAND_SZ, MULTI_SZ, BINARY or NONE",
                     .choices = {"DWORD", "QWORD", "SZ", "EXPAND_SZ", "MULTI_SZ", "BINARY", "NONE"}},
                    {.name = "data",
                     .kind = ValueKind::text,
                     .placeholder = "DATA",
                     .help =
                         "the value's data: a number, a text, which may be '', or hex digits; MULTI_SZ one string each",
                     .times = Times::repeated,
                     .may_be_empty = true},
                    templates_option("admx"),
                    lang_option(),
                    class_option(),
                    dry_run_option()},
        .one_of = {"policy", "key"},
        .positional = file_argument(),
        .examples = {{"gpseal pol set Registry.pol --policy 'Require Encryption' --state enabled",
                      "as the policy editor writes it"},
                     {"gpseal pol set Registry.pol --policy NAME --state enabled --element ID=5",
                      "with a value for one of its elements; admx show lists them"},
                     {"gpseal pol set Registry.pol --key KEY --value V --type DWORD --data 5", "one value"}},
        .exits = edit_exits,
        .run = run_pol_set};
}

CommandSpec pol_unset_command()
{
    return {.words = {"pol", "unset"},
            .summary = "take a policy or a value out of a registry.pol file",
            .description =
                "Removes every entry that the policy has written, so that it is not configured; or what the file says "
                "of one value. Every other entry stays where and as it is. Of the values that a policy sets beside its "
                "own and that belong to others (an enabledList, an item's values), those go that say what it has them "
                "say, as in the Group Policy editor; of a policy that is not configured, none. Where the policy would "
                "still "
                "be configured, by an entry that is neither its own nor another policy's, that is named and nothing is "
                "written (8). Where there is no such file, there is nothing to take out (0).",
            .options = {policy_option(), key_option(), value_option(), templates_option("admx"), lang_option(),
                        class_option(), dry_run_option()},
            .one_of = {"policy", "key"},
            .positional = file_argument(),
            .examples = {{"gpseal pol unset Registry.pol --policy 'Require Encryption'", "not configured any more"},
                         {"gpseal pol unset Registry.pol --key 'Software\\Example' --value Limit", "one value"}},
            .exits = edit_exits,
            .run = run_pol_unset};
}

CommandSpec pol_diff_command()
{
    auto admx = templates_option("admx");
    admx.help = "folder with ADMX files and their language folders, to name what changed by policy";
    return {.words = {"pol", "diff"},
            .summary = "compare what two registry.pol files configure",
            .description =
                "By policy, state and value where templates are given, and by registry value for what none of them "
                "explains and for what differs although the editor would show the same. Two files are the same if they "
                "leave the same values, whatever was there before they are applied, and if reports read the same out "
                "of them: another order or spelling is no difference, but a **soft. without the **del. before it is "
                "one, and so is a **del. that another way to delete the value stands for. Templates do not change "
                "that.\n\n"
                "The exit code is 0 when they are the same, and 1 when they differ.",
            .options = {admx, lang_option(), class_option()},
            .positional = PositionalSpec{.name = "file",
                                         .placeholder = "OLD NEW",
                                         .help = "the two registry.pol files; - is standard input",
                                         .kind = ValueKind::file,
                                         .many = true,
                                         .count = 2},
            .examples = {{"gpseal pol diff old.pol new.pol --admx PolicyDefinitions", "what changed, policy by policy"},
                         {"gpseal pol diff old.pol new.pol --json", "for a script"}},
            .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::permission,
                      ExitCode::not_applied},
            .run = run_pol_diff};
}

} // namespace gpseal::app
