#include "probe/mount_table.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace gpseal::agent {

namespace {

constexpr std::string_view blanks = " \t";

bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/// The kernel writes blanks, line feeds, backslashes and '#' as \ooo; every other backslash is one.
std::string decoded(std::string_view field)
{
    std::string text;
    while (!field.empty()) {
        const bool escape = field.size() >= 4 && field[0] == '\\' && field[1] >= '0' && field[1] <= '3' &&
                            is_octal(field[2]) && is_octal(field[3]);
        if (escape) {
            const auto value = (field[1] - '0') * 64 + (field[2] - '0') * 8 + (field[3] - '0');
            text += static_cast<char>(static_cast<unsigned char>(value));
        } else {
            text += field.front();
        }
        field.remove_prefix(escape ? 4 : 1);
    }
    return text;
}

std::string_view next_field(std::string_view& line)
{
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    const auto field = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(field.size());
    return field;
}

/// Options are told apart before their escapes are decoded: an escaped comma belongs to a value.
std::vector<std::string> split_options(std::string_view field)
{
    std::vector<std::string> options;
    while (!field.empty()) {
        const auto option = field.substr(0, field.find(','));
        field.remove_prefix(std::min(option.size() + 1, field.size()));
        if (!option.empty()) {
            options.push_back(decoded(option));
        }
    }
    return options;
}

std::uint16_t port_of(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() ? port : std::uint16_t{0};
}

/// "192.0.2.1", "2001:db8::1", "fe80::1%eth0"; empty when it is none.
std::string address_of(std::string_view text)
{
    in6_addr address{};
    const std::string whole(text);
    const std::string plain = whole.substr(0, whole.find('%'));
    const bool is_address = ::inet_pton(AF_INET, whole.c_str(), &address) == 1 ||
                            (::inet_pton(AF_INET6, plain.c_str(), &address) == 1 && parse_server(whole).has_value());
    return is_address ? whole : std::string();
}

} // namespace

bool MountEntry::is_smb() const
{
    return type == "cifs" || type == "smb3";
}

bool MountEntry::has_option(std::string_view name) const
{
    return std::find(options.begin(), options.end(), name) != options.end();
}

std::string_view MountEntry::option(std::string_view name) const
{
    for (const std::string_view option : options) {
        if (option.size() > name.size() && option.starts_with(name) && option[name.size()] == '=') {
            return option.substr(name.size() + 1);
        }
    }
    return {};
}

Result<std::vector<MountEntry>> parse_mount_table(std::string_view text, std::string_view origin)
{
    std::vector<MountEntry> entries;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto source = next_field(line);
        if (source.empty() || source.front() == '#') {
            continue;
        }
        const auto where = std::string(origin) + ":" + std::to_string(number);
        if (entries.size() == max_mounts) {
            return fail(Errc::limit_exceeded, "more than " + std::to_string(max_mounts) + " mounts", where);
        }
        MountEntry entry{.source = decoded(source), .line = number};
        entry.target = decoded(next_field(line));
        entry.type = decoded(next_field(line));
        entry.options = split_options(next_field(line));
        if (entry.type.empty()) {
            return fail(Errc::malformed, "a mount needs its source, target and type", where);
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::optional<ServerEndpoint> server_of(const MountEntry& entry)
{
    std::string source = entry.source;
    std::replace(source.begin(), source.end(), '\\', '/');
    if (!source.starts_with("//")) {
        return std::nullopt;
    }
    auto host = source.substr(2, source.find('/', 2) - 2);
    if (host.find(':') != std::string::npos && !host.starts_with('[')) {
        host.insert(0, "[").push_back(']'); // an address of IPv6: a port stands in the options only
    }
    auto server = parse_server(host);
    if (!server || server->port != smb_port) {
        return std::nullopt;
    }
    const auto address = entry.option("addr");
    server->address = address_of(address.empty() ? entry.option("ip") : address);
    if (const auto port = port_of(entry.option("port")); port != 0) {
        server->port = port;
    }
    return *server;
}

} // namespace gpseal::agent
