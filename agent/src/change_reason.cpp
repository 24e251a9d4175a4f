#include "change_reason.hpp"

#include "course.hpp"

#include <algorithm>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

constexpr std::size_t named = 3; ///< changes that a reason names; it says how many more there are

struct SettingChange {
    std::string words; ///< "Block NTLM: enabled"
    std::string gpo;   ///< that sets it; empty: none any more
};

const SettledSettings& settings_in(const ComplianceReport& report)
{
    static const SettledSettings none;
    return report.policy.workstation ? *report.policy.workstation : none;
}

SettingChange described(const SettledSetting& setting)
{
    const auto& said = setting.said;
    return {std::string(policy::info_of(said.policy).name) + ": " + policy::words_of(said.policy, *setting.in_force),
            said.gpo};
}

/// Whether it can be the reason for a change on this machine: what nothing here holds, changes nothing.
bool counts(const SettledSetting& setting)
{
    return setting.in_force && mapping_of(setting).reach != Reach::none;
}

/// The policies beside the mandate that are not in force as they were in `before`.
std::vector<SettingChange> changes_between(const SettledSettings& before, const SettledSettings& now)
{
    std::vector<SettingChange> changes;
    for (const auto& setting : now) {
        const auto* const old = find_in_force(before, setting.said.policy);
        if (counts(setting) && (old == nullptr || old->in_force != setting.in_force)) {
            changes.push_back(described(setting));
        }
    }
    for (const auto& setting : before) {
        const auto* const left = find_in_force(now, setting.said.policy);
        if (counts(setting) && (left == nullptr || !left->in_force)) {
            changes.push_back({std::string(policy::info_of(setting.said.policy).name) + ": " +
                                   (left == nullptr ? "not configured" : left->refusal),
                               left == nullptr ? "" : left->said.gpo});
        }
    }
    return changes;
}

/// One GPO's name stands beside the words, those of several in them.
ChangeReason joined(const std::vector<SettingChange>& changes)
{
    const bool one_gpo = std::all_of(changes.begin(), changes.end(),
                                     [&](const SettingChange& change) { return change.gpo == changes.front().gpo; });
    ChangeReason reason{.words = {}, .gpo = one_gpo ? changes.front().gpo : "", .gpo_guid = {}};
    for (std::size_t i = 0; i < std::min(named, changes.size()); ++i) {
        reason.words.append(i == 0 ? "" : "; ").append(changes[i].words);
        if (!one_gpo && !changes[i].gpo.empty()) {
            reason.words.append(" by GPO '").append(changes[i].gpo).append("'");
        }
    }
    if (changes.size() > named) {
        reason.words.append("; ").append(std::to_string(changes.size() - named)).append(" more");
    }
    return reason;
}

ChangeReason reason_of_mandate(const ComplianceReport& report)
{
    const auto& winner = report.policy.decision.winner;
    return {reason_of(report), winner ? winner->gpo.name : "", winner ? winner->gpo.guid : ""};
}

} // namespace

bool has_finished(const ComplianceReport& report)
{
    return report.policy.decision.mandate.has_value();
}

ChangeReason reason_of_change(const RunFacts& run, ChangeCause cause)
{
    const auto* const last = run.last && has_finished(*run.last) ? &*run.last : nullptr;
    const auto mandate = enforced_mandate(run.now);
    const bool same_mandate =
        last != nullptr ? mandate == enforced_mandate(*last) : mandate != EncryptionMandate::required;
    if (cause != ChangeCause::policy || !same_mandate) {
        return reason_of_mandate(run.now);
    }
    auto changes = changes_between(last != nullptr ? settings_in(*last) : SettledSettings{}, settings_in(run.now));
    if (changes.empty() && mandate != EncryptionMandate::required) { // what failed before, or was reverted
        changes = changes_between({}, settings_in(run.now));
    }
    return changes.empty() ? reason_of_mandate(run.now) : joined(changes);
}

} // namespace gpseal::agent
