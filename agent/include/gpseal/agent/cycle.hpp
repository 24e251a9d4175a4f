#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/agent/policy_store.hpp>
#include <gpseal/agent/release.hpp>
#include <gpseal/agent/settle.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <functional>
#include <vector>

namespace gpseal::agent {

/// What a cycle works with. Tests give fakes for what touches the world.
struct Services {
    RootedPaths paths;
    PolicySource& source;
    PolicyStore& store;
    std::vector<SmbClientStack*> settings; ///< of the clients themselves, in the order in which they become safe
    SmbClientStack& guard;                 ///< stands before them all
    ConnectionProbe& probe;
    /// How others' processes and homes are seen, by who may; empty: by this process.
    std::function<std::vector<Override>(const RootedPaths&)> look_at_users = nullptr;

    [[nodiscard]] std::vector<SmbClientStack*> stacks() const
    {
        auto all = settings;
        all.push_back(&guard);
        return all;
    }
};

/// What an administrator asked of this machine, beside policy.
struct CycleOptions {
    GuardMode guard = GuardMode::enforce;
    std::vector<Exemption> exemptions;
    bool edit_mounts = false; ///< mount definitions may be changed
    std::string guard_origin; ///< where guard mode and exemptions were set, for the record of a loosening
    Bootstrap bootstrap = Bootstrap::unknown;
    LocalPreference preference; ///< `gpseal set`
    Preflight preflight = Preflight::stop;
    KeptRelease release; ///< `gpseal release`; one that does not hold any more is none
    std::vector<ProbeTarget> servers;
    Result<Credentials> credentials = Credentials{}; ///< an error makes every connection inconclusive, nothing else
    bool keep_report = true;                         ///< for `status` and `report`
    std::chrono::seconds connect_for{30}; ///< all test connections together: a run that waits repairs nothing
    bool dry_run = false;                 ///< plan, write nothing, connect to nobody but the source
    bool repair = false; ///< nobody is asked for policy: what is known is made true again, and its health stays
    std::vector<std::string> doubts = {}; ///< about what was asked of this machine: reasons not to be fresh
};

struct CycleOutcome {
    ComplianceReport report;
    std::vector<ConfigChange> changes; ///< made; under dry_run: to be made
    std::vector<Error> failures;       ///< of apply and of keeping state
    ExitCode code = ExitCode::internal;
    std::vector<std::string> repaired = {}; ///< targets of `changes` that somebody else had changed
    bool report_kept = true;                ///< what the next run compares itself with
};

/// collect → resolve → plan → apply → verify → report. The caller holds the run lock (unless dry_run).
[[nodiscard]] CycleOutcome run_cycle(const Services& services, const CycleOptions& options);

/// Verify and report alone: what last known good says, what is set, what happens on the wire. Changes nothing but the
/// kept report.
[[nodiscard]] CycleOutcome run_verify(const Services& services, const CycleOptions& options);

/// What is known of the policy without asking anybody.
struct KnownPolicy {
    PolicySection policy;
    HealthSection health;
};

/// Last known good with the local preference; what stands on this machine speaks where they do not tell why. Changes
/// nothing.
[[nodiscard]] KnownPolicy known_policy(const Services& services, const CycleOptions& options);

/// The last run's report with what is set judged anew: cheap, opens no connection, writes nothing. Errc::not_found:
/// there was no run yet.
[[nodiscard]] Result<ComplianceReport> current_status(const Services& services, const CycleOptions& options);

enum class RevertScope {
    stacks,     ///< what apply set
    everything, ///< and all that is kept under the state folder: last known good, journal, reports
};

/// Undoes what apply did: an administrator's word, not policy's.
[[nodiscard]] CycleOutcome run_revert(const Services& services, const CycleOptions& options, RevertScope scope);

} // namespace gpseal::agent
