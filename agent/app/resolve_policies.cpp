#include "resolve_policies.hpp"

#include "call_options.hpp"
#include "error_output.hpp"
#include "resolution.hpp"
#include "template_folders.hpp"
#include "text_layout.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <unistd.h>

#include <ostream>
#include <utility>

namespace gpseal::app {

namespace {

using agent::ExitCode;

int print_one(const Invocation& call, const Resolution& resolution, const admx::PolicyCatalog& catalog)
{
    const auto found = find_one_policy(catalog, call.options["policy"].as<std::string>(), resolution.side);
    if (!found) {
        return tell(call, found.error(), agent::report_schema);
    }
    const auto& definition = **found;
    if (!policy::applies_to(definition, resolution.side)) {
        return tell(call,
                    {.exit_code = ExitCode::usage,
                     .code = "other_side",
                     .message = printable(definition.name) + " is a policy of the other side; give --side " +
                                (resolution.side == admx::PolicyClass::user ? "computer" : "user")},
                    agent::report_schema);
    }
    if (call.globals.json) {
        call.out << one_json(resolution, catalog, definition);
    } else {
        const auto terminal = terminal_of(STDOUT_FILENO, call.globals);
        call.out << fitted(one_text(resolution, catalog, definition, terminal), terminal.table_width);
    }
    return agent::number_of(ExitCode::ok);
}

} // namespace

bool wants_policies(const Invocation& call)
{
    return flag(call, "all") || call.options.count("policy") != 0;
}

agent::PolicySide side_of(const Invocation& call)
{
    const bool user = call.options.count("side") != 0 && call.options["side"].as<std::string>() == "user";
    return user ? agent::PolicySide::user : agent::PolicySide::computer;
}

int print_policies(const Invocation& call, std::span<const policy::GroupPolicyObject> gpos,
                   std::span<const admx::PolicyComments> comments, std::optional<agent::HealthSection> health)
{
    const auto loaded = load_templates(call, "admx");
    if (!loaded) {
        return tell(call, loaded.error(), agent::report_schema);
    }
    warn_of_errors(call, loaded->findings);
    const auto side = side_of(call) == agent::PolicySide::user ? admx::PolicyClass::user : admx::PolicyClass::machine;
    Resolution resolution(gpos, side);
    resolution.comments = comments;
    resolution.health = std::move(health);
    if (call.options.count("policy") != 0) {
        return print_one(call, resolution, loaded->catalog);
    }
    const auto result = policy::resultant_policies(loaded->catalog, side, resolution.image);
    if (call.globals.json) {
        call.out << all_json(resolution, loaded->catalog, result);
    } else {
        const auto terminal = terminal_of(STDOUT_FILENO, call.globals);
        call.out << fitted(all_text(resolution, loaded->catalog, result, terminal), terminal.table_width);
    }
    return agent::number_of(ExitCode::ok);
}

int print_policies(const Invocation& call, const policy::DomainResult& result, const agent::HealthSection& health)
{
    if (call.options.count("side") != 0 && side_of(call) == agent::PolicySide::user) {
        return report_failure(call, agent::report_schema,
                              {Errc::usage, "a snapshot holds the computer's side only; leave --side user out", ""});
    }
    if (result.completeness == policy::Completeness::unusable) {
        (void)report_failure(call, agent::report_schema, result.problems.front());
        return number_of(ExitCode::stale);
    }
    const int code = print_policies(call, result.applied, {}, health);
    return code == 0 && health.status != agent::HealthStatus::ok ? number_of(ExitCode::stale) : code;
}

} // namespace gpseal::app
