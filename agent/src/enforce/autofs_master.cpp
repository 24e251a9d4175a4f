#include "enforce/autofs_master.hpp"

#include <algorithm>

namespace gpseal::agent {

namespace {

std::string_view take_word(std::string_view& line)
{
    constexpr std::string_view blanks = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    const auto word = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(word.size());
    return word;
}

/// "/etc/auto.smb", "file:/etc/auto.smb", "file,sun:/etc/auto.smb"; others are no files of the sun format.
AutofsMount entry(std::size_t number, std::string_view folder, std::string_view map)
{
    AutofsMount mount{.line = number, .folder = std::string(folder), .map = std::string(map)};
    for (const std::string_view type : {"file:", "file,sun:"}) {
        if (map.starts_with(type)) {
            mount.map = map.substr(type.size());
        }
    }
    mount.is_file = mount.map.starts_with('/');
    return mount;
}

} // namespace

Result<AutofsMaster> parse_autofs_master(std::string_view text, std::string_view origin)
{
    constexpr std::string_view more = "+dir:";
    AutofsMaster master;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto first = take_word(line);
        if (first.starts_with(more) && first.size() > more.size()) {
            master.folders.emplace_back(first.substr(more.size()));
        } else if (first.starts_with('/')) {
            const auto map = take_word(line);
            if (!map.empty()) {
                master.mounts.push_back(entry(number, first, map));
            }
        }
        if (master.mounts.size() + master.folders.size() > max_autofs_mounts) {
            return fail(Errc::limit_exceeded, "more than " + std::to_string(max_autofs_mounts) + " entries",
                        std::string(origin) + ":" + std::to_string(number));
        }
    }
    return master;
}

} // namespace gpseal::agent
