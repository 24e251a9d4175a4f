#include "collect/gpo_facts.hpp"

#include <gpseal/policy/directory_value.hpp>
#include <gpseal/policy/extension_names.hpp>
#include <gpseal/policy/registry_policy_file.hpp>
#include <gpseal/policy/security_template.hpp>

namespace gpseal::agent {

using policy::FileSnapshot;
using policy::FileStatus;
using policy::GpoSnapshot;

namespace {

/// All that the server said there is.
bool is_whole(const FileSnapshot& file)
{
    return file.status == FileStatus::read && file.reported_size == file.content.size();
}

/// A gpt.ini that may be cut off says no version that anything could follow from.
bool policy_is_absent(const GpoSnapshot& gpo)
{
    const auto gpt = gpt_of(gpo);
    return gpo.registry_pol.status == FileStatus::absent && gpt && gpt->whole;
}

/// One side alone may be what replication has not reached yet.
bool never_edited(const GpoSnapshot& gpo)
{
    return versions_of(gpo) == policy::GpoVersion{.directory = 0, .sysvol = 0};
}

} // namespace

bool has_registry_policy(const GpoSnapshot& gpo)
{
    return policy::names_extension(gpo.attributes.machine_extension_names, policy::registry_extension);
}

bool has_security_settings(const GpoSnapshot& gpo)
{
    return policy::names_extension(gpo.attributes.machine_extension_names, policy::security_extension);
}

std::optional<policy::GptIni> gpt_of(const GpoSnapshot& gpo)
{
    if (gpo.gpt_ini.status != FileStatus::read) {
        return std::nullopt;
    }
    auto ini = policy::parse_gpt_ini(gpo.gpt_ini.content, gpo.gpt_ini.path);
    return ini ? std::optional(*ini) : std::nullopt;
}

std::optional<std::uint32_t> directory_version(const GpoSnapshot& gpo)
{
    const auto& text = gpo.attributes.version_number;
    const auto number = text ? policy::parse_directory_integer(*text, "versionNumber") : fail(Errc::not_found, {});
    return number ? std::optional(*number) : std::nullopt;
}

policy::GpoVersion versions_of(const GpoSnapshot& gpo)
{
    policy::GpoVersion version;
    if (const auto number = directory_version(gpo)) {
        version.directory = static_cast<std::uint16_t>(*number & 0xFFFFU);
    }
    if (const auto gpt = gpt_of(gpo)) {
        version.sysvol = gpt->machine_version();
    }
    return version;
}

bool has_sound_policy(const GpoSnapshot& gpo)
{
    if (policy_is_absent(gpo)) {
        return never_edited(gpo);
    }
    return gpt_of(gpo) && is_whole(gpo.registry_pol) &&
           policy::parse_registry_policy(gpo.registry_pol.content, gpo.registry_pol.path);
}

bool has_sound_template(const GpoSnapshot& gpo)
{
    return is_whole(gpo.security_template) &&
           policy::parse_security_template(gpo.security_template.content, gpo.security_template.path);
}

bool lacks_policy(const GpoSnapshot& gpo)
{
    return policy_is_absent(gpo) && !never_edited(gpo);
}

} // namespace gpseal::agent
