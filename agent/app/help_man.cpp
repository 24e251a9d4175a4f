#include "help.hpp"
#include "roff.hpp"

namespace gpseal::app {

namespace {

std::string synopsis(const CommandSpec& command)
{
    std::string out = "\\fBgpseal " + roff(name_of(command)) + "\\fR";
    std::string line;
    for (const auto& piece : synopsis_of(command)) {
        line += (line.empty() ? "" : " ") + piece;
        if (line.size() > roff_width / 2) {
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
    return out + roff_options(command.options);
}

std::string examples_of(const CommandSpec& command)
{
    std::string out;
    for (const auto& example : command.examples) {
        out += ".TP\n\\fB" + roff(example.line) + "\\fR\n" + roff_text(example.shows) + '\n';
    }
    return out;
}

std::string global_section()
{
    return ".SH GLOBAL OPTIONS\nThese stand before or after the command.\n" + roff_options(global_options());
}

std::string page_of(const CommandSpec& command)
{
    auto name = "gpseal " + name_of(command);
    for (auto& character : name) {
        character = character == ' ' ? '-' : character;
    }
    const auto arguments = arguments_of(command);
    return title({name, "1"}, command.summary) + ".SH SYNOPSIS\n" + synopsis(command) + ".SH DESCRIPTION\n" +
           roff_paragraphs(command.description) + (arguments.empty() ? "" : ".SH OPTIONS\n" + arguments) +
           global_section() + roff_exits(command.exits) + ".SH EXAMPLES\n" + examples_of(command) +
           ".SH SEE ALSO\n.BR gpseal (1)\n";
}

std::string section_of(const CommandSpec& command)
{
    return ".SS " + roff_quoted(name_of(command)) + '\n' + synopsis(command) + ".PP\n" +
           roff_paragraphs(command.description) + arguments_of(command);
}

std::string whole_page()
{
    auto out =
        title({"gpseal", "1"}, "make the Group Policy for SMB encryption true, and prove it") +
        ".SH SYNOPSIS\n\\fBgpseal\\fR [\\fIOPTION...\\fR] \\fICOMMAND\\fR [\\fIARGUMENT...\\fR]\n.SH DESCRIPTION\n" +
        roff_paragraphs("gpseal applies the Group Policy \"Require encryption\" of the SMB client to this machine, "
                        "proves by test connections that it holds, and reports it. Results go to standard output, "
                        "messages to standard error.\n\nOptions are never abbreviated; -- ends them.") +
        global_section() + ".SH COMMANDS\n";
    for (const auto& command : command_table()) {
        out += section_of(command);
    }
    out += roff_exits(agent::all_exit_codes) + ".TP\n\\fB" + std::to_string(agent::reader_gone) + "\\fR\n" +
           roff_text("the run was fine, but who read its results went away first, as a shell shows SIGPIPE") +
           "\n.SH EXAMPLES\n";
    for (const auto& command : command_table()) {
        out += examples_of(command);
    }
    return out + ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nwhen set, no colours unless \\fB\\-\\-color always\\fR\n"
                 ".TP\n\\fBCOLUMNS\\fR\nthe width to print tables in\n"
                 ".SH FILES\n.TP\n\\fI/etc/gpseal/gpseal.conf\\fR\nthe configuration\n"
                 ".TP\n\\fI/var/lib/gpseal\\fR\nlast known good policy, the last report, the journal of changes\n"
                 ".TP\n\\fI/run/gpseal\\fR\nthe lock of a run, and the sockets of the service\n"
                 ".TP\n\\fI/usr/share/gpseal/PolicyDefinitions\\fR\n"
                 "ADMX templates that are read where no folder is named; yours to bring\n"
                 ".TP\n\\fI/usr/share/gpseal/schema\\fR\nJSON schemas of what \\fB\\-\\-json\\fR prints\n"
                 ".SH SEE ALSO\n.BR gpseal.conf (5),\n.BR gpseald (8)\n";
}

} // namespace

std::string man_page(const CommandSpec* command)
{
    return command == nullptr ? whole_page() : page_of(*command);
}

} // namespace gpseal::app
