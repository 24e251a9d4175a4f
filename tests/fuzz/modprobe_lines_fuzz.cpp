// Input: a file of modprobe.d(5).
// Oracle: our lines go in once, on top, and what is taken out again is exactly what held none of them.

#include "enforce/cifs_flags.hpp"
#include "enforce/modprobe_lines.hpp"
#include "fuzz_demand.hpp"

#include <array>
#include <cstdint>

using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto bare = modprobe_lines::remove(text);
    demand(modprobe_lines::remove(bare) == bare, "taken out twice is taken out once");
    demand(modprobe_lines::state(bare) == modprobe_lines::State::absent, "bare text holds none of ours");
    using namespace cifs_flags;
    constexpr std::array wishes = {must_seal, must_sign, must_seal | must_sign};
    const auto wish = wishes.at(size % wishes.size());
    const auto with = modprobe_lines::insert(text, wish);
    demand(with == modprobe_lines::insert(bare, wish), "what was there is replaced");
    demand(modprobe_lines::insert(with, wish) == with, "put in twice is put in once");
    demand(modprobe_lines::demands_in(with) == wish, "what was put in is what was asked");
    demand(modprobe_lines::demands_in(bare) == 0, "bare text asks for nothing");
    demand(modprobe_lines::insert(text, 0) == bare, "who wishes nothing gets none of ours");
    const auto state = modprobe_lines::state(text);
    demand((to_string(state) == "absent") == (bare == text), "a text without ours has none to take out");
    demand((to_string(state) == "intact") == (state == modprobe_lines::State::intact),
           "a state is named as what it is");
    demand(modprobe_lines::remove(with) == bare, "what is taken out is what was there");
    demand(modprobe_lines::state(with) == modprobe_lines::State::intact, "what was put in is intact");
    demand(modprobe_lines::foreign_install(with).has_value() == modprobe_lines::foreign_install(bare).has_value(),
           "ours are no other's");
    return 0;
}
