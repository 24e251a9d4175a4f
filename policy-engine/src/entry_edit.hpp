#pragma once

#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_image.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// What edits of entries are made of.
namespace gpseal::policy {

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

/// The entries without those whose index `is_own`, and where the first of these stood among the rest.
template <typename IsOwn>
std::pair<RegistryEntries, std::size_t> without(std::span<const RegistryEntry> entries, IsOwn is_own)
{
    RegistryEntries rest;
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!is_own(i)) {
            rest.push_back(entries[i]);
        } else if (!first) {
            first = rest.size();
        }
    }
    const auto place = first.value_or(rest.size());
    return {std::move(rest), place};
}

[[nodiscard]] RegistryEntries inserted(RegistryEntries entries, std::size_t place, const RegistryEntries& more);

/// Whether no later entry takes away what the entry with this index sets; one that sets nothing is.
[[nodiscard]] bool counts(const RegistryImage& image, const RegistryEntry& entry, std::size_t index);

} // namespace gpseal::policy
