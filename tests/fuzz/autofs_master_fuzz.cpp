// Input: auto.master(5).
// Oracle: every map and folder that is told stands in its line; what is a file is a path.

#include "enforce/autofs_master.hpp"
#include "fuzz_demand.hpp"

#include <cstdint>

using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto master = parse_autofs_master(text, "fuzz");
    if (!master) {
        return 0;
    }
    std::size_t line = 0;
    for (const auto& mount : master->mounts) {
        demand(mount.line > line, "lines are in order");
        line = mount.line;
        demand(mount.folder.starts_with('/'), "a folder is a path");
        demand(mount.is_file == mount.map.starts_with('/'), "a file is a path");
        demand(text.find(mount.map) != std::string::npos, "a map is told that is not there");
    }
    return 0;
}
