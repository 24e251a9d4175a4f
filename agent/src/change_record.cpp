#include "change_record.hpp"

#include "change_reason.hpp"
#include "observation.hpp"
#include "service/journal.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

constexpr std::string_view release_end_command = "gpseal release --end"; // as release_journal.cpp writes it

std::string guard_mode_of(const ComplianceReport& report)
{
    const auto row = std::find_if(report.configured.begin(), report.configured.end(),
                                  [](const ConfiguredState& state) { return state.stack == "guard"; });
    return row == report.configured.end() ? std::string() : row->wanted;
}

/// Of the SMB client's other policies: which are in force, and as what.
auto settings_of(const ComplianceReport& report)
{
    std::vector<std::pair<policy::WorkstationPolicy, std::optional<policy::WorkstationNumber>>> settings;
    for (const auto& setting : report.policy.workstation.value_or(SettledSettings{})) {
        settings.emplace_back(setting.said.policy, setting.in_force);
    }
    return settings;
}

/// Why what is wanted is not what was wanted when the last run ended; nullopt: it is.
std::optional<ChangeCause> new_wish(const RunFacts& run)
{
    const auto by_policy =
        run.now.policy.source == MandateSource::preference ? ChangeCause::preference : ChangeCause::policy;
    if (run.now.release.has_value() != (run.last && run.last->release)) {
        return ChangeCause::release;
    }
    if (!run.last) {
        return by_policy;
    }
    if (!has_finished(*run.last)) {
        return std::nullopt;
    }
    const auto mandate = enforced_mandate(run.now);
    if (mandate != enforced_mandate(*run.last)) {
        const bool preference_went =
            run.last->policy.source == MandateSource::preference && run.now.policy.source == MandateSource::fallback;
        return preference_went ? ChangeCause::preference : by_policy;
    }
    if (settings_of(run.now) != settings_of(*run.last)) {
        return ChangeCause::policy;
    }
    if (mandate == EncryptionMandate::required &&
        (guard_mode_of(*run.last) != to_string(run.options.guard) ||
         run.last->exemptions != standing_exemptions(run.options, run.now.time))) {
        return ChangeCause::configuration;
    }
    return std::nullopt;
}

/// Of a run that knows no last report: what was set and not let go since is in force, and is put back.
bool is_put_back(const JournalEntry& before, const ConfigChange& change)
{
    return !change.loosens && !before.loosens && !before.not_made && before.cause != ChangeCause::revert &&
           before.version == journal_version();
}

ChangeCause cause_of(const RunFacts& run, const std::vector<JournalEntry>& journal, const ConfigChange& change)
{
    const auto before = std::find_if(journal.rbegin(), journal.rend(),
                                     [&](const JournalEntry& entry) { return entry.target == change.target; });
    const bool released = run.now.release.has_value();
    if (!run.last && !released && before != journal.rend() && is_put_back(*before, change)) {
        return ChangeCause::local_edit;
    }
    if (const auto wish = new_wish(run)) {
        return *wish;
    }
    if (before == journal.rend() && journal.empty() && has_finished(*run.last)) {
        return ChangeCause::local_edit; // a lost journal, and nothing that is wanted is new
    }
    if (before == journal.rend()) {
        return has_finished(*run.last) ? ChangeCause::configuration : ChangeCause::policy;
    }
    if (before->cause == ChangeCause::revert) {
        return ChangeCause::policy;
    }
    const bool was_under_way = !has_finished(*run.last) && before->run_id == run.last->run_id;
    if (before->not_made || was_under_way) {
        return before->cause;
    }
    if (!has_finished(*run.last) && !run.options.repair) { // policy may have been what changed
        return ChangeCause::policy;
    }
    return before->version != journal_version() ? ChangeCause::upgrade : ChangeCause::local_edit;
}

/// Its end is the command's that ended it, and else time's.
void explain_end_of_release(const std::vector<JournalEntry>& journal, JournalEntry& entry)
{
    const auto said = std::find_if(journal.rbegin(), journal.rend(), [](const JournalEntry& before) {
        return before.cause == ChangeCause::release && std::filesystem::path(before.target).filename() == "release";
    });
    const bool by_command = said != journal.rend() && said->reason == release_end_command;
    entry.reason = by_command ? std::string(release_end_command) : "the release is over";
    entry.uid = by_command ? said->uid : std::nullopt;
    entry.gpo.clear();
    entry.gpo_guid.clear();
}

std::vector<JournalEntry> journal_of(const RootedPaths& paths)
{
    auto journal = read_journal(paths);
    return journal ? std::move(journal->entries) : std::vector<JournalEntry>{}; // a lost one costs words, nothing else
}

} // namespace

std::vector<JournalEntry> explain_changes(const RunFacts& run, const std::vector<JournalEntry>& journal,
                                          const std::vector<ConfigChange>& changes)
{
    std::vector<JournalEntry> entries;
    for (const auto& change : changes) {
        JournalEntry entry;
        entry.at = run.now.time;
        entry.run_id = run.now.run_id;
        entry.version = journal_version();
        entry.cause = cause_of(run, journal, change);
        auto reason = reason_of_change(run, entry.cause);
        entry.reason = std::move(reason.words);
        entry.gpo = std::move(reason.gpo);
        entry.gpo_guid = std::move(reason.gpo_guid);
        if (run.now.release && entry.cause == ChangeCause::release) {
            entry.uid = run.now.release->uid;
        } else if (entry.cause == ChangeCause::release) {
            explain_end_of_release(journal, entry);
        }
        entry.target = change.target;
        entry.diff = change.diff;
        entry.loosens = change.loosens;
        entries.push_back(std::move(entry));
    }
    return entries;
}

Result<void> record_revert(const Services& services, const ComplianceReport& report,
                           const std::vector<ConfigChange>& changes)
{
    std::vector<JournalEntry> entries;
    for (const auto& change : changes) {
        entries.push_back(command_entry(ChangeCause::revert, "gpseal revert", change));
        entries.back().run_id = report.run_id;
    }
    return record_changes(services.paths, entries);
}

ChangeRecord::ChangeRecord(const Services& services, const RunFacts& run, const std::vector<ConfigChange>& planned)
    : paths_(services.paths)
{
    if (!planned.empty()) {
        entries_ = explain_changes(run, journal_of(paths_), planned);
    }
}

Result<void> ChangeRecord::begin() const
{
    return record_changes(paths_, entries_);
}

Result<void> ChangeRecord::end(const CycleOutcome& outcome)
{
    for (auto& entry : entries_) {
        const bool made = std::any_of(outcome.changes.begin(), outcome.changes.end(),
                                      [&](const ConfigChange& change) { return change.target == entry.target; });
        if (!made) {
            entry.not_made =
                outcome.failures.empty() ? "it is not as it was to be" : describe(outcome.failures.front());
        }
    }
    return record_not_made(paths_, entries_);
}

std::vector<std::string> ChangeRecord::repaired(const std::vector<ConfigChange>& made) const
{
    std::vector<std::string> targets;
    for (const auto& entry : entries_) {
        if (entry.cause == ChangeCause::local_edit &&
            std::any_of(made.begin(), made.end(),
                        [&](const ConfigChange& change) { return change.target == entry.target; })) {
            targets.push_back(entry.target);
        }
    }
    return targets;
}

} // namespace gpseal::agent
