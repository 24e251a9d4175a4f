#include "command.hpp"
#include "error_output.hpp"
#include "impact_sources.hpp"
#include "impact_view.hpp"
#include "probe/controller_answers.hpp"
#include "probe_input.hpp"
#include "probe_view.hpp"
#include "terminal.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/agent/preflight.hpp>

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ExitCode;

Result<std::vector<ImpactRow>> ask(const Invocation& call, const std::vector<agent::UsedServer>& used,
                                   const agent::ProbeTerms& terms)
{
    std::vector<agent::ServerEndpoint> servers;
    std::transform(used.begin(), used.end(), std::back_inserter(servers),
                   [](const agent::UsedServer& server) { return server.server; });
    std::vector<ImpactRow> rows(used.size());
    ProbeCount count;
    ProgressBar bar(call.err, terminal_of(STDERR_FILENO, call.globals), servers.size(), call.globals.quiet);
    const auto asked = agent::probe_servers(servers, terms, [&](std::size_t index, const agent::ServerReport& report) {
        rows[index] = {used[index], report};
        count.add(report.verdict);
        bar.show(count);
    });
    return asked ? Result<std::vector<ImpactRow>>(std::move(rows)) : fail(asked.error());
}

/// What the domain controllers among them said of themselves.
std::vector<agent::ControllerAnswer> controllers_of(const std::vector<ImpactRow>& rows)
{
    std::vector<agent::ControllerAnswer> answers;
    for (const auto& row : rows) {
        const auto& uses = row.used.uses;
        const auto use = std::find_if(uses.begin(), uses.end(), [](const agent::ServerUse& each) {
            return each.kind == agent::UseKind::domain_controller;
        });
        if (use != uses.end()) {
            answers.push_back(agent::answer_of(row.report, use->policy_source));
        }
    }
    return answers;
}

ExitCode exit_code_of(const std::vector<ImpactRow>& rows)
{
    auto code = rows.empty() ? ExitCode::unknown : ExitCode::ok;
    if (agent::cuts_off_policy(controllers_of(rows))) {
        code = ExitCode::refused;
    }
    for (const auto& row : rows) {
        const auto impact = impact_on(row.report);
        if (impact == agent::Impact::unknown) {
            code = worst(code, ExitCode::unknown);
        } else if (impact != agent::Impact::works || needs_new_mount(row.used, row.report)) {
            code = worst(code, ExitCode::not_compliant);
        }
    }
    return code;
}

} // namespace

int run_impact(const Invocation& call)
{
    const auto terms = probe_terms(call);
    if (!terms) {
        return report_failure(call, impact_schema, terms.error());
    }
    const auto used = used_servers(call);
    if (!used) {
        return report_failure(call, impact_schema, used.error());
    }
    const auto rows = ask(call, *used, *terms);
    if (!rows) {
        return report_failure(call, impact_schema, rows.error());
    }
    if (rows->empty()) {
        call.err << "gpseal: no use of an SMB server is known here; the guard in mode = audit would see one\n";
    } else if (!call.globals.json) {
        call.out << impact_table(*rows, terminal_of(STDOUT_FILENO, call.globals).table_width);
    }
    if (agent::cuts_off_policy(controllers_of(*rows))) {
        call.err << "gpseal: this machine could not read its policy any more: its domain controller cannot encrypt\n";
    }
    for (const auto& row : *rows) {
        call.out << (call.globals.json ? impact_json(row) : "");
    }
    return agent::number_of(exit_code_of(*rows));
}

} // namespace gpseal::app
