#pragma once

#include "probe/server_endpoint.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// An SMB server that a user's file manager knows.
struct Bookmark {
    ServerEndpoint server;
    std::string where; ///< "smb://nas/data", as written, without who logs on; printable ASCII

    bool operator==(const Bookmark&) const = default;
};

inline constexpr std::size_t max_bookmarks_size = std::size_t{256} << 10;
inline constexpr std::size_t max_bookmarks = 256; ///< of one file; what comes later is not seen

/// The smb:// addresses of a GTK bookmarks file: one URI ([RFC 3986]) a line, perhaps with a label behind a blank.
/// Everything else, an address that names no server too, is somebody's own affair and is skipped.
[[nodiscard]] std::vector<Bookmark> parse_bookmarks(std::string_view text);

} // namespace gpseal::agent
