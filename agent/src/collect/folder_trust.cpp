#include "collect/folder_trust.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <set>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

bool is_trusted(const fs::path& path)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) != 0 || // reading it says why
           ((info.st_uid == 0 || info.st_uid == ::geteuid()) && (info.st_mode & 022U) == 0);
}

} // namespace

void check_trust(const fs::path& folder, const policy::GroupPolicyObject& gpo, std::vector<Error>& doubts)
{
    const auto root = folder.has_filename() ? folder : folder.parent_path();
    std::set<fs::path> places = {root};
    for (fs::path place : {gpo.identity.path, gpo.security.path}) {
        for (; place.native().size() > root.native().size(); place = place.parent_path()) {
            places.insert(place);
        }
    }
    for (const auto& place : places) {
        if (!is_trusted(place)) {
            doubts.push_back(
                {Errc::refused, "can be changed by others than root, so it may tighten but not loosen", place});
        }
    }
}

} // namespace gpseal::agent
