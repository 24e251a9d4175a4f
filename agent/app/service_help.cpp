#include "service_help.hpp"

#include "command_table.hpp"
#include "roff.hpp"
#include "text_layout.hpp"

#include <array>
#include <utility>

namespace gpseal::app {

namespace {

using agent::ExitCode;

constexpr std::size_t page_width = 80;
constexpr std::size_t text_column = 20;
constexpr std::string_view summary = "keep the mandate of Group Policy true on this machine";
constexpr std::string_view description =
    "Runs in the foreground as root, as systemd wants it. It looks for policy at its start, every 90 to 120 "
    "minutes or as policy or [service] of gpseal.conf says, when the network comes back after a look that failed, "
    "and when 'gpseal refresh' asks. It takes back what others change in smb.conf or the guard's table within a "
    "second, and proves every hour that all is as it must be.\n\n"
    "It does not read policy itself and changes nothing itself: gpseal-fetch reads, with the machine's keytab and "
    "without "
    "the right to change anything, and gpseal-apply makes it true. Under systemd each is a unit of its own, and "
    "gpseal-probe makes the test connections and gpseal-look sees other users' processes and homes, because apply has "
    "neither the network nor that sight there; else both are children of gpseald and end with it.\n\n"
    "'gpseal status' says how it is, 'gpseal history' what was changed; journalctl -u 'gpseal*' says what happened.";

using Row = std::pair<std::string_view, std::string_view>;

constexpr std::array signals = {
    Row{"SIGHUP", "read the configuration and look for policy at once (systemctl reload)"},
    Row{"SIGTERM, SIGINT", "end, when what is being changed is done; what is in force stays in force"},
};

constexpr std::array files = {
    Row{"/etc/gpseal/gpseal.conf", "the configuration; while it has a mistake, what it said before counts"},
    Row{"/run/gpseal/gpseald.sock", "where 'gpseal status' and 'gpseal refresh' ask; anybody may ask for the state and "
                                    "for metrics, only root for a refresh"},
    Row{"/var/lib/gpseal", "last known good policy, the last report, the journal of changes"},
};

const std::vector<OptionSpec>& options()
{
    static const std::vector<OptionSpec> table{
        {.name = "config",
         .kind = ValueKind::file,
         .placeholder = "FILE",
         .help = "read this configuration; default: /etc/gpseal/gpseal.conf"},
        {.name = "programs",
         .kind = ValueKind::folder,
         .placeholder = "DIR",
         .help = "where gpseal-fetch and gpseal-apply are; default: beside gpseald, else where they are installed"},
        {.name = "help", .letter = 'h', .help = "print the help"},
        {.name = "version", .help = "print the version"},
    };
    return table;
}

std::string term_of(const OptionSpec& option)
{
    const auto placeholder = placeholder_of(option);
    return (option.letter == 0 ? std::string() : std::string("-") + option.letter + ", ") + "--" +
           std::string(option.name) + (placeholder.empty() ? "" : " " + placeholder);
}

std::string row_text(const std::string& term, std::string_view meaning)
{
    std::string text;
    auto line = "  " + term;
    if (width_of(line) + 2 > text_column) {
        text = line + '\n';
        line.clear();
    }
    for (const auto& part : wrap(meaning, page_width - text_column)) {
        text += pad(std::exchange(line, {}), text_column) + part + '\n';
    }
    return text;
}

template <typename Rows> std::string rows_text(std::string_view heading, const Rows& rows)
{
    auto text = "\n" + std::string(heading) + ":\n";
    for (const auto& [term, meaning] : rows) {
        text += row_text(std::string(term), meaning);
    }
    return text;
}

template <typename Rows> std::string rows_page(std::string_view heading, const Rows& rows)
{
    auto page = ".SH " + std::string(heading) + "\n";
    for (const auto& [term, meaning] : rows) {
        page += roff_entry(term, meaning);
    }
    return page;
}

} // namespace

std::string service_help()
{
    std::string text = "gpseald: " + std::string(summary) + "\n\nUsage: gpseald [--config FILE] [--programs DIR]\n\n";
    for (const auto& line : wrap(description, page_width)) {
        text += line + '\n';
    }
    text += "\nOptions:\n";
    for (const auto& option : options()) {
        text += row_text(term_of(option), option.help);
    }
    return text + rows_text("Signals", signals) + rows_text("Files", files);
}

std::string service_man_page()
{
    constexpr std::array exits = {ExitCode::ok, ExitCode::usage, ExitCode::permission, ExitCode::not_applied,
                                  ExitCode::busy};
    return title({"gpseald", "8"}, summary) +
           ".SH SYNOPSIS\n\\fBgpseald\\fR [\\fB\\-\\-config\\fR \\fIFILE\\fR] [\\fB\\-\\-programs\\fR \\fIDIR\\fR]\n"
           ".SH DESCRIPTION\n" +
           roff_paragraphs(description) + ".SH OPTIONS\n" + roff_options(options()) + rows_page("SIGNALS", signals) +
           rows_page("FILES", files) + roff_exits(exits) +
           ".SH SEE ALSO\n.BR gpseal (1),\n.BR gpseal.conf (5),\n.BR systemctl (1)\n";
}

std::string service_bash_completion()
{
    std::string cases;
    std::string words;
    for (const auto& option : options()) {
        const auto name = "--" + std::string(option.name);
        words += (words.empty() ? "" : " ") + name;
        if (option.kind != ValueKind::flag) {
            cases += "        " + name + ") compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen " +
                     (option.kind == ValueKind::folder ? "-d" : "-f") + " -- \"$cur\"); return ;;\n";
        }
    }
    return "# bash completion for gpseald, made by 'gpseal help --format bash gpseald'\n"
           "_gpseald()\n{\n    local cur=${COMP_WORDS[COMP_CWORD]}\n    COMPREPLY=()\n"
           "    case ${COMP_WORDS[COMP_CWORD-1]} in\n" +
           cases + "    esac\n    mapfile -t COMPREPLY < <(compgen -W \"" + words +
           "\" -- \"$cur\")\n}\ncomplete -F _gpseald gpseald\n";
}

std::string service_zsh_completion()
{
    std::string script = "#compdef gpseald\n# made by 'gpseal help --format zsh gpseald'\n_arguments";
    for (const auto& option : options()) {
        const auto name = "--" + std::string(option.name);
        script += " \\\n    '" + name + "[" + std::string(option.help) + "]" +
                  (option.kind == ValueKind::file     ? ":file:_files"
                   : option.kind == ValueKind::folder ? ":folder:_files -/"
                                                      : "") +
                  "'";
    }
    return script + "\n";
}

std::string service_fish_completion()
{
    std::string script = "# made by 'gpseal help --format fish gpseald'\ncomplete -c gpseald -f\n";
    for (const auto& option : options()) {
        script += "complete -c gpseald -l " + std::string(option.name) +
                  (option.letter == 0 ? "" : std::string(" -s ") + option.letter) +
                  (option.kind == ValueKind::flag ? "" : " -r -F") + " -d '" + std::string(option.help) + "'\n";
    }
    return script;
}

} // namespace gpseal::app
