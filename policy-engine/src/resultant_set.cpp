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

/// `key` is `base\NAME` or lies below it, for one of the names.
bool lies_below(std::string_view key, Utf16Bytes base, const std::vector<Utf16Bytes>& names)
{
    const auto base_length = base.size() / 2;
    if (key.size() <= base_length || key[base_length] != '\\' ||
        !equals_ascii_icase(base, key.substr(0, base_length))) {
        return false;
    }
    const auto rest = key.substr(base_length + 1);
    return std::any_of(names.begin(), names.end(), [&](Utf16Bytes name) {
        const auto length = name.size() / 2;
        return rest.size() >= length && equals_ascii_icase(name, rest.substr(0, length)) &&
               (rest.size() == length || rest[length] == '\\');
    });
}

/// A backslash at the end of a key names the same key.
Utf16Bytes without_trailing_backslashes(Utf16Bytes key)
{
    while (key.size() >= 2 && key[key.size() - 2] == std::byte{'\\'} && key[key.size() - 1] == std::byte{0}) {
        key = key.first(key.size() - 2);
    }
    return key;
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
        // Nearly every instruction is about another value: decide that by its length before anything is folded.
        const auto path = without_trailing_backslashes(instruction.key);
        const bool same_key = path.size() == 2 * key_.size() && equals_ascii_icase(path, key_);
        const bool maybe_parent = path.size() < 2 * key_.size();
        if (!same_key && !maybe_parent) {
            return;
        }
        const auto directive = directive_of(instruction);
        if (same_key) {
            apply_to_key(gpo, instruction, directive);
        } else if (directive.action == RegistryAction::delete_keys &&
                   lies_below(key_, path, listed_names(instruction))) {
            remove(gpo, instruction, directive.action);
        }
    }

    [[nodiscard]] ResultantValue result() && { return std::move(result_); }

private:
    void apply_to_key(std::size_t gpo, const RegistryInstruction& instruction, const RegistryDirective& directive)
    {
        switch (directive.action) {
        case RegistryAction::set_value:
            if (equals_ascii_icase(directive.value_name, value_name_)) {
                set(gpo, instruction, directive.action, true);
            }
            break;
        case RegistryAction::soft_value:
            if (equals_ascii_icase(directive.value_name, value_name_)) {
                set(gpo, instruction, directive.action, !result_.value.has_value());
            }
            break;
        case RegistryAction::delete_value:
            if (equals_ascii_icase(directive.value_name, value_name_)) {
                remove(gpo, instruction, directive.action);
            }
            break;
        case RegistryAction::delete_values:
            remove(gpo, instruction, directive.action);
            break;
        case RegistryAction::delete_listed: {
            const auto names = listed_names(instruction);
            if (std::any_of(names.begin(), names.end(),
                            [&](Utf16Bytes name) { return equals_ascii_icase(name, value_name_); })) {
                remove(gpo, instruction, directive.action);
            }
            break;
        }
        case RegistryAction::create_key:
        case RegistryAction::delete_keys: // of this key's subkeys: its own values stay
        case RegistryAction::secure_key:
        case RegistryAction::unknown:
            break;
        }
    }

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
