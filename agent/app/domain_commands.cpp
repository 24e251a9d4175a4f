#include "call_options.hpp"
#include "collect/snapshot_store.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "live_services.hpp"
#include "output_file.hpp"
#include "report/report_store.hpp"
#include "report/result_html.hpp"
#include "report/result_json.hpp"
#include "report/result_xml.hpp"
#include "resolve_policies.hpp"
#include "resolved_policy.hpp"
#include "result_text.hpp"
#include "root_check.hpp"
#include "service/timestamp.hpp"
#include "terminal.hpp"

#include <gpseal/agent/domain_snapshot_json.hpp>
#include <gpseal/agent/domain_source.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <utility>

namespace gpseal::app {

using agent::ExitCode;
using policy::Completeness;

namespace {

constexpr mode_t private_file = 0600;
constexpr mode_t report_file = 0640; ///< as gpseal report: no secrets in it, yet it tells who is not meant by what

void print_problems(const Invocation& call, const std::vector<Error>& problems)
{
    for (const auto& problem : problems) {
        call.err << "gpseal: " << printable(describe(problem)) << '\n';
    }
}

/// The one that was named, or what the last run kept.
Result<policy::DomainSnapshot> snapshot_of(const Invocation& call)
{
    if (const auto file = text_option(call, "snapshot", ""); !file.empty()) {
        const auto text = agent::read_text(file, agent::max_snapshot_size);
        return text ? agent::snapshot_from_json(*text, file) : fail(text.error());
    }
    auto kept = agent::latest_snapshot(call.globals.paths);
    if (!kept) {
        return fail(kept.error());
    }
    if (!*kept) {
        const auto last = agent::load_report(call.globals.paths);
        return fail(Errc::not_found,
                    last && *last && (*last)->health.status == agent::HealthStatus::ok
                        ? "the last run did not take its policy from a domain; gpseal status shows what is in force, "
                          "and gpseal resolve --gpo DIR what folders say"
                        : "no run has read the domain on this machine yet; run gpseal refresh");
    }
    return std::move((*kept)->snapshot);
}

/// Where no GPO says anything the local preference decides, as the last run went by it.
void add_preference(const Invocation& call, agent::PolicySection& policy)
{
    const auto last = agent::load_report(call.globals.paths);
    if (!last || !*last || policy.decision.state != policy::PolicyState::not_configured) {
        return;
    }
    const auto& then = (*last)->policy;
    if (then.source == agent::MandateSource::preference && then.decision.state == policy.decision.state) {
        policy.source = then.source;
        policy.decision.mandate = then.decision.mandate;
    }
}

/// In the format that was asked for.
std::string rendered(const Invocation& call, const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                     agent::HealthSection health)
{
    auto policy = resolved_policy(snapshot, result);
    if (!given(call, "snapshot")) {
        add_preference(call, policy);
    }
    const agent::ResultView view{snapshot, result, policy, std::move(health)};
    const auto format = output_format(call, {"json", "xml", "html"});
    if (format == "json") {
        return agent::result_to_json(view);
    }
    if (format == "xml") {
        return agent::result_to_xml(snapshot, result, policy);
    }
    if (format == "html") {
        return agent::result_to_html(snapshot, result, policy);
    }
    const bool to_file = !output_name(call).empty();
    return result_text(view, to_file ? Terminal{} : terminal_of(1, call.globals));
}

} // namespace

int run_snapshot(const Invocation& call)
{
    if (call.globals.paths.live() && ::geteuid() != 0) {
        return report_failure(
            call, agent::snapshot_schema,
            {Errc::permission, "gpseal snapshot needs root, to read the keytab: run it with sudo", {}});
    }
    const auto out = output_name(call);
    if (auto checked = check_output(out); !checked) {
        return fail_output(call, agent::snapshot_schema, checked.error());
    }
    const auto snapshot = agent::look_at_domain(
        call.globals.paths, {.encryption_required = mandate_may_stand(call.globals.paths), .keep = false});
    const auto text = agent::to_json(snapshot);
    if (auto written = write_output(call, text, private_file); !written) {
        return fail_output(call, agent::snapshot_schema, written.error());
    }
    const auto result = policy::resolve_domain(snapshot);
    print_problems(call, agent::reasons_of(snapshot, result));
    return number_of(result.completeness == Completeness::complete ? ExitCode::ok : ExitCode::stale);
}

namespace {

/// Whether a run that was stale is the one that kept this snapshot: a list of GPOs, with what it could not read.
bool made_by(const agent::HealthSection& run, const policy::DomainSnapshot& snapshot,
             const policy::DomainResult& result)
{
    const auto own = agent::reasons_of(snapshot, result);
    return !own.empty() && std::all_of(own.begin(), own.end(), [&run](const Error& reason) {
        return std::find(run.reasons.begin(), run.reasons.end(), describe(reason)) != run.reasons.end();
    });
}

/// What the kept snapshot cannot tell: that a run after it could not read the domain, so that this is the past. The
/// health is that run's then, with the age of today.
agent::HealthSection note_later_failure(const Invocation& call, const policy::DomainSnapshot& snapshot,
                                        policy::DomainResult& result)
{
    const auto report = agent::load_report(call.globals.paths);
    const auto taken = agent::parse_time(snapshot.taken_at);
    if (report && *report && taken && (*report)->health.status == agent::HealthStatus::ok &&
        (*report)->policy.controller.empty() && (*report)->time >= *taken) {
        result.findings.push_back(
            {Severity::warning,
             "not_in_force",
             "the last run, at " + agent::format_time((*report)->time) +
                 ", did not take its policy from the domain: what is shown is what that said before, and not what is "
                 "in force",
             "gpseal status shows what is in force",
             {}});
    }
    if (!report || !*report || !taken || (*report)->health.status == agent::HealthStatus::ok) {
        return agent::health_of(result);
    }
    const bool stale = (*report)->health.status == agent::HealthStatus::stale;
    if (stale && made_by((*report)->health, snapshot, result)) {
        auto health = agent::health_of(result);
        health.status = agent::HealthStatus::stale;
        return health;
    }
    // times are whole seconds; any other run that is stale has kept no snapshot, so it came after the snapshot's
    if (stale ? (*report)->time < *taken : (*report)->time <= *taken) {
        return agent::health_of(result);
    }
    const auto& reasons = (*report)->health.reasons;
    result.problems.push_back({Errc::io,
                               "the last run, at " + agent::format_time((*report)->time) +
                                   ", could not read the domain" + (reasons.empty() ? "" : ": " + reasons.front()) +
                                   "; what is shown was read before it, at " + snapshot.taken_at,
                               {}});
    if (result.completeness == Completeness::complete) {
        result.completeness = Completeness::degraded;
    }
    auto health = agent::health_of(result);
    health.status = (*report)->health.status;
    const auto now = std::chrono::system_clock::now();
    health.age = std::max(std::chrono::seconds(0), std::chrono::duration_cast<std::chrono::seconds>(now - *taken));
    return health;
}

} // namespace

int run_result(const Invocation& call)
{
    if (auto checked = check_format(call); !checked) {
        return report_failure(call, agent::result_schema, checked.error());
    }
    const auto out = output_name(call);
    if (auto checked = check_output(out); !checked) {
        return fail_output(call, agent::result_schema, checked.error());
    }
    if (wants_policies(call) && (given(call, "format") || given(call, "out"))) {
        return report_failure(
            call, agent::result_schema,
            {Errc::usage, "--format and --out go with the whole result, not with --all and --policy", {}});
    }
    const auto snapshot = snapshot_of(call);
    if (!snapshot) {
        const bool kept = !given(call, "snapshot");
        const auto code = report_failure(call, agent::result_schema,
                                         kept ? explained(call, "gpseal result", snapshot.error()) : snapshot.error());
        const bool nothing_known =
            text_option(call, "snapshot", "").empty() && snapshot.error().code == Errc::not_found;
        return nothing_known ? number_of(ExitCode::unknown) : code;
    }
    auto result = policy::resolve_domain(*snapshot);
    auto health = given(call, "snapshot") ? agent::health_of(result) : note_later_failure(call, *snapshot, result);
    if (wants_policies(call)) {
        return print_policies(call, result, health);
    }
    const auto text = rendered(call, *snapshot, result, std::move(health));
    if (auto written = write_output(call, text, report_file); !written) {
        return fail_output(call, agent::result_schema, written.error());
    }
    return number_of(result.completeness == Completeness::complete ? ExitCode::ok : ExitCode::stale);
}

} // namespace gpseal::app
