#include "course.hpp"

#include "observation.hpp"

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

/// The administrator's own file may weaken the guard while the mandate stands; nothing else may.
std::optional<Loosening> loosening_by_configuration(const CycleOptions& options)
{
    if (options.guard_origin.empty()) {
        return std::nullopt;
    }
    return Loosening{"configuration: " + options.guard_origin};
}

Course course_of(const SettledPolicy& settled, const ComplianceReport& report)
{
    if (report.preflight && report.preflight->result == PreflightResult::stopped) {
        return Course::leave;
    }
    if (report.release) {
        return Course::release;
    }
    const auto& mandate = settled.policy.decision.mandate;
    if (mandate == EncryptionMandate::required || settled.may_loosen) {
        return Course::enforce;
    }
    return mandate ? Course::hold : Course::leave;
}

/// A complete run may take back what other policies asked for.
std::optional<Loosening> loosening_by_policy(const SettledPolicy& settled)
{
    return settled.may_change_settings ? std::optional(Loosening{"policy: a complete run"}) : std::nullopt;
}

} // namespace

Way way_of(const SettledPolicy& settled, const ComplianceReport& report, const CycleOptions& options)
{
    return {course_of(settled, report), loosening_by_policy(settled), loosening_by_configuration(options)};
}

Way without_loosening(const Way& way, const ComplianceReport& report)
{
    const bool tightens =
        way.course == Course::enforce && report.policy.decision.mandate == EncryptionMandate::required;
    return {tightens || way.course == Course::leave ? way.course : Course::hold, {}, {}};
}

std::string reason_of(const ComplianceReport& report)
{
    const auto& policy = report.policy;
    if (report.release) {
        return "gpseal release, by uid " + std::to_string(report.release->uid);
    }
    if (policy.source == MandateSource::preference) {
        return policy.known ? "the local preference, because no GPO configures it"
                            : "the local preference, until a policy is known";
    }
    return policy.decision.state == policy::PolicyState::not_configured ? "no GPO configures it"
                                                                        : std::string(to_string(policy.decision.state));
}

EnforcedStacks stacks_of(const Services& services)
{
    return {services.settings, services.guard};
}

std::vector<Error> take(const Services& services, const ComplianceReport& report, const Way& way,
                        const CycleOptions& options)
{
    const auto wanted = wanted_of(report, options);
    const auto stacks = stacks_of(services);
    switch (way.course) {
    case Course::enforce:
        break;
    case Course::release:
        return loosen(stacks, wanted, Loosening{reason_of(report)});
    case Course::hold:
        return hold(stacks, wanted);
    case Course::leave:
        return {};
    }
    if (wanted.mandate == EncryptionMandate::required) {
        return tighten(stacks, wanted, {way.for_settings, way.for_guard});
    }
    return loosen(stacks, wanted, Loosening{"policy: " + reason_of(report)});
}

std::vector<ConfigChange> plan_way(const Services& services, const ComplianceReport& report, const Way& way,
                                   const CycleOptions& options, std::vector<Error>& failures)
{
    if (way.course == Course::leave) {
        return {};
    }
    const auto wanted = wanted_of(report, options);
    return way.course == Course::hold ? plan_held(stacks_of(services), wanted, failures)
                                      : plan_all(stacks_of(services), wanted, failures);
}

std::vector<Error> tidy(const Services& services, const ComplianceReport& report, const Way& way,
                        const CycleOptions& options)
{
    if (way.course == Course::leave || way.course == Course::hold) {
        return {};
    }
    std::vector<Error> failures;
    for (auto* const stack : services.settings) {
        if (auto tidied = stack->apply(wanted_of(report, options), std::nullopt); !tidied) {
            failures.push_back(tidied.error());
        }
    }
    return failures;
}

} // namespace gpseal::agent
