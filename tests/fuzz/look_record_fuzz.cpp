// A question's body and an answer's from any bytes: what is accepted is written again as the same bytes.
#include "probe/look_record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace gpseal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size); // NOLINT: bytes are chars
    const auto asked = agent::seal_look_question(body);
    const auto question = agent::decode_look_question(asked);
    if (question && agent::encode_look_question(*question) != asked) {
        std::abort();
    }
    const auto told = agent::seal_look_answer(body);
    const auto answer = agent::decode_look_answer(told);
    if (answer && agent::encode_look_answer(*answer) != told) {
        std::abort();
    }
    if (agent::decode_look_question(body) || agent::decode_look_answer(body)) { // not sealed: nobody guesses a checksum
        std::abort();
    }
    return 0;
}
