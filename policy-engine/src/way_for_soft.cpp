#include "way_for_soft.hpp"

#include "value_effect.hpp"

#include <gpseal/policy/encryption_mandate.hpp>

namespace gpseal::policy {

bool WayForSoft::applies(const GpoContent& content)
{
    const bool denied = content.verdict.denied.has_value();
    if (hard_above_ || !content.has_registry_pol || (denied && !content.filtered)) {
        return !denied;
    }
    const auto file = parse_registry_policy(content.registry_pol, "").value_or(RegistryPolicyFile{});
    const auto effect = net_effect(file, require_encryption_key, require_encryption_value);
    if (denied && !(effect.deletes() && soft_requires_)) {
        return false;
    }
    if (effect.hard) {
        hard_above_ = true;
    } else if (effect.soft) {
        soft_requires_ = state_alone(content) == PolicyState::enabled;
    }
    return true;
}

} // namespace gpseal::policy
