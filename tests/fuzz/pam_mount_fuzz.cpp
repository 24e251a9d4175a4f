// Input: pam_mount.conf.xml.
// Oracle: lines are in the text and in order.

#include "enforce/pam_mount.hpp"
#include "fuzz_demand.hpp"

#include <algorithm>
#include <cstdint>

using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto found = pam_mount_definitions(text, "fuzz");
    if (!found) {
        return 0;
    }
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    std::size_t line = 1;
    for (const auto& volume : *found) {
        demand(volume.line >= line && volume.line <= lines, "lines are in order and in the text");
        line = volume.line;
    }
    return 0;
}
