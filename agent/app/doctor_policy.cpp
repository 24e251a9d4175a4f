#include "doctor_check.hpp"
#include "doctor_controllers.hpp"
#include "live_services.hpp"
#include "report/report_store.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/local_preference.hpp>
#include <gpseal/agent/policy_store.hpp>
#include <gpseal/agent/release.hpp>

#include <chrono>
#include <iterator>
#include <string>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ComplianceReport;
using std::chrono::system_clock;

DoctorCheck from_error(std::string id, const Error& error, std::string fix)
{
    const bool hidden = error.code == Errc::permission;
    return {.id = std::move(id),
            .state = hidden ? CheckState::unknown : CheckState::problem,
            .found = describe(error),
            .fix = hidden ? "" : std::move(fix)};
}

/// Whether the last run read policy completely; one that did not would not by being run again.
bool read_completely(const agent::RootedPaths& paths)
{
    const auto report = agent::load_report(paths);
    return !report || !*report || (*report)->health.status == agent::HealthStatus::ok;
}

DoctorCheck check_known_policy(const agent::RootedPaths& paths)
{
    const auto standing = agent::PolicyStore(paths).load();
    if (!standing) {
        return from_error("policy", standing.error(), "gpseal refresh");
    }
    if (!*standing) {
        return {.id = "policy",
                .state = CheckState::problem,
                .found = "none was ever read completely on this machine",
                .fix = read_completely(paths) ? "gpseal refresh" : "see health below: the last run could not read it"};
    }
    const auto& mandate = (*standing)->decision.mandate;
    const bool required = mandate == policy::EncryptionMandate::required;
    return {.id = "policy",
            .found = std::string(required ? "encryption is required" : "encryption is not required") +
                     ", last seen so at " + agent::format_time((*standing)->at)};
}

DoctorCheck check_preference(const agent::RootedPaths& paths)
{
    const auto preference = agent::PreferenceStore(paths).load();
    if (!preference) {
        return from_error("preference", preference.error(), "gpseal unset require-encryption");
    }
    if (preference->damage) {
        return from_error("preference", *preference->damage, "gpseal set require-encryption true");
    }
    const auto& value = preference->require_encryption;
    return {.id = "preference", .found = !value ? "not set" : *value ? "true" : "false"};
}

DoctorCheck check_release(const agent::RootedPaths& paths)
{
    const auto kept = release_now(paths);
    if (kept.damage) {
        return from_error("release", *kept.damage, "gpseal release --end");
    }
    if (kept.release) {
        return {.id = "release",
                .state = CheckState::problem,
                .found = "nothing is enforced until " + agent::format_time(kept.release->until) + ": " +
                         kept.release->reason,
                .fix = "gpseal release --end"};
    }
    return {.id = "release", .found = "none"};
}

DoctorCheck check_age(const ComplianceReport& report)
{
    const auto now = system_clock::now();
    const auto when = agent::format_time(report.time);
    if (report.time > now + std::chrono::minutes(5)) {
        return {.id = "last_run",
                .state = CheckState::problem,
                .found = "it says that it was made in the future, at " + when,
                .fix = "set the clock, then gpseal refresh"};
    }
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - report.time);
    if (age > agent::max_evidence_age) {
        return {.id = "last_run",
                .state = CheckState::problem,
                .found = "it is " + agent::format_age(age) + " old",
                .fix = "gpseal refresh, and see that it is run every 90 minutes"};
    }
    return {.id = "last_run", .found = "at " + when + ", " + agent::format_age(age) + " ago"};
}

std::string remedy_of(const std::vector<std::string>& reasons, bool wrong_above)
{
    for (const auto& reason : reasons) {
        if (auto remedy = kerberos_remedy(reason); !remedy.empty()) {
            return remedy;
        }
    }
    return wrong_above ? "mend what is above, then gpseal refresh"
                       : "gpseal refresh: nothing above is wrong any more, and it says what still is";
}

Checks check_last_run(const agent::RootedPaths& paths, bool wrong_above)
{
    const auto report = agent::load_report(paths);
    if (!report) {
        return {from_error("last_run", report.error(), "gpseal refresh")};
    }
    if (!*report) {
        return {{.id = "last_run", .state = CheckState::problem, .found = "there was none", .fix = "gpseal refresh"}};
    }
    Checks checks = {check_age(**report)};
    const auto& health = (*report)->health;
    if (health.status == agent::HealthStatus::ok) {
        checks.push_back({.id = "health", .found = "the last run read policy completely"});
    } else {
        const auto why = health.reasons.empty() ? std::string("it does not say why") : health.reasons.front();
        checks.push_back({.id = "health",
                          .state = CheckState::problem,
                          .found = std::string(to_string(health.status)) + ": " + why,
                          .fix = remedy_of(health.reasons, wrong_above)});
    }
    const auto& preflight = (*report)->preflight;
    if (preflight && preflight->result == agent::PreflightResult::stopped) {
        checks.push_back({.id = "preflight",
                          .state = CheckState::problem,
                          .found = preflight->reasons.empty() ? "it stopped the last run" : preflight->reasons.front(),
                          .fix = "switch encryption on at that domain controller, then gpseal refresh"});
    }
    return checks;
}

} // namespace

Checks check_policy(const Invocation& call, const agent::AgentConfig& config, bool wrong_above)
{
    const auto& paths = call.globals.paths;
    Checks checks;
    if (config.source.value == agent::SourceKind::none) {
        checks.push_back({.id = "policy", .found = "no GPO is for this machine"});
    } else {
        checks.push_back(check_known_policy(paths));
    }
    checks.push_back(check_preference(paths));
    checks.push_back(check_release(paths));
    auto last = check_last_run(paths, wrong_above);
    std::move(last.begin(), last.end(), std::back_inserter(checks));
    return checks;
}

} // namespace gpseal::app
