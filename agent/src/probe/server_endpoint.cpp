#include "probe/server_endpoint.hpp"

#include <gpseal/base/utf.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace gpseal::agent {

namespace {

constexpr std::size_t longest_shown = 200;

tl::unexpected<Error> bad(std::string_view text, std::string why)
{
    return fail(Errc::usage, std::move(why), printable(text.substr(0, longest_shown)));
}

bool all_of(std::string_view text, bool (*holds)(unsigned char))
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [&](char c) { return holds(static_cast<unsigned char>(c)); });
}

/// A DNS name, a NetBIOS name or an IPv4 address; it must not look like an option.
bool is_host(std::string_view text)
{
    return text.size() <= 255 && !text.starts_with('-') &&
           all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_'; });
}

/// An IPv6 address, as its characters tell, perhaps with the interface of a link-local one; the resolver has the last
/// word.
bool is_ipv6(std::string_view text)
{
    const auto zone = text.find('%');
    if (zone != std::string_view::npos) {
        if (!is_host(text.substr(zone + 1)) || text.size() - zone > 16) {
            return false;
        }
        text = text.substr(0, zone);
    }
    return text.size() <= 45 && std::count(text.begin(), text.end(), ':') >= 2 &&
           all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0 || c == ':' || c == '.'; });
}

template <typename Number> bool read_number(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

bool read_port(std::string_view text, std::uint16_t& port)
{
    return read_number(text, port) && port != 0;
}

bool read_server(std::string_view text, ServerEndpoint& server)
{
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos || !is_ipv6(text.substr(1, end - 1))) {
            return false;
        }
        server.name = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        return text.empty() || (text.starts_with(':') && read_port(text.substr(1), server.port));
    }
    if (is_ipv6(text)) {
        server.name = text;
        return true;
    }
    const auto colon = text.find(':');
    server.name = text.substr(0, colon);
    return is_host(server.name) && (colon == std::string_view::npos || read_port(text.substr(colon + 1), server.port));
}

/// An address as a number, most significant byte first.
struct Network {
    int family = AF_INET;
    std::array<unsigned char, 16> bytes{};
    unsigned size = 4;
    unsigned prefix = 0;

    [[nodiscard]] unsigned host_bits() const { return size * 8 - prefix; }
    [[nodiscard]] std::string text_of(std::size_t host) const
    {
        auto address = bytes;
        for (unsigned i = 0; i < size; ++i) {
            const auto kept = prefix > i * 8 ? std::min(prefix - i * 8, 8U) : 0U;
            const auto mask = 0xffU >> kept;
            const auto shift = (size - 1 - i) * 8;
            const auto part = shift < 64 ? static_cast<unsigned>(host >> shift) : 0U;
            address.at(i) = static_cast<unsigned char>((bytes.at(i) & ~mask) | (part & mask));
        }
        std::array<char, INET6_ADDRSTRLEN> text{};
        return ::inet_ntop(family, address.data(), text.data(), text.size());
    }
};

bool read_network(std::string_view text, Network& network)
{
    const auto slash = text.find('/');
    const std::string address(text.substr(0, slash));
    if (::inet_pton(AF_INET, address.c_str(), network.bytes.data()) != 1) {
        network.family = AF_INET6;
        network.size = 16;
        if (::inet_pton(AF_INET6, address.c_str(), network.bytes.data()) != 1) {
            return false;
        }
    }
    return slash != std::string_view::npos && read_number(text.substr(slash + 1), network.prefix) &&
           network.prefix <= network.size * 8;
}

} // namespace

std::string to_string(const ServerEndpoint& server)
{
    if (server.port == smb_port) {
        return server.name;
    }
    const bool v6 = server.name.find(':') != std::string::npos;
    return (v6 ? "[" + server.name + "]" : server.name) + ":" + std::to_string(server.port);
}

Result<ServerEndpoint> parse_server(std::string_view text)
{
    ServerEndpoint server;
    if (!read_server(text, server)) {
        return bad(text, "is no server: a name or an address is needed, with a port behind a colon if it is not 445");
    }
    return server;
}

bool is_network(std::string_view text)
{
    const auto slash = text.find('/');
    return slash != 0 && slash != std::string_view::npos;
}

Result<std::vector<ServerEndpoint>> servers_of_network(std::string_view text)
{
    Network network;
    if (!read_network(text, network)) {
        return bad(text, "is no network: an address and the length of its prefix are needed, as in 192.0.2.0/24");
    }
    constexpr unsigned most_bits = 16;
    static_assert(std::size_t{1} << most_bits == max_network);
    if (network.host_bits() > most_bits) {
        return fail(Errc::limit_exceeded,
                    "has more than " + std::to_string(max_network) + " addresses; name smaller networks",
                    printable(text));
    }
    const auto count = std::size_t{1} << network.host_bits();
    const std::size_t edge = network.family == AF_INET && count > 2 ? 1 : 0; // the network's own and the broadcast
    std::vector<ServerEndpoint> servers;
    servers.reserve(count);
    for (auto host = edge; host < count - edge; ++host) {
        servers.push_back({.name = network.text_of(host)});
    }
    return servers;
}

} // namespace gpseal::agent
