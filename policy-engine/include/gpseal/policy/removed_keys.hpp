#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gpseal::policy {

/// The keys that `**DeleteKeys` entries remove, as a tree: a path is walked once, however deep it is and however many
/// subkeys an entry names. Paths are folded; places count the entries from 1.
class RemovedKeys {
public:
    /// The latest removal of a path counts.
    void add(std::string_view key, std::span<const std::string> subkeys, std::size_t place);

    [[nodiscard]] bool empty() const { return nodes_.size() == 1; }
    /// The place of the latest removal of the key or of one above it.
    [[nodiscard]] std::optional<std::size_t> latest_over(std::string_view key) const;
    /// Of each subkey whether it is removed, and no key above it.
    [[nodiscard]] std::vector<bool> topmost(std::string_view key, std::span<const std::string> subkeys) const;

private:
    using Child = std::pair<std::size_t, std::string>; ///< node, name of the subkey
    struct HashOfChild {
        std::size_t operator()(const Child& child) const
        {
            return std::hash<std::string>()(child.second) ^ (child.first * 0x9E3779B97F4A7C15U);
        }
    };
    /// How far a path can be followed.
    struct Walk {
        std::optional<std::size_t> node = 0; ///< nullopt: it is not in the tree
        std::size_t latest = 0;              ///< removal on the way
        bool above = false;                  ///< something before the path's end is removed
    };

    [[nodiscard]] Walk follow(Walk walk, std::string_view path) const;
    std::size_t make(std::size_t node, std::string_view path);

    std::vector<std::size_t> nodes_{0}; ///< the place of each one's removal; 0: only something below it is removed
    std::unordered_map<Child, std::size_t, HashOfChild> children_;
};

} // namespace gpseal::policy
