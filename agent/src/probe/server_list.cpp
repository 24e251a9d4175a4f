#include "probe/server_list.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::agent {

Result<void> ServerList::add(ServerEndpoint server)
{
    if (!seen_.insert(ascii_lower(to_string(server)) + " " + server.address).second) {
        return {};
    }
    if (servers_.size() == max_servers) {
        return fail(Errc::limit_exceeded, "more than " + std::to_string(max_servers) + " servers");
    }
    servers_.push_back(std::move(server));
    return {};
}

Result<void> ServerList::add(std::string_view text)
{
    if (!is_network(text)) {
        auto server = parse_server(text);
        return server ? add(*std::move(server)) : fail(std::move(server).error());
    }
    if (!networks_) {
        return fail(Errc::usage, "is a network: name servers, or say --i-own-this-network", printable(text));
    }
    auto servers = servers_of_network(text);
    if (!servers) {
        return fail(std::move(servers).error());
    }
    for (auto& server : *servers) {
        if (auto added = add(std::move(server)); !added) {
            return added;
        }
    }
    return {};
}

Result<void> ServerList::add_lines(std::string_view text, std::string_view origin)
{
    constexpr std::string_view blanks = " \t\r";
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line = line.substr(0, line.find('#'));
        line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
        line = line.substr(0, line.find_last_not_of(blanks) + 1);
        if (line.empty()) {
            continue;
        }
        if (const auto added = add(line); !added) {
            const auto& error = added.error();
            const bool named = !error.where.empty();
            return fail(error.code == Errc::usage ? Errc::malformed : error.code,
                        (named ? "'" + error.where + "' " : "") + error.message,
                        std::string(origin) + ":" + std::to_string(number));
        }
    }
    return {};
}

Result<void> ServerList::add_mounts(std::string_view table, std::string_view origin)
{
    const auto entries = parse_mount_table(table, origin);
    if (!entries) {
        return fail(entries.error());
    }
    for (const auto& entry : *entries) {
        if (!entry.is_smb()) {
            continue;
        }
        auto server = server_of(entry);
        if (!server) {
            return fail(Errc::malformed, "'" + printable(entry.source) + "' names no server",
                        std::string(origin) + ":" + std::to_string(entry.line));
        }
        if (auto added = add(*std::move(server)); !added) {
            return added;
        }
    }
    return {};
}

} // namespace gpseal::agent
