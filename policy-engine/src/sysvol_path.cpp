#include <gpseal/base/utf.hpp>
#include <gpseal/policy/guid.hpp>
#include <gpseal/policy/sysvol_path.hpp>

#include <algorithm>
#include <vector>

namespace gpseal::policy {

namespace {

constexpr std::size_t longest_shown = 260; ///< of a path in a message; longer ones Windows does not open either

/// Letters, digits, hyphens and dots, with no empty label: a DNS name that no file system takes for anything else.
bool is_folder_name(std::string_view domain)
{
    constexpr std::size_t max_dns_name = 253;
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    return !domain.empty() && domain.size() <= max_dns_name && domain.front() != '.' && domain.back() != '.' &&
           domain.find("..") == std::string_view::npos && std::all_of(domain.begin(), domain.end(), plain);
}

std::vector<std::string_view> components(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const auto end = std::min(path.find_first_of("\\/"), path.size());
        parts.push_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

} // namespace

Result<SysvolFolder> sysvol_folder_of(const DistinguishedName& gpo)
{
    const auto& own = gpo.part(0).front();
    const auto guid = own.type == "cn" ? parse_guid(own.value) : std::nullopt;
    auto domain = gpo.dns_domain();
    if (!guid) {
        return fail(Errc::malformed,
                    "its name in the directory, " + own.value +
                        ", is no GUID, so it has no folder in SYSVOL: link a GPO that the Group Policy editor made",
                    gpo.text());
    }
    if (!is_folder_name(domain)) {
        return fail(Errc::malformed, "its domain '" + domain + "' is no DNS name, so it has no folder in SYSVOL",
                    gpo.text());
    }
    return SysvolFolder{.domain = std::move(domain), .guid = to_string(*guid)};
}

Result<SysvolFolder> check_sysvol_path(std::string_view file_sys_path, const DistinguishedName& gpo)
{
    auto folder = sysvol_folder_of(gpo);
    if (!folder) {
        return folder;
    }
    const auto parts = components(file_sys_path); // "", "", host, share, domain, "Policies", GUID
    const bool right = parts.size() == 7 && parts[0].empty() && parts[1].empty() && !parts[2].empty() &&
                       equals_icase(parts[3], "sysvol") && equals_icase(parts[4], folder->domain) &&
                       equals_icase(parts[5], "policies") && equals_icase(parts[6], folder->guid);
    if (!right) {
        return fail(Errc::refused,
                    "its gPCFileSysPath is " +
                        (file_sys_path.size() <= longest_shown ? "'" + std::string(file_sys_path) + "'"
                                                               : std::to_string(file_sys_path.size()) + " bytes long") +
                        " in the directory and has to be \\\\" + folder->domain + "\\sysvol\\" + folder->domain +
                        "\\Policies\\" + folder->guid,
                    gpo.text());
    }
    return folder;
}

} // namespace gpseal::policy
