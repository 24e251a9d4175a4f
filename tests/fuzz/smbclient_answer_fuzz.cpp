// Input: the messages, a NUL, the content. Oracle: a file that counts as read has the size that the server reported,
// all read files together are the whole content in order, and with any doubt about sizes none is read.

#include "collect/smbclient_answer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gpseal;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view all(reinterpret_cast<const char*>(data), size); // NOLINT: bytes are chars
    const auto nul = std::min(all.find('\0'), all.size());
    const auto messages = all.substr(0, nul);
    const auto content = all.substr(std::min(nul + 1, all.size()));
    const std::vector<std::string> paths = {"a/GPT.INI", "a/Machine/Registry.pol"};
    require(agent::smbclient_get_commands(paths) == R"(get "a\GPT.INI" -;get "a\Machine\Registry.pol" -)");
    const auto files = agent::parse_smbclient_answer(paths, content, messages);
    require(files.size() == 2);
    std::string together;
    bool any_read = false;
    for (const auto& file : files) {
        const bool read = file.status == policy::FileStatus::read;
        any_read = any_read || read;
        require(read == (!file.problem && file.status != policy::FileStatus::absent));
        require(!read || file.reported_size == file.content.size());
        require(read || file.content.empty());
        for (const auto byte : file.content) {
            together.push_back(std::to_integer<char>(byte));
        }
    }
    require(!any_read || together == content);
    return 0;
}
