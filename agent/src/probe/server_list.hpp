#pragma once

#include "probe/mount_table.hpp"
#include "probe/server_endpoint.hpp"

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// The servers that somebody named, each once, in order.
class ServerList {
public:
    static constexpr std::size_t max_servers = 1000000;

    /// `networks`: whoever names them says that "address/prefix" is theirs to ask.
    explicit ServerList(bool networks) : networks_(networks) {}

    /// A server or a network. Errc::usage for what is neither, or for a network that nobody vouched for.
    [[nodiscard]] Result<void> add(std::string_view text);
    /// One server or network a line; blank lines, and '#' with what follows it, are skipped. Errc::malformed with the
    /// line.
    [[nodiscard]] Result<void> add_lines(std::string_view text, std::string_view origin);
    /// The servers of SMB mounts. Errc::malformed for a table that is none; an SMB mount whose source names no server
    /// is one, too.
    [[nodiscard]] Result<void> add_mounts(std::string_view table, std::string_view origin);

    [[nodiscard]] const std::vector<ServerEndpoint>& servers() const { return servers_; }

private:
    [[nodiscard]] Result<void> add(ServerEndpoint server);

    bool networks_;
    std::vector<ServerEndpoint> servers_;
    std::set<std::string> seen_;
};

} // namespace gpseal::agent
