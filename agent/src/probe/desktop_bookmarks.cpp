#include "probe/desktop_bookmarks.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <optional>

namespace gpseal::agent {

namespace {

constexpr std::string_view scheme = "smb://";
constexpr std::size_t longest_uri = 4096;

bool is_plain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<Bookmark> bookmark_of(std::string_view uri)
{
    if (uri.size() > longest_uri || !is_plain(uri) || uri.size() <= scheme.size() ||
        !equals_icase(uri.substr(0, scheme.size()), scheme)) {
        return std::nullopt;
    }
    uri.remove_prefix(scheme.size());
    const auto path = uri.substr(std::min(uri.find_first_of("/?#"), uri.size()));
    auto authority = uri.substr(0, uri.size() - path.size());
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        authority.remove_prefix(at + 1); // "domain;user:password": never shown, never kept
    }
    auto server = parse_server(authority);
    if (!server) {
        return std::nullopt;
    }
    return Bookmark{*std::move(server), std::string(scheme) + std::string(authority) + std::string(path)};
}

} // namespace

std::vector<Bookmark> parse_bookmarks(std::string_view text)
{
    std::vector<Bookmark> bookmarks;
    while (!text.empty() && bookmarks.size() < max_bookmarks) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (auto bookmark = bookmark_of(line.substr(0, line.find(' ')))) {
            bookmarks.push_back(*std::move(bookmark));
        }
    }
    return bookmarks;
}

} // namespace gpseal::agent
