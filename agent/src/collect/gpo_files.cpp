#include "collect/gpo_files.hpp"

#include "collect/gpo_facts.hpp"
#include "collect/gpo_memory.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/sysvol_path.hpp>

#include <algorithm>

namespace gpseal::agent {

using policy::DomainSnapshot;
using policy::FileSnapshot;
using policy::FileStatus;
using policy::GpoSnapshot;
using WallTime = std::chrono::system_clock::time_point;

namespace {

constexpr int attempts = 2; ///< a GPO that is edited while it is read gets a second chance

/// Of a snapshot, const or not; nullptr: it is not in there.
template <typename Snapshot> auto* find(Snapshot& snapshot, const std::string& dn)
{
    const auto found = std::find_if(snapshot.gpos.begin(), snapshot.gpos.end(),
                                    [&](const GpoSnapshot& gpo) { return equals_icase(gpo.dn, dn); });
    return found == snapshot.gpos.end() ? nullptr : &*found;
}

/// Whether the files were read whole and sound then, and agreed with the directory, which still says the same.
bool unchanged(const GpoSnapshot& before, const GpoSnapshot& now)
{
    const auto gpt = gpt_of(before);
    return before.attributes == now.attributes && gpt && directory_version(now) == gpt->version &&
           (!has_registry_policy(before) || has_sound_policy(before)) &&
           (!has_security_settings(before) || has_sound_template(before));
}

bool is_recent(const KeptSnapshot& before, const std::string& dn, WallTime time)
{
    const auto read = before.read_at.find(dn);
    return read != before.read_at.end() && read->second <= time && time - read->second < full_read_interval;
}

bool same_links(const DomainSnapshot& a, const DomainSnapshot& b)
{
    return a.soms == b.soms && equals_icase(a.computer_dn, b.computer_dn);
}

Result<std::string> folder_of(const GpoSnapshot& gpo)
{
    const auto dn = policy::DistinguishedName::parse(gpo.dn);
    if (!dn) {
        return fail(dn.error());
    }
    const auto folder = gpo.attributes.file_sys_path ? policy::check_sysvol_path(*gpo.attributes.file_sys_path, *dn)
                                                     : policy::sysvol_folder_of(*dn);
    if (!folder) {
        return fail(folder.error());
    }
    return folder->path();
}

void fail_files(GpoSnapshot& gpo, const Error& why)
{
    gpo.gpt_ini = {.status = FileStatus::failed, .problem = why};
    gpo.registry_pol = has_registry_policy(gpo) ? gpo.gpt_ini : FileSnapshot{};
    gpo.security_template = has_security_settings(gpo) ? gpo.gpt_ini : FileSnapshot{};
}

/// One GPO to read, and where.
struct Wanted {
    GpoSnapshot* gpo;
    std::string folder;
};

/// gpt.ini is read before and after: when it differs, somebody was writing.
std::vector<Wanted> read_once(Sysvol& sysvol, const std::vector<Wanted>& wanted, FilesRead& outcome)
{
    std::vector<std::string> paths;
    for (const auto& [gpo, folder] : wanted) {
        paths.push_back(folder + "/GPT.INI");
        if (has_registry_policy(*gpo)) {
            paths.push_back(folder + "/Machine/Registry.pol");
        }
        if (has_security_settings(*gpo)) {
            paths.push_back(folder + "/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf");
        }
        paths.push_back(folder + "/GPT.INI");
    }
    auto answer = sysvol.read(paths);
    outcome.transport = std::move(answer.transport);
    outcome.unreachable = std::move(answer.unreachable);
    std::vector<Wanted> torn;
    auto file = answer.files.begin();
    for (const auto& each : wanted) {
        auto& gpo = *each.gpo;
        gpo.gpt_ini = std::move(*file++);
        gpo.registry_pol = has_registry_policy(gpo) ? std::move(*file++) : FileSnapshot{};
        gpo.security_template = has_security_settings(gpo) ? std::move(*file++) : FileSnapshot{};
        const auto& after = *file++;
        if (gpo.gpt_ini.status != after.status || gpo.gpt_ini.content != after.content) {
            fail_files(gpo, {Errc::conflict, "was changed while it was read", after.path});
            torn.push_back(each);
        }
    }
    return torn;
}

/// The GPOs whose files must be fetched; the others get what was read of them before.
std::vector<Wanted> choose(const KeptSnapshot* before, KeptSnapshot& now, WallTime time)
{
    const bool links_stay = before != nullptr && same_links(before->snapshot, now.snapshot);
    std::vector<Wanted> wanted;
    for (const auto& dn : policy::gpos_to_read(now.snapshot)) {
        auto* gpo = find(now.snapshot, dn);
        const auto* old = links_stay ? find(before->snapshot, dn) : nullptr;
        if (gpo != nullptr && old != nullptr && is_recent(*before, old->dn, time) && unchanged(*old, *gpo)) {
            gpo->gpt_ini = old->gpt_ini;
            gpo->registry_pol = old->registry_pol;
            gpo->security_template = old->security_template;
            now.read_at[gpo->dn] = before->read_at.at(old->dn);
            continue;
        }
        const auto folder = gpo != nullptr ? folder_of(*gpo) : Result<std::string>(fail(Errc::internal, {}));
        if (folder) {
            wanted.push_back({gpo, *folder});
        } else if (gpo != nullptr) {
            fail_files(*gpo, folder.error());
        }
    }
    return wanted;
}

} // namespace

FilesRead read_gpo_files(Sysvol& sysvol, const KeptSnapshot* before, KeptSnapshot& now, WallTime time)
{
    auto wanted = choose(before, now, time);
    FilesRead outcome{.asked = wanted.size()};
    for (int attempt = 0; attempt < attempts && !wanted.empty(); ++attempt) {
        for (const auto& [gpo, folder] : wanted) {
            now.read_at[gpo->dn] = time;
        }
        wanted = read_once(sysvol, wanted, outcome);
    }
    const KeptSnapshot nothing;
    const auto& kept = before != nullptr ? *before : nothing;
    for (auto& gpo : now.snapshot.gpos) {
        const auto* const old = find(kept.snapshot, gpo.dn);
        const GpoSnapshot unknown;
        remember(kept, old != nullptr ? *old : unknown, gpo, now, time);
    }
    return outcome;
}

} // namespace gpseal::agent
