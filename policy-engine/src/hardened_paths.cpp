#include "definition_match.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/hardened_paths.hpp>
#include <gpseal/policy/registry_image.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

constexpr std::string_view hardened_paths_key = R"(Software\Policies\Microsoft\Windows\NetworkProvider\HardenedPaths)";
constexpr PathHardening everything{.mutual_authentication = true, .integrity = true, .privacy = true};

std::string_view trim(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t");
    const auto end = text.find_last_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

/// `\\SERVER\SHARE`, either part `*`; what follows the share does not narrow it: the whole share is covered.
bool covers(std::string_view path, std::span<const std::string> servers, std::string_view share)
{
    if (!path.starts_with(R"(\\)")) {
        return false;
    }
    path.remove_prefix(2);
    const auto end = path.find('\\');
    if (end == std::string_view::npos) {
        return false;
    }
    const auto server = path.substr(0, end);
    const auto rest = path.substr(end + 1);
    const auto wanted = rest.substr(0, rest.find('\\'));
    return (wanted == "*" || equals_icase(wanted, share)) &&
           (server == "*" || std::any_of(servers.begin(), servers.end(),
                                         [&](const std::string& name) { return equals_icase(server, name); }));
}

/// "RequireMutualAuthentication=1, RequireIntegrity=1, RequirePrivacy=0"
PathHardening parse_hardening(std::string_view text)
{
    PathHardening asked;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto item = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = item.find('=');
        if (equals == std::string_view::npos) {
            if (trim(item).empty()) {
                continue;
            }
            return everything;
        }
        const auto name = trim(item.substr(0, equals));
        const bool on = trim(item.substr(equals + 1)) != "0";
        if (equals_icase(name, "RequireMutualAuthentication")) {
            asked.mutual_authentication = asked.mutual_authentication || on;
        } else if (equals_icase(name, "RequireIntegrity")) {
            asked.integrity = asked.integrity || on;
        } else if (equals_icase(name, "RequirePrivacy")) {
            asked.privacy = asked.privacy || on;
        }
    }
    return asked;
}

} // namespace

PathHardening hardening_of(std::span<const GroupPolicyObject> gpos, std::span<const std::string> servers,
                           std::string_view share)
{
    PathHardening all;
    const RegistryImage image(gpos);
    const auto* key = image.find(hardened_paths_key);
    if (key == nullptr) {
        return all;
    }
    for (const auto& value : key->values) {
        if (!value.outcome.sets() || !covers(to_utf8(value.name), servers, share)) {
            continue;
        }
        const auto text = text_of(value.outcome);
        const auto asked = text ? parse_hardening(*text) : everything;
        all.mutual_authentication = all.mutual_authentication || asked.mutual_authentication;
        all.integrity = all.integrity || asked.integrity;
        all.privacy = all.privacy || asked.privacy;
    }
    return all;
}

} // namespace gpseal::policy
