#include "workstation_voice.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace gpseal::policy {

namespace {

/// The policies whose values lie in one key: an instruction's key is compared once for all of them.
struct KeyGroup {
    std::string_view key;
    std::vector<const WorkstationPolicyInfo*> values;
    bool every_value = false; ///< a policy counts all values of the key
};

std::vector<KeyGroup> make_groups()
{
    std::vector<KeyGroup> groups;
    for (const auto& info : known_workstation_policies()) {
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& each) { return each.key == info.key; });
        if (group == groups.end()) {
            group = groups.insert(groups.end(), {.key = info.key, .values = {}});
        }
        if (info.value_name.empty()) {
            group->every_value = true;
        } else {
            group->values.push_back(&info);
        }
    }
    return groups;
}

const std::vector<KeyGroup>& groups_by_key()
{
    static const auto groups = make_groups();
    return groups;
}

std::size_t number_of(const WorkstationPolicyInfo& info)
{
    return static_cast<std::size_t>(info.policy);
}

class RegistryReduction {
public:
    explicit RegistryReduction(const GroupPolicyObject& gpo) : from_(gpo.registry.instructions), filtered_(gpo.filtered)
    {
    }

    void reduce(WorkstationVoice& voice)
    {
        for (std::size_t i = 0; i < from_.size(); ++i) {
            for (const auto& group : groups_by_key()) {
                hear(i, group, voice);
            }
        }
        for (const auto& effect : voice.effects) {
            keep(effect.hard);
            keep(effect.soft);
        }
        std::sort(kept_.begin(), kept_.end());
        kept_.erase(std::unique(kept_.begin(), kept_.end()), kept_.end());
        std::transform(kept_.begin(), kept_.end(), std::back_inserter(voice.gpo.registry.instructions),
                       [&](std::size_t i) { return from_[i]; });
    }

private:
    void hear(std::size_t index, const KeyGroup& group, WorkstationVoice& voice)
    {
        const auto effect = KeyEffect::of(from_[index], group.key);
        if (!effect) {
            return;
        }
        for (const auto* const info : group.values) {
            if (const auto action = effect->on(info->value_name)) {
                voice.effects.at(number_of(*info)).add(index, *action);
            }
        }
        if (group.every_value && !filtered_) {
            kept_.push_back(index);
        }
    }

    void keep(const std::optional<std::size_t>& index)
    {
        if (index) {
            kept_.push_back(*index);
        }
    }

    const std::vector<RegistryInstruction>& from_;
    bool filtered_;
    std::vector<std::size_t> kept_;
};

/// The number of the policy that a line of a security template is about.
std::optional<std::size_t> policy_of(const TemplateValue& value)
{
    for (const auto& group : groups_by_key()) {
        if (!equals_icase(group.key, value.key)) {
            continue;
        }
        const auto found = std::find_if(group.values.begin(), group.values.end(), [&](const auto* info) {
            return equals_icase(info->value_name, value.value_name);
        });
        return found == group.values.end() ? std::nullopt : std::optional(number_of(**found));
    }
    return std::nullopt;
}

SecurityTemplate reduced(const SecurityTemplate& from)
{
    SecurityTemplate security{.path = from.path, .values = {}};
    std::set<std::size_t> said;
    for (auto value = from.values.rbegin(); value != from.values.rend(); ++value) {
        if (const auto policy = policy_of(*value); policy && said.insert(*policy).second) {
            security.values.push_back(*value); // of two lines for one value the later counts
        }
    }
    return security;
}

} // namespace

WorkstationVoice workstation_voice_of(const GroupPolicyObject& gpo)
{
    WorkstationVoice voice;
    voice.gpo.identity = gpo.identity;
    voice.gpo.filtered = gpo.filtered;
    voice.gpo.security = reduced(gpo.security);
    RegistryReduction(gpo).reduce(voice);
    return voice;
}

} // namespace gpseal::policy
