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

/// Follows one value through the instructions, in the order in which they apply.
class ValueTracker {
public:
    ValueTracker(std::string_view key, std::string_view value_name) : key_(key), value_name_(value_name) {}

    void apply(std::size_t gpo, const RegistryInstruction& instruction)
    {
        // Nearly every instruction is about another value: decide that by its length before anything is folded.
        const bool same_key = instruction.key.size() == 2 * key_.size() && equals_ascii_icase(instruction.key, key_);
        const bool maybe_parent = instruction.key.size() < 2 * key_.size();
        if (!same_key && !maybe_parent) {
            return;
        }
        const auto directive = directive_of(instruction);
        if (same_key) {
            apply_to_key(gpo, instruction, directive);
        } else if (directive.action == RegistryAction::delete_keys &&
                   lies_below(key_, instruction.key, listed_names(instruction))) {
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
        result_.history.push_back({gpo, instruction.offset, action, value_of(instruction), effective});
        if (effective) {
            result_.value = result_.history.back().value;
            result_.winner = result_.history.size() - 1;
        }
    }

    void remove(std::size_t gpo, const RegistryInstruction& instruction, RegistryAction action)
    {
        result_.history.push_back({gpo, instruction.offset, action, std::nullopt, true});
        result_.value.reset();
        result_.winner = result_.history.size() - 1;
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

Diagnostics inspect(const GroupPolicyObject& gpo)
{
    Diagnostics findings;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& instruction : gpo.registry.instructions) {
        const auto directive = directive_of(instruction);
        if (directive.action == RegistryAction::unknown) {
            findings.push_back({Severity::warning, "unknown_directive",
                                "the directive " + to_utf8(instruction.value_name) + " is not known and was not obeyed",
                                "", where(gpo, instruction)});
        }
        if (instruction.data.size() > spec_max_data_size) {
            findings.push_back({Severity::warning, "large_data",
                                "has " + std::to_string(instruction.data.size()) +
                                    " bytes of data; the file format's specification ends at 65535",
                                "", where(gpo, instruction)});
        }
        if (directive.action == RegistryAction::set_value &&
            !seen.emplace(fold_key(instruction.key), fold_key(instruction.value_name)).second) {
            findings.push_back({Severity::note, "duplicate_value",
                                "sets " + to_utf8(instruction.key) + "\\" + to_utf8(instruction.value_name) +
                                    " once more; the last one in the file wins",
                                "", where(gpo, instruction)});
        }
    }
    return findings;
}

} // namespace gpseal::policy
