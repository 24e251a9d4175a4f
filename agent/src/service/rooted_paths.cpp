#include <gpseal/agent/file_system.hpp>

#include <sys/stat.h>
#include <unistd.h>

namespace gpseal::agent {

namespace fs = std::filesystem;

fs::path RootedPaths::under(std::string_view absolute) const
{
    return (root_ / fs::path(absolute).relative_path()).lexically_normal();
}

namespace {

Result<void> check_below(const fs::path& root, const fs::path& file)
{
    auto at = root;
    for (const auto& part : file.lexically_relative(root)) {
        at /= part;
        struct stat info {};
        if (::lstat(at.c_str(), &info) != 0) {
            return {}; // not there: nothing below it is
        }
        if (S_ISLNK(info.st_mode)) {
            return fail(Errc::refused, "is a symlink and may lead out of the folder of --root", at);
        }
        if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
            return fail(Errc::refused, "belongs to somebody else, who could lead out of the folder of --root", at);
        }
    }
    return {};
}

} // namespace

Result<void> check_root(const RootedPaths& paths)
{
    if (paths.live()) {
        return {};
    }
    for (const auto& file : {paths.smb_conf(), paths.config(), paths.state(), paths.run()}) {
        if (auto checked = check_below(paths.root().lexically_normal(), file); !checked) {
            return checked;
        }
    }
    return {};
}

} // namespace gpseal::agent
