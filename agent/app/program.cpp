#include "program.hpp"

#include "command_line.hpp"
#include "error_output.hpp"
#include "help.hpp"

#include <ostream>

namespace gpseal::app {

namespace {

constexpr std::string_view error_schema = "gpseal.error/1";

int print_version(const ParsedLine& line, std::ostream& out)
{
    if (line.globals.json) {
        out << R"({"schema":"gpseal.version/1","version":)" << json_string(program_version) << "}\n";
    } else {
        out << "gpseal " << program_version << '\n';
    }
    return agent::number_of(agent::ExitCode::ok);
}

int print_help(const ParsedLine& line, std::ostream& out)
{
    if (line.command != nullptr) {
        out << help_text(*line.command);
    } else {
        out << (line.group.empty() ? overview_text() : group_text(line.group));
    }
    return agent::number_of(agent::ExitCode::ok);
}

int fail_usage(const Invocation& call, const Error& error)
{
    const int code = report_failure(call, error_schema, error);
    call.err << "'gpseal help' lists the commands, 'gpseal help COMMAND' explains one\n";
    return code;
}

int run_line(const ParsedLine& line, std::ostream& out, std::ostream& err)
{
    if (line.version) {
        return print_version(line, out);
    }
    const Invocation call{line.globals, line.options, out, err};
    if (line.help || (line.command == nullptr && line.group.empty() && !line.globals.json)) {
        return print_help(line, out);
    }
    if (line.command == nullptr) {
        const auto message = line.group.empty()
                                 ? "the command is missing"
                                 : "'" + line.group + "' needs another word: see 'gpseal help " + line.group + "'";
        return fail_usage(call, {Errc::usage, message, {}});
    }
    return line.command->run(call);
}

} // namespace

int run_program(std::span<const std::string> arguments, std::ostream& out, std::ostream& err)
{
    const auto line = parse_command_line(arguments);
    if (!line) {
        GlobalOptions globals;
        globals.json = wants_json(arguments);
        return fail_usage({globals, {}, out, err}, line.error());
    }
    return run_line(*line, out, err);
}

} // namespace gpseal::app
