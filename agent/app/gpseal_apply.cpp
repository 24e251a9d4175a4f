// gpseal-apply: makes the policy record on its standard input true on this machine, or, without one, what is known
// already; proves it, keeps the report, and prints a run's summary. It reads nothing from the network.
#include "collect/policy_record.hpp"
#include "daemon/run_summary.hpp"
#include "known_policy.hpp"
#include "last_good_config.hpp"
#include "live_services.hpp"
#include "release_journal.hpp"
#include "report/report_store.hpp"
#include "root_check.hpp"
#include "run_log.hpp"
#include "service/asked_record.hpp"
#include "service/confinement.hpp"
#include "service/look_order.hpp"
#include "service/run_lock.hpp"
#include "service/timestamp.hpp"
#include "service_arguments.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

namespace {

using namespace gpseal;
using WallTime = std::chrono::system_clock::time_point;

/// Policy as somebody else has read it.
class GivenPolicy : public agent::PolicySource {
public:
    explicit GivenPolicy(agent::CollectedPolicy policy) : policy_(std::move(policy)) {}
    [[nodiscard]] agent::CollectedPolicy collect() override { return policy_; }

private:
    agent::CollectedPolicy policy_;
};

/// A record that cannot be read is a look that failed.
agent::CollectedPolicy given_policy(const std::string& record, std::optional<std::chrono::nanoseconds> began)
{
    if (record.empty()) {
        return {.problems = {{Errc::not_found, agent::not_asked, {}}}};
    }
    auto policy = agent::decode_policy_record(record);
    if (!policy) {
        return {.problems = {policy.error()}};
    }
    policy->began = began;
    return *std::move(policy);
}

/// When something ends that only a run notices.
std::optional<std::chrono::seconds> again_in(const agent::CycleOptions& options, WallTime now)
{
    std::optional<std::chrono::seconds> next;
    const auto earlier = [&](std::chrono::seconds in) { next = std::min(next.value_or(in), in); };
    if (options.release.release) {
        earlier(remaining(*options.release.release, agent::read_machine_clock()));
    }
    for (const auto& exemption : options.exemptions) {
        if (exemption.until > now) {
            earlier(std::chrono::duration_cast<std::chrono::seconds>(exemption.until - now));
        }
    }
    return next ? std::optional(*next + std::chrono::seconds(1)) : std::nullopt;
}

agent::RunSummary summary_of(const agent::CycleOutcome& outcome, const agent::RootedPaths& paths,
                             const agent::CycleOptions& options)
{
    const auto& report = outcome.report;
    const auto& mandate = report.policy.decision.mandate;
    return {.exit_code = number_of(outcome.code),
            .mandate = mandate ? std::string(to_string(*mandate)) : "unknown",
            .verdict = std::string(to_string(report.verdict.result)),
            .health = std::string(to_string(report.health.status)),
            .changes = static_cast<unsigned>(outcome.changes.size()),
            .repairs = static_cast<unsigned>(outcome.repaired.size()),
            .sysvol_encrypted = app::mandate_may_stand(paths),
            .again_in = again_in(options, std::chrono::system_clock::now()),
            .time = agent::format_time(report.time),
            .seq = report.seq};
}

/// smb.conf may lie anywhere: it is replaced where it is.
std::vector<std::filesystem::path> writable(const agent::RootedPaths& paths)
{
    std::vector<std::filesystem::path> folders = {"/etc", "/run", "/tmp", "/dev", "/proc/fs", paths.state()};
    std::error_code error;
    const auto file = std::filesystem::weakly_canonical(paths.smb_conf(), error);
    if (!error) {
        folders.push_back(file.parent_path());
    }
    return folders;
}

int apply(const app::ServiceArguments& arguments)
{
    const agent::RootedPaths paths;
    auto asked = agent::take_message(STDIN_FILENO, agent::look_began_max + agent::policy_record_max);
    if (!asked) {
        return app::fail_service("gpseal-apply", asked.error()); // no record would mean: prove what is known already
    }
    const auto began = agent::take_look_began(asked->record);
    if (auto made = agent::make_folder(paths.state(), 0700); !made) {
        return app::fail_service("gpseal-apply", made.error());
    }
    if (auto confined = agent::confine(writable(paths)); !confined) {
        return app::fail_service("gpseal-apply", confined.error());
    }
    const auto lock = agent::RunLock::acquire(paths, std::chrono::seconds(60));
    if (!lock) {
        return app::fail_service("gpseal-apply", lock.error());
    }
    if (auto ended = app::forget_old_release(paths); !ended) {
        (void)app::fail_service("gpseal-apply", ended.error());
    }
    std::vector<Error> doubts;
    const auto config =
        app::load_config_or_last_good(paths, arguments.config.value_or(paths.config()), app::KeepConfig::yes, doubts);
    auto options = app::cycle_options(config, paths, {}, std::nullopt);
    if (!options) {
        return app::fail_service("gpseal-apply", options.error());
    }
    options->repair = asked->record.empty();
    std::transform(doubts.begin(), doubts.end(), std::back_inserter(options->doubts), describe);
    const auto before = agent::load_report(paths);
    app::LiveServices live(paths, std::make_unique<GivenPolicy>(given_policy(asked->record, began)),
                           app::LiveServices::Network::by_probe);
    const auto outcome = run_cycle(live.services(), *options);
    // a machine of which nothing is known yet is no alarm: the look that tells is under way
    const bool knew_nothing = before && !*before && asked->record.empty();
    if (!knew_nothing || !outcome.failures.empty()) {
        app::log_run(before ? *before : std::nullopt, outcome);
    }
    std::cout << to_text(summary_of(outcome, paths, *options)) << std::flush;
    return number_of(outcome.code);
}

} // namespace

int main(int argc, char** argv)
{
    return app::run_part("gpseal-apply", [&] {
        const auto arguments = app::parse_service_arguments({argv + 1, argv + argc});
        return arguments ? apply(*arguments) : app::fail_service("gpseal-apply", arguments.error());
    });
}
