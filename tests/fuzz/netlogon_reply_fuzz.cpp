// Oracle: names that were accepted are bounded, hold no NUL and no empty label, and a naive reader that follows
// pointers with a step counter instead of a rule reads the same.

#include "collect/netlogon_reply.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

namespace {

using namespace gpseal;

void require(bool held)
{
    if (!held) {
        std::abort();
    }
}

/// Trusts its input: only for what the parser under test accepted.
std::string naive_name(std::span<const std::uint8_t> bytes, std::size_t& at)
{
    std::string name;
    bool jumped = false;
    std::size_t here = at;
    for (int steps = 0; steps < 70000; ++steps) {
        const auto length = bytes[here];
        if (length >= 0xC0) {
            const std::size_t target = (length - std::size_t{0xC0}) * 256 + bytes[here + 1];
            if (!jumped) {
                at = here + 2;
                jumped = true;
            }
            here = target;
            continue;
        }
        if (length == 0) {
            at = jumped ? at : here + 1;
            return name;
        }
        name += name.empty() ? "" : ".";
        name.append(bytes.begin() + static_cast<std::ptrdiff_t>(here) + 1,
                    bytes.begin() + static_cast<std::ptrdiff_t>(here) + 1 + length);
        here += length + std::size_t{1};
    }
    std::abort();
}

void check(const std::string& name)
{
    require(name.size() <= 255);
    require(name.find('\0') == std::string::npos);
    require(name.find("..") == std::string::npos);
    require(!name.starts_with('.') && !name.ends_with('.'));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span<const std::uint8_t> bytes(data, size);
    const auto reply = agent::parse_netlogon_reply(std::as_bytes(bytes));
    if (!reply) {
        return 0;
    }
    const std::array<const std::string*, 8> names = {&reply->forest,         &reply->domain,       &reply->host,
                                                     &reply->netbios_domain, &reply->netbios_host, &reply->user,
                                                     &reply->server_site,    &reply->client_site};
    std::size_t at = 24;
    for (const auto* name : names) {
        check(*name);
        require(naive_name(bytes, at) == *name);
    }
    return 0;
}
