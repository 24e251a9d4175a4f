#include "collect/icase_path.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::agent {

namespace fs = std::filesystem;

Result<std::optional<fs::path>> find_icase(const fs::path& folder, std::string_view name)
{
    std::optional<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (!equals_icase(it->path().filename().string(), name)) {
            continue;
        }
        if (found) {
            return fail(Errc::malformed, "holds " + std::string(name) + " twice, in different spelling", folder);
        }
        found = it->path();
    }
    if (error) {
        const auto code = error == std::errc::permission_denied           ? Errc::permission
                          : error == std::errc::no_such_file_or_directory ? Errc::not_found
                          : error == std::errc::not_a_directory           ? Errc::malformed
                                                                          : Errc::io;
        return fail(code,
                    code == Errc::malformed ? "is a file, not a GPO folder; give a bare registry.pol to resolve --pol"
                                            : "cannot read the folder: " + error.message(),
                    folder);
    }
    return found;
}

Result<std::optional<fs::path>> find_path(fs::path folder, std::initializer_list<std::string_view> names)
{
    for (const auto name : names) {
        auto next = find_icase(folder, name);
        if (!next || !*next) {
            return next;
        }
        folder = **next;
    }
    return std::optional(folder);
}

std::string_view folder_of(PolicySide side)
{
    return side == PolicySide::user ? "User" : "Machine";
}

} // namespace gpseal::agent
