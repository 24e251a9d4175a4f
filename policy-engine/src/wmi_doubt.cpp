#include "wmi_doubt.hpp"

#include <gpseal/policy/security_settings.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace gpseal::policy {

namespace {

using Gpos = std::span<const GroupPolicyObject>;

/// One GPO has one filter, however often it is linked.
std::string key_of(const GroupPolicyObject& gpo)
{
    return gpo.identity.guid + "\n" + gpo.identity.path;
}

/// What a GPO says, as a view of the one that has the bytes.
GroupPolicyObject voice_of(const GroupPolicyObject& gpo)
{
    GroupPolicyObject voice;
    voice.identity = gpo.identity;
    voice.registry = gpo.registry;
    voice.security = gpo.security;
    return voice;
}

/// Those without a filter, and of the others those that `passes`.
template <typename Passes> std::vector<GroupPolicyObject> in_force(Gpos gpos, Passes passes)
{
    std::vector<GroupPolicyObject> some;
    for (const auto& gpo : gpos) {
        if (!gpo.filtered || passes(gpo)) {
            some.push_back(voice_of(gpo));
        }
    }
    return some;
}

/// Whether `one` asks for more than `other`, which may not be configured at all.
bool is_stricter(const WorkstationSetting& one, const WorkstationSetting* other)
{
    if (!one.number || (other != nullptr && !other->number)) {
        return false; // what has no meaning asks for nothing, and is told as it stands
    }
    const auto loosest = one.policy == WorkstationPolicy::insecure_guests ? WorkstationNumber{1} : WorkstationNumber{0};
    return !at_least_as_strict(one.policy, other == nullptr ? loosest : *other->number, *one.number).value_or(true);
}

void take_findings(Diagnostics& from, const std::string& where, Diagnostics& to)
{
    std::copy_if(from.begin(), from.end(), std::back_inserter(to),
                 [&](const Finding& finding) { return finding.where == where; });
}

/// Puts what is stricter in `other` into `found`.
void tighten(WorkstationPolicies& found, WorkstationPolicies other)
{
    for (auto& setting : other.settings) {
        const auto at =
            std::lower_bound(found.settings.begin(), found.settings.end(), setting.policy,
                             [](const auto& each, WorkstationPolicy policy) { return each.policy < policy; });
        const bool there = at != found.settings.end() && at->policy == setting.policy;
        if (!is_stricter(setting, there ? &*at : nullptr)) {
            continue;
        }
        if (there) {
            std::erase_if(found.findings, [&](const Finding& finding) { return finding.where == at->where; });
        }
        take_findings(other.findings, setting.where, found.findings);
        if (there) {
            *at = std::move(setting);
        } else {
            found.settings.insert(at, std::move(setting));
        }
    }
}

} // namespace

WorkstationPolicies decide_strictest(Gpos registry, Gpos security)
{
    const auto decide = [&](auto passes) {
        return decide_workstation_policies(in_force(registry, passes), in_force(security, passes));
    };
    auto found = decide([](const GroupPolicyObject&) { return false; });
    std::set<std::string> filtered;
    for (const auto& gpos : {registry, security}) {
        for (const auto& gpo : gpos) {
            if (gpo.filtered) {
                filtered.insert(key_of(gpo));
            }
        }
    }
    // Of several that pass, one has the last word: each alone gives every value that can come out. All together also
    // give what one sets where another has deleted.
    for (const auto& key : filtered) {
        tighten(found, decide([&](const GroupPolicyObject& gpo) { return key_of(gpo) == key; }));
    }
    if (filtered.size() > 1) {
        tighten(found, decide([](const GroupPolicyObject&) { return true; }));
    }
    return found;
}

} // namespace gpseal::policy
