#include "collect/backup_manifest.hpp"
#include "collect/folder_trust.hpp"
#include "collect/icase_path.hpp"
#include "service/sha256.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/gpt_ini.hpp>
#include <gpseal/policy/guid.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t max_manifest_size = std::size_t{16} << 20;

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

Result<policy::GptIni> read_gpt_ini(const fs::path& path)
{
    const auto bytes = read_file(path, policy::max_gpt_ini_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    return policy::parse_gpt_ini(*bytes, path.string());
}

Result<policy::SecurityTemplate> read_security_template(const fs::path& path)
{
    const auto bytes = read_file(path, policy::max_security_template_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    return policy::parse_security_template(*bytes, path.string());
}

Result<void> read_identity_of_backup(const fs::path& manifest, policy::GpoIdentity& identity)
{
    const auto xml = read_text(manifest, max_manifest_size);
    if (!xml) {
        return fail(xml.error());
    }
    const auto info = parse_backup_manifest(*xml, manifest.string());
    if (!info) {
        return fail(info.error());
    }
    identity.guid = upper(info->guid);
    identity.backup_id = upper(info->backup_id);
    identity.name = info->name;
    return {};
}

/// Where a folder keeps its registry.pol, and what it says of itself.
struct FolderShape {
    policy::GpoIdentity identity;
    std::optional<fs::path> registry_pol;
    std::optional<fs::path> security_template; ///< of the computer side
};

/// GptTmpl.inf below `half`, the folder that holds Machine.
Result<std::optional<fs::path>> find_security_template(const fs::path& half, PolicySide side)
{
    return side == PolicySide::computer
               ? find_path(half, {folder_of(side), "Microsoft", "Windows NT", "SecEdit", "GptTmpl.inf"})
               : std::optional<fs::path>();
}

/// Backup.xml lists every file of the backup; only a whole one that does not list it makes a missing registry.pol
/// mean "no registry policy".
Result<bool> backup_has_registry_policy(const fs::path& folder, PolicySide side)
{
    const auto path = find_icase(folder, "Backup.xml");
    if (!path) {
        return fail(path.error());
    }
    if (!*path) {
        return fail(Errc::not_found, "has neither a registry.pol nor a Backup.xml that would say that there is none",
                    folder);
    }
    const auto xml = read_text(**path, max_manifest_size);
    if (!xml) {
        return fail(xml.error());
    }
    return lists_registry_policy(*xml, (*path)->string(), side);
}

Result<FolderShape> read_backup(const fs::path& folder, const fs::path& sysvol, PolicySide side,
                                std::vector<Error>& doubts)
{
    FolderShape shape;
    shape.identity.name = folder.filename().string();
    const auto manifest = find_icase(folder, "bkupInfo.xml");
    if (!manifest) {
        return fail(manifest.error());
    }
    if (*manifest) {
        if (auto read = read_identity_of_backup(**manifest, shape.identity); !read) {
            return fail(read.error());
        }
    }
    auto pol = find_path(sysvol, {"GPO", folder_of(side), "Registry.pol"});
    const auto half = find_icase(sysvol, "GPO");
    auto security = half && *half ? find_security_template(**half, side) : std::optional<fs::path>();
    if (!pol || !security) {
        return fail(!pol ? pol.error() : security.error());
    }
    shape.registry_pol = *std::move(pol);
    shape.security_template = *std::move(security);
    if (!shape.registry_pol) {
        const auto listed = backup_has_registry_policy(folder, side);
        if (!listed) {
            doubts.push_back(listed.error());
        } else if (*listed) {
            doubts.push_back({Errc::not_found, "lists a registry.pol in Backup.xml that is not there", folder});
        }
    }
    return shape;
}

Result<FolderShape> read_sysvol(const fs::path& folder, PolicySide side, std::vector<Error>& doubts)
{
    FolderShape shape;
    shape.identity.name = folder.filename().string();
    if (const auto guid = policy::parse_guid(shape.identity.name); guid && shape.identity.name.starts_with('{')) {
        shape.identity.guid = to_string(*guid);
    }
    const auto ini = find_icase(folder, "gpt.ini");
    const auto half = find_icase(folder, folder_of(side));
    auto pol = find_path(folder, {folder_of(side), "Registry.pol"});
    auto security = find_security_template(folder, side);
    if (!ini || !half || !pol || !security) {
        return fail(!ini ? ini.error() : !half ? half.error() : !pol ? pol.error() : security.error());
    }
    if (!*ini && !*half) {
        return fail(Errc::not_found,
                    std::string("is not a GPO folder: neither gpt.ini nor ") + std::string(folder_of(side)) +
                        " (SYSVOL) nor DomainSysvol (backup) is in it",
                    folder);
    }
    shape.registry_pol = *std::move(pol);
    shape.security_template = *std::move(security);
    if (!*ini) {
        doubts.push_back({Errc::not_found, "has no gpt.ini, so it may be incomplete", folder});
        return shape;
    }
    const auto gpt = read_gpt_ini(**ini);
    if (!gpt) {
        doubts.push_back(gpt.error());
        return shape;
    }
    const auto version = side == PolicySide::user ? gpt->user_version() : gpt->machine_version();
    shape.identity.version.sysvol = version;
    if (!shape.registry_pol && version != 0 && !shape.security_template) { // which is what the version may be of
        doubts.push_back(
            {Errc::not_found,
             "has version " + std::to_string(version) + " but no " + std::string(folder_of(side)) + "/Registry.pol",
             folder});
    } else if (!shape.registry_pol && !gpt->whole) {
        doubts.push_back({Errc::malformed, "has no Registry.pol, and its gpt.ini may be cut off", folder});
    }
    return shape;
}

} // namespace

Result<policy::GroupPolicyObject> read_registry_policy(const fs::path& path)
{
    auto bytes = read_file(path, policy::max_registry_policy_size);
    if (!bytes) {
        return fail(bytes.error());
    }
    return registry_policy_of(*std::move(bytes), path.string());
}

Result<policy::GroupPolicyObject> registry_policy_of(std::vector<std::byte> bytes, const std::string& name)
{
    policy::GroupPolicyObject gpo;
    gpo.bytes = std::move(bytes);
    gpo.identity.name = gpo.identity.path = name;
    auto file = policy::parse_registry_policy(gpo.bytes, gpo.identity.path);
    if (!file) {
        return fail(file.error());
    }
    gpo.registry = *std::move(file);
    gpo.identity.pol_sha256 = sha256_hex(gpo.bytes);
    return gpo;
}

Result<policy::GroupPolicyObject> read_gpo_folder(const fs::path& folder, std::vector<Error>& doubts, PolicySide side)
{
    // "gpo/" and "gpo" are one folder with one name
    const auto plain = folder.has_filename() ? folder : folder.parent_path();
    const auto backup = find_icase(plain, "DomainSysvol");
    if (!backup) {
        return fail(backup.error());
    }
    auto shape = *backup ? read_backup(plain, **backup, side, doubts) : read_sysvol(plain, side, doubts);
    if (!shape) {
        return fail(shape.error());
    }
    policy::GroupPolicyObject gpo;
    if (shape->registry_pol) {
        auto read = read_registry_policy(*shape->registry_pol);
        if (!read) {
            return fail(read.error());
        }
        gpo = *std::move(read);
        shape->identity.pol_sha256 = gpo.identity.pol_sha256;
    }
    if (shape->security_template) {
        if (auto read = read_security_template(*shape->security_template)) {
            gpo.security = *std::move(read);
        } else {
            doubts.push_back(read.error());
        }
    }
    shape->identity.path = shape->registry_pol ? shape->registry_pol->string() : plain.string();
    gpo.identity = std::move(shape->identity);
    return gpo;
}

CollectedPolicy decide(std::span<const policy::GroupPolicyObject> gpos)
{
    CollectedPolicy collected{.decision = policy::decide_require_encryption(gpos),
                              .gpo_count = gpos.size(),
                              .schedule = policy::refresh_schedule_of(gpos)};
    auto others = policy::decide_workstation_policies(gpos);
    collected.workstation = std::move(others.settings);
    std::move(others.findings.begin(), others.findings.end(), std::back_inserter(collected.decision.findings));
    return collected;
}

CollectedPolicy FileSource::collect()
{
    std::vector<policy::GroupPolicyObject> gpos;
    std::vector<Error> problems;
    for (const auto& folder : folders_) {
        auto gpo = read_gpo_folder(folder, problems);
        if (!gpo) {
            problems.push_back(gpo.error());
            continue;
        }
        if (trust_ == FolderTrust::checked) {
            check_trust(folder, *gpo, problems);
        }
        gpos.push_back(*std::move(gpo));
    }
    auto collected = decide(gpos);
    collected.problems = std::move(problems);
    return collected;
}

CollectedPolicy MissingSource::collect()
{
    return {.problems = {reason_}};
}

} // namespace gpseal::agent
