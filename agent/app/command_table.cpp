#include "command_table.hpp"

#include "admx_specs.hpp"
#include "doctor_spec.hpp"
#include "domain_specs.hpp"
#include "help.hpp"
#include "history_spec.hpp"
#include "impact_spec.hpp"
#include "pol_edit_specs.hpp"
#include "pol_exchange_specs.hpp"
#include "preference_specs.hpp"
#include "probe_spec.hpp"
#include "release_spec.hpp"
#include "template_options.hpp"

#include <algorithm>

namespace gpseal::app {

namespace {

using agent::ExitCode;

OptionSpec gpo_option()
{
    return {.name = "gpo",
            .kind = ValueKind::folder,
            .placeholder = "DIR",
            .help = "GPO folders, as SYSVOL or a GPMC backup holds them; lowest precedence first",
            .times = Times::several};
}

CommandSpec status_command()
{
    return {
        .words = {"status"},
        .summary = "say what is required, by which GPO, and when it was proven",
        .description = "The answer on one screen: whether encryption is required and which GPO says so, what the "
                       "local client stacks are set to, and what the last run's canary showed. Reads what the last "
                       "run recorded and looks at the stacks again; changes nothing.",
        .examples = {{"gpseal status", "the state of this machine"}, {"gpseal status --json", "the same for a script"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                  ExitCode::stale, ExitCode::permission, ExitCode::not_applied},
        .run = run_status};
}

CommandSpec refresh_command()
{
    auto gpo = gpo_option();
    gpo.help = "take policy from these GPO folders instead of the configured source; lowest precedence first";
    return {
        .words = {"refresh"},
        .summary = "run one cycle now: collect, resolve, apply, verify, report",
        .description =
            "Collects the GPOs, decides what they say, sets the SMB client stacks accordingly and proves it with "
            "test connections. What is already right is left alone; what drifted is repaired.\n\n"
            "An error never loosens: when the policy cannot be read completely, what was required stays required.\n\n"
            "Before encryption is turned on, the domain controller that policy came from is asked whether it can "
            "encrypt. If it cannot, this machine would lose its policy: nothing is changed, exit code 8. [policy] "
            "preflight of gpseal.conf says otherwise (warn, off); gpseal release is the way out where it is on.",
        .options = {gpo,
                    {.name = "dry-run", .help = "change nothing; say what would be changed"},
                    {.name = "diff", .help = "print every change as a unified diff"},
                    {.name = "force", .help = "judge and apply everything anew, even where nothing changed"},
                    {.name = "offline", .help = "do not contact the domain; use the last known good policy"}},
        .examples = {{"gpseal refresh --dry-run --diff", "what the next run would change"},
                     {"gpseal refresh --gpo /srv/gpo/base /srv/gpo/lab", "policy from two folders; the second wins"}},
        .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                  ExitCode::stale, ExitCode::permission, ExitCode::not_applied, ExitCode::refused, ExitCode::busy},
        .run = run_refresh};
}

CommandSpec resolve_command()
{
    auto gpo = gpo_option();
    gpo.excludes = "snapshot"; // in a ring: each of the three excludes the next
    return {
        .words = {"resolve"},
        .summary = "say what registry.pol files, GPO folders or a domain come to",
        .description =
            "Planning: decides Require Encryption from files with the same engine that refresh uses, and shows "
            "the winner, the losers and, with --json, every entry that had a say. Nothing on this machine is read "
            "or changed.\n\n"
            "With --all it shows every policy of the ADMX templates that these files configure, as a report of "
            "the resultant set of policy does: state, values and the GPO that won; with --policy one of them. What "
            "administrators wrote beside a policy "
            "(comment.cmtx of the folders given with --gpo) is shown, and what directives delete.\n\n"
            "The state is the answer: any well-formed input exits with 0. A snapshot of a domain that was not read "
            "completely exits with 5, and never says that the policy is not configured.",
        .options =
            {{.name = "pol",
              .kind = ValueKind::file,
              .placeholder = "FILE",
              .help = "registry.pol files, lowest precedence first; - is standard input",
              .times = Times::several,
              .excludes = "gpo"},
             gpo,
             {.name = "all",
              .help = "every policy of the templates that is configured, and what is left over",
              .excludes = "policy"},
             {.name = "policy",
              .kind = ValueKind::text,
              .placeholder = "NAME",
              .help = "one policy of the templates: its name, its display name, or the way to it in the policy editor, "
                      "such as 'Lanman Workstation\\Require Encryption'",
              .excludes = "all"},
             templates_option("admx"),
             lang_option(),
             {.name = "side",
              .kind = ValueKind::choice,
              .help = "with --all and --policy; default: computer",
              .choices = {"computer", "user"}},
             {.name = "snapshot",
              .kind = ValueKind::file,
              .placeholder = "FILE",
              .help = "what was seen of a domain: which GPOs apply, in which order, and why the others do "
                      "not; - is standard input",
              .excludes = "pol"}},
        .one_of = {"pol", "gpo", "snapshot"},
        .examples = {{"gpseal resolve --pol Registry.pol", "is encryption required by this file?"},
                     {"gpseal resolve --gpo base/ servers/ --json", "two GPO backups; servers/ wins"},
                     {"gpseal resolve --gpo servers/ --all --admx PolicyDefinitions",
                      "everything that the GPO configures"},
                     {"gpseal resolve --snapshot ws17.json", "which GPOs apply to the computer, and why?"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::stale, ExitCode::permission,
                  ExitCode::not_applied},
        .run = run_resolve};
}

CommandSpec pol_show_command()
{
    return {.words = {"pol", "show"},
            .summary = "show the entries of a registry.pol file",
            .description =
                "Every entry in file order: key, value name, type and data, directives in words. With --admx the "
                "policies are named. The file is read strictly: a malformed one is refused with the entry, the offset "
                "and the reason.",
            .options = {templates_option("admx"), lang_option()},
            .positional = PositionalSpec{.name = "file",
                                         .placeholder = "FILE",
                                         .help = "the registry.pol file; - is standard input",
                                         .kind = ValueKind::file},
            .examples = {{"gpseal pol show Registry.pol", "the entries as a table"},
                         {"gpseal pol show Registry.pol --json", "with offsets and raw data"}},
            .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied},
            .run = run_pol_show};
}

CommandSpec verify_command()
{
    return {.words = {"verify"},
            .summary = "prove by test connections that the client stacks do what policy says",
            .description =
                "A request in the clear to a listener of our own must be cut; given servers must be reachable "
                "encrypted. Without targets the servers of the configuration are tried. Every verdict comes from what "
                "was observed on a connection, never from a setting.\n\n"
                "User names and passwords are read from a file only; there is no option for them.",
            .options = {{.name = "credentials",
                         .kind = ValueKind::file,
                         .placeholder = "FILE",
                         .help = "file with lines username = ..., password = ..., domain = ..."},
                        {.name = "proof",
                         .kind = ValueKind::file,
                         .placeholder = "FILE",
                         .help = "save what the verdict rests on, readable by its owner only: the report, the settings "
                                 "as files and as Samba reads them, the loaded table, the kernel's flags and mounts, "
                                 "versions; its SHA-256 is printed and stands in the journal"}},
            .positional = PositionalSpec{.name = "target",
                                         .placeholder = "//SERVER/SHARE",
                                         .help = "a share to connect to; //SERVER:PORT/SHARE/PATH names port and file",
                                         .many = true,
                                         .required = false},
            .examples = {{"gpseal verify", "the built-in test and the configured servers"},
                         {"gpseal verify //files.example.org/public --credentials /root/smb.cred", "one more server"},
                         {"gpseal verify --proof ws17.json", "and keep the proof, for an auditor"}},
            .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                      ExitCode::stale, ExitCode::permission, ExitCode::not_applied, ExitCode::refused, ExitCode::busy},
            .run = run_verify};
}

CommandSpec report_command()
{
    return {.words = {"report"},
            .summary = "print the compliance report of the last run",
            .description = "Policy, configured and effective state kept apart, with the evidence and the verdict of a "
                           "profile. What was not observed is unknown, never compliant.",
            .options = {{.name = "profile",
                         .kind = ValueKind::choice,
                         .help = "what to judge by; corp: what our GPO says is so on the wire",
                         .choices = {"corp"}},
                        {.name = "format",
                         .kind = ValueKind::choice,
                         .help = "default: json with --json, or where the name of --out ends with it; else text",
                         .choices = {"text", "json"}},
                        {.name = "out",
                         .kind = ValueKind::file,
                         .placeholder = "FILE",
                         .help = "write the report to FILE, replaced as a whole, instead of standard output (-)"}},
            .examples = {{"gpseal report", "the report for people"},
                         {"gpseal report --format json --out /srv/reports/host.json", "for a machine"}},
            .exits = {ExitCode::ok, ExitCode::not_compliant, ExitCode::usage, ExitCode::malformed, ExitCode::unknown,
                      ExitCode::stale, ExitCode::permission, ExitCode::not_applied},
            .run = run_report};
}

CommandSpec revert_command()
{
    return {
        .words = {"revert"},
        .summary = "undo exactly what gpseal wrote",
        .description =
            "Takes our blocks out of smb.conf, byte for byte, and our table out of the firewall. What "
            "others changed since stays, also within our marks. The next refresh applies policy again; while "
            "gpseald runs it is refused, because that would do so at once.",
        .options = {{.name = "all",
                     .help =
                         "also remove what is kept in /var/lib/gpseal: last known good policy, the local preference, "
                         "reports, journal"}},
        .examples = {{"gpseal revert", "the stacks as they were before gpseal"}},
        .exits = {ExitCode::ok, ExitCode::usage, ExitCode::malformed, ExitCode::permission, ExitCode::not_applied,
                  ExitCode::refused, ExitCode::busy},
        .run = run_revert};
}

CommandSpec help_command()
{
    return {.words = {"help"},
            .summary = "show help, or make the manual page and shell completions",
            .description =
                "Without a command it lists all commands. The other formats are made from the same table: "
                "man is a manual page, bash, zsh and fish are completion scripts. The service, gpseald, has its "
                "own of each.",
            .options = {{.name = "format",
                         .kind = ValueKind::choice,
                         .help = "default: text",
                         .choices = {"text", "man", "bash", "zsh", "fish"}}},
            .positional = PositionalSpec{.name = "command",
                                         .placeholder = "COMMAND",
                                         .help = "the command to explain, such as: pol show",
                                         .many = true,
                                         .required = false},
            .examples = {{"gpseal help pol show", "one command"},
                         {"gpseal help --format man > gpseal.1", "the manual page"},
                         {"gpseal help gpseald", "the service"},
                         {"gpseal help gpseal.conf", "every key of the configuration"}},
            .exits = {ExitCode::ok, ExitCode::usage},
            .run = run_help};
}

} // namespace

std::span<const CommandSpec> command_table()
{
    static const std::vector<CommandSpec> table{
        status_command(),     refresh_command(),    result_command(),    snapshot_command(),  resolve_command(),
        verify_command(),     probe_command(),      impact_command(),    report_command(),    history_command(),
        get_command(),        set_command(),        unset_command(),     doctor_command(),    revert_command(),
        release_command(),    pol_show_command(),   pol_set_command(),   pol_unset_command(), pol_diff_command(),
        pol_export_command(), pol_import_command(), admx_list_command(), admx_show_command(), admx_search_command(),
        admx_lint_command(),  help_command(),
    };
    return table;
}

std::span<const OptionSpec> global_options()
{
    static const std::vector<OptionSpec> options{
        {.name = "json", .help = "print results as JSON; nothing else goes to standard output"},
        {.name = "color",
         .kind = ValueKind::choice,
         .help = "default: auto, which is never with NO_COLOR set or without a terminal",
         .choices = {"auto", "always", "never"}},
        {.name = "quiet",
         .letter = 'q',
         .help = "no messages but errors, and no text of refresh and revert; JSON is always printed"},
        {.name = "verbose", .letter = 'v', .help = "more messages; twice: more still", .times = Times::repeated},
        {.name = "config",
         .kind = ValueKind::file,
         .placeholder = "FILE",
         .help = "read this configuration; default: /etc/gpseal/gpseal.conf"},
        {.name = "root",
         .kind = ValueKind::folder,
         .placeholder = "DIR",
         .help = "every path lies under DIR, and kernel and firewall are not touched"},
        {.name = "help", .letter = 'h', .help = "explain the command"},
        {.name = "version", .help = "print the version"},
    };
    return options;
}

} // namespace gpseal::app
