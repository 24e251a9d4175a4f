#include "current_reading.hpp"
#include "edit_check.hpp"
#include "element_input.hpp"
#include "entry_edit.hpp"
#include "entry_ownership.hpp"
#include "policy_writer.hpp"
#include "wish_check.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_edit.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace gpseal::policy {

PolicyState state_in(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries)
{
    return state_of(policy, ReadBack(entries).image());
}

namespace {

/// The entries without the policy's own, and where the first of these stood.
std::pair<RegistryEntries, std::size_t> without_policy(const PolicyTemplate& policy,
                                                       std::span<const RegistryEntry> entries)
{
    const EntryOwnership ownership(policy.definition, policy.neighbours, entries);
    return without(entries, [&](std::size_t i) { return ownership.owns(i); });
}

/// Where the policy's entries can stand, the best place first: where they stood; before all else, where their clearing
/// of a key takes nothing from others; behind other policies' clearing of the same key, before their lines; or last,
/// where something further down would take them back.
std::vector<std::size_t> places_for(const RegistryEntries& written, const RegistryEntries& rest, std::size_t place)
{
    std::vector<std::size_t> places{place, 0};
    for (const auto& entry : written) {
        const auto key = to_utf8(view_of(entry).key);
        if (!clears(entry, key)) {
            continue;
        }
        for (auto i = rest.size(); i > 0; --i) {
            if (clears(rest[i - 1], key)) {
                places.push_back(i);
                break;
            }
        }
    }
    places.push_back(rest.size());
    return places;
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

tl::unexpected<Error> reads_otherwise(const PolicyTemplate& policy, const PolicyWish& wish, PolicyState found)
{
    auto message = "policy " + std::string(policy.definition.name) + " would read back as " +
                   std::string(to_string(found)) + ", not " + std::string(to_string(wish.state));
    const auto way = wish.state == PolicyState::enabled && !policy.definition.elements.empty()
                         ? ": give its elements values that say so, with --element ID=VALUE"
                         : ": its template has no other way to say it";
    return fail(Errc::refused, message + way + "; nothing was written");
}

/// Why the policy cannot be set, last in the file or anywhere else.
tl::unexpected<Error> refusal(const PolicyTemplate& policy, const PolicyWish& wish, const Wanted& wanted,
                              std::span<const RegistryEntry> before, const RegistryEntries& rest)
{
    const auto at_end = inserted(rest, rest.size(), wanted.entries);
    const ReadBack file(at_end);
    const auto found = state_of(policy.definition, file.image());
    if (found != wish.state) {
        return reads_otherwise(policy, wish, found);
    }
    if (auto held = check_wish(policy, wish, wanted.values, file.image()); !held) {
        return fail(held.error());
    }
    const auto name = "policy " + std::string(policy.definition.name);
    const auto taken =
        taken_from_others(NamedValues(wanted.entries), before, {at_end, rest.size(), wanted.entries.size()});
    if (!taken.empty()) {
        return fail(Errc::refused, name + " clears a key that others use: " + taken +
                                       " would not be set any more, and would be a line of its list where it stays; "
                                       "unset that first; nothing was written");
    }
    return fail(Errc::refused, name + " could not be unset again as it was: nothing in the file would tell whether " +
                                   not_told_apart(policy, before, at_end) +
                                   " is the policy's or was there before; unset that first, with --key and --value; "
                                   "nothing was written");
}

/// Unset, where the policy is not configured then; or else only by what other policies say.
Result<RegistryEntries> unset(const PolicyTemplate& policy, std::span<const RegistryEntry> entries)
{
    auto rest = unset_policy(policy.definition, entries, policy.neighbours);
    if (const auto cause = still_configured_by(policy, rest); !cause.empty()) {
        return fail(Errc::refused, "policy " + std::string(policy.definition.name) + " would still read back as " +
                                       std::string(to_string(state_in(policy.definition, rest))) + " by " + cause +
                                       ", which it has not written as the file stands; unset that first, with --key "
                                       "and --value; nothing was written");
    }
    return rest;
}

/// The entries with a policy that is to be enabled or disabled.
Result<RegistryEntries> set(const PolicyTemplate& policy, const PolicyWish& wish,
                            std::span<const RegistryEntry> entries)
{
    const auto wanted = wanted_for(policy, wish, entries);
    if (!wanted) {
        return fail(wanted.error());
    }
    for (const auto& checked : {check_names(wanted->entries), check_lines(policy, wanted->values)}) {
        if (!checked) {
            return fail(checked.error());
        }
    }
    const auto [rest, place] = without_policy(policy, entries);
    const NamedValues named(wanted->entries);
    for (const auto at : places_for(wanted->entries, rest, place)) {
        auto edited = inserted(rest, at, wanted->entries);
        const Edited edit{edited, at, wanted->entries.size()};
        if (is_last_word(named, std::span(rest).subspan(at)) && stands(policy.definition, wish.state, edit) &&
            check_wish(policy, wish, wanted->values, ReadBack(edited).image()) &&
            taken_from_others(named, entries, edit).empty() && not_told_apart(policy, entries, edited).empty()) {
            return edited;
        }
    }
    return refusal(policy, wish, *wanted, entries, rest);
}

} // namespace

Result<RegistryEntries> set_policy(const PolicyTemplate& policy, const PolicyWish& wish,
                                   std::span<const RegistryEntry> entries)
{
    if (wish.state == PolicyState::not_configured && wish.elements.empty()) {
        return unset(policy, entries);
    }
    auto edited = set(policy, wish, entries);
    const bool is_same = edited && std::equal(edited->begin(), edited->end(), entries.begin(), entries.end());
    if (!is_same && state_in(policy.definition, entries) == wish.state) {
        // where parts of a template overlap, what it wrote may read back as another wish: the same one changes nothing
        const auto anew = set(policy, wish, unset_policy(policy.definition, entries, policy.neighbours));
        if (anew && std::equal(anew->begin(), anew->end(), entries.begin(), entries.end())) {
            return anew;
        }
    }
    return edited;
}

RegistryEntries unset_policy(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries,
                             const PolicyNeighbours& neighbours)
{
    return without_policy({policy, nullptr, neighbours}, entries).first;
}

} // namespace gpseal::policy
