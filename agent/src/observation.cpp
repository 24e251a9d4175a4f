#include "observation.hpp"

#include "probe/override_scan.hpp"
#include "service/at_once.hpp"
#include "service/timestamp.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

/// What is wrong with the credentials is told for every connection that they were for.
EffectiveState connect(const Services& services, const CycleOptions& options, const ProbeTarget& server,
                       ProbeMethod method)
{
    if (options.credentials) {
        auto state = services.probe.connect(server, method, *options.credentials);
        if (state.verdict == ProbeVerdict::inconclusive && options.credentials->kerberos) {
            state.error += "; without a credentials file the machine's own Kerberos ticket is used";
        }
        return state;
    }
    EffectiveState state{.target = server, .method = method, .at = std::chrono::system_clock::now()};
    state.error = describe(options.credentials.error());
    return state;
}

EffectiveState not_tried(const CycleOptions& options, const ProbeTarget& server, ProbeMethod method)
{
    EffectiveState state{.target = server, .method = method, .at = std::chrono::system_clock::now()};
    state.error = "was not tried: those before it took the " + std::to_string(options.connect_for.count()) +
                  " s that a run has for connections";
    return state;
}

} // namespace

WantedState wanted_of(const ComplianceReport& report, const CycleOptions& options)
{
    return {.mandate = enforced_mandate(report).value_or(EncryptionMandate::none),
            .guard = options.guard,
            .exemptions = options.exemptions,
            .edit_mounts = options.edit_mounts,
            .workstation = report.policy.workstation};
}

std::vector<Exemption> standing_exemptions(const CycleOptions& options, std::chrono::system_clock::time_point now)
{
    std::vector<Exemption> standing;
    std::copy_if(options.exemptions.begin(), options.exemptions.end(), std::back_inserter(standing),
                 [&](const Exemption& exemption) { return exemption.until > now; });
    return standing;
}

namespace {

/// `first` comes before the guard is looked at, so that its counters have what `first` made them count.
std::vector<ConfiguredState> judge_after(const Services& services, const WantedState& wanted,
                                         const std::function<void()>& first)
{
    std::vector<ConfiguredState> rows;
    std::vector<ConfiguredState> of_guard;
    const auto judge_settings = [&] {
        for (auto* const stack : services.settings) {
            auto found = stack->judge(wanted);
            std::move(found.begin(), found.end(), std::back_inserter(rows));
        }
    };
    at_once(judge_settings, [&] {
        first();
        of_guard = services.guard.judge(wanted);
    });
    std::move(of_guard.begin(), of_guard.end(), std::back_inserter(rows));
    return rows;
}

} // namespace

std::vector<ConfiguredState> judge_stacks(const Services& services, const WantedState& wanted)
{
    return judge_after(services, wanted, [] {});
}

void look_around(const Services& services, ComplianceReport& report)
{
    report.guard = services.guard.evidence();
    report.overrides = enforced_mandate(report) == EncryptionMandate::required
                           ? find_overrides(services.paths, report.configured,
                                            services.look_at_users ? services.look_at_users : overrides_of_users)
                           : std::vector<Override>{};
}

void note_release(const CycleOptions& options, ComplianceReport& report)
{
    const auto& kept = options.release;
    if (kept.damage) {
        report.health.reasons.push_back("the release is damaged: " + describe(*kept.damage));
        if (report.health.status == HealthStatus::ok) {
            report.health.status = HealthStatus::degraded;
        }
    }
    if (!kept.release) {
        return;
    }
    const auto& release = *kept.release;
    if (report.policy.decision.mandate == EncryptionMandate::required) {
        report.release = ReleaseSection{release.until, release.uid, release.reason};
        return;
    }
    auto& findings = report.policy.decision.findings;
    std::erase_if(findings, [](const Finding& finding) { return finding.code == "release_waits"; });
    findings.push_back({Severity::warning,
                        "release_waits",
                        "gpseal release holds until " + format_time(release.until) + " (by uid " +
                            std::to_string(release.uid) + ": " + release.reason +
                            "): a mandate that comes before is not enforced",
                        "gpseal release --end",
                        {}});
}

void observe(const Services& services, const CycleOptions& options, ComplianceReport& report)
{
    const auto mandate = enforced_mandate(report);
    const bool required = mandate == EncryptionMandate::required;
    report.configured = judge_after(services, wanted_of(report, options), [&] {
        if (required && services.paths.live()) {
            report.canary = services.probe.canary();
        }
    });
    if (required) {
        report.exemptions = standing_exemptions(options, report.time);
    }
    look_around(services, report);
    const auto end = std::chrono::steady_clock::now() + options.connect_for;
    for (const auto& server : options.servers) {
        for (const auto method : {ProbeMethod::smbclient, ProbeMethod::libsmbclient}) {
            report.effective.push_back(std::chrono::steady_clock::now() < end
                                           ? connect(services, options, server, method)
                                           : not_tried(options, server, method));
        }
    }
}

} // namespace gpseal::agent
