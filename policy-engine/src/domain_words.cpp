#include <gpseal/policy/domain_result.hpp>

namespace gpseal::policy {

std::string_view to_string(DenyReason reason)
{
    switch (reason) {
    case DenyReason::link_disabled:
        return "link_disabled";
    case DenyReason::blocked_inheritance:
        return "blocked_inheritance";
    case DenyReason::not_found_or_no_read:
        return "not_found_or_no_read";
    case DenyReason::functionality_version:
        return "functionality_version";
    case DenyReason::gpo_disabled:
        return "gpo_disabled";
    case DenyReason::security_filter:
        return "security_filter";
    case DenyReason::empty:
        return "empty";
    case DenyReason::no_registry_cse:
        return "no_registry_cse";
    case DenyReason::wmi_filter:
        return "wmi_filter";
    }
    return "not_found_or_no_read";
}

std::string_view to_string(Completeness completeness)
{
    switch (completeness) {
    case Completeness::complete:
        return "complete";
    case Completeness::degraded:
        return "degraded";
    case Completeness::unusable:
        return "unusable";
    }
    return "unusable";
}

std::string label_of(const GpoIdentity& gpo)
{
    if (gpo.guid.empty()) {
        return "GPO '" + gpo.name + "'";
    }
    const bool named = !gpo.name.empty() && gpo.name != gpo.guid;
    return named ? "GPO '" + gpo.name + "' " + gpo.guid : "GPO " + gpo.guid;
}

} // namespace gpseal::policy
