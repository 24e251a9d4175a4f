#include "enforce/autofs_master.hpp"
#include "enforce/mounts_stack.hpp"

#include <unistd.h>

#include <algorithm>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t max_units = 10000;

/// The files of a folder whose names end so, in order; a folder that is not there has none.
std::vector<fs::path> files_in(const fs::path& folder, std::string_view extension)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().extension() == extension && files.size() < max_units) {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

void add_map(MountFiles& found, const RootedPaths& paths, const AutofsMount& mount, const std::string& origin)
{
    const auto what = origin + ":" + std::to_string(mount.line) + " " + mount.folder;
    const auto path = paths.under(mount.map);
    std::error_code error;
    if (!mount.is_file) {
        found.unread.push_back({what, "its map is not a file: " + mount.map});
    } else if (fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0) {
        found.unread.push_back({what, "its map is made by a program: " + mount.map});
    } else if (fs::exists(path, error)) {
        found.files.push_back({path, MountFileKind::autofs_map});
    }
}

void add_master(MountFiles& found, const RootedPaths& paths, const fs::path& file, bool top)
{
    const auto text = read_text(file, max_definition_file);
    const auto master = text ? parse_autofs_master(*text, file.native()) : fail(text.error());
    if (!master) {
        if (master.error().code != Errc::not_found) {
            found.unread.push_back({file.string(), describe(master.error())});
        }
        return;
    }
    for (const auto& mount : master->mounts) {
        add_map(found, paths, mount, file.string());
    }
    for (const auto& folder : top ? master->folders : std::vector<std::string>{}) {
        for (const auto& more : files_in(paths.under(folder), ".autofs")) {
            add_master(found, paths, more, false);
        }
    }
}

} // namespace

MountFiles find_mount_files(const RootedPaths& paths)
{
    MountFiles found;
    std::error_code error;
    if (const auto fstab = paths.under("/etc/fstab"); fs::exists(fstab, error)) {
        found.files.push_back({fstab, MountFileKind::fstab});
    }
    for (auto& unit : files_in(paths.under("/etc/systemd/system"), ".mount")) {
        if (!fs::is_symlink(unit, error)) { // a unit of somebody else's, or masked
            found.files.push_back({std::move(unit), MountFileKind::unit});
        }
    }
    add_master(found, paths, paths.under("/etc/auto.master"), true);
    const auto same = [](const MountFile& a, const MountFile& b) { return a.path == b.path; };
    std::stable_sort(found.files.begin(), found.files.end(),
                     [](const auto& a, const auto& b) { return a.path < b.path; });
    found.files.erase(std::unique(found.files.begin(), found.files.end(), same), found.files.end());
    return found;
}

} // namespace gpseal::agent
