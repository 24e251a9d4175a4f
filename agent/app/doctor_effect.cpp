#include "doctor_check.hpp"
#include "live_services.hpp"
#include "observation.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/cycle.hpp>

#include <unistd.h>

#include <algorithm>
#include <string>

namespace gpseal::app {

namespace {

using agent::ComplianceReport;
using agent::ConfiguredState;
using agent::OverrideEffect;

DoctorCheck check_row(const ConfiguredState& row, const agent::AgentConfig& config)
{
    DoctorCheck check{.id = row.stack == "guard" ? "guard" : "setting", .found = row.target + ": " + row.found};
    if (!row.known) {
        check.state = CheckState::unknown;
    } else if (row.drift) {
        check.state = CheckState::problem;
        check.found += ", wanted " + row.wanted;
        check.fix = "gpseal refresh";
    } else if (row.stack == "guard" && config.guard.value != agent::GuardMode::enforce) {
        check.state = CheckState::problem;
        check.found = "the guard cuts nothing: mode = " + std::string(to_string(config.guard.value));
        check.fix = "write mode = enforce at " + config.guard.origin + ", then gpseal refresh";
    }
    return check;
}

/// Rows that are as they must be make one line.
void add_rows(Checks& checks, const ComplianceReport& report, const agent::AgentConfig& config)
{
    std::size_t good = 0;
    for (const auto& row : report.configured) {
        auto check = check_row(row, config);
        if (check.id == "setting" && check.state == CheckState::ok) {
            ++good;
        } else {
            checks.push_back(std::move(check));
        }
    }
    checks.push_back(
        {.id = "setting",
         .found = std::to_string(good) + (good == 1 ? " setting is as it must be" : " settings are as they must be")});
}

void add_overrides(Checks& checks, const ComplianceReport& report)
{
    std::size_t held = 0;
    for (const auto& row : report.overrides) {
        if (row.effect == OverrideEffect::held) {
            ++held;
            continue;
        }
        checks.push_back(
            {.id = "override", .state = CheckState::problem, .found = row.where + ": " + row.what, .fix = row.fix});
    }
    checks.push_back({.id = "override",
                      .found = held == 0 ? "nothing else passes over the settings"
                                         : std::to_string(held) + " pass over the settings and are held by the guard; "
                                                                  "gpseal status names them"});
}

void add_exemptions(Checks& checks, const agent::AgentConfig& config, const std::vector<agent::Exemption>& standing)
{
    for (const auto& each : config.exemptions) {
        const bool holds = std::find(standing.begin(), standing.end(), each.value) != standing.end();
        checks.push_back({.id = "exemption",
                          .state = CheckState::problem,
                          .found = each.value.address + " port " + std::to_string(each.value.port) +
                                   (holds ? " may be read in the clear until " : " is cut again since ") +
                                   agent::format_time(each.value.until) + ": " + each.value.reason,
                          .fix = "take the line at " + each.origin + " out" +
                                 (holds ? ", then gpseal refresh" : ", or give it a later time")});
    }
}

DoctorCheck check_canary(const agent::Services& services, const agent::AgentConfig& config)
{
    const auto canary = services.probe.canary();
    if (!canary.refused) {
        return {.id = "canary", .state = CheckState::unknown, .found = canary.detail};
    }
    if (!*canary.refused) {
        return {.id = "canary",
                .state = CheckState::problem,
                .found = "a file request in the clear gets through: " + canary.detail,
                .fix = config.guard.value == agent::GuardMode::enforce
                           ? std::string("gpseal refresh")
                           : "set mode = enforce at " + config.guard.origin + ", then gpseal refresh"};
    }
    return {.id = "canary", .found = "a file request in the clear is cut"};
}

} // namespace

Checks check_effect(const Invocation& call, const agent::AgentConfig& config)
{
    const auto& paths = call.globals.paths;
    const bool may_look = !paths.live() || ::geteuid() == 0;
    auto options = cycle_options(config, paths, {}, std::nullopt);
    if (!may_look || !options) {
        return {
            {.id = "effect",
             .state = CheckState::unknown,
             .found = may_look ? describe(options.error()) : "only root may look at the guard and as another user"}};
    }
    LiveServices live(paths, no_source());
    const auto services = live.services();
    ComplianceReport report;
    auto known = agent::known_policy(services, *options);
    report.policy = std::move(known.policy);
    agent::note_release(*options, report);
    report.configured = agent::judge_stacks(services, agent::wanted_of(report, *options));
    agent::look_around(services, report);
    Checks checks;
    if (enforced_mandate(report) != policy::EncryptionMandate::required) {
        const auto mandate = enforced_mandate(report);
        checks.push_back(
            {.id = "effect",
             .state = mandate ? CheckState::ok : CheckState::unknown,
             .found = mandate ? "nothing is to be enforced" : "whether encryption is required is not known"});
        return checks;
    }
    add_rows(checks, report, config);
    add_overrides(checks, report);
    add_exemptions(checks, config, agent::standing_exemptions(*options, std::chrono::system_clock::now()));
    if (paths.live()) {
        checks.push_back(check_canary(services, config));
    }
    return checks;
}

} // namespace gpseal::app
