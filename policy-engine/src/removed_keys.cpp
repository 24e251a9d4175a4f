#include <gpseal/policy/removed_keys.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

/// Takes the first name off a path; nullopt at its end.
std::optional<std::string_view> next_name(std::optional<std::string_view>& path)
{
    if (!path) {
        return std::nullopt;
    }
    const auto name = path->substr(0, path->find('\\'));
    path = name.size() == path->size() ? std::nullopt : std::optional(path->substr(name.size() + 1));
    return name;
}

} // namespace

std::size_t RemovedKeys::make(std::size_t node, std::string_view path)
{
    std::optional rest(path);
    while (const auto name = next_name(rest)) {
        const auto [child, is_new] = children_.try_emplace({node, std::string(*name)}, nodes_.size());
        if (is_new) {
            nodes_.push_back(0);
        }
        node = child->second;
    }
    return node;
}

RemovedKeys::Walk RemovedKeys::follow(Walk walk, std::string_view path) const
{
    std::optional rest(path);
    while (const auto name = walk.node ? next_name(rest) : std::nullopt) {
        walk.above = walk.above || nodes_[*walk.node] != 0;
        const auto child = children_.find({*walk.node, std::string(*name)});
        walk.node = child == children_.end() ? std::nullopt : std::optional(child->second);
        walk.latest = walk.node ? std::max(walk.latest, nodes_[*walk.node]) : walk.latest;
    }
    return walk;
}

void RemovedKeys::add(std::string_view key, std::span<const std::string> subkeys, std::size_t place)
{
    const auto node = subkeys.empty() ? 0 : make(0, key);
    for (const auto& subkey : subkeys) {
        nodes_[make(node, subkey)] = place;
    }
}

std::optional<std::size_t> RemovedKeys::latest_over(std::string_view key) const
{
    const auto latest = follow({}, key).latest;
    return latest == 0 ? std::nullopt : std::optional(latest);
}

std::vector<bool> RemovedKeys::topmost(std::string_view key, std::span<const std::string> subkeys) const
{
    const auto at_key = follow({}, key);
    std::vector<bool> found;
    for (const auto& subkey : subkeys) {
        const auto walk = follow(at_key, subkey);
        found.push_back(walk.node && nodes_[*walk.node] != 0 && !walk.above);
    }
    return found;
}

} // namespace gpseal::policy
