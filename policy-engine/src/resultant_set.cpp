#include "value_effect.hpp"

#include <gpseal/policy/resultant_set.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace gpseal::policy {

namespace {

RegistryValue value_of(const RegistryInstruction& instruction)
{
    return {instruction.type, {instruction.data.begin(), instruction.data.end()}};
}

/// Follows one value through the instructions, in the order in which they apply.
class ValueTracker {
public:
    ValueTracker(std::string_view key, std::string_view value_name)
        : key_(key.substr(0, key.find_last_not_of('\\') + 1)), value_name_(value_name)
    {
    }

    void apply(std::size_t gpo, const RegistryInstruction& instruction)
    {
        const auto effect = KeyEffect::of(instruction, key_);
        const auto action = effect ? effect->on(value_name_) : std::nullopt;
        if (!action) {
            return;
        }
        if (*action == RegistryAction::set_value) {
            set(gpo, instruction, *action, true);
        } else if (*action == RegistryAction::soft_value) {
            set(gpo, instruction, *action, !result_.value.has_value());
        } else {
            remove(gpo, instruction, *action);
        }
    }

    [[nodiscard]] ResultantValue result() && { return std::move(result_); }

private:
    void set(std::size_t gpo, const RegistryInstruction& instruction, RegistryAction action, bool effective)
    {
        add({gpo, instruction.offset, action, value_of(instruction), effective});
    }

    void remove(std::size_t gpo, const RegistryInstruction& instruction, RegistryAction action)
    {
        add({gpo, instruction.offset, action, std::nullopt, true});
    }

    void add(ValueEvent event)
    {
        auto& history = result_.history;
        const auto first =
            std::find_if(history.begin(), history.end(), [&](const ValueEvent& each) { return each.gpo == event.gpo; });
        if (static_cast<std::size_t>(history.end() - first) >= max_events_per_gpo) {
            // the oldest of this GPO goes, unless it is the one that counts
            const auto index = static_cast<std::size_t>(first - history.begin());
            const bool counts = result_.winner == index && !event.effective;
            history.erase(first + (counts ? 1 : 0));
            if (result_.winner && *result_.winner > index) {
                --*result_.winner;
            }
        }
        if (event.effective) {
            result_.value = event.value;
            result_.winner = history.size();
        }
        history.push_back(std::move(event));
    }

    std::string_view key_;
    std::string_view value_name_;
    ResultantValue result_;
};

std::string where(const GroupPolicyObject& gpo, const RegistryInstruction& instruction)
{
    return gpo.identity.path + "@" + std::to_string(instruction.offset);
}

} // namespace

ResultantValue resolve_value(std::span<const GroupPolicyObject> gpos, std::string_view key, std::string_view value_name)
{
    ValueTracker tracker(key, value_name);
    for (std::size_t i = 0; i < gpos.size(); ++i) {
        for (const auto& instruction : gpos[i].registry.instructions) {
            tracker.apply(i, instruction);
        }
    }
    return std::move(tracker).result();
}

namespace {

/// Findings of one file, told up to the limit and counted beyond it.
class BoundedFindings {
public:
    void add(Finding finding)
    {
        if (++count_ <= max_findings_per_gpo) {
            findings_.push_back(std::move(finding));
        }
    }

    [[nodiscard]] bool full() const { return count_ >= max_findings_per_gpo; }

    [[nodiscard]] Diagnostics result(const std::string& path) &&
    {
        if (count_ > max_findings_per_gpo) {
            findings_.push_back({Severity::warning, "more_findings",
                                 std::to_string(count_ - max_findings_per_gpo) + " or more findings are not shown", "",
                                 path});
        }
        return std::move(findings_);
    }

private:
    Diagnostics findings_;
    std::size_t count_ = 0;
};

/// Notices a value that one file sets twice, in files of a size that somebody made by hand or by an editor.
class DuplicateWatch {
public:
    [[nodiscard]] bool seen_before(const RegistryInstruction& instruction)
    {
        constexpr std::size_t watched = 20000;
        return seen_.size() < watched &&
               !seen_.emplace(fold_key(instruction.key), fold_key(instruction.value_name)).second;
    }

private:
    std::set<std::pair<std::string, std::string>> seen_;
};

} // namespace

Diagnostics inspect(const GroupPolicyObject& gpo)
{
    BoundedFindings findings;
    DuplicateWatch duplicates;
    for (const auto& instruction : gpo.registry.instructions) {
        const auto directive = directive_of(instruction);
        if (directive.action == RegistryAction::unknown) {
            findings.add({Severity::warning, "unknown_directive",
                          "the directive " + to_utf8(instruction.value_name) + " is not known and was not obeyed", "",
                          where(gpo, instruction)});
        }
        if (instruction.data.size() > spec_max_data_size) {
            findings.add({Severity::warning, "large_data",
                          "has " + std::to_string(instruction.data.size()) +
                              " bytes of data; the file format's specification ends at 65535",
                          "", where(gpo, instruction)});
        }
        if (directive.action == RegistryAction::set_value && !findings.full() && duplicates.seen_before(instruction)) {
            findings.add({Severity::note, "duplicate_value",
                          "sets " + to_utf8(instruction.key) + "\\" + to_utf8(instruction.value_name) +
                              " once more; the last one in the file wins",
                          "", where(gpo, instruction)});
        }
    }
    return std::move(findings).result(gpo.identity.path);
}

} // namespace gpseal::policy
