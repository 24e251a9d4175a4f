#include "call_options.hpp"
#include "command.hpp"
#include "domain_facts.hpp"
#include "error_output.hpp"
#include "live_services.hpp"
#include "output_file.hpp"
#include "report/report_store.hpp"
#include "report_text.hpp"
#include "root_check.hpp"
#include "service_view.hpp"
#include "terminal.hpp"

#include <unistd.h>

#include <chrono>
#include <ostream>
#include <string>

namespace gpseal::app {

using agent::ComplianceReport;
using agent::ExitCode;

namespace {

/// A machine that never ran is an unknown, not an error of the caller.
int fail_report(const Invocation& call, std::string_view what, const Error& error)
{
    const auto code = report_failure(call, agent::report_schema, explained(call, what, error));
    return error.code == Errc::not_found ? number_of(ExitCode::unknown) : code;
}

Result<ComplianceReport> last_report(const Invocation& call)
{
    auto report = agent::load_report(call.globals.paths);
    if (!report) {
        return fail(report.error());
    }
    if (!*report) {
        return fail(Errc::not_found, "no run has been made on this machine yet; run gpseal refresh");
    }
    return agent::aged(**std::move(report), std::chrono::system_clock::now());
}

} // namespace

int run_report(const Invocation& call)
{
    const auto profile = text_option(call, "profile", "corp");
    if (profile != "corp") {
        return report_failure(call, agent::report_schema,
                              {Errc::usage, "'" + profile + "' is not a profile of this version; there is 'corp'", {}});
    }
    if (auto checked = check_format(call); !checked) {
        return report_failure(call, agent::report_schema, checked.error());
    }
    const auto out = output_name(call);
    if (auto checked = check_output(out); !checked) {
        return fail_output(call, agent::report_schema, checked.error());
    }
    auto report = last_report(call);
    if (!report) {
        return fail_report(call, "gpseal report", report.error());
    }
    const auto service = call.globals.paths.live() ? agent::service_status(call.globals.paths) : std::nullopt;
    if (service && is_outdated(*report, *service)) {
        mark_outdated(*report, *service);
    }
    const bool json = output_format(call, {"json"}) == "json";
    const auto terminal = out.empty() ? terminal_of(1, call.globals) : Terminal{};
    const auto text = json ? to_json(with_domain_facts(call.globals.paths, *report)) : report_text(*report, terminal);
    if (auto written = write_output(call, text, 0640); !written) {
        return fail_output(call, agent::report_schema, written.error());
    }
    return number_of(exit_code_of(*report));
}

/// What is set is judged anew: what root undid is told also where the service could not see it. Where that is as the
/// last run left it, its verdict stands, with what failed in it.
Result<ComplianceReport> present_status(const Invocation& call, const agent::CycleOptions& options,
                                        const std::optional<agent::ServiceStatus>& service)
{
    LiveServices live(call.globals.paths, no_source());
    auto now = agent::current_status(live.services(), options);
    if (now && service && service->quiet()) {
        if (auto last = last_report(call);
            last && !last->release && last->configured == now->configured) { // a release may be over
            return last;
        }
    }
    return now;
}

int run_status(const Invocation& call)
{
    std::optional<agent::ServiceStatus> service;
    if (call.globals.paths.live()) {
        auto asked = agent::ask_status(call.globals.paths);
        if (!asked && asked.error().code == Errc::busy && ::geteuid() != 0) {
            return report_failure(call, agent::report_schema, asked.error()); // and not: needs root
        }
        service = asked ? std::optional(*std::move(asked)) : std::nullopt;
    }
    if (service && ::geteuid() != 0) {
        call.out << (call.globals.json ? service->json + "\n"
                                       : public_status_text(*service, terminal_of(1, call.globals)));
        return service->exit_code;
    }
    const auto config = load_config(call);
    if (!config) {
        return report_failure(call, agent::report_schema, config.error());
    }
    auto options = cycle_options(*config, call.globals.paths, {}, std::nullopt);
    if (!options) {
        return report_failure(call, agent::report_schema, options.error());
    }
    auto report = present_status(call, *options, service);
    if (!report) {
        return fail_report(call, "gpseal status", report.error());
    }
    if (service) { // what is set may have been judged just now, but what is said of policy is the last report's
        const auto kept = last_report(call);
        if (kept ? is_outdated(*kept, *service) : !service->last_run.empty()) {
            mark_outdated(*report, *service);
        }
    }
    if (call.globals.json) {
        call.out << to_json(with_domain_facts(call.globals.paths, *report));
    } else {
        const auto terminal = terminal_of(1, call.globals);
        call.out << status_text(*report, terminal, std::chrono::system_clock::now());
        call.out << (service ? service_line(*service, terminal) : std::string());
    }
    return number_of(exit_code_of(*report));
}

} // namespace gpseal::app
