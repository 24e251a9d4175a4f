// Input: what a file of /proc/PID holds; each reader gets it.
// Oracle: every answer is a piece of the input that says of itself what it was asked for, found where a slower reading
// finds it too.

#include "fuzz_demand.hpp"
#include "probe/process_facts.hpp"

#include <string>

using namespace gpseal::agent;
using gpseal::fuzz::demand;

namespace {

bool within(std::string_view part, std::string_view whole)
{
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_environ(const std::string& text)
{
    const auto value = environment_value(text, "HOME");
    const auto behind = std::string(1, '\0') + text;
    const auto place = behind.find(std::string(1, '\0') + "HOME=");
    demand(value.has_value() == (place != std::string::npos), "found when it is there");
    if (value) {
        demand(within(*value, text) && value->data() == text.data() + place + 5, "the first one");
        demand(value->find('\0') == std::string_view::npos, "to its end");
    }
}

void check_maps(const std::string& text)
{
    const auto path = mapped_library(text, "libsmbclient.so");
    if (!path.empty()) {
        demand(within(path, text) && path.front() == '/', "a path of the input");
        demand(path.find('\n') == std::string_view::npos, "on one line");
        demand(path.substr(path.rfind('/') + 1).starts_with("libsmbclient.so"), "of that name");
    } else {
        const auto name = text.rfind("/libsmbclient.so.");
        const auto next = text.find_first_of("/\n", name == std::string::npos ? 0 : name + 1);
        demand(name == std::string::npos || (next != std::string::npos && text[next] == '/'), "not overlooked");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    check_environ(text);
    check_maps(text);
    const auto name = process_name(text);
    demand(name.empty() || (within(name, text) && name.size() + 2 <= text.size()), "between brackets");
    const auto ticks = start_ticks(text);
    demand(!ticks || text.find(std::to_string(*ticks)) != std::string::npos, "a number of the input");
    const auto option = overriding_option(text);
    demand(option.empty() || (within(option, text) && option.starts_with("-")), "an option of the input");
    return 0;
}
