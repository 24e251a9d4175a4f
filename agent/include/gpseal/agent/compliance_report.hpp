#pragma once

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/agent/guard_evidence.hpp>
#include <gpseal/agent/override.hpp>
#include <gpseal/agent/preflight.hpp>
#include <gpseal/agent/smb_client_stack.hpp>
#include <gpseal/base/diagnostics.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

inline constexpr std::string_view report_schema = "gpseal.report/1";

/// Whether this run saw all it needed to see.
enum class HealthStatus { ok, degraded, stale };

/// The answer to "is it so on the wire?". Unknown is an answer, and never a good one.
enum class ComplianceResult { pass, fail, unknown, not_applicable };

/// Which of the three decided: policy outranks the local preference, which outranks the default (no requirement).
enum class MandateSource { policy, preference, fallback };

[[nodiscard]] std::string_view to_string(HealthStatus status);
[[nodiscard]] std::string_view to_string(ComplianceResult result);
[[nodiscard]] std::string_view to_string(MandateSource source);

/// What the domain says. `decision.mandate` is what is in force after last known good had its say.
struct PolicySection {
    policy::PolicyDecision decision;
    MandateSource source = MandateSource::policy;
    std::vector<policy::GpoIdentity> applied; ///< highest precedence first; empty when policy came from files
    std::vector<policy::DeniedGpo> denied;    ///< linked in the domain, and why it does not apply
    std::optional<SettledSettings> workstation = std::nullopt; ///< the other policies; nullopt: not known
    bool known = true; ///< false: no look has told what GPOs say; what is required is so by something else's word
    std::string controller = {}; ///< domain controller that the run's policy came from; empty: from files, or from none
};

struct HealthSection {
    HealthStatus status = HealthStatus::ok;
    std::chrono::seconds age{0}; ///< of the policy that is in force
    std::vector<std::string> reasons = {};
    Diagnostics findings = {}; ///< of the policy source: worth saying, and no reason to be less than ok
};

/// An administrator's `gpseal release`, while it holds and the mandate stands.
struct ReleaseSection {
    std::chrono::system_clock::time_point until;
    std::uint32_t uid = 0;
    std::string reason;
};

struct VerdictSection {
    std::string profile = "corp";
    ComplianceResult result = ComplianceResult::unknown;
    std::vector<std::string> reasons;  ///< why not pass
    std::vector<std::string> findings; ///< worth knowing although it does not change the result
};

/// One host, one setting, one run (DESIGN.md section 6): policy, configured and effective kept apart.
struct ComplianceReport {
    std::string host;
    std::string realm; ///< empty: not joined, or not known
    std::chrono::system_clock::time_point time;
    std::string run_id;
    std::uint64_t seq = 0;
    PolicySection policy;
    std::vector<ConfiguredState> configured;
    std::vector<EffectiveState> effective;
    std::optional<CanaryResult> canary; ///< nullopt: not tried (no mandate, or not on this machine's live network)
    std::optional<GuardEvidence> guard; ///< nullopt: no table is loaded, or it could not be asked
    std::vector<Exemption> exemptions;
    std::vector<Override> overrides; ///< of the settings that the mandate needs; none are looked for without one
    std::optional<PreflightSection> preflight; ///< nullopt: this run did not turn the mandate on
    std::optional<ReleaseSection> release;     ///< nullopt: what is required is enforced
    HealthSection health;
    VerdictSection verdict;
};

/// What the machine has to do: what policy says, unless that is released.
[[nodiscard]] std::optional<policy::EncryptionMandate> enforced_mandate(const ComplianceReport& report);

/// Judges by the profile "corp": what our GPO says is so on the wire. Pure; fills `verdict` from the rest.
[[nodiscard]] VerdictSection judge_compliance(const ComplianceReport& report, const std::vector<Error>& failures);

/// Evidence grows old: what was proven longer ago than this, or is said to be proven in the future, proves nothing now.
inline constexpr std::chrono::hours max_evidence_age{24};

/// The report as it may be read at `now`: old evidence turns pass into unknown.
[[nodiscard]] ComplianceReport aged(ComplianceReport report, std::chrono::system_clock::time_point now);

/// The exit code that a report alone calls for (verify, report, status).
[[nodiscard]] ExitCode exit_code_of(const ComplianceReport& report);

/// JSON of DESIGN.md section 6, two-space indented, ending in a newline.
[[nodiscard]] std::string to_json(const ComplianceReport& report);
[[nodiscard]] Result<ComplianceReport> report_from_json(std::string_view json, std::string_view origin);

/// `policy` alone, as `resolve --json` prints it.
[[nodiscard]] std::string to_json(const PolicySection& policy);
/// The same with how far it may be trusted, as `resolve --snapshot --json` prints it.
[[nodiscard]] std::string to_json(const PolicySection& policy, const HealthSection& health);

} // namespace gpseal::agent
