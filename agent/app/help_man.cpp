#include "help.hpp"
#include "program.hpp"
#include "text_layout.hpp"

#include <algorithm>

namespace gpseal::app {

namespace {

constexpr std::string_view page_date = "2026-11-22";

constexpr std::size_t source_width = 70; // leaves room for escapes below the 80 that linters ask for

/// Text for man(7): backslashes and hyphens as themselves, no line that reads as a request.
std::string roff(std::string_view text)
{
    std::string out;
    for (const char character : text) {
        if ((out.empty() || out.back() == '\n') && (character == '.' || character == '\'')) {
            out += "\\&";
        }
        if (character == '\\') {
            out += "\\e";
        } else if (character == '-') {
            out += "\\-";
        } else if (character == '\'') {
            out += "\\(aq";
        } else {
            out += character;
        }
    }
    return out;
}

/// Running text in short source lines.
std::string roff_text(std::string_view text)
{
    std::string lines;
    for (const auto& line : wrap(text, source_width)) {
        lines += (lines.empty() ? "" : "\n") + line;
    }
    return roff(lines);
}

std::string roff_quoted(std::string_view text)
{
    std::string out;
    for (const char character : roff(text)) {
        out += character == '"' ? "\\(dq" : std::string(1, character);
    }
    return '"' + out + '"';
}

std::string paragraphs(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        out += (out.empty() ? "" : ".PP\n") + roff_text(text.substr(at, end - at)) + '\n';
        at = end + 2;
    }
    return out;
}

std::string option_entry(const OptionSpec& option)
{
    std::string term = option.letter == 0 ? "" : std::string("\\fB\\-") + option.letter + "\\fR, ";
    term += "\\fB" + roff("--" + std::string(option.name)) + "\\fR";
    const auto placeholder = placeholder_of(option);
    if (!placeholder.empty()) {
        term += " \\fI" + roff(placeholder) + "\\fR";
    }
    const bool repeats = option.times != Times::once && option.kind != ValueKind::flag;
    return ".TP\n" + term + '\n' + roff_text(std::string(option.help) + (repeats ? "; may be repeated" : "")) + '\n';
}

std::string option_entries(std::span<const OptionSpec> options)
{
    std::string out;
    for (const auto& option : options) {
        out += option_entry(option);
    }
    return out;
}

std::string synopsis(const CommandSpec& command)
{
    std::string out = "\\fBgpseal " + roff(name_of(command)) + "\\fR";
    std::string line;
    for (const auto& piece : synopsis_of(command)) {
        line += (line.empty() ? "" : " ") + piece;
        if (line.size() > source_width / 2) {
            out += '\n' + roff(line);
            line.clear();
        }
    }
    return out + (line.empty() ? "" : "\n" + roff(line)) + '\n';
}

std::string arguments_of(const CommandSpec& command)
{
    std::string out;
    if (const auto& positional = command.positional) {
        out += ".TP\n\\fI" + roff(placeholder_of(*positional)) + "\\fR\n" + roff_text(positional->help) + '\n';
    }
    return out + option_entries(command.options);
}

std::string examples_of(const CommandSpec& command)
{
    std::string out;
    for (const auto& example : command.examples) {
        out += ".TP\n\\fB" + roff(example.line) + "\\fR\n" + roff_text(example.shows) + '\n';
    }
    return out;
}

std::string exits_of(std::span<const agent::ExitCode> codes)
{
    std::string out = ".SH EXIT STATUS\n";
    for (const auto code : codes) {
        out +=
            ".TP\n\\fB" + std::to_string(agent::number_of(code)) + "\\fR\n" + roff_text(agent::meaning_of(code)) + '\n';
    }
    return out;
}

std::string title(std::string_view name, std::string_view summary)
{
    std::string heading;
    for (const char character : name) {
        heading += character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
    }
    return ".TH " + roff_quoted(heading) + " 1 " + std::string(page_date) + " " +
           roff_quoted(std::string("gpseal ") + program_version) + " " + roff_quoted("gpseal manual") + "\n.SH NAME\n" +
           roff(name) + " \\-\n" + roff_text(summary) + '\n';
}

std::string global_section()
{
    return ".SH GLOBAL OPTIONS\nThese stand before or after the command.\n" + option_entries(global_options());
}

std::string page_of(const CommandSpec& command)
{
    auto name = "gpseal " + name_of(command);
    for (auto& character : name) {
        character = character == ' ' ? '-' : character;
    }
    const auto arguments = arguments_of(command);
    return title(name, command.summary) + ".SH SYNOPSIS\n" + synopsis(command) + ".SH DESCRIPTION\n" +
           paragraphs(command.description) + (arguments.empty() ? "" : ".SH OPTIONS\n" + arguments) + global_section() +
           exits_of(command.exits) + ".SH EXAMPLES\n" + examples_of(command) + ".SH SEE ALSO\n.BR gpseal (1)\n";
}

std::string section_of(const CommandSpec& command)
{
    return ".SS " + roff_quoted(name_of(command)) + '\n' + synopsis(command) + ".PP\n" +
           paragraphs(command.description) + arguments_of(command);
}

std::string whole_page()
{
    auto out =
        title("gpseal", "make the Group Policy for SMB encryption true, and prove it") +
        ".SH SYNOPSIS\n\\fBgpseal\\fR [\\fIOPTION...\\fR] \\fICOMMAND\\fR [\\fIARGUMENT...\\fR]\n.SH DESCRIPTION\n" +
        paragraphs("gpseal applies the Group Policy \"Require encryption\" of the SMB client to this machine, "
                   "proves by test connections that it holds, and reports it. Results go to standard output, "
                   "messages to standard error.\n\nOptions are never abbreviated; -- ends them.") +
        global_section() + ".SH COMMANDS\n";
    for (const auto& command : command_table()) {
        out += section_of(command);
    }
    out += exits_of(agent::all_exit_codes) + ".TP\n\\fB" + std::to_string(agent::reader_gone) + "\\fR\n" +
           roff_text("the run was fine, but who read its results went away first, as a shell shows SIGPIPE") +
           "\n.SH EXAMPLES\n";
    for (const auto& command : command_table()) {
        out += examples_of(command);
    }
    return out + ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nwhen set, no colours unless \\fB\\-\\-color always\\fR\n"
                 ".TP\n\\fBCOLUMNS\\fR\nthe width to print tables in\n"
                 ".SH FILES\n.TP\n\\fI/etc/gpseal/gpseal.conf\\fR\nthe configuration\n"
                 ".TP\n\\fI/var/lib/gpseal\\fR\nlast known good policy, the last report, the journal of changes\n";
}

} // namespace

std::string man_page(const CommandSpec* command)
{
    return command == nullptr ? whole_page() : page_of(*command);
}

} // namespace gpseal::app
