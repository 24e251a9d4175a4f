#pragma once

#include "pol_builder.hpp"
#include "sddl.hpp"

#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::tests {

/// A GPO of a made-up domain, known by a short name.
struct TestGpo {
    std::string name;
    std::string display_name = name;
    std::string pol = "unset"; ///< unset, 0, 1, del, text, or bad
    std::uint32_t flags = 0;
    std::uint32_t functionality_version = 2;
    std::uint32_t version = 1;
    std::uint32_t gpt_version = 1;
    std::string extensions = "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]";
    std::string wmi_filter = {};
    bool apply = true;
    bool read = true;
};

inline std::vector<std::byte> bytes_of(std::string_view text)
{
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

/// "{…}" made of the name's letters, so that a failure can be read.
inline std::string guid_of(std::string_view name)
{
    std::string digits;
    for (const char c : name) {
        std::array<char, 3> hex{};
        std::snprintf(hex.data(), hex.size(), "%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
        digits += hex.data();
    }
    digits.resize(32, '0');
    return "{" + digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
           digits.substr(16, 4) + "-" + digits.substr(20) + "}";
}

inline std::string gpo_dn(std::string_view name)
{
    return "CN=" + guid_of(name) + ",CN=Policies,CN=System,DC=corp,DC=example";
}

/// `[LDAP://DN;OPTIONS]`.
inline std::string link_to(std::string_view name, std::uint32_t options = 0)
{
    return "[LDAP://" + gpo_dn(name) + ";" + std::to_string(options) + "]";
}

inline policy::FileSnapshot file_with(std::vector<std::byte> content, std::string path = {})
{
    policy::FileSnapshot file;
    file.status = policy::FileStatus::read;
    file.path = std::move(path);
    file.reported_size = content.size();
    file.content = std::move(content);
    return file;
}

inline std::vector<std::byte> pol_bytes(const std::string& pol)
{
    PolBuilder builder;
    if (pol == "0" || pol == "1") {
        builder.require_encryption(pol == "1" ? 1 : 0);
    } else if (pol == "del") {
        builder.sz(PolBuilder::key, "**del.RequireEncryption", " ");
    } else if (pol == "text") {
        builder.sz(PolBuilder::key, PolBuilder::value, "1");
    } else if (pol == "bad") {
        return bytes_of("garbage");
    }
    return builder.bytes();
}

inline policy::GpoSnapshot make_gpo_snapshot(const TestGpo& gpo)
{
    const std::string agp = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
    policy::GpoSnapshot snapshot;
    snapshot.dn = gpo_dn(gpo.name);
    if (!gpo.read) {
        snapshot.lookup = policy::GpoLookup::not_returned;
        return snapshot;
    }
    auto& attributes = snapshot.attributes;
    attributes.display_name = gpo.display_name;
    attributes.flags = std::to_string(gpo.flags);
    attributes.functionality_version = std::to_string(gpo.functionality_version);
    attributes.version_number = std::to_string(gpo.version);
    attributes.file_sys_path = "\\\\corp.example\\sysvol\\corp.example\\Policies\\" + guid_of(gpo.name);
    attributes.machine_extension_names = gpo.extensions;
    if (!gpo.wmi_filter.empty()) {
        attributes.wql_filter = gpo.wmi_filter;
    }
    attributes.security_descriptor =
        SddlWriter::dacl("(OA;CI;CR;" + agp + ";;" + (gpo.apply ? "AU" : "S-1-5-21-1-2-3-1201") + ")" +
                         "(A;CI;LCRPLORC;;;AU)(A;CI;GA;;;SY)");
    const auto folder = "corp.example/Policies/" + guid_of(gpo.name);
    snapshot.gpt_ini =
        file_with(bytes_of("[General]\r\nVersion=" + std::to_string(gpo.gpt_version) + "\r\n"), folder + "/GPT.INI");
    snapshot.registry_pol = file_with(pol_bytes(gpo.pol), folder + "/Machine/Registry.pol");
    return snapshot;
}

/// CN=PC1 below as many units as there are closest-first links, in DC=corp,DC=example.
class DomainBuilder {
public:
    explicit DomainBuilder(std::size_t units = 1)
    {
        for (std::size_t i = units; i > 0; --i) {
            above_ = (above_.empty() ? "" : above_ + ",") + "OU=unit" + std::to_string(i);
        }
        const std::string root = "DC=corp,DC=example";
        snapshot_.domain = "corp.example";
        snapshot_.domain_controller = "dc1.corp.example";
        snapshot_.computer_dn = "CN=PC1," + (above_.empty() ? root : above_ + "," + root);
        snapshot_.token = {"S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-515"};
        for (std::size_t i = units; i > 0; --i) { // unit1 is the outermost, unitN the closest
            std::string dn;
            for (std::size_t j = i; j > 0; --j) {
                dn += "OU=unit" + std::to_string(j) + ",";
            }
            snapshot_.soms.push_back({.kind = policy::SomKind::organizational_unit, .dn = dn + root});
        }
        snapshot_.soms.push_back({.kind = policy::SomKind::domain, .dn = root});
    }

    /// The unit with the given distance from the computer: 0 is the closest.
    policy::SomSnapshot& unit(std::size_t distance = 0) { return snapshot_.soms.at(distance); }
    policy::SomSnapshot& domain()
    {
        return *std::find_if(snapshot_.soms.begin(), snapshot_.soms.end(),
                             [](const auto& som) { return som.kind == policy::SomKind::domain; });
    }
    policy::SomSnapshot& site()
    {
        if (snapshot_.site_status != policy::SiteStatus::known) {
            snapshot_.site_status = policy::SiteStatus::known;
            snapshot_.site = "Branch";
            snapshot_.soms.push_back(
                {.kind = policy::SomKind::site, .dn = "CN=Branch,CN=Sites,CN=Configuration,DC=corp,DC=example"});
        }
        return snapshot_.soms.back();
    }
    policy::GpoSnapshot& gpo(const TestGpo& gpo) { return snapshot_.gpos.emplace_back(make_gpo_snapshot(gpo)); }

    policy::DomainSnapshot& snapshot() { return snapshot_; }
    [[nodiscard]] policy::DomainResult resolve() const { return policy::resolve_domain(snapshot_); }

private:
    policy::DomainSnapshot snapshot_;
    std::string above_;
};

/// The short name behind a GUID that guid_of made.
inline std::string name_of(const policy::GpoIdentity& gpo)
{
    std::string name;
    std::string digits;
    std::copy_if(gpo.guid.begin(), gpo.guid.end(), std::back_inserter(digits),
                 [](char c) { return c != '-' && c != '{' && c != '}'; });
    for (std::size_t i = 0; i + 1 < digits.size() && digits.substr(i, 2) != "00"; i += 2) {
        name += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return name;
}

/// Highest precedence first, as gpresult lists them.
inline std::vector<std::string> precedence(const policy::DomainResult& result)
{
    std::vector<std::string> names;
    std::transform(result.applied.rbegin(), result.applied.rend(), std::back_inserter(names),
                   [](const auto& gpo) { return name_of(gpo.identity); });
    return names;
}

/// "name reason", in the order of the result.
inline std::vector<std::string> denials(const policy::DomainResult& result)
{
    std::vector<std::string> rows;
    for (const auto& denied : result.denied) {
        rows.push_back(name_of(denied.gpo) + " " + std::string(to_string(denied.reason)));
    }
    return rows;
}

} // namespace gpseal::tests
