#include "report/deny_sentence.hpp"

#include <string_view>

namespace gpseal::agent {

using policy::DenyReason;

namespace {

/// What follows from the detail; empty where that says it all.
std::string_view consequence_of(DenyReason reason)
{
    switch (reason) {
    case DenyReason::link_disabled:
        return "; the GPO itself is not judged there";
    case DenyReason::blocked_inheritance:
        return ", and only an enforced link passes a block";
    case DenyReason::functionality_version:
        return ", so it is a kind of GPO that clients do not know";
    case DenyReason::gpo_disabled:
        return ", wherever it is linked";
    case DenyReason::security_filter:
        return ", so it is not meant for this computer";
    case DenyReason::empty:
        return ", so there is nothing to apply";
    case DenyReason::no_registry_cse:
        return ", so clients do not read its registry settings";
    case DenyReason::not_found_or_no_read:
    case DenyReason::wmi_filter:
        return "";
    }
    return "";
}

bool begins_sentence(char first)
{
    return first >= 'a' && first <= 'z';
}

} // namespace

std::string deny_sentence(const policy::DeniedGpo& denied)
{
    std::string text = denied.detail.empty() ? std::string(to_string(denied.reason)) : denied.detail;
    if (begins_sentence(text.front())) {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    if (text.find(", so ") == std::string::npos) { // the detail may have drawn the conclusion itself
        text.append(consequence_of(denied.reason));
    }
    return text.append(".");
}

} // namespace gpseal::agent
