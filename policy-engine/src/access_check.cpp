#include <gpseal/policy/access_check.hpp>

namespace gpseal::policy {

namespace {

/// Whether the entry speaks about this token's right to this object.
bool concerns(const AccessControlEntry& entry, const Token& token, const AccessRight& right)
{
    return entry.kind != AceKind::other && !entry.inherit_only() && (entry.mask & right.mask) == right.mask &&
           (!entry.object_type || entry.object_type == right.object) && token.count(entry.trustee) != 0;
}

std::string entry_words(const SecurityDescriptor& descriptor, std::size_t index)
{
    return "entry " + std::to_string(index + 1) + " of its access list, for " +
           display_name(descriptor.dacl[index].trustee);
}

std::string reason_of(const SecurityDescriptor& descriptor, const AccessDecision& decision, std::string_view right)
{
    const std::string name(right);
    if (decision.ace) {
        const auto by = entry_words(descriptor, *decision.ace);
        return name + (decision.granted ? " is granted by " : " is denied by ") + by;
    }
    if (decision.granted) {
        return "it has no access list, so everybody has " + name;
    }
    return descriptor.dacl.empty() ? "its access list is empty, so nobody has " + name
                                   : "no entry of its access list grants this computer " + name;
}

} // namespace

AccessDecision check_access(const SecurityDescriptor& descriptor, const Token& token, const AccessRight& right)
{
    AccessDecision decision;
    if (!descriptor.has_dacl) {
        decision.granted = true;
        return decision;
    }
    for (std::size_t i = 0; i < descriptor.dacl.size(); ++i) {
        const auto& entry = descriptor.dacl[i];
        if (!concerns(entry, token, right)) {
            continue;
        }
        if (entry.kind == AceKind::conditional_allow || entry.kind == AceKind::conditional_deny) {
            decision.doubtful = true;
            continue;
        }
        decision.granted = entry.kind == AceKind::allow;
        decision.ace = i;
        break;
    }
    return decision;
}

FilterDecision check_apply_group_policy(const SecurityDescriptor& descriptor, const Token& token)
{
    const auto apply = check_access(descriptor, token, {rights::control_access, apply_group_policy_right});
    const auto read = check_access(descriptor, token, {rights::read_property, std::nullopt});
    const bool doubtful = apply.doubtful || read.doubtful;
    if (apply.granted && !read.granted) {
        return {false, doubtful, reason_of(descriptor, read, "Read")};
    }
    return {apply.granted, doubtful, reason_of(descriptor, apply, "Apply Group Policy")};
}

} // namespace gpseal::policy
