#include "entry_edit.hpp"
#include "entry_ownership.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_directive.hpp>

namespace gpseal::policy {

RegistryEntries inserted(RegistryEntries entries, std::size_t place, const RegistryEntries& more)
{
    entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(place), more.begin(), more.end());
    return entries;
}

bool counts(const RegistryImage& image, const RegistryEntry& entry, std::size_t index)
{
    const auto view = view_of(entry);
    const auto directive = directive_of(view);
    const auto* const value = directive.action == RegistryAction::set_value
                                  ? image.find(to_utf8(view.key), to_utf8(directive.value_name))
                                  : nullptr;
    return value == nullptr || value->outcome.offset == index;
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
    auto [rest, place] = without(entries, [&](std::size_t i) { return subject_of(entries[i]) == subject; });
    auto in_place = inserted(rest, place, {wanted});
    const auto end = rest.size(); // behind whatever would take it away again
    return counts(ReadBack(in_place).image(), wanted, place) ? in_place : inserted(std::move(rest), end, {wanted});
}

RegistryEntries unset_value(std::span<const RegistryEntry> entries, std::string_view key, std::string_view value_name)
{
    const auto subject = subject_of(make_entry(key, value_name, RegistryType::sz, sz_data(" ")));
    return without(entries, [&](std::size_t i) { return subject_of(entries[i]) == subject; }).first;
}

} // namespace gpseal::policy
