#include "collect/gpo_files.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/extension_names.hpp>
#include <gpseal/policy/gpt_ini.hpp>
#include <gpseal/policy/registry_policy_file.hpp>
#include <gpseal/policy/security_template.hpp>
#include <gpseal/policy/sysvol_path.hpp>

#include <algorithm>
#include <charconv>

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
    std::int64_t number = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc{}) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(number); // the directory keeps it signed
}

bool is_well_formed(const FileSnapshot& registry_pol)
{
    return registry_pol.status == FileStatus::read && registry_pol.reported_size == registry_pol.content.size() &&
           policy::parse_registry_policy(registry_pol.content, registry_pol.path);
}

bool is_well_formed_template(const FileSnapshot& file)
{
    return file.status == FileStatus::read && file.reported_size == file.content.size() &&
           policy::parse_security_template(file.content, file.path);
}

/// What may stand in for this GPO later, when it cannot be read.
std::optional<policy::LastGoodCopy> good_copy(const GpoSnapshot& gpo)
{
    const auto gpt = gpt_of(gpo);
    const bool has_none =
        gpo.registry_pol.status == FileStatus::absent && gpt && gpt->whole && gpt->machine_version() == 0;
    if (!gpt || !(has_none || is_well_formed(gpo.registry_pol))) {
        return std::nullopt;
    }
    policy::LastGoodCopy copy{.registry_pol = gpo.registry_pol, .version = {}};
    copy.version.sysvol = gpt->machine_version();
    if (const auto version = directory_version(gpo)) {
        copy.version.directory = static_cast<std::uint16_t>(*version & 0xFFFFU);
    }
    return copy;
}

bool lacks_registry_pol(const GpoSnapshot& gpo)
{
    const auto gpt = gpt_of(gpo);
    return gpo.registry_pol.status == FileStatus::absent && gpt && gpt->machine_version() != 0;
}

/// Runs in which the file was missing, as far as they count: within the first hour they do as one.
unsigned absent_runs(const KeptSnapshot& before, const GpoSnapshot& old, KeptSnapshot& kept, WallTime time)
{
    const auto known = before.absent_since.find(old.dn);
    const auto since = known == before.absent_since.end() ? time : known->second;
    kept.absent_since[old.dn] = since;
    return time - since < least_absence ? 1U : old.absent_runs + 1;
}

void bring_over(const GpoSnapshot& before, GpoSnapshot& now)
{
    now.last_good = good_copy(before);
    if (!now.last_good) {
        now.last_good = before.last_good;
    }
}

/// Whether the files were read whole and sound then, and agreed with the directory, which still says the same.
bool unchanged(const GpoSnapshot& before, const GpoSnapshot& now)
{
    const auto gpt = gpt_of(before);
    const bool pol_is_sound = !has_registry_policy(before) || good_copy(before);
    const bool template_is_sound = !has_security_settings(before) || is_well_formed_template(before.security_template);
    return before.attributes == now.attributes && gpt && directory_version(now) == gpt->version && pol_is_sound &&
           template_is_sound;
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

/// Security settings that were there and are gone. At the same version of the GPO nobody took them back by an editor,
/// which would have raised it; at another one replication may not have brought them yet, and has the time that it has
/// for Registry.pol. Until then, or until the file is back, they could not be read.
void doubt_vanished_template(const KeptSnapshot& kept, const GpoSnapshot& before, GpoSnapshot& now, KeptSnapshot& next,
                             WallTime time)
{
    const auto& old = before.security_template;
    const auto known = kept.template_known.find(before.dn);
    const bool was_known = known != kept.template_known.end();
    const bool doubted = old.status == FileStatus::failed && old.problem && old.problem->code == Errc::not_found;
    if (!doubted && !was_known && old.status != FileStatus::read) {
        return;
    }
    const auto since = kept.template_absent_since.find(before.dn);
    const bool counting = since != kept.template_absent_since.end();
    if (now.security_template.status == FileStatus::failed) { // another failure in between ends neither of the two
        next.template_known[now.dn] = was_known ? known->second : time;
        if (counting) {
            next.template_absent_since[now.dn] = since->second;
        }
    }
    if (now.security_template.status != FileStatus::absent) {
        return;
    }
    const auto gpt = gpt_of(now);
    const auto gpt_before = gpt_of(before);
    const bool same = !counting && gpt && gpt_before && gpt->version == gpt_before->version;
    if (gpt && !same) { // without a gpt.ini the folder is not there, whatever the time
        if (counting && time - since->second >= least_absence) {
            return;
        }
        next.template_absent_since[now.dn] = counting ? since->second : time;
    }
    now.security_template.status = FileStatus::failed;
    now.security_template.problem =
        Error{Errc::not_found, same ? "is gone, the GPO's version being the same" : "is not there yet, or gone", {}};
}

} // namespace

FilesRead read_gpo_files(Sysvol& sysvol, const KeptSnapshot* before, KeptSnapshot& now, WallTime time)
{
    for (auto& gpo : now.snapshot.gpos) {
        if (const auto* old = before != nullptr ? find(before->snapshot, gpo.dn) : nullptr) {
            bring_over(*old, gpo);
            gpo.absent_runs = lacks_registry_pol(*old) ? absent_runs(*before, *old, now, time) : 0;
        }
    }
    auto wanted = choose(before, now, time);
    FilesRead outcome{.asked = wanted.size()};
    for (int attempt = 0; attempt < attempts && !wanted.empty(); ++attempt) {
        for (const auto& [gpo, folder] : wanted) {
            now.read_at[gpo->dn] = time;
        }
        wanted = read_once(sysvol, wanted, outcome);
    }
    for (auto& gpo : now.snapshot.gpos) {
        if (const auto* old = before != nullptr ? find(before->snapshot, gpo.dn) : nullptr) {
            doubt_vanished_template(*before, *old, gpo, now, time);
        }
    }
    return outcome;
}

} // namespace gpseal::agent
