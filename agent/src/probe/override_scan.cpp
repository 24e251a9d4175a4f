#include "probe/override_scan.hpp"

#include "enforce/smb_conf_block.hpp"
#include "enforce/smb_conf_overrides.hpp"
#include "probe/home_folders.hpp"
#include "probe/process_overrides.hpp"
#include "probe/user_overrides.hpp"

#include <algorithm>
#include <climits>
#include <iterator>
#include <map>

namespace gpseal::agent {

namespace {

void append(std::vector<Override>& found, std::vector<Override> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(found));
}

bool guard_cuts(const std::vector<ConfiguredState>& configured)
{
    return std::any_of(configured.begin(), configured.end(), [](const ConfiguredState& row) {
        return row.stack == "guard" && row.known && !row.drift && row.found == to_string(GuardMode::enforce);
    });
}

bool samba_unknown(const std::vector<ConfiguredState>& configured)
{
    return std::any_of(configured.begin(), configured.end(),
                       [](const ConfiguredState& row) { return row.stack == "samba" && !row.known; });
}

void look_at_processes(const RootedPaths& paths, std::set<std::filesystem::path>& homes, std::vector<Override>& found)
{
    const auto scan = client_processes();
    append(found, overrides_of(scan, written_since_start(paths.smb_conf().string())));
    for (const auto& process : scan.clients) {
        if (!process.library.empty() && process.home.starts_with('/') && process.home.size() < PATH_MAX &&
            homes.size() < max_homes) {
            homes.insert(process.home);
        }
    }
}

} // namespace

std::vector<Override> bounded(std::vector<Override> found)
{
    std::map<std::string, std::vector<Override>> rest;
    std::map<std::string, std::size_t> seen;
    std::vector<Override> kept;
    for (auto& row : found) {
        auto& target = ++seen[row.code] <= max_overrides_of_a_kind ? kept : rest[row.code];
        target.push_back(std::move(row));
    }
    for (auto& [code, rows] : rest) {
        auto row = rows.front();
        row.where = std::to_string(rows.size()) + " more";
        row.uid.reset();
        row.what = "of the same kind";
        kept.push_back(std::move(row));
    }
    return kept;
}

std::vector<Override> overrides_of_users(const RootedPaths& paths)
{
    std::vector<Override> found;
    auto homes = home_folders(paths);
    if (paths.live()) {
        look_at_processes(paths, homes, found);
    }
    append(found, overrides_in_homes(homes));
    if (homes.size() >= max_homes) {
        found.push_back({.code = "homes_not_seen",
                         .where = "home folders",
                         .what = "there are more than " + std::to_string(max_homes) + "; the rest were not looked at",
                         .fix = "see what fills /home",
                         .effect = OverrideEffect::note});
    }
    return bounded(std::move(found));
}

std::vector<Override> find_overrides(const RootedPaths& paths, const std::vector<ConfiguredState>& configured,
                                     const LookAtUsers& look_at_users)
{
    std::vector<Override> found;
    const auto text = read_text(paths.smb_conf(), smb_conf_block::max_smb_conf_size);
    const auto conf = text.value_or(std::string());
    append(found, overrides_in_smb_conf(conf, paths.smb_conf().string()));
    append(found, overrides_around_smb_conf(conf, paths));
    if (paths.live() && samba_unknown(configured)) {
        append(found, overrides_by_old_samba());
    }
    append(found, overrides_in_environment_files(paths));
    found = bounded(std::move(found));
    append(found, look_at_users(paths));
    const bool held = guard_cuts(configured);
    for (auto& row : found) {
        row.effect = row.effect == OverrideEffect::open && held ? OverrideEffect::held : row.effect;
    }
    return found;
}

} // namespace gpseal::agent
