#pragma once

#include "report/result_scopes.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <pugixml.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gpseal::agent::rsop {

// Elements of a document in the shape of `gpresult /x`; private to the files that write it.
inline constexpr const char* type_names = "http://www.microsoft.com/GroupPolicy/Types";
inline constexpr const char* base_names = "http://www.microsoft.com/GroupPolicy/Settings/Base";
inline constexpr const char* setting_names = "http://www.microsoft.com/GroupPolicy/Settings";
inline constexpr const char* registry_names = "http://www.microsoft.com/GroupPolicy/Settings/Registry";

/// Text is untrusted.
void add(pugi::xml_node parent, const char* name, std::string_view text);
void add(pugi::xml_node parent, const char* name, std::size_t number);
void add_flag(pugi::xml_node parent, const char* name, bool value);
/// An element of another namespace than its parent's.
void add_in(pugi::xml_node parent, const char* names, const char* name, std::string_view text);

struct RsopSettings {
    std::span<const ResultScope> scopes;
    const std::string& domain; ///< of what came by no scope
    const policy::DomainResult& result;
    const PolicySection& policy;
};

/// ExtensionData of the registry extension: Require Encryption as a policy, highest precedence first; every other value
/// that is set as a registry setting, because no template is at hand to name its policy.
void add_rsop_settings(pugi::xml_node computer, const RsopSettings& settings);

} // namespace gpseal::agent::rsop
