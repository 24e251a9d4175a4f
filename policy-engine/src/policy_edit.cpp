#include "definition_names.hpp"
#include "element_input.hpp"
#include "policy_writer.hpp"
#include "wish_check.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <algorithm>
#include <unordered_set>

namespace gpseal::policy {

namespace {

std::string folded_id(std::string_view key, std::string_view name)
{
    return ascii_lower(key.substr(0, key.find_last_not_of('\\') + 1)) + '\n' + ascii_lower(name);
}

std::string folded_id(Utf16Bytes key, Utf16Bytes name)
{
    const auto path = fold_key(key);
    return path.substr(0, path.find_last_not_of('\\') + 1) + '\n' + fold_key(name);
}

/// Which entries a policy can have written.
class Ownership {
public:
    explicit Ownership(const admx::PolicyDefinition& policy) : names_(names_of(policy))
    {
        for (const auto& value : names_.values) {
            values_.insert(folded_id(value.key, value.name));
        }
    }

    [[nodiscard]] bool owns(const RegistryEntry& entry) const
    {
        const auto view = view_of(entry);
        const auto directive = directive_of(view);
        switch (directive.action) {
        case RegistryAction::set_value:
        case RegistryAction::soft_value:
        case RegistryAction::delete_value:
            return values_.contains(folded_id(view.key, directive.value_name)) || is_line(view, directive);
        case RegistryAction::delete_values:
            return std::any_of(names_.lists.begin(), names_.lists.end(),
                               [&](const ListKey& list) { return is_key(view.key, list); });
        case RegistryAction::create_key:
        case RegistryAction::delete_listed:
        case RegistryAction::delete_keys:
        case RegistryAction::secure_key:
        case RegistryAction::unknown:
            break;
        }
        return false;
    }

private:
    static bool is_key(Utf16Bytes key, const ListKey& list)
    {
        return folded_id(key, Utf16Bytes()) == folded_id(list.key, std::string_view());
    }

    [[nodiscard]] bool is_line(const RegistryInstruction& entry, const RegistryDirective& directive) const
    {
        return std::any_of(names_.lists.begin(), names_.lists.end(), [&](const ListKey& list) {
            return is_key(entry.key, list) && is_line_of(*list.list, entry, directive);
        });
    }

    /// A list in a key that others write to as well must not take their values with it: only what it can have written.
    static bool is_line_of(const admx::ListElement& list, const RegistryInstruction& entry,
                           const RegistryDirective& directive)
    {
        const auto type = list.expandable ? RegistryType::expand_sz : RegistryType::sz;
        if (directive.action != RegistryAction::set_value || entry.type != type || directive.value_name.empty() ||
            !is_list_name(list, directive.value_name)) {
            return false;
        }
        const auto text = text_of(RegistryWord{.type = entry.type, .data = entry.data});
        return list.value_prefix || list.explicit_value || text == to_utf8(directive.value_name);
    }

    DefinitionNames names_;
    std::unordered_set<std::string> values_;
};

/// A file's entries as one GPO, to be read back.
class ReadBack {
public:
    explicit ReadBack(std::span<const RegistryEntry> entries) : gpos_(1), image_(view(entries)) {}

    [[nodiscard]] const RegistryImage& image() const { return image_; }

private:
    std::span<const GroupPolicyObject> view(std::span<const RegistryEntry> entries)
    {
        auto& instructions = gpos_[0].registry.instructions;
        instructions.reserve(entries.size());
        for (const auto& entry : entries) {
            instructions.push_back(view_of(entry));
            instructions.back().offset = instructions.size() - 1; // its index, to find it again
        }
        return gpos_;
    }

    std::vector<GroupPolicyObject> gpos_;
    RegistryImage image_;
};

} // namespace

PolicyState state_in(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries)
{
    return state_of(policy, ReadBack(entries).image());
}

namespace {

/// The entries without those for which `is_own`, and where the first of these stood among the rest.
template <typename IsOwn>
std::pair<RegistryEntries, std::size_t> without(std::span<const RegistryEntry> entries, IsOwn is_own)
{
    RegistryEntries rest;
    std::optional<std::size_t> first;
    for (const auto& entry : entries) {
        if (!is_own(entry)) {
            rest.push_back(entry);
        } else if (!first) {
            first = rest.size();
        }
    }
    const auto place = first.value_or(rest.size());
    return {std::move(rest), place};
}

RegistryEntries inserted(RegistryEntries entries, std::size_t place, const RegistryEntries& more)
{
    entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(place), more.begin(), more.end());
    return entries;
}

std::string_view word_for(PolicyState state)
{
    return to_string(state);
}

/// What the dialog starts from: the policy's own entries if it is enabled, else nothing. What others wrote into a
/// list's key stays where it is, and is none of its lines.
PolicyReading current_reading(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries)
{
    const Ownership ownership(policy);
    const auto foreign = [&](const RegistryEntry& entry) { return !ownership.owns(entry); };
    const bool enabled = state_in(policy, entries) == PolicyState::enabled;
    const auto own = enabled ? without(entries, foreign).first : RegistryEntries();
    auto reading = read_policy(policy, ReadBack(own).image());
    reading.evidence.clear(); // it views `own`
    reading.winner.reset();
    return reading;
}

/// What a wish comes to.
struct Wanted {
    std::vector<ElementValue> values; ///< in the definition's order; of an enabled policy only
    RegistryEntries entries;
};

Result<Wanted> wanted_for(const PolicyTemplate& policy, const PolicyWish& wish, std::span<const RegistryEntry> entries)
{
    Wanted wanted;
    if (wish.state == PolicyState::enabled) {
        auto values = element_values(policy, wish, current_reading(policy.definition, entries));
        if (!values) {
            return fail(values.error());
        }
        wanted.values = *std::move(values);
    } else if (!wish.elements.empty()) {
        return fail(Errc::usage, "only an enabled policy has elements to set");
    }
    auto written =
        wish.state == PolicyState::enabled ? enabled_entries(policy, wanted.values) : disabled_entries(policy);
    if (!written) {
        return fail(written.error());
    }
    wanted.entries = *std::move(written);
    return wanted;
}

/// Whether the state reads back and no later entry takes away what `count` entries from `place` on set.
bool stands(const admx::PolicyDefinition& policy, PolicyState state, const RegistryEntries& entries,
            std::pair<std::size_t, std::size_t> place_and_count)
{
    const ReadBack file(entries);
    for (auto i = place_and_count.first; i < place_and_count.first + place_and_count.second; ++i) {
        const auto view = view_of(entries[i]);
        const auto directive = directive_of(view);
        const auto* const value = directive.action == RegistryAction::set_value
                                      ? file.image().find(to_utf8(view.key), to_utf8(directive.value_name))
                                      : nullptr;
        if (value != nullptr && value->outcome.offset != i) {
            return false;
        }
    }
    return state_of(policy, file.image()) == state;
}

tl::unexpected<Error> reads_otherwise(const PolicyTemplate& policy, const PolicyWish& wish, PolicyState found)
{
    auto message = "policy " + std::string(policy.definition.name) + " would read back as " +
                   std::string(word_for(found)) + ", not " + std::string(word_for(wish.state));
    if (wish.state == PolicyState::enabled && !policy.definition.elements.empty()) {
        return fail(Errc::usage, message + ": give its elements values that say so, with --element ID=VALUE");
    }
    return fail(Errc::refused, message + ": its template has no other way to say it; nothing was written");
}

} // namespace

Result<RegistryEntries> set_policy(const PolicyTemplate& policy, const PolicyWish& wish,
                                   std::span<const RegistryEntry> entries)
{
    if (wish.state == PolicyState::not_configured && wish.elements.empty()) {
        return unset_policy(policy.definition, entries);
    }
    const auto wanted = wanted_for(policy, wish, entries);
    if (!wanted) {
        return fail(wanted.error());
    }
    const Ownership ownership(policy.definition);
    auto [rest, place] = without(entries, [&](const RegistryEntry& entry) { return ownership.owns(entry); });
    auto in_place = inserted(rest, place, wanted->entries);
    if (stands(policy.definition, wish.state, in_place, {place, wanted->entries.size()}) &&
        check_wish(policy, wish, wanted->values, ReadBack(in_place).image())) {
        return in_place;
    }
    // something further down, such as another list's clearing of the key, takes it back: then it has to come last
    auto at_end = inserted(rest, rest.size(), wanted->entries);
    const ReadBack file(at_end);
    const auto found = state_of(policy.definition, file.image());
    if (found != wish.state) {
        return reads_otherwise(policy, wish, found);
    }
    if (auto held = check_wish(policy, wish, wanted->values, file.image()); !held) {
        return fail(held.error());
    }
    return at_end;
}

RegistryEntries unset_policy(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries)
{
    const Ownership ownership(policy);
    return without(entries, [&](const RegistryEntry& entry) { return ownership.owns(entry); }).first;
}

namespace {

/// The value that an entry speaks of, or its whole directive where that is not about one value.
std::string subject_of(const RegistryEntry& entry)
{
    const auto view = view_of(entry);
    const auto directive = directive_of(view);
    const bool names_one = directive.action == RegistryAction::set_value ||
                           directive.action == RegistryAction::soft_value ||
                           directive.action == RegistryAction::delete_value;
    const auto what = directive.action == RegistryAction::create_key ? "\nkey" : names_one ? "\nvalue" : "\ndirective";
    return folded_id(view.key, names_one ? directive.value_name : view.value_name) + what;
}

} // namespace

RegistryEntries set_value(std::span<const RegistryEntry> entries, const RegistryEntry& wanted)
{
    const auto subject = subject_of(wanted);
    auto [rest, place] = without(entries, [&](const RegistryEntry& entry) { return subject_of(entry) == subject; });
    return inserted(std::move(rest), place, {wanted});
}

RegistryEntries unset_value(std::span<const RegistryEntry> entries, std::string_view key, std::string_view value_name)
{
    const auto subject = subject_of(make_entry(key, value_name, RegistryType::sz, sz_data(" ")));
    return without(entries, [&](const RegistryEntry& entry) { return subject_of(entry) == subject; }).first;
}

} // namespace gpseal::policy
