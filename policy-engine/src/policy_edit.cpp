#include "element_input.hpp"
#include "element_reading.hpp"
#include "entry_edit.hpp"
#include "entry_ownership.hpp"
#include "policy_writer.hpp"
#include "wish_check.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>

namespace gpseal::policy {

PolicyState state_in(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries)
{
    return state_of(policy, ReadBack(entries).image());
}

namespace {

std::string_view word_for(PolicyState state)
{
    return to_string(state);
}

/// The entries without the policy's own, and where the first of these stood. A `**DelVals.` that a neighbour needs,
/// too, stays unless the policy writes one in its stead.
std::pair<RegistryEntries, std::size_t>
without_policy(const PolicyTemplate& policy, std::span<const RegistryEntry> entries, const RegistryEntries& written)
{
    const EntryOwnership ownership(policy.definition, policy.neighbours, entries);
    const auto is_own = [&](std::size_t i) { return ownership.owns(i); };
    const auto rest = without(entries, is_own);
    const auto clears = [](const RegistryEntry& entry) {
        return directive_of(view_of(entry)).action == RegistryAction::delete_values;
    };
    return without(entries, [&](std::size_t i) {
        const auto& entry = entries[i];
        const auto is_same = [&](const RegistryEntry& each) {
            return clears(each) && folded_id(view_of(each).key, {}) == folded_id(view_of(entry).key, {});
        };
        return is_own(i) && (!clears(entry) || std::any_of(written.begin(), written.end(), is_same) ||
                             !is_cleared_for_others(view_of(entry).key, policy.neighbours, rest.first));
    });
}

/// The values that a policy's template names, or that entries are about.
class NamedValues {
public:
    explicit NamedValues(const admx::PolicyDefinition& policy)
    {
        for (const auto& value : names_of(policy).values) {
            ids_.insert(folded_id(value.key, value.name));
        }
    }

    explicit NamedValues(std::span<const RegistryEntry> entries)
    {
        for (const auto& entry : entries) {
            if (auto id = id_of(entry)) {
                ids_.insert(*std::move(id));
            }
        }
    }

    /// Whether the entry is about one of them.
    [[nodiscard]] bool has(const RegistryEntry& entry) const
    {
        const auto id = id_of(entry);
        return id && ids_.contains(*id);
    }

private:
    /// Of an entry that is about one value; a key's default value is one, too.
    static std::optional<std::string> id_of(const RegistryEntry& entry)
    {
        const auto view = view_of(entry);
        const auto directive = directive_of(view);
        const bool is_about_one = directive.action == RegistryAction::set_value ||
                                  directive.action == RegistryAction::soft_value ||
                                  directive.action == RegistryAction::delete_value;
        return is_about_one ? std::optional(folded_id(view.key, directive.value_name)) : std::nullopt;
    }

    std::unordered_set<std::string> ids_;
};

/// What the dialog starts from: the policy's own entries if it is enabled, else nothing. What others wrote into a
/// list's key stays where it is, and is none of its lines.
PolicyReading current_reading(const PolicyTemplate& policy, std::span<const RegistryEntry> entries)
{
    const EntryOwnership ownership(policy.definition, policy.neighbours, entries);
    const auto foreign = [&](std::size_t i) { return !ownership.owns(i); };
    const bool enabled = state_in(policy.definition, entries) == PolicyState::enabled;
    const auto own = enabled ? without(entries, foreign).first : RegistryEntries();
    auto reading = read_policy(policy.definition, ReadBack(own).image());
    // what the policy itself sets in the key of its list is no line, either
    const NamedValues named(policy.definition);
    const auto lines = without(own, [&](std::size_t i) { return named.has(own[i]); }).first;
    const ReadBack of_lines(lines);
    for (auto& element : reading.elements) {
        if (std::holds_alternative<admx::ListElement>(element.element->body)) {
            element = read_element(policy.definition, *element.element, DefinitionMatch(of_lines.image()));
        }
        element.words.clear(); // they view `own` and `lines`
    }
    reading.evidence.clear();
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
        auto values = element_values(policy, wish, current_reading(policy, entries));
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

/// What somebody else's entry set before the edit and does not any more: "KEY!NAME", or nothing. `place` and `count`
/// are the edit's own entries in `after`; the rest of it stood in `before`, in this order. A value that the edit
/// names is taken over, not away.
std::string taken_from_others(const NamedValues& named, std::span<const RegistryEntry> before,
                              const RegistryEntries& after, std::size_t place, std::size_t count)
{
    const ReadBack was(before);
    const ReadBack is(after);
    std::size_t old = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (i >= place && i < place + count) {
            continue;
        }
        while (old < before.size() && !(before[old] == after[i])) {
            ++old;
        }
        if (old < before.size() && counts(was.image(), before[old], old) && !counts(is.image(), after[i], i)) {
            const auto view = view_of(after[i]);
            if (!named.has(after[i])) {
                return to_utf8(view.key) + "!" + to_utf8(view.value_name);
            }
        }
        ++old;
    }
    return {};
}

/// Whether nothing behind the edit's own entries speaks of what they name: they are the last word, and unset has to
/// find them as such.
bool is_last_word(const NamedValues& named, std::span<const RegistryEntry> behind)
{
    return std::none_of(behind.begin(), behind.end(), [&](const RegistryEntry& entry) { return named.has(entry); });
}

/// Whether the state reads back and no later entry takes away what `count` entries from `place` on set.
bool stands(const admx::PolicyDefinition& policy, PolicyState state, const RegistryEntries& entries,
            std::pair<std::size_t, std::size_t> place_and_count)
{
    const ReadBack file(entries);
    for (auto i = place_and_count.first; i < place_and_count.first + place_and_count.second; ++i) {
        if (!counts(file.image(), entries[i], i)) {
            return false;
        }
    }
    return state_of(policy, file.image()) == state;
}

tl::unexpected<Error> reads_otherwise(const PolicyTemplate& policy, const PolicyWish& wish, PolicyState found)
{
    auto message = "policy " + std::string(policy.definition.name) + " would read back as " +
                   std::string(word_for(found)) + ", not " + std::string(word_for(wish.state));
    const auto way = wish.state == PolicyState::enabled && !policy.definition.elements.empty()
                         ? ": give its elements values that say so, with --element ID=VALUE"
                         : ": its template has no other way to say it";
    return fail(Errc::refused, message + way + "; nothing was written");
}

} // namespace

namespace {

/// A template whose text is in an encoding that it does not name right has keys that no Windows would look for.
Result<void> check_names(const RegistryEntries& entries)
{
    constexpr std::string_view not_a_character = "\xef\xbf\xbd";
    for (const auto& entry : entries) {
        const auto view = view_of(entry);
        for (const auto& name : {to_utf8(view.key), to_utf8(view.value_name)}) {
            if (name.find(not_a_character) != std::string::npos) {
                return fail(Errc::refused,
                            "the template's key or value name " + name +
                                " is not well-formed text: its file is not in UTF-8 or UTF-16; nothing was "
                                "written");
            }
        }
    }
    return {};
}

} // namespace

Result<RegistryEntries> set_policy(const PolicyTemplate& policy, const PolicyWish& wish,
                                   std::span<const RegistryEntry> entries)
{
    if (wish.state == PolicyState::not_configured && wish.elements.empty()) {
        return unset_policy(policy.definition, entries, policy.neighbours);
    }
    const auto wanted = wanted_for(policy, wish, entries);
    if (!wanted) {
        return fail(wanted.error());
    }
    auto [rest, place] = without_policy(policy, entries, wanted->entries);
    if (auto named = check_names(wanted->entries); !named) {
        return fail(named.error());
    }
    const auto count = wanted->entries.size();
    const NamedValues named(wanted->entries);
    const std::span<const RegistryEntry> others = rest; // clang 14 captures no binding
    const auto holds = [&](const RegistryEntries& edited, std::size_t at) {
        return is_last_word(named, others.subspan(at)) && stands(policy.definition, wish.state, edited, {at, count}) &&
               check_wish(policy, wish, wanted->values, ReadBack(edited).image()) &&
               taken_from_others(named, entries, edited, at, count).empty();
    };
    // where it stood; before all else, where its clearing of a key takes nothing from others; or last, where something
    // further down, such as another list's clearing of the key, would take it back
    for (const auto at : {place, std::size_t{0}, rest.size()}) {
        if (auto edited = inserted(rest, at, wanted->entries); holds(edited, at)) {
            return edited;
        }
    }
    const auto at_end = inserted(rest, rest.size(), wanted->entries);
    const ReadBack file(at_end);
    const auto found = state_of(policy.definition, file.image());
    if (found != wish.state) {
        return reads_otherwise(policy, wish, found);
    }
    if (auto held = check_wish(policy, wish, wanted->values, file.image()); !held) {
        return fail(held.error());
    }
    return fail(Errc::refused, "policy " + std::string(policy.definition.name) + " clears a key that others use: " +
                                   taken_from_others(named, entries, at_end, rest.size(), count) +
                                   " would not be set any more, and would be a line of its list where it stays; unset "
                                   "that first; nothing was written");
}

RegistryEntries unset_policy(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries,
                             const PolicyNeighbours& neighbours)
{
    return without_policy({policy, nullptr, neighbours}, entries, {}).first;
}

} // namespace gpseal::policy
