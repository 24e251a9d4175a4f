// Any bytes as JSON, and as a registry.pol to be written so: see exchange_oracle.hpp.

#include "exchange_oracle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    gpseal::fuzz::check_exchange(data, size, gpseal::policy::ExchangeFormat::json);
    return 0;
}
