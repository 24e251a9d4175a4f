#include "enforce/kernel_cifs.hpp"

#include <fstream>
#include <string>

namespace gpseal::agent {

ConfiguredState judge_kernel_cifs(const RootedPaths& paths)
{
    ConfiguredState row{.stack = "kernel-cifs", .target = "kernel cifs SecurityFlags", .wanted = "held by the guard"};
    if (!paths.live()) {
        row.found = "not looked at under --root";
        return row;
    }
    std::ifstream in("/proc/fs/cifs/SecurityFlags"); // a proc file has no size that read_text could trust
    std::string flags;
    if (!in) {
        row.found = "not applicable: cifs is not loaded";
    } else if (std::getline(in, flags)) {
        row.found = flags;
    } else {
        row.found = "loaded, but SecurityFlags cannot be read";
    }
    return row;
}

} // namespace gpseal::agent
