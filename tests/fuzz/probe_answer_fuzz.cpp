// An answer's body from any bytes: what is accepted is written again as the same bytes.
#include "probe/probe_record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

using namespace gpseal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size); // NOLINT: bytes are chars
    const auto record = agent::seal_probe_answer(body);
    const auto answer = agent::decode_probe_answer(record);
    if (answer && agent::encode_probe_answer(*answer) != record) {
        std::abort();
    }
    const auto* trace = answer ? std::get_if<agent::SessionTrace>(&*answer) : nullptr;
    if (trace != nullptr && trace->evidence.wire && trace->evidence.wire->flows.size() > agent::FlowTable::flow_limit) {
        std::abort();
    }
    if (agent::decode_probe_answer(body)) { // not sealed: nobody guesses a checksum
        std::abort();
    }
    return 0;
}
