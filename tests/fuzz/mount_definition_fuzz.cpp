// Input: a byte that names the kind, then fstab(5), a systemd.mount(5) unit or an autofs(5) map.
// Oracle: what was added is taken out byte for byte; adding twice is adding once; whatever was changed asks for
// encryption afterwards, and no definition is lost or made.

#include "enforce/mount_definition.hpp"
#include "fuzz_demand.hpp"

#include <array>
#include <cstdint>

using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::array kinds = {MountFileKind::fstab, MountFileKind::unit, MountFileKind::autofs_map};
    const auto kind = kinds.at(size == 0 ? 0 : data[0] % kinds.size());
    const std::string text(data, data + size);
    const auto bare = take_back_seal(kind, text);
    const auto with = add_seal(kind, bare);
    demand(take_back_seal(kind, with) == bare, "what was added is taken out");
    demand(add_seal(kind, with) == with, "adding twice is adding once");
    demand(add_seal(kind, text) == with, "what stands of ours already is no matter");
    demand(has_added_seal(with) == (with != bare), "a change leaves its mark");
    const auto before = mount_definitions(kind, bare);
    const auto after = mount_definitions(kind, with);
    demand(before.size() == after.size(), "no definition is lost or made");
    for (std::size_t i = 0; i < before.size(); ++i) {
        demand(before[i].what == after[i].what, "a definition stays what it mounts");
        demand(before[i].fault || !after[i].fault, "nothing is made worse");
    }
    return 0;
}
