#include "command.hpp"
#include "error_output.hpp"
#include "gpo_tables.hpp"
#include "report/result_json.hpp"
#include "report_text.hpp"
#include "resolve_policies.hpp"
#include "resolved_policy.hpp"
#include "source_file.hpp"
#include "text_layout.hpp"
#include "workstation_text.hpp"

#include <gpseal/agent/domain_snapshot_json.hpp>
#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>

namespace gpseal::app {

using agent::ExitCode;
using agent::HealthSection;
using agent::HealthStatus;
using agent::PolicySection;
using policy::Completeness;
using policy::DomainResult;
using policy::DomainSnapshot;

namespace {

PolicySection section_of(const DomainSnapshot& snapshot, const DomainResult& result)
{
    auto section = resolved_policy(snapshot, result);
    auto& findings = section.decision.findings;
    findings.insert(findings.begin(), result.findings.begin(), result.findings.end());
    return section;
}

std::string denied_text(const PolicySection& section, const Terminal& terminal, bool with_guid)
{
    if (section.denied.empty()) {
        return "";
    }
    Table table({"GPO DENIED", "REASON", "WHY"});
    for (const auto& denied : section.denied) {
        table.add({name_of(denied.gpo, with_guid), std::string(to_string(denied.reason)), denied.detail});
    }
    return "\n" + table.text(terminal.table_width);
}

std::string incomplete_text(const HealthSection& health, const Terminal& terminal)
{
    std::string text;
    std::string_view label = "Incomplete";
    for (const auto& reason : health.reasons) {
        text += labelled_line(terminal, label, terminal.paint(Tone::warning, printable(reason)));
        label = "";
    }
    return text;
}

std::string answer_text(const PolicySection& section, const HealthSection& health, const Terminal& terminal)
{
    if (section.decision.mandate || health.status == HealthStatus::ok) {
        return policy_text(section, terminal) + workstation_text(section.workstation, terminal);
    }
    return labelled_line(terminal, "Policy", "Require Encryption: unknown, the domain was not read completely") +
           findings_text(section.decision.findings, terminal) + workstation_text(section.workstation, terminal);
}

std::string seen_text(const DomainSnapshot& snapshot, const Terminal& terminal)
{
    return labelled_line(terminal, "Computer", printable(or_unknown(snapshot.computer_dn))) +
           labelled_line(terminal, "Seen",
                         printable(snapshot.taken_at) +
                             (snapshot.domain_controller.empty() ? ", no domain controller answered"
                                                                 : " at " + printable(snapshot.domain_controller)) +
                             (snapshot.site.empty() ? "" : ", site " + printable(snapshot.site)));
}

ExitCode exit_code_of(const HealthSection& health)
{
    return health.status == HealthStatus::ok ? ExitCode::ok : ExitCode::stale;
}

/// Require Encryption, and the GPOs that apply.
int print_answer(const Invocation& call, const DomainSnapshot& snapshot, const DomainResult& result)
{
    const auto section = section_of(snapshot, result);
    const auto health = agent::health_of(result);
    if (call.globals.json) {
        call.out << to_json(section, health);
        return number_of(exit_code_of(health));
    }
    const auto terminal = terminal_of(1, call.globals);
    const bool more = call.globals.verbosity > 0;
    call.out << fitted(seen_text(snapshot, terminal) + answer_text(section, health, terminal) +
                           incomplete_text(health, terminal),
                       terminal.table_width);
    if (result.completeness != Completeness::unusable) {
        call.out << "\n"
                 << applied_text(section.applied, result.completeness, more, terminal)
                 << denied_text(section, terminal, more);
    }
    call.out << (more ? fitted(history_text(section.decision, terminal), terminal.table_width) : "");
    return number_of(exit_code_of(health));
}

} // namespace

int run_resolve_snapshot(const Invocation& call)
{
    const auto& name = call.options["snapshot"].as<std::string>();
    const auto snapshot =
        read_source(name, agent::max_snapshot_size).and_then([&](const std::vector<std::byte>& bytes) {
            const std::string_view json(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            return agent::snapshot_from_json(json, source_name(name));
        });
    if (!snapshot) {
        return report_failure(call, agent::report_schema, snapshot.error());
    }
    const auto result = policy::resolve_domain(*snapshot);
    return wants_policies(call) ? print_policies(call, result, agent::health_of(result))
                                : print_answer(call, *snapshot, result);
}

} // namespace gpseal::app
