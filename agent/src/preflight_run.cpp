#include "preflight_run.hpp"

#include "known_policy.hpp"
#include "service/held_mandate.hpp"

namespace gpseal::agent {

using policy::EncryptionMandate;

bool turns_on(const Services& services, const ComplianceReport& report, const std::optional<StandingPolicy>& standing)
{
    const bool stood =
        standing && standing->decision.mandate == EncryptionMandate::required && !HeldMandate(services.paths).is_held();
    return report.policy.decision.mandate == EncryptionMandate::required && !stood && !something_in_force(services);
}

std::optional<PreflightSection> preflight_of(const Services& services, const CollectedPolicy& collected,
                                             const CycleOptions& options)
{
    if (options.preflight == Preflight::off) {
        return std::nullopt;
    }
    if (!collected.controllers.empty()) {
        return judge_preflight(services.probe.ask_controllers(collected.controllers), options.preflight);
    }
    // held back before, and not read now: what stopped it has not been seen to be gone
    if (options.preflight == Preflight::stop && !collected.complete() && HeldMandate(services.paths).is_held()) {
        return PreflightSection{PreflightResult::stopped,
                                {"encryption was held back before, and no domain controller could be asked now"}};
    }
    return std::nullopt;
}

ExitCode code_of_preflight(const ComplianceReport& report)
{
    const bool stopped = report.preflight && report.preflight->result == PreflightResult::stopped;
    return stopped ? ExitCode::refused : ExitCode::ok;
}

} // namespace gpseal::agent
