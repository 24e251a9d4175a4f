// A question's body from any bytes: what is accepted is written again as the same bytes.
#include "probe/probe_record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace gpseal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size); // NOLINT: bytes are chars
    const auto record = agent::seal_probe_question(body);
    const auto question = agent::decode_probe_question(record);
    if (question && agent::encode_probe_question(*question) != record) {
        std::abort();
    }
    if (agent::decode_probe_question(body)) { // not sealed: nobody guesses a checksum
        std::abort();
    }
    return 0;
}
