#include "call_options.hpp"
#include "command.hpp"
#include "doctor_view.hpp"
#include "error_output.hpp"
#include "terminal.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>

namespace gpseal::app {

namespace {

using agent::ExitCode;

void append(Checks& checks, Checks more)
{
    std::move(more.begin(), more.end(), std::back_inserter(checks));
}

ExitCode exit_code_of(const Checks& checks)
{
    auto code = ExitCode::ok;
    for (const auto& check : checks) {
        switch (check.state) {
        case CheckState::ok:
            break;
        case CheckState::problem:
            code = worst(code, ExitCode::not_compliant);
            break;
        case CheckState::unknown:
            code = worst(code, ExitCode::unknown);
            break;
        }
    }
    return code;
}

} // namespace

int run_doctor(const Invocation& call)
{
    if (auto root = agent::check_root(call.globals.paths); !root) {
        return report_failure(call, doctor_schema, root.error());
    }
    std::optional<agent::AgentConfig> config;
    auto checks = check_tools(call);
    append(checks, check_cifs(call));
    append(checks, check_files(call, config));
    if (config) { // what a damaged one would say of source and guard is not known
        append(checks, check_source(call, *config, flag(call, "offline") ? AskDomain::no : AskDomain::yes));
        append(checks, check_service(call));
        const bool wrong = std::any_of(checks.begin(), checks.end(),
                                       [](const DoctorCheck& check) { return check.state == CheckState::problem; });
        append(checks, check_policy(call, *config, wrong));
        append(checks, check_effect(call, *config));
    }
    call.out << (call.globals.json ? doctor_json(checks)
                                   : doctor_text(checks, terminal_of(STDOUT_FILENO, call.globals)));
    return agent::number_of(exit_code_of(checks));
}

} // namespace gpseal::app
