#include "probe/packet_filter.hpp"

#include <linux/if_ether.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace gpseal::agent {

namespace {

using Program = std::vector<sock_filter>;

constexpr std::uint16_t load_word = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t load_half = BPF_LD | BPF_H | BPF_ABS;
constexpr std::uint16_t load_byte = BPF_LD | BPF_B | BPF_ABS;
constexpr std::uint16_t equals = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t any_bit = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::uint16_t give = BPF_RET | BPF_K;
constexpr std::uint32_t whole = 0xffffffff;

void add(Program& program, std::uint16_t code, std::uint32_t value, unsigned if_true = 0, unsigned if_false = 0)
{
    program.push_back({code, static_cast<std::uint8_t>(if_true), static_cast<std::uint8_t>(if_false), value});
}

void pass_if(Program& program, std::uint16_t test, std::uint32_t value)
{
    add(program, test, value, 0, 1);
    add(program, give, whole);
}

/// Skips `body` unless `test` holds.
void only_if(Program& program, std::uint16_t test, std::uint32_t value, const Program& body)
{
    add(program, test, value, 0, static_cast<unsigned>(body.size()));
    program.insert(program.end(), body.begin(), body.end());
}

std::uint32_t word(const IpAddress& address, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        value = (value << 8U) | address.at(i);
    }
    return value;
}

bool is_v4(const IpAddress& address)
{
    constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(mapped.begin(), mapped.end(), address.begin());
}

/// Passes a packet whose address field at `offset` is `address`.
void pass_address(Program& program, std::uint32_t offset, const IpAddress& address)
{
    if (is_v4(address)) {
        add(program, load_word, offset);
        pass_if(program, equals, word(address, 12));
        return;
    }
    for (std::uint32_t i = 0; i < 16; i += 4) {
        const unsigned after = (16 - i) / 4 * 2 - 1; // the tests that follow, and the pass
        add(program, load_word, offset + i);
        add(program, equals, word(address, i), 0, after);
    }
    add(program, give, whole);
}

/// Passes a packet of one of the server's addresses of this family; else drops it. Without addresses it passes all.
Program by_address(const WireServer& server, bool v4)
{
    Program program;
    if (server.addresses.empty()) {
        add(program, give, whole);
        return program;
    }
    for (const auto& address : server.addresses) {
        if (is_v4(address) == v4) {
            pass_address(program, v4 ? 12 : 8, address);
            pass_address(program, v4 ? 16 : 24, address);
        }
    }
    add(program, give, 0);
    return program;
}

constexpr std::uint32_t tcp_flags = 13;
constexpr std::uint32_t syn = 0x02;

/// IPv4: X holds the header's length.
Program v4_program(const WireServer& server)
{
    Program program;
    add(program, load_byte, 9);
    only_if(program, equals, IPPROTO_TCP, [&] {
        Program tcp;
        add(tcp, load_half, 6);
        pass_if(tcp, any_bit, 0x3fff);
        add(tcp, BPF_LDX | BPF_B | BPF_MSH, 0);
        add(tcp, BPF_LD | BPF_B | BPF_IND, tcp_flags);
        pass_if(tcp, any_bit, syn);
        add(tcp, BPF_LD | BPF_H | BPF_IND, 0);
        add(tcp, equals, server.port, 3, 0);
        add(tcp, BPF_LD | BPF_H | BPF_IND, 2);
        add(tcp, equals, server.port, 1, 0);
        add(tcp, give, 0);
        const auto addresses = by_address(server, true);
        tcp.insert(tcp.end(), addresses.begin(), addresses.end());
        return tcp;
    }());
    add(program, give, 0);
    return program;
}

Program v6_program(const WireServer& server)
{
    constexpr std::uint32_t header = 40;
    Program program;
    add(program, load_byte, 6);
    for (const std::uint32_t extension : {0U, 43U, 44U, 60U}) {
        pass_if(program, equals, extension);
    }
    add(program, equals, IPPROTO_TCP, 1, 0);
    add(program, give, 0);
    add(program, load_byte, header + tcp_flags);
    pass_if(program, any_bit, syn);
    add(program, load_half, header);
    add(program, equals, server.port, 3, 0);
    add(program, load_half, header + 2);
    add(program, equals, server.port, 1, 0);
    add(program, give, 0);
    const auto addresses = by_address(server, false);
    program.insert(program.end(), addresses.begin(), addresses.end());
    return program;
}

} // namespace

std::vector<sock_filter> packet_filter(const WireServer& server)
{
    constexpr auto protocol = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PROTOCOL);
    Program program;
    add(program, load_half, protocol);
    const auto v4 = v4_program(server);
    only_if(program, equals, ETH_P_IP, v4);
    // a jump reaches 255 instructions: the longer IPv6 part stands last and is entered by falling through
    add(program, load_half, protocol);
    add(program, equals, ETH_P_IPV6, 1, 0);
    add(program, give, 0);
    const auto v6 = v6_program(server);
    program.insert(program.end(), v6.begin(), v6.end());
    return program;
}

} // namespace gpseal::agent
