#pragma once

#include "icase.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// Finds the elements of a vector by their ids: the one spelt so, else the first that differs by ASCII case only. Open
/// addressing over indices; `id_of(index)` is the id of an element.
class IdIndex {
public:
    /// For at most `count` elements; forgets what it had.
    void reset(std::size_t count) { slots_.assign(std::bit_ceil(2 * count + 1), {}); }

    /// False where an element with this very id is there already; the first one stays.
    template <typename IdOf> bool insert(std::uint32_t index, IdOf id_of)
    {
        const std::string_view id = id_of(index);
        const auto hash = IcaseHash{}(id);
        for (auto at = hash & mask();; at = (at + 1) & mask()) {
            auto& slot = slots_[at];
            if (slot.index == nothing) {
                slot = {.index = index, .tag = tag_of(hash)};
                return true;
            }
            if (slot.tag == tag_of(hash) && id_of(slot.index) == id) {
                return false;
            }
        }
    }

    template <typename IdOf> [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id, IdOf id_of) const
    {
        std::optional<std::uint32_t> alike_only;
        if (slots_.empty()) {
            return alike_only;
        }
        const auto hash = IcaseHash{}(id);
        for (auto at = hash & mask(); slots_[at].index != nothing; at = (at + 1) & mask()) {
            const auto& slot = slots_[at];
            if (slot.tag != tag_of(hash)) {
                continue;
            }
            const std::string_view candidate = id_of(slot.index);
            if (candidate == id) {
                return slot.index;
            }
            if (!alike_only && alike(candidate, id)) {
                alike_only = slot.index;
            }
        }
        return alike_only;
    }

private:
    static constexpr std::uint32_t nothing = UINT32_MAX;

    struct Slot {
        std::uint32_t index = nothing;
        std::uint32_t tag = 0; ///< of the hash: saves a look at most ids that are others
    };

    [[nodiscard]] static std::uint32_t tag_of(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }
    [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }

    std::vector<Slot> slots_; ///< a power of two, at most half full
};

/// The same for the elements that one file adds to a vector of all files', by their member `name`: of names that differ
/// by case only the first counts.
class NameIndex {
public:
    /// The file's elements are the next `count` of `all`, at most; forgets what it had.
    template <typename Items> void begin(const Items& all, std::size_t count)
    {
        first_ = all.size();
        index_.reset(count);
    }

    /// For the last element; false: the name is there already.
    template <typename Items> bool add_last(const Items& all)
    {
        const auto name_of = names_in(all);
        const auto last = static_cast<std::uint32_t>(all.size() - 1 - first_);
        return !index_.find(name_of(last), name_of) && index_.insert(last, name_of);
    }

    /// Index into `all`.
    template <typename Items>
    [[nodiscard]] std::optional<std::size_t> find(const Items& all, std::string_view name) const
    {
        const auto found = index_.find(name, names_in(all));
        return found ? std::optional(first_ + *found) : std::nullopt;
    }

private:
    template <typename Items> [[nodiscard]] auto names_in(const Items& all) const
    {
        return [&all, first = first_](std::uint32_t at) { return all[first + at].name; };
    }

    std::size_t first_ = 0;
    IdIndex index_;
};

} // namespace gpseal::admx
