// A record's body from any bytes: what is accepted is consistent, and survives being written and read once more.
#include "collect/policy_record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace gpseal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size); // NOLINT: bytes are chars
    const auto policy = agent::decode_policy_record(agent::seal_policy_record(body));
    if (!policy) {
        return 0;
    }
    const auto& decision = policy->decision;
    const auto implied =
        decision.winner ? policy::switch_state(decision.winner->value) : policy::PolicyState::not_configured;
    if (decision.state != implied || decision.mandate != policy::mandate_of(decision.state)) {
        std::abort();
    }
    const auto again = agent::decode_policy_record(agent::encode_policy_record(*policy));
    if (!again || again->decision.winner != decision.winner || again->complete() != policy->complete() ||
        again->workstation.size() != policy->workstation.size()) {
        std::abort();
    }
    return 0;
}
