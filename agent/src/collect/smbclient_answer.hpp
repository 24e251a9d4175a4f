#pragma once

#include <gpseal/policy/domain_snapshot.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// Commands for smbclient's -c that write these files to its standard output, one after the other.
[[nodiscard]] std::string smbclient_get_commands(const std::vector<std::string>& paths);

/// What smbclient did with them: `content` is its standard output, nothing but the files' bytes; `messages` its
/// standard error, where it names each file with its size as the server reported it, or with the reason why not. A byte
/// too many or too few, and no file counts as read: the boundaries would be guesses.
[[nodiscard]] std::vector<policy::FileSnapshot>
parse_smbclient_answer(const std::vector<std::string>& paths, std::string_view content, std::string_view messages);

/// Of an answer that was cut off: the path that is the largest part of it, and at least how many bytes it has. The file
/// that was being sent has no size yet: smbclient tells it with the end of the line. nullopt: no path stands out.
struct LargestFile {
    std::size_t index = 0;
    std::uint64_t size = 0;
};
[[nodiscard]] std::optional<LargestFile> largest_of_cut_answer(const std::vector<std::string>& paths,
                                                               std::size_t content_size, std::string_view messages);

} // namespace gpseal::agent
